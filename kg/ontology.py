"""ontology/kg.ttl as frozen records: the entity types, the relations with their signatures, labels and colours.

No other module spells the name of a type or a relation; what needs one asks here, by name from data or by role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

from pyoxigraph import RdfFormat, parse

from kg.errors import UnknownName
from kg.records import PAPER

SCHEMA = "https://schema.org/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SKOS_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
VERSION_INFO = "http://www.w3.org/2002/07/owl#versionInfo"
PAPER_CLASS = "Paper"


_T = TypeVar("_T", "Term", "RelationTerm")
_Said = dict[tuple[str, str], list[str]]
"""(subject, predicate) -> the values, in the order of the file."""


def data_dir() -> Path:
    """The folder of kg.ttl, shapes, queries and lexicons: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "_ontology"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "ontology"


@dataclass(frozen=True, slots=True)
class Term:
    """A class that viewers show: `name` is the local name, `iri` the whole, `label` and `definition` are English."""

    name: str
    iri: str
    label: str
    definition: str
    colour: str
    shape: str
    role: str


@dataclass(frozen=True, slots=True)
class RelationTerm:
    """An extracted relation. `heads` and `tails` are class names; the paper itself stands there as "Paper".

    `inverse` is how it reads from its tail ("introduced by", for introduces).
    """

    name: str
    iri: str
    label: str
    inverse: str
    definition: str
    colour: str
    role: str
    heads: frozenset[str]
    tails: frozenset[str]
    joins_one_type: bool


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything that kg.ttl says, in its order. `classes` holds all shown classes, `types` those found in texts."""

    namespace: str
    version: str
    classes: tuple[Term, ...]
    types: tuple[Term, ...]
    relations: tuple[RelationTerm, ...]
    _relations: dict[str, RelationTerm] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_relations", {term.name: term for term in self.relations})

    def type(self, name: str) -> Term:
        """The entity type of this name; raises UnknownName with the nearest ones."""
        return _named("entity type", name, self.types)

    def relation(self, name: str) -> RelationTerm:
        """The relation of this name; raises UnknownName with the nearest ones."""
        return self._relations.get(name) or _named("relation", name, self.relations)

    def role(self, role: str) -> str:
        """The name of the type or relation that plays this role; raises UnknownName."""
        names = {term.role: term.name for term in self.types} | {term.role: term.name for term in self.relations}
        if not role or role not in names:
            raise UnknownName("role", role, names)
        return names[role]

    def allows(self, head: str, relation: str, tail: str) -> bool:
        """Whether the signature of `relation` holds for these classes (PAPER and "Paper" both mean the paper)."""
        term = self.relation(relation)
        head, tail = (PAPER_CLASS if end == PAPER else end for end in (head, tail))
        if head not in term.heads or tail not in term.tails:
            return False
        return head == tail or not term.joins_one_type


@cache
def load(path: Path | None = None) -> Ontology:
    """Read `path`, by default the kg.ttl that ships. Raises UnknownName when a signature names an undefined class."""
    said, kg = _read(path or data_dir() / "kg.ttl")
    version = next(values[0] for (_, predicate), values in said.items() if predicate == VERSION_INFO)
    shown = _in_order(said, kg, [subject for subject, predicate in said if predicate == f"{kg}shape"])
    classes = tuple(_term(said, kg, node) for node in shown)
    types = tuple(_term(said, kg, node) for node in shown if f"{kg}EntityType" in said[node, RDF_TYPE])
    known = frozenset(term.name for term in classes)
    kind = f"{kg}ExtractedRelation"
    nodes = _in_order(said, kg, [node for (node, p), values in said.items() if p == RDF_TYPE and kind in values])
    return Ontology(kg, version, classes, types, tuple(_relation(said, kg, node, known) for node in nodes))


def _read(path: Path) -> tuple[_Said, str]:
    """What a Turtle file says, and its namespace `kg`. By pyoxigraph, in a hundredth of the time that rdflib takes to load."""
    said: _Said = {}
    parser = parse(path=path, format=RdfFormat.TURTLE)
    for quad in parser:
        subject, value = (getattr(term, "value", "") for term in (quad.subject, quad.object))
        said.setdefault((subject, quad.predicate.value), []).append(value)
    return said, parser.prefixes["kg"]


def _named(kind: str, name: str, terms: tuple[_T, ...]) -> _T:
    for term in terms:
        if term.name == name:
            return term
    raise UnknownName(kind, name, [term.name for term in terms])


def _in_order(said: _Said, kg: str, nodes: Iterable[str]) -> list[str]:
    return sorted(nodes, key=lambda node: (int(_text(said, node, f"{kg}order") or 0), node))


def _text(said: _Said, node: str, predicate: str) -> str:
    return said.get((node, predicate), [""])[0]


def _local(node: str) -> str:
    return node.rpartition("#")[2]


def _term(said: _Said, kg: str, node: str) -> Term:
    label, definition = _text(said, node, RDFS_LABEL), _text(said, node, SKOS_DEFINITION)
    colour, shape, role = (_text(said, node, f"{kg}{name}") for name in ("colour", "shape", "role"))
    return Term(_local(node), node, label, definition, colour, shape, role)


def _relation(said: _Said, kg: str, node: str, known: frozenset[str]) -> RelationTerm:
    ends = []
    for predicate in ("domainIncludes", "rangeIncludes"):
        names = frozenset(_local(c) for c in said.get((node, SCHEMA + predicate), ()))
        for name in sorted(names - known):
            raise UnknownName(f"class in the signature of {_local(node)}", name, known)
        ends.append(names)
    label, definition = _text(said, node, RDFS_LABEL), _text(said, node, SKOS_DEFINITION)
    inverse, colour, role = (_text(said, node, f"{kg}{name}") for name in ("inverseLabel", "colour", "role"))
    inverse = inverse or f"... {label} this"
    one_type = _text(said, node, f"{kg}joinsOneType") == "true"
    return RelationTerm(_local(node), node, label, inverse, definition, colour, role, ends[0], ends[1], one_type)
