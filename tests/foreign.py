"""How well an extractor reads what others annotated: `python -m tests.foreign` scores it on SciER and TDMSci.

The rows of kg.score are at document level (a passage of SciER, a sentence of TDMSci). The row "spans" counts every mention by
its place and type, which is how SciER's authors score entities; "span pairs" counts relations between mentions of one sentence,
for which every predicted relation is laid onto the nearest two mentions in each sentence that holds both. What a set does
not annotate is taken out of the predictions first.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kg.cli.scores import predicted_papers
from kg.extract.kept import to_gold
from kg.extract.run import EXTRACTORS, extract
from kg.records import Paper
from kg.resolve import above
from kg.score import Counts, Tally, intervals, score, score_papers
from tests.foreign_sets import BEATEN, COMPARED, TYPES, Foreign, Found, Link, Place, scier, tdmsci

SETS: Mapping[str, tuple[str, Callable[[], Iterator[Foreign]]]] = {
    "scier-train": ("scier", lambda: scier("train")),
    "scier": ("scier", lambda: scier("dev")),
    "tdmsci": ("tdmsci", tdmsci),
}
"""Name -> the set whose types it has, and its texts."""


def as_they_would(paper: Found, name: str, text: str) -> Found:
    """A prediction with the types and relations of the set, without what the set does not annotate."""
    kept = {e["id"]: e | {"type": TYPES[name][e["type"]]} for e in paper["entities"] if e["type"] in TYPES[name]}
    first = {n: min((text.find(form) for form in e["mentions"]), default=0) for n, e in kept.items()}
    relations = []
    for r in paper["relations"]:
        if r["head"] in kept and r["tail"] in kept and name == "scier":
            compared = r["rel"] in (COMPARED, BEATEN)
            ends = sorted((r["head"], r["tail"]), key=first.__getitem__) if compared else (r["head"], r["tail"])
            relations.append({"head": ends[0], "rel": COMPARED if compared else r["rel"], "tail": ends[1]})
    return {"id": paper["id"], "entities": list(kept.values()), "relations": relations, "results": []}


def predicted_places(paper: Found, text: str) -> dict[str, list[Place]]:
    """Where the mentions of each predicted entity stand as words of their own; longer ones before those within them."""
    forms = sorted(
        ((form, e["id"], e["type"]) for e in paper["entities"] for form in e["mentions"]), key=lambda f: (-len(f[0]), f)
    )
    found: dict[str, list[Place]] = {e["id"]: [] for e in paper["entities"]}
    taken: set[int] = set()
    for form, number, kind in forms:
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                found[number].append((*match.span(), kind))
    return found


def predicted_links(paper: Found, places: Mapping[str, list[Place]], sentences: Iterable[tuple[int, int]]) -> set[Link]:
    """The nearest two mentions of head and tail in every sentence that holds both."""
    links = set()
    for start, end in sentences:
        inside = {n: [p for p in found if start <= p[0] and p[1] <= end] for n, found in places.items()}
        for r in paper["relations"]:
            pairs = [(h, t) for h in inside[r["head"]] for t in inside[r["tail"]]]
            if pairs:
                head, tail = min(pairs, key=lambda pair: (abs(pair[0][0] - pair[1][0]), pair))
                ends = sorted((head, tail)) if r["rel"] == COMPARED else [head, tail]
                links.add((ends[0], r["rel"], ends[1]))
    return links


def tally(gold: frozenset[object], found: set[object]) -> Tally:
    return Tally(len(gold & found), len(found - gold), len(gold - found))


def by_document(gold: list[Found], predicted: list[Found]) -> list[Counts]:
    """The counts of whole documents, whose passages are not independent: the part of an id before a hyphen names them."""
    documents: dict[str, Counts] = {}
    for paper, counts in zip(gold, score_papers(gold, predicted), strict=True):
        documents.setdefault(paper["id"].split("-")[0], Counts()).add(counts)
    return list(documents.values())


def figures(texts: list[Foreign], predicted: list[Found]) -> dict[str, dict[str, object]]:
    """Rows of figures for predictions in the order of the texts."""
    gold = [text.paper for text in texts]
    ranges = intervals(by_document(gold, predicted))
    found = score(gold, predicted).rows.items()
    rows: dict[str, dict[str, object]] = {
        name: {**row, "interval": ranges[name]} for name, row in found if "f1" in row and row["gold"]
    }
    mentions, pairs = Tally(), Tally()
    for text, paper in zip(texts, predicted, strict=True):
        places = predicted_places(paper, text.text)
        mentions += tally(text.places, {place for found in places.values() for place in found})
        pairs += tally(text.links, predicted_links(paper, places, text.sentences))
    return rows | {"spans": {**mentions.figures}, "span pairs": {**pairs.figures}}


def predictions(texts: list[Foreign], options: argparse.Namespace) -> list[Found]:
    """What the extractor says, or what --predicted holds, in the order of the texts."""
    if options.predicted:
        by_id = {paper["id"]: paper for paper in predicted_papers(options.predicted)}
        return [by_id.get(text.paper["id"], {"id": text.paper["id"], "entities": [], "relations": []}) for text in texts]
    papers = [Paper(text.paper["title"], text.paper["abstract"], id=text.paper["id"]) for text in texts]
    found = extract(papers, extractor=options.extractor, model=options.model)
    return [to_gold(paper, above(said, options.min_score)) for paper, said in zip(papers, found, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--extractor", default="model", choices=EXTRACTORS)
    parser.add_argument("--model", type=Path, help="folder of a model in place of the one that ships")
    parser.add_argument("--min-score", type=float, default=0.0)
    parser.add_argument("--predicted", type=Path, help="predictions in the annotated format, in place of an extractor")
    parser.add_argument("--write", type=Path, help="write the annotated papers of the set there instead")
    options = parser.parse_args()
    name, read = SETS[options.set]
    texts = list(read())
    if options.write:
        options.write.write_text(json.dumps([text.paper for text in texts], ensure_ascii=False), encoding="utf-8")
        return
    found = [as_they_would(paper, name, text.text) for text, paper in zip(texts, predictions(texts, options), strict=True)]
    print(f"{'':24}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}  95 %")
    for row, values in sorted(figures(texts, found).items()):
        low, high = values.get("interval", ("", ""))
        print(f"{row:24}" + "".join(f"{values[key]:7}" for key in ("precision", "recall", "f1", "gold")) + f"  {low} to {high}")


if __name__ == "__main__":
    main()
