"""The files for neo4j-admin: read back by their headings, every id resolves, nothing of the graph is lost."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kg import ontology
from kg.graph import Graph
from kg.view.neo4j import ARRAY_DELIMITER, neo4j_edges, neo4j_nodes
from kg.view.scene import scene
from tests.test_cli import Kg, graph, kg  # noqa: F401  (the fixtures)

READ = {"string": str, "long": int, "double": float, "string[]": lambda text: text.split(ARRAY_DELIMITER) if text else []}


def rows(path: Path) -> list[dict[str, object]]:
    """The rows as Neo4j reads them: by the types in the heading."""
    with path.open(encoding="utf-8", newline="") as file:
        heading, *lines = csv.reader(file, strict=True)
    columns = [(name, READ.get(kind, str)) for name, _, kind in (field.partition(":") for field in heading)]
    keys = [name if kind in READ else f":{kind}" for name, _, kind in (field.partition(":") for field in heading)]
    assert all(len(line) == len(heading) for line in lines)
    return [{key: read(cell) for key, (_, read), cell in zip(keys, columns, line, strict=True)} for line in lines]


def test_the_exported_files_hold_the_graph_and_every_id_resolves(graph: Path, kg: Kg, tmp_path: Path) -> None:  # noqa: F811
    nodes_file, edges_file = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    assert kg("export", "neo4j-nodes", "-g", graph, "--to", nodes_file).code == 0
    assert kg("export", "neo4j-edges", "-g", graph, "--to", edges_file).code == 0
    nodes, edges, knowledge = rows(nodes_file), rows(edges_file), Graph(graph).knowledge
    ids = [node[":ID"] for node in nodes]
    assert len(set(ids)) == len(ids) == len(knowledge.entities) + len(knowledge.papers)
    assert {edge[":START_ID"] for edge in edges} | {edge[":END_ID"] for edge in edges} <= set(ids)
    terms = ontology.load()
    assert {edge[":TYPE"] for edge in edges} <= {relation.name for relation in terms.relations}
    assert {node[":LABEL"] for node in nodes} <= {term.name for term in terms.types} | {ontology.PAPER_CLASS}
    stated = {(s.subject, s.relation, s.object): s for s in knowledge.statements}
    assert len(edges) == len(stated)
    for edge in edges:
        statement = stated[str(edge[":START_ID"]), str(edge[":TYPE"]), str(edge[":END_ID"])]
        assert edge["quotes"] == [" ".join(item.quote.splitlines()) for item in statement.evidence]
        assert edge["weight"] == len({item.paper for item in statement.evidence})


@pytest.mark.parametrize("name", ['a "b", c', "=1+1", "a;b|c", "line\nbreak", "tab\tand \\ backslash", "uni\x1ft", "ünïcode 🙂"])
def test_hostile_names_stay_in_their_cell(name: str, graph: Path, tmp_path: Path) -> None:  # noqa: F811
    from dataclasses import replace

    knowledge, terms = Graph(graph).knowledge, ontology.load()
    first, *others = knowledge.entities
    shown = scene(replace(knowledge, entities=(replace(first, aliases=(name, "other")), *others)), terms)
    (tmp_path / "nodes.csv").write_bytes(b"".join(neo4j_nodes(shown)))
    (tmp_path / "edges.csv").write_bytes(b"".join(neo4j_edges(shown, terms)))
    node = next(node for node in rows(tmp_path / "nodes.csv") if node[":ID"] == first.id)
    assert node["aliases"] == [re.sub("[\n\x1f]", " ", name), "other"]
    assert len(rows(tmp_path / "edges.csv")) == len(shown.edges)
