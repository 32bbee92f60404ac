"""What a text denies or only hopes for is no fact: the second sentence of a pair says plainly what the first does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract.run import EXTRACTORS, extract
from kg.lexicon import read_table
from kg.records import PAPER, Paper
from kg.score.normal import normal_name

CASES = read_table(Path(__file__).parent / "cases" / "denied.tsv")
"""The last column names the extractors that are known to read the denied sentence as a fact."""
LEAST_PLAIN = 0.75
"""The share of the plain sentences that must be read as the relation, so that silence is no way to pass."""


def said(extractor: str, sentences: list[str]) -> list[set[tuple[str, str]]]:
    """For each sentence the relations of the paper or its method, with every name of their tails."""
    papers = [
        Paper(
            f"Kite: a small network that learns quickly ({number})",
            f"We propose Kite, a small network that learns quickly. {text}",
        )
        for number, text in enumerate(sentences)
    ]
    found = []
    for extraction in extract(papers, extractor=extractor):
        names = {entity.id: {normal_name(m.text) for m in entity.mentions} for entity in extraction.entities}
        own = {PAPER, *(number for number, known in names.items() if "kite" in known)}
        found.append({(r.rel, name) for r in extraction.relations if r.head in own for name in names[r.tail]})
    return found


def holds(case: dict[str, str], found: set[tuple[str, str]]) -> bool:
    return (case["relation"], normal_name(case["tail"])) in found


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_what_is_denied_or_hoped_for_is_no_relation(extractor: str) -> None:
    found = said(extractor, [case["denied"] for case in CASES])
    wrong = [case for case, relations in zip(CASES, found, strict=True) if holds(case, relations)]
    assert [case["denied"] for case in wrong if extractor not in case["known"]] == []


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_the_same_said_plainly_is_a_relation(extractor: str) -> None:
    found = said(extractor, [case["plain"] for case in CASES])
    assert sum(map(holds, CASES, found)) >= LEAST_PLAIN * len(CASES)


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_what_is_denied_is_kept_as_a_problem(extractor: str) -> None:
    (extraction,) = extract(
        [Paper("Kite: a small network", "We propose Kite. Kite does not run on an FPGA.")], extractor=extractor
    )
    assert [problem.kind for problem in extraction.problems if problem.message.endswith("FPGA")] != []
    assert {problem.kind for problem in extraction.problems} <= {"negated", "hedged"}


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_the_evidence_is_a_sentence_that_says_it(extractor: str) -> None:
    text = "We propose Kite. Until now, Kite did not run on an FPGA. With this work Kite runs on an FPGA."
    (extraction,) = extract([Paper("Kite: a small network", text)], extractor=extractor)
    paper_text = f"Kite: a small network\n{text}"
    shown = [r.evidence.of(paper_text) for r in extraction.relations if r.rel == "runsOn"]
    assert shown and not any("not" in words for words in shown)


NUMBERS = (
    ("Kite could reduce latency by 50%.", "Kite reduces latency by 50%."),
    ("Kite does not reduce latency by 50%.", "Kite does reduce latency by 50%."),
    ("Kite fails to cut the training time by 30%.", "Kite cuts the training time by 30%."),
    ("In future work, we plan to reduce memory by 4x.", "In this work, we reduce memory by 4x."),
    ("Kite never reaches an accuracy of 91%.", "Kite reaches an accuracy of 91%."),
    ("We hope to make Kite 2x faster than BERT.", "We make Kite 2x faster than BERT."),
    ("It is unclear whether Kite reaches 40 tokens/s.", "We show that Kite reaches 40 tokens/s."),
)


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_numbers_that_are_denied_or_hoped_for_are_no_results(extractor: str) -> None:
    sentences = [sentence for pair in NUMBERS for sentence in pair]
    papers = [Paper(f"Kite: a small network ({i})", f"We propose Kite, a network. {text}") for i, text in enumerate(sentences)]
    found = [len(extraction.results) for extraction in extract(papers, extractor=extractor)]
    assert found[::2] == [0] * len(NUMBERS)
    assert sum(found[1::2]) >= len(NUMBERS) - 1
