"""GEXF 1.3, the format of Gephi: parallel edges kept apart by `kind`, with colours, sizes and positions.

The prefix `viz` is bound to the main namespace, since the published XSD puts `color`, `size` and `position` there;
Gephi and graphology-gexf go by the local and the prefixed name and read them, networkx leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from kg.ontology import Ontology
from kg.view.columns import NODE_COLUMNS, Column, edge_columns
from kg.view.safe import xml_text
from kg.view.scene import Scene, SceneEdge, SceneNode

NAMESPACE = "http://gexf.net/1.3"
KINDS = {"string": "string", "integer": "integer", "double": "double", "list": "string"}
NODE_SLOTS = frozenset({"id", "label", "x", "y", "size", "colour"})
EDGE_SLOTS = frozenset({"source", "target", "label", "weight"})
"""Columns that have a place of their own in GEXF and so are no attribute."""
_T = TypeVar("_T")


def gexf(scene: Scene, ontology: Ontology, *, title: str = "", creator: str = "kg") -> Iterator[bytes]:
    """The scene as GEXF 1.3 in UTF-8, piece by piece: one edge a statement, `weight` papers, `kind` the relation."""
    node_columns = [column for column in NODE_COLUMNS if column.name not in NODE_SLOTS]
    all_edge_columns = edge_columns(ontology)
    label = next(column for column in all_edge_columns if column.name == "label")
    own = [column for column in all_edge_columns if column.name not in EDGE_SLOTS]
    lines = [
        _head(title or scene.notice, creator, "directed"),
        _declared("node", node_columns),
        _declared("edge", own),
    ]
    nodes = (_node(node, node_columns) for node in scene.nodes)
    edges = (_edge(edge, label, own) for edge in scene.edges)
    return _file(lines, (len(scene.nodes), nodes), (len(scene.edges), edges))


def simple_gexf(scene: Scene, *, title: str = "", creator: str = "kg") -> Iterator[bytes]:
    """The scene with one undirected edge a pair of nodes, its weight the sum over the pair, for layouts that want that."""
    weights: dict[tuple[str, str], int] = {}
    relations: dict[tuple[str, str], set[str]] = {}
    for edge in scene.edges:
        pair = (min(edge.source, edge.target), max(edge.source, edge.target))
        weights[pair] = weights.get(pair, 0) + edge.weight
        relations.setdefault(pair, set()).add(edge.relation)
    columns = [column for column in NODE_COLUMNS if column.name not in NODE_SLOTS]
    relation: Column[tuple[str, str]] = Column("relations", "list", lambda pair: tuple(sorted(relations[pair])))
    lines = [
        _head(title or scene.notice, creator, "undirected"),
        _declared("node", columns),
        _declared("edge", [relation]),
    ]
    nodes = (_node(node, columns) for node in scene.nodes)
    edges = (
        f'<edge id="{number}" source="{xml_text(pair[0])}" target="{xml_text(pair[1])}" weight="{weights[pair]}">'
        f"{_values(pair, [relation])}</edge>\n"
        for number, pair in enumerate(sorted(weights))
    )
    return _file(lines, (len(scene.nodes), nodes), (len(weights), edges))


def _file(head: Iterable[str], nodes: tuple[int, Iterable[str]], edges: tuple[int, Iterable[str]]) -> Iterator[bytes]:
    for line in head:
        yield line.encode()
    for name, (count, items) in (("nodes", nodes), ("edges", edges)):
        yield f'<{name} count="{count}">\n'.encode()
        for item in items:
            yield item.encode()
        yield f"</{name}>\n".encode()
    yield b"</graph>\n</gexf>\n"


def _head(description: str, creator: str, edges: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gexf xmlns="{NAMESPACE}" xmlns:viz="{NAMESPACE}" version="1.3">\n'
        f"<meta><creator>{xml_text(creator)}</creator><description>{xml_text(description)}</description></meta>\n"
        f'<graph defaultedgetype="{edges}" mode="static" idtype="string">\n'
    )


def _declared(owner: str, columns: Sequence[Column[_T]]) -> str:
    fields = "".join(f'<attribute id="{c.name}" title="{c.name}" type="{KINDS[c.kind]}"/>' for c in columns)
    return f'<attributes class="{owner}" mode="static">{fields}</attributes>\n'


def _values(item: _T, columns: Sequence[Column[_T]]) -> str:
    filled = [(column.name, xml_text(column.text(item))) for column in columns]
    values = "".join(f'<attvalue for="{name}" value="{value}"/>' for name, value in filled if value)
    return f"<attvalues>{values}</attvalues>"


def _node(node: SceneNode, columns: Sequence[Column[SceneNode]]) -> str:
    return (
        f'<node id="{xml_text(node.id)}" label="{xml_text(node.label)}">{_values(node, columns)}'
        f'{_colour(node.colour)}<viz:size value="{node.size}"/><viz:position x="{node.x}" y="{-node.y}" z="0"/></node>\n'
    )


def _edge(edge: SceneEdge, label: Column[SceneEdge], columns: Sequence[Column[SceneEdge]]) -> str:
    source, relation, target = xml_text(edge.source), xml_text(edge.relation), xml_text(edge.target)
    return (
        f'<edge id="{source} {relation} {target}" source="{source}" target="{target}" type="directed" kind="{relation}" '
        f'label="{xml_text(label.text(edge))}" weight="{edge.weight}">{_values(edge, columns)}{_colour(edge.colour)}</edge>\n'
    )


def _colour(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
