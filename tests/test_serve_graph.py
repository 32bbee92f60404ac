"""What the explorer is told: parts of the graph, cards, evidence, ways, papers, tables, comparisons. No server is needed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import orjson
import pytest
from graphs import hand_made, synthetic
from hostile_graph import TITLE, hostile
from make_docs import sample_graph
from serving import write_graph

from kg import rdf
from kg.errors import OutputError, UnknownName
from kg.serve import cards, comparisons, graphs, pages
from kg.serve.filters import EVERYTHING, Filter, around, best, these, whole
from kg.serve.papers import paper_page
from kg.serve.paths import paths
from kg.serve.shapes import GraphShape
from kg.serve.snapshot import Snapshot, open_snapshot
from kg.serve.tables import MEDIA_TYPES, Page, construct, exported, table

KNOWN = hand_made()


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return open_snapshot(write_graph(KNOWN, tmp_path_factory.mktemp("serve") / "graph"))


def edges_of(shape: GraphShape, snapshot: Snapshot) -> set[tuple[str, str, str]]:
    names = [relation.name for relation in snapshot.ontology.relations]
    ends = zip(shape.edges.source, shape.edges.relation, shape.edges.target, strict=True)
    return {(shape.nodes.id[source], names[relation], shape.nodes.id[target]) for source, relation, target in ends}


def test_the_whole_graph_is_what_was_written(graph: Snapshot) -> None:
    shape = graphs.graph(graph)
    assert set(shape.nodes.id) == {e.id for e in KNOWN.entities} | {f"paper/{p.key}" for p in KNOWN.papers}
    assert edges_of(shape, graph) == {(s.subject, s.relation, s.object) for s in KNOWN.statements}
    assert (shape.shown, shape.matching, shape.total) == (len(shape.nodes.id),) * 3
    columns = [getattr(shape.nodes, name) for name in shape.nodes.__dataclass_fields__]
    assert {len(column) for column in columns} == {shape.shown}


def test_columns_say_what_the_records_say(graph: Snapshot) -> None:
    shape = graphs.graph(graph)
    at = shape.nodes.id.index("method/lora")
    types = [term.name for term in pages.ontology(graph).types]
    assert (shape.nodes.label[at], types[shape.nodes.type[at]]) == ("LoRA", graph.ontology.role("method"))
    assert shape.nodes.degree[at] == sum("method/lora" in (s.subject, s.object) for s in KNOWN.statements)
    assert (shape.dates[shape.nodes.first[at]], shape.dates[shape.nodes.last[at]]) == ("2021-06-17", "2024-05-15")
    undated = shape.nodes.id.index("method/finn")
    assert shape.nodes.first[undated] == shape.nodes.last[undated] == -1


def test_filters(graph: Snapshot) -> None:
    known = graph.ontology
    method, device = known.role("method"), known.role("device")
    shape = graphs.graph(graph, Filter(types=(method, device)))
    assert {pages.ontology(graph).types[number].name for number in shape.nodes.type} == {method, device}
    variants = graphs.graph(graph, Filter(relations=(known.role("variant"),)))
    assert edges_of(variants, graph) == {
        (s.subject, s.relation, s.object) for s in KNOWN.statements if s.relation == known.role("variant")
    }
    assert set(variants.nodes.id) == {end for source, _, target in edges_of(variants, graph) for end in (source, target)}
    assert graphs.graph(graph, Filter(min_support=2)).shown_edges == sum(s.support > 1 for s in KNOWN.statements)
    early = graphs.graph(graph, Filter(until="2015"))
    assert "method/resnet" in early.nodes.id and "method/lora" not in early.nodes.id
    late = graphs.graph(graph, Filter(since="2024-03"))
    assert "method/lora" in late.nodes.id and "method/resnet" not in late.nodes.id
    with pytest.raises(UnknownName, match="Did you mean"):
        graphs.graph(graph, Filter(types=("Methode",)))


def test_too_large_a_part_is_an_overview_and_each_community_can_be_had(graph: Snapshot) -> None:
    overview = graphs.graph(graph, limit=10)
    assert (overview.kind, overview.nodes.id, overview.matching) == ("communities", [], graphs.graph(graph).shown)
    numbers = [community.number for community in overview.communities]
    assert numbers == sorted(numbers) and overview.communities[0].nodes >= overview.communities[-1].nodes
    for community in overview.communities:
        inside = graphs.graph(graph, Filter(community=community.number), limit=1000)
        assert (inside.kind, inside.shown) == ("nodes", community.nodes)
        assert set(community.typical) <= set(inside.nodes.id)
    between = sum(link.weight for link in overview.links)
    assert between + sum(community.edges for community in overview.communities) == len(KNOWN.statements)


def test_an_ego_network_has_what_is_near(graph: Snapshot) -> None:
    place = graph.place("method/dora")
    near = graphs.drawn(graph, around(graph, place, EVERYTHING, depth=1, limit=100))
    neighbours = {end for s in KNOWN.statements for end in (s.subject, s.object) if "method/dora" in (s.subject, s.object)}
    assert set(near.nodes.id) == neighbours
    few = graphs.drawn(graph, around(graph, place, EVERYTHING, depth=3, limit=5))
    assert (few.shown, "method/dora" in few.nodes.id, few.matching > 20) == (5, True, True)
    one_type = around(graph, place, Filter(types=(graph.ontology.role("task"),)), depth=1, limit=100)
    assert [graph.nodes.ids[at] for at in one_type.nodes] == ["method/dora", "task/commonsense-reasoning"]


def test_a_card_says_what_the_graph_says(graph: Snapshot) -> None:
    card = cards.node(graph, graph.place("method/lora"))
    facts = {(group.relation, group.direction): {item.id for item in group.items} for group in card.facts}
    assert facts["outperforms", "out"] == {"method/full-fine-tuning"}
    assert facts["outperforms", "in"] == {"method/dora", "method/full-fine-tuning"}
    assert sum(group.total for group in card.facts) == card.degree
    assert [paper.title for paper in card.introduced_by] == ["LoRA: Low-Rank Adaptation of Large Language Models"]
    assert card.aliases == ("Low-Rank Adaptation", "low-rank adaptation")
    assert [paper.date for paper in card.papers.items] == ["2024-05-15", "2024-02", "2023-05-23", "2021-06-17"]
    assert {number.written for number in card.results} == {"10,000x", "3x"}


def test_an_old_address_leads_to_the_node_and_a_wrong_one_to_its_neighbours(graph: Snapshot) -> None:
    assert graph.place("method/low-rank-adaptation") == graph.place("https://kg.example/id/method/lora")
    with pytest.raises(UnknownName) as caught:
        graph.place("method/flashatention")
    assert caught.value.suggestions[0] == "method/flashattention"


def test_evidence_is_the_sentence_with_its_phrase(graph: Snapshot) -> None:
    source, target = graph.place("method/dora"), graph.place("method/lora")
    found = cards.evidence(graph, source, target, "outperforms").edges
    (said,) = found[0].evidence
    assert (said.before, said.quote) == ("", "DoRA beats LoRA on commonsense reasoning")
    assert said.after.endswith("at inference.") and said.paper.date == "2024-02"
    text = graph.index.papers[said.paper.key].text
    assert text[said.start : said.end] == said.quote
    assert {edge.relation for edge in cards.evidence(graph, target, source, either=True).edges} == {
        s.relation for s in KNOWN.statements if {s.subject, s.object} == {"method/dora", "method/lora"}
    }
    assert cards.evidence(graph, target, source).edges == ()


def test_ways_are_shortest_and_each_step_is_proved(graph: Snapshot) -> None:
    found = paths(graph, graph.place("method/dora"), graph.place("hardware/gpu"), EVERYTHING, limit=5)
    assert found.length == 3
    for way in found.paths:
        assert len(way.steps) == found.length and all(step.evidence for step in way.steps)
        for before, step, after in zip(way.nodes, way.steps, way.nodes[1:], strict=False):
            assert {before.id, after.id} == {step.source.id, step.target.id}
    around_papers = paths(graph, graph.place("method/dora"), graph.place("hardware/gpu"), EVERYTHING, papers=False)
    assert all(not node.id.startswith("paper/") for way in around_papers.paths for node in way.nodes)
    nowhere = paths(graph, graph.place("method/dora"), graph.place("hardware/gpu"), Filter(relations=("measures",)))
    assert (nowhere.length, nowhere.paths) == (-1, ())
    here = paths(graph, 3, 3, EVERYTHING)
    assert (here.length, len(here.paths[0].nodes)) == (0, 1)


def test_a_paper_without_extraction_is_its_plain_text(graph: Snapshot) -> None:
    shape = paper_page(graph, "paper/" + KNOWN.papers[0].key)
    assert "".join(segment.text for segment in shape.abstract_segments) == KNOWN.papers[0].abstract
    with pytest.raises(UnknownName):
        paper_page(graph, "method/lora")


def test_mentions_are_marked_where_they_stand() -> None:
    snapshot = open_snapshot(sample_graph().folder)
    marked = linked = 0
    for paper in snapshot.knowledge.papers:
        shape = paper_page(snapshot, paper.key)
        for segments, text in ((shape.title_segments, paper.title), (shape.abstract_segments, paper.abstract)):
            assert "".join(segment.text for segment in segments) == text
            marks = [segment for segment in segments if segment.type]
            marked, linked = marked + len(marks), linked + sum(bool(segment.id) for segment in marks)
            assert all(snapshot.known(segment.id) >= 0 for segment in marks if segment.id)
    assert marked > 50 and linked > 0.9 * marked


def test_tables_sort_page_and_search(graph: Snapshot) -> None:
    everything = whole(graph, EVERYTHING)
    by_degree = table(graph, everything, "nodes", Page(limit=5))
    names = [column.name for column in by_degree.columns]
    degrees = [row[names.index("statements")] for row in by_degree.rows]
    assert degrees == sorted(degrees, reverse=True) and by_degree.total == len(graph.nodes.ids)
    labels = [row[names.index("label")] for row in table(graph, everything, "nodes", Page("label", False, 3, 4)).rows]
    assert labels == sorted(graph.nodes.labels, key=str.casefold)[3:7]
    edges = table(graph, everything, "edges", Page(q="dora"))
    assert edges.total == sum("dora" in f"{s.subject} {s.object}" for s in KNOWN.statements)
    with pytest.raises(UnknownName, match="column to sort by"):
        table(graph, everything, "nodes", Page("nothing"))


@pytest.mark.parametrize("form", sorted(MEDIA_TYPES))
def test_a_part_in_every_format(graph: Snapshot, form: str) -> None:
    part = these(graph, [graph.place("method/dora"), graph.place("method/lora")])
    document = exported(graph, part, form)
    assert b"dora" in document.lower() and b"resnet" not in document.lower()
    if form == "edges.csv":
        assert len(list(csv.DictReader(io.StringIO(document.decode())))) == len(part.edges)


def test_a_part_in_rdf(graph: Snapshot) -> None:
    part = these(graph, [graph.place("method/dora"), graph.place("method/lora")])
    store = rdf.memory_store(rdf.to_quads(KNOWN, graph.ontology, base=graph.base))
    document = rdf.answer(store, construct(graph, part), "nt", prefixes=graph.prefixes).decode()
    assert '"DoRA beats LoRA on commonsense reasoning"' in document and "resnet" not in document


def test_comparisons(graph: Snapshot) -> None:
    board = comparisons.compared(graph, ["dataset/imagenet"], [])
    assert {ranking.metric for ranking in board.rankings} == {"accuracy", "error rate"}
    (row,) = next(ranking for ranking in board.rankings if ranking.metric == "accuracy").rows
    assert (row.subject.label, row.written, row.sentence.quote) == (
        "Vision Transformer",
        "88.55%",
        "scores 88.55% accuracy on ImageNet",
    )
    about = {item.id: item.numbers for item in comparisons.comparables(graph).items}
    assert about["dataset/imagenet"] == 2
    assert comparisons.compared(graph, [], ["metric/accuracy"]).rankings[0].rows[0].id == row.id


def test_the_overview_counts(graph: Snapshot) -> None:
    shape = pages.overview(graph)
    assert sum(count.count for count in shape.types) == len(graph.nodes.ids)
    assert sum(count.count for count in shape.relations) == len(KNOWN.statements)
    assert sum(year.papers for year in shape.growth) + shape.undated == len(KNOWN.papers)
    assert sum(bin.count for bin in shape.scores) == sum(len(s.evidence) for s in KNOWN.statements)
    assert shape.connected[0].degree == max(graph.nodes.degrees)


def test_every_answer_about_hostile_texts_is_json(tmp_path: Path) -> None:
    snapshot = open_snapshot(write_graph(hostile(), tmp_path / "graph"))
    for place, path in enumerate(snapshot.nodes.ids):
        assert orjson.loads(orjson.dumps(cards.node(snapshot, place)))["id"] == path
    found = cards.search(snapshot, TITLE.replace("\ud800", ""))
    assert found.hits[0].type == "Paper"
    assert exported(snapshot, whole(snapshot, EVERYTHING), "gexf")


@pytest.mark.parametrize("name", ["tables/papers.arrow", "tables/statements.arrow", "nodes.parquet"])
def test_an_older_or_damaged_graph_is_an_error_with_a_remedy(tmp_path: Path, name: str) -> None:
    folder = write_graph(hand_made(), tmp_path / "graph")
    file = folder / ".kg" / "current" / name
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(OutputError, match="build it anew"):
        open_snapshot(folder)
    file.unlink()
    with pytest.raises(OutputError, match="build it anew"):
        open_snapshot(folder)


def test_a_larger_graph_is_cut_by_rank(tmp_path: Path) -> None:
    snapshot = open_snapshot(write_graph(synthetic(60), tmp_path / "graph"))
    part = best(snapshot, EVERYTHING, 50)
    assert (len(part.nodes), part.matching) == (50, len(snapshot.nodes.ids))
    least = min(snapshot.nodes.ranks[part.nodes])
    assert sum(snapshot.nodes.ranks > least) <= 50
