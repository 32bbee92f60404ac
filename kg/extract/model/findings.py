"""From the probabilities of numbers to results: direction, subject, metric, baseline, context."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kg.extract.model.decode import Link, Thresholds
from kg.extract.model.nodes import Floats
from kg.extract.model.numbers import BASELINE, CLASSES, CONTEXT, METRIC, SUBJECT, Number, ResultSchema
from kg.extract.quantities import Quantity
from kg.extract.result_cues import ABSOLUTE
from kg.units import unit_named

SURE = 0.38
"""From which score on a contribution is sure enough for the numbers of the paper to be about it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Probabilities: `kinds` [n, CLASSES], `metrics` [n, 1 + metrics], `roles` [n, nodes, ROLES]."""

    kinds: Floats
    metrics: Floats
    roles: Floats


@dataclass(frozen=True, slots=True)
class Finding:
    """A result as decoded: things by index from 1, 0 for the paper or none; `name` is the metric when it is no thing."""

    number: Number
    direction: str
    subject: int
    metric: int
    name: str
    baseline: int
    context: tuple[int, ...]
    score: float

    @property
    def unit(self) -> str:
        """The unit; a bare change of a metric counts its points."""
        quantity = self.number.quantity
        bare_change = not quantity.unit and self.direction != ABSOLUTE and quantity.numbers and quantity.numbers[0] >= 1
        return "points" if bare_change else quantity.unit


def decode_results(
    numbers: Sequence[Number], judged: Judgement, own: Iterable[int], schema: ResultSchema, thresholds: Thresholds
) -> list[Finding]:
    """The numbers that are likelier results than the threshold asks.

    The paper and what is its `own` are one subject, and the paper stands for it: that it is of the own work is surer than what
    of it a text means. The same claim at two places is taken once, where it is surer.
    """
    found: dict[object, Finding] = {}
    group = np.zeros(judged.roles.shape[1], bool)
    group[[0, *own]] = True
    for number, kinds, metrics, roles in zip(numbers, judged.kinds, judged.metrics, judged.roles, strict=True):
        if 1 - kinds[0] > thresholds.result:
            finding = _finding(number, (kinds, roles), group, thresholds)
            finding = finding if finding.metric else replace(finding, name=_name(number, metrics, schema))
            q = number.quantity
            key = (q.numbers, finding.unit, finding.direction, finding.metric or finding.name, finding.subject)
            if key not in found or found[key].score < finding.score:
                found[key] = finding
    return sorted(found.values(), key=lambda finding: finding.number.first)


def _finding(number: Number, judged: tuple[Floats, Floats], group: NDArray[np.bool_], thresholds: Thresholds) -> Finding:
    kinds, roles = judged
    kind = 1 + int(kinds[1:].argmax())
    subjects = roles[:, SUBJECT]
    together = float(subjects[group].sum())
    ours = together >= float(np.where(group, 0, subjects).max())
    actor = int(np.where(group == ours, subjects, -1).argmax())
    metric, baseline = int(roles[:, METRIC].argmax()), int(roles[:, BASELINE].argmax())
    baseline = 0 if baseline == actor else baseline
    context = tuple(
        int(j) for j in np.flatnonzero(roles[:, CONTEXT] > thresholds.context) if j and j not in (actor, baseline, metric)
    )
    score = float(kinds[kind] * (together if ours else subjects[actor]))
    return Finding(number, CLASSES[kind], 0 if ours else actor, metric, "", baseline, context, score)


def _name(number: Number, metrics: Floats, schema: ResultSchema) -> str:
    best = int(metrics.argmax())
    return schema.metrics[best - 1] if best else usual_metric(number.quantity)


def usual_metric(quantity: Quantity) -> str:
    """What a number in this unit measures where nothing else is named."""
    return unit_named(quantity.unit).metric or "performance"


def own_of(links: Sequence[Link], contribution: int) -> list[int]:
    """The things that the paper surely introduces: a number about one of them is about the paper's own work."""
    return [link.tail for link in links if link.relation == contribution and link.score > SURE]
