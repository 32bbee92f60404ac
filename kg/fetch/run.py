"""Fetching a list: span after span, page after page, noting what is held after each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kg.errors import InputError
from kg.fetch.source import Page, Source, Span, calendar
from kg.fetch.state import Held, State, opened, write
from kg.transport import Answer, Malformed, Request, Transport

Report = Callable[[str, int, int | None], None]
"""As kg.build.Report."""

AGAIN = 3
"""So often a list is asked for from its beginning when it changed while it was read, or a page that came back empty."""


@dataclass(slots=True)
class Fetched:
    """What a run did: spans asked for and left, records that came, those among them that were not held before, files written.

    `missing` counts records that a server said it has, but did not give.
    """

    spans: int = 0
    settled: int = 0
    left: int = 0
    records: int = 0
    new: int = 0
    missing: int = 0
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Job:
    """A run: the list, who asks, the day on which it is (GMT), how many records may come, who is told of progress."""

    source: Source
    transport: Transport
    today: date
    most: int | None
    report: Report


@dataclass(frozen=True, slots=True)
class _Work:
    """A job at work in a folder."""

    job: Job
    state: State
    done: Fetched = field(default_factory=Fetched)

    @property
    def spans(self) -> dict[str, Held]:
        """What is held of the list, by the names of its spans."""
        return self.state.of(self.job.source)

    @property
    def room(self) -> int:
        """How many records the next page may have; 0 when as many have come as are wanted."""
        most = self.job.most
        return self.job.source.size if most is None else max(0, min(self.job.source.size, most - self.done.records))


class _Changed(Exception):
    """The list changed while it was read."""


def fetch(job: Job, span: Span, folder: Path) -> Fetched:
    """Bring what the list holds for the days of `span` into `folder`, apart from what is there and has settled.

    Raises InputError where the server cannot be reached or answers nonsense, OutputError where the folder cannot be written.
    """
    with opened(folder) as state:
        work = _Work(job, state)
        wanted = list(calendar(span, job.source.days))
        due = [(day, part) for day, part in wanted if not _is_held(work, day, part)]
        work.done.settled = len(wanted) - len(due)
        for number, (day, part) in enumerate(due):
            if not work.room:
                work.done.left += len(due) - number
                break
            job.report("days" if job.source.days == 1 else "weeks", number, len(due))
            _bring(work, day, part)
        job.report("days" if job.source.days == 1 else "weeks", work.done.spans, work.done.spans)
    return work.done


def _is_held(work: _Work, day: str, part: Span) -> bool:
    held = work.spans.get(day)
    if held is None or not held.settled(work.job.source.settled) or not held.span.covers(part):
        return False
    return all((work.state.folder / name).is_file() for name in held.files)


def _bring(work: _Work, day: str, part: Span) -> None:
    """Everything of one span. What an earlier run began is gone on with; what was complete, but unsettled, is asked anew."""
    before, done = work.spans.get(day), work.done
    known, begun = _known_ids(work, before), done.records
    span = before.span.hull(part) if before else part
    goes_on = before is not None and before.span == span and not before.complete and before.records == len(known)
    held = before if before and goes_on else Held(span.first.isoformat(), span.last.isoformat())
    for again in range(AGAIN, -1, -1):
        try:
            for page in _pages(work, day, held, strict=again > 0):
                done.records += len(page.ids)
                done.new += len(set(page.ids) - known)
                known.update(page.ids)
                work.job.report("records", done.records, None)
            break
        except _Changed:
            work.job.transport.tell(f"the list of {day} changed while it was read; it is read from its beginning")
            done.records, held = begun, Held(held.first, held.last)
    done.files += held.files
    if not held.complete:
        done.left += 1
        return
    done.spans += 1
    done.missing += held.missing
    _clear(work, day, held)


def _pages(work: _Work, day: str, held: Held, *, strict: bool) -> Iterator[Page]:
    """The pages that are still to come, each one written and noted. Raises _Changed where it is to be strict."""
    source, seen = work.job.source, _known_ids(work, held)
    while not held.complete and work.room:
        size = work.room
        body, page = _asked(work, held, size)
        if strict and (seen.intersection(page.ids) or (page.total is not None and page.total < held.records + len(page.ids))):
            raise _Changed
        seen.update(page.ids)
        if page.ids:
            name = f"{source.name}-{day}-{len(held.files) + 1:04}{source.suffix}"
            write(work.state.folder / name, body)
            held.files[name] = len(page.ids)
        held.fetched = work.job.today.isoformat()
        held.total = held.records if page.total is None else page.total
        held.complete = not page.ids or (len(page.ids) < size if page.total is None else held.records >= held.total)
        held.missing = max(0, held.total - held.records) if held.complete else 0
        work.spans[day] = held
        work.state.save()
        yield page


def _asked(work: _Work, held: Held, size: int) -> tuple[bytes, Page]:
    """The next page of a span; one that is empty before the end, which arXiv gives at times, is asked for again."""
    source, transport = work.job.source, work.job.transport
    request = Request("GET", source.url, params=source.params(held.span, held.records, size))

    def read(answer: Answer) -> tuple[bytes, Page]:
        return answer.body, _read(source, answer, size)

    body, page = transport.ask(request, read)
    for attempt in range(1, AGAIN):
        if page.ids or (page.total or 0) <= held.records:
            break
        transport.wait(attempt, f"a page is empty that should hold records from {held.records + 1} on")
        body, page = transport.ask(request, read)
    return body, page


def _read(source: Source, answer: Answer, size: int) -> Page:
    page = source.read(answer.body)
    if len(page.ids) > size:
        raise Malformed(f"{len(page.ids)} records, where {size} were asked for")
    return page


def _known_ids(work: _Work, held: Held | None) -> set[str]:
    """The ids in the files of a span, as far as they stand and can be read."""
    known: set[str] = set()
    for name in held.files if held else ():
        try:
            known.update(work.job.source.read((work.state.folder / name).read_bytes()).ids)
        except (OSError, Malformed, InputError):
            continue
    return known


def _clear(work: _Work, day: str, held: Held) -> None:
    """Take away files of an earlier, longer list of the same span."""
    for path in work.state.folder.glob(f"{work.job.source.name}-{day}-*{work.job.source.suffix}"):
        if path.name not in held.files:
            path.unlink()
