"""Which part of the graph is wanted, and the places of its nodes and edges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.errors import UnknownName
from kg.serve.columns import Ints
from kg.serve.snapshot import Snapshot

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; empty fields do not restrict. Types and relations are names, dates ISO 8601 and may be partial."""

    types: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    min_support: int = 1
    min_score: float = 0.0
    since: str = ""
    until: str = ""
    community: int = -1

    @property
    def of_edges(self) -> bool:
        """Whether edges are chosen; then a node without a chosen edge is not shown."""
        return bool(self.relations) or self.min_support > 1 or self.min_score > 0


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Part:
    """Places of nodes, in order, of the edges between them, and how many nodes pass the filters."""

    nodes: Ints
    edges: Ints
    matching: int


def masks(snapshot: Snapshot, wanted: Filter) -> tuple[Mask, Mask]:
    """Which nodes and which edges pass; an edge passes only with both its ends. Raises UnknownName."""
    nodes, edges = snapshot.nodes, snapshot.edges
    kept = np.ones(len(nodes.ids), dtype=bool)
    if wanted.types:
        kept &= np.isin(nodes.types, numbered("type", wanted.types, [term.name for term in snapshot.ontology.classes]))
    if wanted.community >= 0:
        kept &= nodes.communities == wanted.community
    passing = (edges.supports >= wanted.min_support) & (edges.scores >= wanted.min_score)
    if wanted.relations:
        names = [relation.name for relation in snapshot.ontology.relations]
        passing &= np.isin(edges.relations, numbered("relation", wanted.relations, names))
    for dates in ((kept, nodes), (passing, edges)):
        dates[0][:] &= _in_time(dates[1].first, dates[1].last, nodes.dates, wanted)
    passing &= kept[edges.sources] & kept[edges.targets]
    if wanted.of_edges:
        joined = np.zeros(len(kept), dtype=bool)
        joined[edges.sources[passing]] = joined[edges.targets[passing]] = True
        kept &= joined
    return kept, passing


def numbered(kind: str, names: Iterable[str], known: Sequence[str]) -> list[int]:
    """The places of `names` in `known`. Raises UnknownName."""
    for name in names:
        if name not in known:
            raise UnknownName(kind, name, known)
    return [known.index(name) for name in names]


def _in_time(first: Ints, last: Ints, dates: Sequence[str], wanted: Filter) -> Mask:
    """Whether something happens in the time asked for; what has no date passes."""
    begin = bisect_left(dates, wanted.since) if wanted.since else 0
    end = bisect_right(dates, wanted.until + "\uffff") if wanted.until else len(dates)
    return (first < 0) | ((first < end) & (last >= begin))


def whole(snapshot: Snapshot, wanted: Filter) -> Part:
    """Everything that passes."""
    kept, passing = masks(snapshot, wanted)
    nodes = np.flatnonzero(kept).astype(np.int32)
    return Part(nodes, np.flatnonzero(passing).astype(np.int32), len(nodes))


def these(snapshot: Snapshot, nodes: Iterable[int], passing: Mask | None = None, *, matching: int = -1) -> Part:
    """Some nodes, and the edges between them that pass."""
    chosen = np.unique(np.fromiter(nodes, dtype=np.int32))
    inside = np.zeros(len(snapshot.nodes.ids), dtype=bool)
    inside[chosen] = True
    edges = snapshot.edges
    between = inside[edges.sources] & inside[edges.targets]
    kept = between if passing is None else between & passing
    return Part(chosen, np.flatnonzero(kept).astype(np.int32), len(chosen) if matching < 0 else matching)


def best(snapshot: Snapshot, wanted: Filter, limit: int) -> Part:
    """At most `limit` nodes of those that pass, the best connected first."""
    kept, passing = masks(snapshot, wanted)
    order = snapshot.nodes.best
    chosen = order[kept[order]]
    return these(snapshot, chosen[:limit], passing, matching=len(chosen))


def around(snapshot: Snapshot, node: int, wanted: Filter, *, depth: int, limit: int) -> Part:
    """The nodes within `depth` steps of one over edges that pass: at most `limit`, the nearest and best connected first."""
    kept, passing = masks(snapshot, wanted)
    kept[node] = True
    passing |= _at_centre(snapshot, node, kept, wanted)
    seen, ring, found = {node}, [node], [node]
    ranks = snapshot.nodes.ranks
    for _ in range(depth):
        near: set[int] = set()
        for place in ring:
            edges = snapshot.edges.at(place)
            usable = passing[edges]
            near.update(snapshot.edges.others(place)[usable].tolist())
        ring = sorted((place for place in near - seen if kept[place]), key=lambda place: (-ranks[place], place))
        seen.update(ring)
        found += ring
    return these(snapshot, found[:limit], passing, matching=len(found))


def _at_centre(snapshot: Snapshot, node: int, kept: Mask, wanted: Filter) -> Mask:
    """Edges of the centre itself count even where its own type is filtered out."""
    edges = snapshot.edges
    passing = np.zeros(len(edges.sources), dtype=bool)
    own = edges.at(node)
    fits = (edges.supports[own] >= wanted.min_support) & (edges.scores[own] >= wanted.min_score) & kept[edges.others(node)]
    if wanted.relations:
        names = [relation.name for relation in snapshot.ontology.relations]
        fits &= np.isin(edges.relations[own], numbered("relation", wanted.relations, names))
    passing[own[fits]] = True
    return passing
