"""SciER (Zhang et al. 2024) and TDMSci (Hou et al. 2021) as annotated papers.

SciER holds full papers: runs of its sentences become passages as long as an abstract, their first sentence the title.
TDMSci holds sentences, each a title without abstract. RELATIONS says which relation is ours; TYPES which types each set has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg import ontology
from kg.score.normal import normal_name
from tests.conftest import SHARED

Found = dict[str, Any]
"""An annotated or predicted paper."""
Place = tuple[int, int, str]
"""First and last character of a mention, and its type."""
Link = tuple[Place, str, Place]

TYPES = {
    "scier": {"Method": "Method", "Task": "Task", "Dataset": "Dataset", "Benchmark": "Dataset"},
    "tdmsci": {"Task": "Task", "Dataset": "Dataset", "Benchmark": "Dataset", "Metric": "Metric"},
}
"""Our type -> the type that the set has for it; the other types are left out of predictions."""
RELATIONS = {
    ("Used-For", "Task"): ("appliedTo", False),
    ("Used-For", "Method"): ("uses", True),
    ("Part-Of", "Method"): ("uses", True),
    ("SubClass-Of", "Method"): ("variantOf", False),
    ("SubClass-Of", "Dataset"): ("variantOf", False),
    ("SubTask-Of", "Task"): ("variantOf", False),
    ("Compare-With", "Method"): ("comparedWith", False),
    ("Evaluated-With", "Dataset"): ("evaluatedOn", False),
    ("Trained-With", "Dataset"): ("trainedOn", False),
    ("Benchmark-For", "Task"): ("benchmarkFor", False),
}
"""SciER's relation and the type of its tail -> our relation, and whether head and tail change places. Synonym-Of joins names."""
SAME, COMPARED, BEATEN = "Synonym-Of", "comparedWith", "outperforms"
PASSAGE = 200
"""Tokens after which a passage of a full paper ends with the sentence."""
TIGHT_BEFORE, TIGHT_AFTER = {"", *",.;:!?)]}%"}, set("([{")


@dataclass(frozen=True)
class Foreign:
    """One text with what others annotated: as a paper, and as places and links in its characters by sentence."""

    paper: Found
    places: frozenset[Place]
    links: frozenset[Link]
    sentences: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        return f"{self.paper['title']}\n{self.paper['abstract']}"


def spaced(tokens: Sequence[str]) -> Iterator[str]:
    """The tokens, each with the space before it that running text has."""
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else ""
        compound = "-" in (token, before) or "/" in (token, before)
        tight = not before or token[:1] in TIGHT_BEFORE or before[-1:] in TIGHT_AFTER or compound or token in ("'s", "n't")
        yield token if tight else f" {token}"


def laid_out(sentences: Sequence[Sequence[str]]) -> tuple[str, list[list[tuple[int, int]]]]:
    """The first sentence as a title line, the others after it; and where each token stands."""
    text, where = "", []
    for number, tokens in enumerate(sentences):
        text += ("", "\n", " ")[min(number, 2)]
        ends = []
        for token in spaced(tokens):
            start = len(text) + len(token) - len(token.lstrip(" "))
            text += token
            ends.append((start, len(text)))
        where.append(ends)
    return (text if len(sentences) > 1 else text + "\n"), where


def foreign(name: str, sentences: Sequence[Sequence[str]], ner: Sequence[Any], relations: Sequence[Any]) -> Foreign:
    """A text from its sentences; `ner` and `relations` by sentence, with tokens counted from its start."""
    text, where = laid_out(sentences)
    places, links, same = [], [], []
    for ends, spans, related in zip(where, ner, relations, strict=True):
        here = {(a, b): (ends[a][0], ends[b][1], kind) for a, b, kind in spans if normal_name(text[ends[a][0] : ends[b][1]])}
        places += here.values()
        for a, b, c, d, relation in related:
            if (a, b) in here and (c, d) in here:
                head, tail = here[a, b], here[c, d]
                same += [(head, tail)] if relation == SAME and head[2] == tail[2] else []
                links += list(ours(head, relation, tail))
    title, _, abstract = text.partition("\n")
    paper = {"id": name, "title": title, "abstract": abstract, **grouped(text, sorted(set(places)), links, same), "results": []}
    return Foreign(paper, frozenset(places), frozenset(links), tuple((ends[0][0], ends[-1][1]) for ends in where))


