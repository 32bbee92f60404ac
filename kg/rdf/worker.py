"""SPARQL in a process of its own, so that a query can be stopped: nothing inside the engine can do that.

The worker has the store open read-only, reads requests as lines of JSON and answers each with a line of JSON (the length
of the body, or the error) and the body.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from threading import Thread, Timer
from types import TracebackType
from typing import IO, Any, Self

from pyoxigraph import Store

from kg.errors import KgError, OutputError, QueryError
from kg.rdf.query import answer, table
from kg.rdf.results import Table
from kg.rdf.store import open_store

ERRORS: Mapping[str, type[KgError]] = {"QueryError": QueryError, "OutputError": OutputError}


class Worker:
    """A process that answers queries over the store at `path`. It starts with the first query, and anew after a stop."""

    def __init__(self, path: Path, prefixes: Mapping[str, str]) -> None:
        self.path, self.prefixes = path, dict(prefixes)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def answer(self, text: str, form: str, *, seconds: float) -> bytes:
        """As `query.answer`, but stopped after so many seconds. Raises QueryError, OutputError."""
        return self._ask({"text": text, "form": form, "prefixes": self.prefixes}, seconds)

    def table(self, text: str, *, seconds: float) -> Table:
        """As `query.table`, but stopped after so many seconds. Raises QueryError, OutputError."""
        body = json.loads(self._ask({"text": text, "form": "table", "prefixes": self.prefixes}, seconds))
        return Table(tuple(body["columns"]), tuple(tuple(row) for row in body["rows"]))

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, request: Mapping[str, object], seconds: float) -> bytes:
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        timer = Timer(seconds, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            return _read_reply(process.stdout)
        except (OSError, EOFError) as error:
            self.close()
            if timer.finished.is_set():
                what = f"the query took more than {seconds:g} s and was stopped"
                raise QueryError(what, remedy="narrow it down, or raise the setting query_timeout") from error
            raise OutputError(
                "the process that answers queries died", remedy="try again, with a query that needs less"
            ) from error
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            command = [sys.executable, "-P", "-m", "kg.rdf.worker", str(self.path)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603 (own module)
        return self._process


def _read_reply(stream: IO[bytes]) -> bytes:
    head = stream.readline()
    if not head.endswith(b"\n"):
        raise EOFError
    reply = json.loads(head)
    if "error" in reply:
        raise _error(reply)
    body = stream.read(reply["length"])
    if len(body) < reply["length"]:
        raise EOFError
    return body


def _error(reply: Mapping[str, str]) -> KgError:
    place = {"line": int(reply["line"]), "column": int(reply["column"])} if "line" in reply else {}
    return ERRORS[reply["error"]](reply["what"], cause=reply["cause"], remedy=reply["remedy"], **place)


def serve(path: Path, requests: Iterator[bytes], replies: IO[bytes]) -> None:
    """Answer requests until they end, in order."""
    for line in requests:
        head: dict[str, object]
        try:
            body = _reply(path, json.loads(line))
            head = {"length": len(body)}
        except (QueryError, OutputError) as error:
            body, head = b"", {"error": type(error).__name__, "what": error.what, "cause": error.cause, "remedy": error.remedy}
            if isinstance(error, QueryError):
                head |= {"line": error.line, "column": error.column}
        replies.write(json.dumps(head).encode() + b"\n" + body)
        replies.flush()


def _reply(path: Path, request: Mapping[str, Any]) -> bytes:
    store = _store(path)
    text, form, prefixes = request["text"], request["form"], request["prefixes"]
    if form != "table":
        return answer(store, text, form, prefixes=prefixes)
    found = table(store, text, prefixes=prefixes)
    return json.dumps({"columns": found.columns, "rows": found.rows}).encode()


@cache
def _store(path: Path) -> Store:
    return open_store(path)


def main() -> None:
    """Answer what comes in on standard input; end when it ends, even in the middle of a query, for nobody waits then."""
    waiting: SimpleQueue[bytes] = SimpleQueue()
    lines = iter(waiting.get, b"")
    Thread(target=serve, args=(Path(sys.argv[1]), lines, sys.stdout.buffer), daemon=True).start()
    for line in sys.stdin.buffer:
        waiting.put(line)


if __name__ == "__main__":
    main()
