"""Commands that give the graph, or a judgement of it, to the outside: view, export, check, settings."""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kg import config, rdf
from kg.cli import app, stderr
from kg.cli.options import AsJson, GraphDir
from kg.cli.selecting import Selected, selecting
from kg.cli.text import print_table, say
from kg.config import SETTINGS
from kg.errors import CheckFailed, KgError, OutputError, UnknownName
from kg.graph import Graph
from kg.view.formats import EXPORTED, FORMATS, PAGE
from kg.view.scene import scene
from kg.view.selection import EVERYTHING, Selection, choose

RDF_FORMATS = {"nq": "graph.nq"} | {file.name.removeprefix("graph.").removeprefix("graph-"): file.name for file in rdf.FILES}
VIEW_FORMATS = {made.name: made for made in (*FORMATS, *EXPORTED)}


@app.command()
@selecting
def view(
    selected: Selected,
    folder: GraphDir = Path("output"),
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="the page to write")] = Path("view.html"),
    nodes: Annotated[int | None, typer.Option(min=1, help="how many nodes are shown at most, the best connected")] = None,
    as_app: Annotated[bool, typer.Option("--app", help="the explorer itself: search, paths, table, papers")] = False,
    show: Annotated[bool, typer.Option("--open", help="open the page in the browser")] = False,
) -> None:
    """kg view --around LoRA --depth 2 --to lora.html

    Render the graph, or a part of it, as an interactive page in one file that works offline.
    """
    graph = Graph(folder)
    if as_app:
        notice = _write_app(graph, selected(graph), to, nodes)
    else:
        shown = scene(graph.knowledge, graph.ontology, selected(graph), cap=nodes or config.load().html_nodes)
        _write(to, PAGE.make(shown, graph.ontology))
        notice = shown.notice
    stderr().print(f"kg: {to}: {notice}", markup=False)
    if show:
        webbrowser.open(to.resolve().as_uri())


def _write_app(graph: Graph, selection: Selection, to: Path, nodes: int | None) -> str:
    from kg.serve.offline import MOST_NODES, chosen, offline
    from kg.serve.snapshot import open_snapshot

    snapshot = open_snapshot(graph.folder)
    part = chosen(snapshot, choose(graph.knowledge, graph.ontology, selection, min(nodes or MOST_NODES, MOST_NODES)).nodes)
    _write(to, [offline(snapshot, part).encode("utf-8", "replace")])
    return f"{len(part.nodes):,} of {len(snapshot.nodes.ids):,} nodes, {len(part.edges):,} edges"


@app.command(epilog="Formats: " + "; ".join(f"{made.name}: {made.about}" for made in VIEW_FORMATS.values()))
@selecting
def export(
    selected: Selected,
    format: Annotated[str, typer.Argument(metavar="FORMAT", help=f"one of {', '.join([*VIEW_FORMATS, *RDF_FORMATS])}")],
    folder: GraphDir = Path("output"),
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="where to; - is stdout")] = Path("-"),
) -> None:
    """kg export gexf --type Method --type Hardware --to methods.gexf

    Write the graph, or a part of it, for another program: Gephi, networkx, spreadsheets, data frames, RDF stores.
    """
    graph = Graph(folder)
    selection = selected(graph)
    if format in VIEW_FORMATS:
        _write(to, VIEW_FORMATS[format].make(scene(graph.knowledge, graph.ontology, selection), graph.ontology))
    elif format not in RDF_FORMATS:
        raise UnknownName("format", format, [*VIEW_FORMATS, *RDF_FORMATS], remedy="kg export --help lists them")
    elif selection != EVERYTHING:
        raise KgError(f"{format} is written whole, not in part", remedy="for a part in RDF ask kg query for a CONSTRUCT")
    else:
        _write(to, [(graph.version / RDF_FORMATS[format]).read_bytes()])


@app.command()
def check(folder: GraphDir = Path("output"), as_json: AsJson = False) -> None:
    """kg check && echo sound

    Check the graph: SHACL shapes, every edge with evidence, every quote verbatim at its place. Exit code 7 if one fails.
    """
    graph = Graph(folder)
    violations = rdf.check(graph.store, graph.ontology, base=graph.base_iri)
    if as_json:
        for violation in violations:
            sys.stdout.write(json.dumps(asdict(violation), ensure_ascii=False) + "\n")
    elif violations:
        print_table(("node", "message"), [(violation.node, violation.message) for violation in violations])
    if violations:
        raise CheckFailed(f"{len(violations)} violations in {folder}", remedy="report them: kg should not write such a graph")
    if not as_json:
        say(f"{graph.counts['papers']:,} papers, {graph.counts['evidence']:,} quotes: no violation")


@app.command()
def settings(as_json: AsJson = False) -> None:
    """kg settings

    The settings in force. They are set in kg.toml or in the environment (KG_WORKERS=1).
    """
    values = asdict(config.load())
    if as_json:
        sys.stdout.write(json.dumps(values) + "\n")
    else:
        print_table(("setting", "value", "unit", "what it is"), [(s.name, str(values[s.name]), s.unit, s.help) for s in SETTINGS])


def _write(to: Path, pieces: Iterable[bytes]) -> None:
    if str(to) == "-":
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.flush()
        return
    try:
        with to.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise OutputError(f"{to} cannot be written: {error.strerror}", remedy="choose another place with --to") from error
