"""ontology/kg.ttl as frozen records: the entity types, the relations with their signatures, labels and colours.

No other module spells the name of a type or a relation; what needs one asks here, by name from data or by role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace
from rdflib.term import Node, URIRef

from kg.errors import UnknownName
from kg.records import PAPER

SCHEMA = Namespace("https://schema.org/")
PAPER_CLASS = "Paper"


_T = TypeVar("_T", "Term", "RelationTerm")


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
    graph = Graph().parse(path or data_dir() / "kg.ttl", format="turtle")
    namespace = next(str(uri) for prefix, uri in graph.namespaces() if prefix == "kg")
    kg = Namespace(namespace)
    version = str(next(graph.objects(None, OWL.versionInfo)))
    shown = _in_order(graph, kg, graph.subjects(kg.shape))
    extracted = set(graph.subjects(RDF.type, kg.EntityType))
    classes = tuple(_term(graph, kg, node) for node in shown)
    types = tuple(_term(graph, kg, node) for node in shown if node in extracted)
    known = frozenset(term.name for term in classes)
    nodes = _in_order(graph, kg, graph.subjects(RDF.type, kg.ExtractedRelation))
    return Ontology(namespace, version, classes, types, tuple(_relation(graph, kg, node, known) for node in nodes))


def _named(kind: str, name: str, terms: tuple[_T, ...]) -> _T:
    for term in terms:
        if term.name == name:
            return term
    raise UnknownName(kind, name, [term.name for term in terms])


def _in_order(graph: Graph, kg: Namespace, nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: (int(_text(graph, node, kg.order) or 0), str(node)))


def _text(graph: Graph, node: Node, predicate: URIRef) -> str:
    value = graph.value(node, predicate)
    return str(value) if value is not None else ""


def _local(node: Node) -> str:
    return str(node).rpartition("#")[2]


def _term(graph: Graph, kg: Namespace, node: Node) -> Term:
    label, definition = _text(graph, node, RDFS.label), _text(graph, node, SKOS.definition)
    colour, shape, role = (_text(graph, node, p) for p in (kg.colour, kg.shape, kg.role))
    return Term(_local(node), str(node), label, definition, colour, shape, role)


def _relation(graph: Graph, kg: Namespace, node: Node, known: frozenset[str]) -> RelationTerm:
    ends = []
    for predicate in (SCHEMA.domainIncludes, SCHEMA.rangeIncludes):
        names = frozenset(_local(c) for c in graph.objects(node, predicate))
        for name in sorted(names - known):
            raise UnknownName(f"class in the signature of {_local(node)}", name, known)
        ends.append(names)
    label, definition = _text(graph, node, RDFS.label), _text(graph, node, SKOS.definition)
    inverse, colour, role = (_text(graph, node, p) for p in (kg.inverseLabel, kg.colour, kg.role))
    inverse = inverse or f"... {label} this"
    one_type = graph.value(node, kg.joinsOneType) == Literal(True)
    return RelationTerm(_local(node), str(node), label, inverse, definition, colour, role, ends[0], ends[1], one_type)
