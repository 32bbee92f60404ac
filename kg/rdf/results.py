"""Answers to SPARQL queries as documents and as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from kg.errors import QueryError

ROWS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
"""Forms for SELECT and ASK."""

GRAPHS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
"""Forms for CONSTRUCT and DESCRIBE."""

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for people: IRIs shortened by prefixes, literals as their text, "" where a variable has no value."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def encode(result: QuerySolutions | QueryBoolean | QueryTriples, form: str, prefixes: Mapping[str, str]) -> bytes:
    """`result` as a document. Raises QueryError for a form that this kind of result has not."""
    kind, forms = ("CONSTRUCT or DESCRIBE", GRAPHS) if isinstance(result, QueryTriples) else ("SELECT or ASK", ROWS)
    if form not in forms:
        known = form in ROWS or form in GRAPHS
        what = f"the answer to {kind} cannot be given as {form}" if known else f"no form of answer is called {form}"
        raise QueryError(what, remedy=f"choose {', '.join(forms)}")
    if isinstance(result, QueryTriples):
        return _graph(result, GRAPHS[form], prefixes)
    return result.serialize(format=ROWS[form]) or b""


def table_of(result: QuerySolutions | QueryBoolean | QueryTriples, prefixes: Mapping[str, str]) -> Table:
    """`result` as a table; the triples of a graph have the columns subject, predicate, object."""
    if isinstance(result, QueryBoolean):
        return Table(("answer",), (("yes" if result else "no",),))
    shorten = shortener(prefixes)
    if isinstance(result, QueryTriples):
        rows = {(shorten(s), shorten(p), shorten(o)) for s, p, o in ((t.subject, t.predicate, t.object) for t in result)}
        return Table(("subject", "predicate", "object"), tuple(sorted(rows)))
    columns = tuple(variable.value for variable in result.variables)
    return Table(columns, tuple(tuple(shorten(value) for value in solution) for solution in result))


def shortener(prefixes: Mapping[str, str]) -> Callable[[Term | None], str]:
    """A function that gives terms their short names: the longest fitting prefix, the text of a literal, "" for None."""
    by_length = sorted(prefixes.items(), key=lambda pair: (-len(pair[1]), pair[0]))

    @cache
    def short(iri: str) -> str:
        return next((f"{prefix}:{iri[len(start) :]}" for prefix, start in by_length if iri.startswith(start)), iri)

    def shorten(term: Term | None) -> str:
        if isinstance(term, NamedNode):
            return short(term.value)
        if isinstance(term, Literal):
            return term.value
        return "" if term is None else str(term)

    return shorten


def _graph(triples: Iterator[Triple], form: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """Sorted, each triple once, so that equal answers are equal documents; with the prefixes that it uses."""
    lines = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
    document = b"".join(sorted(set(lines)))
    used = {prefix: iri for prefix, iri in prefixes.items() if f"<{iri}".encode() in document}
    ordered = parse(document, format=RdfFormat.N_TRIPLES)
    return serialize((quad.triple for quad in ordered), format=form, prefixes=used) or b""
