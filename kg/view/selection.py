"""Which part of the graph a view shows: filters, the surroundings of a node, and the best connected when there are too many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import UnknownName
from kg.keys import paper_path
from kg.ontology import PAPER_CLASS, Ontology
from kg.records import Knowledge, Statement


@dataclass(frozen=True, slots=True)
class Selection:
    """What to show; empty fields do not restrict.

    `types` are class names ("Paper" included), `relations` relation names. `around` is a node path: only nodes within
    `depth` steps of it are shown, over edges that pass the other filters. `nodes` are node paths, such as a query's
    result: only these and the edges between them. `min_support` counts papers, `min_score` is the best evidence's.
    """

    types: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    around: str = ""
    depth: int = 1
    nodes: frozenset[str] | None = None
    min_support: int = 1
    min_score: float = 0.0


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Node paths, sorted, and the statements between them; `matching` nodes passed the filters before the cap."""

    nodes: tuple[str, ...]
    statements: tuple[Statement, ...]
    matching: int
    rank: dict[str, float]


def score(statement: Statement) -> float:
    """The score of a statement, 0 to 1: that of its best evidence."""
    return max((item.score for item in statement.evidence), default=0.0)


def node_types(knowledge: Knowledge) -> dict[str, str]:
    """The class name of every node path, papers first, in the order of the graph."""
    types = {paper_path(paper.key): PAPER_CLASS for paper in knowledge.papers}
    return types | {entity.id: entity.type for entity in knowledge.entities}


def choose(knowledge: Knowledge, ontology: Ontology, selection: Selection, cap: int | None) -> Chosen:
    """The nodes and statements to show, at most `cap` nodes. Raises UnknownName for a type, relation or node."""
    types = node_types(knowledge)
    _check(selection, ontology, types)
    nodes = {node for node, name in types.items() if _wanted(node, name, selection)}
    statements = [s for s in knowledge.statements if _passes(s, selection) and s.subject in nodes and s.object in nodes]
    if selection.relations:
        joined = {end for s in statements for end in (s.subject, s.object)}
        nodes &= joined | {selection.around}
    steps = _steps(selection, statements) if selection.around else {}
    if selection.around:
        nodes &= steps.keys()
    rank = pagerank(knowledge)
    order = sorted(nodes, key=lambda node: (steps.get(node, 0), -rank[node], node))
    kept = order if cap is None or len(order) <= cap else _best(order, statements, cap)
    shown = set(kept)
    between = tuple(s for s in statements if s.subject in shown and s.object in shown)
    return Chosen(tuple(sorted(shown)), between, len(order), rank)


def pagerank(knowledge: Knowledge) -> dict[str, float]:
    """The PageRank of every node over undirected edges weighted by support (Brin and Page 1998); sums to 1."""
    import igraph  # late: it brings numpy, which most commands can do without

    nodes = list(node_types(knowledge))
    number = {node: index for index, node in enumerate(nodes)}
    known = [s for s in knowledge.statements if s.subject in number and s.object in number]
    graph = igraph.Graph(n=len(nodes), edges=[(number[s.subject], number[s.object]) for s in known])
    if not nodes:
        return {}
    values = graph.pagerank(directed=False, weights=[s.support for s in known] or None)
    return {node: round(value, 12) for node, value in zip(nodes, values, strict=True)}


def _check(selection: Selection, ontology: Ontology, types: dict[str, str]) -> None:
    classes = [term.name for term in ontology.classes]
    for name in sorted(selection.types - set(classes)):
        raise UnknownName("type", name, classes)
    for name in sorted(selection.relations):
        ontology.relation(name)
    if selection.around and selection.around not in types:
        raise UnknownName("node", selection.around, types)


def _wanted(node: str, name: str, selection: Selection) -> bool:
    if node == selection.around:
        return True
    if selection.nodes is not None and node not in selection.nodes:
        return False
    return not selection.types or name in selection.types


def _passes(statement: Statement, selection: Selection) -> bool:
    if selection.relations and statement.relation not in selection.relations:
        return False
    return statement.support >= selection.min_support and score(statement) >= selection.min_score


def _neighbours(statements: Iterable[Statement]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for statement in statements:
        found.setdefault(statement.subject, []).append(statement.object)
        found.setdefault(statement.object, []).append(statement.subject)
    return found


def _steps(selection: Selection, statements: Iterable[Statement]) -> dict[str, int]:
    """How many steps from `around` each node is that lies within `depth`."""
    neighbours = _neighbours(statements)
    steps = {selection.around: 0}
    ring = [selection.around]
    for distance in range(1, selection.depth + 1):
        ring = sorted({next_ for node in ring for next_ in neighbours.get(node, ())} - steps.keys())
        steps |= dict.fromkeys(ring, distance)
    return steps


def _best(order: Sequence[str], statements: Iterable[Statement], cap: int) -> list[str]:
    """The first `cap` nodes of `order` of which each has an edge to another of them; fewer if there are no more."""
    neighbours = _neighbours(statements)
    kept = dict.fromkeys(order[:cap])
    waiting = iter(order[cap:])
    while True:
        lonely = [node for node in kept if node != order[0] and kept.keys().isdisjoint(neighbours.get(node, ()))]
        if not lonely:
            return list(kept)
        for node in lonely:
            del kept[node]
        for node, _ in zip(waiting, lonely, strict=False):
            kept[node] = None
