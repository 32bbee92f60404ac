"""Bringing a server to hold a built graph: what changed is replaced, what is gone is deleted, each in one request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg import output
from kg.errors import OutputError
from kg.publish.graphs import DEFAULT, Part, parts, triples_of
from kg.publish.state import State, opened
from kg.transport import Answer, Request, Transport

Report = Callable[[str, int, int | None], None]
"""As kg.build.Report."""

N_TRIPLES = "application/n-triples"


@dataclass(slots=True)
class Published:
    """What a run did, in graphs; `triples` and `bytes` are those sent."""

    graphs: int = 0
    sent: int = 0
    deleted: int = 0
    triples: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A run: the address of the graph store, who asks it, whether the default graph is published too, who hears of progress."""

    url: str
    transport: Transport
    default: bool
    report: Report


def publish(folder: Path, job: Job, *, anew: bool = False) -> Published:
    """Make the server hold the graph built in `folder`. With `anew`, everything is sent, whatever was acknowledged.

    Graphs that the server has from elsewhere are left alone. Raises OutputError.
    """
    path = output.current(folder) / "graph.nq"
    try:
        file = path.open("rb")
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}", remedy="build the graph again") from error
    with file, opened(folder, job.url) as state:
        done = Published(state.want(part for part in parts(file) if job.default or part.iri != DEFAULT))
        if anew or not _still_there(job, state):
            state.forget()
        total = state.pending()
        for part in state.changed():
            job.report("sending", done.sent, total)
            _put(job, file, part)
            state.note(part.iri, part.digest)
            done.sent, done.triples, done.bytes = done.sent + 1, done.triples + part.triples, done.bytes + part.size
        job.report("sending", done.sent, total)
        for iri in state.gone():
            job.transport.ask(Request("DELETE", job.url, params=_named(iri), allowed=frozenset({404})), _nothing)
            state.note(iri, None)
            done.deleted += 1
    return done


def _still_there(job: Job, state: State) -> bool:
    """Whether the server holds a graph that it once acknowledged: it may have been emptied, or be another one by now."""
    iri = state.any_held()
    if iri is None:
        return True
    request = Request("HEAD", job.url, params=_named(iri), allowed=frozenset({404, 405, 501}))
    there = job.transport.ask(request, lambda answer: answer.status != 404)
    if not there:
        job.transport.tell("the server no longer holds what was published; everything is sent again")
    return there


def _put(job: Job, file: BinaryIO, part: Part) -> None:
    headers = {"Content-Type": N_TRIPLES, "Content-Length": str(part.size)}
    request = Request("PUT", job.url, params=_named(part.iri), headers=headers, content=lambda: triples_of(file, part))
    job.transport.ask(request, _nothing)


def _named(iri: str) -> dict[str, str]:
    """How a request names a graph (Graph Store Protocol, section 4.2)."""
    return {"graph": iri} if iri else {"default": ""}


def _nothing(answer: Answer) -> None:
    """An answer of which only the status counts."""
