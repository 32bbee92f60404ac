"""Extraction: tokens, sentences, short forms, contributions, names, phrases, relations, and the whole pipeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import ontology
from kg.errors import UnknownName
from kg.extract.abbreviations import find_abbreviations
from kg.extract.contributions import find_contributions
from kg.extract.document import Words, mark_sentences
from kg.extract.kept import from_json, to_gold, to_json
from kg.extract.pipeline import COMPONENTS, make_pipeline
from kg.extract.run import BATCH, TOO_LONG, extract, extractor_version
from kg.extract.tokens import PaperTokenizer
from kg.records import PAPER, Extraction, Paper
from kg.score import score

TERMS = ontology.load()
TOKENIZER = PaperTokenizer(spacy.blank("en").vocab)
PATTERNS = ontology.data_dir() / "patterns"

PRUNE = Paper(
    "SlimCat: Layer Pruning for Image Classification on Edge GPUs",
    "Vision transformers (ViT) are costly. We propose SlimCat, a pruning framework built on knowledge distillation. "
    "SlimCat outperforms DynamicViT on ImageNet and reduces latency by 40% on an NVIDIA A100 GPU. "
    "It does not use quantization. The approach could be applied to machine translation.",
    id="t1",
)


def words_of(text: str) -> Words:
    words: Words = mark_sentences(TOKENIZER(text))._.words
    return words


def read(paper: Paper) -> Extraction:
    return next(iter(extract([paper])))


def facts(extraction: Extraction) -> set[tuple[str, str, str]]:
    names = {entity.id: entity.name for entity in extraction.entities} | {PAPER: PAPER}
    return {(names[r.head], r.rel, names[r.tail]) for r in extraction.relations}


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("GPT-3.5 is 2.5x faster", ["GPT-3.5", "is", "2.5x", "faster"]),
        ("ResNet-50 and LLaMA-2-7B", ["ResNet-50", "and", "LLaMA-2-7B"]),
        ("Transformer-based nets", ["Transformer", "-", "based", "nets"]),
        ("e.g. 1,024 tokens", ["e.g.", "1,024", "tokens"]),
        ("see https://a.example/b?c=1.", ["see", "https://a.example/b?c=1", "."]),
        ("llama.cpp in C++", ["llama.cpp", "in", "C++"]),
        ("DDIM's steps", ["DDIM", "'", "s", "steps"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert words_of(f"T\n{text}").texts[2:] == tokens


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_tokenizer_keeps_every_character(text: str) -> None:
    doc = TOKENIZER(text)
    assert doc.text == text
    words = mark_sentences(doc)._.words
    assert all(text[start:end] == token for token, start, end in zip(words.texts, words.starts, words.ends, strict=True))


@pytest.mark.parametrize(
    "sentences",
    [
        ["As shown by Lee et al. the loss falls, cf. Fig. 3 of it.", "It rises later."],
        ["It needs 3.5 GB, i.e. half.", "We measure it, e.g. on GPUs."],
        ["Is it fast?", "Yes (very.)", "iPhones run it."],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    words = words_of("A title without a stop\n" + " ".join(sentences))
    found = [words.sentence_span(number).of(words.text) for number in range(len(words.sentences))]
    assert found == ["A title without a stop", *sentences]


def test_wrapped_lines_stay_in_one_sentence() -> None:
    assert len(words_of("A title\nOne sentence that\nis wrapped. Another one.").sentences) == 3


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("We prune a vision transformer (ViT).", [("ViT", "vision transformer")]),
        ("Multi-modal large language models (MLLMs) grow.", [("MLLMs", "Multi-modal large language models")]),
        ("PPO (Proximal Policy Optimization) is used.", [("PPO", "Proximal Policy Optimization")]),
        ("It is fast (see Table 2) and small (7B).", []),
        ("our tool (RNN) has other letters", []),
    ],
)
def test_abbreviations(text: str, pairs: list[tuple[str, str]]) -> None:
    assert [(pair.short.of(text), pair.long.of(text)) for pair in find_abbreviations(text)] == pairs


@pytest.mark.parametrize(
    ("title", "abstract", "name", "role"),
    [
        ("FooNet: Small Nets for Big Cats", "Cats are big.", "FooNet", "method"),
        ("Small nets for big cats", "We introduce BarPrune, which drops layers.", "BarPrune", "method"),
        ("Small nets for big cats", "This paper presents a method called QuuxCast.", "QuuxCast", "method"),
        ("Small nets for big cats", "We propose Mixture of Cats (MoC), a layer.", "MoC", "method"),
        ("Small nets for big cats", "We present CatPics, a large-scale dataset of cats.", "CatPics", "data"),
        ("Small nets for big cats", "We present CatBench, a benchmark for cats.", "CatBench", "suite"),
    ],
)
def test_contribution(title: str, abstract: str, name: str, role: str) -> None:
    words = words_of(f"{title}\n{abstract}")
    best = find_contributions(words, find_abbreviations(words.text), PATTERNS)[0]
    assert (best.text, best.type) == (name, TERMS.role(role))


def test_survey_title_is_no_contribution() -> None:
    words = words_of("Neural nets on small devices: a survey\nWe review the field.")
    assert find_contributions(words, (), PATTERNS) == ()


def test_whole_paper() -> None:
    found = read(PRUNE)
    types = {entity.name: entity.type for entity in found.entities}
    assert types["SlimCat"] == TERMS.role("method")
    assert types["ImageNet"] == TERMS.role("data")
    assert types["latency"] == TERMS.role("measure")
    assert TERMS.role("device") in types.values()
    said = facts(found)
    assert (PAPER, TERMS.role("contribution"), "SlimCat") in said
    assert any(head == "SlimCat" and tail == "ImageNet" for head, _, tail in said)
    assert any(head == "SlimCat" and tail == "DynamicViT" for head, _, tail in said)
    assert any(head == PAPER and tail == "latency" for head, _, tail in said)


def test_words_that_name_no_single_thing_are_no_entities() -> None:
    abstract = "We reach state-of-the-art (SOTA) accuracy. SOTA baselines need more data. Our SOTA method uses quantization."
    (extraction,) = extract([Paper("A new SOTA", abstract)])
    assert [
        e.name for e in extraction.entities if e.name.lower() in ("state-of-the-art", "sota", "data", "baselines", "method")
    ] == []


def test_short_and_long_form_are_one_entity() -> None:
    entity = next(e for e in read(PRUNE).entities if any(m.text == "ViT" for m in e.mentions))
    assert entity.name == "Vision transformers"


def test_denied_and_hedged_relations_are_problems() -> None:
    found = read(PRUNE)
    assert not any("quantization" in (head, tail) or tail == "machine translation" for head, _, tail in facts(found))


def test_spans_stand_in_the_text_and_ids_count_up() -> None:
    found = read(PRUNE)
    assert [entity.id for entity in found.entities] == [f"e{n}" for n in range(1, len(found.entities) + 1)]
    for entity in found.entities:
        assert all(mention.span.of(PRUNE.text) == mention.text for mention in entity.mentions)
        assert list(entity.mentions) == sorted(entity.mentions, key=lambda mention: mention.span)
    sentences = [words_of(PRUNE.text).sentence_span(n) for n in range(5)]
    assert all(any(sentence.contains(r.evidence) for sentence in sentences) for r in found.relations)


def test_every_relation_is_in_the_signature() -> None:
    found = read(PRUNE)
    types = {entity.id: entity.type for entity in found.entities} | {PAPER: PAPER}
    assert found.relations
    assert all(TERMS.allows(types[r.head], r.rel, types[r.tail]) and 0 < r.score <= 1 for r in found.relations)


def test_components_declare_what_they_need() -> None:
    nlp = make_pipeline()
    assert tuple(nlp.pipe_names) == COMPONENTS
    assert not any(nlp.analyze_pipes()["problems"].values())


def many() -> list[Paper]:
    return [Paper(f"Net{n}: Nets", f"We propose Net{n} for image classification on FPGA {n}.") for n in range(2 * BATCH + 3)]


def test_workers_give_the_same_in_the_same_order() -> None:
    papers = many()
    assert list(extract(papers, workers=2)) == list(extract(papers))


def test_papers_are_read_as_they_are_needed() -> None:
    taken = 0

    def source() -> Iterator[Paper]:
        nonlocal taken
        for paper in many() * 20:
            taken += 1
            yield paper

    first = next(extract(source()))
    assert first.paper == many()[0].key
    assert taken == BATCH


@pytest.mark.parametrize("text", ["half \ud800 a pair", "x" * (TOO_LONG + 1)])
def test_unreadable_text_is_a_problem_and_the_rest_goes_on(text: str) -> None:
    bad, good = extract([Paper("A title", text), PRUNE])
    assert [problem.kind for problem in bad.problems] == ["unreadable text"]
    assert bad.entities == ()
    assert good.entities


@pytest.mark.parametrize(
    "abstract",
    [
        "",
        "   ",
        "\n\n\n",
        "(((((",
        "<script>alert(1)</script>",
        "\u202eabc\u202c \x00\x07",
        "A. " * 300,
        "a-" * 3000,
        "We propose " * 400,
    ],
)
def test_hostile_text(abstract: str) -> None:
    paper = Paper("We: <b>X</b>", abstract)
    found = read(paper)
    assert all(m.span.of(paper.text) == m.text for e in found.entities for m in e.mentions)


@given(st.text(alphabet="aAbB1 -().,:\n%", max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_read_and_kept(text: str) -> None:
    paper = Paper("Title: a", text)
    found = read(paper)
    assert from_json(json.loads(json.dumps(to_json(found)))) == found


def test_gold_format() -> None:
    found = read(PRUNE)
    gold = to_gold(PRUNE, found)
    assert list(gold) == ["id", "title", "abstract", "entities", "relations", "results"]
    assert gold["id"] == "t1"
    assert set(gold["results"][0]) >= {"subject", "metric", "value", "unit", "direction", "baseline", "context", "evidence"}
    assert all(relation["evidence"] in PRUNE.text for relation in gold["relations"])
    assert to_gold(Paper("T", "a"), read(Paper("T", "a")))["id"] is None


def test_version_names_the_extractor_and_its_tables() -> None:
    name, number, digest = extractor_version("patterns").split()
    assert (name, len(digest)) == ("patterns", 12)
    assert number[0].isdigit()
    with pytest.raises(UnknownName, match="patterns"):
        extractor_version("pattern")


@pytest.mark.shared
def test_figures_on_dev(shared: Path) -> None:
    gold = json.loads((shared / "gold" / "dev.json").read_text(encoding="utf-8"))
    papers = [Paper(item["title"], item["abstract"], item["id"]) for item in gold]
    rows = score(gold, [to_gold(p, e) for p, e in zip(papers, extract(papers), strict=True)]).rows
    assert rows["entities"]["f1"] >= 58
    assert rows["relations"]["f1"] >= 30
    assert rows["contribution"]["share"] >= 65
    assert rows["evidence"]["share"] == 100
