"""Nodes and words as cards and tables show them: a thing with its name, a quote in its sentence with its paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.keys import paper_path
from kg.ontology import PAPER_CLASS, Ontology
from kg.records import Evidence, Knowledge, Paper, Statement
from kg.view.sentences import sentence


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


class Index:
    """A graph's names, papers and statements by node, read once for any number of cards and tables."""

    def __init__(self, knowledge: Knowledge, ontology: Ontology) -> None:
        self.knowledge, self.ontology = knowledge, ontology
        self.papers: Mapping[str, Paper] = {paper.key: paper for paper in knowledge.papers}
        papers = {paper_path(p.key): Thing(paper_path(p.key), p.title, PAPER_CLASS) for p in knowledge.papers}
        self.things: Mapping[str, Thing] = papers | {e.id: Thing(e.id, e.label, e.type) for e in knowledge.entities}
        self.forward: dict[str, list[Statement]] = defaultdict(list)
        self.backward: dict[str, list[Statement]] = defaultdict(list)
        for statement in knowledge.statements:
            self.forward[statement.subject].append(statement)
            self.backward[statement.object].append(statement)
        self.named_in: dict[str, list[str]] = defaultdict(list)
        for key, entity in knowledge.mentions:
            self.named_in[entity].append(key)

    def thing(self, path: str) -> Thing:
        """The node at a path; a path that the graph does not hold is its own name."""
        return self.things.get(path) or Thing(path, path, "")

    def source(self, key: str) -> Source:
        """How the paper with this key is cited."""
        paper = self.papers[key]
        return Source(paper_path(key), paper.title, paper.date, paper.url)

    def quote(self, item: Evidence) -> Quote:
        """The evidence within its sentence."""
        text = self.papers[item.paper].text
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


def by_date(source: Source) -> tuple[bool, str, str]:
    """The place of a paper in time: dated ones first, those without a year last, by title among equals."""
    undated = not source.date[:4].isdigit()
    return undated, source.date, source.title
