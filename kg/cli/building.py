"""Commands that make a graph or change it: build, extract, forget, demo."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from kg import config
from kg.cli import INCOMPLETE, app, stderr
from kg.cli.options import AsJson, Extractor, Format, GraphDir, Model, OutDir, Quiet, Sources, Workers
from kg.cli.progress import progress
from kg.cli.text import print_table, say
from kg.config import Config
from kg.errors import ConfigError
from kg.records import Paper, Unreadable

if TYPE_CHECKING:
    from kg.build import Summary

SHOWN = 20
"""How many unreadable records are listed; all of them stand in problems.jsonl."""

DEMO_QUESTIONS = ("most-used-hardware", "claims-above")
"""The named questions that `kg demo` asks."""
DEMO_ROWS = 8

FORMATS = "kg formats lists the formats; they are recognised from content, and may be gzipped."


@app.command("build", epilog=FORMATS)
def build_command(
    sources: Sources,
    folder: OutDir = Path("output"),
    format: Format = "",
    extractor: Extractor = "",
    model: Model = "",
    workers: Workers = None,
    min_score: Annotated[float | None, typer.Option(min=0, max=1, help="leave out what scores below")] = None,
    same_as: Annotated[Path | None, typer.Option(metavar="FILE", help="a table of names with their outside identifiers")] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """kg build papers.jsonl more/*.txt -o output

    Read papers, extract what they say, and build the graph, or add to the one that stands there.
    """
    from kg.build import Job, build

    with progress(quiet) as report:
        job = Job(settings_with(workers, extractor, min_score, model=model), report)
        summary = build(sources, folder, job, format=format, stdin=sys.stdin.buffer, same_as=same_as)
    _tell(summary, folder, quiet=quiet, as_json=as_json)
    raise typer.Exit(INCOMPLETE if summary.unreadable else 0)


@app.command("extract", epilog=FORMATS)
def extract_command(
    sources: Sources,
    format: Format = "",
    extractor: Extractor = "",
    model: Model = "",
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """kg extract papers.jsonl > extracted.jsonl

    Print what each paper says as one JSON object a line: entities, relations, results, each with its words.
    """
    from kg.extract.kept import to_gold
    from kg.extract.run import extract
    from kg.read import read

    unreadable: list[Unreadable] = []
    waiting: dict[str, Paper] = {}
    settings = settings_with(workers, extractor, model=model)

    def papers() -> Iterator[Paper]:
        seen: set[str] = set()
        for item in read(sources, format=format, stdin=sys.stdin.buffer):
            if isinstance(item, Unreadable):
                unreadable.append(item)
            elif item.key not in seen:
                seen.add(item.key)
                waiting[item.key] = item
                yield item

    found = extract(papers(), extractor=settings.extractor, model=settings.model_folder, workers=settings.workers)
    with progress(quiet) as report:
        for number, extraction in enumerate(found, 1):
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
    extractor: Extractor = "",
    model: Model = "",
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """kg forget "Attention Is All You Need"

    Take one paper out of the graph, with everything that only it says.
    """
    from kg.build import Job, forget

    with progress(quiet) as report:
        gone = forget(folder, paper, Job(settings_with(workers, extractor, model=model), report))
    if not quiet:
        stderr().print(f"kg: forgot {gone.title!r}", markup=False)


@app.command("demo")
def demo_command(folder: OutDir = Path("output"), workers: Workers = None, quiet: Quiet = False) -> None:
    """kg demo

    Build the graph of the sample that comes with kg, ask it two questions, and say what to open next.
    """
    from kg import rdf
    from kg.build import Job, build, sample_files
    from kg.graph import Graph

    with progress(quiet) as report:
        summary = build(sample_files(), folder, Job(settings_with(workers), report))
    _tell(summary, folder, quiet=quiet, as_json=False)
    graph = Graph(folder)
    for name in DEMO_QUESTIONS:
        question = rdf.named_query(name)
        table = graph.query(question.text)
        say(f"\n{question.description} (kg query --name {name})", "bold")
        print_table(table.columns, table.rows[:DEMO_ROWS])
    say(f"\nOpen next:\n  {folder / 'graph.html'}   the graph, in a browser (offline)")
    say(f"  {folder / 'graph.gexf'}   the same in Gephi")
    say(f"  kg show LoRA -g {folder}   one entity with its facts and sentences")
    say(f"  kg query --list   the named questions; kg query 'SELECT ...' -g {folder}")
    say(f"  kg serve -g {folder}   the explorer, with a SPARQL endpoint, on http://127.0.0.1:8000")


@app.command("formats")
def formats_command() -> None:
    """kg formats

    The formats that kg reads.
    """
    from kg.read import READERS

    print_table(("format", "what it is"), [(reader.name, reader.description) for reader in READERS.values()])


def settings_with(workers: int | None, extractor: str = "", min_score: float | None = None, *, model: str = "") -> Config:
    """The settings in force, with what the command line gives instead. Raises ConfigError for a model that nobody reads."""
    from kg.extract.run import LEARNED

    settings = config.load()
    if model and (extractor or settings.extractor) not in LEARNED:
        raise ConfigError(f"--model does not go with the extractor {extractor or settings.extractor}", remedy="leave one away")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return replace(
        settings,
        workers=(settings.workers if workers is None else workers) or cores,
        extractor=extractor or settings.extractor,
        model=model or settings.model,
        min_score=settings.min_score if min_score is None else min_score,
    )


def _tell(summary: Summary, folder: Path, *, quiet: bool, as_json: bool) -> None:
    if as_json:
        changes = {name: getattr(summary, name) for name in ("replaced", "gone", "extracted")}
        told = summary.counts | changes | {"output": str(folder)}
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
    if summary.gone and not quiet:
        stderr().print(
            f"kg: {summary.gone:,} records stay although the files read again no longer have them; kg forget takes papers out",
            markup=False,
        )
    _list(summary.unreadable)


def _list(unreadable: tuple[Unreadable, ...] | list[Unreadable]) -> None:
    for item in unreadable[:SHOWN]:
        stderr().print(f"kg: {item.file}, record {item.record} ({item.position}): {item.cause}; {item.remedy}", markup=False)
    if len(unreadable) > SHOWN:
        stderr().print(f"kg: and {len(unreadable) - SHOWN:,} more that could not be read", markup=False)
