"""Evidence as lifts: by how much a cue multiplies the odds that something is right.

Cues come in groups; within a group only the cue that moves the odds most counts, so that words of one place do not
count twice. The lifts of a group are fitted to what the groups before it leave: right / expected over wrong /
unexpected, each side with `STRENGTH` cases added as expected. (Naive Bayes with strongest evidence, after D. Yarowsky,
Decision lists for lexical ambiguity resolution, ACL 1994; the stagewise fit keeps cues that go together from counting
twice, after J. H. Friedman, Greedy function approximation, Annals of Statistics 29, 2001.)
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

STRENGTH = 8.0
"""How many cases a cue must have before its own count weighs more than the expectation."""
LEAST_LIFT = 1.1
"""Lifts nearer to one, up or down, are left out."""
_CERTAIN = 0.995


@dataclass(frozen=True, slots=True)
class Lift:
    """A fitted cue: of `cases` that have it `right` are right; `lift` multiplies the odds."""

    cue: str
    right: int
    cases: int
    lift: float


def log_odds(score: float) -> float:
    """Natural logarithm of the odds, bounded away from certainty."""
    bounded = min(max(score, 1 - _CERTAIN), _CERTAIN)
    return math.log(bounded / (1 - bounded))


def probability(odds: float) -> float:
    """The inverse of log_odds."""
    return 1.0 / (1.0 + math.exp(-odds))


def strongest(cues: Iterable[str], lifts: Mapping[str, float]) -> tuple[float, str]:
    """The logarithm of the lift that moves the odds most, and its cue; 0 and "" where no cue has one."""
    best, name = 0.0, ""
    for cue in cues:
        lift = lifts.get(cue, 0.0)
        if (abs(lift), cue) > (abs(best), name) and lift:
            best, name = lift, cue
    return best, name


def fit(
    groups: Sequence[Sequence[Sequence[str]]], right: Sequence[bool], odds: list[float], *, least_cases: int
) -> Iterator[Lift]:
    """The lifts, group by group, of the cues that `least_cases` cases have.

    `groups` holds for each group the cues of every case; `odds` are moved along.
    """
    for cues in groups:
        holders: dict[str, list[int]] = defaultdict(list)
        for i, of_case in enumerate(cues):
            for cue in of_case:
                holders[cue].append(i)
        fitted = [_fitted(cue, places, right, odds) for cue, places in sorted(holders.items()) if len(places) >= least_cases]
        kept = {lift.cue: math.log(lift.lift) for lift in fitted if abs(math.log(lift.lift)) >= math.log(LEAST_LIFT)}
        yield from (lift for lift in fitted if lift.cue in kept)
        for i, of_case in enumerate(cues):
            odds[i] += strongest(of_case, kept)[0]


def _fitted(cue: str, places: list[int], right: Sequence[bool], odds: list[float]) -> Lift:
    hits = sum(right[i] for i in places)
    expected = sum(probability(odds[i]) for i in places) / len(places)
    above = (hits + STRENGTH * expected) / (len(places) - hits + STRENGTH * (1 - expected))
    return Lift(cue, hits, len(places), round(above * (1 - expected) / expected, 2) or 0.01)
