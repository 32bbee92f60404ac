"""The card of a thing: what it is, who says what of it, its family, its numbers, its papers in order of time."""

from __future__ import annotations

import json

import pytest
from graphs import hand_made
from hostile_graph import hostile

from kg import ontology
from kg.cli.card import Limits, lines
from kg.compare import Card, Index, card, plain
from kg.records import Entity, Evidence, Knowledge, Paper, Span, Statement
from kg.resolve.ledger import LedgerEntry

ONTOLOGY = ontology.load()
INDEX = Index(hand_made(), ONTOLOGY)


def of(path: str, *, min_support: int = 1) -> Card:
    entity = next(entity for entity in INDEX.knowledge.entities if entity.id == path)
    return card(entity, INDEX, min_support=min_support)


def facts(found: Card) -> dict[str, list[str]]:
    return {section.heading: [fact.thing.name for fact in section.facts] for section in found.sections}


def test_a_card_reads_in_both_directions() -> None:
    told = facts(of("method/lora"))
    assert told["introduced by"] == ["LoRA: Low-Rank Adaptation of Large Language Models"]
    assert told["variant of"] == ["parameter-efficient fine-tuning"]
    assert sorted(told["has variant"]) == ["DoRA", "QLoRA"]
    assert told["outperforms"] == ["full fine-tuning"]
    assert sorted(told["outperformed by"]) == ["DoRA", "full fine-tuning"]
    assert sorted(told["evaluated on"]) == ["GLUE", "HellaSwag"]


def test_sections_follow_the_ontology_with_what_the_thing_says_first() -> None:
    order = [(relation.name, forward) for relation in ONTOLOGY.relations for forward in (True, False)]
    places = [order.index((section.relation, section.forward)) for section in of("method/lora").sections]
    assert places == sorted(places) and len(places) > 5


def test_support_is_counted_and_filters() -> None:
    found = of("method/lora")
    (fact,) = next(section for section in found.sections if section.relation == "appliedTo").facts
    assert (fact.thing.name, fact.support, len(fact.quotes)) == ("language model adaptation", 2, 2)
    assert facts(of("method/lora", min_support=2)) == {"applied to": ["language model adaptation"]}
    assert facts(of("method/lora", min_support=3)) == {}


def test_names_and_addresses_that_were_joined_are_told() -> None:
    found = of("method/lora")
    assert found.names == ("Low-Rank Adaptation", "low-rank adaptation")
    assert found.addresses == ("method/low-rank-adaptation",)
    assert (found.kind, found.thing.type) == ("method", ONTOLOGY.role("method"))


def test_the_ledger_tells_what_was_joined_and_kept_apart() -> None:
    joined = LedgerEntry("joined", "method/low-rank-adaptation", "method/lora", "short form", 0.9, ("a", "b"))
    apart = LedgerEntry("apart", "method/lora", "method/lorawan", "different words", 0.2, ("c",))
    other = LedgerEntry("joined", "method/a", "method/b", "spelling", 1.0, ("d",))
    entity = next(entity for entity in INDEX.knowledge.entities if entity.id == "method/lora")
    found = card(entity, INDEX, ledger=(joined, other, apart))
    assert found.decisions == (apart, joined)
    told = [text for text, _ in lines(found, Limits(sentences=0, facts=50))]
    assert "  joined method/low-rank-adaptation: short form  [0.90, 2 papers]" in told
    assert "  apart method/lorawan: different words  [0.20, 1 paper]" in told


def test_the_family_is_told_up_and_down_by_steps() -> None:
    below = {(one.thing.name, one.steps) for one in of("method/parameter-efficient-fine-tuning").below}
    assert below == {("LoRA", 1), ("QLoRA", 2), ("DoRA", 2)}
    above = [(one.thing.name, one.steps) for one in of("method/qlora").above]
    assert above == [("LoRA", 1), ("parameter-efficient fine-tuning", 2)]


def test_a_circle_of_variants_ends() -> None:
    found = card(next(e for e in hostile().entities if e.id == "method/image"), Index(hostile(), ONTOLOGY))
    assert [one.thing.id for one in found.above] == [one.thing.id for one in found.below] == ["method/formula"]


def test_papers_come_in_order_of_time_and_undated_ones_last() -> None:
    dates = ("--05-01", "2024-02", "2015-12-10", "2024")
    papers = tuple(Paper(f"On a thing, part {n}", "Words.", date=date) for n, date in enumerate(dates))
    thing = Entity("method/thing", ONTOLOGY.role("method"), "thing")
    known = Knowledge(papers, (thing,), mentions=tuple(sorted((paper.key, thing.id) for paper in papers)))
    found = card(thing, Index(known, ONTOLOGY))
    assert [source.date for source in found.papers] == ["2015-12-10", "2024", "2024-02", "--05-01"]
    assert found.support == 4


def test_numbers_come_with_baseline_context_and_sentence() -> None:
    rows = of("method/lora").numbers
    factor = next(row for row in rows if row.metric == "trainable parameters")
    assert (factor.written, factor.direction) == ("10,000x", "decrease")
    assert factor.baseline is not None and factor.baseline.name == "full fine-tuning"
    assert [thing.name for thing in factor.context] == ["GPT-3"]
    assert "10,000x" in factor.quote.sentence


def test_a_quote_is_cut_out_of_its_sentence() -> None:
    for section in of("method/finn").sections:
        for quote in (quote for fact in section.facts for quote in fact.quotes):
            paper = next(p for p in hand_made().papers if p.title == quote.paper.title)
            assert quote.sentence in paper.text
            assert quote.sentence[quote.start : quote.end].strip()


def test_a_paper_has_a_card_too() -> None:
    paper = next(p for p in INDEX.knowledge.papers if p.title.startswith("QLoRA"))
    found = card(paper, INDEX)
    assert (found.kind, found.support, found.authors) == ("paper", 1, paper.authors)
    assert facts(found)["introduces"] == ["4-bit NormalFloat", "QLoRA"]
    assert found.records == tuple((source.file, source.record) for source in paper.sources)
    assert {row.subject.name for row in found.numbers} == {"QLoRA"}


def test_evidence_of_one_paper_twice_counts_once() -> None:
    paper = Paper("A thing and a task", "The thing is for the task. The thing is for the task.")
    spans = (Span(19, 45), Span(46, 72))
    proofs = tuple(
        Evidence(paper.key, span, span.of(paper.text), score, "test") for span, score in zip(spans, (0.5, 0.9), strict=True)
    )
    thing, task = Entity("method/thing", ONTOLOGY.role("method"), "thing"), Entity("task/task", ONTOLOGY.role("task"), "task")
    known = Knowledge((paper,), (thing, task), (Statement(thing.id, "appliedTo", task.id, proofs),))
    (section,) = card(thing, Index(known, ONTOLOGY)).sections
    assert (section.facts[0].support, [quote.score for quote in section.facts[0].quotes]) == (1, [0.9, 0.5])


@pytest.mark.parametrize("path", [entity.id for entity in hostile().entities])
def test_every_card_is_plain(path: str) -> None:
    known = hostile()
    found = card(next(entity for entity in known.entities if entity.id == path), Index(known, ONTOLOGY))
    assert json.loads(json.dumps(plain(found)))["thing"]["id"] == path
