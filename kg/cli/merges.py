"""Commands about identity: the ledger of what was joined, and what people say against it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from kg.cli import app, stderr
from kg.cli.building import settings_with
from kg.cli.options import GraphDir, Quiet, Workers
from kg.cli.progress import progress
from kg.cli.text import print_table
from kg.errors import ConfigError, UnknownName
from kg.graph import Graph
from kg.keys import paper_path
from kg.records import Entity, Paper
from kg.resolve.corrections import MERGE, REJECT, SPLIT, Correction
from kg.resolve.ledger import JOINED
from kg.resolve.names import node_path

Note = Annotated[str, typer.Option(metavar="TEXT", help="why, for the file of corrections")]
Later = Annotated[bool, typer.Option("--later", help="only write it down; the next build applies it")]
Type = Annotated[str, typer.Option("--type", metavar="TYPE", help="the entity type, where the name is that of several")]


INSEPARABLE = {
    "spelling": "its spelling alone",
    "definition": "papers that give both as one name",
    "type": "the types that papers see",
    "context": "what else papers name",
}
"""Reasons for which a name leads to a node without being a name of its own, in words."""


@app.command()
def merges(
    name: Annotated[str, typer.Argument(metavar="NAME", help="only decisions about this name", show_default=False)] = "",
    folder: GraphDir = Path("output"),
    action: Annotated[str, typer.Option(metavar="WORD", help="only joined, apart, rejected or identified")] = "",
    reason: Annotated[str, typer.Option(metavar="WORD", help="only for this reason, such as abbreviation or words")] = "",
    who: Annotated[str, typer.Option(metavar="WORD", help="only what kg or a person decided")] = "",
    below: Annotated[float, typer.Option(min=0, max=1, help="only scores of at most this")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """kg merges NAS

    The ledger: which names were joined into one node or kept apart, why, with which score, in which papers, and by whom.
    """
    graph = Graph(folder)
    wanted = {key: value for key, value in (("action", action), ("reason", reason), ("who", who)) if value}
    entries = [entry for entry in _ledger(graph) if entry["score"] <= below and wanted.items() <= entry.items()]
    if name:
        ids = {node for thing in _entities(graph, name) for node in (thing.id, *thing.replaces)}
        entries = [entry for entry in entries if entry["name"] in ids or entry["target"] in ids]
    if as_json:
        for entry in entries:
            sys.stdout.write(json.dumps(entry, ensure_ascii=False) + "\n")
        return
    columns = ("action", "name", "with", "reason", "score", "papers", "who")
    print_table(columns, [_row(entry) for entry in entries])


@app.command()
def merge(
    name: Annotated[str, typer.Argument(metavar="NAME", help="the thing that is the same")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="as this one, whose node stays")],
    folder: GraphDir = Path("output"),
    type: Type = "",
    note: Note = "",
    later: Later = False,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """kg merge "NAS" "neural architecture search"

    Make one node of two things of one type. It is written into corrections.tsv beside the graph, and later builds keep it.
    """
    graph = Graph(folder)
    pairs = [(a, b) for a in _entities(graph, name, type) for b in _entities(graph, into, type) if a.type == b.type]
    if not pairs:
        raise ConfigError(f"{name!r} and {into!r} are of different types", remedy="only two things of one type can be one")
    one, other = pairs[0]
    if one.id == other.id:
        raise ConfigError(f"{name!r} and {into!r} are {one.id} already", remedy=f"kg merges {name!r} says why")
    _say(folder, Correction(MERGE, one.id, "", other.id, note), later, workers, quiet=quiet)


@app.command()
def split(
    name: Annotated[str, typer.Argument(metavar="NAME", help="a name, or its path, that was joined with another thing")],
    folder: GraphDir = Path("output"),
    type: Type = "",
    note: Note = "",
    later: Later = False,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """kg split "weight sharing"

    Give a name a node of its own. It is written into corrections.tsv beside the graph, and later builds keep it.
    """
    graph = Graph(folder)
    paths = {name} | {node_path(term.name, name) for term in graph.ontology.types if type in ("", term.name)}
    joined = [entry for entry in _ledger(graph) if entry["action"] == JOINED]
    found = [entry for entry in joined if entry["name"] in paths] or [entry for entry in joined if entry["target"] in paths]
    if not found:
        raise UnknownName("joined name", name, (entry["name"] for entry in joined), remedy="kg merges lists them")
    entry = found[0]
    if entry["reason"] in INSEPARABLE and entry["name"] in paths:
        raise ConfigError(f"{name!r} is joined with {entry['target']} by {INSEPARABLE[entry['reason']]}, and cannot be split")
    path = entry["name"] if entry["name"] in paths else entry["target"]
    _say(folder, Correction(SPLIT, path, "", "", note), later, workers, quiet=quiet)


@app.command()
def reject(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="a name, or the id of a result")],
    relation: Annotated[str, typer.Argument(metavar="RELATION", help="of an edge", show_default=False)] = "",
    object: Annotated[str, typer.Argument(metavar="OBJECT", help="of an edge", show_default=False)] = "",
    folder: GraphDir = Path("output"),
    note: Note = "",
    later: Later = False,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """kg reject LoRA runsOn FPGA

    Take a wrong edge or number out. It is written into corrections.tsv beside the graph, and later builds keep it.
    """
    graph = Graph(folder)
    line = _edge(graph, subject, relation, object, note) if relation else _result(graph, subject, note)
    _say(folder, line, later, workers, quiet=quiet)


def _edge(graph: Graph, subject: str, relation: str, object: str, note: str) -> Correction:
    if not object:
        raise ConfigError("an edge needs a subject, a relation and an object", remedy="kg reject LoRA runsOn FPGA")
    graph.ontology.relation(relation)
    heads, tails = ({_path(thing) for thing in graph.find(name)} for name in (subject, object))
    edges = [s for s in graph.knowledge.statements if s.relation == relation and s.subject in heads and s.object in tails]
    if not edges:
        near = (f"{s.subject} {s.relation} {s.object}" for s in graph.knowledge.statements if s.subject in heads)
        raise UnknownName("edge", f"{subject} {relation} {object}", near, remedy=f"kg show {subject!r} lists its edges")
    return Correction(REJECT, edges[0].subject, relation, edges[0].object, note)


def _result(graph: Graph, name: str, note: str) -> Correction:
    path = name.removeprefix(graph.base_iri)
    ids = [claim.id for claim in graph.knowledge.claims]
    if path not in ids:
        raise UnknownName("result", name, ids, remedy="kg compare --format json gives their ids")
    return Correction(REJECT, path, "", "", note)


def _say(folder: Path, line: Correction, later: bool, workers: int | None, *, quiet: bool) -> None:
    from kg.build import Job, correct, note_down

    if later:
        note_down(folder, line)
    else:
        with progress(quiet) as report:
            correct(folder, line, Job(settings_with(workers), report))
    if not quiet:
        what = " ".join(part for part in (line.action, line.one, line.relation, line.other) if part)
        stderr().print(f"kg: {what}{', at the next build' if later else ''}", markup=False)


def _ledger(graph: Graph) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (graph.version / "merges.jsonl").read_bytes().splitlines()]


def _entities(graph: Graph, name: str, type: str = "") -> list[Entity]:
    return [thing for thing in graph.find(name, type=type) if isinstance(thing, Entity)]


def _path(thing: Entity | Paper) -> str:
    return paper_path(thing.key) if isinstance(thing, Paper) else thing.id


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    who: Iterable[str] = (entry["action"], entry["name"], entry["target"], entry["reason"])
    return (*who, f"{entry['score']:.2f}", str(len(entry["papers"])), entry["who"])
