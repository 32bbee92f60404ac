"""Commands that bring records from the network: kg fetch arxiv, kg fetch daily."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from kg import config
from kg.cli import INCOMPLETE, app, stderr
from kg.cli.network import Pause, Tries, connected
from kg.cli.options import AsJson, Quiet
from kg.cli.progress import progress
from kg.errors import ConfigError, InputError

if TYPE_CHECKING:
    from kg.fetch import Fetched, Source, Span

ARXIV_PAUSE = 3.0
"""Seconds between requests that arXiv's terms ask for; its own servers are never asked more often."""

AGAIN = "the same command again goes on where this one stopped; check the network and --base-url"

Since = Annotated[str, typer.Option("--since", metavar="DATE", help="the first day, such as 2026-11-01")]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="the last day; without it, today")]
Folder = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="where the files go")]
BaseUrl = Annotated[str, typer.Option("--base-url", metavar="URL", help="another address than the one in kg settings")]

commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None, context_settings=app.info.context_settings or {})
app.add_typer(
    commands,
    name="fetch",
    help="kg fetch daily --since 2026-11-01 --out papers && kg build papers\n\n"
    "Bring records of papers from the network into a folder that kg build reads; what is there already is not asked for again.",
)


@commands.command("arxiv")
def arxiv_command(
    query: Annotated[
        str, typer.Option("--query", help='what to look for, in arXiv\'s syntax: ti:pruning AND abs:"neural network"')
    ] = "",
    category: Annotated[list[str] | None, typer.Option("--category", metavar="NAME", help="such as cs.LG; repeated: any")] = None,
    since: Since = "",
    until: Until = "",
    folder: Folder = Path("papers"),
    most: Annotated[int | None, typer.Option("--max", min=1, help="how many records this run brings at most")] = None,
    base_url: BaseUrl = "",
    pause: Pause = ARXIV_PAUSE,
    tries: Tries = 6,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """kg fetch arxiv --category cs.LG --query "all:quantization" --since 2026-11-01 --out papers

    Papers by the day of their submission, from arXiv's search. It asks every three seconds, as arXiv's terms say.
    """
    from kg.fetch import arxiv_search
    from kg.transport import require_address

    if not query.strip() and not category:
        raise ConfigError("nothing says which papers", remedy="give --query or --category")
    url = require_address(base_url or config.load().arxiv_url, "--base-url")
    own = (url.split("/")[2].partition(":")[0]).endswith("arxiv.org")
    pause = max(pause, ARXIV_PAUSE) if own else pause
    _run(
        arxiv_search(url, query, category or ()), (since, until), folder, (pause, tries), most=most, quiet=quiet, as_json=as_json
    )


@commands.command("daily")
def daily_command(
    since: Since = "",
    until: Until = "",
    folder: Folder = Path("papers"),
    base_url: BaseUrl = "",
    pause: Pause = 1.0,
    tries: Tries = 6,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """kg fetch daily --since 2026-11-01 --out papers

    The papers that Hugging Face lists day by day.
    """
    from kg.fetch import daily_papers
    from kg.transport import require_address

    url = require_address(base_url or config.load().daily_url, "--base-url")
    _run(daily_papers(url), (since, until), folder, (pause, tries), most=None, quiet=quiet, as_json=as_json)


def _run(
    source: Source,
    days: tuple[str, str],
    folder: Path,
    patience: tuple[float, int],
    *,
    most: int | None,
    quiet: bool,
    as_json: bool,
) -> None:
    from kg.fetch import Job, fetch
    from kg.transport import Policy

    today = datetime.now(UTC).date()
    span, policy = _span(*days, today), Policy(pause=patience[0], wait=patience[0], attempts=patience[1])
    with (
        progress(quiet) as report,
        connected(policy, error=InputError, remedy=AGAIN, quiet=quiet) as transport,
    ):
        done = fetch(Job(source, transport, today, most, report), span, folder)
    _tell(done, transport.requests, folder, quiet=quiet, as_json=as_json)
    raise typer.Exit(INCOMPLETE if done.missing else 0)


def _span(since: str, until: str, today: date) -> Span:
    """The days asked for. Raises ConfigError for what are no days, or none in the past."""
    from kg.fetch import Span

    if not since:
        raise ConfigError("nothing says from which day on", remedy=f"give --since, such as --since {today.replace(day=1)}")
    first, last = _day("--since", since), min(_day("--until", until), today) if until else today
    if first > last:
        raise ConfigError(f"no day lies from {first} to {last}", remedy=f"give a --since before --until and today ({today}, GMT)")
    return Span(first, last)


def _day(option: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigError(f"{option} is {value!r}, no day", remedy="write year-month-day, such as 2026-11-01") from error


def _tell(done: Fetched, requests: int, folder: Path, *, quiet: bool, as_json: bool) -> None:
    if as_json:
        told = asdict(done) | {"requests": requests, "folder": str(folder)}
        sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
    if quiet:
        return
    left = f"; --max was reached before {done.left:,} more: the same command goes on" if done.left else ""
    stderr().print(
        f"kg: {done.records:,} records came, {done.new:,} of them new, in {len(done.files):,} files of {folder}/ "
        f"({requests:,} requests; {done.settled:,} spans were there){left}",
        markup=False,
    )
    if done.missing:
        stderr().print(f"kg: the server did not give {done.missing:,} records that it counts; try again later", markup=False)
