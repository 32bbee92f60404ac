"""The tables of a graph: what goes in comes out, record by record, and is found by node as in the index over records."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from graphs import hand_made, synthetic
from hostile_graph import hostile
from serving import write_graph

from kg import ontology
from kg.compare import Index
from kg.keys import paper_path
from kg.records import Knowledge
from kg.serve.snapshot import open_snapshot
from kg.stored import Stored
from kg.storing import write

FIELDS = ("papers", "entities", "statements", "claims", "mentions")
GRAPHS = {"hand": hand_made(), "synthetic": synthetic(40), "empty": Knowledge()}


@pytest.mark.parametrize("name", GRAPHS)
def test_every_record_comes_back(tmp_path: Path, name: str) -> None:
    knowledge = GRAPHS[name]
    write(knowledge, tmp_path / "tables")
    stored = Stored(tmp_path / "tables")
    for field in FIELDS:
        records, rows = getattr(knowledge, field), getattr(stored, field)
        assert tuple(rows) == tuple(rows[place] for place in range(len(rows))) == records, field
        assert rows[-1:] == records[-1:] and rows[1:3] == records[1:3]
        with pytest.raises(IndexError):
            rows[len(rows)]


def test_equal_records_give_equal_files(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(synthetic(20), tmp_path / folder)
    for name in FIELDS:
        files = [(tmp_path / folder / f"{name}.arrow").read_bytes() for folder in ("one", "two")]
        assert files[0] == files[1], name


def test_a_lone_surrogate_becomes_one_character_so_that_offsets_stay_right(tmp_path: Path) -> None:
    knowledge = hostile()
    write(knowledge, tmp_path / "tables")
    stored = Stored(tmp_path / "tables")
    assert any("\ud800" in paper.text for paper in knowledge.papers)
    assert [paper.text.replace("\ud800", "?") for paper in knowledge.papers] == [paper.text for paper in stored.papers]
    for said, read in zip(knowledge.statements, stored.statements, strict=True):
        assert [item.quote.replace("\ud800", "?") for item in said.evidence] == [item.quote for item in read.evidence]


def test_any_arrow_reader_opens_them(tmp_path: Path) -> None:
    write(hand_made(), tmp_path / "tables")
    with pa.OSFile(str(tmp_path / "tables" / "entities.arrow")) as file:
        labels = pa.ipc.open_file(file).read_all().column("label").to_pylist()
    assert labels == [entity.label for entity in hand_made().entities]


def test_records_are_found_by_node_as_in_the_index_over_records(tmp_path: Path) -> None:
    knowledge = synthetic(60)
    snapshot = open_snapshot(write_graph(knowledge, tmp_path / "graph"))
    plain, stored = Index(knowledge, ontology.load()), snapshot.index
    assert dict(stored.papers) == dict(plain.papers) and dict(stored.things) == dict(plain.things)
    for path in plain.things:
        for name in ("forward", "backward", "named_in"):
            assert list(getattr(stored, name).get(path, ())) == list(getattr(plain, name).get(path, ())), (name, path)
        assert stored.variants(path) == plain.variants(path)
    for relation in ontology.load().relations:
        assert list(stored.said(relation.name)) == list(plain.said(relation.name))
    for path, place in snapshot.nodes.places.items():
        named = [
            claim
            for claim in knowledge.claims
            if path in (claim.subject, claim.baseline, claim.metric_node, *claim.context, paper_path(claim.evidence.paper))
        ]
        assert stored.claims_of(place) == named
    for paper in knowledge.papers:
        assert (stored.source(paper.key), stored.text(paper.key)) == (plain.source(paper.key), plain.text(paper.key))
