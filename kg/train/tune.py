"""Choosing thresholds on development papers, which are not trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.extract.model.decode import Thing, Thresholds
from kg.extract.model.schema import Schema
from kg.extract.model.words import Page
from kg.records import PAPER
from kg.train.gold import PaperJson, Prepared
from kg.train.predict import Ensemble, Judged, Seen, in_batches, judge, links, look

Rows = Mapping[str, Mapping[str, float]]
Measure = Callable[[Sequence[PaperJson], Sequence[PaperJson]], Rows]
"""Gold and predicted papers to the rows of the scorer."""

MENTIONS = (0.33, 0.41, 0.5, 0.58)
SAME = (0.3, 0.5, 0.65)
RELATIONS = (0.15, 0.22, 0.3, 0.38, 0.46)
POWERS = (0.0, 0.5)
ENOUGH = 25
"""Types and relations with fewer annotated cases keep the common threshold."""
GAIN = 0.15
"""Points of F1 for which a threshold of its own is worth it."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What thresholds are chosen with: the papers, the ensemble's view of them, the scorer."""

    ensemble: Ensemble
    gold: tuple[PaperJson, ...]
    seen: tuple[Seen, ...]
    measure: Measure

    def judged(self, thresholds: Thresholds) -> list[Judged]:
        """Everything found with these thresholds."""
        return [found for seen in self.seen for found in judge(self.ensemble, seen, thresholds)]

    def score(self, judged: Sequence[Judged], thresholds: Thresholds) -> Rows:
        """The rows of the scorer."""
        predicted = [
            to_json(paper, found, self.ensemble.schema, thresholds) for paper, found in zip(self.gold, judged, strict=True)
        ]
        return self.measure(self.gold, predicted)


def start_tuning(ensemble: Ensemble, gold: Sequence[PaperJson], prepared: Sequence[Prepared], measure: Measure) -> Tuning:
    """Read the development papers once."""
    return Tuning(ensemble, tuple(gold), tuple(look(ensemble, texts) for texts in in_batches(prepared, 16)), measure)


def even(schema: Schema, mention: float = 0.35, same: float = 0.35, relation: float = 0.3) -> Thresholds:
    """The same threshold for every type and for every relation."""
    return Thresholds((mention,) * len(schema.types), same, (relation,) * len(schema.relations), 0.0)


def tune(tuning: Tuning) -> Thresholds:
    """Thresholds with the best F1: first common ones, then those of frequent types and relations one by one."""
    schema = tuning.ensemble.schema
    grid = [even(schema, mention, same) for mention in MENTIONS for same in SAME]
    best = max(grid, key=lambda t: _f1(tuning, tuning.judged(t), t, "entities"))
    counts = Counter(entity["type"] for paper in tuning.gold for entity in paper["entities"])
    for kind in _frequent(schema.types, counts):
        options = [_with(best, "mentions", kind, value) for value in MENTIONS]
        best = _better(best, options, lambda t: _f1(tuning, tuning.judged(t), t, "entities"))
    judged = tuning.judged(best)
    relations = [replace(best, relations=(v,) * len(schema.relations), power=p) for v in RELATIONS for p in POWERS]
    best = max(relations, key=lambda t: _f1(tuning, judged, t, "relations"))
    counts = Counter(fact["rel"] for paper in tuning.gold for fact in paper["relations"])
    for relation in _frequent(schema.relations, counts):
        options = [_with(best, "relations", relation, value) for value in RELATIONS]
        best = _better(best, options, lambda t: _f1(tuning, judged, t, "relations"))
    return best


def _frequent(names: Sequence[str], counts: Counter[str]) -> list[int]:
    return sorted((i for i, name in enumerate(names) if counts[name] >= ENOUGH), key=lambda i: -counts[names[i]])


def _with(thresholds: Thresholds, name: str, index: int, value: float) -> Thresholds:
    values = list(getattr(thresholds, name))
    values[index] = value
    return Thresholds(**{n: getattr(thresholds, n) for n in ("mentions", "same", "relations", "power")} | {name: tuple(values)})


def _better(current: Thresholds, options: Sequence[Thresholds], f1: Callable[[Thresholds], float]) -> Thresholds:
    best = max(options, key=f1)
    return best if f1(best) >= f1(current) + GAIN else current


def _f1(tuning: Tuning, judged: Sequence[Judged], thresholds: Thresholds, row: str) -> float:
    return tuning.score(judged, thresholds).get(row, {"f1": 0.0})["f1"]


def to_json(paper: PaperJson, judged: Judged, schema: Schema, thresholds: Thresholds) -> dict[str, Any]:
    """What was found, in the format of annotated papers."""
    page = judged.prepared.page
    relations = [
        {"head": _id(link.head), "rel": schema.relations[link.relation], "tail": _id(link.tail), "evidence": page.text[:1]}
        for link in links(judged, schema, thresholds)
    ]
    entities = [_entity(i + 1, page, thing, schema) for i, thing in enumerate(judged.things)]
    return {"id": paper["id"], "entities": entities, "relations": relations, "results": []}


def _id(number: int) -> str:
    return f"e{number}" if number else PAPER


def _entity(number: int, page: Page, thing: Thing, schema: Schema) -> dict[str, Any]:
    forms = list(dict.fromkeys(page.surface(*span) for span in thing.node.spans))
    return {"id": _id(number), "type": schema.types[thing.node.type], "name": max(forms, key=len), "mentions": forms}
