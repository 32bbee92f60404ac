"""The scene: what a viewer or an export draws, with colours, sizes and positions, and every fact's evidence.

>>> from kg import ontology
>>> from kg.records import Knowledge, Paper
>>> scene(Knowledge(papers=(Paper("A title", "An abstract."),)), ontology.load()).notice
'1 node, 0 edges'
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg.keys import paper_path
from kg.ontology import PAPER_CLASS, Ontology
from kg.records import Claim, Entity, Evidence, Knowledge, Paper, Statement
from kg.view.selection import EVERYTHING, Chosen, Selection, choose, score

if TYPE_CHECKING:
    from kg.view.layout import Layout


@dataclass(frozen=True, slots=True)
class SceneNode:
    """A node as drawn. `size` is its radius, `x` and `y` (downwards) its middle, in the same unit.

    `papers` are the keys of the papers that name it, `introduced_by` those that contribute it. `degree` counts its
    statements in the whole graph, `rank` is its PageRank there; `community` numbers the shown communities from the
    largest, 0, and is -1 for a node without edges. `date` and `url` are those of a paper.
    """

    id: str
    label: str
    type: str
    colour: str
    shape: str
    size: float
    x: float
    y: float
    aliases: tuple[str, ...]
    papers: tuple[str, ...]
    introduced_by: tuple[str, ...]
    degree: int
    rank: float
    community: int
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SceneEdge:
    """A statement as drawn: `weight` is the number of papers that say it, `score` (0 to 1) that of its best evidence."""

    source: str
    target: str
    relation: str
    colour: str
    weight: int
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Nodes sorted by id, edges by source, relation, target. `papers` are all that nodes, edges or claims cite.

    `claims` are those that name a node drawn here; `names` are (id, label) of nodes which they name but which are not
    drawn. `centre` is the node around which the part was chosen, or "". `matching` nodes passed the filters, `total`
    are in the whole graph, `total_edges` likewise.
    """

    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    papers: tuple[Paper, ...]
    claims: tuple[Claim, ...]
    names: tuple[tuple[str, str], ...]
    matching: int
    total: int
    total_edges: int
    centre: str = ""

    @property
    def shown(self) -> int:
        """The number of nodes drawn."""
        return len(self.nodes)

    @property
    def capped(self) -> bool:
        """Whether nodes that pass the filters were left out because there are too many."""
        return self.shown < self.matching

    @property
    def notice(self) -> str:
        """One line for people: how much is shown of how much."""
        if self.capped:
            return f"{self.shown:,} of {self.matching:,} nodes (the best connected), {_count(len(self.edges), 'edge')}"
        part = f"{self.shown:,} of {self.total:,} nodes" if self.shown < self.total else _count(self.shown, "node")
        return f"{part}, {_count(len(self.edges), 'edge')}"


def scene(
    knowledge: Knowledge, ontology: Ontology, selection: Selection = EVERYTHING, *, cap: int | None = None, seed: int = 1
) -> Scene:
    """What is to be drawn of `knowledge`, laid out. With more than `cap` nodes the best connected stay.

    Raises UnknownName when the selection names a type, relation or node that does not exist.
    """
    from kg.view.layout import arrange  # late: numpy and igraph take longer to load than most commands to run

    chosen = choose(knowledge, ontology, selection, cap)
    degrees = _degrees(knowledge)
    number = {node: index for index, node in enumerate(chosen.nodes)}
    links = [(number[s.subject], number[s.object]) for s in chosen.statements]
    layout = arrange([size(degrees[node]) for node in chosen.nodes], links, seed=seed)
    nodes = _nodes(knowledge, ontology, chosen, layout)
    edges = _edges(chosen.statements, ontology)
    claims = tuple(c for c in knowledge.claims if not number.keys().isdisjoint((c.subject, c.baseline, *c.context)))
    papers = _cited(knowledge, nodes, edges, claims)
    names = _names(knowledge, claims, set(number))
    total = len(knowledge.papers) + len(knowledge.entities)
    return Scene(nodes, edges, papers, claims, names, chosen.matching, total, len(knowledge.statements), selection.around)


