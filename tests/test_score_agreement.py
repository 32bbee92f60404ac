"""The project's scorer and the reference one on what nobody would annotate: papers made and bent at random."""

from __future__ import annotations

import importlib.util
import json
import random
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import ontology
from kg.errors import InputError
from kg.score import score

TERMS = ontology.load()
TYPES = [term.name for term in TERMS.types][:3]
RELATIONS = [TERMS.role("contribution"), *(term.name for term in TERMS.relations)][:4]
WORDS = [
    "Kite",
    "kite",
    "The Kites",
    "GPT-3.5",
    "GPT 35",
    "gpt-3·5",
    "net",
    "nets",
    "ﬁeld",
    "C++",
    "",
    " ",
    "—",
    "A",
    "İx",
    "s s",
]
NUMBERS = ["2", "2.0", "2k", "2,000", "10~30", "10 to 30", "1.5B", "half", "", "−3", "1e-3", "2x", "3.2 million", None, 7]
UNITS = ["x", "times", "%", "percent", "pp", "points", "", None, "MS", "milliseconds"]


@pytest.fixture(scope="session")
def reference(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score_again", shared / "eval" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entities(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        name = draw(st.sampled_from(WORDS))
        mentions = draw(st.lists(st.sampled_from(WORDS), max_size=3))
        made.append({"id": f"e{number}", "type": draw(st.sampled_from(TYPES)), "name": name, "mentions": mentions})
    return made


@st.composite
def papers(draw: st.DrawFn) -> dict[str, Any]:
    """A paper whose relations and results may point at nothing, stand twice or hold odd values."""
    found = entities(draw)
    ends = st.sampled_from(["P", *(entity["id"] for entity in found)])
    relation = st.builds(
        lambda head, rel, tail, evidence: {"head": head, "rel": rel, "tail": tail, "evidence": evidence},
        ends, st.sampled_from(RELATIONS), ends, st.sampled_from(["", "Kite", "nowhere", None]),
    )  # fmt: skip
    result = st.fixed_dictionaries(
        {
            "subject": ends,
            "metric": st.sampled_from(["latency", "Top-1 accuracy", "accuracy", "", "the"]),
            "value": st.sampled_from(NUMBERS),
            "unit": st.sampled_from(UNITS),
            "direction": st.sampled_from(["increase", "decrease", "absolute"]),
            "baseline": st.sampled_from([None, *(entity["id"] for entity in found)]),
            "context": st.lists(ends, max_size=2),
        }
    )
    return {
        "title": draw(st.sampled_from(["Kites", "kite", "On nets", "—"])),
        "abstract": " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=12))),
        "entities": found,
        "relations": draw(st.lists(relation, max_size=5)),
        "results": draw(st.lists(result, max_size=4)),
    }


def bent(gold: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Predictions that are partly right: the gold papers with items doubled, misnamed, led astray or gone."""
    rng = random.Random(seed)
    out = deepcopy(gold)
    for paper in out:
        bend_entities(paper, rng)
        for part, end in (("relations", "tail"), ("results", "subject")):
            paper[part] += deepcopy(rng.choices(paper[part], k=2)) if paper[part] else []
            for item in paper[part]:
                item[end] = rng.choice(["e9", "P", "e0"]) if rng.random() < 0.2 else item[end]
        for gone in ("results", "id", "title"):
            if rng.random() < 0.2 and "id" in paper:
                del paper[gone]
    rng.shuffle(out)
    return [paper for paper in out if rng.random() > 0.1]


def bend_entities(paper: dict[str, Any], rng: random.Random) -> None:
    for entity in paper["entities"]:
        if rng.random() < 0.3:
            entity[rng.choice(["name", "type"])] = rng.choice(["", "Kites", TYPES[0]])
        if rng.random() < 0.2:
            del entity["mentions"]


@pytest.mark.shared
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gold=st.lists(papers(), max_size=4), other=st.lists(papers(), max_size=3), seed=st.integers(0, 9999))
def test_agrees_on_papers_made_at_random(
    reference: ModuleType, gold: list[dict[str, Any]], other: list[dict[str, Any]], seed: int
) -> None:
    for number, paper in enumerate(gold):
        paper["id"] = f"p{number}"
    predicted = bent(gold, seed) + [paper | {"id": f"p{number + 1}"} for number, paper in enumerate(other) if seed % 3]
    rows, misses, extras = reference.score(deepcopy(gold), deepcopy(predicted))
    ours = score(gold, predicted)
    assert ours.rows == rows
    assert dict(ours.misses) == dict(misses)
    assert dict(ours.extras) == dict(extras)


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("part", ["dev", "train"])
def test_agrees_on_bent_annotations(shared: Path, reference: ModuleType, part: str, seed: int) -> None:
    gold = json.loads((shared / "gold" / f"{part}.json").read_text(encoding="utf-8"))[seed::20]
    predicted = bent(gold, seed)
    rows, misses, extras = reference.score(gold, predicted)
    ours = score(gold, predicted)
    assert (ours.rows, dict(ours.misses), dict(ours.extras)) == (rows, dict(misses), dict(extras))


@pytest.mark.shared
def test_both_refuse_an_entity_id_that_stands_twice(reference: ModuleType) -> None:
    entity = {"id": "e1", "type": TYPES[0], "name": "Kite", "mentions": ["Kite"]}
    paper: dict[str, Any] = {"id": "a", "title": "T", "abstract": "", "entities": [entity], "relations": [], "results": []}
    twice = paper | {"entities": [entity, entity]}
    with pytest.raises(InputError):
        score([paper], [twice])
    with pytest.raises(SystemExit):
        reference.score([paper], [twice])
