"""The composition: read, extract, resolve, write. Everything that a build does is a line here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, TypeVar

from kg import files, kept, lexicon, ontology, output
from kg.config import Config
from kg.errors import InputError, UnknownName
from kg.extract.run import extract, extractor_version
from kg.kept import Kept, Said
from kg.keys import paper_path
from kg.read import conflicts, merge, read
from kg.records import Extraction, Paper, Unreadable
from kg.resolve import Resolution, resolve
from kg.resolve.corrections import Correction
from kg.resolve.identifiers import identified, read_identifiers
from kg.resolve.known import known_names, listed_things

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


def build(
    sources: Iterable[str],
    folder: Path,
    job: Job,
    *,
    format: str = "",
    stdin: BinaryIO | None = None,
    same_as: Path | None = None,
) -> Summary:
    """Add the papers of `sources` to the graph in `folder`, which may not exist yet.

    `same_as` is a table of outside identifiers, which is kept with the graph. The files are the same, byte for byte, as
    those of one build of everything. Raises KgError.
    """
    brought = read_identifiers(same_as) if same_as else ()
    if same_as and not brought:
        raise InputError(f"{same_as} holds no identifier", remedy="give a table with the columns name, scheme, identifier")
    items = read(list(sources), format=format, stdin=stdin)
    output.require_free(folder, files.NAMES)
    with output.new_version(folder) as fresh:
        state = _standing(folder)
        changes = kept.take_in(state, _counted("reading", items, job.report))
        if not state.records:
            causes = "; ".join(f"{item.file}, {item.position}: {item.cause}" for item in state.unreadable[:3])
            raise InputError("no paper could be read", cause=causes, remedy="kg build --help lists the formats")
        said = kept.load_said(folder)
        said = replace(said, identifiers=tuple(sorted({*said.identifiers, *brought})))
        summary = _finish(state, said, fresh, job, changes=changes)
        kept.save_said(said, folder)
        return summary


def correct(folder: Path, line: Correction, job: Job) -> Summary:
    """Add a correction to the graph in `folder`. Raises OutputError, InputError."""
    output.current(folder)
    with output.new_version(folder) as fresh:
        said = kept.load_said(folder).with_correction(line)
        summary = _finish(_standing(folder), said, fresh, job, changes=(0, 0))
        kept.save_said(said, folder)
        return summary


def note_down(folder: Path, line: Correction) -> None:
    """Write a correction down, for the next build. Raises OutputError, InputError."""
    output.current(folder)
    kept.save_said(kept.load_said(folder).with_correction(line), folder)


def forget(folder: Path, paper: str, job: Job) -> Paper:
    """Take one paper (by title, id or key) out of the graph in `folder`. Raises UnknownName, OutputError."""
    output.current(folder)
    with output.new_version(folder) as fresh:
        state = _standing(folder)
        found = [p for p in state.records if paper in (p.title, p.id, p.key, paper_path(p.key))]
        if not found:
            raise UnknownName("paper", paper, [name for p in state.records for name in (p.title, p.id, p.key) if name])
        state.records = [p for p in state.records if p.key != found[0].key]
        _finish(state, kept.load_said(folder), fresh, job, changes=(0, 0))
        return found[0]


def sample_files() -> list[str]:
    """The files of the sample corpus."""
    return [str(path) for path in sorted(SAMPLE.glob("*.txt"))]


def _standing(folder: Path) -> Kept:
    return kept.load(output.current(folder)) if (folder / ".kg" / "current").is_dir() else Kept()


def _finish(state: Kept, said: Said, fresh: Path, job: Job, *, changes: tuple[int, int]) -> Summary:
    lap = _laps()
    terms, stamp = ontology.load(), extractor_version(job.config.extractor, job.config.model_folder)
    papers = merge(state.records)
    new = [paper for paper in papers if (paper.key, paper.sha256, stamp) not in state.extractions]
    extracted = extract(new, extractor=job.config.extractor, model=job.config.model_folder, workers=job.config.workers)
    made = {e.paper: e for e in _counted("extracting", extracted, job.report, len(new))}
    extractions = [made.get(p.key) or state.extractions[p.key, p.sha256, stamp] for p in papers]
    kept.save(state, extractions, fresh)
    seconds = {"extract": lap()}
    resolution = _resolved(papers, extractions, job.config, said)
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


def _resolved(papers: Sequence[Paper], extractions: Sequence[Extraction], config: Config, said: Said) -> Resolution:
    """The graph of the papers, by the lexicons that ship and what people say."""
    entries = lexicon.load_lexicons(ontology.data_dir() / "lexicon")
    found = resolve(
        papers,
        extractions,
        ontology.load(),
        known=known_names(entries),
        listed=listed_things(entries),
        min_score=config.min_score,
        corrections=said.corrections,
    )
    named = identified(found.knowledge.entities, said.identifiers, base=config.base_iri)
    return Resolution(
        replace(found.knowledge, entities=named.entities),
        tuple(sorted((*found.ledger, *named.ledger))),
        tuple(sorted((*found.problems, *named.problems))),
    )


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
