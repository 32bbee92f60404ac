"""The columns that every export has, stated once: GEXF, GraphML, CSV and Parquet are all drawn from these two lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from kg.ontology import Ontology
from kg.view.safe import joined
from kg.view.scene import SceneEdge, SceneNode

Value = str | int | float | Decimal | None | tuple[str, ...]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Column(Generic[_T]):
    """A column: `kind` is string, integer, double, decimal or list (of strings); `value` reads it from an item.

    A decimal may be None, which is an empty cell.
    """

    name: str
    kind: str
    value: Callable[[_T], Value]

    def text(self, item: _T) -> str:
        """The value as text; lists are joined with "|", decimals are exact and without exponent."""
        value = self.value(item)
        if value is None or isinstance(value, Decimal):
            return "" if value is None else format(value, "f")
        return joined(value) if isinstance(value, tuple) else str(value)


NODE_COLUMNS: tuple[Column[SceneNode], ...] = (
    Column("id", "string", lambda node: node.id),
    Column("label", "string", lambda node: node.label),
    Column("type", "string", lambda node: node.type),
    Column("aliases", "list", lambda node: node.aliases),
    Column("statements", "integer", lambda node: node.degree),
    Column("pagerank", "double", lambda node: node.rank),
    Column("community", "integer", lambda node: node.community),
    Column("paper_count", "integer", lambda node: len(node.papers)),
    Column("papers", "list", lambda node: node.papers),
    Column("introduced_by", "list", lambda node: node.introduced_by),
    Column("date", "string", lambda node: node.date),
    Column("url", "string", lambda node: node.url),
    Column("x", "double", lambda node: node.x),
    Column("y", "double", lambda node: node.y),
    Column("size", "double", lambda node: node.size),
    Column("colour", "string", lambda node: node.colour),
)
"""`statements` counts those of the whole graph; `papers` and `introduced_by` are keys of papers."""


def edge_columns(ontology: Ontology) -> tuple[Column[SceneEdge], ...]:
    """`label` is the relation's, `weight` the number of papers that say it; `papers` and `quotes` go side by side."""
    labels = {relation.name: relation.label for relation in ontology.relations}
    return (
        Column("source", "string", lambda edge: edge.source),
        Column("target", "string", lambda edge: edge.target),
        Column("relation", "string", lambda edge: edge.relation),
        Column("label", "string", lambda edge: labels[edge.relation]),
        Column("weight", "integer", lambda edge: edge.weight),
        Column("score", "double", lambda edge: edge.score),
        Column("papers", "list", lambda edge: tuple(item.paper for item in edge.evidence)),
        Column("quotes", "list", lambda edge: tuple(item.quote for item in edge.evidence)),
    )
