"""One version of a built graph, opened: what every answer is made from. It never changes; a new build is a new snapshot."""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote

import orjson

from kg import ontology, output, rdf
from kg.errors import OutputError, UnknownName
from kg.extract import kept
from kg.kept import EXTRACTIONS
from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import Entity, Extraction, Problem
from kg.serve.columns import Edges, Nodes, edges_of, nodes_of
from kg.serve.index import StoredIndex
from kg.serve.names import Names, names_of
from kg.stored import Stored


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A version: `version` is the digest of its content, `folder` holds its files, `run` is the account of its build.

    `nodes` and `edges` are columns; a node or an edge is spoken of by its place in them.
    """

    version: str
    folder: Path
    run: dict[str, Any]
    ontology: Ontology
    knowledge: Stored
    nodes: Nodes
    edges: Edges
    _naming: Lock = field(default_factory=Lock, repr=False)

    @property
    def base(self) -> str:
        """What the IRIs of nodes begin with."""
        return str(self.run["base_iri"])

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries may use without declaring them."""
        return rdf.prefixes(self.ontology, self.base)

    @cached_property
    def void(self) -> bytes:
        """The description of the graph as a dataset, in Turtle."""
        return (self.folder / "void.ttl").read_bytes()

    @property
    def triples(self) -> int:
        """The size of the union of all graphs."""
        found = re.search(rb"void:triples (\d+)", self.void)
        return int(found[1]) if found else 0

    @cached_property
    def index(self) -> StoredIndex:
        """The records by node, for cards and comparisons."""
        return StoredIndex(self.knowledge, self.nodes, self.edges, self.ontology)

    @property
    def entities(self) -> Mapping[str, Entity]:
        """The entities by path."""
        return self.index.entities

    @cached_property
    def folders(self) -> frozenset[str]:
        """The first parts of the paths of nodes."""
        return frozenset(path.partition("/")[0] for path in self.nodes.ids)

    @cached_property
    def moved(self) -> dict[str, str]:
        """Old paths -> the path of the node that took them in."""
        return {old: self.knowledge.paths[owner] for old, owner in self.knowledge.entities.lists("replaces")}

    @property
    def names(self) -> Names:
        """The names of all nodes, for searching; whoever asks first makes them, others wait."""
        with self._naming:
            return self._names

    @property
    def is_searchable(self) -> bool:
        """Whether the names are there, so that nobody has to wait for them."""
        return "_names" in self.__dict__

    @cached_property
    def _names(self) -> Names:
        entities, papers, numbered = self.knowledge.entities, self.knowledge.papers, self.nodes.numbered.tolist()
        named = list(zip(entities.texts("label"), numbered, strict=False))
        named += [(name, numbered[at]) for name, at in entities.lists("aliases")]
        for column in ("title", "id"):
            named += [(name, at) for name, at in zip(papers.texts(column), numbered[len(entities) :], strict=True) if name]
        return names_of(named, self.nodes)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What was left out or is doubtful."""
        lines = (self.folder / "problems.jsonl").read_bytes().splitlines()
        return tuple(Problem(**orjson.loads(line)) for line in lines)

    @cached_property
    def _extractions(self) -> dict[str, tuple[int, int]]:
        """Key of a paper -> where the line of JSON about it lies in the file of extractions."""
        found, at = {}, 0
        with (self.folder / EXTRACTIONS).open("rb") as file:
            for line in file:
                if line.strip():
                    found[line.split(b'"', 4)[3].decode()] = at, at + len(line)
                at += len(line)
        return found

    @cached_property
    def _extracted(self) -> mmap.mmap:
        """The file of extractions, which stays readable also when a new build has taken it away."""
        with (self.folder / EXTRACTIONS).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def extraction(self, key: str) -> Extraction | None:
        """What was extracted from a paper, mention by mention; None where that is not known."""
        if key not in self._extractions:
            return None
        start, end = self._extractions[key]
        return kept.from_json(orjson.loads(self._extracted[start:end]))

    def iri(self, path: str) -> str:
        """The IRI of the node with this path."""
        return self.base + quote(path, safe="/", errors="surrogatepass")

    def known(self, name: str) -> int:
        """The place of the node with this path, key or IRI, also by an older path; -1 where the graph has none."""
        path = unquote(name.removeprefix(self.base), errors="surrogatepass") if name.startswith(self.base) else name
        path = self.moved.get(path, path)
        places = self.nodes.places
        return places.get(path, places.get(paper_path(path), -1))

    def place(self, name: str) -> int:
        """As `known`. Raises UnknownName with the nearest ids."""
        place = self.known(name)
        if place < 0:
            error = UnknownName("node", name, ())
            hits = self.names.search(name.rpartition("/")[2], limit=3)
            error.suggestions = tuple(self.nodes.ids[hit.node] for hit in hits)
            raise error
        return place


def open_snapshot(folder: Path) -> Snapshot:
    """The graph that was built last in `folder`. Raises OutputError when there is none, or when it is damaged."""
    version = output.current(folder)
    run = output.account(version)
    known = ontology.load()
    try:
        stored = Stored(version / "tables")
        nodes = nodes_of(version / "nodes.parquet", stored, known)
        snapshot = Snapshot(version.name, version, run, known, stored, nodes, edges_of(stored, nodes, known))
        _ = snapshot.moved, snapshot.problems, snapshot.void, snapshot.index.claimed, snapshot._extractions
        if snapshot._extractions:
            _ = snapshot._extracted
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise OutputError(
            f"{folder} cannot be opened: {str(error).splitlines()[0]}",
            cause="it was built by an older kg, or is damaged",
            remedy=f"build it anew: kg build {version / 'records.jsonl'} -o NEW_FOLDER",
        ) from error
    return snapshot
