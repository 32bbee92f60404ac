"""GEXF, GraphML, CSV, Parquet, networkx: what is written can be read back, whole, whatever the texts hold."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyarrow.parquet as pq
import pytest
from graphs import hand_made, synthetic
from hostile_graph import FORMULA, IMAGE, SCRIPT, TITLE, hostile

from kg import ontology
from kg.records import Knowledge
from kg.view.gexf import NAMESPACE, gexf, simple_gexf
from kg.view.graph import to_networkx
from kg.view.graphml import graphml
from kg.view.safe import NOT_XML
from kg.view.scene import Scene, scene
from kg.view.tables import edges_csv, edges_parquet, nodes_csv, nodes_parquet, results_csv, results_parquet

ONTOLOGY = ontology.load()
GRAPHS = {"hand-made": hand_made(), "hostile": hostile(), "empty": Knowledge()}
LONG_LIVED = {"graphology": "0.26.0", "graphology-gexf": "0.13.2"}


@pytest.fixture(params=GRAPHS, scope="module")
def view(request: pytest.FixtureRequest) -> Scene:
    return scene(GRAPHS[request.param], ONTOLOGY)


def whole(parts: Iterable[bytes]) -> bytes:
    return b"".join(parts)


def plain(text: str) -> str:
    """What XML can hold of a text, as the writers put it."""
    return " ".join(NOT_XML.sub("", text).split())


def triples(view: Scene) -> list[tuple[str, str, str]]:
    return sorted((edge.source, edge.relation, edge.target) for edge in view.edges)


def test_gexf_is_read_back_by_networkx(view: Scene) -> None:
    graph = nx.read_gexf(io.BytesIO(whole(gexf(view, ONTOLOGY))), version="1.3")
    assert dict(graph.nodes(data="label", default="")) == {node.id: plain(node.label) for node in view.nodes}
    assert sorted((s, data["relation"], t) for s, t, data in graph.edges(data=True)) == triples(view)
    for edge in view.edges:
        found = [d for s, t, d in graph.edges(data=True) if (s, d["relation"], t) == (edge.source, edge.relation, edge.target)]
        assert [(d["weight"], d["score"]) for d in found] == [(edge.weight, edge.score)]


def test_gexf_has_kind_colour_size_and_position() -> None:
    view = scene(hand_made(), ONTOLOGY)
    root = ElementTree.fromstring(whole(gexf(view, ONTOLOGY, title="Map & more")))
    name = f"{{{NAMESPACE}}}"
    assert root.find(f"{name}meta/{name}description").text == "Map & more"  # type: ignore[union-attr]
    drawn = {node.get("id"): node for node in root.iter(f"{name}node")}
    for node in view.nodes:
        colour, size, position = (drawn[node.id].find(name + part) for part in ("color", "size", "position"))
        assert colour is not None and size is not None and position is not None
        assert "#{:02x}{:02x}{:02x}".format(*(int(colour.get(c, "")) for c in "rgb")) == node.colour
        assert float(size.get("value", "")) == node.size
        assert (float(position.get("x", "")), float(position.get("y", ""))) == (node.x, -node.y)
    kinds = [(edge.get("source"), edge.get("kind"), edge.get("target")) for edge in root.iter(f"{name}edge")]
    assert sorted(kinds) == triples(view)
    assert len({edge.get("id") for edge in root.iter(f"{name}edge")}) == len(view.edges)


def test_simple_gexf_has_one_edge_a_pair(view: Scene) -> None:
    graph = nx.read_gexf(io.BytesIO(whole(simple_gexf(view))), version="1.3")
    pairs = {frozenset((edge.source, edge.target)) for edge in view.edges}
    assert graph.number_of_nodes() == len(view.nodes)
    assert {frozenset(edge) for edge in graph.edges()} == pairs
    assert graph.number_of_edges() == len(pairs)
    assert sum(weight for *_, weight in graph.edges(data="weight")) == sum(edge.weight for edge in view.edges)


@pytest.mark.shared
def test_gexf_is_valid_under_the_published_schema(view: Scene, shared: Path) -> None:
    import xmlschema

    schema = xmlschema.XMLSchema(str(shared / "external" / "gexf-1.3" / "specs" / "1.3" / "gexf.xsd"))
    for text in (whole(gexf(view, ONTOLOGY)), whole(simple_gexf(view))):
        assert [error.reason for error in schema.iter_errors(text.decode())] == []
    spoilt = whole(gexf(view, ONTOLOGY)).replace(b'mode="static" idtype="string"', b'mode="fluid" idtype="string"')
    assert list(schema.iter_errors(spoilt.decode())) != [], "the schema lets everything pass"


@pytest.mark.slow
def test_gexf_is_read_back_by_graphology(tmp_path: Path) -> None:
    """graphology-gexf is what Gephi Lite reads with. Needs node and the npm registry."""
    packages = [f"{name}@{version}" for name, version in LONG_LIVED.items()]
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(tmp_path), *packages], check=True, capture_output=True
    )
    (tmp_path / "count.js").write_text(
        """
        const { parse } = require("graphology-gexf");
        const graph = parse(require("graphology"), require("fs").readFileSync(process.argv[2], "utf8"));
        console.log(JSON.stringify({
          multi: graph.multi, type: graph.type,
          nodes: graph.mapNodes((id, facts) => [id, facts.label ?? "", facts.type, facts.color, facts.size, facts.x, facts.y]),
          edges: graph.mapEdges((id, facts, source, target) => [source, facts.kind, target, facts.weight, facts.score]),
        }));
        """
    )
    for name in ("hand-made", "hostile"):
        view = scene(GRAPHS[name], ONTOLOGY)
        file = tmp_path / f"{name}.gexf"
        file.write_bytes(whole(gexf(view, ONTOLOGY)))
        run = subprocess.run(["node", "count.js", str(file)], cwd=tmp_path, check=True, capture_output=True, text=True)
        read = json.loads(run.stdout)
        assert (read["multi"], read["type"]) == (True, "directed")
        colours = {n.id: "rgb({},{},{})".format(*(int(n.colour[i : i + 2], 16) for i in (1, 3, 5))) for n in view.nodes}
        assert read["nodes"] == [[n.id, plain(n.label), n.type, colours[n.id], n.size, n.x, -n.y] for n in view.nodes]
        assert read["edges"] == [[e.source, e.relation, e.target, e.weight, e.score] for e in view.edges]


def test_graphml_is_read_back_by_networkx(view: Scene) -> None:
    graph = nx.read_graphml(io.BytesIO(whole(graphml(view, ONTOLOGY))), force_multigraph=True)
    assert dict(graph.nodes(data="label", default="")) == {node.id: plain(node.label) for node in view.nodes}
    assert sorted((s, data["relation"], t) for s, t, data in graph.edges(data=True)) == triples(view)
    for node in view.nodes:
        assert (graph.nodes[node.id]["x"], graph.nodes[node.id]["pagerank"]) == (node.x, node.rank)


def rows(lines: Iterable[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(lines), newline="")))


def test_csv_holds_a_row_for_each_node_and_edge(view: Scene) -> None:
    assert [row["id"] for row in rows(nodes_csv(view))] == [node.id for node in view.nodes]
    read = rows(edges_csv(view, ONTOLOGY))
    assert sorted((row["source"], row["relation"], row["target"]) for row in read) == triples(view)
    assert [int(row["weight"]) for row in read] == [edge.weight for edge in view.edges]


def test_csv_holds_no_formula() -> None:
    view = scene(hostile(), ONTOLOGY)
    for row in rows(nodes_csv(view)) + rows(edges_csv(view, ONTOLOGY)):
        for name, cell in row.items():
            assert name in ("x", "y", "community") or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), (name, cell)
    cells = {row["id"]: row for row in rows(nodes_csv(view))}
    assert cells["method/formula"]["label"] == f"'{FORMULA}"
    assert cells["method/image"]["label"] == IMAGE
    assert "a¦b" in cells["method/image"]["aliases"].split("|")


def test_parquet_holds_texts_as_they_are_and_lists_as_lists(view: Scene) -> None:
    read = pq.read_table(io.BytesIO(nodes_parquet(view))).to_pylist()
    assert [row["id"] for row in read] == [node.id for node in view.nodes]
    assert [row["aliases"] for row in read] == [list(node.aliases) for node in view.nodes]
    assert [row["label"] for row in read] == [node.label.encode("utf-8", "replace").decode() for node in view.nodes]
    read = pq.read_table(io.BytesIO(edges_parquet(view, ONTOLOGY))).to_pylist()
    assert [row["quotes"] for row in read] == [[item.quote for item in edge.evidence] for edge in view.edges]
    assert [row["score"] for row in read] == [edge.score for edge in view.edges]


def test_networkx_holds_every_statement_by_its_relation(view: Scene, request: pytest.FixtureRequest) -> None:
    knowledge = GRAPHS[request.node.callspec.params["view"]]
    graph = to_networkx(knowledge, ONTOLOGY)
    assert sorted((s, key, t) for s, t, key in graph.edges(keys=True)) == triples(view)
    assert set(graph) == {node.id for node in view.nodes}
    for statement in knowledge.statements:
        facts = graph.edges[statement.subject, statement.object, statement.relation]
        assert facts["support"] == statement.support
        assert facts["quotes"] == tuple(item.quote for item in statement.evidence)


def test_networkx_keeps_the_hostile_title() -> None:
    assert TITLE in {title for _, title in to_networkx(hostile(), ONTOLOGY).nodes(data="label")}


def test_no_text_leaves_its_place_in_xml() -> None:
    view = scene(hostile(), ONTOLOGY)
    for text in (
        whole(gexf(view, ONTOLOGY, title=SCRIPT)),
        whole(simple_gexf(view, title=SCRIPT)),
        whole(graphml(view, ONTOLOGY)),
    ):
        names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
        assert not names & {"script", "img"}
        assert not NOT_XML.search(text.decode())


def test_equal_graphs_give_equal_bytes() -> None:
    def written() -> list[bytes]:
        view = scene(synthetic(20), ONTOLOGY)
        tables = [nodes_parquet(view), edges_parquet(view, ONTOLOGY)]
        texts = ["".join(nodes_csv(view)).encode(), "".join(edges_csv(view, ONTOLOGY)).encode()]
        return [whole(gexf(view, ONTOLOGY)), whole(simple_gexf(view)), whole(graphml(view, ONTOLOGY)), *tables, *texts]

    assert written() == written()


def test_results_are_a_table_with_exact_numbers() -> None:
    graph = hand_made()
    rows = list(csv.DictReader(io.StringIO("".join(results_csv(graph, ONTOLOGY)))))
    assert [row["id"] for row in rows] == [claim.id for claim in graph.claims]
    by_subject = {(row["subject"], row["value"]): row for row in rows}
    memory = by_subject["LoRA", "3"]
    assert (memory["metric"], memory["baseline"], memory["method"]) == ("memory footprint", "full fine-tuning", "GPT-3")
    assert (memory["kind"], memory["ratio_minimum"], memory["ratio_maximum"]) == ("ratio", "0.333333333333", "0.333333333333")
    hours = by_subject["QLoRA", "24"]
    assert (hours["base_minimum"], hours["base_unit"], hours["hardware"], hours["ratio_minimum"]) == ("86400", "s", "GPU", "")
    assert by_subject["FINN", "25"]["qualifier"] == "under"
    papers = {paper.title: paper.text for paper in graph.papers}
    for row in rows:
        assert papers[row["paper"]][int(row["start"]) : int(row["end"])] == row["quote"]
        assert row["quote"] in row["sentence"]


@pytest.mark.parametrize("name", GRAPHS)
def test_results_are_the_same_in_parquet(name: str) -> None:
    read = pq.read_table(io.BytesIO(results_parquet(GRAPHS[name], ONTOLOGY))).to_pylist()
    rows = list(csv.DictReader(io.StringIO("".join(results_csv(GRAPHS[name], ONTOLOGY)))))
    assert [row["id"] for row in read] == [row["id"] for row in rows]
    for record, row in zip(read, rows, strict=True):
        assert [str(float(row[end])) if row[end] else "None" for end in ("base_minimum", "ratio_maximum")] == [
            str(record[end]) for end in ("base_minimum", "ratio_maximum")
        ]
        assert "|".join(record["method"]) == row["method"]


def test_formulas_in_results_are_disarmed() -> None:
    graph = hostile()
    cells = [cell for row in csv.reader(io.StringIO("".join(results_csv(graph, ONTOLOGY)))) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
