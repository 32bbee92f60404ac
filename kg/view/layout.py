"""Where each node of a scene stands, computed beforehand, so that a viewer opens at once on a still picture.

Nodes are gathered into communities (Leiden, Traag et al. 2019); each community is laid out by itself (Kamada and Kawai
1989, on the core without leaves), its leaves stand in a fan around their hub, and the communities lie apart like islands,
close to those they share links with. Parts that hang together with nothing else stand in rows below. The same input
and seed give the same positions.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import igraph
import numpy as np

from kg.view.spacing import Floats, centred, fan, separate, shelves, turned

GAP = 10.0
"""Free space between two nodes of a community, in units of the scene."""
ISLAND_GAP = 46.0
"""Free space between two communities."""
INNER_GAP = 14.0
"""Free space between the parts of one community."""
ROW_GAP = 40.0
"""Free space between the rows of parts that are not joined to the rest."""
WHOLE = 260
"""Up to how many nodes a community is laid out in one piece; larger ones are split again."""
SMALL = 30
"""Up to how many nodes a connected part is not split into communities at all."""
AIRY = 500
"""Below this many nodes there is room to spare, and nodes keep more distance, up to AIR times as much."""
AIR = 3.5


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions (x, y), y downwards, and the number of each node's community: 0 is the largest, -1 means no link."""

    positions: tuple[tuple[float, float], ...]
    communities: tuple[int, ...]


def arrange(radii: Sequence[float], links: Sequence[tuple[int, int]], *, seed: int = 1) -> Layout:
    """Positions for `len(radii)` nodes with these radii. `links` are pairs of indices; repeated pairs weigh more.

    >>> arrange([5, 5], [(0, 1)]).communities
    (0, 0)
    """
    if not radii:
        return Layout((), ())
    sizes = np.array(radii, dtype=np.float64)
    with _seeded(seed):
        graph = _simple(len(radii), links)
        communities = _communities(graph)
        air = max(1.0, min(AIR, math.sqrt(AIRY / len(radii))))
        positions = _rows(graph, sizes + GAP * (air - 1) / 2, communities)
    rounded = tuple((round(float(x), 1) + 0.0, round(float(y), 1) + 0.0) for x, y in positions)
    return Layout(rounded, tuple(communities))


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """igraph draws from one generator for the whole process: lend it a fresh one, then give the usual one back."""
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _simple(count: int, links: Sequence[tuple[int, int]]) -> igraph.Graph:
    weights: dict[tuple[int, int], float] = {}
    for a, b in links:
        if a != b:
            pair = (min(a, b), max(a, b))
            weights[pair] = weights.get(pair, 0.0) + 1.0
    pairs = sorted(weights)
    return igraph.Graph(n=count, edges=pairs, edge_attrs={"weight": [weights[pair] for pair in pairs]})


def _communities(graph: igraph.Graph) -> list[int]:
    """Leiden communities by modularity, numbered by falling size; nodes without a link have -1."""
    found = _leiden(graph)
    linked = [group for group in found if len(group) > 1]
    numbers = [-1] * graph.vcount()
    for number, group in enumerate(sorted(linked, key=lambda group: (-len(group), group[0]))):
        for vertex in group:
            numbers[vertex] = number
    return numbers


def _leiden(graph: igraph.Graph) -> list[list[int]]:
    weights = "weight" if graph.ecount() else None
    found = graph.community_leiden(objective_function="modularity", weights=weights, n_iterations=8)
    return [sorted(group) for group in found]


def _rows(graph: igraph.Graph, sizes: Floats, communities: list[int]) -> Floats:
    """Every connected part laid out, the largest on top, the others in rows below it, single nodes last."""
    parts = sorted((sorted(part) for part in graph.connected_components()), key=lambda part: (-len(part), part[0]))
    positions = np.zeros((graph.vcount(), 2))
    blocks = []
    for part in (part for part in parts if len(part) > 1):
        numbers = [communities[vertex] for vertex in part]
        blocks.append((part, *centred(_part(graph.induced_subgraph(part), sizes[part], numbers), sizes[part])))
    left, bottom, width = 0.0, 0.0, 0.0
    if blocks:
        main, local, _ = blocks[0]
        positions[main] = local
        right, bottom = (local + sizes[main][:, None]).max(axis=0).tolist()
        width = 2 * right
    reaches = np.array([reach for _, _, reach in blocks[1:]])
    width = max(width, 3 * math.sqrt(float((reaches**2).sum())), 30 * GAP)
    centres = shelves(reaches, width, ROW_GAP) + np.array([0.0, bottom + 2 * ROW_GAP])
    for (part, local, reach), centre in zip(blocks[1:], centres, strict=True):
        positions[part] = local + centre
        bottom = max(bottom, float(centre[1]) + reach)
    alone = [part[0] for part in parts if len(part) == 1]
    positions[alone] = shelves(sizes[alone], width, 2 * GAP) + np.array([left, bottom + 2 * ROW_GAP])
    return positions


