"""Identity beyond single names: types, variants, ambiguous short forms, and that no address dies when papers come."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Extraction, LocalEntity, Mention, Paper, Relation, Span
from kg.resolve import Resolution, resolve
from kg.resolve.known import Listed, listed_things
from kg.resolve.names import normal
from tests.test_resolve import METHOD, ONTOLOGY, TASK, paper_naming

DATA, SUITE, DEVICE = ONTOLOGY.role("data"), ONTOLOGY.role("suite"), ONTOLOGY.role("device")
VARIANT = ONTOLOGY.role("variant")
Pair = tuple[Paper, Extraction]


def resolved(*pairs: Pair, listed: Listed = Listed()) -> Resolution:  # noqa: B008
    return resolve([p for p, _ in pairs], [e for _, e in pairs], ONTOLOGY, known={}, listed=listed)


def variants(resolution: Resolution) -> set[tuple[str, str]]:
    return {(s.subject, s.object) for s in resolution.knowledge.statements if s.relation == VARIANT}


def test_akin_types_of_a_name_become_the_one_that_most_papers_see() -> None:
    pairs = [paper_naming(f"Paper {n}", ("FooBench",), type_name=SUITE if n else DATA) for n in range(3)]
    resolution = resolved(*pairs)
    (node,) = resolution.knowledge.entities
    assert (node.id, node.type, node.replaces) == ("benchmark/foobench", SUITE, ("dataset/foobench",))
    (entry,) = resolution.ledger
    assert (entry.action, entry.reason, entry.score, entry.papers) == ("joined", "type", 0.67, (pairs[0][0].key,))


def test_the_lexicon_breaks_a_tie_of_types() -> None:
    pairs = [paper_naming("One", ("FooBench",), type_name=SUITE), paper_naming("Two", ("FooBench",), type_name=DATA)]
    listed = Listed(types={normal("FooBench"): frozenset((DATA,))})
    assert [e.id for e in resolved(*pairs, listed=listed).knowledge.entities] == ["dataset/foobench"]


def test_other_types_are_other_roles_and_recorded() -> None:
    pairs = [
        paper_naming("One", ("routing",)),
        paper_naming("Two", ("routing",), type_name=TASK),
        paper_naming("3", ("routing",)),
    ]
    resolution = resolved(*pairs)
    assert [e.id for e in resolution.knowledge.entities] == ["method/routing", "task/routing"]
    assert [(e.action, e.name, e.reason) for e in resolution.ledger] == [("apart", "task/routing", "another role")]


def test_a_type_stays_where_a_relation_needs_it() -> None:
    """A method is trained on data, never on a suite."""
    trained = next(
        r.name for r in ONTOLOGY.relations if ONTOLOGY.allows(METHOD, r.name, DATA) > ONTOLOGY.allows(METHOD, r.name, SUITE)
    )
    paper = Paper("Alpha", "Alpha learns from FooBench")
    spans = {"e1": (Span(6, 11), METHOD), "e2": (Span(24, 32), DATA)}
    entities = tuple(
        LocalEntity(i, t, s.of(paper.text), (Mention(s, s.of(paper.text), t, 1.0, "t"),)) for i, (s, t) in spans.items()
    )
    relation = Relation("e1", trained, "e2", Span(6, 32), 1.0, "t")
    one = (paper, Extraction(paper.key, paper.sha256, "test 1", entities, (relation,), ()))
    more = [paper_naming(f"Paper {n}", ("FooBench",), type_name=SUITE) for n in range(3)]
    resolution = resolved(one, *more)
    assert {e.id for e in resolution.knowledge.entities} == {"method/alpha", "dataset/foobench", "benchmark/foobench"}
    assert len(resolution.knowledge.statements) == 1


def test_names_give_variants_away_with_the_mention_as_evidence() -> None:
    resolution = resolved(
        paper_naming("One", ("LLaMA",), ("LLaMA-2",)),
        paper_naming("Two", ("LLaMA-2-7B",)),
        paper_naming("Three", ("LLaMA-2-7B-chat",), ("Opus",)),
        paper_naming("Four", ("NVIDIA T4",), ("NVIDIA",), type_name=DEVICE),
    )
    assert variants(resolution) == {
        ("method/llama-2", "method/llama"),
        ("method/llama-2-7b", "method/llama-2"),
        ("method/llama-2-7b-chat", "method/llama-2-7b"),
    }
    (evidence,) = next(s for s in resolution.knowledge.statements if s.subject == "method/llama-2-7b").evidence
    assert (evidence.quote, evidence.by) == ("LLaMA-2-7B", "name")


def test_a_word_that_is_a_thing_itself_makes_no_variant() -> None:
    assert variants(resolved(paper_naming("One", ("CLIP",), ("CLIP-T5",), ("T5",)))) == set()


def test_lexicon_parents_need_all_their_words_in_the_name() -> None:
    listed = Listed(parents={(METHOD, normal("deep fooing")): "fooing", (METHOD, normal("RoFoo")): "fooing"})
    resolution = resolved(paper_naming("One", ("deep fooing",), ("fooing",), ("RoFoo",)), listed=listed)
    assert variants(resolution) == {("method/deep-fooing", "method/fooing")}


def test_an_ambiguous_short_form_is_read_by_what_else_the_paper_names() -> None:
    masked = [
        paper_naming(f"M {n}", ("masked auto encoder", "MAE"), ("vision pretraining",), ("image patches",)) for n in range(2)
    ]
    error = [paper_naming(f"E {n}", ("mean absolute error", "MAE"), ("time series",), ("regression trees",)) for n in range(2)]
    lone = paper_naming("Lone", ("MAE",), ("vision pretraining",), ("image patches",), ("patch images",))
    other = paper_naming("Other", ("MAE",))
    resolution = resolved(*masked, *error, lone, other)
    nodes = {
        paper: {node for key, node in resolution.knowledge.mentions if key == paper} for paper in (lone[0].key, other[0].key)
    }
    assert "method/masked-auto-encoder" in nodes[lone[0].key]
    assert "method/mae" in nodes[other[0].key]
    assert {(e.action, e.reason) for e in resolution.ledger if e.name == "method/mae"} == {
        ("joined", "context"), ("apart", "abbreviation"),
    }  # fmt: skip


NAMES = [
    "NAS", "neural architecture search", "architecture search", "finetuning", "fine-tuning", "LLM", "large language model",
    "LLMs", "diffusion", "diffusion models", "memory use", "memory footprint", "memory cost", "LLaMA 7B", "7B LLaMA", "LLaMA",
    "vision encoder", "visual encoders", "FooBench", "quantized models", "model quantization", "DiT", "diffusion transformer",
]  # fmt: skip
one_entity = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True).map(tuple)
one_paper = st.tuples(st.lists(one_entity, min_size=1, max_size=4), st.sampled_from([METHOD, TASK, DATA, SUITE]))


@settings(max_examples=60, deadline=None)
@given(st.lists(one_paper, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_no_address_dies_when_papers_come_and_their_order_does_not_matter(
    made: list[tuple[list[tuple[str, ...]], str]], chance: random.Random
) -> None:
    pairs = [paper_naming(f"Paper {n}", *entities, type_name=t) for n, (entities, t) in enumerate(made)]
    whole = resolved(*pairs)
    leading = {path for e in whole.knowledge.entities for path in (e.id, *e.replaces)}
    for end in range(1, len(pairs)):
        part = resolved(*pairs[:end])
        assert {path for e in part.knowledge.entities for path in (e.id, *e.replaces)} <= leading
    chance.shuffle(pairs)
    assert resolved(*pairs) == whole


@pytest.mark.parametrize("row", [{"annotated": "3"}, {}])
def test_learnt_names_say_nothing_of_types_and_parents(row: dict[str, str]) -> None:
    from kg.lexicon import LexiconEntry

    listed = listed_things([LexiconEntry("Foo", ("Bar",), METHOD, "exact", {"variant_of": "Baz", **row})])
    assert bool(listed.types) == bool(listed.parents) == ("annotated" not in row)
