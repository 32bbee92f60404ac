"""The nodes and edges of a graph as columns, with who is joined to whom: small in memory, quick to filter and to send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from kg.ontology import Ontology
from kg.stored import Stored

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
NO_DATE = np.iinfo(np.int32).max
_WITH_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class Nodes:
    """Columns in order of `ids`. `types` are places in `Ontology.classes`; `first` and `last` are places in `dates`, or -1.

    `x`, `y` (downwards) and `sizes` (radii) are in one unit; `papers` counts the papers that name the node. `numbered` are
    the places of the nodes as Stored numbers them, `dated` the places of its papers' dates in `dates`, or -1.
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
    numbered: Ints
    dated: Ints

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


@dataclass(frozen=True)
class Groups:
    """Numbers by group, in their order: those of group `n` are `members[starts[n] : starts[n + 1]]`."""

    starts: Ints
    members: Ints

    def of(self, group: int) -> Ints:
        """The numbers of a group."""
        return self.members[self.starts[group] : self.starts[group + 1]]


def grouped(groups: npt.NDArray[np.integer], members: npt.NDArray[np.integer], count: int) -> Groups:
    """Each of `members` in the group that stands beside it, of `count` groups."""
    starts = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(groups, minlength=count), out=starts[1:])
    return Groups(starts, members[np.argsort(groups, kind="stable")].astype(np.int32))


def distinct(first: npt.NDArray[np.integer], second: npt.NDArray[np.integer]) -> tuple[Ints, Ints]:
    """The pairs that stand side by side, sorted, each once."""
    pairs = np.unique(first.astype(np.int64) << 32 | second.astype(np.int64))
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def nodes_of(table: Path, stored: Stored, ontology: Ontology) -> Nodes:
    """The nodes that a build wrote to `table` (nodes.parquet), with the dates of the papers that name them.

    Raises KeyError where the two do not hold the same nodes.
    """
    read = pq.read_table(table)
    numbers = {term.name: number for number, term in enumerate(ontology.classes)}

    def texts(name: str) -> list[str]:
        return [str(value) for value in read.column(name).to_pylist()]

    def ints(name: str) -> Ints:
        return np.asarray(read.column(name).to_numpy(), dtype=np.int32)

    def floats(name: str) -> Floats:
        return np.asarray(read.column(name).to_numpy(), dtype=np.float64)

    ids = texts("id")
    places = {node: place for place, node in enumerate(ids)}
    numbered = np.array([places[path] for path in stored.paths], dtype=np.int32)
    dates, by_paper = _dates(stored)
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
        numbered=numbered,
        dated=by_paper,
        **_when_named(stored, numbered, by_paper),
    )


def edges_of(stored: Stored, nodes: Nodes, ontology: Ontology) -> Edges:
    """The statements as columns."""
    numbers = {relation.name: number for number, relation in enumerate(ontology.relations)}
    said, words, count = stored.statements, stored.words, len(stored.statements)
    sources, targets = nodes.numbered[said.ints("subject")], nodes.numbered[said.ints("object")]
    owners = stored.owners
    scores = np.zeros(count)
    np.maximum.at(scores, owners, words.scores)
    around = _adjacency(sources, targets, len(nodes.ids))
    return Edges(
        sources,
        targets,
        np.array([numbers[name] for name in said.texts("relation")], dtype=np.int32),
        np.bincount(distinct(owners, words.papers)[0], minlength=count).astype(np.int32),
        scores,
        *_span(owners, nodes.dated[words.papers], count),
        around.starts,
        around.members,
    )


def _adjacency(sources: Ints, targets: Ints, count: int) -> Groups:
    """The edges of each node; an edge from a node to itself stands there once."""
    numbers = np.arange(len(sources), dtype=np.int32)
    apart = sources != targets
    return grouped(np.concatenate([sources, targets[apart]]), np.concatenate([numbers, numbers[apart]]), count)


def _dates(stored: Stored) -> tuple[list[str], Ints]:
    """All dates with a year, sorted, and the place of each paper's date among them, or -1."""
    written = stored.papers.texts("date")
    dates = sorted({date for date in written if _WITH_YEAR.match(date)})
    numbers = {date: number for number, date in enumerate(dates)}
    return dates, np.array([numbers.get(date, -1) for date in written], dtype=np.int32)


def _when_named(stored: Stored, numbered: Ints, by_paper: Ints) -> dict[str, Ints]:
    """For each node the first and the last date of the papers that name it, a paper itself among them."""
    papers = np.arange(len(stored.papers), dtype=np.int32)
    said, words = stored.statements, stored.words
    naming = np.concatenate([papers, stored.mentions.ints("paper"), words.papers, words.papers])
    entities = len(stored.entities)
    ends = [said.ints(end)[stored.owners] for end in ("subject", "object")]
    named = np.concatenate([entities + papers, stored.mentions.ints("entity"), *ends])
    first, last = _span(numbered[named], by_paper[naming], len(numbered))
    return {"first": first, "last": last}


def _span(groups: Ints, dates: Ints, count: int) -> tuple[Ints, Ints]:
    """The first and the last date of each group, -1 where none of its dates is known."""
    first = np.full(count, NO_DATE, dtype=np.int32)
    last = np.full(count, -1, dtype=np.int32)
    known = dates >= 0
    np.minimum.at(first, groups[known], dates[known])
    np.maximum.at(last, groups[known], dates[known])
    return np.where(last < 0, -1, first).astype(np.int32), last
