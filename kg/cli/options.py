"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE", help="files, folders or globs of papers; - reads standard input", show_default=False),
]
GraphDir = Annotated[Path, typer.Option("-g", "--graph", metavar="DIR", help="the built graph")]
OutDir = Annotated[
    Path, typer.Option("-o", "--output", metavar="DIR", help="where the graph is built; an existing one is added to")
]
Format = Annotated[
    str, typer.Option("--format", metavar="NAME", help="the format of the sources, where it should not be recognised")
]
Extractor = Annotated[str, typer.Option("--extractor", metavar="NAME", help="what reads the texts")]
Model = Annotated[str, typer.Option("--model", metavar="DIR", help="a model of one's own, as kg train writes it")]
Workers = Annotated[int | None, typer.Option("--workers", min=0, help="processes that extract; 0 takes one for each core")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="no progress and no summary on stderr")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON object on stdout")]
MinSupport = Annotated[int, typer.Option("--min-support", min=1, help="only edges that so many papers state")]
