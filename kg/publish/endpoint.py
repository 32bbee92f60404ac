"""Questions to a SPARQL 1.1 endpoint elsewhere, such as one that a graph was published to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from kg.errors import QueryError
from kg.rdf.received import ACCEPT, received_as, received_table
from kg.rdf.results import Table
from kg.transport import MOST_TOLD, Answer, Malformed, Request, Transport

_T = TypeVar("_T")


def remote_table(url: str, text: str, prefixes: Mapping[str, str], transport: Transport) -> Table:
    """The rows that answer a query, with short names. Raises QueryError."""
    return _ask(url, text, prefixes, transport, lambda body, kind: received_table(body, kind, prefixes))


def remote_answer(url: str, text: str, form: str, prefixes: Mapping[str, str], *, transport: Transport) -> bytes:
    """The answer to a query as a document in one of rdf.FORMS. Raises QueryError."""
    return _ask(url, text, prefixes, transport, lambda body, kind: received_as(body, kind, form, prefixes))


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """The query with a declaration of each prefix that it uses, before its own ones, which win, and on its first line.

    >>> with_prefixes("SELECT * { ?s a:b ?o }", {"a": "http://a/", "c": "http://c/"})
    'PREFIX a: <http://a/> SELECT * { ?s a:b ?o }'
    """
    used = (name for name in sorted(prefixes) if re.search(rf"(?<![\w.-]){re.escape(name)}:", text))
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in used) + text


def _ask(url: str, text: str, prefixes: Mapping[str, str], transport: Transport, read: Callable[[bytes, str], _T]) -> _T:
    def taken(answer: Answer) -> _T:
        if answer.status == 400:
            said = " ".join(answer.body.decode("utf-8", "replace").split())[:MOST_TOLD]
            raise QueryError(
                f"the endpoint does not take the query: {said}", remedy="it knows SPARQL 1.1; look at the place named"
            )
        try:
            return read(answer.body, answer.headers.get("content-type", ""))
        except ValueError as error:
            raise Malformed(str(error)) from error

    # a POST with the query as its body (SPARQL 1.1 Protocol, 2.1.3) has no limit of length and no escapes
    headers = {"Content-Type": "application/sparql-query; charset=utf-8", "Accept": ACCEPT}
    body = with_prefixes(text, prefixes).encode("utf-8", "replace")
    request = Request("POST", url, headers=headers, content=lambda: [body], allowed=frozenset({400}))
    return transport.ask(request, taken)
