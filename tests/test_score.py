"""The project's scorer against the reference one, and what each figure means on small papers."""

from __future__ import annotations

import importlib.util
import json
import random
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.errors import InputError
from kg.extract.run import extract
from kg.records import Extraction, Paper
from kg.score import score

Papers = list[dict[str, Any]]


def reference(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", shared / "eval" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perturbed(papers: Papers, seed: int) -> Papers:
    """The papers with entities dropped, renamed, retyped and cut, and relations and results bent, by a fixed seed."""
    rng = random.Random(seed)
    types = sorted({entity["type"] for paper in papers for entity in paper["entities"]})
    out = deepcopy(papers)
    for paper in out:
        paper["entities"] = [e for e in paper["entities"] if rng.random() > 0.2]
        for entity in paper["entities"]:
            bend_entity(entity, types, rng)
        rng.shuffle(paper["entities"])
        for relation in paper["relations"]:
            if rng.random() < 0.2:
                relation["head"] = rng.choice(paper["entities"] or [{"id": "P"}])["id"]
            if rng.random() < 0.1:
                relation["evidence"] += " no such words"
        paper["relations"] += deepcopy(paper["relations"][:2])
        for result in paper["results"]:
            bend_result(result, rng)
    return [paper for paper in out if rng.random() > 0.05]


def bend_entity(entity: dict[str, Any], types: list[str], rng: random.Random) -> None:
    draw = rng.random()
    if draw < 0.15:
        entity["type"] = rng.choice(types)
    elif draw < 0.3:
        entity["name"] = rng.choice(["The " + entity["name"] + "s", entity["name"].upper(), entity["name"] + " thing"])
    elif draw < 0.4:
        entity["mentions"] = [*entity["mentions"], "the", "of", "not in the text at all"]


def bend_result(result: dict[str, Any], rng: random.Random) -> None:
    draw = rng.random()
    if draw < 0.2:
        result["value"] = rng.choice(["1.5k", "10~30", "half", "1,234", "2e-3", "\u22124"])
    elif draw < 0.4:
        result["unit"] = rng.choice(["times", "percent", "pp", "", None, "ms"])
    elif draw < 0.5:
        result["metric"] = result["metric"].split()[-1]
    elif draw < 0.6:
        result["baseline"], result["context"] = None, []
    elif draw < 0.7:
        result["subject"] = "P"


def assert_same(shared: Path, gold: Papers, predicted: Papers) -> None:
    rows, misses, extras = reference(shared).score(gold, predicted)
    ours = score(gold, predicted)
    assert ours.rows == rows
    assert dict(ours.misses) == dict(misses)
    assert dict(ours.extras) == dict(extras)


@pytest.mark.shared
@pytest.mark.parametrize(("part", "seed"), [("dev", 1), ("dev", 2), pytest.param("train", 3, marks=pytest.mark.slow)])
def test_agrees_with_the_reference_on_perturbed_papers(shared: Path, part: str, seed: int) -> None:
    gold = json.loads((shared / "gold" / f"{part}.json").read_text(encoding="utf-8"))
    assert_same(shared, gold, perturbed(gold, seed))


@pytest.mark.shared
@pytest.mark.parametrize("part", ["dev", pytest.param("train", marks=pytest.mark.slow)])
def test_agrees_with_the_reference_at_the_ends(shared: Path, part: str) -> None:
    gold = json.loads((shared / "gold" / f"{part}.json").read_text(encoding="utf-8"))
    assert_same(shared, gold, gold)
    assert_same(shared, gold, [])
    assert_same(shared, gold, [{key: value for key, value in paper.items() if key != "id"} for paper in gold])


@pytest.mark.shared
def test_agrees_with_the_reference_on_what_the_extractor_says(shared: Path) -> None:
    gold = json.loads((shared / "gold" / "dev.json").read_text(encoding="utf-8"))[:20]
    papers = [Paper(paper["title"], paper["abstract"], id=paper["id"]) for paper in gold]
    assert_same(shared, gold, [as_json(paper, said) for paper, said in zip(papers, extract(papers), strict=True)])


def as_json(paper: Paper, said: Extraction) -> dict[str, Any]:
    text = paper.text
    return {
        "id": paper.id,
        "entities": [
            {"id": e.id, "type": e.type, "name": e.name, "mentions": sorted({m.text for m in e.mentions})} for e in said.entities
        ],
        "relations": [{"head": r.head, "rel": r.rel, "tail": r.tail, "evidence": r.evidence.of(text)} for r in said.relations],
        "results": [
            {
                "subject": r.subject,
                "metric": r.metric,
                "value": r.value,
                "unit": r.unit,
                "direction": r.direction,
                "baseline": r.baseline or None,
                "context": list(r.context),
                "evidence": r.evidence.of(text),
            }
            for r in said.results
        ],
    }


PAPER = {
    "id": "a",
    "title": "Kite: fast kernels",
    "abstract": "Kite beats Loom by 2x on CIFAR-10.",
    "entities": [
        {"id": "e1", "type": "Method", "name": "Kite", "mentions": ["Kite"]},
        {"id": "e2", "type": "Method", "name": "Loom", "mentions": ["Loom"]},
        {"id": "e3", "type": "Dataset", "name": "CIFAR-10", "mentions": ["CIFAR-10"]},
    ],
    "relations": [
        {"head": "P", "rel": "introduces", "tail": "e1", "evidence": "Kite"},
        {"head": "e1", "rel": "outperforms", "tail": "e2", "evidence": "Kite beats Loom"},
    ],
    "results": [
        {
            "subject": "e1",
            "metric": "speed",
            "value": "2",
            "unit": "x",
            "direction": "increase",
            "baseline": "e2",
            "context": ["e3"],
            "evidence": "beats Loom by 2x",
        }
    ],
}


def changed(**parts: object) -> Papers:
    return [deepcopy(PAPER) | parts]


def test_gold_scores_full() -> None:
    rows = score([PAPER], [PAPER]).rows
    assert {row["f1"] for row in rows.values() if "f1" in row} == {100.0}
    assert {row["share"] for row in rows.values() if "share" in row} == {100.0}


def test_a_wrong_type_counts_only_in_the_typed_row() -> None:
    entities = deepcopy(PAPER["entities"])
    entities[2]["type"] = "Benchmark"
    scores = score([PAPER], changed(entities=entities))
    assert scores.rows["entities"]["f1"] == 66.7
    assert scores.rows["entities untyped"]["f1"] == 100.0
    assert scores.misses == (("Dataset: CIFAR-10", 1),)
    assert scores.extras == (("Benchmark: CIFAR-10", 1),)


def test_a_relation_between_wrong_ends_is_wrong() -> None:
    relations = [PAPER["relations"][0], {"head": "e2", "rel": "outperforms", "tail": "e1", "evidence": "x9"}]
    rows = score([PAPER], changed(relations=relations)).rows
    assert rows["relation introduces"]["f1"] == 100.0
    assert rows["relation outperforms"]["f1"] == 0.0
    assert rows["evidence"] == {"share": 50.0, "of": 2}


def test_the_paper_and_what_it_introduces_are_one_subject() -> None:
    result = deepcopy(PAPER["results"][0]) | {"subject": "P", "value": "2.0", "unit": "times", "context": []}
    rows = score([PAPER], changed(results=[result])).rows
    assert rows["results"]["f1"] == 100.0
    assert rows["context"]["share"] == 0.0
    assert rows["baseline"]["share"] == 100.0


def test_an_entity_id_used_twice_is_an_error() -> None:
    with pytest.raises(InputError, match="paper a uses an entity id twice"):
        score([PAPER], changed(entities=[PAPER["entities"][0], PAPER["entities"][0]]))
