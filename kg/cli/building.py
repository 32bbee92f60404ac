"""Commands that make a graph or change it: build, extract, forget, demo."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import orjson
import typer

from kg import config
from kg.build import Job, Summary, build, forget, sample_files
from kg.cli import INCOMPLETE, app, stderr
from kg.cli.options import AsJson, Extractor, Format, GraphDir, OutDir, Quiet, Sources, Workers
from kg.cli.progress import progress
from kg.cli.text import say
from kg.config import Config
from kg.extract.kept import to_gold
from kg.extract.run import EXTRACTORS, extract
from kg.graph import Graph
from kg.read import READERS, read
from kg.records import Paper, Unreadable

SHOWN = 20
"""How many unreadable records are listed; all of them stand in problems.jsonl."""

FORMATS = f"Formats (recognised from content): {', '.join(sorted(READERS))}; all of them also as .gz."
DEFAULT = next(iter(EXTRACTORS))


@app.command("build", epilog=FORMATS)
def build_command(
    sources: Sources,
    folder: OutDir = Path("output"),
    format: Format = "",
    extractor: Extractor = DEFAULT,
    workers: Workers = None,
    min_score: Annotated[float | None, typer.Option(min=0, max=1, help="leave out what scores below")] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """kg build papers.jsonl more/*.txt -o output

    Read papers, extract what they say, and build the graph, or add to the one that stands there.
    """
    settings = _settings(workers, min_score)
    with progress(quiet) as report:
        summary = build(sources, folder, Job(settings, extractor, report), format=format, stdin=sys.stdin.buffer)
    _tell(summary, folder, quiet=quiet, as_json=as_json)
    raise typer.Exit(INCOMPLETE if summary.unreadable else 0)


@app.command("extract", epilog=FORMATS)
def extract_command(
    sources: Sources,
    format: Format = "",
    extractor: Extractor = DEFAULT,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """kg extract papers.jsonl > extracted.jsonl

    Print what each paper says as one JSON object a line: entities, relations, results, each with its words.
    """
    unreadable: list[Unreadable] = []
    settings = _settings(workers, None)

    def papers() -> Iterator[Paper]:
        seen: set[str] = set()
        for item in read(sources, format=format, stdin=sys.stdin.buffer):
            if isinstance(item, Unreadable):
                unreadable.append(item)
            elif item.key not in seen:
                seen.add(item.key)
                waiting[item.key] = item
                yield item

    waiting: dict[str, Paper] = {}
    with progress(quiet) as report:
        for number, extraction in enumerate(extract(papers(), extractor=extractor, workers=settings.workers), 1):
            line = to_gold(waiting.pop(extraction.paper), extraction)
            sys.stdout.buffer.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            report("extracting", number, None)
    sys.stdout.flush()
    _list(unreadable)
    raise typer.Exit(INCOMPLETE if unreadable else 0)


@app.command("forget")
def forget_command(
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="its title, id or key")],
    folder: GraphDir = Path("output"),
    extractor: Extractor = DEFAULT,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """kg forget "Attention Is All You Need"

    Take one paper out of the graph, with everything that only it says.
    """
    with progress(quiet) as report:
        gone = forget(folder, paper, Job(_settings(workers, None), extractor, report))
    if not quiet:
        stderr().print(f"kg: forgot {gone.title!r}", markup=False)


@app.command("demo")
def demo_command(folder: OutDir = Path("output"), workers: Workers = None, quiet: Quiet = False) -> None:
    """kg demo

    Build the graph of the sample that comes with kg, ask it two questions, and say what to open next.
    """
    with progress(quiet) as report:
        summary = build(sample_files(), folder, Job(_settings(workers, None), DEFAULT, report))
    _tell(summary, folder, quiet=quiet, as_json=False)
    from kg.cli.ask import DEMO_QUESTIONS, print_named

    for name in DEMO_QUESTIONS:
        print_named(Graph(folder), name, rows=8)
    say(f"\nOpen next:\n  {folder / 'graph.html'}   the graph, in a browser (offline)")
    say(f"  {folder / 'graph.gexf'}   the same in Gephi")
    say(f"  kg show LoRA -g {folder}   one entity with its facts and sentences")
    say(f"  kg query --list   the named questions; kg query 'SELECT ...' -g {folder}")


def _settings(workers: int | None, min_score: float | None) -> Config:
    settings = config.load()
    settings = replace(settings, workers=settings.workers if workers is None else workers)
    settings = replace(settings, workers=settings.workers or len(os.sched_getaffinity(0)))
    return settings if min_score is None else replace(settings, min_score=min_score)


def _tell(summary: Summary, folder: Path, *, quiet: bool, as_json: bool) -> None:
    if as_json:
        told = summary.counts | {"replaced": summary.replaced, "extracted": summary.extracted, "output": str(folder)}
        unreadable = [asdict(item) for item in summary.unreadable]
        sys.stdout.buffer.write(orjson.dumps(told | {"unreadable": unreadable}, option=orjson.OPT_APPEND_NEWLINE))
    elif not quiet:
        c = summary.counts
        stderr().print(
            f"kg: {c['records']:,} records of {c['papers']:,} papers ({summary.extracted:,} newly read): "
            f"{c['entities']:,} entities, {c['relations']:,} relations, {c['results']:,} results, "
            f"{c['problems']:,} problems, in {folder}/",
            markup=False,
        )  # fmt: skip
    _list(summary.unreadable)


def _list(unreadable: tuple[Unreadable, ...] | list[Unreadable]) -> None:
    for item in unreadable[:SHOWN]:
        stderr().print(f"kg: {item.file}, record {item.record} ({item.position}): {item.cause}; {item.remedy}", markup=False)
    if len(unreadable) > SHOWN:
        stderr().print(f"kg: and {len(unreadable) - SHOWN:,} more that could not be read", markup=False)
