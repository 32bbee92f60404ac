"""Parts of the graph as the explorer draws them."""

from __future__ import annotations

import gzip
from collections import Counter
from functools import lru_cache

import numpy as np
import orjson

from kg.serve.columns import Ints
from kg.serve.filters import EVERYTHING, Filter, Part, best, whole
from kg.serve.shapes import CommunityShape, EdgeColumns, GraphShape, LinkShape, NodeColumns
from kg.serve.snapshot import Snapshot

MOST_NODES = 20_000
"""Nodes that one answer holds at most, unless a request asks for another number."""
TYPICAL = 3
"""So many nodes name a community."""


def graph(snapshot: Snapshot, wanted: Filter = EVERYTHING, *, limit: int = MOST_NODES) -> GraphShape:
    """What passes; where that is more than `limit` nodes, its communities, or of one community the best connected nodes."""
    if wanted.community >= 0:
        return drawn(snapshot, best(snapshot, wanted, limit))
    part = whole(snapshot, wanted)
    return drawn(snapshot, part) if len(part.nodes) <= limit else _overview(snapshot, part)


@lru_cache(maxsize=1)
def whole_packed(snapshot: Snapshot) -> bytes:
    """The whole graph as compressed JSON: what every visitor asks for first."""
    return gzip.compress(orjson.dumps(graph(snapshot)), 6, mtime=0)


def drawn(snapshot: Snapshot, part: Part) -> GraphShape:
    """A part, node by node."""
    nodes, edges, at = snapshot.nodes, snapshot.edges, part.nodes
    number = np.zeros(len(nodes.ids), dtype=np.int32)
    number[at] = np.arange(len(at), dtype=np.int32)
    columns = NodeColumns(
        [nodes.ids[place] for place in at],
        [nodes.labels[place] for place in at],
        *(column[at].tolist() for column in (nodes.types, nodes.x, nodes.y, nodes.sizes, nodes.degrees, nodes.ranks)),
        *(column[at].tolist() for column in (nodes.papers, nodes.communities, nodes.first, nodes.last)),
    )
    kept = part.edges
    own = (edges.relations, edges.supports, edges.scores.round(3), edges.first, edges.last)
    links = EdgeColumns(
        number[edges.sources[kept]].tolist(), number[edges.targets[kept]].tolist(), *(column[kept].tolist() for column in own)
    )
    shown = {int(community) for community in np.unique(nodes.communities[at]) if community >= 0}
    named = tuple(community for community in communities(snapshot) if community.number in shown)
    return GraphShape(
        snapshot.version,
        "nodes",
        len(at),
        part.matching,
        len(nodes.ids),
        len(kept),
        len(edges.sources),
        nodes.dates,
        columns,
        links,
        named,
    )


def _overview(snapshot: Snapshot, part: Part) -> GraphShape:
    nodes, edges = snapshot.nodes, snapshot.edges
    counted = Counter(nodes.communities[part.nodes].tolist())
    ends = np.stack([nodes.communities[edges.sources[part.edges]], nodes.communities[edges.targets[part.edges]]])
    low, high = ends.min(axis=0), ends.max(axis=0)
    pairs = Counter(zip(low.tolist(), high.tolist(), strict=True))
    links = tuple(LinkShape(a, b, weight) for (a, b), weight in sorted(pairs.items()) if a != b and a >= 0)
    shown = tuple(community for community in communities(snapshot) if counted[community.number])
    totals = (len(shown), len(part.nodes), len(nodes.ids), len(links), len(edges.sources))
    return GraphShape(snapshot.version, "communities", *totals, nodes.dates, NodeColumns(), EdgeColumns(), shown, links)


@lru_cache(maxsize=1)
def communities(snapshot: Snapshot) -> tuple[CommunityShape, ...]:
    """The communities of the whole graph, the largest first, each named by its best connected nodes that are no papers."""
    nodes, edges = snapshot.nodes, snapshot.edges
    groups: dict[int, list[int]] = {}
    for place in nodes.best.tolist():
        groups.setdefault(int(nodes.communities[place]), []).append(place)
    inside = nodes.communities[edges.sources] == nodes.communities[edges.targets]
    within = Counter(nodes.communities[edges.sources[inside]].tolist())
    return tuple(_community(snapshot, n, np.array(groups[n]), within[n]) for n in sorted(groups) if n >= 0)


def _community(snapshot: Snapshot, number: int, members: Ints, edges: int) -> CommunityShape:
    nodes = snapshot.nodes
    typical = _typical(snapshot, members)
    middle = (float(nodes.x[members].mean()), float(nodes.y[members].mean()))
    away = np.hypot(nodes.x[members] - middle[0], nodes.y[members] - middle[1]) + nodes.sizes[members]
    return CommunityShape(
        number,
        ", ".join(nodes.labels[place] for place in typical),
        len(members),
        edges,
        round(middle[0], 1),
        round(middle[1], 1),
        round(float(np.percentile(away, 90)), 1),
        tuple(nodes.ids[place] for place in typical),
    )


def _typical(snapshot: Snapshot, members: Ints) -> list[int]:
    papers = [number for number, term in enumerate(snapshot.ontology.classes) if term not in snapshot.ontology.types]
    things = [int(place) for place in members if snapshot.nodes.types[place] not in papers]
    return (things or members.tolist())[:TYPICAL]