def ours(head: Place, relation: str, tail: Place) -> Iterator[Link]:
    """The relation by our name, if we have one for these types; what is compared stands in order of the text."""
    name, turned = RELATIONS.get((relation, tail[2]), ("", False))
    if turned or (name == COMPARED and head > tail):
        head, tail = tail, head
    if name and ontology.load().allows(head[2], name, tail[2]) and (name != "variantOf" or head[2] == tail[2]):
        yield head, name, tail


def grouped(text: str, places: list[Place], links: list[Link], same: list[tuple[Place, Place]]) -> Found:
    """Entities and relations: places of one type are one entity when their names agree or the annotators say so."""
    group = {(kind, normal_name(text[start:end])): (kind, normal_name(text[start:end])) for start, end, kind in places}

    def of(place: Place) -> tuple[str, str]:
        found = group[place[2], normal_name(text[place[0] : place[1]])]
        while group[found] != found:
            found = group[found]
        return found

    for a, b in same:
        group[of(a)] = of(b)
    ids: dict[tuple[str, str], str] = {}
    forms: dict[str, list[str]] = {}
    for place in places:
        forms.setdefault(ids.setdefault(of(place), f"e{len(ids) + 1}"), []).append(text[place[0] : place[1]])
    kinds = {number: kind for (kind, _), number in ids.items()}
    entities = [
        {"id": number, "type": kinds[number], "name": max(found, key=len), "mentions": list(dict.fromkeys(found))}
        for number, found in forms.items()
    ]
    order = [entity["id"] for entity in entities]
    made = {}
    for head, name, tail in reversed(links):
        ends = sorted((ids[of(head)], ids[of(tail)]), key=order.index) if name == COMPARED else (ids[of(head)], ids[of(tail)])
        if ends[0] != ends[1]:
            made[ends[0], ends[1], name] = text[min(head[0], tail[0]) : max(head[1], tail[1])]
    relations = [{"head": h, "rel": name, "tail": t, "evidence": words} for (h, t, name), words in sorted(made.items())]
    return {"entities": entities, "relations": relations}


def scier(part: str) -> Iterator[Foreign]:
    """The passages of one part, train or dev."""
    for line in (SHARED / "external" / "scier" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        first, tokens = 0, 0
        starts = [0]
        for number, sentence in enumerate(document["sentences"], 1):
            starts.append(starts[-1] + len(sentence))
            tokens += len(sentence)
            if tokens >= PASSAGE or number == len(document["sentences"]):
                yield passage(document, first, number, starts)
                first, tokens = number, 0


def passage(document: Found, first: int, end: int, starts: list[int]) -> Foreign:
    """Sentences `first` to `end` of a full paper, whose annotations count tokens from its start."""
    ner = [[(a - starts[i], b - starts[i], kind) for a, b, kind in document["ner"][i]] for i in range(first, end)]
    relations = [[(*(n - starts[i] for n in ends), name) for *ends, name in document["relations"][i]] for i in range(first, end)]
    return foreign(f"{document['doc_id']}-{first}", document["sentences"][first:end], ner, relations)


def tdmsci() -> Iterator[Foreign]:
    """The sentences of the train part, which is the part that we have."""
    blocks = (SHARED / "external" / "tdmsci" / "train.conll").read_text(encoding="utf-8").split("\n\n")
    for number, rows in enumerate([line.split("\t") for line in block.splitlines() if line] for block in blocks):
        if rows:
            yield foreign(f"s{number}", [[row[0] for row in rows]], [list(spans([row[2] for row in rows]))], [[]])


def spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First and last token and type of what BIO tags mark."""
    first = -1
    for number, tag in enumerate([*tags, "O"]):
        if first >= 0 and not tag.startswith("I-"):
            yield first, number - 1, tags[first][2:].capitalize()
            first = -1
        if tag.startswith("B-"):
            first = number
