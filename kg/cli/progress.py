"""Progress on stderr: what is being done, how much of it, how fast, how long still. Silent when asked to be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from kg.build import Report
from kg.cli import stderr


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


def silent(stage: str, done: int, total: int | None) -> None:
    """A report to nobody."""


@contextmanager
def progress(quiet: bool) -> Iterator[Report]:
    """A function that a build calls with (stage, done, total or None). On no terminal it writes one line a stage."""
    console = stderr()
    if quiet:
        yield silent
    elif not console.is_terminal:
        with _lines() as report:
            yield report
    else:
        columns = (
            TextColumn("{task.description:24}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, transient=False) as bars:
            tasks: dict[str, int] = {}

            def report(stage: str, done: int, total: int | None) -> None:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(stage, total=total)
                bars.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

            yield report


@contextmanager
def _lines() -> Iterator[Report]:
    last: dict[str, int] = {}

    def report(stage: str, done: int, total: int | None) -> None:
        last[stage] = done
        if done == total:
            stderr().print(f"kg: {stage}: {done:,}", markup=False)

    yield report
    for stage in [s for s, done in last.items() if done == 0]:
        del last[stage]
