"""What a folder of fetched files remembers: which spans of which lists it holds, and in which files.

It stands in a hidden file, which `kg build` passes over. A page is written first and then noted, each in one step, so that
a run may be killed at any moment: the next one asks again for what is not noted, and writes it under the same name.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

from kg.errors import InputError, OutputError
from kg.fetch.source import Source, Span

STATE = ".kg-fetch.json"
LAYOUT = 1


@dataclass(slots=True)
class Held:
    """What is held of one span: the files of its pages with the number of records in each, and the day of the last answer.

    `total` is how many records the server said there are. `missing` of them it did not give, although asked again.
    """

    first: str
    last: str
    fetched: str = ""
    total: int = 0
    missing: int = 0
    complete: bool = False
    files: dict[str, int] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """The days."""
        return Span(date.fromisoformat(self.first), date.fromisoformat(self.last))

    @property
    def records(self) -> int:
        """How many records the files hold."""
        return sum(self.files.values())

    def settled(self, days: int) -> bool:
        """Whether all is there, and was still there so many days after the end of the span."""
        since_end = date.fromisoformat(self.fetched) - self.span.last if self.fetched else timedelta()
        return self.complete and not self.missing and since_end >= timedelta(days)


@dataclass(slots=True)
class State:
    """The lists of a folder: name of the list -> name of the span -> what is held of it."""

    folder: Path
    lists: dict[str, dict[str, Held]] = field(default_factory=dict)

    def of(self, source: Source) -> dict[str, Held]:
        """The spans of one list."""
        return self.lists.setdefault(source.name, {})

    def save(self) -> None:
        """Write it down. Raises OSError."""
        lists = {name: {day: asdict(held) for day, held in sorted(spans.items())} for name, spans in sorted(self.lists.items())}
        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        write(self.folder / STATE, orjson.dumps({"layout": LAYOUT, "lists": lists}, option=options))


@contextmanager
def opened(folder: Path) -> Iterator[State]:
    """The state of `folder`, which is made where it is absent; no other run may have it open. Raises OutputError, InputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{STATE}.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise OutputError(
                    f"another kg fetch is at work in {folder}", remedy="wait until it ends, or name another folder with --out"
                ) from error
            for left in folder.glob(".*.new"):
                left.unlink()
            yield _load(folder)
    except OSError as error:
        raise OutputError(
            f"{error.filename or folder} cannot be written: {error.strerror or error}",
            cause="the folder is read-only, belongs to another user, or the disk is full",
            remedy="name another folder with --out, or mend its permissions",
        ) from error


def write(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever reads it sees the old content or the new one, also after a crash. Raises OSError."""
    passing = path.with_name(f".{path.name}.new")
    with passing.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    passing.replace(path)


def _load(folder: Path) -> State:
    path = folder / STATE
    if not path.exists():
        return State(folder)
    try:
        kept: dict[str, Any] = orjson.loads(path.read_bytes())
        if kept["layout"] != LAYOUT:
            raise ValueError(f"its layout is {kept['layout']}, not {LAYOUT}")
        return State(folder, {name: {day: Held(**held) for day, held in spans.items()} for name, spans in kept["lists"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path} cannot be read: {error}",
            cause="it was edited, or written by another version of kg",
            remedy="take it away: the files stay, and are fetched anew under the same names",
        ) from error
