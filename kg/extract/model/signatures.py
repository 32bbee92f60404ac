"""The schema of an ontology: kg.ttl is where types, relations and signatures come from."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.model.schema import Schema
from kg.ontology import PAPER_CLASS, Ontology

CONTRIBUTION = "contribution"


def schema_of(terms: Ontology, types: Sequence[str] = (), relations: Sequence[str] = ()) -> Schema:
    """The types and relations of `terms` as indices, in the order given, by default in that of the ontology.

    Raises UnknownName for one that the ontology lacks.
    """
    kinds = tuple(terms.type(name).name for name in types) or tuple(term.name for term in terms.types)
    found = [terms.relation(name) for name in relations] or list(terms.relations)
    index = {name: i for i, name in enumerate((*kinds, PAPER_CLASS))}
    heads, tails = (
        tuple(tuple(sorted(index[name] for name in ends if name in index)) for ends in both)
        for both in ([term.heads for term in found], [term.tails for term in found])
    )
    own = next((i for i, term in enumerate(found) if term.role == CONTRIBUTION), -1)
    return Schema(kinds, tuple(term.name for term in found), heads, tails, tuple(term.joins_one_type for term in found), own)
