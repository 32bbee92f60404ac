"""What the REST interface answers with, as records: the OpenAPI document is drawn from them, and the types of the front end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class ProblemShape:
    """An error: what is wrong, why that usually is, what to do; `line` and `column` (from 1) where a query is wrong."""

    status: int
    what: str
    cause: str = ""
    remedy: str = ""
    line: int = 0
    column: int = 0
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeShape:
    """A class of nodes, with the number of its nodes."""

    name: str
    iri: str
    label: str
    definition: str
    colour: str
    shape: str
    count: int


@dataclass(frozen=True, slots=True)
class RelationShape:
    """A relation, with the number of its statements; `inverse` is how it reads from its tail."""

    name: str
    iri: str
    label: str
    inverse: str
    definition: str
    colour: str
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class OntologyShape:
    """Types and relations in the order in which columns speak of them."""

    version: str
    namespace: str
    base: str
    prefixes: dict[str, str]
    types: tuple[TypeShape, ...]
    relations: tuple[RelationShape, ...]


@dataclass(frozen=True, slots=True)
class NodeColumns:
    """Nodes, side by side; `type` is a place in the ontology's types, `first` and `last` places in `dates` or -1."""

    id: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    type: list[int] = field(default_factory=list)
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)
    degree: list[int] = field(default_factory=list)
    rank: list[float] = field(default_factory=list)
    papers: list[int] = field(default_factory=list)
    community: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EdgeColumns:
    """Edges, side by side; `source` and `target` are places in the nodes of the same answer."""

    source: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    relation: list[int] = field(default_factory=list)
    support: list[int] = field(default_factory=list)
    score: list[float] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CommunityShape:
    """A community of the whole graph: its number, its most typical nodes (which name it), and where it lies."""

    number: int
    label: str
    nodes: int
    edges: int
    x: float
    y: float
    radius: float
    typical: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkShape:
    """So many statements join two communities, spoken of by number."""

    source: int
    target: int
    weight: int


@dataclass(frozen=True, slots=True)
class GraphShape:
    """A part of the graph, or, where it is too large, an overview of its communities; and how much that is of how much."""

    version: str
    kind: Literal["nodes", "communities"]
    shown: int
    matching: int
    total: int
    shown_edges: int
    total_edges: int
    dates: list[str]
    nodes: NodeColumns
    edges: EdgeColumns
    communities: tuple[CommunityShape, ...]
    links: tuple[LinkShape, ...] = ()
