"""The endpoint `/sparql`: SPARQL 1.1 Protocol for queries. Updates are refused, for the graph is read-only."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from kg import rdf
from kg.serve.accept import FORMS, GRAPH_FORMS, accepted, content_type, wants_page
from kg.serve.replies import WrongRequest, packed, told_by, version_of
from kg.serve.served import Served, Version

METHODS = "GET, HEAD, POST, OPTIONS"
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
LARGE = 200_000
"""Bytes from which on an answer is compressed in a thread, so that others do not wait for it."""
CHANGING = re.compile(r"\b(?:rand|uuid|struuid|now|bnode)\s*\(", re.IGNORECASE)
"""Functions by which a query has another answer each time."""

Parameters = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of the protocol: its text, the graphs it is asked over, the forms taken for its answer, the best first."""

    text: str
    dataset: rdf.QueryGraphs
    forms: tuple[str, ...]

    @property
    def key(self) -> str:
        """What tells it from other queries."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()[:16]


async def sparql(request: Request, served: Served) -> Response:
    """Answer one request to the endpoint. Raises KgError."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": METHODS})
    if request.method not in METHODS.split(", "):
        raise WrongRequest(405, f"{request.method} is no method of this address", remedy=METHODS, headers={"Allow": METHODS})
    version = version_of(request)
    parameters = await _parameters(request)
    if not any(name in ("query", "update") for name, _ in parameters) and request.method != "POST":
        return described(request, version)
    return await answered(request, served, _asked(parameters, request))


def is_page(request: Request) -> bool:
    """Whether a person opens the endpoint's address in a browser."""
    asks = any(name in request.query_params for name in ("query", "update", "format"))
    return request.method in ("GET", "HEAD") and not asks and wants_page(request.headers.get("accept", ""))


async def _parameters(request: Request) -> Parameters:
    given = _decoded(request.scope["query_string"], "query string")
    if request.method != "POST":
        return given
    media_type, _, rest = request.headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    charset = re.search(r'charset\s*=\s*"?([^";\s]+)', rest, re.IGNORECASE)
    if media_type not in (FORM, QUERY, UPDATE):
        raise WrongRequest(415, f"{media_type or 'no content type'} is no query", remedy=f"send {QUERY} or {FORM}")
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise WrongRequest(415, f"the query is in {charset[1]}", remedy="send UTF-8")
    body = await request.body()
    if media_type == FORM:
        return given + _decoded(body, "form")
    try:
        return [*given, ("query" if media_type == QUERY else "update", body.decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise WrongRequest(400, f"the query is no UTF-8 text: {error.reason} at byte {error.start}") from error


def _decoded(raw: bytes, where: str) -> Parameters:
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise WrongRequest(400, f"the {where} is no URL-encoded UTF-8") from error


def _asked(parameters: Parameters, request: Request) -> Asked:
    """The one query that is asked. Raises WrongRequest."""
    values = {name: [value for key, value in parameters if key == name] for name in ("query", "update", "format")}
    if values["update"]:
        whole = request.method == "POST" and len(values["update"]) == 1
        status = 403 if whole and not values["query"] else 400
        raise WrongRequest(status, "updates are refused: the graph is read-only", remedy="change the papers and build again")
    if len(values["query"]) != 1:
        raise WrongRequest(400, f"{len(values['query'])} queries are given", remedy="give exactly one")
    graphs = (tuple(v for key, v in parameters if key == f"{kind}-graph-uri") for kind in ("default", "named"))
    return Asked(values["query"][0], rdf.QueryGraphs(*graphs), _forms(values["format"], request))


def _forms(named: Sequence[str], request: Request) -> tuple[str, ...]:
    if named:
        if named[0] not in FORMS:
            raise WrongRequest(400, f"no form of answer is called {named[0]!r}", remedy=f"choose {', '.join(FORMS)}")
        return (named[0],)
    forms = accepted(request.headers.get("accept", ""), FORMS)
    return forms or _not_acceptable()


def _not_acceptable() -> tuple[str, ...]:
    types = ", ".join(types[0] for types in FORMS.values())
    raise WrongRequest(406, "the answer cannot be given in any form that the request accepts", remedy=f"accept {types}")


async def answered(request: Request, served: Served, asked: Asked) -> Response:
    """The answer to a query; a client that knows it already is told so without asking again."""
    version, lasting = version_of(request), not CHANGING.search(asked.text)
    headers = {"Cache-Control": "no-cache", **_known_by(version, asked, lasting=lasting)}
    if lasting and request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    may_keep = lasting and "no-cache" not in request.headers.get("cache-control", "")
    answer = version.answers.get(asked) if may_keep else None
    if answer is None:
        answer, version = await _while_connected(request, served, version, asked)
    if not answer.form:
        _not_acceptable()
    if may_keep:
        version.answers.keep(asked, answer)
    headers |= _known_by(version, asked, lasting=lasting)
    if len(answer.body) < LARGE:
        return packed(request, answer.body, content_type(answer.form), headers)
    return await asyncio.to_thread(packed, request, answer.body, content_type(answer.form), headers)


def _known_by(version: Version, asked: Asked, *, lasting: bool) -> dict[str, str]:
    """The headers that tell an answer from others; one that changes each time has no tag."""
    tag = {"ETag": f'W/"{version.snapshot.version}-{asked.key}"'} if lasting else {}
    return {**tag, **told_by(version)}


async def _while_connected(request: Request, served: Served, version: Version, asked: Asked) -> tuple[rdf.Reply, Version]:
    """Ask, and stop the query when nobody waits for its answer any more."""
    query = asyncio.ensure_future(served.ask(version, asked.text, asked.forms, asked.dataset))
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({query, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not query.done():
            query.cancel()
            with suppress(asyncio.CancelledError):
                await query
            raise WrongRequest(400, "the client has gone")
        return await query
    finally:
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def described(request: Request, version: Version) -> Response:
    """The service description."""
    named = request.query_params.getlist("format")
    forms = tuple(form for form in named if form in GRAPH_FORMS) or accepted(request.headers.get("accept", ""), GRAPH_FORMS)
    form = forms[0] if forms else "ttl"
    address = str(request.url.replace(query="", fragment=""))
    void = str(request.url.replace(path="/.well-known/void", query="", fragment=""))
    body = rdf.service_description(address, form, triples=version.snapshot.triples, void=void)
    return packed(request, body, content_type(form), {"ETag": version.etag, "Cache-Control": "no-cache"})
