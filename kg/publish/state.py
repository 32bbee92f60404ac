"""What is to be published and what a server has acknowledged, in a database file beside the built graph.

It is small beside the graph, is written in transactions, and needs no memory that grows with the number of graphs.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple
from pathlib import Path

from kg.errors import OutputError
from kg.publish.graphs import DEFAULT, Part

SCHEMA = """
CREATE TABLE IF NOT EXISTS held (iri TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE wanted (
    iri TEXT PRIMARY KEY, digest TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    triples INTEGER NOT NULL, size INTEGER NOT NULL
) WITHOUT ROWID;
"""
CHANGED = """
SELECT wanted.* FROM wanted LEFT JOIN held USING (iri)
WHERE held.digest IS NOT wanted.digest AND wanted.iri > ? ORDER BY wanted.iri LIMIT 1
"""
GONE = "SELECT iri FROM held WHERE iri NOT IN (SELECT iri FROM wanted) ORDER BY iri"


class State:
    """The graphs that are wanted, and those that the server holds, each with its digest."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def want(self, parts: Iterable[Part]) -> int:
        """Set what is to be published; gives the number of graphs. Raises OutputError where one stands in two places."""
        try:
            self._database.executemany("INSERT INTO wanted VALUES (?, ?, ?, ?, ?, ?)", map(astuple, parts))
        except sqlite3.IntegrityError as error:
            raise OutputError("graph.nq names a graph in two places", cause="it is damaged", remedy="build it again") from error
        self._database.commit()
        return self._number("SELECT count(*) FROM wanted")

    def changed(self) -> Iterator[Part]:
        """The graphs to be sent, those with names in order, the default graph last."""
        last = DEFAULT
        while row := self._database.execute(CHANGED, (last,)).fetchone():
            yield Part(*row)
            last = row[0]
        query = "SELECT wanted.* FROM wanted LEFT JOIN held USING (iri) WHERE held.digest IS NOT wanted.digest AND iri = ?"
        if row := self._database.execute(query, (DEFAULT,)).fetchone():
            yield Part(*row)

    def pending(self) -> int:
        """How many graphs are to be sent."""
        query = "SELECT count(*) FROM wanted LEFT JOIN held USING (iri) WHERE held.digest IS NOT wanted.digest"
        return self._number(query)

    def gone(self) -> list[str]:
        """The graphs that the server holds from earlier runs, and that are wanted no more."""
        return [row[0] for row in self._database.execute(GONE)]

    def any_held(self) -> str | None:
        """One of the named graphs that the server has acknowledged."""
        row = self._database.execute("SELECT min(iri) FROM held WHERE iri <> ?", (DEFAULT,)).fetchone()
        return row[0] if row else None

    def note(self, iri: str, digest: str | None) -> None:
        """The server has acknowledged a graph, or (None) that it is gone."""
        if digest is None:
            self._database.execute("DELETE FROM held WHERE iri = ?", (iri,))
        else:
            self._database.execute("INSERT OR REPLACE INTO held VALUES (?, ?)", (iri, digest))
        self._database.commit()

    def forget(self) -> None:
        """Nothing is known of what the server holds."""
        self._database.execute("DELETE FROM held")
        self._database.commit()

    def _number(self, query: str) -> int:
        return int(self._database.execute(query).fetchone()[0])


@contextmanager
def opened(folder: Path, url: str) -> Iterator[State]:
    """The state of the graph in `folder` for the server at `url`; one run at a time. Raises OutputError."""
    path = folder / ".kg" / f"published-{hashlib.sha256(url.encode()).hexdigest()[:12]}.sqlite"
    try:
        with closing(sqlite3.connect(path, timeout=0)) as database:
            database.executescript("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA temp_store = FILE;")
            database.executescript(SCHEMA)
            yield State(database)
    except sqlite3.Error as error:
        if "locked" in str(error):
            raise OutputError(f"another kg publish is at work in {folder}", remedy="wait until it ends") from error
        raise OutputError(
            f"{path} cannot be used: {error}",
            cause="it is damaged, or the folder is read-only or full",
            remedy=f"take {path} away; everything is then sent again",
        ) from error
