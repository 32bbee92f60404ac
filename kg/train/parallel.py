"""Running independent pieces of a training side by side: each in a process of its own, on one of several devices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

import torch

from kg.errors import KgError

Report = Callable[[str], None]
On = tuple[str, Report]
"""The device to work on, and what takes lines of progress."""
T = TypeVar("T")
R = TypeVar("R")


class TrainingFailed(KgError):
    """A piece of the training ended early; what the others wrote stands."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work, which leaves its outcome in a file."""

    name: str
    work: Callable[[On], None]


def devices(jobs: int) -> tuple[str, ...]:
    """The devices to train on. For several processes they are counted in another one: who has used a GPU cannot be forked."""
    if jobs <= 1:
        found = _gpus()
    else:
        with get_context("fork").Pool(1) as pool:
            found = pool.apply(_gpus)
    return tuple(f"cuda:{i}" for i in range(found)) or ("cpu",)


def _gpus() -> int:
    return torch.cuda.device_count()


def run_tasks(tasks: Sequence[Task], on: Sequence[str], jobs: int, report: Report) -> None:
    """Run all tasks, `jobs` at a time, on the devices by turns; one at a time in this process. Raises TrainingFailed."""
    if jobs <= 1:
        for i, task in enumerate(tasks):
            task.work((on[i % len(on)], partial(_named, report, task.name)))
        return
    waiting, failed = list(tasks)[::-1], []
    busy: dict[str, int] = dict.fromkeys(on, 0)
    running: dict[Connection, tuple[Task, Any, str]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            task, device = waiting.pop(), min(busy, key=lambda d: busy[d])
            busy[device] += 1
            here, there = get_context("fork").Pipe(duplex=False)
            process = get_context("fork").Process(target=_run, args=(task, device, there))
            process.start()
            there.close()
            running[here] = task, process, device
        for ready in wait(list(running)):
            assert isinstance(ready, Connection)
            task, process, device = running[ready]
            try:
                report(f"{task.name}: {ready.recv()}")
            except EOFError:
                del running[ready]
                busy[device] -= 1
                process.join()
                failed += [task.name] if process.exitcode else []
    if failed:
        raise TrainingFailed(f"training stopped at {', '.join(failed)}", remedy="see the messages above")


def _named(report: Report, name: str, line: str) -> None:
    report(f"{name}: {line}")


def _run(task: Task, device: str, there: Connection) -> None:
    torch.set_num_threads(2)
    torch.set_float32_matmul_precision("high")
    if device != "cpu":
        torch.cuda.set_device(device)
    task.work((device, there.send))
    there.close()


_work: Callable[[Any], Any] | None = None


def mapped(function: Callable[[T], R], items: Iterable[T], jobs: int) -> list[R]:
    """The function of every item, in order, in `jobs` processes."""
    global _work
    if jobs <= 1:
        return [function(item) for item in items]
    _work = function
    with get_context("fork").Pool(jobs) as pool:
        return pool.map(_apply, items, chunksize=16)


def _apply(item: Any) -> Any:
    assert _work is not None
    return _work(item)
