"""A model of one's own in place of the one that ships: what is read with it, what its version says, and bad folders."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import pytest

from kg.build import Job, build
from kg.config import Config, load
from kg.errors import InputError, KgError, UnknownName
from kg.extract.model.weights import model_dir, model_files
from kg.extract.run import extract, extractor_version
from kg.records import Paper

PAPERS = [
    Paper(f"Sail {i}: pruning for edge GPUs", "We propose Sail, a pruning method. Sail runs on edge GPUs.") for i in range(3)
]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The model that ships, with thresholds that nothing passes."""
    folder = tmp_path / "other"
    shutil.copytree(model_dir(), folder)
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    card["thresholds"]["mentions"] = [1.1] * len(card["thresholds"]["mentions"])
    (folder / "model.json").write_text(json.dumps(card), encoding="utf-8")
    return folder


def settings(tmp_path: Path, **values: str) -> Config:
    return load(
        tmp_path, {f"KG_{name.upper()}": value for name, value in {"workers": "1", "extractor": "model", **values}.items()}
    )


def test_the_model_of_the_folder_reads(other: Path) -> None:
    assert any(extraction.entities for extraction in extract(PAPERS, extractor="model"))
    assert not any(extraction.entities for extraction in extract(PAPERS, extractor="model", model=other))


def test_the_version_names_the_model_by_what_it_holds(other: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(model_dir(), tmp_path / "copy")
    assert extractor_version("model", copy) == extractor_version("model")
    assert extractor_version("model", other) != extractor_version("model")
    assert extractor_version("patterns", other) == extractor_version("patterns")


def test_papers_read_with_another_model_are_read_again(other: Path, tmp_path: Path) -> None:
    source = tmp_path / "papers.json"
    source.write_text(json.dumps([{"title": paper.title, "abstract": paper.abstract} for paper in PAPERS]), encoding="utf-8")

    def built(model: str) -> tuple[int, int]:
        summary = build([str(source)], tmp_path / "graph", Job(settings(tmp_path, model=model), lambda *_: None))
        return summary.extracted, summary.counts["entities"]

    shipped = built("")
    assert built("") == (0, shipped[1])
    assert built(str(other)) == (len(PAPERS), 0)
    assert built("") == shipped


@pytest.mark.parametrize("name", ["model.json", "encoder.onnx", "heads.npz", "tokenizer.json"])
def test_a_file_that_is_missing_or_damaged_is_named(other: Path, name: str) -> None:
    (other / name).write_bytes(b"{} but no model")
    with pytest.raises(InputError, match="cannot be read"):
        list(extract(PAPERS, extractor="model", model=other))
    (other / name).unlink()
    with pytest.raises(InputError, match=f"holds no model: {name} is missing"):
        model_files(other)


@pytest.mark.slow
def test_workers_read_with_it_and_hand_on_what_is_wrong_with_it(other: Path) -> None:
    assert [e.entities for e in extract(PAPERS, extractor="model", model=other, workers=2)] == [()] * len(PAPERS)
    (other / "encoder.onnx").write_bytes(b"no network")
    with pytest.raises(InputError, match=r"other cannot be read.*damaged"):
        list(extract(PAPERS, extractor="model", model=other, workers=2))


def test_errors_cross_processes() -> None:
    for error in (InputError("no model", cause="damaged", remedy="train"), UnknownName("type", "Metod", ["Method"])):
        again: KgError = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.what, vars(again)) == (type(error), str(error), error.what, vars(error))
