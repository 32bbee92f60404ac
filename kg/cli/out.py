"""Commands that give the graph, or a judgement of it, to the outside: view, export, check, eval, settings."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import orjson
import typer

from kg import config, rdf
from kg.cli import app, stderr
from kg.cli.options import AsJson, Extractor, GraphDir, Quiet, Workers
from kg.cli.building import DEFAULT, settings_with
from kg.cli.progress import progress
from kg.cli.text import print_table, say
from kg.config import SETTINGS
from kg.errors import CheckFailed, OutputError, UnknownName
from kg.export import EXPORTS, export_scene
from kg.graph import Graph
from kg.records import Paper, paper_path
from kg.view.scene import scene
from kg.view.selection import Selection

Types = Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help="only nodes of this type; may be repeated")]
Relations = Annotated[list[str] | None, typer.Option("--relation", metavar="RELATION", help="only this relation; may be repeated")]
Around = Annotated[str, typer.Option("--around", metavar="NAME", help="only what is near this thing")]
Depth = Annotated[int, typer.Option("--depth", min=1, help="how many steps from it")]
Query = Annotated[str, typer.Option("--query", metavar="SPARQL", help="only the nodes in the answer to this query")]
Support = Annotated[int, typer.Option("--min-support", min=1, help="only edges that so many papers state")]
Score = Annotated[float, typer.Option("--min-score", min=0, max=1, help="only edges with evidence of this score")]


@app.command()
def view(
    folder: GraphDir = Path("output"),
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="the page to write")] = Path("view.html"),
    types: Types = None,
    relations: Relations = None,
    around: Around = "",
    depth: Depth = 1,
    query: Query = "",
    min_support: Support = 1,
    min_score: Score = 0.0,
    nodes: Annotated[int | None, typer.Option(min=1, help="how many nodes are shown at most, the best connected")] = None,
    show: Annotated[bool, typer.Option("--open", help="open the page in the browser")] = False,
) -> None:
    """kg view --around LoRA --depth 2 --to lora.html

    Render the graph, or a part of it, as an interactive page in one file that works offline.
    """
    graph = Graph(folder)
    selection = _selection(graph, types, relations, around, depth, query, min_support, min_score)
    shown = scene(graph.knowledge, graph.ontology, selection, cap=nodes or config.load().html_nodes)
    _write(to, b"".join(export_scene("html", shown, graph.ontology)))
    stderr().print(f"kg: {to}: {shown.notice}", markup=False)
    if show:
        webbrowser.open(to.resolve().as_uri())


@app.command()
def export(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help=f"one of {', '.join(EXPORTS)}, {', '.join(rdf.EXPORTS)}")],
    folder: GraphDir = Path("output"),
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="where to; - is stdout")] = Path("-"),
    types: Types = None,
    relations: Relations = None,
    around: Around = "",
    depth: Depth = 1,
    query: Query = "",
    min_support: Support = 1,
    min_score: Score = 0.0,
) -> None:
    """kg export gexf --type Method --type Hardware --to methods.gexf

    Write the graph, or a part of it, for another program: Gephi, networkx, spreadsheets, data frames, RDF stores.
    """
    graph = Graph(folder)
    selection = _selection(graph, types, relations, around, depth, query, min_support, min_score)
    if format in rdf.EXPORTS:
        if selection != Selection():
            raise UnknownName("selection of RDF", format, EXPORTS, remedy="RDF is exported whole; use kg query with CONSTRUCT")
        _write(to, (graph.version / rdf.EXPORTS[format]).read_bytes())
    elif format in EXPORTS:
        _write(to, b"".join(export_scene(format, scene(graph.knowledge, graph.ontology, selection), graph.ontology)))
    else:
        raise UnknownName("format", format, [*EXPORTS, *rdf.EXPORTS], remedy="kg export --help lists them")


def _selection(
    graph: Graph,
    types: list[str] | None,
    relations: list[str] | None,
    around: str,
    depth: int,
    query: str,
    min_support: int,
    min_score: float,
) -> Selection:
    middle = graph.find(around)[0] if around else None
    nodes = None
    if query:
        nodes = frozenset(graph.nodes_in(query, seconds=config.load().query_timeout))
    return Selection(
        types=frozenset(types or ()),
        relations=frozenset(relations or ()),
        around=(paper_path(middle.key) if isinstance(middle, Paper) else middle.id) if middle else "",
        depth=depth,
        nodes=nodes,
        min_support=min_support,
        min_score=min_score,
    )


def _write(to: Path, content: bytes) -> None:
    if str(to) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        to.write_bytes(content)
    except OSError as error:
        raise OutputError(f"{to} cannot be written: {error.strerror}", remedy="choose another place with --to") from error
