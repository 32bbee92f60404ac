"""The web application: which address is answered by what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version as version_of_package
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from kg.errors import KgError
from kg.serve import api, entities, exports, metrics, protocol, site
from kg.serve.accept import wants_page
from kg.serve.html import TEMPLATES, page
from kg.serve.limits import Gate
from kg.serve.pool import Limits
from kg.serve.quality import Quality
from kg.serve.replies import WrongRequest, packed, problem, status_of, version_of
from kg.serve.served import Served

ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a graph is served: the folder, what queries may take, and by which names beside localhost the server is known.

    `shared`: whether scripts of other sites may read queries, exports and linked data (CORS).
    """

    folder: Path
    limits: Limits = field(default_factory=Limits)
    names: frozenset[str] = frozenset()
    shared: bool = True


def application(options: Options) -> Gate:
    """The whole application. Raises OutputError when the folder holds no graph that can be opened."""
    served = Served(options.folder, options.limits)
    app = framework(served)
    app.state.served, app.state.quality = served, Quality(options.folder)
    return Gate(metrics.Counted(app, served), served, options.names, options.shared)


def framework(served: Served | None) -> FastAPI:
    """The routes; without a graph they can only be described."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        assert served is not None
        served.start()
        yield
        served.close()
        app.state.quality.close()

    app = FastAPI(
        title="kg",
        summary="A knowledge graph of papers, with the sentence behind every edge.",
        version=version_of_package("kg"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    if served is not None:
        _endpoint(app, served)
    app.include_router(api.router)
    app.include_router(exports.router)
    if served is not None:
        _linked_data(app, served)
    _site(app)
    _errors(app)
    return app


def _endpoint(app: FastAPI, served: Served) -> None:
    async def sparql(request: Request) -> Response:
        if protocol.is_page(request):
            return site.explorer(request)
        return await protocol.sparql(request, served)

    for path in ("/sparql", "/sparql/"):
        app.add_route(path, sparql, methods=ALL_METHODS, include_in_schema=False)


def _linked_data(app: FastAPI, served: Served) -> None:
    @app.get("/id/{path:path}", include_in_schema=False)
    async def thing(request: Request, path: str) -> Response:
        return entities.thing(request, path)

    @app.get("/page/{path:path}", include_in_schema=False)
    async def shown(request: Request, path: str) -> Response:
        return entities.shown(request, path)

    @app.get("/data/{path:path}", include_in_schema=False)
    async def document(request: Request, path: str) -> Response:
        return await entities.document(request, served, path)

    @app.get("/.well-known/void", include_in_schema=False)
    async def void(request: Request) -> Response:
        return packed(request, version_of(request).snapshot.void, "text/turtle; charset=utf-8")


def _site(app: FastAPI) -> None:
    @app.get("/static/{path:path}", include_in_schema=False)
    async def static(request: Request, path: str) -> Response:
        return site.static(request, path)

    @app.get("/page.css", include_in_schema=False)
    async def style() -> Response:
        return Response((TEMPLATES / "page.css").read_bytes(), media_type="text/css")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(page("docs.html", document=app.openapi()))

    @app.get("/healthz", include_in_schema=False)
    async def health(request: Request) -> Response:
        return PlainTextResponse(f"ok {version_of(request).snapshot.version}\n")

    @app.get("/metrics", include_in_schema=False)
    async def measured() -> Response:
        return metrics.exposed()

    @app.get("/{path:path}", include_in_schema=False)
    async def rest(request: Request, path: str) -> Response:
        if not site.is_route(f"/{path}"):
            raise WrongRequest(404, f"there is no page /{path}", remedy="begin at /")
        return site.explorer(request)


def _errors(app: FastAPI) -> None:
    async def of_kg(request: Request, error: Exception) -> Response:
        assert isinstance(error, KgError)
        return told(request, error)

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return told(request, WrongRequest(error.status_code, str(error.detail), headers=error.headers))

    async def of_values(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'][1:]))}: {item['msg']}" for item in error.errors()[:5])
        return told(request, WrongRequest(422, wrong, remedy="see /docs"))

    async def of_server(request: Request, error: Exception) -> Response:
        return told(request, WrongRequest(500, "the server failed at this request", remedy="report it with the server's log"))

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        KgError: of_kg,
        HTTPException: of_http,
        RequestValidationError: of_values,
        Exception: of_server,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def told(request: Request, error: KgError) -> Response:
    """An error as a page to people, as JSON to programs."""
    is_data = request.url.path.startswith(("/api/", "/sparql", "/data/", "/static/", "/ontology.json"))
    if is_data or not wants_page(request.headers.get("accept", "")):
        return problem(error)
    return HTMLResponse(page("error.html", error=error, status=status_of(error)), status_of(error))
