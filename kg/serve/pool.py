"""Processes that answer queries, kept warm: so many at once, so many waiting, each query with its time and memory."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kg import rdf
from kg.errors import KgError


class Busy(KgError):
    """More queries are asked than can be answered soon."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may take: `seconds` and `memory` (bytes) each; `workers` at once, `waiting` more, so long as `patience`."""

    seconds: float = 60
    memory: int = 1 << 30
    workers: int = 4
    waiting: int = 64
    patience: float = 10


class Pool:
    """Workers over one store. It belongs to the event loop in which it is first used."""

    def __init__(self, store: Path, prefixes: dict[str, str], limits: Limits) -> None:
        self.limits, self.waiting, self._closed = limits, 0, False
        self._workers = [rdf.Worker(store, prefixes, memory=limits.memory) for _ in range(limits.workers)]
        self._threads = ThreadPoolExecutor(limits.workers, thread_name_prefix="query")
        self._idle: asyncio.Queue[rdf.Worker] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start all processes; those that stand are there for queries at once."""
        for worker in self._workers:
            self._give_back(worker)

    async def ask(self, text: str, forms: Sequence[str], dataset: rdf.QueryGraphs | None = None) -> rdf.Reply:
        """The answer in the first of `forms` that fits. Raises Busy, QueryError, QueryTimeout, OutputError."""
        worker = await self._free_worker()
        run = partial(worker.reply, text, forms, seconds=self.limits.seconds, dataset=dataset or rdf.QueryGraphs())
        answer = asyncio.get_running_loop().run_in_executor(self._threads, run)
        answer.add_done_callback(partial(self._ended, worker))
        try:
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            worker.stop()
            raise

    def _ended(self, worker: rdf.Worker, answer: asyncio.Future[rdf.Reply]) -> None:
        """A query has come to its end, whether somebody still waits for its answer or not."""
        answer.exception()
        self._give_back(worker)

    def close(self) -> None:
        """End all processes: those at work when their queries have ended."""
        self._closed = True
        while not self._idle.empty():
            self._idle.get_nowait().close()
        self._threads.shutdown(wait=False)

    def kill(self) -> None:
        """End all processes, whatever they do."""
        self.close()
        for worker in self._workers:
            worker.stop()

    async def _free_worker(self) -> rdf.Worker:
        if self.waiting >= self.limits.waiting:
            raise Busy("too many queries are waiting", remedy="try again in a moment")
        self.waiting += 1
        try:
            return await asyncio.wait_for(self._idle.get(), self.limits.patience)
        except TimeoutError as error:
            raise Busy("all query processes are busy with long queries", remedy="try again in a moment") from error
        finally:
            self.waiting -= 1

    def _give_back(self, worker: rdf.Worker) -> None:
        """Make a worker free for others: at once where its process stands, else when it has started."""
        if self._closed:
            worker.close()
        elif worker.running:
            self._idle.put_nowait(worker)
        else:
            task = asyncio.get_running_loop().create_task(self._warm(worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _warm(self, worker: rdf.Worker) -> None:
        with contextlib.suppress(KgError, RuntimeError):
            ask = partial(worker.answer, "ASK {}", "json", seconds=self.limits.seconds)
            await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        if self._closed:
            worker.close()
        else:
            self._idle.put_nowait(worker)
