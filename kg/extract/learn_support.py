"""Lifts for ontology/patterns/support.tsv: how much each cue changes the odds that a found entity is right.

The entities are found in papers that the lexicon and the phrases were not learnt from (cross-fitting).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.extract.lifts import fit, log_odds
from kg.extract.support import GROUPS

COLUMNS = ("by", "cue", "right", "cases", "lift")
LEAST_CASES = 8

Case = tuple[float, dict[str, tuple[str, ...]], bool]
"""Score, cues (support.support_cues), whether the entity is right."""


def learn_support(cases: Iterable[Case]) -> list[tuple[str, ...]]:
    """The rows of support.tsv, by finder and group."""
    rows: list[tuple[str, ...]] = []
    by_finder: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_finder[case[1]["by"][0]].append(case)
    for by, found in sorted(by_finder.items()):
        groups = [[cues[group] for _, cues, _ in found] for group in GROUPS]
        odds = [log_odds(score) for score, _, _ in found]
        for lift in fit(groups, [right for _, _, right in found], odds, least_cases=LEAST_CASES):
            rows.append((by, lift.cue, str(lift.right), str(lift.cases), f"{lift.lift:.2f}"))
    return rows
