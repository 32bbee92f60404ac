"""Names that name no single thing: which they are, that no lexicon lists one, and that they make no nodes."""

from __future__ import annotations

import re

import pytest

from kg import ontology
from kg.keys import paper_path
from kg.lexicon import is_generic, load_lexicons, read_table
from kg.records import Extraction, LocalEntity, Mention, Paper, Relation, Span
from kg.resolve import resolve
from kg.resolve.generic import GENERIC

TYPES = ontology.load()
METHOD = TYPES.role("method")
NO_NAMES = (
    "model", "method", "approach", "system", "data", "performance", "results", "baseline", "state-of-the-art", "SOTA", "models",
    "existing methods", "Previous Approaches", "the proposed framework", "our method", "deep learning model",
    "large-scale datasets", "several public benchmarks", "state-of-the-art methods", "downstream tasks",
    "strong baselines", "various strategies",
    "AI models", "experiments", "efficiency", "end-to-end", "open-source models", "an approach",
    "deep-learning systems", "methods ", "pre-trained models", "training-free approaches", "lower-specification hardware system",
    "low-capacity devices", "personal devices", "system design", "201", "V4.1", "v2",
)  # fmt: skip
NAMES = (
    "deep learning", "machine learning", "deep network", "neural network", "diffusion model", "language models", "LLM inference",
    "FPGA-based accelerator", "accuracy", "memory usage", "large language model", "quantization", "pruning", "target model",
    "foundation model", "time series data", "LoRA", "SystemC", "DataComp-1B", "BIG-bench", "ModelNet40", "Method of Moments",
    "sparse model", "pre-trained language model", "edge devices", "Approach-7B", "training time", "video understanding",
    "V100", "T5", "C4", "F1", "P100", "W4A8", "GPT-4", "hardware design", "hardware accelerator", "GPU", "temporal network",
)  # fmt: skip


@pytest.mark.parametrize("name", NO_NAMES)
def test_words_that_name_no_single_thing(name: str) -> None:
    assert is_generic(name)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_things(name: str) -> None:
    assert not is_generic(name)


def test_no_lexicon_by_hand_lists_a_generic_name() -> None:
    rows = read_table(ontology.data_dir() / "patterns" / "generic.tsv")
    words = {row["name"].casefold() for row in rows if row["use"] != "modifier"}
    entries = [entry for entry in load_lexicons(ontology.data_dir() / "lexicon") if "annotated" not in entry.row]
    names = [name for entry in entries for name in entry.names if not re.search("[a-z][A-Z]", name)]
    assert [name for name in names if name.casefold() in words] == []


def test_the_table_is_clean() -> None:
    rows = read_table(ontology.data_dir() / "patterns" / "generic.tsv")
    assert {row["use"] for row in rows} == {"name", "head", "modifier"}
    assert len({(row["name"].casefold(), row["use"]) for row in rows}) == len(rows)
    assert all(row["note"] for row in rows)


def test_generic_names_make_no_nodes_and_are_told_of() -> None:
    paper = Paper("Quick nets", "QuickNet beats existing methods by far.")
    quick, generic = mention(paper, "QuickNet"), mention(paper, "existing methods")
    entities = (LocalEntity("e1", METHOD, "QuickNet", (quick,)), LocalEntity("e2", METHOD, "existing methods", (generic,)))
    win = Relation("e1", TYPES.role("win"), "e2", Span(quick.span.start, generic.span.end), 1.0, "test")
    read = Extraction(paper.key, paper.sha256, "test", entities, (win,), (), ())
    resolution = resolve([paper], [read], TYPES, known={})
    assert [entity.label for entity in resolution.knowledge.entities] == ["QuickNet"]
    assert resolution.knowledge.statements == ()
    (problem,) = [problem for problem in resolution.problems if problem.kind == GENERIC]
    assert problem.where == paper_path(paper.key)
    assert problem.message == f"{METHOD} 'existing methods' names no single thing: left out with 1 relations, 0 results"


def test_a_name_with_a_short_form_of_its_own_stays() -> None:
    paper = Paper("Quick nets", "We present a Unified Framework (UF) for nets.")
    mentions = (mention(paper, "Unified Framework"), mention(paper, "UF"))
    read = Extraction(paper.key, paper.sha256, "test", (LocalEntity("e1", METHOD, "UF", mentions),), (), (), ())
    assert is_generic("Unified Framework")
    assert len(resolve([paper], [read], TYPES, known={}).knowledge.entities) == 1


def test_a_short_form_that_is_generic_too_saves_nothing() -> None:
    paper = Paper("Quick nets", "It is on par with the state of the art (SOTA) by far.")
    mentions = (mention(paper, "state of the art"), mention(paper, "SOTA"))
    read = Extraction(paper.key, paper.sha256, "test", (LocalEntity("e1", METHOD, "SOTA", mentions),), (), (), ())
    assert resolve([paper], [read], TYPES, known={}).knowledge.entities == ()


def mention(paper: Paper, name: str) -> Mention:
    start = paper.text.index(name)
    return Mention(Span(start, start + len(name)), name, METHOD, 1.0, "test")
