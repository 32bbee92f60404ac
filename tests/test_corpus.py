"""The corpus maker: the same papers for a seed, whatever their number, and names that grow as in real abstracts."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from kg.extract.run import extract
from kg.read import read
from kg.records import Paper
from tests.corpus import coined, coined_word, growth, main, names, own_type, papers, sample

ROOT = Path(__file__).resolve().parents[1]


def test_a_seed_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.corpus", "40", "--seed", "3"]
    made = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "1"}, check=True, capture_output=True).stdout
    main(["40", "--seed", "3", "-o", str(tmp_path / "here.jsonl")])
    assert made == (tmp_path / "here.jsonl").read_bytes() and made.count(b"\n") == 40
    main(["30", "--seed", "3", "--first", "10", "-o", str(tmp_path / "part.jsonl")])
    assert (tmp_path / "part.jsonl").read_bytes().splitlines() == made.splitlines()[10:30]
    main(["40", "--seed", "4", "-o", str(tmp_path / "other.jsonl")])
    assert not set((tmp_path / "other.jsonl").read_bytes().splitlines()) & set(made.splitlines())


def test_it_is_a_stream() -> None:
    assert next(papers(10**12, first=10**12 - 1))["id"] == f"made-0-{10**12 - 1}"
    assert len(list(islice(papers(10**9), 3))) == 3


def test_kg_reads_every_paper_under_a_title_of_its_own(tmp_path: Path) -> None:
    main(["2000", "-o", str(tmp_path / "made.jsonl")])
    found = list(read([str(tmp_path / "made.jsonl")]))
    assert all(isinstance(paper, Paper) and paper.date and paper.authors for paper in found)
    assert len({paper.key for paper in found if isinstance(paper, Paper)}) == 2000
    words = sorted(len(paper.abstract.split()) for paper in found if isinstance(paper, Paper))
    assert 80 < words[1000] < 180


def test_coined_names_are_all_different() -> None:
    assert len({coined_word(code) for code in range(50_000)}) == 50_000
    kind = own_type()
    assert len({coined(kind, code) for code in range(20_000)}) == 20_000
    everything = [coined(kind, code) for kind in sample().names for code in range(3_000)]
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize("seed", [0, 1])
def test_names_grow_as_in_real_abstracts(seed: int) -> None:
    """The figures of 2,655 real ones are 0.71, 0.93 and 0.7: see the top of tests/corpus.py."""
    found = growth(list(names(1_500, seed)))
    assert found.new == pytest.approx(0.74, abs=0.04)
    assert found.heaps == pytest.approx(0.93, abs=0.03)
    assert found.zipf == pytest.approx(0.70, abs=0.12)


def test_the_names_that_are_found_in_them_grow_so_too() -> None:
    made = [Paper(paper["title"], paper["abstract"], id=paper["id"]) for paper in papers(250)]
    found = [entity.name.lower() for extraction in extract(made, extractor="patterns") for entity in extraction.entities]
    assert 8 <= len(found) / len(made) <= 16
    assert growth(found).heaps == pytest.approx(0.90, abs=0.06)
    assert growth(found).new == pytest.approx(0.72, abs=0.08)


def test_growth_gives_the_exponents_of_a_sequence_that_has_them() -> None:
    import random

    chance = random.Random(0)
    pareto = [str(int(chance.random() ** -(1 / 0.6))) for _ in range(40_000)]  # P(rank >= k) = k ** -0.6
    assert growth(pareto).heaps == pytest.approx(0.6, abs=0.05)
    assert growth(pareto).zipf == pytest.approx(1.6, abs=0.15)
    assert growth([str(number % 50) for number in range(5_000)]).zipf == pytest.approx(0, abs=0.01)
