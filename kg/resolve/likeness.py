"""How surely two names of one type denote one thing, from their words alone.

Words are compared by stem, whatever their order; short forms within a name are written out first. What one name has and
the other lacks must be a word that says nothing there, or one that the other has a word like it for (kg.resolve.rewrites).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.resolve.reading import DIRECTED, Reading, reading
from kg.resolve.rewrites import ALONE, ANY, HEAD, NAMED, Rewrite, Rewrites

__all__ = ["NONE", "Likeness", "Reading", "block", "difference", "likeness", "reading"]

_NUMBER = re.compile(r"\d")
INFLECTED, DERIVED, PASSIVE, BOTH = 0.95, 0.88, 0.78, 0.97
"""Factors: a stem in common, but not the word; so, and words are dropped; distributed and distribution; drops on both sides."""

TURNED, MOVED, REVERSED = 0.97, 0.9, 0.7
"""Factors for another order: beside `of`; of words before one head, or where a number or an act comes first; of the head."""

SPELLING = "spelling"

MOST_LEFT = 3
"""So many words of a name may lack in the other."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` from 0 (nothing says so) to 1, and the weakest `reason` for it."""

    score: float
    reason: str


NONE = Likeness(0.0, "")


def block(type_name: str, name: Reading, rewrites: Rewrites) -> tuple[str, ...]:
    """What names that may be alike have in common: the classes of the stems that cannot go, or that of the last one."""
    numbered = any(map(_NUMBER.search, name.words))
    kept = set()
    for word, each in zip(name.words, name.stems, strict=True):
        dropped = rewrites.dropped.get((type_name, word))
        if dropped is None or (dropped.place == NAMED and not numbered):
            kept.add(rewrites.classes.get((type_name, each), each))
    kept.discard("")
    return (type_name, *sorted(kept or {name.stems[-1]}))


def likeness(type_name: str, one: Reading, other: Reading, rewrites: Rewrites) -> Likeness:
    """How surely both denote one thing.

    The score is the product of those of all differences, the reason that of the one which says least for it.
    """
    left, right = difference(one, other)
    if max(len(left), len(right)) > MOST_LEFT:
        return NONE
    nothing_shared = len(left) == len(one.stems) or len(right) == len(other.stems)
    factors = [*_order(one, other, left, right)]
    for at in tuple(left):
        swaps = [(_swap(type_name, one.words[at], other.words[to], rewrites), to) for to in right]
        found = [(swap, to) for swap, to in swaps if swap]
        if found:
            swap, to = max(found, key=lambda pair: (pair[0].score, -pair[1]))
            factors.append(Likeness(swap.score, swap.table))
            left.remove(at)
            right.remove(to)
    if nothing_shared and (left or right):
        return NONE
    factors += _spelled(one, other, bool(left or right))
    both = bool(left and right)
    sides = [_product(_gone(type_name, name, rest, rewrites, both)) for name, rest in ((one, left), (other, right)) if rest]
    weakest = min(sides, key=lambda side: side.score, default=Likeness(1.0, SPELLING))
    return _product([*factors, weakest, Likeness(BOTH if both else 1.0, weakest.reason)])


def difference(one: Reading, other: Reading) -> tuple[list[int], list[int]]:
    """The places of the words that each name has and, by their stems, the other lacks."""
    return _left(one, other), _left(other, one)


def _spelled(one: Reading, other: Reading, more: bool) -> Iterator[Likeness]:
    """Whether the names share stems under other words, or one of them holds a short form or phrase."""
    yield from (Likeness(0.99, source) for source in sorted(one.sources ^ other.sources))
    forms = [(w, other.words[other.stems.index(s)]) for s, w in zip(one.stems, one.words, strict=True) if s in other.stems]
    if any(mine != yours for mine, yours in forms if mine not in other.words):
        passive = any(sorted((mine[-2:], yours[-2:])) == ["ed", "on"] for mine, yours in forms)
        yield Likeness(PASSIVE if passive else DERIVED if more else INFLECTED, "inflection")


def _order(one: Reading, other: Reading, left: list[int], right: list[int]) -> Iterator[Likeness]:
    """Whether the stems in common stand in another order."""
    mine = [s for at, s in enumerate(one.stems) if at not in left]
    yours = [s for at, s in enumerate(other.stems) if at not in right]
    if mine and mine != yours:
        yield Likeness(_moved(one, other, mine[-1] == yours[-1]), "order")
    elif one.turned != other.turned:
        yield Likeness(TURNED, "order")


def _moved(one: Reading, other: Reading, same_head: bool) -> float:
    """What another order says."""
    if not DIRECTED.isdisjoint({*one.words, *other.words}):
        return 0.0
    if one.turned or other.turned:
        return TURNED
    act = any(first.endswith("ing") and first != "learning" for first in (one.words[0], other.words[0]))
    return MOVED if same_head or act or any(map(_NUMBER.search, one.words)) else REVERSED


def _swap(type_name: str, word: str, other: str, rewrites: Rewrites) -> Rewrite | None:
    return rewrites.swapped.get((type_name, word, other) if word <= other else (type_name, other, word))


def _gone(type_name: str, name: Reading, rest: Sequence[int], rewrites: Rewrites, both: bool) -> Iterator[Likeness]:
    """What it says that the name has these words and the other has not."""
    numbered = any(_NUMBER.search(word) for at, word in enumerate(name.words) if at not in rest)
    for at in rest:
        rewrite = rewrites.dropped.get((type_name, name.words[at]))
        last = set(range(at + 1, len(name.stems))) <= set(rest)
        fits = {HEAD: last, ALONE: last and not both, NAMED: numbered, ANY: True}
        yield Likeness(rewrite.score, rewrite.table) if rewrite and fits[rewrite.place] else NONE


def _product(factors: Iterable[Likeness]) -> Likeness:
    score, weakest = 1.0, Likeness(1.0, SPELLING)
    for factor in factors:
        score *= factor.score
        weakest = min(weakest, factor, key=lambda each: each.score)
    return Likeness(round(score, 3), weakest.reason) if score else NONE


def _left(name: Reading, other: Reading) -> list[int]:
    """The places of the words of `name` whose stems `other` lacks."""
    stock = list(other.stems)
    left = []
    for at, each in enumerate(name.stems):
        if each in stock:
            stock.remove(each)
        else:
            left.append(at)
    return left
