"""The composition: read, extract, resolve, write. Everything that a build does is a line here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, TypeVar

from kg import files, kept, lexicon, ontology, output
from kg.config import Config
from kg.errors import InputError, UnknownName
from kg.extract.run import extract, extractor_version
from kg.kept import Kept
from kg.keys import paper_path
from kg.read import conflicts, merge, read
from kg.records import Paper, Unreadable
from kg.resolve import resolve
from kg.resolve.known import known_names

Report = Callable[[str, int, int | None], None]
"""Told of progress: the stage, how much is done, how much there is (None while unknown)."""

SAMPLE = Path(__file__).parent / "sample"
"""The corpus that comes with kg."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Job:
    """How to build: the settings, and who is told of progress."""

    config: Config
    report: Report


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did.

    `counts` are those of `kg stats`. `replaced` records stand in the graph anew; `gone` ones are kept although their file
    no longer has them. `extracted` papers were read by the extractor, the others it had read before.
    """

    counts: dict[str, int]
    unreadable: tuple[Unreadable, ...]
    replaced: int
    gone: int
    extracted: int


def build(sources: Iterable[str], folder: Path, job: Job, *, format: str = "", stdin: BinaryIO | None = None) -> Summary:
    """Add the papers of `sources` to the graph in `folder`, which may not exist yet.

    The files are the same, byte for byte, as those of one build of everything. Raises KgError.
    """
    items = read(list(sources), format=format, stdin=stdin)
    output.require_free(folder, files.NAMES)
    with output.new_version(folder) as fresh:
        state = _standing(folder)
        changes = kept.take_in(state, _counted("reading", items, job.report))
        if not state.records:
            causes = "; ".join(f"{item.file}, {item.position}: {item.cause}" for item in state.unreadable[:3])
            raise InputError("no paper could be read", cause=causes, remedy="kg build --help lists the formats")
        return _finish(state, fresh, job, changes=changes)


def forget(folder: Path, paper: str, job: Job) -> Paper:
    """Take one paper (by title, id or key) out of the graph in `folder`. Raises UnknownName, OutputError."""
    output.current(folder)
    with output.new_version(folder) as fresh:
        state = _standing(folder)
        found = [p for p in state.records if paper in (p.title, p.id, p.key, paper_path(p.key))]
        if not found:
            raise UnknownName("paper", paper, [name for p in state.records for name in (p.title, p.id, p.key) if name])
        state.records = [p for p in state.records if p.key != found[0].key]
        _finish(state, fresh, job, changes=(0, 0))
        return found[0]


def sample_files() -> list[str]:
    """The files of the sample corpus."""
    return [str(path) for path in sorted(SAMPLE.glob("*.txt"))]


def _standing(folder: Path) -> Kept:
    return kept.load(output.current(folder)) if (folder / ".kg" / "current").is_dir() else Kept()


def _finish(state: Kept, fresh: Path, job: Job, *, changes: tuple[int, int]) -> Summary:
    lap = _laps()
    terms, stamp = ontology.load(), extractor_version(job.config.extractor)
    papers = merge(state.records)
    new = [paper for paper in papers if (paper.key, paper.sha256, stamp) not in state.extractions]
    extracted = extract(new, extractor=job.config.extractor, workers=job.config.workers)
    made = {e.paper: e for e in _counted("extracting", extracted, job.report, len(new))}
    extractions = [made.get(p.key) or state.extractions[p.key, p.sha256, stamp] for p in papers]
    kept.save(state, extractions, fresh)
    seconds = {"extract": lap()}
    known = known_names(lexicon.load_lexicons(ontology.data_dir() / "lexicon"))
    resolution = resolve(papers, extractions, terms, known=known, min_score=job.config.min_score)
    seconds["resolve"] = lap()
    problems = sorted({*resolution.problems, *conflicts(state.records), *map(files.as_problem, state.unreadable)})
    product = files.Product(resolution.knowledge, resolution.ledger, tuple(problems), terms, job.config)
    for file in _counted("writing", files.FILES, job.report, len(files.FILES)):
        file.write(product, fresh / file.name)
        seconds[file.name] = lap()
    counts = files.counts(product, records=len(state.records))
    about = {"layout": output.LAYOUT, "kg": version("kg"), "ontology": terms.version, "extractor": stamp}
    files.write_run({**about, **asdict(job.config), "counts": counts, "seconds": seconds}, fresh)
    return Summary(counts, tuple(state.unreadable), *changes, len(new))


def _counted(stage: str, items: Iterable[_T], report: Report, total: int | None = None) -> Iterator[_T]:
    done = 0
    report(stage, done, total)
    for done, item in enumerate(items, 1):
        yield item
        report(stage, done, total)
    report(stage, done, done)


def _laps() -> Callable[[], float]:
    """A function that gives the seconds since it was last called."""
    last = time.perf_counter()

    def lap() -> float:
        nonlocal last
        before, last = last, time.perf_counter()
        return round(last - before, 3)

    return lap
