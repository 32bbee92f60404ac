"""The forms in which a scene can be had, as a list: what each is called, what it is for, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.ontology import Ontology
from kg.view.gexf import gexf, simple_gexf
from kg.view.graphml import graphml
from kg.view.neo4j import neo4j_edges, neo4j_nodes
from kg.view.scene import Scene
from kg.view.tables import edges_csv, edges_parquet, nodes_csv, nodes_parquet


@dataclass(frozen=True, slots=True)
class ViewFormat:
    """A form of a scene: its name in commands, the file that a build writes in it, and what makes its bytes."""

    name: str
    file: str
    about: str
    make: Callable[[Scene, Ontology], Iterable[bytes]]


def _utf8(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8", "replace") for piece in pieces)


def _page(scene: Scene, ontology: Ontology) -> Iterator[bytes]:
    from kg.view.html import html  # late: pyvis brings IPython, which takes longer to load than most commands to run

    return _utf8([html(scene, ontology)])


FORMATS = (
    ViewFormat("html", "graph.html", "the interactive graph, one file that works offline", lambda s, o: _page(s, o)),
    ViewFormat("gexf", "graph.gexf", "the graph for Gephi (GEXF 1.3), an edge a relation", gexf),
    ViewFormat("gexf-simple", "graph-simple.gexf", "the same, one weighted edge a pair of nodes", lambda s, _: simple_gexf(s)),
    ViewFormat("graphml", "graph.graphml", "the graph as GraphML", graphml),
    ViewFormat("nodes.csv", "nodes.csv", "the nodes as a table", lambda s, _: _utf8(nodes_csv(s))),
    ViewFormat("edges.csv", "edges.csv", "the edges as a table, with their sentences", lambda s, o: _utf8(edges_csv(s, o))),
    ViewFormat("nodes.parquet", "nodes.parquet", "the nodes for data frames", lambda s, _: [nodes_parquet(s)]),
    ViewFormat("edges.parquet", "edges.parquet", "the edges for data frames", lambda s, o: [edges_parquet(s, o)]),
)
"""The forms that a build writes, the page first."""

EXPORTED = (
    ViewFormat("neo4j-nodes", "neo4j-nodes.csv", "the nodes for neo4j-admin database import", lambda s, _: neo4j_nodes(s)),
    ViewFormat("neo4j-edges", "neo4j-edges.csv", "the edges for the same, with their sentences", neo4j_edges),
)
"""Forms that are made only where `kg export` is asked for them."""

PAGE = FORMATS[0]
"""The form for people, of which a build shows only the best connected part."""
