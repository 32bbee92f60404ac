"""The shortest ways between two nodes, over statements in either direction."""

from __future__ import annotations

from collections import deque

import numpy as np

from kg.ontology import PAPER_CLASS
from kg.serve.cards import edge, ref
from kg.serve.filters import Filter, Mask, masks
from kg.serve.shapes_cards import PathShape, PathsShape
from kg.serve.snapshot import Snapshot

LONGEST = 12
"""Longer ways say nothing."""


def paths(snapshot: Snapshot, start: int, end: int, wanted: Filter, *, papers: bool = True, limit: int = 3) -> PathsShape:
    """At most `limit` of the shortest ways, the best supported first; `papers` may be passed through or not."""
    kept, passing = masks(snapshot, wanted)
    if not papers:
        number = [term.name for term in snapshot.ontology.classes].index(PAPER_CLASS)
        kept &= snapshot.nodes.types != number
    kept[start] = kept[end] = True
    ends = ref(snapshot, snapshot.nodes.ids[start]), ref(snapshot, snapshot.nodes.ids[end])
    if start == end:
        return PathsShape(*ends, 0, (PathShape((ends[0],), ()),))
    steps = _steps(snapshot, start, end, kept, passing)
    found = _ways(snapshot, steps, start, end, passing) if end in steps else []
    best = sorted(found, key=lambda way: (-_strength(snapshot, way), way))[:limit]
    length = steps.get(end, -1)
    return PathsShape(*ends, length, tuple(_told(snapshot, way, start) for way in best))


def _steps(snapshot: Snapshot, start: int, end: int, kept: Mask, passing: Mask) -> dict[int, int]:
    """How many steps from `start` each node is that is no farther than `end`."""
    edges = snapshot.edges
    steps, waiting = {start: 0}, deque([start])
    while waiting:
        place = waiting.popleft()
        if steps[place] >= min(steps.get(end, LONGEST), LONGEST):
            break
        own = edges.at(place)
        for other in np.unique(edges.others(place)[passing[own]]).tolist():
            if other not in steps and kept[other]:
                steps[other] = steps[place] + 1
                waiting.append(other)
    return steps


MOST_WAYS = 200


def _ways(snapshot: Snapshot, steps: dict[int, int], start: int, end: int, passing: Mask) -> list[tuple[int, ...]]:
    """The shortest ways as edges from the end back to the start, at most MOST_WAYS; of parallel edges the best supported."""
    edges, ways = snapshot.edges, [((), end)]
    for _ in range(steps[end]):
        longer: list[tuple[tuple[int, ...], int]] = []
        for way, place in ways:
            before: dict[int, int] = {}
            for at, other in zip(edges.at(place).tolist(), edges.others(place).tolist(), strict=True):
                if passing[at] and steps.get(other, -2) == steps[place] - 1:
                    held = before.get(other)
                    if held is None or (edges.supports[at], edges.scores[at]) > (edges.supports[held], edges.scores[held]):
                        before[other] = at
            longer += [((*way, at), other) for other, at in sorted(before.items())]
        longer.sort(key=lambda pair: (-_strength(snapshot, pair[0]), pair))
        ways = longer[:MOST_WAYS]  # type: ignore[assignment]
    return [tuple(reversed(way)) for way, place in ways if place == start]


def _strength(snapshot: Snapshot, way: tuple[int, ...]) -> float:
    """How well a way is supported: the sum over its edges of papers, and of scores among equals."""
    at = list(way)
    return float(snapshot.edges.supports[at].sum() + snapshot.edges.scores[at].sum() / 100) if at else 0.0


def _told(snapshot: Snapshot, way: tuple[int, ...], start: int) -> PathShape:
    edges, places = snapshot.edges, [start]
    for at in way:
        source, target = int(edges.sources[at]), int(edges.targets[at])
        places.append(target if source == places[-1] else source)
    nodes = tuple(ref(snapshot, snapshot.nodes.ids[place]) for place in places)
    return PathShape(nodes, tuple(edge(snapshot, snapshot.knowledge.statements[at]) for at in way))
