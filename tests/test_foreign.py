"""What others annotated, as annotated papers: nothing is lost on the way, and predictions are brought to their types."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from kg.cli.scores import annotated_papers
from kg.score import score
from tests.foreign import as_they_would, figures
from tests.foreign_sets import Foreign, foreign, scier, spaced, spans, tdmsci

SENTENCES = [
    ["Kite", "nets", "(", "KNs", ")", "use", "pre", "-", "trained", "BERT", "."],
    ["We", "compare", "KNs", "with", "BERT", "on", "CoNLL", "."],
]
NER = [
    [(0, 1, "Method"), (3, 3, "Method"), (9, 9, "Method")],
    [(2, 2, "Method"), (4, 4, "Method"), (6, 6, "Dataset")],
]
RELATIONS = [
    [(3, 3, 0, 1, "Synonym-Of"), (9, 9, 0, 1, "Part-Of")],
    [(4, 4, 2, 2, "Compare-With"), (2, 2, 6, 6, "Evaluated-With"), (6, 6, 2, 2, "Evaluated-With")],
]


@pytest.fixture
def made() -> Foreign:
    return foreign("d-0", SENTENCES, NER, RELATIONS)


def test_tokens_become_running_text(made: Foreign) -> None:
    assert "".join(spaced(SENTENCES[0])) == "Kite nets (KNs) use pre-trained BERT."
    assert made.text == "Kite nets (KNs) use pre-trained BERT.\nWe compare KNs with BERT on CoNLL."
    assert {made.text[start:end] for start, end, _ in made.places} == {"Kite nets", "KNs", "BERT", "CoNLL"}
    assert [made.text[start:end][-6:] for start, end in made.sentences] == [" BERT.", "CoNLL."]


def test_names_of_one_thing_are_one_entity(made: Foreign) -> None:
    found = {entity["name"]: entity["mentions"] for entity in made.paper["entities"]}
    assert found == {"Kite nets": ["Kite nets", "KNs"], "BERT": ["BERT"], "CoNLL": ["CoNLL"]}


def test_relations_are_ours_and_allowed(made: Foreign) -> None:
    names = {entity["id"]: entity["name"] for entity in made.paper["entities"]}
    found = {(names[r["head"]], r["rel"], names[r["tail"]]) for r in made.paper["relations"]}
    assert found == {
        ("Kite nets", "uses", "BERT"),
        ("Kite nets", "comparedWith", "BERT"),
        ("Kite nets", "evaluatedOn", "CoNLL"),
    }


def test_tags_become_spans() -> None:
    assert list(spans(["B-TASK", "I-TASK", "O", "B-METRIC", "B-DATASET"])) == [
        (0, 1, "Task"),
        (3, 3, "Metric"),
        (4, 4, "Dataset"),
    ]


def test_predictions_are_brought_to_the_types_of_the_set(made: Foreign) -> None:
    entities = [
        {"id": "e1", "type": "Benchmark", "name": "CoNLL", "mentions": ["CoNLL"]},
        {"id": "e2", "type": "Hardware", "name": "GPU", "mentions": ["GPU"]},
        {"id": "e3", "type": "Method", "name": "BERT", "mentions": ["BERT"]},
        {"id": "e4", "type": "Method", "name": "KNs", "mentions": ["KNs"]},
    ]
    relations = [
        {"head": "e3", "rel": "runsOn", "tail": "e2"},
        {"head": "P", "rel": "uses", "tail": "e3"},
        {"head": "e3", "rel": "outperforms", "tail": "e4"},
        {"head": "e4", "rel": "evaluatedOn", "tail": "e1"},
    ]
    said = as_they_would({"id": "d-0", "entities": entities, "relations": relations}, "scier", made.text)
    assert [(e["id"], e["type"]) for e in said["entities"]] == [("e1", "Dataset"), ("e3", "Method"), ("e4", "Method")]
    assert [(r["head"], r["rel"], r["tail"]) for r in said["relations"]] == [
        ("e4", "comparedWith", "e3"),
        ("e4", "evaluatedOn", "e1"),
    ]
    rows = figures([made], [said])
    assert rows["relations"]["recall"] == pytest.approx(66.7)
    assert rows["spans"]["recall"] == pytest.approx(100 * 5 / 6, abs=0.1)
    assert (rows["span pairs"]["precision"], rows["span pairs"]["gold"]) == (66.7, 3)  # the first sentence compares nothing


@pytest.mark.shared
@pytest.mark.parametrize("part", [pytest.param("train", marks=pytest.mark.slow), "dev"])
def test_scier_goes_over_whole(part: str, tmp_path: Path) -> None:
    made = list(scier(part))
    (tmp_path / "gold.json").write_text(json.dumps([text.paper for text in made]), encoding="utf-8")
    gold = annotated_papers(tmp_path / "gold.json")
    rows = score(gold, gold).rows
    assert (rows["entities"]["f1"], rows["relations"]["f1"], rows["evidence"]["share"]) == (100, 100, 100)
    assert all(mention in text.text for text in made for entity in text.paper["entities"] for mention in entity["mentions"])
    assert len({paper["id"] for paper in gold}) == len(gold)
    rows = figures(made, gold)
    assert rows["spans"]["f1"] > 93
    assert rows["span pairs"]["f1"] > 85


@pytest.mark.shared
def test_tdmsci_goes_over_whole() -> None:
    made = list(islice(tdmsci(), 500))
    assert {entity["type"] for text in made for entity in text.paper["entities"]} == {"Task", "Dataset", "Metric"}
    assert figures(made, [text.paper for text in made])["spans"]["f1"] > 95
