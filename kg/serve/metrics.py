"""What the server counts, for Prometheus."""

from __future__ import annotations

import time
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.served import Served

REGISTRY = CollectorRegistry()
REQUESTS = Counter("kg_requests", "Requests answered", ("area", "status"), registry=REGISTRY)
SECONDS = Histogram("kg_request_seconds", "Seconds until a request was answered", ("area",), registry=REGISTRY)
WAITING = Gauge("kg_queries_waiting", "Queries that wait for a process", registry=REGISTRY)
NODES = Gauge("kg_nodes", "Nodes of the graph that is served", registry=REGISTRY)
AREAS = ("api", "sparql", "id", "page", "data", "static")
"""The first part of addresses that are counted apart; there are few, whatever is asked for."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A layer that counts requests and takes their time."""

    app: ASGIApp
    served: Served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        first = scope["path"].strip("/").partition("/")[0]
        area, began = first if first in AREAS else "other", time.perf_counter()

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                REQUESTS.labels(area, str(message["status"])).inc()
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            SECONDS.labels(area).observe(time.perf_counter() - began)
            version = self.served.version
            WAITING.set(version.pool.waiting)
            NODES.set(len(version.snapshot.nodes.ids))


def exposed() -> Response:
    """The counts in the text format of Prometheus."""
    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})
