"""Pairs of names from general knowledge of the field: which are one thing, which only look alike.

tests/cases/same_names.tsv was written before the tables of ontology/identity that it measures were widened; `missed` marks
the pairs that are known not to be joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from kg import lexicon, ontology
from kg.lexicon import LexiconEntry, read_table
from kg.resolve import resolve
from kg.resolve.aliases import may_name
from kg.resolve.known import Listed, known_names, listed_things
from kg.resolve.reading import reading
from kg.resolve.rewrites import SHORT as SHORT_PLACE
from kg.resolve.rewrites import counted, phrases
from kg.resolve.short_forms import Key
from tests.test_resolve import METHOD, ONTOLOGY, labels, paper_naming, resolved

CASES = read_table(Path(__file__).parent / "cases" / "same_names.tsv")
PHRASES = read_table(ontology.data_dir() / "identity" / "phrases.tsv")


@cache
def entries() -> tuple[LexiconEntry, ...]:
    return lexicon.load_lexicons(ontology.data_dir() / "lexicon")


@cache
def lists() -> tuple[Mapping[Key, str], Listed]:
    """What the lexicons give to one thing, and what they list: read once, not for every pair."""
    return known_names(entries()), listed_things(entries())


def joined(type_name: str, one: str, other: str) -> bool:
    pairs = [paper_naming(title, (name,), type_name=type_name) for title, name in (("First", one), ("Second", other))]
    found = resolve(
        [p for p, _ in pairs],
        [e for _, e in pairs],
        ONTOLOGY,
        known=lists()[0],
        listed=lists()[1],
    )
    return len(found.knowledge.entities) == 1


def test_pairs_are_joined_or_kept_apart_as_people_would() -> None:
    found = {(c["one"], c["other"]): joined(c["type"], c["one"], c["other"]) for c in CASES}
    wanted = {(c["one"], c["other"]): c["same"] == "yes" and c["note"] != "missed" for c in CASES}
    assert [pair for pair in wanted if found[pair] != wanted[pair]] == []
    missed = [c for c in CASES if c["note"] == "missed"]
    assert len(missed) <= 0.05 * sum(c["same"] == "yes" for c in CASES)


def test_what_a_phrase_is_read_as_reads_the_same_in_every_way() -> None:
    for row in PHRASES:
        type_name = METHOD if row["type"] == "*" else row["type"]
        written = row["written"].upper() if row["place"] == SHORT_PLACE else row["written"]
        meant = reading(row["read"], {}, type_name=type_name).words
        assert reading(written, {}, type_name=type_name).words == meant, row


def test_phrases_belong_to_types_of_the_ontology_and_are_read_in_one_way() -> None:
    types = {each.name for each in ONTOLOGY.types} | {"*"}
    assert {row["type"] for row in PHRASES} <= types
    ways = {(row["type"], row["place"], row["written"]) for row in PHRASES}
    assert len(ways) == len(PHRASES)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Graph neural nets", "graph network"),
        ("GNNs", "graph network"),
        ("training time per epoch", "per epoch training time"),
        ("ResNet50", "resnet 50"),
        ("ResNet-50", "resnet 50"),
        ("normalisation of batches", "batch normalization"),
        ("multi-modal LLM", "multimodal large language model"),
        ("a gap in the mac", "gap mac"),
    ],
)
def test_names_are_read(name: str, read: str) -> None:
    assert " ".join(reading(name, {}, type_name=METHOD).words) == read


def test_short_forms_that_the_corpus_means_otherwise_are_not_written_out() -> None:
    assert reading("KAN", {}).words == tuple(counted()["kan"])
    assert reading("KAN", {}, own={"kan"}).words == ("kan",)
    assert reading("KAN", {"kan": ("known", "answer")}, own={"kan"}).words == ("known", "answer")
    assert "kan" in counted()
    assert "mae" not in counted()


def test_a_counted_short_form_joins_and_the_ledger_says_so_until_a_paper_means_another_thing() -> None:
    plain = [paper_naming("First", ("Kolmogorov-Arnold network",)), paper_naming("Second", ("KAN",))]
    found = resolved(*plain)
    assert len(found.knowledge.entities) == 1
    assert [entry.reason for entry in found.ledger] == ["phrases"]
    other = resolved(*plain, paper_naming("Third", ("key attention node", "KAN")))
    assert len(other.knowledge.entities) == 2


def test_tables_made_by_hand_and_counted_ones_are_told_apart() -> None:
    found = resolved(paper_naming("First", ("burrows-wheeler transform",)), paper_naming("Second", ("BWT",)))
    assert [entry.reason for entry in found.ledger] == ["counted"]
    assert "bwt" not in phrases(METHOD).short


def test_forms_that_tell_of_another_thing_are_no_aliases() -> None:
    found = resolved(
        paper_naming("First", ("LLaDA", "LLaDA 1.5", "LLaDA models")),
        paper_naming("Second", ("gated linear attention", "gated linear attention transformers")),
        paper_naming("Third", ("transformer",)),
        paper_naming("Fourth", ("model-based planning", "model-free planning")),
    )
    assert labels(found) == ["gated linear attention", "LLaDA", "model-based planning", "transformer"]
    assert [entity.aliases for entity in found.knowledge.entities if entity.aliases] == [("LLaDA models",)]


@pytest.mark.parametrize(
    ("name", "form", "may"),
    [
        ("GPT-3 175B", "GPT-3", True),
        ("GPT-3", "GPT-3 175B", False),
        ("low-rank adaptation", "LoRA", True),
        ("Mamba", "selective scan", True),
        ("dense primitives", "sparse primitives", False),
        ("knowledge distillation", "distillation method", True),
    ],
)
def test_which_forms_may_be_aliases(name: str, form: str, may: bool) -> None:
    assert may_name(METHOD, name, form) == may


def test_names_that_a_lexicon_leads_to_each_other_have_one_end() -> None:
    rows = [
        {"name": "RPX", "long": "rotary plane exchange"},
        {"name": "rotary plane exchange", "long": "RPX"},
        {"name": "plane exchange by rotation", "long": "RPX"},
    ]
    entries = [LexiconEntry(row["name"], (), METHOD, "folded", row) for row in rows]
    assert set(known_names(entries).values()) == {"rotary plane exchange"}
