"""One version of a built graph, opened: what every answer is made from. It never changes; a new build is a new snapshot."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import orjson
from pydantic import TypeAdapter, ValidationError

from kg import ontology, output, rdf
from kg.compare import Index
from kg.errors import OutputError, UnknownName
from kg.extract import kept
from kg.kept import EXTRACTIONS
from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import Claim, Entity, Extraction, Knowledge, Problem
from kg.serve.columns import Edges, Nodes, edges_of, nodes_of
from kg.serve.names import Names, names_of

RECORDS = TypeAdapter(Knowledge)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A version: `version` is the digest of its content, `folder` holds its files, `run` is the account of its build.

    `nodes` and `edges` are columns; a node or an edge is spoken of by its place in them.
    """

    version: str
    folder: Path
    run: dict[str, Any]
    ontology: Ontology
    knowledge: Knowledge
    nodes: Nodes
    edges: Edges

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
    def index(self) -> Index:
        """The records by node, for cards and comparisons."""
        return Index(self.knowledge, self.ontology)

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The entities by path."""
        return {entity.id: entity for entity in self.knowledge.entities}

    @cached_property
    def claims(self) -> dict[str, list[Claim]]:
        """Path of a node -> the numbers that name it, those of its own sentences if it is a paper."""
        found: dict[str, list[Claim]] = {}
        for claim in self.knowledge.claims:
            named = (claim.subject, claim.baseline, claim.metric_node, *claim.context, paper_path(claim.evidence.paper))
            for path in dict.fromkeys(filter(None, named)):
                found.setdefault(path, []).append(claim)
        return found

    @cached_property
    def folders(self) -> frozenset[str]:
        """The first parts of the paths of nodes."""
        return frozenset(path.partition("/")[0] for path in self.nodes.ids)

    @cached_property
    def moved(self) -> dict[str, str]:
        """Old paths -> the path of the node that took them in."""
        return {old: entity.id for entity in self.knowledge.entities for old in entity.replaces}

    @cached_property
    def names(self) -> Names:
        """The names of all nodes, for searching."""
        return names_of(self.knowledge, self.nodes)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What was left out or is doubtful."""
        lines = (self.folder / "problems.jsonl").read_bytes().splitlines()
        return tuple(Problem(**orjson.loads(line)) for line in lines)

    @cached_property
    def mentioned(self) -> dict[str, list[str]]:
        """Key of a paper -> the paths of the entities that it names."""
        found: dict[str, list[str]] = {}
        for key, path in self.knowledge.mentions:
            found.setdefault(key, []).append(path)
        return found

    @cached_property
    def said(self) -> dict[str, list[int]]:
        """Key of a paper -> the places of the statements that it makes."""
        found: dict[str, list[int]] = {}
        for at, statement in enumerate(self.knowledge.statements):
            for key in dict.fromkeys(item.paper for item in statement.evidence):
                found.setdefault(key, []).append(at)
        return found

    @cached_property
    def _extractions(self) -> dict[str, bytes]:
        """Key of a paper -> what was extracted from it, as a line of JSON."""
        lines = (self.folder / EXTRACTIONS).read_bytes().splitlines()
        return {line.split(b'"', 4)[3].decode(): line for line in lines if line}

    def extraction(self, key: str) -> Extraction | None:
        """What was extracted from a paper, mention by mention; None where that is not known."""
        line = self._extractions.get(key)
        return None if line is None else kept.from_json(orjson.loads(line))

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
        with _without_collection():
            knowledge = RECORDS.validate_json((version / "knowledge.json").read_bytes())
            nodes = nodes_of(version / "nodes.parquet", knowledge, known)
            edges = edges_of(knowledge, nodes, known)
            snapshot = Snapshot(version.name, version, run, known, knowledge, nodes, edges)
            _ = (
                snapshot.names,
                snapshot.moved,
                snapshot.problems,
                snapshot.index,
                snapshot.claims,
                snapshot._extractions,
                snapshot.void,
            )
    except (OSError, ValidationError, ValueError, KeyError) as error:
        raise OutputError(
            f"{folder} cannot be opened: {str(error).splitlines()[0]}",
            cause="it was built by an older kg, or is damaged",
            remedy=f"build it anew: kg build {version / 'records.jsonl'} -o NEW_FOLDER",
        ) from error
    return snapshot


@contextmanager
def _without_collection() -> Iterator[None]:
    """Millions of new records, none of them garbage: the collector would only walk through them again and again."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
