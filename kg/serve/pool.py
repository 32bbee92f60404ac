"""Processes that answer queries, kept warm: so many at once, so many waiting, each query with its time and memory."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg import rdf
from kg.errors import KgError, OutputError
from kg.rdf.worker import PATIENCE


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


@dataclass(frozen=True, slots=True, order=True)
class _Idle:
    """A free worker; the one that has answered most comes first, for it has most of the store in its memory."""

    rank: int
    number: int
    worker: rdf.Worker = field(compare=False)


class Pool:
    """Workers over one store. It belongs to the event loop in which it is first used."""

    def __init__(self, store: Path, prefixes: dict[str, str], limits: Limits) -> None:
        self.limits, self.waiting, self._closed = limits, 0, False
        self._workers = [rdf.Worker(store, prefixes, memory=limits.memory) for _ in range(limits.workers)]
        self._idle: asyncio.PriorityQueue[_Idle] = asyncio.PriorityQueue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving = asyncio.Event()

    def start(self) -> None:
        """Start all processes; those that stand are there for queries at once."""
        for worker in self._workers:
            self._give_back(worker)

    async def ask(self, text: str, forms: Sequence[str], dataset: rdf.QueryGraphs | None = None) -> rdf.Reply:
        """The answer in the first of `forms` that fits. Raises Busy, QueryError, OutputError."""
        worker = await self._free_worker()
        try:
            return await self._answer(worker, text, forms, dataset or rdf.QueryGraphs())
        except OutputError as error:
            raise self._ending() if self._leaving.is_set() else error from error.__cause__
        finally:
            self._give_back(worker)

    async def _answer(self, worker: rdf.Worker, text: str, forms: Sequence[str], dataset: rdf.QueryGraphs) -> rdf.Reply:
        """Ask one worker, and take in what comes; when nobody waits any more, the worker is stopped."""
        loop, seconds = asyncio.get_running_loop(), self.limits.seconds
        answer: asyncio.Future[rdf.Reply] = loop.create_future()

        def arrived() -> None:
            try:
                reply = worker.receive()
            except KgError as error:
                answer.set_exception(error)
            else:
                if reply is not None:
                    answer.set_result(reply)
            if answer.done():
                loop.remove_reader(stream)

        stream = worker.send(text, forms, dataset)
        loop.add_reader(stream, arrived)
        timers = [loop.call_later(seconds, worker.expire, seconds)]
        if seconds > PATIENCE:
            timers.append(loop.call_later(PATIENCE, worker.lower))
        try:
            return await answer
        except asyncio.CancelledError:
            worker.stop()
            raise
        finally:
            loop.remove_reader(stream)
            for timer in timers:
                timer.cancel()

    def close(self) -> None:
        """End all processes: those at work when their queries have ended."""
        self._closed = True
        while not self._idle.empty():
            self._idle.get_nowait().worker.close()

    def kill(self) -> None:
        """End all processes, whatever they do; whoever waits for an answer is told."""
        self._leaving.set()
        self.close()
        for worker in self._workers:
            worker.stop()

    async def _free_worker(self) -> rdf.Worker:
        if not self.waiting and not self._idle.empty():
            return self._idle.get_nowait().worker
        if self.waiting >= self.limits.waiting:
            raise Busy("too many queries are waiting", remedy="try again in a moment")
        self.waiting += 1
        waits = [asyncio.ensure_future(self._idle.get()), asyncio.ensure_future(self._leaving.wait())]
        try:
            await asyncio.wait(waits, timeout=self.limits.patience, return_when=asyncio.FIRST_COMPLETED)
            found = waits[0].result() if waits[0].done() else None
        finally:
            self.waiting -= 1
            for wait in waits:
                wait.cancel()
        if isinstance(found, _Idle):
            return found.worker
        if self._leaving.is_set():
            raise self._ending()
        raise Busy("all query processes are busy with long queries", remedy="try again in a moment")

    def _ending(self) -> Busy:
        return Busy("the server is being ended", remedy="try again when it is back")

    def _give_back(self, worker: rdf.Worker) -> None:
        """Make a worker free for others: at once where its process stands, else when it has started."""
        if worker.running and not self._closed:
            self._put(worker)
        else:
            task = asyncio.get_running_loop().create_task(self._renew(worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _renew(self, worker: rdf.Worker) -> None:
        """Wait for the end of a process that was stopped, and start another; in a thread, for either may take a while."""
        await asyncio.to_thread(worker.close)
        if self._closed:
            return
        with contextlib.suppress(KgError):
            await asyncio.to_thread(worker.start)
            await self._answer(worker, "ASK {}", ("json",), rdf.QueryGraphs())
        if self._closed:
            worker.close()
        else:
            self._put(worker)

    def _put(self, worker: rdf.Worker) -> None:
        self._idle.put_nowait(_Idle(-worker.answers, self._workers.index(worker), worker))
