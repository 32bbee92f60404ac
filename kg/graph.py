"""A built graph, opened: what `kg.load("output")` gives in a notebook, and what the commands look things up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from kg import ontology, output, rdf
from kg.compare import Asked, AskedMetric, Board, Card, Index, board, card, is_about
from kg.errors import QueryError, UnknownName
from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import Entity, Knowledge, Paper
from kg.resolve.ledger import LedgerEntry
from kg.resolve.names import node_path, normal

if TYPE_CHECKING:
    import networkx as nx


class Graph:
    """A graph that was built into `folder`. Opening it reads nothing but the account of its run.

    Raises OutputError when the folder holds no graph or a damaged one.
    """

    def __init__(self, folder: str | Path = "output") -> None:
        self.folder = Path(folder)
        self.version = output.current(self.folder)
        self.ontology: Ontology = ontology.load()
        self.run: dict[str, Any] = output.account(self.version)
        self.base_iri = str(self.run["base_iri"])

    @cached_property
    def store(self) -> rdf.Store:
        """The triples, read-only."""
        return rdf.open_store(self.version / "store")

    @cached_property
    def knowledge(self) -> Knowledge:
        """Papers, entities, statements and claims as records."""
        return rdf.from_quads(rdf.named_quads(self.store), self.ontology, base=self.base_iri)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries may use without declaring them."""
        return rdf.prefixes(self.ontology, self.base_iri)

    def query(self, text: str, *, seconds: float = 60) -> rdf.Table:
        """The rows that answer a SPARQL query over all papers, with short names. Raises QueryError, also when time is up."""
        with rdf.Worker(self.version / "store", self.prefixes) as worker:
            return worker.table(text, seconds=seconds)

    def answer(self, text: str, form: str, *, seconds: float = 60) -> bytes:
        """The answer to a SPARQL query as a document in one of rdf.FORMS. Raises QueryError, also when time is up."""
        with rdf.Worker(self.version / "store", self.prefixes) as worker:
            return worker.answer(text, form, seconds=seconds)

    def nodes_in(self, query: str, *, seconds: float = 60) -> frozenset[str]:
        """The paths of the papers and entities that stand anywhere in the answer to a SELECT; QueryError where none does."""
        bindings = orjson.loads(self.answer(query, "json", seconds=seconds))["results"]["bindings"]
        values = {term["value"] for row in bindings for term in row.values() if term["type"] == "uri"}
        found = frozenset(value.removeprefix(self.base_iri) for value in values if value.startswith(self.base_iri))
        if not found:
            raise QueryError("the answer holds no paper or entity", remedy="select the nodes themselves, not their names")
        return found

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The graph as networkx has it: nodes are node paths, the key of an edge is its relation."""
        from kg.view.graph import to_networkx

        return to_networkx(self.knowledge, self.ontology)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of papers, records, entities, relations, results, problems, and so on."""
        return dict(self.run["counts"])

    @cached_property
    def index(self) -> Index:
        """The records by node, for cards and comparisons."""
        return Index(self.knowledge, self.ontology)

    @cached_property
    def ledger(self) -> tuple[LedgerEntry, ...]:
        """Why names were joined or kept apart."""
        entries = map(orjson.loads, (self.version / "merges.jsonl").read_bytes().splitlines())
        return tuple(LedgerEntry(**{**entry, "papers": tuple(entry["papers"])}) for entry in entries)

    def card(self, name: str, *, min_support: int = 1) -> Card:
        """What the graph knows of the first thing called `name`; edges with less support are left out. Raises UnknownName."""
        return card(self.find(name)[0], self.index, min_support=min_support, ledger=self.ledger)

    def compare(
        self, *names: str, min_score: float = 0.0, since: str = "", wide: bool = False, **of_type: str | list[str]
    ) -> Board:
        """The numbers claimed on things, in rankings: `graph.compare(hardware="A100", metric="latency")`.

        Keywords are the labels of entity types, other names may be of any type; `kg.compare.records(board.rows)` are rows
        for a data frame. See kg.compare.Asked for the rest. Raises UnknownName.
        """
        asked = self.asked(names, {key: [value] if isinstance(value, str) else value for key, value in of_type.items()})
        return board(self.index, replace(asked, min_score=min_score, since=since, wide=wide))

    def asked(self, names: Sequence[str], of_type: Mapping[str, Sequence[str]]) -> Asked:
        """What to compare: numbers about one of `names`, and about one of the names given for each type, by its label.

        Raises UnknownName.
        """
        labels = {term.label: term.name for term in self.ontology.types}
        measure = self.ontology.role("measure")
        things = [self._with_variants(thing for name in names for thing in self.find(name))] if names else []
        metrics: list[AskedMetric] = []
        for label, given in of_type.items():
            if label not in labels:
                raise UnknownName("entity type", label, labels)
            if labels[label] == measure:
                metrics += [self._metric(name) for name in given]
            elif given:
                things.append(self._with_variants(thing for name in given for thing in self.find(name, type=labels[label])))
        return Asked(tuple(things), tuple(metrics))

    def find(self, name: str, *, type: str = "") -> tuple[Entity | Paper, ...]:
        """The things called `name`: by path or IRI, else by label, else by any name; case, hyphens and plural do not matter.

        With `type` only entities of that type count. Raises UnknownName with the nearest names.
        """
        path = name.removeprefix(self.base_iri)
        for test in (self._by_path, self._by_label, self._by_name, self._by_alias) if path.strip() else ():
            if found := tuple(t for t in test(path) if not type or (isinstance(t, Entity) and t.type == type)):
                return found
        kind = self.ontology.type(type).label if type else "paper or entity"
        raise UnknownName(kind, name, self.names(type))

    def label_of(self, name: str) -> str:
        """How the graph labels the thing called `name`; a name that it does not know is returned as it is."""
        try:
            thing = self.find(name)[0]
        except UnknownName:
            return name
        return thing.title if isinstance(thing, Paper) else thing.label

    def names(self, type: str = "") -> list[str]:
        """Every name in the graph: labels and aliases of entities, titles and ids of papers; or those of one entity type."""
        entities = (name for e in self.knowledge.entities if type in ("", e.type) for name in (e.label, *e.aliases))
        papers = (name for p in self.knowledge.papers for name in (p.title, p.id) if name and not type)
        return sorted({*entities, *papers})

    def _with_variants(self, things: Iterable[Entity | Paper]) -> frozenset[str]:
        paths = [paper_path(thing.key) if isinstance(thing, Paper) else thing.id for thing in things]
        return frozenset(path for root in paths for path in self.index.variants(root))

    def _metric(self, name: str) -> AskedMetric:
        """The metric of this name, or all whose names hold these words. Raises UnknownName when no number is about it."""
        measure = self.ontology.role("measure")
        try:
            metric = AskedMetric(name, self._with_variants(self.find(name, type=measure)))
        except UnknownName:
            metric = AskedMetric(name)
        if not name.strip() or not any(is_about(claim, metric) for claim in self.knowledge.claims):
            raise UnknownName("metric with numbers", name, {claim.metric for claim in self.knowledge.claims})
        return metric

    def _by_path(self, path: str) -> tuple[Entity | Paper, ...]:
        entities = tuple(e for e in self.knowledge.entities if path == e.id or path in e.replaces)
        return entities or tuple(p for p in self.knowledge.papers if path in (paper_path(p.key), p.key, p.id))

    def _by_label(self, name: str) -> tuple[Entity | Paper, ...]:
        wanted = normal(name)
        entities = tuple(e for e in self.knowledge.entities if normal(e.label) == wanted)
        return entities + tuple(p for p in self.knowledge.papers if normal(p.title) == wanted)

    def _by_name(self, name: str) -> tuple[Entity | Paper, ...]:
        """By the path that the name has in each role, which leads to its node even where the texts say it otherwise."""
        paths = {node_path(term.name, name) for term in self.ontology.types}
        return tuple(e for e in self.knowledge.entities if not paths.isdisjoint((e.id, *e.replaces)))

    def _by_alias(self, name: str) -> tuple[Entity | Paper, ...]:
        wanted = normal(name)
        return tuple(e for e in self.knowledge.entities if wanted in {normal(alias) for alias in e.aliases})
