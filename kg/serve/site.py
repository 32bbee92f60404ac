"""The explorer's own files, and the page that stands in for it where it has not been built."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.serve.html import page
from kg.serve.replies import COMPRESSED_FROM, WrongRequest, takes_gzip

STATIC = Path(__file__).parent / "static"
"""Where the build of the front end puts its files."""
ROUTES = ("/", "/table", "/compare", "/paper", "/entity", "/overview", "/sparql", "/embed")
"""Addresses of the explorer, some of which go on."""
NONCE = "__CSP_NONCE__"
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Plain:
    """A page for those who run no script: its title as text, and what stands in its head and body as HTML."""

    title: str
    head: str
    body: str


def is_route(path: str) -> bool:
    """Whether the explorer shows something at this address."""
    return path in ROUTES or path.startswith(tuple(f"{route}/" for route in ROUTES if route not in ("/", "/sparql", "/embed")))


def explorer(request: Request) -> Response:
    """The explorer; where it has not been built, what to do about it."""
    text = _index(request)
    if not text:
        return HTMLResponse(page("unbuilt.html", snapshot=request.state.version.snapshot), 200)
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


def explorer_or(request: Request, plain: Plain) -> Response | None:
    """The explorer, with the content of a plain page for those who run no script; None where it has not been built."""
    before, noscript, rest = _index(request).partition("<noscript>")
    if not noscript:
        return None
    title = plain.title.encode("utf-8", "replace").decode()
    before = before.replace("<title>kg explorer</title>", f"<title>{escape(title)}</title>")
    before = before.replace("</head>", f"{plain.head}</head>")
    after = rest.partition("</noscript>")[2]
    body = f'<noscript><link rel="stylesheet" href="/page.css">{plain.body}</noscript>'
    return HTMLResponse(before + body + after, headers={"Cache-Control": "no-cache"})


def _index(request: Request) -> str:
    """The explorer's page for this answer, "" where it has not been built."""
    file = STATIC / "index.html"
    return file.read_text(encoding="utf-8").replace(NONCE, request.state.nonce) if file.is_file() else ""


def static(request: Request, path: str) -> Response:
    """One of the explorer's files. Raises WrongRequest where there is none."""
    file = (STATIC / path.replace("\0", "?")).resolve()
    if not file.is_relative_to(STATIC.resolve()) or not file.is_file():
        raise WrongRequest(404, f"there is no file {path}")
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kind = "text/javascript" if file.suffix in (".js", ".mjs") else kind
    body, packed = _read(file, file.stat().st_mtime_ns)
    headers = {"Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind, "Vary": "Accept-Encoding"}
    headers["Cache-Control"] = FOR_EVER if path.startswith("assets/") else "no-cache"
    if packed and takes_gzip(request):
        return Response(packed, headers={**headers, "Content-Encoding": "gzip"})
    return Response(body, headers=headers)


@lru_cache(maxsize=256)
def _read(file: Path, changed: int) -> tuple[bytes, bytes]:
    """A file as it is, and compressed where that pays; `changed` tells its versions apart."""
    body = file.read_bytes()
    kind = mimetypes.guess_type(file.name)[0] or ""
    pays = len(body) >= COMPRESSED_FROM and (kind.startswith(COMPRESSIBLE) or file.suffix in (".js", ".mjs", ".wasm"))
    return body, gzip.compress(body, 9, mtime=0) if pays else b""
