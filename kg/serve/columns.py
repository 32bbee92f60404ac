"""The nodes and edges of a graph as columns, with who is joined to whom: small in memory, quick to filter and to send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import Knowledge
from kg.view.selection import score

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
NO_DATE = np.iinfo(np.int32).max
_WITH_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class Nodes:
    """Columns in order of `ids`. `types` are places in `Ontology.classes`; `first` and `last` are places in `dates`, or -1.

    `x`, `y` (downwards) and `sizes` (radii) are in one unit; `papers` counts the papers that name the node.
    """

    ids: list[str]
    labels: list[str]
    types: Ints
    x: Floats
    y: Floats
    sizes: Floats
    degrees: Ints
    ranks: Floats
    communities: Ints
    papers: Ints
    dates: list[str]
    first: Ints
    last: Ints

    @cached_property
    def places(self) -> dict[str, int]:
        """Path -> place."""
        return {node: place for place, node in enumerate(self.ids)}

    @cached_property
    def best(self) -> Ints:
        """All places, the best connected first."""
        return np.lexsort((np.arange(len(self.ids)), -self.ranks)).astype(np.int32)


@dataclass(frozen=True)
class Edges:
    """Columns in order of `Knowledge.statements`: ends are places of nodes, `relations` places in `Ontology.relations`.

    `supports` counts papers, `scores` are those of the best evidence; `first` and `last` are places in `Nodes.dates`, or -1.
    """

    sources: Ints
    targets: Ints
    relations: Ints
    supports: Ints
    scores: Floats
    first: Ints
    last: Ints
    starts: Ints
    around: Ints

    def at(self, node: int) -> Ints:
        """The edges of a node, either way."""
        return self.around[self.starts[node] : self.starts[node + 1]]

    def others(self, node: int) -> Ints:
        """The neighbours of a node, one for each of its edges."""
        edges = self.at(node)
        return np.where(self.sources[edges] == node, self.targets[edges], self.sources[edges])


def nodes_of(table: Path, knowledge: Knowledge, ontology: Ontology) -> Nodes:
    """The nodes that a build wrote to `table` (nodes.parquet), with the dates of the papers that name them."""
    read = pq.read_table(table)
    numbers = {term.name: number for number, term in enumerate(ontology.classes)}

    def texts(name: str) -> list[str]:
        return [str(value) for value in read.column(name).to_pylist()]

    def ints(name: str) -> Ints:
        return np.asarray(read.column(name).to_numpy(), dtype=np.int32)

    def floats(name: str) -> Floats:
        return np.asarray(read.column(name).to_numpy(), dtype=np.float64)

    ids = texts("id")
    dates, first, last = _dates(knowledge, {node: place for place, node in enumerate(ids)})
    return Nodes(
        ids=ids,
        labels=texts("label"),
        types=np.array([numbers[name] for name in texts("type")], dtype=np.int32),
        x=floats("x"),
        y=floats("y"),
        sizes=floats("size"),
        degrees=ints("statements"),
        ranks=floats("pagerank"),
        communities=ints("community"),
        papers=ints("paper_count"),
        dates=dates,
        first=first,
        last=last,
    )


def edges_of(knowledge: Knowledge, nodes: Nodes, ontology: Ontology) -> Edges:
    """The statements of `knowledge` as columns."""
    numbers = {relation.name: number for number, relation in enumerate(ontology.relations)}
    said, places = knowledge.statements, nodes.places
    sources = np.array([places[s.subject] for s in said], dtype=np.int32)
    targets = np.array([places[s.object] for s in said], dtype=np.int32)
    by_paper = _paper_dates(knowledge, nodes.dates)
    found = [[by_paper[item.paper] for item in s.evidence if by_paper[item.paper] >= 0] for s in said]
    return Edges(
        sources,
        targets,
        np.array([numbers[s.relation] for s in said], dtype=np.int32),
        np.array([s.support for s in said], dtype=np.int32),
        np.array([score(s) for s in said], dtype=np.float64),
        np.array([min(dates, default=-1) for dates in found], dtype=np.int32),
        np.array([max(dates, default=-1) for dates in found], dtype=np.int32),
        *_adjacency(sources, targets, len(nodes.ids)),
    )


def _adjacency(sources: Ints, targets: Ints, count: int) -> tuple[Ints, Ints]:
    """For each node where its edges begin in the second list; an edge from a node to itself stands there once."""
    numbers = np.arange(len(sources), dtype=np.int32)
    apart = sources != targets
    ends, edges = np.concatenate([sources, targets[apart]]), np.concatenate([numbers, numbers[apart]])
    starts = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(ends, minlength=count), out=starts[1:])
    return starts, edges[np.argsort(ends, kind="stable")]


def _paper_dates(knowledge: Knowledge, dates: Sequence[str]) -> dict[str, int]:
    numbers = {date: number for number, date in enumerate(dates)}
    return {paper.key: numbers.get(paper.date, -1) for paper in knowledge.papers}


def _dates(knowledge: Knowledge, places: dict[str, int]) -> tuple[list[str], Ints, Ints]:
    """All dates with a year, sorted, and for each node the first and the last of the papers that name it."""
    dates = sorted({paper.date for paper in knowledge.papers if _WITH_YEAR.match(paper.date)})
    by_paper = _paper_dates(knowledge, dates)
    first = np.full(len(places), NO_DATE, dtype=np.int32)
    last = np.full(len(places), -1, dtype=np.int32)
    named = [(key, places[path]) for key, path in _naming(knowledge) if path in places]
    when = np.array([by_paper[key] for key, _ in named], dtype=np.int32)
    who = np.array([place for _, place in named], dtype=np.int32)
    who, when = who[when >= 0], when[when >= 0]
    np.minimum.at(first, who, when)
    np.maximum.at(last, who, when)
    return dates, np.where(last < 0, -1, first).astype(np.int32), last


def _naming(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """Keys of papers with what they name, a paper itself among it."""
    yield from ((paper.key, paper_path(paper.key)) for paper in knowledge.papers)
    yield from knowledge.mentions
    for statement in knowledge.statements:
        for item in statement.evidence:
            yield item.paper, statement.subject
            yield item.paper, statement.object
