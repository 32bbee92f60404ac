"""The command that trains a model of one's own; it needs the extra `train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import app
from kg.cli.options import Quiet
from kg.cli.progress import progress
from kg.errors import ConfigError


@app.command("train")
def train_command(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="annotated papers to train on")],
    dev: Annotated[Path, typer.Option(metavar="FILE", help="annotated papers to choose thresholds on")],
    student: Annotated[Path, typer.Option(metavar="DIR", help="folder of the encoder to start from")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="where the model folder is written")],
    teacher: Annotated[Path | None, typer.Option(metavar="DIR", help="larger encoder, which labels the corpus")] = None,
    corpus: Annotated[Path | None, typer.Option(metavar="FILE", help="papers without annotations, JSON Lines")] = None,
    seed: Annotated[int, typer.Option(min=0, help="seed of everything random")] = 0,
    epochs: Annotated[int, typer.Option(min=0, help="passes over the papers, in place of those of the recipes")] = 0,
    quiet: Quiet = False,
) -> None:
    """kg train train.json --dev dev.json --student minilm -o my-model

    Train the learned extractor on annotated papers: types, relations and signatures are those of the ontology. With a teacher and
    a corpus, larger networks are trained first and label the corpus for the student.
    """
    try:
        from kg.train.run import Plan, train
    except ModuleNotFoundError as error:
        raise ConfigError(f"training needs {error.name}", remedy="install kg[train]") from error
    if (teacher is None) != (corpus is None):
        raise ConfigError("--teacher and --corpus go together", remedy="give both or neither")
    with progress(quiet) as report:
        train(Plan(tuple(gold), dev, student, teacher, corpus, seed, epochs), output, lambda line: report(line, 1, 1))
