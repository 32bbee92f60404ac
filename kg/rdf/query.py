"""SPARQL over a store, in this process. `worker.py` does the same in a process that can be stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from kg.errors import OutputError, QueryError
from kg.rdf.guard import refuse_unsafe
from kg.rdf.results import GRAPHS, ROWS, Table, encode, table_of
from kg.rdf.syntax import syntax_error

FORMS = ("csv", "tsv", "json", "xml", "ttl", "nt", "jsonld", "rdfxml")
"""The forms in which an answer can be had: four for SELECT and ASK, four for CONSTRUCT and DESCRIBE."""

Answer = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True, slots=True)
class QueryGraphs:
    """The graphs, by IRI, that a query is asked over in place of those that it names itself; none: those of the query."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


WHOLE = QueryGraphs()


def query(store: Store, text: str, *, prefixes: Mapping[str, str], dataset: QueryGraphs = WHOLE) -> Answer:
    """The answer of a store to a SPARQL query, lazily; the default graph is the union of all graphs.

    `prefixes` are known to the query without a declaration; its own declarations win. Relative IRIs lie below `id` of them.
    Raises QueryError where the text is no query, or asks for an update, for another server, or for a graph not in the store.
    """
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise QueryError("the query is no Unicode text: it holds a lone surrogate")
    base = prefixes.get("id")
    named = "from" in text.lower() or dataset != WHOLE
    graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)} if named else set()
    refuse_unsafe(text, graphs=graphs, prefixes=prefixes)
    for iri in (*dataset.default, *dataset.named):
        if iri not in graphs:
            raise QueryError(f"{iri} is no graph of this store", remedy="list them: SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    try:
        if dataset == WHOLE:
            return store.query(text, base_iri=base, prefixes=dict(prefixes))
        default, apart = ([NamedNode(iri) for iri in iris] for iris in (dataset.default, dataset.named))
        return store.query(text, base_iri=base, prefixes=dict(prefixes), default_graph=[*default], named_graphs=[*apart])
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


def answer_in(
    store: Store, text: str, forms: Sequence[str], *, prefixes: Mapping[str, str], dataset: QueryGraphs = WHOLE
) -> tuple[str, bytes]:
    """The answer in the first of `forms` that its kind of query has ("" and nothing, where it has none of them)."""
    result = query(store, text, prefixes=prefixes, dataset=dataset)
    fitting = [form for form in forms if form in (GRAPHS if isinstance(result, QueryTriples) else ROWS)]
    if not fitting:
        return "", b""
    try:
        return fitting[0], encode(result, fitting[0], prefixes)
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
