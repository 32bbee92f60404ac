"""What is chosen for a view, how it is drawn, and where it stands."""

from __future__ import annotations

import math
import time

import pytest
from graphs import hand_made, synthetic

from kg import ontology
from kg.errors import UnknownName
from kg.keys import paper_path
from kg.records import Entity, Knowledge, Paper, Span
from kg.view.gexf import gexf
from kg.view.layout import arrange
from kg.view.scene import Scene, scene
from kg.view.selection import Selection, choose, pagerank
from kg.view.sentences import sentence

ONTOLOGY = ontology.load()


def show(knowledge: Knowledge, cap: int | None = None, **wishes: object) -> Scene:
    return scene(knowledge, ONTOLOGY, Selection(**wishes), cap=cap)  # type: ignore[arg-type]


def ids(view: Scene) -> set[str]:
    return {node.id for node in view.nodes}


def test_everything_is_shown_unless_restricted() -> None:
    graph = hand_made()
    view = show(graph)
    assert ids(view) == {paper_path(p.key) for p in graph.papers} | {e.id for e in graph.entities}
    assert len(view.edges) == len(graph.statements)
    assert not view.capped
    assert view.notice == f"{view.total} nodes, {view.total_edges} edges"


def test_a_node_carries_its_names_papers_and_looks() -> None:
    view = show(hand_made())
    lora = next(node for node in view.nodes if node.id == "method/lora")
    term = ONTOLOGY.type(lora.type)
    assert (lora.label, lora.colour, lora.shape) == ("LoRA", term.colour, term.shape)
    assert "Low-Rank Adaptation" in lora.aliases
    titles = {paper.key: paper.title for paper in view.papers}
    assert [titles[key] for key in lora.introduced_by] == ["LoRA: Low-Rank Adaptation of Large Language Models"]
    assert len(lora.papers) == 4
    assert lora.degree == sum("method/lora" in (s.subject, s.object) for s in hand_made().statements)
    paper = next(node for node in view.nodes if node.label.startswith("DoRA:"))
    assert (paper.type, paper.date) == (ontology.PAPER_CLASS, "2024-02")


def test_an_edge_counts_papers_and_keeps_every_quote() -> None:
    view = show(hand_made())
    edge = next(e for e in view.edges if e.source == "method/lora" and e.target == "task/language-model-adaptation")
    assert (edge.weight, edge.score, len(edge.evidence)) == (2, 0.9, 2)


def test_types_and_relations_restrict() -> None:
    hardware = ONTOLOGY.role("device")
    assert {node.type for node in show(hand_made(), types=frozenset({hardware})).nodes} == {hardware}
    contribution = ONTOLOGY.role("contribution")
    view = show(hand_made(), relations=frozenset({contribution}))
    assert {edge.relation for edge in view.edges} == {contribution}
    assert ids(view) == {end for edge in view.edges for end in (edge.source, edge.target)}


def test_around_follows_edges_for_so_many_steps() -> None:
    one, two = (show(hand_made(), around="method/qlora", depth=depth) for depth in (1, 2))
    assert "method/lora" in ids(one)
    assert "method/dora" not in ids(one)
    assert "method/dora" in ids(two)
    assert ids(one) < ids(two)
    assert one.centre == "method/qlora"
    assert one.notice == f"{one.shown} of {one.total} nodes, {len(one.edges)} edges"


def test_around_keeps_its_centre_whatever_the_types() -> None:
    view = show(hand_made(), around="method/lora", types=frozenset({ONTOLOGY.role("suite")}))
    assert ids(view) == {"method/lora", "benchmark/glue"}


def test_a_query_s_result_shows_with_the_edges_between() -> None:
    view = show(hand_made(), nodes=frozenset({"method/lora", "method/dora", "https://elsewhere.example/"}))
    assert ids(view) == {"method/lora", "method/dora"}
    assert {edge.relation for edge in view.edges} == {"variantOf", "uses", "outperforms"}
    assert show(hand_made(), nodes=frozenset()).nodes == ()


def test_support_and_score_restrict_edges() -> None:
    assert {edge.weight for edge in show(hand_made(), min_support=2).edges} == {2}
    assert show(hand_made(), min_score=0.95).edges == ()


@pytest.mark.parametrize(
    "wishes",
    [{"types": frozenset({"Methode"})}, {"relations": frozenset({"use"})}, {"around": "method/loraa"}],
)
def test_unknown_names_are_refused_with_the_nearest(wishes: dict[str, object]) -> None:
    with pytest.raises(UnknownName, match="Did you mean"):
        show(hand_made(), **wishes)


def test_a_cap_keeps_the_best_connected_and_says_so() -> None:
    graph = synthetic(40)
    view = show(graph, cap=100)
    assert view.capped
    assert view.shown == 100
    assert view.notice.startswith(f"100 of {view.matching:,} nodes (the best connected), ")
    rank = pagerank(graph)
    assert max(rank, key=lambda node: rank[node]) in ids(view)
    joined = {end for edge in view.edges for end in (edge.source, edge.target)}
    assert joined == ids(view), "a node without an edge is shown though others were left out"


