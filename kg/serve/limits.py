"""What stands before every answer: who may ask, how much may be sent, and the headers that keep pages safe."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.replies import WrongRequest, problem
from kg.serve.served import Served

MOST_BODY = 4 << 20
"""Bytes that a request may send."""
SHARED = ("/sparql", "/api/export", "/id/", "/data/", "/.well-known/void")
"""Addresses that scripts of other sites may read."""
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Kg-Version, ETag, Link, Retry-After"}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Allow-Private-Network": "true",
    "Access-Control-Max-Age": "86400",
}
VERSIONED = ("/api/", "/ontology.json", "/data/")
"""Addresses whose answers are the same as long as the graph is the same."""
UNVERSIONED = ("/api/quality",)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {framers}"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def limited(receive: Receive) -> Receive:
    """What a client sends, up to MOST_BODY bytes; the piece that goes beyond raises WrongRequest."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_BODY:
            raise WrongRequest(413, f"the request is larger than {MOST_BODY >> 20} MiB", remedy="send less")
        return message

    return counted


def is_known_host(host: str, names: Collection[str]) -> bool:
    """Whether a Host header names this server: by number, as localhost, or by one of `names`.

    A site that points its own name to this machine (DNS rebinding) sends its own name, and is found out.

    >>> [is_known_host(h, ()) for h in ("127.0.0.1:8000", "[::1]:8000", "localhost", "evil.example", "")]
    [True, True, True, False, False]
    """
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    name = name.strip("[]").rstrip(".").lower()
    if name == "localhost" or name in names:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Gate:
    """The outermost layer: checks the Host, gives a request its version of the graph, and completes the headers."""

    app: ASGIApp
    served: Served
    names: frozenset[str]
    shared: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        version, nonce, path = self.served.version, secrets.token_urlsafe(16), scope["path"]
        is_head, headers = scope["method"] == "HEAD", Headers(scope=scope)
        shared = self.shared and path.startswith(SHARED)
        etag = version.etag if scope["method"] in ("GET", "HEAD") and is_versioned(path) else ""

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                completed = MutableHeaders(scope=message)
                complete(completed, path, nonce, shared=shared)
                if etag and message["status"] == 200:
                    completed.setdefault("ETag", etag)
                completed.setdefault("Kg-Version", version.snapshot.version)
            await send(message)

        state = {**scope.get("state", {}), "version": version, "nonce": nonce}
        inner = {**scope, "state": state, "method": "GET" if is_head else scope["method"]}
        if not is_known_host(headers.get("host", ""), self.names):
            error = WrongRequest(421, "this server is not called that", remedy="open it by its address, or see kg serve --name")
            await problem(error)(inner, receive, send_complete)
        elif shared and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await Response(status_code=204, headers=PREFLIGHT)(inner, receive, send_complete)
        elif etag and headers.get("if-none-match") == etag:
            await Response(status_code=304, headers={"ETag": etag})(inner, receive, send_complete)
        else:
            await self.app(inner, limited(receive), send_complete)


def is_versioned(path: str) -> bool:
    """Whether the answer at an address is the same as long as the graph is the same."""
    return path.startswith(VERSIONED) and path not in UNVERSIONED


def complete(headers: MutableHeaders, path: str, nonce: str, *, shared: bool) -> None:
    """Add what every answer carries."""
    for name, value in {**HEADERS, **(CORS if shared else {})}.items():
        headers.setdefault(name, value)
    framed = path == "/embed"
    is_html = headers.get("content-type", "").startswith("text/html")
    policy = PAGE_POLICY.format(nonce=nonce, framers="*" if framed else "'none'")
    headers.setdefault("Content-Security-Policy", policy if is_html else "default-src 'none'; frame-ancestors 'none'")
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared or framed else "same-origin")
    if not framed:
        headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cache-Control", "no-cache")
