"""Identity across papers: what is joined, what is kept apart, and that the ledger says why."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ontology
from kg.keys import paper_path
from kg.lexicon import LexiconEntry
from kg.records import PAPER, Extraction, LocalEntity, Mention, Paper, Relation, Result, Span
from kg.resolve import Resolution, resolve
from kg.resolve.known import known_names
from kg.resolve.names import abbreviates, node_path, normal, without_short_form, words

ONTOLOGY = ontology.load()
METHOD, TASK = ONTOLOGY.role("method"), ONTOLOGY.role("task")


def paper_naming(title: str, *entities: tuple[str, ...], type_name: str = METHOD) -> tuple[Paper, Extraction]:
    """A paper whose abstract is its names, one entity for each tuple of surface forms, of which the first is the name."""
    paper = Paper(title, " ; ".join(form for forms in entities for form in forms))
    local = []
    for number, forms in enumerate(entities, 1):
        spans = [Span(at, at + len(form)) for form in forms for at in [paper.text.index(form, len(title))]]
        mentions = tuple(Mention(span, form, type_name, 0.9, "test") for span, form in zip(spans, forms, strict=True))
        local.append(LocalEntity(f"e{number}", type_name, forms[0], mentions))
    return paper, Extraction(paper.key, paper.sha256, "test 1", tuple(local), (), ())


def resolved(*pairs: tuple[Paper, Extraction], known: dict[tuple[str, str], str] | None = None) -> Resolution:
    return resolve([p for p, _ in pairs], [e for _, e in pairs], ONTOLOGY, known=known or {})


def labels(resolution: Resolution) -> list[str]:
    return [entity.label for entity in resolution.knowledge.entities]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vision Transformer", "vision transformers"),
        ("fine-tuning", "finetuning"),
        ("Mixture-of-Experts", "mixture of experts"),
        ("BitNet", "the BitNet"),
        ("GPT-3.5", "GPT 3.5"),
        ("GPU", "GPUs"),
        ("torus", "Torus"),
        ("architecture search", "Architecture Searches"),
        ("cache", "caches"),
        ("catalysis", "catalyses"),
        ("knowledge libraries", "Knowledge Library"),
    ],
)
def test_spelling_joins(one: str, other: str) -> None:
    resolution = resolved(paper_naming("First", (one,)), paper_naming("Second", (other,)))
    assert len(resolution.knowledge.entities) == 1
    assert {m[0] for m in resolution.knowledge.mentions} == {p.key for p in resolution.knowledge.papers}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LLaMA", "LLaMA-7B"),
        ("GPT-3", "GPT-3.5"),
        ("C", "C++"),
        ("ResNet-50", "ResNet-101"),
        ("Yi 1.5", "Yi 15"),
        ("loss", "los"),
    ],
)
def test_look_alikes_stay_apart(one: str, other: str) -> None:
    assert len(resolved(paper_naming("First", (one,)), paper_naming("Second", (other,))).knowledge.entities) == 2


def test_a_type_is_part_of_identity() -> None:
    assert (
        len(
            resolved(paper_naming("First", ("routing",)), paper_naming("Second", ("routing",), type_name=TASK)).knowledge.entities
        )
        == 2
    )


def test_a_lone_short_form_joins_its_only_expansion_and_the_ledger_says_why() -> None:
    resolution = resolved(
        paper_naming("Defines", ("neural architecture search", "NAS")),
        paper_naming("Uses", ("NAS",)),
        paper_naming("Other", ("SAN",)),
    )
    assert labels(resolution) == ["NAS", "SAN"]
    (entry,) = [e for e in resolution.ledger if e.name == "method/nas"]
    assert (entry.action, entry.target, entry.reason) == ("joined", "method/neural-architecture-search", "abbreviation")
    assert entry.papers == (paper_naming("Uses", ("NAS",))[0].key,)
    (node,) = [e for e in resolution.knowledge.entities if e.id == entry.target]
    assert node.replaces == ("method/nas",)


def test_an_ambiguous_short_form_stays_apart_and_the_ledger_says_so() -> None:
    resolution = resolved(
        paper_naming("First", ("mean average error", "MAE")),
        paper_naming("Second", ("masked auto encoder", "MAE")),
        paper_naming("Third", ("MAE",)),
    )
    assert len(resolution.knowledge.entities) == 3
    (entry,) = [e for e in resolution.ledger if e.name == "method/mae"]
    assert (entry.action, entry.score) == ("apart", 0.5)


def test_a_name_that_the_lexicon_knows_joins_its_thing() -> None:
    known = {(METHOD, normal("SVD")): "singular value decomposition"}
    lone = resolved(paper_naming("First", ("SVD",)), known=known)
    assert [e.id for e in lone.knowledge.entities] == ["method/singular-value-decomposition"]
    both = resolved(paper_naming("First", ("SVD",)), paper_naming("Second", ("Singular Value Decomposition",)), known=known)
    assert [e.id for e in both.knowledge.entities] == ["method/singular-value-decomposition"]


def test_short_and_long_form_that_lead_to_each_other_are_one() -> None:
    known = {(METHOD, normal("graphics processing unit")): "GPU"}
    pairs = [
        paper_naming("First", ("graphics processing unit", "GPU")),
        paper_naming("Second", ("GPUs",)),
        paper_naming("Third", ("Graphics Processing Units",)),
    ]
    for some in (pairs, pairs[:2], pairs[1:], pairs[:1]):
        assert [e.id for e in resolved(*some, known=known).knowledge.entities] == ["method/gpu"]


def test_a_short_form_follows_to_the_lexicons_name_and_no_further() -> None:
    known = {(METHOD, normal("mixture of expert layers")): "mixture of experts"}
    pairs = [paper_naming("First", ("mixture of expert layers", "MoEL")), paper_naming("Second", ("MoEL",))]
    assert [e.id for e in resolved(*pairs, known=known).knowledge.entities] == ["method/mixture-of-expert"]


def test_lexicons_lead_to_the_end_and_not_round() -> None:
    def entry(name: str, *aliases: str) -> LexiconEntry:
        return LexiconEntry(name, aliases, METHOD, "folded", {})

    known = known_names([entry("b", "a"), entry("c", "b"), entry("x", "y"), entry("y", "x")])
    assert known[METHOD, "a"] == "c"
    assert known_names([entry("one", "alias"), entry("other", "alias")]) == {}
    assert known_names([entry("Graviton", "Graviton2")]) == {}


def test_order_of_papers_does_not_matter() -> None:
    pairs = [
        paper_naming("One", ("low-rank adaptation", "LoRA"), ("Adam",)),
        paper_naming("Two", ("LoRA",), ("adam",)),
        paper_naming("Three", ("Low Rank Adaptation",)),
        paper_naming("Four", ("masked autoencoder",), ("LORA",)),
    ]
    expected = resolved(*pairs)
    for seed in range(5):
        random.Random(seed).shuffle(pairs)
        assert resolved(*pairs) == expected


def test_iris_stay_when_papers_are_added() -> None:
    """Every node path of the small graph is a node of the large one, or leads to one."""
    pairs = [paper_naming("One", ("NAS",), ("fine tuning",)), paper_naming("Two", ("finetuning",), ("LoRA",))]
    more = [
        *pairs,
        paper_naming("Three", ("neural architecture search", "NAS"), ("Fine-Tuning",), ("low-rank adaptation", "LoRA")),
    ]
    before = {e.id for e in resolved(*pairs).knowledge.entities}
    after = {path for e in resolved(*more).knowledge.entities for path in (e.id, *e.replaces)}
    assert before <= after


def graph_of_one(rel: str, head: str, tail: str, types: tuple[str, str]) -> Resolution:
    paper = Paper("Alpha", "Alpha takes up Beta and alpha")
    at = {"e1": Span(6, 11), "e2": Span(21, 25)}
    entities = tuple(
        LocalEntity(i, t, s.of(paper.text), (Mention(s, s.of(paper.text), t, 1.0, "test"),))
        for (i, s), t in zip(at.items(), types, strict=True)
    )
    relations = (Relation(head, rel, tail, Span(6, 25), 0.5, "test"),)
    result = Result("e1", "speed", "2", (), "x", "increase", "e2", ("e2", "e1"), Span(6, 25), 0.4, "test")
    return resolve([paper], [Extraction(paper.key, paper.sha256, "test 1", entities, relations, (result,))], ONTOLOGY, known={})


def test_statements_and_claims_carry_their_evidence() -> None:
    contribution = ONTOLOGY.role("contribution")
    resolution = graph_of_one(contribution, PAPER, "e1", (METHOD, METHOD))
    (statement,) = resolution.knowledge.statements
    assert (statement.subject, statement.object) == (paper_path(resolution.knowledge.papers[0].key), "method/alpha")
    assert statement.evidence[0].quote == "Alpha takes up Beta"
    (claim,) = resolution.knowledge.claims
    assert (claim.subject, claim.baseline, claim.context) == ("method/alpha", "method/beta", ("method/alpha", "method/beta"))


def test_what_the_ontology_does_not_allow_is_a_problem_not_a_statement() -> None:
    resolution = graph_of_one(ONTOLOGY.role("variant"), "e1", "e2", (METHOD, TASK))
    assert resolution.knowledge.statements == ()
    assert [p.kind for p in resolution.problems] == ["signature"]


def test_a_relation_of_a_node_with_itself_is_a_problem() -> None:
    paper = Paper("Alpha", "NAS is neural architecture search")
    nas, long = Span(6, 9), Span(13, 39)
    entities = (
        LocalEntity(
            "e1", METHOD, "NAS", (Mention(nas, "NAS", METHOD, 1.0, "t"), Mention(long, long.of(paper.text), METHOD, 1.0, "t"))
        ),
        LocalEntity("e2", METHOD, long.of(paper.text), (Mention(long, long.of(paper.text), METHOD, 1.0, "t"),)),
    )
    relation = Relation("e1", ONTOLOGY.role("variant"), "e2", Span(6, 39), 1.0, "t")
    resolution = resolve([paper], [Extraction(paper.key, paper.sha256, "t", entities, (relation,), ())], ONTOLOGY, known={})
    assert [p.kind for p in resolution.problems] == ["self-relation"]
    assert len(resolution.knowledge.entities) == 1


def test_min_score_leaves_out_what_scores_less() -> None:
    pair = paper_naming("One", ("LoRA",))
    assert resolve([pair[0]], [pair[1]], ONTOLOGY, known={}, min_score=0.95).knowledge.entities == ()


def test_an_extraction_of_another_text_is_refused() -> None:
    _, extraction = paper_naming("One", ("LoRA",))
    with pytest.raises(ValueError, match="another text"):
        resolve([Paper("One", "changed")], [extraction], ONTOLOGY, known={})


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("MoE", "mixture of experts", True),
        ("FLOPs", "floating point operations", True),
        ("TTFT", "time-to-first-token", True),
        ("CNN", "convolutional neural networks", True),
        ("CNN", "recurrent neural networks", False),
        ("LLM", "large vision models", False),
        ("KD", "knowledge", False),
    ],
)
def test_abbreviates(short: str, long: str, expected: bool) -> None:
    assert abbreviates(short, long) is expected


@given(st.text(min_size=1, max_size=60))
def test_every_name_has_a_path_that_is_safe_in_an_iri(name: str) -> None:
    path = node_path(METHOD, name)
    assert re.fullmatch(r"method/[a-z0-9.+-]+", path)
    assert node_path(METHOD, name) == path


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_different_words_have_different_paths(one: str, other: str) -> None:
    same = words(without_short_form(one)) == words(without_short_form(other))
    if words(one) and words(other) and not same:
        assert node_path(METHOD, one) != node_path(METHOD, other)
