"""Learning the tables of the extractor: names and their shares, lifts, and that the same input gives the same table."""

from __future__ import annotations

import json
import math
import multiprocessing
from pathlib import Path

import pytest

from kg import ontology
from kg.errors import InputError, UnknownName
from kg.extract.annotated import GoldPaper, read_annotated
from kg.extract.learn import learn
from kg.extract.learn_names import learn_names
from kg.extract.lifts import fit, log_odds, probability
from kg.extract.run import BATCH, extract
from kg.lexicon import read_table
from kg.records import Paper

METHOD = ontology.load().role("method")


def annotated(folder: Path, *papers: tuple[str, str, list[str]]) -> tuple[GoldPaper, ...]:
    items = [
        {
            "id": f"x{number}",
            "title": title,
            "abstract": abstract,
            "entities": [{"id": f"e{n}", "type": METHOD, "name": name, "mentions": [name]} for n, name in enumerate(names)],
            "relations": [],
            "results": [],
        }
        for number, (title, abstract, names) in enumerate(papers)
    ]
    path = folder / "gold.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    return read_annotated(path)


@pytest.fixture
def papers(tmp_path: Path) -> tuple[GoldPaper, ...]:
    return annotated(
        tmp_path,
        ("CatNet for cats", "We train CatNet with low-rank tuning.", ["CatNet", "low-rank tuning"]),
        ("Dogs", "Low-rank tuning helps dogs. A gate opens.", ["Low-rank tuning", "gate"]),
        ("Birds", "Low rank tuning is not the topic. A gate closes. A GATE is a company.", []),
        ("Fish", "The gate of the pond; gates everywhere.", []),
    )


def test_names_have_the_share_of_papers_that_annotate_them(papers: tuple[GoldPaper, ...]) -> None:
    rows = {row[0].lower(): row for row in learn_names(papers)}
    assert rows["low-rank tuning"][4:6] == ("3", "2")
    assert "gate" not in rows, "annotated in one paper of three"


def test_table_is_read_back_and_is_the_same_each_time(papers: tuple[GoldPaper, ...], tmp_path: Path) -> None:
    text = learn("names", papers)
    assert text == learn("names", papers)
    path = tmp_path / "names.tsv"
    path.write_text(text, encoding="utf-8")
    assert {"name", "aliases", "type", "match", "score"} <= set(read_table(path)[0])


def test_unknown_table_and_broken_input(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean names"):
        learn("name", ())
    path = tmp_path / "gold.json"
    path.write_text('[{"title": "no entities"}]', encoding="utf-8")
    with pytest.raises(InputError, match="annotated papers"):
        read_annotated(path)


def test_lifts_come_near_the_odds_ratio() -> None:
    cues = [("a",)] * 200 + [("b",)] * 200
    right = [i % 2 == 0 for i in range(200)] + [i % 10 == 0 for i in range(200)]
    odds = [log_odds(0.3)] * 400
    lifts = {lift.cue: lift for lift in fit([cues], right, odds, least_cases=10)}
    assert (lifts["a"].right, lifts["a"].cases) == (100, 200)
    assert lifts["a"].lift == pytest.approx(1 / (0.3 / 0.7), rel=0.1)
    assert probability(odds[0]) == pytest.approx(0.5, abs=0.03)
    assert probability(odds[-1]) == pytest.approx(0.1, abs=0.03)


def test_a_later_group_explains_only_what_is_left() -> None:
    first, right = [("a",)] * 100 + [("b",)] * 100, [True] * 80 + [False] * 20 + [False] * 90 + [True] * 10
    once = list(fit([first], right, [0.0] * 200, least_cases=10))
    twice = list(fit([first, first], right, [0.0] * 200, least_cases=10))
    again = [abs(math.log(lift.lift)) for lift in twice[len(once) :]]
    assert twice[: len(once)] == once
    assert all(left < min(abs(math.log(lift.lift)) for lift in once) / 2 for left in again)


@pytest.mark.slow
def test_closing_early_ends_the_workers() -> None:
    stream = extract([Paper(f"Net{n}: Nets", "We prune.") for n in range(6 * BATCH)], workers=2)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []
