"""What the REST interface answers with about numbers that are compared."""

from __future__ import annotations

from dataclasses import dataclass

from kg.serve.shapes_cards import NodeRef, NumberShape, PaperRef


@dataclass(frozen=True, slots=True)
class RankingShape:
    """Numbers of one metric on one scale and in one unit, the best first; `about` says how they are ordered."""

    metric: str
    scale: str
    unit: str
    better: str
    about: str
    rows: tuple[NumberShape, ...]


@dataclass(frozen=True, slots=True)
class SideShape:
    """What one paper says: in a few words, and the sentence of its quote in three pieces."""

    said: str
    before: str
    quote: str
    after: str
    score: float
    paper: PaperRef


@dataclass(frozen=True, slots=True)
class ContradictionShape:
    """Two papers that disagree: on a value of `subject`, or, where `metric` is "", on which of it and `other` is better."""

    subject: NodeRef
    other: NodeRef | None
    metric: str
    context: tuple[NodeRef, ...]
    first: SideShape
    second: SideShape


@dataclass(frozen=True, slots=True)
class BoardShape:
    """Rankings, those with most rows first, of `total` rows in all; those beyond `limit` are left out, and so are rankings.

    `wider` more numbers are found with wide=true; `asked` names what was asked.
    """

    asked: tuple[NodeRef, ...]
    metrics: tuple[str, ...]
    rankings: tuple[RankingShape, ...]
    wider: int
    total: int
    contradictions: tuple[ContradictionShape, ...]


@dataclass(frozen=True, slots=True)
class ComparableShape:
    """A thing about which there are so many numbers."""

    id: str
    label: str
    type: str
    numbers: int


@dataclass(frozen=True, slots=True)
class ComparablesShape:
    """What can be compared, by type in the ontology's order, those with most numbers first; of each type `limit`, of `total`."""

    types: tuple[str, ...]
    total: int
    items: tuple[ComparableShape, ...]