def _part(graph: igraph.Graph, sizes: Floats, communities: list[int]) -> Floats:
    """One connected part: its core by communities, then the leaves around their hubs."""
    core, leaves = _leaves(graph)
    halos = np.array([fan(sizes[leaves[hub]].tolist(), float(sizes[hub]), GAP / 2, 0.0)[1] for hub in core])
    inner = graph.induced_subgraph(core)
    placed = _place(inner, halos, [communities[vertex] for vertex in core])
    positions = np.zeros((graph.vcount(), 2))
    positions[core] = placed
    for index, hub in enumerate(core):
        around, _ = fan(sizes[leaves[hub]].tolist(), float(sizes[hub]), GAP / 2, _outward(inner, placed, index))
        positions[leaves[hub]] = placed[index] + around
    return positions


def _outward(graph: igraph.Graph, placed: Floats, vertex: int) -> float:
    """The angle that leads away from the neighbours of a node."""
    neighbours = graph.neighbors(vertex)
    away = placed[vertex] - placed[neighbours].mean(axis=0) if neighbours else np.array([0.0, 1.0])
    return math.atan2(float(away[1]), float(away[0]))


def _leaves(graph: igraph.Graph) -> tuple[list[int], dict[int, list[int]]]:
    """The nodes that are no leaf, and the leaves of each. Of a pair that stands alone, the first is the hub."""
    degrees = graph.degree()
    leaves: dict[int, list[int]] = {vertex: [] for vertex in range(graph.vcount())}
    for vertex, degree in enumerate(degrees):
        if degree == 1:
            hub = graph.neighbors(vertex)[0]
            if degrees[hub] > 1 or hub < vertex:
                leaves[hub].append(vertex)
    hung = {leaf for group in leaves.values() for leaf in group}
    return [vertex for vertex in leaves if vertex not in hung], leaves


def _place(graph: igraph.Graph, radii: Floats, communities: list[int] | None = None) -> Floats:
    """Positions of a connected graph whose nodes take circles of these radii; large ones by communities."""
    if graph.vcount() <= (WHOLE if communities is None else SMALL):
        return _whole(graph, radii)
    groups = _leiden(graph) if communities is None else _grouped(communities)
    if not 1 < len(groups) < graph.vcount():
        return _whole(graph, radii)
    inside = [centred(_place(graph.induced_subgraph(group), radii[group]), radii[group]) for group in groups]
    member = [0] * graph.vcount()
    for number, group in enumerate(groups):
        for vertex in group:
            member[vertex] = number
    gap = INNER_GAP if communities is None else ISLAND_GAP
    middles = _islands(graph, member, np.array([reach for _, reach in inside]), gap=gap)
    positions = np.zeros((graph.vcount(), 2))
    for number, (group, (local, _)) in enumerate(zip(groups, inside, strict=True)):
        positions[group] = middles[number] + turned(local, _wishes(graph, group, member, middles))
    return positions


def _grouped(numbers: list[int]) -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    for vertex, number in enumerate(numbers):
        groups.setdefault(number, []).append(vertex)
    return list(groups.values())


def _whole(graph: igraph.Graph, radii: Floats) -> Floats:
    if graph.vcount() == 1:
        return np.zeros((1, 2))
    if graph.vcount() > 4 * WHOLE:
        coordinates = np.array(graph.layout_fruchterman_reingold(niter=300, grid="grid").coords) * 2 * (radii.mean() + GAP)
    else:
        lengths = [float(radii[edge.source] + radii[edge.target] + GAP) for edge in graph.es]
        coordinates = np.array(graph.layout_kamada_kawai(weights=lengths).coords)
    return separate(coordinates, radii, gap=GAP)


def _islands(graph: igraph.Graph, member: list[int], reaches: Floats, *, gap: float) -> Floats:
    """Middles of the communities: near to those they share many links with, none nearer than `gap`."""
    shared = graph.copy()
    shared.contract_vertices(member)
    shared.simplify(combine_edges="sum")
    weights = [
        weight / math.sqrt(reaches[edge.source] * reaches[edge.target])
        for edge, weight in zip(shared.es, shared.es["weight"], strict=True)
    ]
    around = np.array(shared.layout_fruchterman_reingold(weights=weights, niter=1500, grid="nogrid").coords)
    around = around - around.mean(axis=0)
    scale = math.sqrt(float((reaches**2).sum())) * 1.6 / max(float(np.abs(around).max()), 1e-9)
    stretched = around * scale * np.array([1.25, 0.8])
    return separate(stretched, reaches, gap=gap, pull=(0.012, 0.03), rounds=600)


def _wishes(graph: igraph.Graph, group: list[int], member: list[int], middles: Floats) -> Floats:
    """For each node of a community, where its links to other communities pull it."""
    own = member[group[0]]
    wishes = np.zeros((len(group), 2))
    for index, vertex in enumerate(group):
        for neighbour in graph.neighbors(vertex):
            if member[neighbour] != own:
                towards = middles[member[neighbour]] - middles[own]
                wishes[index] += towards / max(float(np.hypot(*towards)), 1e-9)
    return wishes
