"""Run the application on a port of this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing

import uvicorn

from kg.errors import ConfigError
from kg.serve.app import Options, application

BACKLOG = 256
LONGEST_HEAD = 64 << 10
"""Bytes that the address and the headers of a request may have together."""
MOST_CONNECTIONS = 1000
GRACE = 2
"""Seconds that queries have to end once the server shall end."""


def serve(options: Options, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; port 0 takes a free one. `ready` is told the address once it can be opened.

    Raises OutputError where there is no graph, ConfigError where the address cannot be had.
    """
    app = application(options)
    with closing(_listening(host, port)) as listening:
        settings = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=LONGEST_HEAD,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=GRACE + 2,
        )
        name, number = listening.getsockname()[:2]
        shown = "localhost" if name in ("0.0.0.0", "::") else f"[{name}]" if ":" in name else name  # noqa: S104 (only shown)
        server = _Server(settings, lambda: ready(f"http://{shown}:{number}"), app.served.close)
        server.run([listening])


class _Server(uvicorn.Server):
    """Says when it has started, for whoever waits to open the page, and ends what still runs a while after it shall end."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None], end: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell, self._end = started, end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        if self.started:
            self._tell()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new requests, let those at work end, and tell the last ones that they cannot."""
        timer = asyncio.get_running_loop().call_later(GRACE, self._end)
        await super().shutdown(sockets)
        timer.cancel()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that says that it speaks TCP: only then asyncio sends each answer at once (TCP_NODELAY)."""
    listening = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol or socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        if listening is not None:
            listening.close()
        raise ConfigError(
            f"{host}:{port} cannot be listened on: {error}",
            cause="another program uses the port, or the address is not this machine's",
            remedy="choose another --port; 0 takes a free one",
        ) from error
    return listening
