"""Answers that another endpoint gave, read so that they can be shown and encoded like one's own."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from kg.rdf.results import Table, encode, table_of

RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
TRIPLES = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
ACCEPT = ", ".join(f"{name};q={1 - number / 10:.1f}" for number, name in enumerate([*RESULTS, *TRIPLES]))
"""The media types that can be read, the best first; a server takes the first that fits the kind of query."""

WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def received_table(body: bytes, media_type: str, prefixes: Mapping[str, str]) -> Table:
    """The answer as rows. Raises ValueError for a document of another kind, or a damaged one."""
    return table_of(_read(body, media_type), prefixes)


def received_as(body: bytes, media_type: str, form: str, prefixes: Mapping[str, str]) -> bytes:
    """The answer in one of FORMS. Raises ValueError as above, QueryError for a form that the kind of answer has not."""
    return encode(_read(body, media_type), form, prefixes)


def _read(body: bytes, media_type: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    kind = media_type.partition(";")[0].strip().lower()
    try:
        if kind in RESULTS:
            parse_all = parse_query_results(body, RESULTS[kind])
            if not isinstance(parse_all, QueryBoolean):
                for _ in parse_all:  # a document that is cut is an error before anything is shown
                    pass
            return parse_query_results(body, RESULTS[kind])
        if kind in TRIPLES:
            store = Store()
            store.extend(parse(body, format=TRIPLES[kind]))
            found = store.query(WHOLE)
            assert isinstance(found, QueryTriples)
            return found
    except SyntaxError as error:
        raise ValueError(f"it is damaged ({error})") from error
    raise ValueError(f"it is {kind or 'of no media type'}, no answer to a query")
