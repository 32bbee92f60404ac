"""What the REST interface answers with on whole pages: overview, quality, paper, table, questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.serve.shapes import CommunityShape, GraphShape
from kg.serve.shapes_cards import EdgeShape, NumberShape


@dataclass(frozen=True, slots=True)
class CountShape:
    """A name and a number."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class GrowthShape:
    """What is new in a year: its papers, and what they are the first to name or state."""

    period: str
    papers: int
    entities: int
    relations: int


@dataclass(frozen=True, slots=True)
class ConnectedShape:
    """One of the best connected nodes."""

    id: str
    label: str
    type: str
    degree: int
    papers: int
    rank: float


@dataclass(frozen=True, slots=True)
class DoubtShape:
    """Something that was left out or is doubtful."""

    kind: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class DoubtsShape:
    """How many problems there are, by kind, and the first of them."""

    total: int
    kinds: tuple[CountShape, ...]
    items: tuple[DoubtShape, ...]


@dataclass(frozen=True, slots=True)
class ScoreShape:
    """So many quotes have a score from `least` to `most`."""

    least: float
    most: float
    count: int


@dataclass(frozen=True, slots=True)
class OverviewShape:
    """The graph in figures."""

    version: str
    kg: str
    extractor: str
    ontology: str
    counts: dict[str, int]
    types: tuple[CountShape, ...]
    relations: tuple[CountShape, ...]
    growth: tuple[GrowthShape, ...]
    undated: int
    connected: tuple[ConnectedShape, ...]
    communities: tuple[CommunityShape, ...]
    problems: DoubtsShape
    scores: tuple[ScoreShape, ...]


@dataclass(frozen=True, slots=True)
class ViolationShape:
    """Where the graph breaks a rule."""

    node: str
    message: str
    severity: str
    shape: str


@dataclass(frozen=True, slots=True)
class QualityShape:
    """The check of the graph against its shapes and of each quote against its paper: how far it is, and what it found."""

    state: Literal["running", "done", "failed"]
    violations: int
    items: tuple[ViolationShape, ...]


@dataclass(frozen=True, slots=True)
class SegmentShape:
    """A stretch of text; a mention has a type, and an id where its node is in the graph."""

    text: str
    id: str = ""
    type: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class SourceShape:
    """Where a record was found."""

    file: str
    record: int
    format: str


@dataclass(frozen=True, slots=True)
class PaperShape:
    """A paper with its text, cut where things are mentioned, and everything that it says."""

    key: str
    id: str
    iri: str
    title: str
    date: str
    url: str
    authors: tuple[str, ...]
    identifier: str
    sources: tuple[SourceShape, ...]
    title_segments: tuple[SegmentShape, ...]
    abstract_segments: tuple[SegmentShape, ...]
    graph: GraphShape
    results: tuple[NumberShape, ...]
    facts: tuple[EdgeShape, ...]


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column of a table."""

    name: str
    kind: Literal["string", "integer", "double", "list"]


@dataclass(frozen=True, slots=True)
class TableShape:
    """Rows `offset` and on, of `total`."""

    columns: tuple[ColumnShape, ...]
    rows: list[list[str | int | float | list[str]]]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class ParameterShape:
    """A value that a question can be asked with."""

    name: str
    about: str
    default: str
    number: bool


@dataclass(frozen=True, slots=True)
class QuestionShape:
    """A named question."""

    name: str
    description: str
    sparql: str
    parameters: tuple[ParameterShape, ...]


@dataclass(frozen=True, slots=True)
class FilledShape:
    """A named question with its values put in."""

    name: str
    sparql: str


@dataclass(frozen=True, slots=True)
class WordShape:
    """A class or property that queries can use."""

    iri: str
    curie: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class VocabularyShape:
    """What an editor of queries can complete."""

    prefixes: dict[str, str]
    classes: tuple[WordShape, ...]
    properties: tuple[WordShape, ...]
