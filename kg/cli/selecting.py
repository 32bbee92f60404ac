"""The options that choose a part of the graph, written once for all commands that show or export one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from kg import config
from kg.cli.options import MinSupport
from kg.graph import Graph
from kg.keys import paper_path
from kg.records import Paper
from kg.view.selection import Selection

Selected = Callable[[Graph], Selection]
"""What the options chose, once the graph is known in which the names are looked up. Raises UnknownName, QueryError."""

_TYPES = typer.Option("--type", metavar="TYPE", help="only nodes of this type; may be repeated")
_RELATIONS = typer.Option("--relation", metavar="NAME", help="only this relation; may be repeated")
_SCORE = typer.Option("--min-score", min=0, max=1, help="only edges with evidence of this score")


def _selection(
    *,
    types: Annotated[list[str] | None, _TYPES] = None,
    relations: Annotated[list[str] | None, _RELATIONS] = None,
    around: Annotated[str, typer.Option("--around", metavar="NAME", help="only what is near this thing")] = "",
    depth: Annotated[int, typer.Option(min=1, help="how many steps from it")] = 1,
    query: Annotated[str, typer.Option(metavar="SPARQL", help="only the nodes in the answer to this query")] = "",
    min_support: MinSupport = 1,
    min_score: Annotated[float, _SCORE] = 0.0,
) -> Selected:
    def selected(graph: Graph) -> Selection:
        return Selection(
            types=frozenset(types or ()),
            relations=frozenset(relations or ()),
            around=_path(graph, around) if around else "",
            depth=depth,
            nodes=graph.nodes_in(query, seconds=config.load().query_timeout) if query else None,
            min_support=min_support,
            min_score=min_score,
        )

    return selected


def _path(graph: Graph, name: str) -> str:
    thing = graph.find(name)[0]
    return paper_path(thing.key) if isinstance(thing, Paper) else thing.id


_OPTIONS = tuple(inspect.signature(_selection, eval_str=True).parameters.values())


def selecting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command whose first parameter is a Selected the options of `_selection` in its place."""
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    @wraps(command)
    def with_options(**given: Any) -> None:
        chosen = {option.name: given.pop(option.name) for option in _OPTIONS}
        command(_selection(**chosen), **given)

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *_OPTIONS)]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return with_options
