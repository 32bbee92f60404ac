"""Calibration, intervals, kinds of mistakes and least scores, on papers small enough to count by hand."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kg.cli.scores import Asked, annotated_papers, as_values, evaluate, predicted_papers, tables
from kg.errors import InputError
from kg.extract.kept import to_gold
from kg.extract.run import extract
from kg.records import Paper
from kg.resolve import above
from kg.score import above_score, calibration, intervals, mistakes, score_papers, sweep
from kg.score.calibration import expected_error, reliability

Papers = list[dict[str, Any]]


def paper(number: int, *, score: float, right: bool) -> dict[str, Any]:
    """A paper with one mention and one relation of this score."""
    name = "Kite" if right else "Loom"
    entity = {"id": "e1", "type": "Method", "name": name, "mentions": [name], "scores": [score]}
    relation = {"head": "P", "rel": "introduces", "tail": "e1", "evidence": name, "score": score}
    return {"id": f"p{number}", "title": f"T{number}", "abstract": "Kite. Loom.", "entities": [entity], "relations": [relation]}


def gold(number: int) -> Papers:
    return [paper(i, score=1, right=True) for i in range(number)]


def test_scores_that_mean_what_they_say_have_no_error() -> None:
    said = [(0.25, i % 4 == 0) for i in range(40)] + [(0.75, i % 4 > 0) for i in range(40)]
    assert expected_error(said) == pytest.approx(0)
    assert [(each.count, each.score, each.right) for each in reliability(said)] == [(40, 0.25, 0.25), (40, 0.75, 0.75)]


def test_the_error_is_the_mean_distance_weighted_by_bins() -> None:
    said = [(0.9, False)] * 10 + [(0.2, True)] * 30
    assert expected_error(said, bins=4) == pytest.approx((10 * 0.9 + 30 * 0.8) / 40)


def test_bins_hold_equally_many_and_order_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    said = [(float(score), bool(rng.random() < score)) for score in rng.random(1000)]
    assert [each.count for each in reliability(said)] == [100] * 10
    assert reliability(said) == reliability(said[::-1])
    assert expected_error(said) < 0.06
    assert expected_error([(score / 2, right) for score, right in said]) > 0.2


def test_equal_scores_stay_in_one_bin() -> None:
    assert [each.count for each in reliability([(0.5, True)] * 7 + [(0.6, False)] * 3)] == [7, 3]
    assert reliability([]) == ()


def test_calibration_judges_each_mention_relation_and_result() -> None:
    said = [paper(i, score=0.8, right=i < 8) for i in range(10)]
    found = calibration(gold(10), said, samples=200)
    assert set(found) == {"mentions", "relations"}
    assert found["relations"].error == pytest.approx(0)
    assert found["mentions"].count == 10
    assert found["mentions"].interval[0] <= found["mentions"].error <= found["mentions"].interval[1]
    assert 0.05 < found["mentions"].interval[1] < 0.5
    sure = calibration(gold(10), [paper(i, score=1.0, right=i < 8) for i in range(10)], samples=50)
    assert sure["relations"].error == pytest.approx(0.2)


def test_a_mention_is_right_by_name_and_type_though_its_entity_is_not() -> None:
    said = paper(0, score=0.9, right=True)
    said["entities"][0]["mentions"] += ["Loom", "Reed"]
    said["entities"][0]["scores"] += [0.5, 0.1]
    (found,) = [calibration([paper(0, score=1, right=True)], [said], samples=10)["mentions"]]
    assert [(each.score, each.right) for each in found.bins] == [(0.1, 0.0), (0.5, 0.0), (0.9, 1.0)]


def test_results_are_right_once() -> None:
    result = {"subject": "P", "metric": "latency", "value": "2", "unit": "x", "direction": "decrease", "score": 0.6}
    wanted = gold(1)
    wanted[0]["results"] = [result]
    said = deepcopy(wanted)
    said[0]["results"] = [result, result | {"score": 0.3}]
    found = calibration(wanted, said, samples=10)["results"]
    assert [(each.score, each.right) for each in found.bins] == [(0.3, 0.0), (0.6, 1.0)]


def test_intervals_hold_the_figure_and_shrink_with_papers() -> None:
    def width(number: int) -> float:
        counts = list(score_papers(gold(number), [paper(i, score=1, right=i % 2 == 0) for i in range(number)]))
        low, high = intervals(counts, 500)["entities"]
        assert low <= 50 <= high
        assert intervals(counts, 500)["entities"] == (low, high)
        return high - low

    assert width(400) < 0.5 * width(40)
    assert intervals(list(score_papers(gold(5), gold(5))), 100)["contribution"] == (100.0, 100.0)


FACTS: dict[str, Any] = {
    "id": "a",
    "title": "Kite",
    "abstract": "Kite uses Reed and beats Loom on CIFAR-10 and dense weaving.",
    "entities": [
        {"id": "e1", "type": "Method", "name": "Kite", "mentions": ["Kite"]},
        {"id": "e2", "type": "Method", "name": "Loom", "mentions": ["Loom"]},
        {"id": "e3", "type": "Dataset", "name": "CIFAR-10", "mentions": ["CIFAR-10"]},
        {"id": "e4", "type": "Method", "name": "Reed", "mentions": ["Reed"]},
        {"id": "e5", "type": "Task", "name": "dense weaving", "mentions": ["dense weaving"]},
    ],
    "relations": [
        {"head": "e1", "rel": "outperforms", "tail": "e2", "evidence": "x"},
        {"head": "e1", "rel": "uses", "tail": "e4", "evidence": "x"},
        {"head": "e1", "rel": "evaluatedOn", "tail": "e3", "evidence": "x"},
    ],
    "results": [{"subject": "e1", "metric": "accuracy", "value": "91", "unit": "%", "direction": "absolute"}],
}


def test_mistakes_say_what_stands_there_instead() -> None:
    said = deepcopy(FACTS)
    said["entities"][2]["type"] = "Benchmark"
    said["entities"][4] |= {"name": "weaving", "mentions": ["weaving"]}
    said["entities"].append({"id": "e6", "type": "Metric", "name": "speed", "mentions": ["speed"]})
    said["relations"][0]["rel"] = "comparedWith"
    said["relations"][1]["head"] = "P"
    said["results"][0]["unit"] = "points"
    found = {
        (m.side, m.row, m.reason): (m.times, m.examples)
        for m in mistakes([FACTS, FACTS | {"id": "b"}], [said, said | {"id": "b"}])
    }
    assert found == {
        ("missed", "entity Dataset", "is Benchmark there"): (2, ("CIFAR-10 (2)",)),
        ("invented", "entity Benchmark", "is Dataset there"): (2, ("CIFAR-10 (2)",)),
        ("missed", "entity Task", "cut otherwise"): (2, ("dense weaving (2)",)),
        ("invented", "entity Task", "cut otherwise"): (2, ("weaving (2)",)),
        ("invented", "entity Metric", "not annotated"): (2, ("speed (2)",)),
        ("missed", "relation outperforms", "is comparedWith there"): (2, ("Kite outperforms Loom (2)",)),
        ("invented", "relation comparedWith", "is outperforms there"): (2, ("Kite comparedWith Loom (2)",)),
        ("missed", "relation uses", "has another head"): (2, ("Kite uses Reed (2)",)),
        ("invented", "relation uses", "has another head"): (2, ("P uses Reed (2)",)),
        ("missed", "relation evaluatedOn", "an end is not found"): (2, ("Kite evaluatedOn CIFAR-10 (2)",)),
        ("invented", "relation evaluatedOn", "an end is not annotated"): (2, ("Kite evaluatedOn CIFAR-10 (2)",)),
        ("missed", "results", "has another unit"): (2, ("accuracy 91 % (2)",)),
        ("invented", "results", "has another unit"): (2, ("accuracy 91 points (2)",)),
    }  # fmt: skip
    assert mistakes([FACTS], [FACTS]) == ()


TEXT = Paper(
    "Kite: fast weaving",
    "We propose Kite, a weaving method for GPUs. Kite uses quantization and runs on edge GPUs, 2x faster than BERT.",
)


def test_a_least_score_takes_out_what_a_build_takes_out() -> None:
    (said,) = extract([TEXT])
    whole = to_gold(TEXT, said)
    for least in (0.0, 0.5, 0.8, 0.95, 1.0):
        assert above_score(whole, least) == to_gold(TEXT, above(said, least))
    assert above_score(whole, 0.0)["entities"] and not above_score(whole, 1.0)["relations"]


def test_a_sweep_trades_recall_for_precision() -> None:
    said = [paper(i, score=0.95 if i < 6 else 0.35, right=i < 8) for i in range(10)]
    found = sweep(gold(10), said)
    assert list(found) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert (found[0.3]["entities"]["precision"], found[0.3]["entities"]["recall"]) == (80.0, 80.0)
    assert (found[0.4]["entities"]["precision"], found[0.4]["entities"]["recall"]) == (100.0, 60.0)


def test_everything_asked_is_in_the_json_and_in_the_tables() -> None:
    said = [paper(i, score=0.7, right=i < 7) for i in range(10)]
    found = evaluate(gold(10), said, Asked(samples=50, errors=1, calibration=True, sweep=True))
    values = json.loads(json.dumps(as_values(found)))
    assert values["entities"]["f1"] == 70.0
    assert values["entities"]["interval"][0] < 70 < values["entities"]["interval"][1]
    assert [m["side"] for m in values["mistakes"]] == ["missed", "invented"]
    assert set(values["calibration"]) == {"mentions", "relations"}
    assert values["sweep"]["0.8"]["relations"]["f1"] == 0.0
    cells = [cell for _, rows in tables(found) for row in rows for cell in row]
    assert "Loom (3)" in cells and "0.000" in cells
    plain = as_values(evaluate(gold(10), said, Asked()))
    assert set(plain) == {"entities", "entity Method", "entities untyped", "relations", "relation introduces", "results",
                          "result values", "evidence", "contribution"}  # fmt: skip


def test_predictions_without_scores_cannot_be_calibrated() -> None:
    bare = [{"id": "p0", "entities": [], "relations": []}]
    with pytest.raises(InputError, match="no scores"):
        evaluate(gold(1), bare, Asked(calibration=True))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('[{"title": "x"}]', "lacks abstract, entities, relations"),
        (
            '[{"title": "x", "abstract": "", "entities": [{"id": "e1"}], "relations": []}]',
            "lacks type in entities, name in entities",
        ),
        ('[{"title": "x", "abstract": "", "entities": {}, "relations": []}]', "lacks a list of objects as entities"),
        ('[{"title": "x", "abstract": "", "entities": [], "relations": [3]}]', "lacks a list of objects as relations"),
        ("[]", "holds no paper"),
        ("[1]", "lacks title, abstract"),
        ("{", "cannot be read"),
    ],
)
def test_what_is_no_annotated_paper_is_refused_by_name(tmp_path: Path, bad: str, said: str) -> None:
    (tmp_path / "bad.json").write_text(bad, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        annotated_papers(tmp_path / "bad.json")


def test_predictions_need_no_text(tmp_path: Path) -> None:
    (tmp_path / "said.jsonl").write_text('{"id": "p0", "entities": [], "relations": []}\n', encoding="utf-8")
    assert predicted_papers(tmp_path / "said.jsonl") == [{"id": "p0", "entities": [], "relations": []}]


def test_an_entity_may_have_one_score_of_its_own() -> None:
    said = paper(0, score=0.4, right=True)
    said["entities"][0] |= {"score": said["entities"][0].pop("scores")[0], "mentions": ["Kite", "kites"]}
    assert calibration(gold(1), [said], samples=10)["mentions"].count == 1
    assert above_score(said, 0.5)["entities"] == []
    assert above_score(said, 0.4)["entities"] == said["entities"]
