"""SPARQL in a process of its own, so that a query can be stopped: nothing inside the engine can do that.

A query is sent, and its answer is taken in as it comes. So one thread can wait for many workers: the event loop of a server
asks each with `send`, `receive`, `lower` and `expire`; whoever has only one question calls `answer`, which does the same.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import KgError, OutputError, QueryError, QueryTimeout
from kg.rdf.query import WHOLE, QueryGraphs
from kg.rdf.results import Table

ERRORS: Mapping[str, type[KgError]] = {"QueryError": QueryError, "OutputError": OutputError}

PATIENCE = 1.0
"""After so many seconds a query has to let others go first."""
LOW = 10
"""The niceness of its process from then on."""
PIPE = 1 << 20
"""Bytes of an answer that may be on their way, where the system lets a pipe be so wide."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as a document, and which of the forms asked for it is in ("" where it can be had in none of them)."""

    form: str
    body: bytes


class Worker:
    """A process that answers queries over the store at `path`. It starts with the first query, and anew after a stop.

    With `memory`, a query may take so many bytes; one that needs more ends the process. `answers` counts what the process
    that stands now has been asked.
    """

    def __init__(self, path: Path, prefixes: Mapping[str, str], *, memory: int = 0) -> None:
        self.path, self.prefixes, self.memory = path, dict(prefixes), memory
        self._process: subprocess.Popen[bytes] | None = None
        self._pieces: list[bytes] = []
        self._head: dict[str, str] = {}
        self._missing = 0
        self._spent, self._expired = False, 0.0
        self.answers = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def answer(self, text: str, form: str, *, seconds: float) -> bytes:
        """As `query.answer`, but stopped after so many seconds. Raises QueryError, QueryTimeout, OutputError."""
        return self._ask({"text": text, "form": form}, seconds).body

    def reply(self, text: str, forms: Sequence[str], *, seconds: float, dataset: QueryGraphs = WHOLE) -> Reply:
        """As `query.answer_in`, but stopped after so many seconds. Raises QueryError, QueryTimeout, OutputError."""
        return self._ask(_request(text, forms, dataset), seconds)

    def table(self, text: str, *, seconds: float) -> Table:
        """As `query.table`, but stopped after so many seconds. Raises QueryError, QueryTimeout, OutputError."""
        body = json.loads(self._ask({"text": text, "form": "table"}, seconds).body)
        return Table(tuple(body["columns"]), tuple(tuple(row) for row in body["rows"]))

    def send(self, text: str, forms: Sequence[str], dataset: QueryGraphs = WHOLE) -> int:
        """Ask, without waiting. Returns the descriptor on which the answer arrives. Raises OutputError."""
        return self._send(_request(text, forms, dataset))

    def receive(self) -> Reply | None:
        """What was asked for, when all of it is there, else None. Raises QueryError, QueryTimeout, OutputError."""
        process = self._process
        assert process is not None and process.stdout is not None
        while True:
            try:
                piece = os.read(process.stdout.fileno(), PIPE)
            except BlockingIOError:
                return None
            if not piece:
                raise self._ended()
            if (reply := self._taken(piece)) is not None:
                return reply

    def lower(self) -> None:
        """Let others go first. The process is not kept for the next query, for a priority never rises again."""
        self._spent = True
        if self._process is not None:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, LOW)

    def expire(self, seconds: float) -> None:
        """End the query, for its time of so many seconds is up: it raises QueryTimeout."""
        self._expired = seconds
        self.stop()

    def stop(self) -> None:
        """End the process, whatever it does; the query that it answers, if any, raises OutputError."""
        self._spent = True
        if self._process is not None:
            self._process.kill()

    @property
    def running(self) -> bool:
        """Whether the process stands and can take a query, so that the next one need not wait for its start."""
        return not self._spent and self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process where none can take a query."""
        if self.running:
            return
        self.close()
        command = [sys.executable, "-P", "-m", "kg.rdf.answering", str(self.path), str(self.memory), json.dumps(self.prefixes)]
        noise = subprocess.DEVNULL if self.memory else None  # what an engine says that runs out of memory
        self._process = subprocess.Popen(  # noqa: S603 (own module)
            command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise, start_new_session=True
        )
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):
                fcntl.fcntl(self._process.stdout, fcntl.F_SETPIPE_SZ, PIPE)

    def close(self) -> None:
        """End the process and wait for its end."""
        process, self._process = self._process, None
        self._spent, self._expired, self.answers = False, 0.0, 0
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
            process.wait()

    def _send(self, request: Mapping[str, object]) -> int:
        self.start()
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        self._pieces, self._head, self._missing = [], {}, 0
        self.answers += 1
        line = memoryview(json.dumps(request).encode() + b"\n")
        try:
            while line:
                line = line[process.stdin.write(line) :]
        except OSError as error:
            raise self._ended() from error
        return process.stdout.fileno()

    def _ask(self, request: Mapping[str, object], seconds: float) -> Reply:
        waiting = select.poll()
        waiting.register(self._send(request), select.POLLIN)
        steps = [(min(PATIENCE, seconds), self.lower), (seconds, lambda: self.expire(seconds))]
        began = time.monotonic()
        while (reply := self.receive()) is None:
            rest = steps[0][0] - (time.monotonic() - began) if steps else None
            if rest is not None and rest <= 0:
                steps.pop(0)[1]()
            else:
                waiting.poll(rest and 1000 * rest)
        return reply

    def _taken(self, piece: bytes) -> Reply | None:
        """Take in a piece of an answer: its first line, of which the rest is told, or a part of the body."""
        if not self._head:
            whole = b"".join((*self._pieces, piece))
            line, end, piece = whole.partition(b"\n")
            if not end:
                self._pieces = [whole]
                return None
            self._pieces, self._head = [], json.loads(line)
            if "error" in self._head:
                raise _error(self._head)
            self._missing = int(self._head["length"])
        self._pieces.append(piece)
        self._missing -= len(piece)
        return Reply(self._head["form"], b"".join(self._pieces)) if self._missing <= 0 else None

    def _ended(self) -> KgError:
        """The error for a process that ended before its answer did."""
        self._spent = True
        if self._expired:
            what = f"the query took more than {self._expired:g} s and was stopped"
            return QueryTimeout(what, remedy="narrow it down, or raise the setting query_timeout")
        return OutputError("the process that answers queries died", remedy="try again, with a query that needs less")


def _request(text: str, forms: Sequence[str], dataset: QueryGraphs) -> Mapping[str, object]:
    return {"text": text, "forms": forms, "default": dataset.default, "named": dataset.named}


def _error(reply: Mapping[str, str]) -> KgError:
    place = {"line": int(reply["line"]), "column": int(reply["column"])} if "line" in reply else {}
    return ERRORS[reply["error"]](reply["what"], cause=reply["cause"], remedy=reply["remedy"], **place)
