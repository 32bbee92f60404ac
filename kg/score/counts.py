"""Counting what is right, wrong and missed, and the figures that follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Tally:
    """How many predictions were right, how many wrong, and how many gold items were missed.

    >>> Tally(right=3, wrong=1, missed=3).figures
    {'precision': 75.0, 'recall': 50.0, 'f1': 60.0, 'gold': 6}
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 in percent, and the number of gold items."""
        precision, recall = _ratio(self.right, self.right + self.wrong), _ratio(self.right, self.right + self.missed)
        shares = {"precision": precision, "recall": recall, "f1": _ratio(2 * precision * recall, precision + recall)}
        return {name: round(100 * share, 1) for name, share in shares.items()} | {"gold": self.right + self.missed}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the cases looked at were right."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)

    @property
    def figures(self) -> dict[str, float]:
        """The share in percent, and the number of cases."""
        return {"share": round(100 * self.right / self.of, 1) if self.of else 0.0, "of": self.of}


@dataclass(slots=True)
class Counts:
    """What was counted in one paper or in several; a row for which nothing was counted is absent."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)
    misses: Counter[str] = field(default_factory=Counter)
    extras: Counter[str] = field(default_factory=Counter)

    def compare(self, row: str, gold: Counter[Any], predicted: Counter[Any]) -> None:
        """Count for `row` how far the two multisets agree."""
        both, wrong, missed = gold & predicted, predicted - gold, gold - predicted
        self.tallies[row] = self.tallies.get(row, Tally()) + Tally(both.total(), wrong.total(), missed.total())

    def judge(self, row: str, right: object) -> None:
        """Count one case for `row`."""
        self.shares[row] = self.shares.get(row, Share()) + Share(int(bool(right)), 1)

    def add(self, other: Counts) -> None:
        """Take in what `other` counted."""
        for row, tally in other.tallies.items():
            self.tallies[row] = self.tallies.get(row, Tally()) + tally
        for row, share in other.shares.items():
            self.shares[row] = self.shares.get(row, Share()) + share
        self.misses.update(other.misses)
        self.extras.update(other.extras)


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures by row name, in percent, and what was missed or invented, the most frequent first."""

    rows: Mapping[str, Mapping[str, float]]
    misses: tuple[tuple[str, int], ...]
    extras: tuple[tuple[str, int], ...]


def scores(counts: Counts) -> Scores:
    """The figures of `counts`."""
    rows: dict[str, Mapping[str, float]] = {row: tally.figures for row, tally in counts.tallies.items()}
    rows |= {row: share.figures for row, share in counts.shares.items()}
    return Scores(rows, _most_frequent(counts.misses), _most_frequent(counts.extras))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _most_frequent(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
