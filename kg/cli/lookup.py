"""Commands that ask a graph: query, show, stats."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import orjson
import typer

from kg import config, rdf
from kg.cli import app
from kg.cli.card import Limits, lines
from kg.cli.network import Token, User, authorization
from kg.cli.options import AsJson, GraphDir, MinSupport
from kg.cli.remote import ask_endpoint
from kg.cli.text import print_table, say
from kg.compare import card, plain
from kg.errors import ConfigError, InputError
from kg.graph import Graph

FORMS = ("table", *rdf.FORMS)


@app.command()
def query(
    text: Annotated[str, typer.Argument(metavar="SPARQL", help="the query; the usual prefixes need no declaration")] = "",
    folder: GraphDir = Path("output"),
    file: Annotated[Path | None, typer.Option("--file", help="a file that holds the query; - reads standard input")] = None,
    name: Annotated[str, typer.Option("--name", help="a named question; --list shows them")] = "",
    values: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="a value for a named question")] = None,
    form: Annotated[str, typer.Option("--format", help=f"how the answer is given: {', '.join(FORMS)}")] = FORMS[0],
    show_list: Annotated[bool, typer.Option("--list", help="list the named questions")] = False,
    timeout: Annotated[float | None, typer.Option(min=0.001, help="seconds after which the query is given up")] = None,
    endpoint: Annotated[str, typer.Option(metavar="URL", help="ask this SPARQL endpoint in place of the built graph")] = "",
    token: Token = "",
    user: User = "",
) -> None:
    """kg query "SELECT ?name { ?m kg:runsOn/skos:prefLabel ?name } LIMIT 5" -g output

    Ask in SPARQL 1.1. The default graph is the union of all papers' graphs.
    """
    if show_list:
        print_table(("name", "question", "values"), [_described(question) for question in rdf.named_queries()])
        return
    if form not in FORMS:
        raise ConfigError(f"no format is called {form!r}", remedy=f"choose {', '.join(FORMS)}")
    seconds = float(config.load().query_timeout) if timeout is None else timeout
    if endpoint:
        _show(
            ask_endpoint(endpoint, _asked(str, text, file, name, values or []), form, seconds, headers=authorization(token, user))
        )
        return
    graph = Graph(folder)
    asked = _asked(graph.label_of, text, file, name, values or [])
    _show(graph.query(asked, seconds=seconds) if form == FORMS[0] else graph.answer(asked, form, seconds=seconds))


def _show(answer: rdf.Table | bytes) -> None:
    """Print an answer: rows as a table, a document as it is."""
    if isinstance(answer, bytes):
        sys.stdout.buffer.write(answer if answer.endswith(b"\n") else answer + b"\n")
        sys.stdout.flush()
    else:
        print_table(answer.columns, answer.rows)


def _described(question: rdf.NamedQuery) -> tuple[str, str, str]:
    return question.name, question.description, ", ".join(f"{p.name}={p.default}" for p in question.parameters)


def _asked(label_of: Callable[[str], str], text: str, file: Path | None, name: str, values: list[str]) -> str:
    """The text of the one query that was given. Raises ConfigError when it is none or several, InputError, UnknownName."""
    if sum([bool(text), file is not None, bool(name)]) != 1:
        raise ConfigError("give exactly one query", remedy="as an argument, by --file, or by --name; --list shows the named ones")
    if values and not name:
        raise ConfigError("--set goes with --name", remedy="write the value into the query")
    if name:
        return rdf.named_query(name).filled({key: label_of(value) for key, value in map(_pair, values)})
    if file is None:
        return text
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}", remedy="name a file of UTF-8 text") from error


def _pair(value: str) -> tuple[str, str]:
    name, equals, content = value.partition("=")
    if not equals:
        raise ConfigError(f"--set {value} has no value", remedy="write --set NAME=VALUE")
    return name, content


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="any name, title, path or IRI of a thing in the graph")],
    folder: GraphDir = Path("output"),
    sentences: Annotated[int, typer.Option(min=0, help="how many sentences are shown of each fact")] = 2,
    facts: Annotated[int, typer.Option(min=0, help="how many facts, numbers and papers are shown of each kind")] = 12,
    min_support: MinSupport = 1,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line, with everything")] = False,
) -> None:
    """kg show LoRA

    The card of a paper or entity: its names, its facts and numbers with the sentences that say them, its variants, its papers
    in order of time. Several things of one name all show.
    """
    graph = Graph(folder)
    for number, thing in enumerate(graph.find(name)):
        found = card(thing, graph.index, min_support=min_support, ledger=graph.ledger)
        if as_json:
            sys.stdout.buffer.write(orjson.dumps(plain(found), option=orjson.OPT_APPEND_NEWLINE))
            continue
        if number:
            say("")
        for text, style in lines(found, Limits(sentences, facts)):
            say(text, style)
    sys.stdout.flush()


@app.command()
def stats(folder: GraphDir = Path("output"), as_json: AsJson = False) -> None:
    """kg stats --json

    How much is in the graph: papers, records, entities, relations, results, problems, and more.
    """
    counts = Graph(folder).counts
    if as_json:
        sys.stdout.write(json.dumps(counts) + "\n")
    else:
        print_table(("what", "number"), [(name, f"{number:,}") for name, number in counts.items()])
