"""The command that compares: kg compare, leaderboards from text."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from kg import ontology
from kg.cli import app
from kg.cli.options import GraphDir
from kg.cli.text import print_table, say
from kg.compare import Asked, Board, Contradiction, Ranking, Row, board, contradictions, csv_lines, plain
from kg.errors import ConfigError, OutputError
from kg.graph import Graph

Things = Callable[[Graph], Asked]
"""What the names and options chose, once the graph is known. Raises UnknownName."""

DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
COLUMNS = ("what", "as written", "comparable", "against", "on", "sentence and paper", "date")


def comparing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command whose first parameter is Things one option for each entity type of the ontology in its place."""
    options = {term.label: _option(term.label) for term in ontology.load().types}
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    @wraps(command)
    def with_options(**given: Any) -> None:
        of_type = {label: given.pop(option.name) or [] for label, option in options.items()}
        names = given.pop("names") or []
        command(lambda graph: graph.asked(names, of_type), **given, asks=bool(names or any(of_type.values())))

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (_names(), *options.values(), *own) if p.name != "asks"]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return with_options


def _option(label: str) -> inspect.Parameter:
    name = "-".join(label.split())
    about = typer.Option(f"--{name}", metavar="NAME", help=f"only numbers about this {label}; repeated: about one of them")
    annotation = Annotated[list[str] | None, about]
    return inspect.Parameter(name.replace("-", "_"), inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _names() -> inspect.Parameter:
    about = typer.Argument(metavar="[NAME]...", help="things of any type, about one of which the numbers are", show_default=False)
    return inspect.Parameter("names", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[list[str] | None, about])


@app.command("compare")
@comparing
def compare_command(
    things: Things,
    folder: GraphDir = Path("output"),
    min_score: Annotated[float, typer.Option(min=0, max=1, help="only numbers with evidence of this score")] = 0.0,
    since: Annotated[str, typer.Option(metavar="DATE", help="only papers since this year, month or day")] = "",
    wide: Annotated[bool, typer.Option("--wide", help="also numbers whose paper, not their sentence, names the thing")] = False,
    disagreeing: Annotated[bool, typer.Option("--contradictions", help="what papers say against each other")] = False,
    limit: Annotated[int, typer.Option(min=1, help="rows shown of each ranking; files hold all")] = 20,
    as_csv: Annotated[bool, typer.Option("--csv", help="one table of all rows as CSV")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on stdout")] = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="a page in one file, its tables sort")] = None,
    *,
    asks: bool = False,
) -> None:
    """kg compare --hardware A100 --metric latency

    Leaderboards from text: who is said to reach what, against whom, in which sentence. Metrics stay apart, and so do levels
    and changes; changes ("48 % less", "2x faster") share one scale, the new level divided by the old one.
    """
    if since and not DATE.fullmatch(since):
        raise ConfigError(f"--since {since} is no date", remedy="write 2024, 2024-11 or 2024-11-07")
    if as_csv and (as_json or disagreeing):
        raise ConfigError("--csv goes neither with --json nor with --contradictions", remedy="give one of them")
    if not (asks or disagreeing):
        raise ConfigError("nothing to compare is named", remedy="give a name, or an option such as --hardware A100")
    graph = Graph(folder)
    asked = replace(things(graph), min_score=min_score, since=since, wide=wide)
    if disagreeing:
        _contradictions(contradictions(graph.index, asked), as_json=as_json)
        return
    found = board(graph.index, asked)
    if html is not None:
        _write_page(found, html)
    if as_csv:
        sys.stdout.write("".join(csv_lines(found)))
    elif as_json:
        sys.stdout.buffer.write(orjson.dumps(plain(found), option=orjson.OPT_APPEND_NEWLINE))
        sys.stdout.flush()
    elif html is None:
        _show(found, limit)


def _show(found: Board, limit: int) -> None:
    for ranking in found.rankings:
        _show_ranking(ranking, limit)
    if not found.rankings:
        say("no number in the graph answers this")
    if found.wider:
        say(f"{found.wider:,} more where the paper, not the sentence, names it: --wide", "dim")


def _show_ranking(ranking: Ranking, limit: int) -> None:
    say(f"{ranking.metric}: {ranking.about}", "bold")
    above = ""
    rows = []
    for row in ranking.rows[:limit]:
        said = f"“{_one_line(row.quote.sentence)}” {row.quote.paper.title}"
        rows.append((*_cells(row), "(as above)" if said == above else said, row.quote.paper.date))
        above = said
    print_table(COLUMNS, rows)
    if len(ranking.rows) > limit:
        say(f"and {len(ranking.rows) - limit:,} more", "dim")
    say("")


def _cells(row: Row) -> tuple[str, ...]:
    """The first columns of a row."""
    on = [*(thing.name for thing in row.context), *([f"(its paper: {row.by})"] if row.by else [])]
    return row.subject.name, row.change, row.comparable, row.baseline.name if row.baseline else "", ", ".join(on)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _contradictions(found: tuple[Contradiction, ...], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(plain(found), option=orjson.OPT_APPEND_NEWLINE))
        sys.stdout.flush()
        return
    for one in found:
        things = [one.subject.name, *([f"against {one.other.name}"] if one.other and one.metric else [])]
        on = f" on {', '.join(thing.name for thing in one.context)}" if one.context else ""
        say(f"{one.metric or 'verdict'}: {' '.join(things)}{on}", "bold")
        for side in (one.first, one.second):
            say(f"  {side.said}", "cyan")
            say(f"    “{_one_line(side.quote.sentence)}”")
            say(f"      {side.quote.paper.title}{f', {side.quote.paper.date}' if side.quote.paper.date else ''}", "dim")
        say("")
    say(f"{len(found):,} contradiction{'' if len(found) == 1 else 's'}")


def _write_page(found: Board, to: Path) -> None:
    from kg.compare.page import page

    names = list(dict.fromkeys(ranking.metric for ranking in found.rankings))
    title = f"Numbers compared: {', '.join(names[:5])}{' and more' if len(names) > 5 else ''}" if names else "Numbers compared"
    try:
        to.write_text(page(found, title=title), encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise OutputError(f"{to} cannot be written: {error}", remedy="give another --html FILE") from error
