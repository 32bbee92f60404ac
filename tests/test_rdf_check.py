"""`kg check`: a sound graph passes, and every way in which one can be unsound is found and named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import pytest
from graphs import hand_made, only, synthetic
from pyoxigraph import Literal, NamedNode, Quad

from kg import ontology
from kg.rdf.quads import to_quads
from kg.rdf.soundness import Violation, check, check_evidence, check_shapes
from kg.rdf.store import memory_store
from kg.rdf.terms import Iris, outside

BASE = "https://kg.example/id/"
ONTOLOGY = ontology.load()
IRIS = Iris(BASE, ONTOLOGY.namespace)
LORA, QLORA, IMAGENET = (IRIS.node(path) for path in ("method/lora", "method/qlora", "dataset/imagenet"))
TEXT, TYPE = outside("oa:exact"), outside("rdf:type")
Change = Callable[[list[Quad]], Iterable[Quad]]


@cache
def some() -> tuple[Quad, ...]:
    """What two papers say: all kinds of nodes, and a number with two ends."""
    known = hand_made()
    keys = [paper.key for paper in known.papers if paper.key.startswith(("qlora", "flashattention-2"))]
    return tuple(to_quads(only(known, keys), ONTOLOGY, base=BASE))


def quads() -> list[Quad]:
    return list(some())


def without(predicate: NamedNode, subject: NamedNode | None = None) -> Change:
    """Take away the first quad of this kind."""

    def change(found: list[Quad]) -> list[Quad]:
        gone = next(q for q in found if q.predicate == predicate and subject in (None, q.subject))
        return [q for q in found if q != gone]

    return change


def instead(predicate: NamedNode, value: NamedNode | Literal, subject: NamedNode | None = None) -> Change:
    """Put another value into the first quad of this kind."""

    def change(found: list[Quad]) -> list[Quad]:
        old = next(q for q in found if q.predicate == predicate and subject in (None, q.subject))
        return [Quad(q.subject, q.predicate, value, q.graph_name) if q == old else q for q in found]

    return change


def plus(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Change:
    return lambda found: [*found, Quad(subject, predicate, value, IRIS.graph("entities"))]


def own(name: str) -> NamedNode:
    return IRIS.own(name)


def test_the_hand_made_graph_is_sound() -> None:
    assert check(memory_store(to_quads(hand_made(), ONTOLOGY, base=BASE)), ONTOLOGY, base=BASE) == ()


def test_a_synthetic_graph_is_sound() -> None:
    assert check(memory_store(to_quads(synthetic(12), ONTOLOGY, base=BASE)), ONTOLOGY, base=BASE) == ()


SHAPE_BREAKERS: dict[str, tuple[Change, str]] = {
    "no name": (without(outside("skos:prefLabel")), "exactly one name"),
    "two names": (plus(LORA, outside("skos:prefLabel"), Literal("LORA")), "exactly one name"),
    "an empty name": (instead(outside("skos:prefLabel"), Literal("")), "exactly one name"),
    "the name again": (plus(LORA, outside("skos:altLabel"), Literal("LoRA")), "not the name shown"),
    "a replaced entity": (plus(LORA, outside("dcterms:isReplacedBy"), QLORA), "no entity any more"),
    "no support": (without(own("support")), "one support count"),
    "a wrong head": (plus(IMAGENET, own("runsOn"), IRIS.node("hardware/gpu")), "runs on does not start at this kind"),
    "a wrong tail": (plus(LORA, own("runsOn"), QLORA), "runs on does not lead to this kind"),
    "an untyped tail": (plus(LORA, own("uses"), IRIS.node("method/nobody")), "uses does not lead to this kind"),
    "two types joined": (plus(LORA, own("variantOf"), IMAGENET), "joins two of one type"),
    "two types of one node": (plus(LORA, TYPE, own("Dataset")), "does not"),
    "no title": (without(outside("dcterms:title")), "one title"),
    "no abstract": (without(outside("dcterms:abstract")), "one abstract"),
    "two dates": (
        lambda found: [*found, *(Quad(q.subject, q.predicate, Literal("x"), q.graph_name) for q in found
                                 if q.predicate == outside("dcterms:issued"))],
        "at most one date",
    ),
    "a score above one": (instead(own("score"), Literal("1.5", datatype=outside("xsd:decimal"))), "from 0 to 1"),
    "a score in words": (instead(own("score"), Literal("high")), "from 0 to 1"),
    "no paper": (without(outside("prov:wasDerivedFrom")), "comes from one paper"),
    "no run": (without(outside("prov:wasGeneratedBy")), "found by one run"),
    "a run nobody describes": (without(TYPE, IRIS.node("run/hand-1-0-c0133974")), "run that is described"),
    "an unknown paper": (instead(outside("prov:wasDerivedFrom"), LORA), "a paper of the graph"),
    "an unknown relation": (instead(outside("rdf:predicate"), own("admires")), "relation of the ontology"),
    "an empty quote": (instead(TEXT, Literal("")), "a quote is one text"),
    "no quote": (without(TEXT), "a quote is one text"),
    "an end before the start": (instead(outside("oa:end"), Literal(0)), "before they end"),
    "no end": (without(outside("oa:end")), "words end at one place"),
    "half a statement": (without(outside("rdf:object")), "a statement has one object"),
    "evidence for nothing": (without(own("evidenceFor")), "for one statement or for one result"),
    "a value in words": (instead(own("value"), Literal("three")), "value does not lead to this kind"),
    "a direction of its own": (instead(own("direction"), Literal("sideways")), "increase, a decrease or absolute"),
    "minimum above maximum": (instead(own("minimum"), Literal("99", datatype=outside("xsd:decimal"))), "not above the maximum"),
    "a number about nothing": (without(own("subject")), "about one thing"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPE_BREAKERS)
def test_shapes_find(name: str) -> None:
    change, message = SHAPE_BREAKERS[name]
    violations = check_shapes(change(quads()))
    assert any(message in violation.message for violation in violations), violations
    assert all(violation.severity == "Violation" and violation.shape for violation in violations)


EVIDENCE_BREAKERS: dict[str, tuple[Change, str]] = {
    "another quote": (instead(TEXT, Literal("words that nobody wrote")), "does not stand at"),
    "an offset moved": (instead(outside("oa:start"), Literal(3)), "does not stand at"),
    "an offset beyond the text": (instead(outside("oa:end"), Literal(10**9)), "does not stand at"),
    "an offset in words": (instead(outside("oa:start"), Literal("three")), "does not say where"),
    "no offset": (without(outside("oa:start")), "does not say where"),
    "another prefix": (instead(outside("oa:prefix"), Literal("nobody wrote this")), "before or behind the quote"),
    "another suffix": (instead(outside("oa:suffix"), Literal("nobody wrote this")), "before or behind the quote"),
    "a changed abstract": (
        lambda found: [Quad(q.subject, q.predicate, Literal("changed"), q.graph_name)
                       if q.predicate == outside("dcterms:abstract") else q for q in found],
        "does not stand at",
    ),
    "a paper without text": (without(outside("dcterms:title")), "has no text"),
    "an edge without evidence": (plus(LORA, own("uses"), QLORA), "has no evidence in its graph"),
    "evidence without its edge": (without(own("runsOn")), "is not in its graph"),
    "no link to the evidence": (without(own("evidence")), "does not link to it"),
    "a link to no evidence": (plus(LORA, own("evidence"), QLORA), "which is no evidence"),
    "another support": (
        lambda found: [Quad(q.subject, q.predicate, Literal(9), q.graph_name)
                       if q.predicate == own("support") and "/evidence/" in q.subject.value else q for q in found],
        "its support is not",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EVIDENCE_BREAKERS)
def test_the_evidence_check_finds(name: str) -> None:
    change, message = EVIDENCE_BREAKERS[name]
    violations = check_evidence(change(quads()), ONTOLOGY, base=BASE)
    assert any(message in violation.message for violation in violations), violations


def test_an_edge_needs_evidence_in_the_graph_of_each_paper_that_states_it() -> None:
    found = quads()
    edge = next(q for q in found if q.predicate == own("introduces"))
    elsewhere = next(q.graph_name for q in found if q.predicate == own("introduces") and q.graph_name != edge.graph_name)
    found.append(Quad(edge.subject, edge.predicate, edge.object, elsewhere))
    (violation,) = check_evidence(found, ONTOLOGY, base=BASE)
    assert violation == Violation(edge.subject.value, violation.message, "Violation", "evidence")


def test_violations_are_sorted_and_none_comes_twice() -> None:
    broken = instead(TEXT, Literal(""))(without(own("evidenceFor"))(quads()))
    found = check(memory_store(broken), ONTOLOGY, base=BASE)
    assert list(found) == sorted(set(found)) and len(found) > 2
    assert {"evidence", "Quote"} <= {violation.shape for violation in found}
