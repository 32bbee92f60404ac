"""Progress on stderr: what is being done, how much of it, how fast, how long still. Silent when asked to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

from kg.cli import stderr

Report = Callable[[str, int, int | None], None]
"""As kg.build.Report."""


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
        yield _lines()
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


def _lines() -> Report:
    """One line a stage, when it is done."""
    told: set[str] = set()

    def report(stage: str, done: int, total: int | None) -> None:
        if done and done == total and stage not in told:
            told.add(stage)
            stderr().print(f"kg: {stage}: {done:,}", markup=False)

    return report
