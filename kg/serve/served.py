"""The graph that is served: always a whole version, and the newest one soon after it was built."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import rdf
from kg.errors import OutputError
from kg.serve import warm
from kg.serve.answers import Answers
from kg.serve.pool import Limits, Pool
from kg.serve.snapshot import Snapshot, open_snapshot

KEPT = 32 << 20
"""Bytes of answers that are kept."""
LOOK_EVERY = 0.25
"""So many seconds lie between two looks for a new build, at least."""


@dataclass(frozen=True, slots=True)
class Version:
    """A snapshot with the processes that answer queries over its store."""

    snapshot: Snapshot
    pool: Pool
    answers: Answers

    @property
    def etag(self) -> str:
        """What all answers about this version are known by."""
        return f'"{self.snapshot.version}"'


class Served:
    """What requests look at. A request takes `version` once and stays with it; a new build replaces it in one step."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder, self.limits = folder, limits
        self.snapshot = open_snapshot(folder)
        warm.before(self.snapshot)
        self._version: Version | None = None
        self._loading: asyncio.Task[None] | None = None
        self._looked = 0.0
        self._refused = ""
        self._warming: asyncio.Future[None] | None = None

    def start(self) -> None:
        """Start the query processes."""
        self._version = self._opened(self.snapshot)

    def close(self) -> None:
        """End them; whoever waits for an answer is told."""
        if self._version is not None:
            self._version.pool.kill()

    @property
    def version(self) -> Version:
        """The newest version that is open; a newer one on disk begins to be opened."""
        assert self._version is not None
        now = time.monotonic()
        if now - self._looked > LOOK_EVERY and self._loading is None:
            self._looked = now
            if self._newest() not in ("", self._refused, self._version.snapshot.version):
                self._loading = asyncio.get_running_loop().create_task(self._reload())
        return self._version

    async def ask(
        self, version: Version, text: str, forms: Sequence[str], dataset: rdf.QueryGraphs | None = None
    ) -> tuple[rdf.Reply, Version]:
        """The answer over the store of a version; where a build has taken that away meanwhile, over the new one.

        Also which version answered. Raises Busy, QueryError, OutputError.
        """
        try:
            return await version.pool.ask(text, forms, dataset), version
        except OutputError:
            if self._newest() in ("", version.snapshot.version):
                raise
            self._loading = self._loading or asyncio.get_running_loop().create_task(self._reload())
            await asyncio.shield(self._loading)
            newer = self.version
            return await newer.pool.ask(text, forms, dataset), newer

    def _newest(self) -> str:
        try:
            return (self.folder / ".kg" / "current").readlink().name
        except OSError:
            return ""

    async def _reload(self) -> None:
        assert self._version is not None
        newest = self._newest()
        try:
            fresh = await asyncio.to_thread(open_snapshot, self.folder)
            await asyncio.to_thread(warm.before, fresh)
        except OutputError:
            self._refused = newest  # it cannot be opened; what is open stays
            return
        finally:
            self._loading = None
        old, self._version = self._version, self._opened(fresh)
        old.pool.close()

    def _opened(self, snapshot: Snapshot) -> Version:
        pool = Pool(snapshot.folder / "store", snapshot.prefixes, self.limits)
        pool.start()
        self._warming = asyncio.get_running_loop().run_in_executor(None, warm.beside, snapshot)
        return Version(snapshot, pool, Answers(KEPT))
