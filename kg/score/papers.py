"""Comparing one predicted paper with its gold one.

Papers are paired by id, else by title; one that the prediction lacks counts as an empty graph. An entity is right when its
type and name are those of a gold entity and half of its mentions are names of it too; a relation when both ends and the
relation are; a result when its numbers, unit, direction and subject are (a paper and what it introduces are one subject).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg import ontology
from kg.errors import InputError
from kg.records import PAPER
from kg.score.counts import Counts, Scores, scores
from kg.score.normal import normal_name, normal_numbers, normal_unit, same_metric

PaperJson = Mapping[str, Any]
"""A paper in the format of `kg extract`: id, title, abstract, entities, relations, results."""
ItemJson = Mapping[str, Any]
ResultKey = tuple[str, tuple[str, ...], str, str]
"""What must agree in a result: subject, numbers, unit, direction."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A gold paper with its prediction; `entity_of` leads from predicted to gold entities that are right, by index."""

    gold: PaperJson
    predicted: PaperJson
    text: str
    entity_of: Mapping[int, int]

    def items(self, kind: str) -> tuple[Sequence[ItemJson], Sequence[ItemJson]]:
        return self.gold.get(kind, ()), self.predicted.get(kind, ())

    def gold_ids(self) -> Mapping[str, str]:
        """Predicted id to the gold id that stands for it; a wrong entity's id gets a question mark."""
        gold, predicted = self.items("entities")
        found = {str(e["id"]): f"?{e['id']}" for e in predicted}
        return found | {str(predicted[i]["id"]): gold[j]["id"] for i, j in self.entity_of.items()} | {PAPER: PAPER}


def score(gold: Iterable[PaperJson], predicted: Iterable[PaperJson]) -> Scores:
    """Compare predictions with gold papers. Raises InputError when a prediction uses an entity id twice."""
    total = Counts()
    for counts in score_papers(gold, predicted):
        total.add(counts)
    return scores(total)


def score_papers(gold: Iterable[PaperJson], predicted: Iterable[PaperJson]) -> Iterator[Counts]:
    """The counts of every gold paper by itself, in order (for resampling). Raises as `score`."""
    papers = list(predicted)
    by_id = {str(paper["id"]): paper for paper in papers if paper.get("id")}
    by_title = {normal_name(paper["title"]): paper for paper in papers if paper.get("title")}
    by_title.pop("", None)
    for paper in gold:
        found = by_id.get(str(paper["id"])) or by_title.get(normal_name(paper.get("title", ""))) or {}
        yield _compare(_paired(paper, found))


def _paired(gold: PaperJson, predicted: PaperJson) -> _Pair:
    ids = [str(entity["id"]) for entity in predicted.get("entities", ())]
    if len(set(ids)) < len(ids):
        raise InputError(f"the prediction for paper {gold['id']} uses an entity id twice", remedy="give every entity its own id")
    text = f"{gold['title']}\n{gold['abstract']}" if "abstract" in gold else ""
    return _Pair(gold, predicted, text, _matching(_fitting(gold, predicted, text, typed=True)))


def _compare(pair: _Pair) -> Counts:
    counts = Counts()
    ids = pair.gold_ids()
    _compare_entities(counts, pair, ids)
    _compare_relations(counts, pair, ids)
    _compare_results(counts, pair, ids)
    return counts


def _compare_entities(counts: Counts, pair: _Pair, ids: Mapping[str, str]) -> None:
    gold, predicted = pair.items("entities")
    for type_ in sorted({entity["type"] for entity in (*gold, *predicted)}):
        wanted = Counter(entity["id"] for entity in gold if entity["type"] == type_)
        found = Counter(ids[str(entity["id"])] for entity in predicted if entity["type"] == type_)
        counts.compare("entities", wanted, found)
        counts.compare(f"entity {type_}", wanted, found)
    found_gold = set(pair.entity_of.values())
    counts.misses.update(_label(entity) for i, entity in enumerate(gold) if i not in found_gold)
    counts.extras.update(_label(entity) for i, entity in enumerate(predicted) if i not in pair.entity_of)
    untyped = _matching(_fitting(pair.gold, pair.predicted, pair.text, typed=False))
    found_untyped = Counter(untyped.get(i, -1 - i) for i in range(len(predicted)))
    counts.compare("entities untyped", Counter(range(len(gold))), found_untyped)


