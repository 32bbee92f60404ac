"""What the REST interface answers with about single nodes, edges and ways: cards, evidence, search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class HitShape:
    """A node that was found: by which name, and how that fits."""

    id: str
    label: str
    type: str
    matched: str
    how: Literal["exact", "prefix", "word", "part", "near"]
    degree: int
    papers: int
    iri: str
    curie: str


@dataclass(frozen=True, slots=True)
class SearchShape:
    """What was found for `q`, the best first."""

    q: str
    hits: tuple[HitShape, ...]


@dataclass(frozen=True, slots=True)
class PaperRef:
    """A paper, named."""

    key: str
    id: str
    title: str
    date: str
    url: str


@dataclass(frozen=True, slots=True)
class NodeRef:
    """A node, named."""

    id: str
    label: str
    type: str


@dataclass(frozen=True, slots=True)
class SentenceShape:
    """The sentence of a quote in three pieces; `start` and `end` count characters of title, line break and abstract."""

    before: str
    quote: str
    after: str
    score: float
    by: str
    paper: PaperRef
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NumberShape:
    """A claimed number: `written` and `change` as the paper says it, `comparable`, `minimum` and `maximum` on its `scale`.

    `scale` is absolute, ratio, difference, relative, or "" where the number cannot be compared; `better` is higher, lower
    or ""; `listed` numbers ("95/32") are several values, no range; `by` says how a paper joins the number with what was
    asked for, "" where its sentence does.
    """

    id: str
    subject: NodeRef
    metric: str
    metric_id: str
    written: str
    change: str
    comparable: str
    scale: str
    minimum: float | None
    maximum: float | None
    unit: str
    listed: bool
    better: str
    direction: str
    baseline: NodeRef | None
    context: tuple[NodeRef, ...]
    by: str
    sentence: SentenceShape


@dataclass(frozen=True, slots=True)
class FactShape:
    """The other end of a statement."""

    id: str
    label: str
    type: str
    support: int
    score: float
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class FactsShape:
    """The statements of a node by one relation in one direction, the best supported first; `total` counts all of them."""

    relation: str
    direction: Literal["out", "in"]
    label: str
    total: int
    items: tuple[FactShape, ...]


@dataclass(frozen=True, slots=True)
class PapersShape:
    """Papers, the latest first; `total` counts all of them."""

    total: int
    items: tuple[PaperRef, ...]


@dataclass(frozen=True, slots=True)
class NodeShape:
    """The card of a node."""

    id: str
    iri: str
    curie: str
    label: str
    type: str
    aliases: tuple[str, ...]
    date: str
    url: str
    degree: int
    rank: float
    community: int
    first: str
    last: str
    papers: PapersShape
    introduced_by: tuple[PaperRef, ...]
    facts: tuple[FactsShape, ...]
    results: tuple[NumberShape, ...]


@dataclass(frozen=True, slots=True)
class EdgeShape:
    """A statement with its sentences."""

    source: NodeRef
    target: NodeRef
    relation: str
    label: str
    support: int
    score: float
    evidence: tuple[SentenceShape, ...]


@dataclass(frozen=True, slots=True)
class EvidenceShape:
    """The statements that join two nodes."""

    edges: tuple[EdgeShape, ...]


@dataclass(frozen=True, slots=True)
class PathShape:
    """A way from node to node: each step is a statement, read in its own direction."""

    nodes: tuple[NodeRef, ...]
    steps: tuple[EdgeShape, ...]


@dataclass(frozen=True, slots=True)
class PathsShape:
    """The shortest ways between two nodes; `length` is -1 where there is none."""

    start: NodeRef
    end: NodeRef
    length: int
    paths: tuple[PathShape, ...]
