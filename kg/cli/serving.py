"""The command that serves a graph: kg serve."""

from __future__ import annotations

import signal
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from kg import config
from kg.cli import app, stderr
from kg.cli.options import GraphDir

MEGABYTE = 1 << 20


@app.command("serve")
def serve_command(
    folder: GraphDir = Path("output"),
    host: Annotated[str, typer.Option(help="the address to listen on; 0.0.0.0 lets other machines in")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="the port; 0 takes a free one")] = 8000,
    names: Annotated[list[str] | None, typer.Option("--name", metavar="HOST", help="a name by which it is reached")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="do not open the browser")] = False,
    no_cors: Annotated[bool, typer.Option("--no-cors", help="other sites may not read queries, exports and linked data")] = False,
    timeout: Annotated[float | None, typer.Option("--query-timeout", min=0.001, help="seconds a query may take")] = None,
    memory: Annotated[int, typer.Option("--query-memory", min=16, help="megabytes a query may take")] = 1024,
    workers: Annotated[int, typer.Option("--query-workers", min=1, max=64, help="queries that run at once")] = 4,
) -> None:
    """kg serve -g output

    Open the graph in the browser: the explorer, the SPARQL endpoint (/sparql), the REST interface (/docs), a page for every
    entity. It is read-only, and shows a new build as soon as it stands.
    """
    from kg.serve.app import Options
    from kg.serve.pool import Limits
    from kg.serve.run import serve

    seconds = float(config.load().query_timeout) if timeout is None else timeout
    limits = Limits(seconds=seconds, memory=memory * MEGABYTE, workers=workers)
    options = Options(folder, limits, frozenset(name.lower() for name in names or ()), shared=not no_cors)

    def ready(address: str) -> None:
        stderr().print(f"kg: {folder} is open at {address} (Ctrl-C ends it)", markup=False)
        if not no_open:
            webbrowser.open(address)

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a client that goes away must not end the server
    with suppress(KeyboardInterrupt):
        serve(options, host, port, ready)
