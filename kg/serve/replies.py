"""Answers: JSON from records, problems from errors, each with the headers that belong to it."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError, OutputError, QueryError, QueryTimeout, UnknownName
from kg.serve.pool import Busy
from kg.serve.served import Version
from kg.serve.shapes import ProblemShape

RETRY_AFTER = "5"
COMPRESSED_FROM = 1000
"""Bytes from which on an answer is compressed."""

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("forwarded", "x-forwarded-for", "via")
"""Headers by which a proxy tells that it asks for somebody else."""


class WrongRequest(KgError):
    """A request that cannot be answered as it is; `status` is that of HTTP."""

    def __init__(self, status: int, what: str, *, remedy: str = "", headers: Mapping[str, str] | None = None) -> None:
        self.status, self.headers = status, dict(headers or {})
        super().__init__(what, remedy=remedy)


def version_of(request: Request) -> Version:
    """The version that this request looks at, from beginning to end."""
    version: Version = request.state.version
    return version


def told_by(version: Version) -> dict[str, str]:
    """The header that says which version an answer is about."""
    return {"Kg-Version": version.snapshot.version}


def reply(request: Request, shape: object) -> Response:
    """A record, or a list of them, as JSON."""
    return packed(request, orjson.dumps(shape, option=orjson.OPT_NON_STR_KEYS), "application/json")


def packed(request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """A document, compressed where the client takes that and it saves anything."""
    more = {"Vary": "Accept, Accept-Encoding", **(headers or {})}
    if len(body) >= COMPRESSED_FROM and takes_gzip(request) and not is_near(request):
        body, more["Content-Encoding"] = gzip.compress(body, 4, mtime=0), "gzip"
    return Response(body, headers={**more, "Content-Type": media_type})


def takes_gzip(request: Request) -> bool:
    """Whether the client reads gzip."""
    return "gzip" in request.headers.get("accept-encoding", "").lower()


def is_near(request: Request) -> bool:
    """Whether an answer stays on this machine, where compressing it would only cost time; behind a proxy it does not."""
    host = request.client.host if request.client else ""
    return host in LOOPBACK and not any(name in request.headers for name in FORWARDED)


def status_of(error: KgError) -> int:
    """The status of HTTP that an error is."""
    if isinstance(error, WrongRequest):
        return error.status
    if isinstance(error, UnknownName):
        return 404
    if isinstance(error, QueryTimeout | Busy | OutputError):
        return 503
    return 400


def problem(error: KgError) -> Response:
    """An error as application/problem+json."""
    status = status_of(error)
    line, column = (error.line, error.column) if isinstance(error, QueryError) else (0, 0)
    suggestions = error.suggestions if isinstance(error, UnknownName) else ()
    shape = ProblemShape(status, error.what, error.cause, error.remedy, line, column, suggestions)
    headers = {"Retry-After": RETRY_AFTER} if status == 503 else error.headers if isinstance(error, WrongRequest) else {}
    return Response(orjson.dumps(shape), status, headers={**headers, "Content-Type": "application/problem+json"})