def test_a_cap_around_a_node_keeps_the_near_ones() -> None:
    whole = choose(synthetic(40), ONTOLOGY, Selection(), None)
    centre = max(whole.rank, key=lambda node: whole.rank[node])
    one = ids(show(synthetic(40), around=centre, depth=1))
    view = show(synthetic(40), around=centre, depth=3, cap=len(one))
    assert ids(view) == one


def test_pagerank_sums_to_one() -> None:
    assert sum(pagerank(hand_made()).values()) == pytest.approx(1, abs=1e-6)


def test_claims_come_with_the_names_they_need() -> None:
    view = show(hand_made(), nodes=frozenset({"method/lora"}))
    assert {claim.subject for claim in view.claims} == {"method/lora"}
    assert dict(view.names)["method/full-fine-tuning"] == "full fine-tuning"
    assert {claim.evidence.paper for claim in view.claims} <= {paper.key for paper in view.papers}


def test_the_same_graph_gives_the_same_scene() -> None:
    assert show(synthetic(30)) == show(synthetic(30))


def test_an_empty_graph_has_an_empty_scene() -> None:
    view = show(Knowledge())
    assert (view.nodes, view.edges, view.notice) == ((), (), "0 nodes, 0 edges")


def test_nodes_without_edges_have_a_place_of_their_own() -> None:
    method = ONTOLOGY.role("method")
    view = show(Knowledge(entities=tuple(Entity(f"method/{i}", method, str(i)) for i in range(30))))
    assert len({(node.x, node.y) for node in view.nodes}) == 30
    assert {node.community for node in view.nodes} == {-1}


def overlaps(view: Scene) -> list[tuple[str, str]]:
    by_x = sorted(view.nodes, key=lambda node: node.x)
    found = []
    for index, a in enumerate(by_x):
        for b in by_x[index + 1 :]:
            if b.x - a.x > a.size + 60:
                break
            if math.hypot(a.x - b.x, a.y - b.y) < a.size + b.size - 1:
                found.append((a.id, b.id))
    return found


@pytest.mark.parametrize("graph", [hand_made(), synthetic(60)], ids=["hand-made", "synthetic"])
def test_no_node_covers_another(graph: Knowledge) -> None:
    assert overlaps(show(graph)) == []


def test_communities_lie_apart() -> None:
    rings = [[(10 * r + i, 10 * r + j) for i in range(10) for j in range(i)] for r in range(5)]
    links = [link for ring in rings for link in ring] + [(10 * r, 10 * ((r + 1) % 5)) for r in range(5)]
    layout = arrange([6.0] * 50, links)
    assert len(set(layout.communities)) == 5
    middles = {}
    for community in range(5):
        here = [p for p, c in zip(layout.positions, layout.communities, strict=True) if c == community]
        middles[community] = [sum(axis) / len(here) for axis in zip(*here, strict=True)]
        assert len(here) == 10
    for point, community in zip(layout.positions, layout.communities, strict=True):
        nearest = min(middles, key=lambda number: math.dist(middles[number], point))
        assert nearest == community


def test_the_seed_decides_the_layout() -> None:
    wheel = [(i, (i + step) % 90) for i in range(90) for step in (1, 2, 9)]
    assert arrange([5.0] * 90, wheel, seed=3) == arrange([5.0] * 90, wheel, seed=3)
    assert arrange([5.0] * 90, wheel, seed=3) != arrange([5.0] * 90, wheel, seed=4)


@pytest.mark.slow
def test_a_graph_of_the_seeds_size_is_laid_out_in_seconds() -> None:
    graph = synthetic(453)
    start = time.perf_counter()
    view = show(graph)
    assert time.perf_counter() - start < 10
    assert overlaps(view) == []


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("A title", "A title"),
        ("works", "It works, e.g. on GPUs, by 3.5 points."),
        ("Smith et al. did", "Smith et al. did not."),
        ("points. Smith", "It works, e.g. on GPUs, by 3.5 points. Smith et al. did not."),
        ("without end", "The last is without end"),
    ],
)
def test_evidence_is_shown_in_its_sentence(quote: str, expected: str) -> None:
    paper = Paper("A title", "It works, e.g. on GPUs, by 3.5 points. Smith et al. did not. The last is without end")
    start = paper.text.index(quote)
    assert sentence(paper.text, Span(start, start + len(quote))).of(paper.text) == expected


def test_an_endless_sentence_is_cut_at_words() -> None:
    text = "Word " * 1000
    span = sentence(text, Span(2500, 2504))
    assert 800 < span.end - span.start < 900
    assert span.of(text).split() == ["Word"] * len(span.of(text).split())


def test_a_selection_by_support_keeps_what_so_many_papers_say_and_the_weight_counts_them() -> None:
    knowledge = hand_made()
    wanted = [statement for statement in knowledge.statements if statement.support >= 2]
    view = scene(knowledge, ONTOLOGY, Selection(min_support=2))
    assert [(edge.source, edge.relation, edge.target, edge.weight) for edge in view.edges] == [
        (statement.subject, statement.relation, statement.object, statement.support) for statement in wanted
    ]
    assert wanted
    document = b"".join(gexf(view, ONTOLOGY)).decode()
    assert document.count('weight="2"') == len(wanted)