def _compare_relations(counts: Counts, pair: _Pair, ids: Mapping[str, str]) -> None:
    gold, predicted = pair.items("relations")
    wanted = Counter((r["head"], r["rel"], r["tail"]) for r in gold)
    found = Counter({(_at(ids, r["head"]), r["rel"], _at(ids, r["tail"])) for r in predicted})
    counts.compare("relations", wanted, found)
    for name in sorted({key[1] for key in (*wanted, *found)}):
        counts.compare(f"relation {name}", *(_only(name, keys) for keys in (wanted, found)))
    names = {entity["id"]: entity["name"] for entity in pair.gold["entities"]} | {PAPER: PAPER}
    counts.misses.update(f"{names[head]} {name} {names[tail]}" for head, name, tail in wanted - found)
    for relation in predicted:
        evidence = relation.get("evidence")
        counts.judge("evidence", evidence and evidence in pair.text)
    introduced = _introduced(pair.gold)
    if introduced:
        counts.judge("contribution", (PAPER, _contribution(), introduced[0]) in found)


def _compare_results(counts: Counts, pair: _Pair, ids: Mapping[str, str]) -> None:
    own = {PAPER, *_introduced(pair.gold)}
    gold, predicted = pair.items("results")
    wanted = [(_result_key(result, result["subject"], own), result) for result in gold]
    found = [(_result_key(result, _at(ids, result["subject"]), own), result) for result in predicted]
    counts.compare("results", Counter(key for key, _ in wanted), Counter(key for key, _ in found))
    counts.compare("result values", Counter(key[1:3] for key, _ in wanted), Counter(key[1:3] for key, _ in found))
    for key, result in wanted:
        hit = next((i for i, (other, _) in enumerate(found) if other == key), None)
        if hit is not None:
            _judge_details(counts, result, found.pop(hit)[1], ids)


def _judge_details(counts: Counts, gold: ItemJson, predicted: ItemJson, ids: Mapping[str, str]) -> None:
    counts.judge("metric", same_metric(gold["metric"], predicted.get("metric", "")))
    baselines = gold.get("baseline"), predicted.get("baseline")
    if any(baselines):
        counts.judge("baseline", baselines[1] and _at(ids, baselines[1]) == baselines[0])
    contexts = gold.get("context", ()), predicted.get("context", ())
    if any(contexts):
        counts.judge("context", {_at(ids, local) for local in contexts[1]} == set(contexts[0]))


def _at(ids: Mapping[str, str], local: object) -> str:
    return ids.get(str(local), f"?{local}")


def _only(name: str, keys: Counter[tuple[str, str, str]]) -> Counter[tuple[str, str, str]]:
    return Counter({key: count for key, count in keys.items() if key[1] == name})


def _contribution() -> str:
    return ontology.load().role("contribution")


def _introduced(paper: PaperJson) -> list[str]:
    return [relation["tail"] for relation in paper["relations"] if relation["rel"] == _contribution()]


def _result_key(result: ItemJson, subject: str, own: set[str]) -> ResultKey:
    who = PAPER if subject in own else subject
    return who, normal_numbers(result["value"]), normal_unit(result["unit"]), result["direction"]


def _label(entity: ItemJson) -> str:
    return f"{entity['type']}: {entity['name']}"


def _names(entity: ItemJson) -> frozenset[str]:
    return frozenset(filter(None, map(normal_name, (entity["name"], *entity.get("mentions", ())))))


def _fits(entity: ItemJson, wanted: frozenset[str], text: str) -> bool:
    if normal_name(entity["name"]) not in wanted:
        return False
    mentions = [mention for mention in entity.get("mentions", ()) if not text or mention in text]
    return 2 * sum(normal_name(mention) in wanted for mention in mentions) >= len(mentions)


def _fitting(gold: PaperJson, predicted: PaperJson, text: str, *, typed: bool) -> list[list[int]]:
    """For every predicted entity the gold ones that it fits, those of the same name first."""
    wanted = [(i, entity, _names(entity)) for i, entity in enumerate(gold["entities"])]
    rows = []
    for entity in predicted.get("entities", ()):
        of_type = [(i, e, names) for i, e, names in wanted if not typed or e["type"] == entity["type"]]
        fitting = [
            (normal_name(e["name"]) != normal_name(entity["name"]), i) for i, e, names in of_type if _fits(entity, names, text)
        ]
        rows.append([i for _, i in sorted(fitting)])
    return rows


def _matching(choices: Sequence[Sequence[int]]) -> dict[int, int]:
    """As many one-to-one choices as possible, row to column, by augmenting paths (Kuhn 1955), rows in order."""
    row_of: dict[int, int] = {}

    def augment(row: int, tried: set[int]) -> bool:
        for column in choices[row]:
            if column in tried:
                continue
            tried.add(column)
            if column not in row_of or augment(row_of[column], tried):
                row_of[column] = row
                return True
        return False

    for row in range(len(choices)):
        augment(row, set())
    return {row: column for column, row in row_of.items()}
