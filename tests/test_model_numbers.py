"""The learned reading of numbers: which are seen, how their probabilities become results, and what a result shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from kg.errors import InputError
from kg.extract.model.decode import Thresholds
from kg.extract.model.findings import Judgement, decode_results
from kg.extract.model.nodes import Node
from kg.extract.model.numbers import CLASSES, ROLES, SUBJECT, ResultSchema, find_numbers, number_arrays
from kg.extract.model.weights import load_model, model_dir
from kg.extract.model.words import Page, read_page
from kg.extract.run import extract
from kg.records import PAPER, Paper

TITLE = "Tern: small models for boats"
ABSTRACT = "We present Tern. On HarborSet, Tern reaches 81.5% accuracy and is 3.2x faster than GullNet. Tern is 3.2x faster."
EITHER = ((True,) * 3,) * len(ROLES)
SCHEMA = ResultSchema(EITHER, ("speed",))


def page() -> Page:
    return read_page(load_model(model_dir()).tokenizer, TITLE, ABSTRACT)


def span(text: Page, name: str) -> tuple[int, int]:
    first = next(i for i, word in enumerate(text.words) if word == name)
    return first, first


def judged(kinds: list[list[float]], subjects: list[list[float]]) -> Judgement:
    roles = np.zeros((len(kinds), len(subjects[0]), len(ROLES)), np.float32)
    roles[:, :, SUBJECT] = subjects
    roles[:, 0, 1:3] = 1
    return Judgement(np.array(kinds, np.float32), np.tile(np.array([[0.1, 0.9]], np.float32), (len(kinds), 1)), roles)


def decoded(text: Page, kinds: list[list[float]], subjects: list[list[float]], own: list[int]) -> list[tuple[str, str, int, str]]:
    thresholds = Thresholds((0.5,), 0.5, (0.5,), 0.0)
    found = decode_results(find_numbers(text), judged(kinds, subjects), own, SCHEMA, thresholds)
    return [(f.number.quantity.value, f.direction, f.subject, f.name) for f in found]


def test_every_number_meets_every_thing() -> None:
    text = page()
    nodes = [Node(0, (span(text, "Tern"),)), Node(0, (span(text, "GullNet"),))]
    numbers = find_numbers(text)
    arrays = number_arrays(text, numbers, nodes)
    assert [n.quantity.value for n in numbers] == ["81.5", "3.2", "3.2"]
    assert arrays.pairs[:, :2].tolist() == [[i, j] for i in range(3) for j in range(3)]
    last_word, first_word = arrays.pieces[0, 1], arrays.pieces[0, 0]
    assert text.ids[first_word : last_word + 1].size >= 3


def test_nothing_to_count() -> None:
    arrays = number_arrays(page(), (), [Node(0, ((0, 0),))])
    assert arrays.pairs.shape == (0, 9)


def test_what_is_no_result_is_left_out() -> None:
    kinds = [[0.1, 0.1, 0.1, 0.7], [0.9, 0.1, 0.0, 0.0], [0.9, 0.1, 0.0, 0.0]]
    found = decoded(page(), kinds, [[0.2, 0.7, 0.1]] * 3, own=[])
    assert found == [("81.5", CLASSES[3], 1, "speed")]


def test_the_paper_stands_for_what_it_introduces() -> None:
    kinds = [[0.1, 0.1, 0.1, 0.7]] + [[1.0, 0.0, 0.0, 0.0]] * 2
    assert decoded(page(), kinds, [[0.25, 0.35, 0.4]] * 3, own=[1])[0][2] == 0
    assert decoded(page(), kinds, [[0.25, 0.35, 0.4]] * 3, own=[])[0][2] == 2


def test_a_claim_said_twice_is_one() -> None:
    kinds = [[1.0, 0.0, 0.0, 0.0], [0.2, 0.8, 0.0, 0.0], [0.1, 0.9, 0.0, 0.0]]
    found = decoded(page(), kinds, [[0.1, 0.8, 0.1]] * 3, own=[])
    assert [(value, direction) for value, direction, _, _ in found] == [("3.2", CLASSES[1])]


def test_results_of_the_model_that_ships() -> None:
    paper = Paper(TITLE, ABSTRACT)
    (extraction,) = extract([paper], extractor="model")
    values = {result.value: result for result in extraction.results}
    assert set(values) == {"81.5", "3.2"}
    assert values["3.2"].direction == CLASSES[1]
    assert values["81.5"].subject == PAPER
    for result in extraction.results:
        assert result.value in result.evidence.of(paper.text)
        assert 0 < result.score < 1
        assert result.by == "model"
    names = {entity.id: entity.name for entity in extraction.entities}
    assert names[values["3.2"].baseline] == "GullNet"


def test_files_that_the_card_does_not_state_are_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(model_dir(), tmp_path / "own")
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    card["sha256"]["heads.npz"] = "0" * 64
    (folder / "model.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(InputError, match=r"heads\.npz is not the file that model\.json states"):
        load_model(folder)


def test_a_model_without_results_leaves_numbers_to_patterns(tmp_path: Path) -> None:
    folder = shutil.copytree(model_dir(), tmp_path / "own")
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    card["schema"]["results"] = None
    (folder / "model.json").write_text(json.dumps(card), encoding="utf-8")
    (extraction,) = extract([Paper(TITLE, ABSTRACT)], extractor="model", model=folder)
    assert {result.value for result in extraction.results} == {"81.5", "3.2"}
    assert all(result.by.startswith("result ") for result in extraction.results)
