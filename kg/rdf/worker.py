"""SPARQL in a process of its own, so that a query can be stopped: nothing inside the engine can do that.

The worker has the store open read-only, reads requests as lines of JSON and answers each with a line of JSON (the length
of the body, or the error) and the body.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from types import TracebackType
from typing import IO, Any, Self

from pyoxigraph import Store

from kg.errors import KgError, OutputError, QueryError, QueryTimeout
from kg.rdf.query import WHOLE, QueryGraphs, answer, answer_in, table
from kg.rdf.results import Table
from kg.rdf.store import open_store

ERRORS: Mapping[str, type[KgError]] = {"QueryError": QueryError, "OutputError": OutputError}

PATIENCE = 1.0
"""After so many seconds a query has to let others go first."""
LOW = 10
"""The niceness of its process from then on."""

ENGINE = 1 << 30
"""Bytes of address space that the engine sets aside before it does anything, nearly all of them unused."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as a document, and which of the forms asked for it is in ("" where it can be had in none of them)."""

    form: str
    body: bytes


class Worker:
    """A process that answers queries over the store at `path`. It starts with the first query, and anew after a stop.

    With `memory`, a query may take so many bytes; one that needs more ends the process.
    """

    def __init__(self, path: Path, prefixes: Mapping[str, str], *, memory: int = 0) -> None:
        self.path, self.prefixes, self.memory = path, dict(prefixes), memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def answer(self, text: str, form: str, *, seconds: float) -> bytes:
        """As `query.answer`, but stopped after so many seconds. Raises QueryError, OutputError."""
        return self._ask({"text": text, "form": form}, seconds).body

    def reply(self, text: str, forms: Sequence[str], *, seconds: float, dataset: QueryGraphs = WHOLE) -> Reply:
        """As `query.answer_in`, but stopped after so many seconds. Raises QueryError, QueryTimeout, OutputError."""
        return self._ask({"text": text, "forms": forms, "dataset": asdict(dataset)}, seconds)

    def table(self, text: str, *, seconds: float) -> Table:
        """As `query.table`, but stopped after so many seconds. Raises QueryError, OutputError."""
        body = json.loads(self._ask({"text": text, "form": "table"}, seconds).body)
        return Table(tuple(body["columns"]), tuple(tuple(row) for row in body["rows"]))

    @property
    def running(self) -> bool:
        """Whether the process stands, so that the next query need not wait for its start."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the process from another thread: the query that it answers, if any, raises OutputError."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, request: Mapping[str, object], seconds: float) -> Reply:
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        watch = _Watch(process, seconds)
        watch.start()
        try:
            process.stdin.write(json.dumps({**request, "prefixes": self.prefixes}).encode() + b"\n")
            process.stdin.flush()
            return _read_reply(process.stdout)
        except (OSError, EOFError) as error:
            self.close()
            if watch.killed:
                what = f"the query took more than {seconds:g} s and was stopped"
                raise QueryTimeout(what, remedy="narrow it down, or raise the setting query_timeout") from error
            raise OutputError(
                "the process that answers queries died", remedy="try again, with a query that needs less"
            ) from error
        finally:
            watch.ended.set()
            if watch.lowered:
                self.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            command = [sys.executable, "-P", "-m", "kg.rdf.worker", str(self.path), str(self.memory)]
            noise = subprocess.DEVNULL if self.memory else None  # what an engine says that runs out of memory
            self._process = subprocess.Popen(  # noqa: S603 (own module)
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise, start_new_session=True
            )
        return self._process


class _Watch(Thread):
    """Lowers the priority of a process that takes long, and kills it when its time is up."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        super().__init__(daemon=True)
        self.process, self.seconds = process, seconds
        self.ended, self.lowered, self.killed = Event(), False, False

    def run(self) -> None:
        """Wait for the end of the query, or of its time."""
        if self.ended.wait(min(PATIENCE, self.seconds)):
            return
        if self.seconds > PATIENCE:
            self.lowered = True
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.process.pid, LOW)
            if self.ended.wait(self.seconds - PATIENCE):
                return
        self.killed = True
        self.process.kill()


def _read_reply(stream: IO[bytes]) -> Reply:
    head = stream.readline()
    if not head.endswith(b"\n"):
        raise EOFError
    reply = json.loads(head)
    if "error" in reply:
        raise _error(reply)
    body = stream.read(reply["length"])
    if len(body) < reply["length"]:
        raise EOFError
    return Reply(reply["form"], body)


def _error(reply: Mapping[str, str]) -> KgError:
    place = {"line": int(reply["line"]), "column": int(reply["column"])} if "line" in reply else {}
    return ERRORS[reply["error"]](reply["what"], cause=reply["cause"], remedy=reply["remedy"], **place)


def serve(path: Path, requests: Iterator[bytes], replies: IO[bytes]) -> None:
    """Answer requests until they end, in order."""
    for line in requests:
        head: dict[str, object]
        try:
            form, body = _reply(path, json.loads(line))
            head = {"length": len(body), "form": form}
        except (QueryError, OutputError) as error:
            body, head = b"", {"error": type(error).__name__, "what": error.what, "cause": error.cause, "remedy": error.remedy}
            if isinstance(error, QueryError):
                head |= {"line": error.line, "column": error.column}
        replies.write(json.dumps(head).encode() + b"\n" + body)
        replies.flush()


def _reply(path: Path, request: Mapping[str, Any]) -> tuple[str, bytes]:
    store = _store(path)
    text, prefixes = request["text"], request["prefixes"]
    if "forms" in request:
        dataset = QueryGraphs(tuple(request["dataset"]["default"]), tuple(request["dataset"]["named"]))
        return answer_in(store, text, request["forms"], prefixes=prefixes, dataset=dataset)
    if request["form"] != "table":
        return request["form"], answer(store, text, request["form"], prefixes=prefixes)
    found = table(store, text, prefixes=prefixes)
    return "table", json.dumps({"columns": found.columns, "rows": found.rows}).encode()


@cache
def _store(path: Path) -> Store:
    return open_store(path)


def main() -> None:
    """Answer what comes in on standard input; end when it ends, even in the middle of a query, for nobody waits then."""
    path, memory = Path(sys.argv[1]), int(sys.argv[2])
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory + ENGINE, memory + ENGINE))
    waiting: SimpleQueue[bytes] = SimpleQueue()

    def answering() -> None:
        try:
            serve(path, iter(waiting.get, b""), sys.stdout.buffer)
        except MemoryError:
            pass  # the process that asked sees that nothing comes
        finally:
            os._exit(1)

    Thread(target=answering, daemon=True).start()
    for line in sys.stdin.buffer:
        waiting.put(line)


if __name__ == "__main__":
    main()
