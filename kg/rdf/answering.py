"""The process behind a Worker: it has the store open read-only and answers queries until nobody asks any more.

Requests are lines of JSON; each is answered with a line of JSON (the length of the body and its form, or the error) and the
body. It is started as `python -m kg.rdf.answering STORE MEMORY PREFIXES`.
"""

from __future__ import annotations

import json
import os
import resource
import select
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Thread
from typing import IO, Any

from pyoxigraph import Store

from kg.errors import OutputError, QueryError
from kg.rdf.query import QueryGraphs, answer, answer_in, table
from kg.rdf.store import open_store

ENGINE = 1 << 30
"""Bytes of address space that the engine sets aside before it does anything, nearly all of them unused."""


def serve(path: Path, prefixes: Mapping[str, str], requests: Iterator[bytes], replies: IO[bytes]) -> None:
    """Answer requests until they end, in order."""
    for line in requests:
        head: dict[str, object]
        try:
            form, body = _reply(path, json.loads(line), prefixes)
            head = {"length": len(body), "form": form}
        except (QueryError, OutputError) as error:
            body, head = b"", {"error": type(error).__name__, "what": error.what, "cause": error.cause, "remedy": error.remedy}
            if isinstance(error, QueryError):
                head |= {"line": error.line, "column": error.column}
        replies.write(json.dumps(head).encode() + b"\n")
        replies.write(body)
        replies.flush()


def _reply(path: Path, request: Mapping[str, Any], prefixes: Mapping[str, str]) -> tuple[str, bytes]:
    store, text = _store(path), request["text"]
    if "forms" in request:
        dataset = QueryGraphs(tuple(request["default"]), tuple(request["named"]))
        return answer_in(store, text, request["forms"], prefixes=prefixes, dataset=dataset)
    if request["form"] != "table":
        return request["form"], answer(store, text, request["form"], prefixes=prefixes)
    found = table(store, text, prefixes=prefixes)
    return "table", json.dumps({"columns": found.columns, "rows": found.rows}).encode()


@cache
def _store(path: Path) -> Store:
    return open_store(path)


def _end_when_left_alone() -> None:
    """End as soon as nobody can ask any more, even in the middle of a query: nobody waits for its answer."""
    requests = select.poll()
    requests.register(sys.stdin.fileno(), 0)
    requests.poll()
    os._exit(1)


def main() -> None:
    """Answer what comes in on standard input."""
    path, memory, prefixes = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory + ENGINE, memory + ENGINE))
    Thread(target=_end_when_left_alone, daemon=True).start()
    try:
        serve(path, prefixes, iter(sys.stdin.buffer.readline, b""), sys.stdout.buffer)
    except (MemoryError, BrokenPipeError):
        os._exit(1)  # the process that asked sees that nothing comes


if __name__ == "__main__":
    main()
