"""SPARQL over a store, in this process. `worker.py` does the same in a process that can be stopped."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from kg.errors import OutputError, QueryError
from kg.rdf.guard import refuse_unsafe
from kg.rdf.results import Table, encode, table_of
from kg.rdf.syntax import syntax_error

FORMS = ("csv", "tsv", "json", "xml", "ttl", "nt", "jsonld", "rdfxml")
"""The forms in which an answer can be had: four for SELECT and ASK, four for CONSTRUCT and DESCRIBE."""

Answer = QuerySolutions | QueryBoolean | QueryTriples


def query(store: Store, text: str, *, prefixes: Mapping[str, str]) -> Answer:
    """The answer of a store to a SPARQL query, lazily; the default graph is the union of all graphs.

    `prefixes` are known to the query without a declaration; its own declarations win. Raises QueryError where the text is
    no query, or asks for an update or for another server.
    """
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise QueryError("the query is no Unicode text: it holds a lone surrogate")
    graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)} if "from" in text.lower() else set()
    refuse_unsafe(text, graphs=graphs, prefixes=prefixes)
    try:
        return store.query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise syntax_error(text, str(error)) from error
    except (OSError, RuntimeError) as error:
        raise _failed(error) from error


def answer(store: Store, text: str, form: str, *, prefixes: Mapping[str, str]) -> bytes:
    """The answer as a document in one of FORMS. Raises QueryError, also for a form that the kind of query has not."""
    result = query(store, text, prefixes=prefixes)
    try:
        return encode(result, form, prefixes)
    except (OSError, RuntimeError) as error:
        raise _failed(error) from error


def table(store: Store, text: str, *, prefixes: Mapping[str, str]) -> Table:
    """The answer as rows of short names, for a person to read. Raises QueryError."""
    result = query(store, text, prefixes=prefixes)
    try:
        return table_of(result, prefixes)
    except (OSError, RuntimeError) as error:
        raise _failed(error) from error


def _failed(error: Exception) -> QueryError | OutputError:
    if isinstance(error, OSError) or "orruption" in str(error):
        return OutputError(f"the store cannot be read: {error}", cause="it is damaged", remedy="build the graph again")
    return QueryError(f"the query cannot be answered: {error}")
