"""Knowledge as RDF: quads and back, files, the embedded store, SPARQL, SHACL. The only room that knows RDF libraries.

What other rooms use is named here, and loaded when it is used: a process that only answers queries starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.rdf.files import FILES, GraphFile, write_nquads
    from kg.rdf.knowledge import from_quads
    from kg.rdf.named import NamedQuery, named_queries, named_query
    from kg.rdf.quads import to_quads
    from kg.rdf.query import FORMS, QueryGraphs, answer, table
    from kg.rdf.results import Table
    from kg.rdf.service import service_description
    from kg.rdf.soundness import Violation, check
    from kg.rdf.store import build_store, canonical_nquads, memory_store, named_quads, open_store
    from kg.rdf.terms import prefixes
    from kg.rdf.vocabulary import vocabulary_quads
    from kg.rdf.worker import Reply, Worker

HOMES = {
    "pyoxigraph": ("Store",),
    "kg.rdf.files": ("FILES", "GraphFile", "write_nquads"),
    "kg.rdf.knowledge": ("from_quads",),
    "kg.rdf.named": ("NamedQuery", "named_queries", "named_query"),
    "kg.rdf.quads": ("to_quads",),
    "kg.rdf.query": ("FORMS", "QueryGraphs", "answer", "table"),
    "kg.rdf.results": ("Table",),
    "kg.rdf.service": ("service_description",),
    "kg.rdf.soundness": ("Violation", "check"),
    "kg.rdf.store": ("build_store", "canonical_nquads", "memory_store", "named_quads", "open_store"),
    "kg.rdf.terms": ("prefixes",),
    "kg.rdf.vocabulary": ("vocabulary_quads",),
    "kg.rdf.worker": ("Reply", "Worker"),
}
"""Module -> the names that other rooms use of it."""

__all__ = [
    "FILES",
    "FORMS",
    "GraphFile",
    "NamedQuery",
    "QueryGraphs",
    "Reply",
    "Store",
    "Table",
    "Violation",
    "Worker",
    "answer",
    "build_store",
    "canonical_nquads",
    "check",
    "from_quads",
    "memory_store",
    "named_quads",
    "named_queries",
    "named_query",
    "open_store",
    "prefixes",
    "service_description",
    "table",
    "to_quads",
    "vocabulary_quads",
    "write_nquads",
]


def __getattr__(name: str) -> Any:
    for module, names in HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
