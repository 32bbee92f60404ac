"""Nodes and words as cards and tables show them: a thing with its name, a quote in its sentence with its paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from kg.keys import paper_path
from kg.ontology import PAPER_CLASS, Ontology
from kg.records import Claim, Entity, Evidence, Paper, Statement
from kg.view.sentences import sentence

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Thing:
    """A node by its path, with its name and the name of its class."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Source:
    """A paper as it is cited: `id` is its node path, `date` is ISO 8601 and may be partial or ""."""

    id: str
    title: str
    date: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One paper's words: the sentence, and from `start` to `end` in it what shows the fact; `score` is 0 to 1."""

    paper: Source
    sentence: str
    start: int
    end: int
    score: float


class Records(Protocol):
    """The records of a graph: Knowledge, or tables that make each record when it is asked for."""

    @property
    def papers(self) -> Sequence[Paper]: ...  # noqa: D102
    @property
    def entities(self) -> Sequence[Entity]: ...  # noqa: D102
    @property
    def statements(self) -> Sequence[Statement]: ...  # noqa: D102
    @property
    def claims(self) -> Sequence[Claim]: ...  # noqa: D102
    @property
    def mentions(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102


class Index:
    """A graph's names, papers and statements by node, each read once for any number of cards and tables."""

    def __init__(self, knowledge: Records, ontology: Ontology) -> None:
        self.knowledge, self.ontology = knowledge, ontology

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """The papers by key."""
        return {paper.key: paper for paper in self.knowledge.papers}

    @cached_property
    def things(self) -> Mapping[str, Thing]:
        """The nodes by path."""
        papers = {paper_path(p.key): Thing(paper_path(p.key), p.title, PAPER_CLASS) for p in self.knowledge.papers}
        return papers | {e.id: Thing(e.id, e.label, e.type) for e in self.knowledge.entities}

    @cached_property
    def forward(self) -> Mapping[str, Sequence[Statement]]:
        """Path of a node -> the statements of which it is the subject."""
        return _grouped((statement.subject, statement) for statement in self.knowledge.statements)

    @cached_property
    def backward(self) -> Mapping[str, Sequence[Statement]]:
        """Path of a node -> the statements of which it is the object."""
        return _grouped((statement.object, statement) for statement in self.knowledge.statements)

    @cached_property
    def named_in(self) -> Mapping[str, Sequence[str]]:
        """Path of an entity -> the keys of the papers that name it."""
        return _grouped((entity, key) for key, entity in self.knowledge.mentions)

    def said(self, relation: str) -> Iterable[Statement]:
        """The statements of one relation."""
        return (statement for statement in self.knowledge.statements if statement.relation == relation)

    def thing(self, path: str) -> Thing:
        """The node at a path; a path that the graph does not hold is its own name."""
        return self.things.get(path) or Thing(path, path, "")

    def source(self, key: str) -> Source:
        """How the paper with this key is cited."""
        paper = self.papers[key]
        return Source(paper_path(key), paper.title, paper.date, paper.url)

    def text(self, key: str) -> str:
        """Title and abstract of the paper with this key."""
        return self.papers[key].text

    def quote(self, item: Evidence) -> Quote:
        """The evidence within its sentence."""
        text = self.text(item.paper)
        around = sentence(text, item.span)
        shift = around.start
        return Quote(self.source(item.paper), around.of(text), item.span.start - shift, item.span.end - shift, item.score)

    def sources(self, keys: Iterable[str]) -> tuple[Source, ...]:
        """The papers with these keys in order of time; those without a year come last."""
        return tuple(sorted({self.source(key) for key in keys if key in self.papers}, key=by_date))

    def variants(self, path: str) -> frozenset[str]:
        """The node and all its variants, variants of variants included."""
        found, relation = {path}, self.ontology.role("variant")
        waiting = [path]
        while waiting:
            below = {s.subject for s in self.backward.get(waiting.pop(), ()) if s.relation == relation} - found
            found |= below
            waiting += sorted(below)
        return frozenset(found)


def _grouped(pairs: Iterable[tuple[str, _T]]) -> Mapping[str, Sequence[_T]]:
    groups: dict[str, list[_T]] = defaultdict(list)
    for key, item in pairs:
        groups[key].append(item)
    return groups


def by_date(source: Source) -> tuple[bool, str, str]:
    """The place of a paper in time: dated ones first, those without a year last, by title among equals."""
    undated = not source.date[:4].isdigit()
    return undated, source.date, source.title
