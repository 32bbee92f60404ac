"""The records that pass from room to room: frozen, of tuples, checking themselves. Offsets are half-open, in code points."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal

from kg.keys import paper_key
from kg.measure import UNMEASURED
from kg.measure import Measure as Measure

PAPER = "P"
"""The local id by which an extraction speaks of its own paper."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}, {self.end}")

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a record was found: the file's name as the user gave it, the record's number in it (from 1), its format.

    `date` is the date of the page or dump itself, where it states one (ISO 8601, `--MM-DD` without a year).
    """

    file: str
    record: int
    format: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: what its records say.

    `id` is the identifier the input gave ("" if none), `date` is ISO 8601 and may be partial (`2024`, `2024-11`,
    `--11-07`), `details` holds whatever else the input said, as sorted (name, value) pairs.
    """

    title: str
    abstract: str
    id: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    sources: tuple[Source, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    key: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a paper needs a title")
        object.__setattr__(self, "key", paper_key(self.title, self.abstract))

    @property
    def text(self) -> str:
        """Title and abstract, the text that every span of the paper counts in."""
        return f"{self.title}\n{self.abstract}"

    @property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of `text` in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be read: where it stands (`position`: a line, byte or path), why, and what to do."""

    file: str
    record: int
    position: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A surface form in the text. `by` names the component that found it, `score` is its confidence, 0 to 1."""

    span: Span
    text: str
    type: str
    score: float
    by: str


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """A thing that one paper names: `id` is unique within the paper, `mentions` are in order of the text."""

    id: str
    type: str
    name: str
    mentions: tuple[Mention, ...]

    def __post_init__(self) -> None:
        if not self.mentions:
            raise ValueError(f"entity {self.name!r} has no mention")


@dataclass(frozen=True, slots=True)
class Relation:
    """`head` and `tail` are local ids or PAPER; `evidence` is the shortest stretch of text that shows the relation."""

    head: str
    rel: str
    tail: str
    evidence: Span
    score: float
    by: str


@dataclass(frozen=True, slots=True)
class Result:
    """A number that the paper claims.

    `value` is as written ("2.36", "10~30", "1.4B"), `numbers` are its parts multiplied out, in order of the text;
    `direction` is increase, decrease or absolute; `baseline` is a local id or ""; `context` are local ids; `qualifier` is up
    to, over, under, about, "from A" (to the value) or "".
    """

    subject: str
    metric: str
    value: str
    numbers: tuple[Decimal, ...]
    unit: str
    direction: str
    baseline: str
    context: tuple[str, ...]
    evidence: Span
    score: float
    by: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that was left out or is doubtful: `kind` is a short fixed word, `where` a file and record or a paper."""

    kind: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one paper says. `paper` is its key, `sha256` that of the text read, `extractor` a name and version."""

    paper: str
    sha256: str
    extractor: str
    entities: tuple[LocalEntity, ...]
    relations: tuple[Relation, ...]
    results: tuple[Result, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One paper's words for a statement: `quote` is `paper.text[span.start:span.end]`, verbatim."""

    paper: str
    span: Span
    quote: str
    score: float
    by: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing: `id` is its path (`method/lora`), `replaces` lead to it; `identifiers`: (owl:sameAs or skos:exactMatch, IRI)."""

    id: str
    type: str
    label: str
    aliases: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """`subject` and `object` are node paths (`method/lora`, `paper/...`); one or more items of evidence, sorted."""

    subject: str
    relation: str
    object: str
    evidence: tuple[Evidence, ...]

    @property
    def support(self) -> int:
        """The number of different papers that say it."""
        return len({item.paper for item in self.evidence})


@dataclass(frozen=True, slots=True)
class Claim:
    """A result in the graph: as `Result`, with node paths in place of local ids; `metric_node` is "" where unlinked."""

    id: str
    subject: str
    metric: str
    metric_node: str
    value: str
    numbers: tuple[Decimal, ...]
    unit: str
    direction: str
    baseline: str
    context: tuple[str, ...]
    evidence: Evidence
    qualifier: str = ""
    measure: Measure = UNMEASURED


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The graph. Everything is sorted by id, so that equal inputs give equal outputs.

    `mentions` holds (paper key, entity id) pairs: who names what, with or without a relation.
    """

    papers: tuple[Paper, ...] = ()
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    mentions: tuple[tuple[str, str], ...] = ()
    extractor: str = ""
