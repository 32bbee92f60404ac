"""How well the identities of a graph agree with a list that people made: which names denote one thing, which do not.

The list is JSON: `same` holds clusters (`type`, `members`), `different` pairs (`type`, `a`, `b`); a member, and each side of
a pair, has a `name` and `aliases`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kg.records import Entity
from kg.resolve.names import node_path, normal

Judged = Mapping[str, Any]
"""A cluster or a pair of the list."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """Two names that the graph puts on one node (`joined`) or on two, against the list, with these nodes."""

    joined: bool
    type: str
    one: str
    other: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Pairs of the list by what the graph makes of them. Shares are in percent, 0 where nothing is to be shared.

    `stated` pairs of `same` have both names in the graph, `right` ones on one node; the `other` figures leave out pairs
    whose names are equal after normalisation. `joined` of the `told` pairs of `different` are on one node.
    """

    pairs: int = 0
    stated: int = 0
    right: int = 0
    other_stated: int = 0
    other_right: int = 0
    different: int = 0
    told: int = 0
    joined: int = 0

    @property
    def shares(self) -> dict[str, float]:
        """The figures that are aimed at."""
        return {
            "present": _percent(self.stated, self.pairs),
            "right": _percent(self.right, self.stated),
            "right_not_equal": _percent(self.other_right, self.other_stated),
            "joined": _percent(self.joined, self.told),
        }


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures of all and by type, B-cubed precision and recall (percent) over the names in `same`, and the mistakes."""

    all: Figures
    by_type: Mapping[str, Figures]
    precision: float
    recall: float
    mistakes: tuple[Mistake, ...]


class _Names:
    """Which nodes of a graph a name leads to."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.by_path: dict[str, str] = {}
        self.by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        for entity in entities:
            self.by_path.update(dict.fromkeys((entity.id, *entity.replaces), entity.id))
            for name in (entity.label, *entity.aliases):
                self.by_name[entity.type, normal(name)].add(entity.id)

    def nodes(self, type_name: str, named: Mapping[str, Any]) -> frozenset[str]:
        """The node of the first of its names that stands in the graph: by the path of the name, else by label and alias."""
        for name in (named["name"], *named.get("aliases", ())):
            path = self.by_path.get(node_path(type_name, name))
            found = {path} if path else self.by_name.get((type_name, normal(name)), set())
            if found:
                return frozenset(found)
        return frozenset()


def agreement(entities: Iterable[Entity], same: Sequence[Judged], different: Sequence[Judged]) -> Agreement:
    """Compare the nodes that the names of the list lead to. Raises KeyError where the list lacks a field."""
    names = _Names(entities)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    mistakes: list[Mistake] = []
    for cluster in same:
        for one, other in combinations(cluster["members"], 2):
            mistakes += _judge_same(names, cluster["type"], (one, other), counts[cluster["type"]])
    for pair in different:
        mistakes += _judge_different(names, pair, counts[pair["type"]])
    by_type = {name: Figures(**counts[name]) for name in sorted(counts)}
    whole = Figures(**sum(counts.values(), Counter()))
    return Agreement(whole, by_type, *_b_cubed(names, same), tuple(sorted(mistakes)))


def _judge_same(names: _Names, type_name: str, pair: tuple[Judged, Judged], counts: Counter[str]) -> list[Mistake]:
    one, other = (names.nodes(type_name, named) for named in pair)
    counts["pairs"] += 1
    if not one or not other:
        return []
    right, equal = bool(one & other), not _all_normal(pair[0]).isdisjoint(_all_normal(pair[1]))
    counts["stated"] += 1
    counts["right"] += right
    counts["other_stated"] += not equal
    counts["other_right"] += right and not equal
    return [] if right else [Mistake(False, type_name, pair[0]["name"], pair[1]["name"], tuple(sorted(one | other)))]


def _judge_different(names: _Names, pair: Judged, counts: Counter[str]) -> list[Mistake]:
    one, other = (names.nodes(pair["type"], pair[side]) for side in ("a", "b"))
    counts["different"] += 1
    if not one or not other:
        return []
    counts["told"] += 1
    counts["joined"] += bool(one & other)
    shared = tuple(sorted(one & other))
    return [Mistake(True, pair["type"], pair["a"]["name"], pair["b"]["name"], shared)] if shared else []


def _all_normal(named: Judged) -> set[str]:
    return {normal(name) for name in (named["name"], *named.get("aliases", ()))}


def _b_cubed(names: _Names, same: Sequence[Judged]) -> tuple[float, float]:
    """B-cubed (Bagga and Baldwin, 1998) over the names in `same` that stand in the graph.

    For each name: of those on its node, the share that is in its cluster; of those in its cluster, the share on its node.
    """
    items = [
        (number, cluster["type"], min(found))
        for number, cluster in enumerate(same)
        for member in cluster["members"]
        if (found := names.nodes(cluster["type"], member))
    ]
    clusters, nodes = Counter(number for number, _, _ in items), Counter(node for _, _, node in items)
    both = Counter((number, node) for number, _, node in items)
    precision = sum(both[number, node] / nodes[node] for number, _, node in items)
    recall = sum(both[number, node] / clusters[number] for number, _, node in items)
    return _percent(precision, len(items)), _percent(recall, len(items))


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
