"""GraphML, which networkx, igraph, yEd, Cytoscape and Gephi read: a directed graph with parallel edges and typed keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from kg.ontology import Ontology
from kg.view.columns import NODE_COLUMNS, Column, edge_columns
from kg.view.safe import xml_text
from kg.view.scene import Scene

KINDS = {"string": "string", "integer": "long", "double": "double", "list": "string"}
ENDS = frozenset({"id", "source", "target"})
_T = TypeVar("_T")


def graphml(scene: Scene, ontology: Ontology) -> Iterator[bytes]:
    """The scene as GraphML in UTF-8, piece by piece; lists are joined with "|"."""
    nodes = [column for column in NODE_COLUMNS if column.name not in ENDS]
    edges = [column for column in edge_columns(ontology) if column.name not in ENDS]
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield (_keys("node", nodes) + _keys("edge", edges)).encode()
    yield b'<graph edgedefault="directed">\n'
    for node in scene.nodes:
        yield f'<node id="{xml_text(node.id)}">{_data("node", node, nodes)}</node>\n'.encode()
    for number, edge in enumerate(scene.edges):
        ends = f'source="{xml_text(edge.source)}" target="{xml_text(edge.target)}"'
        yield f'<edge id="e{number}" {ends}>{_data("edge", edge, edges)}</edge>\n'.encode()
    yield b"</graph>\n</graphml>\n"


def _keys(owner: str, columns: Sequence[Column[_T]]) -> str:
    return "".join(
        f'<key id="{owner}_{c.name}" for="{owner}" attr.name="{c.name}" attr.type="{KINDS[c.kind]}"/>\n' for c in columns
    )


def _data(owner: str, item: _T, columns: Sequence[Column[_T]]) -> str:
    filled = [(column.name, xml_text(column.text(item))) for column in columns]
    return "".join(f'<data key="{owner}_{name}">{value}</data>' for name, value in filled if value)
