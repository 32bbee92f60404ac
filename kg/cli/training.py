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
    teachers: Annotated[int, typer.Option(min=1, help="teachers that label the corpus")] = 5,
    again: Annotated[int, typer.Option(min=0, help="teachers of a second generation, which learn from these labels")] = 0,
    students: Annotated[int, typer.Option(min=1, help="students, of which the median one is written")] = 1,
    folds: Annotated[int, typer.Option(min=0, help="parts of the papers left out in turn to calibrate scores; 0 for none")] = 0,
    jobs: Annotated[int, typer.Option(min=1, help="processes at a time, shared out among the GPUs")] = 1,
    work: Annotated[Path | None, typer.Option(metavar="DIR", help="folder of a run to go on with")] = None,
    seed: Annotated[int, typer.Option(min=0, help="seed of everything random")] = 0,
    epochs: Annotated[int, typer.Option(min=0, help="passes over the papers, in place of those of the recipes")] = 0,
    quiet: Quiet = False,
) -> None:
    """kg train train.json --dev dev.json --student minilm -o my-model

    Train the learned extractor on annotated papers: types, relations and signatures are those of the ontology. With a teacher and
    a corpus, larger networks are trained first and label the corpus for the student. A later run goes on from what is in --work.
    """
    try:
        from kg.train.plan import Plan
        from kg.train.run import train
    except ModuleNotFoundError as error:
        raise ConfigError(f"training needs {error.name}", remedy="install kg[train]") from error
    if (teacher is None) != (corpus is None):
        raise ConfigError("--teacher and --corpus go together", remedy="give both or neither")
    plan = Plan(
        tuple(gold), dev, student, teacher, corpus, teachers=teachers, again=again, students=students, folds=folds, seed=seed,
        epochs=epochs, jobs=jobs, work=work,
    )  # fmt: skip
    with progress(quiet) as report:
        train(plan, output, lambda line: report(line, 1, 1))
