"""The files of a built graph, as a list: what each is called, what it is for, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from kg import rdf, storing
from kg.config import Config
from kg.kept import EXTRACTIONS, RECORDS
from kg.ontology import Ontology
from kg.output import RUN
from kg.records import Knowledge, Problem, Unreadable
from kg.resolve.ledger import LedgerEntry
from kg.view.formats import FORMATS, PAGE, ViewFormat
from kg.view.scene import Scene, scene
from kg.view.tables import results_csv, results_parquet


@dataclass(frozen=True)
class Product:
    """What a build has made, to be written."""

    knowledge: Knowledge
    ledger: tuple[LedgerEntry, ...]
    problems: tuple[Problem, ...]
    ontology: Ontology
    config: Config

    @cached_property
    def scene(self) -> Scene:
        """The whole graph, laid out."""
        return scene(self.knowledge, self.ontology)

    @cached_property
    def page(self) -> Scene:
        """As much of the graph as graph.html shows."""
        return scene(self.knowledge, self.ontology, cap=self.config.html_nodes)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that RDF files declare."""
        return rdf.prefixes(self.ontology, self.config.base_iri)


Write = Callable[[Product, Path], None]
"""Writes a file (or the folder of the store) at the path given; its siblings that stand before it in FILES are there."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file of a graph."""

    name: str
    about: str
    write: Write


def as_problem(item: Unreadable) -> Problem:
    """An unreadable record as it stands in problems.jsonl."""
    return Problem("unreadable", f"{item.file}, record {item.record} ({item.position})", f"{item.cause}; {item.remedy}")


def counts(product: Product, *, records: int) -> dict[str, int]:
    """The figures of `kg stats`, in their order."""
    knowledge = product.knowledge
    by_type = {t.name: sum(e.type == t.name for e in knowledge.entities) for t in product.ontology.types}
    return {
        "papers": len(knowledge.papers),
        "records": records,
        "entities": len(knowledge.entities),
        "relations": len(knowledge.statements),
        "evidence": sum(len(statement.evidence) for statement in knowledge.statements),
        "results": len(knowledge.claims),
        "mentions": len(knowledge.mentions),
        "joined": sum(entry.action == "joined" for entry in product.ledger),
        "problems": len(product.problems),
    } | {f"entities of type {name}": number for name, number in by_type.items()}


def write_run(run: dict[str, Any], version: Path) -> None:
    """The account of the run: versions, settings, counts, seconds of each step."""
    (version / RUN).write_bytes(orjson.dumps(run, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _lines(items: Iterable[Any], path: Path) -> None:
    with path.open("wb") as file:
        for item in items:
            file.write(orjson.dumps(asdict(item), option=orjson.OPT_APPEND_NEWLINE))


def _tables(product: Product, path: Path) -> None:
    storing.write(product.knowledge, path)


def _results_csv(product: Product, path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(line.encode("utf-8", "replace") for line in results_csv(product.knowledge, product.ontology))


def _results_parquet(product: Product, path: Path) -> None:
    path.write_bytes(results_parquet(product.knowledge, product.ontology))


def _nquads(product: Product, path: Path) -> None:
    quads = rdf.to_quads(product.knowledge, product.ontology, base=product.config.base_iri)
    with path.open("wb") as file:
        rdf.write_nquads(chain(rdf.vocabulary_quads(), quads), file)


def _from_nquads(write: rdf.GraphFile, product: Product, path: Path) -> None:
    with path.open("wb") as file:
        write.write(path.with_name("graph.nq"), file, product.prefixes)


def _store(product: Product, path: Path) -> None:
    rdf.build_store(path, path.with_name("graph.nq"))


def _view(made: ViewFormat, product: Product, path: Path) -> None:
    scene = product.page if made is PAGE else product.scene
    with path.open("wb") as file:
        file.writelines(made.make(scene, product.ontology))


FILES = (
    OutputFile("graph.nq", "everything, with the graph of each triple (N-Quads)", _nquads),
    *(OutputFile(made.name, made.about, partial(_from_nquads, made)) for made in rdf.FILES),
    OutputFile("store", "the same for queries, as an Oxigraph store; its default graph holds the union", _store),
    *(OutputFile(made.file, made.about, partial(_view, made)) for made in FORMATS),
    OutputFile("results.csv", "the numbers as a table, converted for comparison, with their sentences", _results_csv),
    OutputFile("results.parquet", "the numbers for data frames", _results_parquet),
    OutputFile("tables", "the records of the graph as Arrow tables, as `kg serve` opens them", _tables),
    OutputFile("merges.jsonl", "the ledger: which names were joined or kept apart, and why", lambda p, at: _lines(p.ledger, at)),
    OutputFile("problems.jsonl", "what was left out or is doubtful, and why", lambda p, at: _lines(p.problems, at)),
)
"""What a build writes, in this order."""

KEPT_FILES = (
    (RECORDS, "the records as they were read; later builds add to them"),
    (EXTRACTIONS, "what the extractor found in each paper, with offsets and scores"),
    (RUN, "the account of the run: versions, settings, counts, times"),
)
"""What a build keeps for the next one."""

NAMES = tuple(file.name for file in FILES) + tuple(name for name, _ in KEPT_FILES)
"""The names of all files of a graph."""