def size(degree: int) -> float:
    """The radius of a node with this many statements: its area grows with them.

    >>> size(0), size(100)
    (4.0, 26.0)
    """
    return round(4 + 2.2 * math.sqrt(degree), 1)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _degrees(knowledge: Knowledge) -> Counter[str]:
    return Counter(end for statement in knowledge.statements for end in (statement.subject, statement.object))


def _nodes(knowledge: Knowledge, ontology: Ontology, chosen: Chosen, layout: Layout) -> tuple[SceneNode, ...]:
    things: dict[str, Paper | Entity] = {paper_path(paper.key): paper for paper in knowledge.papers}
    things |= {entity.id: entity for entity in knowledge.entities}
    terms = {term.name: term for term in ontology.classes}
    degrees, named, introduced = _degrees(knowledge), _named_by(knowledge), _introduced_by(knowledge, ontology)
    nodes = []
    for index, node in enumerate(chosen.nodes):
        words = _words(things[node])
        term, (x, y) = terms[words.type], layout.positions[index]
        nodes.append(
            SceneNode(
                id=node,
                label=words.label,
                type=term.name,
                colour=term.colour,
                shape=term.shape,
                size=size(degrees[node]),
                x=x,
                y=y,
                aliases=words.aliases,
                papers=tuple(sorted(named.get(node, ()))),
                introduced_by=tuple(sorted(introduced.get(node, ()))),
                degree=degrees[node],
                rank=chosen.rank[node],
                community=layout.communities[index],
                date=words.date,
                url=words.url,
            )
        )
    return tuple(nodes)


class _Words(NamedTuple):
    type: str
    label: str
    aliases: tuple[str, ...] = ()
    date: str = ""
    url: str = ""


def _words(thing: Paper | Entity) -> _Words:
    if isinstance(thing, Paper):
        return _Words(PAPER_CLASS, thing.title, (), thing.date, thing.url)
    return _Words(thing.type, thing.label, thing.aliases)


def _named_by(knowledge: Knowledge) -> dict[str, set[str]]:
    """The keys of the papers that name each node, by mention or by evidence; a paper names itself."""
    named: dict[str, set[str]] = {paper_path(paper.key): {paper.key} for paper in knowledge.papers}
    for key, entity in knowledge.mentions:
        named.setdefault(entity, set()).add(key)
    for statement in knowledge.statements:
        for end in (statement.subject, statement.object):
            named.setdefault(end, set()).update(item.paper for item in statement.evidence)
    return named


def _introduced_by(knowledge: Knowledge, ontology: Ontology) -> dict[str, set[str]]:
    relation = ontology.role("contribution")
    introduced: dict[str, set[str]] = {}
    for statement in knowledge.statements:
        if statement.relation == relation:
            introduced.setdefault(statement.object, set()).update(item.paper for item in statement.evidence)
    return introduced


def _edges(statements: tuple[Statement, ...], ontology: Ontology) -> tuple[SceneEdge, ...]:
    colours = {relation.name: relation.colour for relation in ontology.relations}
    edges = [SceneEdge(s.subject, s.object, s.relation, colours[s.relation], s.support, score(s), s.evidence) for s in statements]
    return tuple(sorted(edges, key=lambda edge: (edge.source, edge.relation, edge.target)))


def _names(knowledge: Knowledge, claims: tuple[Claim, ...], drawn: set[str]) -> tuple[tuple[str, str], ...]:
    named = {end for claim in claims for end in (claim.subject, claim.baseline, *claim.context)} - drawn
    papers = [(paper_path(paper.key), paper.title) for paper in knowledge.papers]
    entities = [(entity.id, entity.label) for entity in knowledge.entities]
    return tuple(pair for pair in papers + entities if pair[0] in named)


def _cited(
    knowledge: Knowledge, nodes: tuple[SceneNode, ...], edges: tuple[SceneEdge, ...], claims: tuple[Claim, ...]
) -> tuple[Paper, ...]:
    keys = {key for node in nodes for key in node.papers}
    keys |= {item.paper for edge in edges for item in edge.evidence}
    keys |= {claim.evidence.paper for claim in claims}
    return tuple(paper for paper in knowledge.papers if paper.key in keys)
