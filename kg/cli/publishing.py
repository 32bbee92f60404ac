"""The command that brings a graph into another store: kg publish."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from kg.cli import app, stderr
from kg.cli.network import Token, Tries, User, authorization, connected
from kg.cli.options import AsJson, GraphDir, Quiet
from kg.cli.progress import progress
from kg.errors import OutputError

if TYPE_CHECKING:
    from kg.publish import Published

AGAIN = (
    "check the address (that of the Graph Store Protocol) and --token or --user; the same command goes on where this one stopped"
)


@app.command("publish")
def publish_command(
    url: Annotated[str, typer.Argument(metavar="URL", help="the server's address for the SPARQL 1.1 Graph Store Protocol")],
    folder: GraphDir = Path("output"),
    token: Token = "",
    user: User = "",
    default: Annotated[
        bool, typer.Option("--default-graph/--no-default-graph", help="also fill the default graph with the union of all")
    ] = True,
    anew: Annotated[bool, typer.Option("--anew", help="send everything, whatever was sent before")] = False,
    tries: Tries = 6,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """kg publish http://localhost:7878/store -g output

    Load the graph into a SPARQL server (Oxigraph, Fuseki, GraphDB, ...), each paper's graph in one request. After a new
    build only what changed is sent; graphs that are not from here are left alone.
    """
    from kg.publish import Job, publish
    from kg.transport import Policy, require_address

    require_address(url, "URL")
    policy, headers = Policy(pause=0, attempts=tries), authorization(token, user)
    with (
        progress(quiet) as report,
        connected(policy, error=OutputError, remedy=AGAIN, quiet=quiet, headers=headers) as transport,
    ):
        done = publish(folder, Job(url, transport, default, report), anew=anew)
    _tell(done, transport.requests, quiet=quiet, as_json=as_json)


def _tell(done: Published, requests: int, *, quiet: bool, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(asdict(done) | {"requests": requests}, option=orjson.OPT_APPEND_NEWLINE))
    if not quiet:
        stderr().print(
            f"kg: {done.sent:,} of {done.graphs:,} graphs sent ({done.triples:,} triples), {done.deleted:,} deleted, "
            "the others were there",
            markup=False,
        )
