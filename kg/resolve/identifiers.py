"""Outside identifiers of things, as a user brings them: a table of name, scheme and identifier.

A name is a label, an alias, a node path or an IRI of the graph; schemes stand in ontology/identity/schemes.tsv. The schemes
sameAs and exactMatch take whole IRIs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import quote

from kg import ontology
from kg.errors import InputError, nearest
from kg.lexicon import read_table
from kg.records import Entity, Problem
from kg.resolve.ledger import PERSON, LedgerEntry
from kg.resolve.names import normal

COLUMNS = ("name", "scheme", "identifier")
IDENTIFIED = "identified"
UNMET = "identifier"
"""The kind of problem of an identifier whose name is unknown or that of several things."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One line: `property` is owl:sameAs or skos:exactMatch, `iri` what it leads to."""

    name: str
    scheme: str
    identifier: str
    property: str
    iri: str


@dataclass(frozen=True, slots=True)
class Identified:
    """Entities with their outside identifiers, what the ledger says of them, and lines that found no one thing."""

    entities: tuple[Entity, ...]
    ledger: tuple[LedgerEntry, ...]
    problems: tuple[Problem, ...]


def read_identifiers(path: Path) -> tuple[Identifier, ...]:
    """The lines of a file; none where there is no file. Raises InputError naming the first line that cannot be used."""
    if not path.exists():
        return ()
    found = []
    for number, row in enumerate(read_table(path), start=2):
        if tuple(row) != COLUMNS:
            raise InputError(f"{path} has the columns {', '.join(row)}", remedy=f"give it {', '.join(COLUMNS)}, tab-separated")
        found.append(_identifier(f"{path}, line {number}", row))
    return tuple(sorted(set(found)))


def written(lines: Iterable[Identifier]) -> str:
    """The text of a file with these lines, as `read_identifiers` reads it."""
    rows = [COLUMNS, *((line.name, line.scheme, line.identifier) for line in sorted(set(lines)))]
    return "".join("\t".join(row) + "\n" for row in rows)


def identified(entities: Sequence[Entity], identifiers: Iterable[Identifier], *, base: str) -> Identified:
    """Give entities their identifiers; `base` is what the IRIs of the graph begin with."""
    wanted = tuple(identifiers)
    if not wanted:
        return Identified(tuple(entities), (), ())
    by_name: dict[str, set[str]] = defaultdict(set)
    for entity in entities:
        for name in (entity.id, *entity.replaces):
            by_name[name].add(entity.id)
        for name in (entity.label, *entity.aliases):
            by_name[normal(name)].add(entity.id)
    given: dict[str, set[tuple[str, str]]] = defaultdict(set)
    ledger, problems = [], []
    for line in wanted:
        name = line.name.removeprefix(base)
        nodes = by_name.get(name) or by_name.get(normal(name), set())
        if len(nodes) == 1:
            (node,) = nodes
            given[node].add((line.property, line.iri))
            ledger.append(LedgerEntry(IDENTIFIED, node, line.iri, line.scheme, 1.0, (), PERSON))
        else:
            problems.append(_unmet(line, sorted(nodes)))
    found = tuple(replace(e, identifiers=tuple(sorted(given[e.id]))) if e.id in given else e for e in entities)
    return Identified(found, tuple(ledger), tuple(problems))


def _identifier(place: str, row: Mapping[str, str]) -> Identifier:
    scheme = _schemes().get(row["scheme"])
    if scheme is None:
        near = " or ".join(nearest(row["scheme"], _schemes())) or "one of " + ", ".join(sorted(_schemes()))
        raise InputError(f"{place} has the scheme {row['scheme']!r}", remedy=f"write {near}; exactMatch takes a whole IRI")
    template, term = scheme
    iri = template.format(row["identifier"] if template == "{}" else quote(row["identifier"], safe="/:@!$&'()*+,;=~-._"))
    if not row["name"] or not row["identifier"] or not _IRI.fullmatch(iri):
        raise InputError(f"{place} has no name or no usable identifier: {row['identifier']!r}", remedy="give all three columns")
    return Identifier(row["name"], row["scheme"], row["identifier"], term, iri)


@cache
def _schemes() -> Mapping[str, tuple[str, str]]:
    rows = read_table(ontology.data_dir() / "identity" / "schemes.tsv")
    return {row["scheme"]: (row["template"], row["property"]) for row in rows}


def _unmet(line: Identifier, nodes: Sequence[str]) -> Problem:
    what = f"is the name of {', '.join(nodes)}: give the path of one" if nodes else "is no name in the graph"
    return Problem(UNMET, line.name, f"{what}; its identifier {line.iri} waits")
