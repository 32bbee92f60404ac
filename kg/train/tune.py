"""Choosing thresholds on development papers, which are not trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.extract.model.decode import Thing, Thresholds
from kg.extract.model.findings import Finding
from kg.extract.model.names import main_name
from kg.extract.model.schema import Schema
from kg.extract.model.words import Page
from kg.records import PAPER
from kg.train.gold import PaperJson, Prepared
from kg.train.predict import Ensemble, Judged, Seen, findings, in_batches, judge, links, look

Rows = Mapping[str, Mapping[str, float]]
Measure = Callable[[Sequence[PaperJson], Sequence[PaperJson]], Rows]
"""Gold and predicted papers to the rows of the scorer."""

MENTIONS = (0.33, 0.41, 0.5, 0.58, 0.66, 0.74, 0.82)
SAME = (0.3, 0.5, 0.65, 0.8)
RELATIONS = (0.15, 0.22, 0.3, 0.38, 0.46, 0.54, 0.62)
POWERS = (0.0, 0.5)
RESULTS = (0.3, 0.4, 0.5, 0.6)
CONTEXTS = (0.3, 0.4, 0.5, 0.6)
ENOUGH = 25
"""Types and relations with fewer annotated cases keep the common threshold."""
GAIN = 0.15
"""Points of F1 for which a threshold of its own is worth it."""
LOSS = 0.4
"""Points of F1 that finding the main contributions of more papers may cost."""


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
        return self.measure(self.gold, self.predicted(judged, thresholds))

    def predicted(self, judged: Sequence[Judged], thresholds: Thresholds) -> list[dict[str, Any]]:
        """The papers as predicted."""
        return [to_json(paper, found, self.ensemble.schema, thresholds) for paper, found in zip(self.gold, judged, strict=True)]


def start_tuning(ensemble: Ensemble, gold: Sequence[PaperJson], prepared: Sequence[Prepared], measure: Measure) -> Tuning:
    """Read the development papers once."""
    return Tuning(ensemble, tuple(gold), tuple(look(ensemble, texts) for texts in in_batches(prepared, 16)), measure)


def even(schema: Schema, mention: float = 0.35, same: float = 0.35, relation: float = 0.3) -> Thresholds:
    """The same threshold for every type and for every relation."""
    return Thresholds((mention,) * len(schema.types), same, (relation,) * len(schema.relations), 0.0)


def tune(tuning: Tuning, *, finely: bool = True) -> Thresholds:
    """Thresholds with the best F1: first common ones, then (`finely`) those of frequent types and relations one by one."""
    schema = tuning.ensemble.schema
    grid = [even(schema, mention, same) for mention in MENTIONS for same in SAME]
    best = max(grid, key=lambda t: _f1(tuning, tuning.judged(t), t, "entities"))
    counts = Counter(entity["type"] for paper in tuning.gold for entity in paper["entities"])
    for kind in _frequent(schema.types, counts) if finely else ():
        options = [_with(best, "mentions", kind, value) for value in MENTIONS]
        best = _better(best, options, lambda t: _f1(tuning, tuning.judged(t), t, "entities"))
    judged = tuning.judged(best)
    relations = [replace(best, relations=(v,) * len(schema.relations), power=p) for v in RELATIONS for p in POWERS]
    best = max(relations, key=lambda t: _f1(tuning, judged, t, "relations"))
    counts = Counter(fact["rel"] for paper in tuning.gold for fact in paper["relations"])
    for relation in _frequent(schema.relations, counts) if finely else ():
        options = [_with(best, "relations", relation, value) for value in RELATIONS]
        best = _better(best, options, lambda t: _f1(tuning, judged, t, "relations"))
    return _tune_results(tuning, judged, _tune_contribution(tuning, judged, best))


def _tune_contribution(tuning: Tuning, judged: Sequence[Judged], best: Thresholds) -> Thresholds:
    """The threshold of what a paper introduces: for the most papers whose main contribution is found, as long as F1 holds."""
    contribution = tuning.ensemble.schema.contribution
    if contribution < 0:
        return best
    least = _f1(tuning, judged, best, "relations") - LOSS
    options = {value: _with(best, "relations", contribution, value) for value in RELATIONS}
    rows = {value: tuning.score(judged, option) for value, option in options.items()}
    held = [value for value in RELATIONS if rows[value].get("relations", {"f1": 0.0})["f1"] >= least]
    share = {value: rows[value].get("contribution", {"share": 0.0})["share"] for value in held}
    return options[max(held, key=lambda value: (share[value], value))] if held else best


def _tune_results(tuning: Tuning, judged: Sequence[Judged], best: Thresholds) -> Thresholds:
    """The threshold of numbers by the results, that of contexts by the share of right ones."""
    if tuning.ensemble.schema.results is None:
        return best
    best = max((replace(best, result=v) for v in RESULTS), key=lambda t: _f1(tuning, judged, t, "results"))
    options = [replace(best, context=v) for v in CONTEXTS]
    return max(options, key=lambda t: tuning.score(judged, t).get("context", {"share": 0.0})["share"])


def _frequent(names: Sequence[str], counts: Counter[str]) -> list[int]:
    return sorted((i for i, name in enumerate(names) if counts[name] >= ENOUGH), key=lambda i: -counts[names[i]])


def _with(thresholds: Thresholds, name: str, index: int, value: float) -> Thresholds:
    values = list(getattr(thresholds, name))
    values[index] = value
    return replace(thresholds, mentions=tuple(values)) if name == "mentions" else replace(thresholds, relations=tuple(values))


def _better(current: Thresholds, options: Sequence[Thresholds], f1: Callable[[Thresholds], float]) -> Thresholds:
    best = max(options, key=f1)
    return best if f1(best) >= f1(current) + GAIN else current


def _f1(tuning: Tuning, judged: Sequence[Judged], thresholds: Thresholds, row: str) -> float:
    return tuning.score(judged, thresholds).get(row, {"f1": 0.0})["f1"]


def to_json(paper: PaperJson, judged: Judged, schema: Schema, thresholds: Thresholds) -> dict[str, Any]:
    """What was found, in the format of annotated papers; things, relations and results also have their scores."""
    page, found = judged.prepared.page, links(judged, schema, thresholds)
    relations = [
        {"head": _id(link.head), "rel": schema.relations[link.relation], "tail": _id(link.tail), "evidence": page.text[:1],
         "score": link.score}
        for link in found
    ]  # fmt: skip
    entities = [_entity(i + 1, page, thing, schema) for i, thing in enumerate(judged.things)]
    results = [_result(finding, entities) for finding in findings(judged, found, schema, thresholds)]
    return {"id": paper["id"], "entities": entities, "relations": relations, "results": results}


def _id(number: int) -> str:
    return f"e{number}" if number else PAPER


def _entity(number: int, page: Page, thing: Thing, schema: Schema) -> dict[str, Any]:
    mentions = [page.surface(*span) for span in thing.node.spans]
    kind, name = schema.types[thing.node.type], main_name(mentions, page.text[: page.title_end])
    return {"id": _id(number), "type": kind, "name": name, "mentions": list(dict.fromkeys(mentions)), "score": thing.score}


def _result(finding: Finding, entities: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "subject": _id(finding.subject), "metric": entities[finding.metric - 1]["name"] if finding.metric else finding.name,
        "value": finding.number.quantity.value, "unit": finding.unit, "direction": finding.direction,
        "baseline": _id(finding.baseline) if finding.baseline else None, "context": list(map(_id, finding.context)),
        "score": finding.score,
    }  # fmt: skip
