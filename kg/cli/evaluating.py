"""The command that scores an extractor, or its predictions, on annotated papers."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from kg.cli import app
from kg.cli.building import settings_with
from kg.cli.options import AsJson, Extractor, GraphDir, Model, Quiet, Workers
from kg.cli.progress import progress
from kg.cli.text import print_table
from kg.errors import ConfigError

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]

Gold = Annotated[
    Path | None, typer.Argument(metavar="GOLD", help="annotated papers, a JSON list or JSON Lines", show_default=False)
]
Identities = Annotated[Path | None, typer.Option(metavar="FILE", help="which names are one thing: measure the graph -g instead")]
MinScore = Annotated[float, typer.Option(min=0, max=1, help="leave out what scores below, as a build does")]
Predicted = Annotated[Path | None, typer.Option(metavar="FILE", help="what kg extract said, in place of an extractor")]
Samples = Annotated[int, typer.Option(min=0, max=100_000, help="95 % intervals from so many resamples of the papers; try 1000")]
Errors = Annotated[int, typer.Option(min=0, help="so many of the most frequent kinds of misses and inventions, with examples")]
Calibrate = Annotated[bool, typer.Option("--calibration", help="expected calibration error of the scores, with its table")]
Sweep = Annotated[bool, typer.Option("--sweep", help="figures with what scores at least 0, 0.1 and so on")]


@app.command("eval")
def eval_command(
    gold: Gold = None,
    extractor: Extractor = "",
    model: Model = "",
    workers: Workers = None,
    min_score: MinScore = 0.0,
    predicted: Predicted = None,
    bootstrap: Samples = 0,
    errors: Errors = 0,
    calibration: Calibrate = False,
    sweep: Sweep = False,
    identity: Identities = None,
    folder: GraphDir = Path("output"),
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """kg eval annotated.json --bootstrap 1000 --errors 10

    Score the extractor on annotated papers: precision, recall and F1 by type and relation (document level).
    """
    if identity:
        _print_agreement(folder, identity, errors, as_json)
        return
    if gold is None:
        raise ConfigError("nothing to measure", remedy="name a file of annotated papers, or one of identities by --identity")
    if predicted and (extractor or model):
        raise ConfigError("--predicted takes the place of an extractor", remedy="leave --extractor and --model away")
    from kg.cli import scores

    annotated = scores.annotated_papers(gold)
    asked = scores.Asked(least=min_score, samples=bootstrap, errors=errors, calibration=calibration, sweep=sweep)
    with progress(quiet) as report:
        settings = settings_with(workers, extractor, model=model)
        said = scores.predicted_papers(predicted) if predicted else scores.predict(annotated, settings, report)
    found = scores.evaluate(annotated, said, asked)
    _print(scores.as_values(found), scores.tables(found), as_json)


def _print_agreement(folder: Path, identity: Path, errors: int, as_json: bool) -> None:
    from kg.cli import agreeing

    found = agreeing.agreement_of(folder, identity)
    _print(agreeing.as_values(found), agreeing.tables(found, errors), as_json)


def _print(values: dict[str, Any], tables: Iterable[Table], as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS))
        return
    for columns, rows in tables:
        print_table(columns, rows)
