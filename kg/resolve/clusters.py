"""Names that may be one thing are looked for in blocks, and a group of them is joined as a whole.

Only names that share a block are compared, so that the cost grows with the number of names. Groups grow by the most
surely alike, and two are put together only if all pairs of their names are alike and on average alike enough (average
linkage with a floor): no chain of pairs carries a joining. The result does not depend on the order of the names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.resolve.likeness import Likeness, Reading, block, likeness
from kg.resolve.rewrites import Rewrites
from kg.resolve.short_forms import Key

ENOUGH = 0.8
"""What the pairs of names in a group must score on average."""

FLOOR = 0.68
"""What every pair of names in a group must score."""

SURE = 0.95
"""From here on it does not count that a paper names both as two things: extractors err more often."""

TOLD_APART = 0.34
"""Names of which so large a share of the papers (of the rarer one) speaks of both, as of two things, are two."""

MOST = 48
"""A block of more names is split by their order, since it is compared in pairs."""


@dataclass(frozen=True, slots=True)
class Named:
    """One thing so far: its type and normal form as `key`, how its name reads, the papers that name it."""

    key: Key
    reading: Reading
    papers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two keys in order, and how alike their names are."""

    one: Key
    other: Key
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Group:
    """Keys of one thing, sorted, and the pairs among them."""

    keys: tuple[Key, ...]
    pairs: tuple[Pair, ...]

    @property
    def score(self) -> float:
        """How surely the whole group is one thing."""
        return round(_mean(self.pairs), 3)


def grouped(named: Iterable[Named], rewrites: Rewrites) -> tuple[list[Group], list[Pair]]:
    """The groups of more than one name; and the pairs that are alike in words but told apart by papers."""
    blocks: dict[tuple[str, ...], list[Named]] = defaultdict(list)
    for each in named:
        blocks[block(each.key[0], each.reading, rewrites)].append(each)
    groups: list[Group] = []
    apart: list[Pair] = []
    for key in sorted(key for key, members in blocks.items() if len(members) > 1):
        members = sorted(blocks[key], key=lambda each: each.key)
        for start in range(0, len(members), MOST):
            found, others = _linked(members[start : start + MOST], rewrites)
            groups += found
            apart += others
    return groups, apart


def _linked(members: Sequence[Named], rewrites: Rewrites) -> tuple[list[Group], list[Pair]]:
    """Average linkage, the surest pair first; and the pairs that papers alone keep apart."""
    papers = {each.key: each.papers for each in members}
    pairs = {(pair.one, pair.other): pair for pair in _alike(members, rewrites)}
    group: dict[Key, tuple[Key, ...]] = {key: (key,) for key in papers}
    told: list[Pair] = []
    for pair in sorted(pairs.values(), key=lambda pair: (-pair.likeness.score, pair.one, pair.other)):
        mine, yours = group[pair.one], group[pair.other]
        across = [pairs.get((min(a, b), max(a, b))) for a in mine for b in yours] if mine != yours else [None]
        usable = [each for each in across if each]
        if len(usable) < len(across) or _mean(usable) < ENOUGH:
            continue
        if pair.likeness.score < SURE and _told_apart(_named_by(mine, papers), _named_by(yours, papers)):
            told.append(pair)
            continue
        whole = tuple(sorted(mine + yours))
        group.update(dict.fromkeys(whole, whole))
    groups = [Group(keys, tuple(pairs[ends] for ends in combinations(keys, 2))) for keys in sorted(set(group.values()))]
    return [found for found in groups if found.pairs], [pair for pair in told if group[pair.one] != group[pair.other]]


def _alike(members: Sequence[Named], rewrites: Rewrites) -> Iterator[Pair]:
    for one, other in combinations(members, 2):
        alike = likeness(one.key[0], one.reading, other.reading, rewrites)
        if alike.score >= FLOOR:
            yield Pair(one.key, other.key, alike)


def _named_by(keys: Iterable[Key], papers: Mapping[Key, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(papers[key] for key in keys))


def _told_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    return both > 0 and both >= TOLD_APART * min(len(one), len(other))


def _mean(pairs: Sequence[Pair]) -> float:
    return sum(pair.likeness.score for pair in pairs) / len(pairs)
