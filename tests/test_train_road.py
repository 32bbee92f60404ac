"""`kg train` from annotated papers to a model folder, at a very small size. Left out only where torch is not installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg import ontology
from kg.cli import app, evaluating, training
from kg.extract.model.weights import load_model, model_dir
from kg.extract.run import extract
from kg.records import Paper

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
assert evaluating and training  # they add their commands to `app`
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

TERMS = ontology.load()


def encoder(folder: Path) -> Path:
    """A random encoder of the BERT family with the words of the model that ships."""
    from safetensors.torch import save_file

    hidden, inner, layers = 32, 48, 2
    folder.mkdir()
    shape = {
        "vocab_size": 30522, "hidden_size": hidden, "intermediate_size": inner, "num_hidden_layers": layers,
        "num_attention_heads": 2, "max_position_embeddings": 512, "layer_norm_eps": 1e-12, "pad_token_id": 0,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(shape), encoding="utf-8")
    (folder / "tokenizer.json").write_bytes((model_dir() / "tokenizer.json").read_bytes())
    torch.manual_seed(0)
    tensors = {"embeddings.word_embeddings.weight": (30522, hidden), "embeddings.position_embeddings.weight": (512, hidden)}
    for i in range(layers):
        at = f"encoder.layer.{i}"
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            tensors |= {f"{at}.attention.{name}.weight": (hidden, hidden), f"{at}.attention.{name}.bias": (hidden,)}
        tensors |= {f"{at}.intermediate.dense.weight": (inner, hidden), f"{at}.intermediate.dense.bias": (inner,)}
        tensors |= {f"{at}.output.dense.weight": (hidden, inner), f"{at}.output.dense.bias": (hidden,)}
    save_file({name: torch.randn(size) * 0.05 for name, size in tensors.items()}, folder / "model.safetensors")
    return folder


def paper(number: int, *, results: bool) -> dict[str, Any]:
    name = f"Wren{number}"
    method, device, contribution = (TERMS.role(role) for role in ("method", "device", "contribution"))
    found = {
        "subject": "e1", "metric": "speed", "value": f"{number + 2}.5", "unit": "x", "direction": "increase", "baseline": None,
        "context": ["e2"], "evidence": f"{number + 2}.5x faster",
    }  # fmt: skip
    return {
        "id": f"w{number}",
        "title": f"{name}: quick nests",
        "abstract": f"We present {name}, which is {number + 2}.5x faster on an FPGA.",
        "entities": [
            {"id": "e1", "type": method, "name": name, "mentions": [name]},
            {"id": "e2", "type": device, "name": "FPGA", "mentions": ["FPGA"]},
        ],
        "relations": [{"head": "P", "rel": contribution, "tail": "e1", "evidence": f"We present {name}"}],
        "results": [found] if results else [],
    }


def files(folder: Path, *, results: bool) -> list[str]:
    papers = [paper(i, results=results) for i in range(8)]
    (folder / "train.json").write_text(json.dumps(papers[:6]), encoding="utf-8")
    (folder / "dev.json").write_text(json.dumps(papers[6:]), encoding="utf-8")
    texts = [{"title": f"Nest {i}", "abstract": f"Model{i} runs on a GPU {i}x faster."} for i in range(5)] + papers[:1]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    small = str(encoder(folder / "small"))
    return ["train", str(folder / "train.json"), "--dev", str(folder / "dev.json"), "--student", small, "--epochs", "1"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_whole_road(tmp_path: Path, jobs: str) -> None:
    words = files(tmp_path, results=True)
    work, out = tmp_path / "work", tmp_path / "model"
    more = ["--teacher", str(tmp_path / "small"), "--corpus", str(tmp_path / "corpus.jsonl"), "--teachers", "1", "--again", "1"]
    more += ["--students", "1", "--folds", "2", "--jobs", jobs, "--work", str(work), "-o", str(out)]
    # a process of its own: one that has used torch's threads cannot be forked
    run = subprocess.run([sys.executable, "-m", "kg", *words, *more], capture_output=True, text=True, timeout=400, check=False)
    assert run.returncode == 0, run.stderr
    assert "1 are annotated and left out" in run.stderr
    assert {path.stem for path in work.glob("*.done")} >= {
        "teacher-0",
        "fold-1",
        "labels-0",
        "again-0",
        "relabels-0",
        "student-0",
    }
    model = load_model(out)
    assert set(model.schema.types) == {term.name for term in TERMS.types}
    assert model.schema.results is not None
    assert model.schema.results.metrics == ("speed",)
    card = json.loads((out / "model.json").read_text(encoding="utf-8"))
    assert set(card["calibration"]) == set(card["scales"]) <= {"mention", "relation", "result"}
    (extraction,) = extract([Paper("Wren9: nests", "Wren9 is 4.5x faster.")], extractor="model", model=out)
    assert not extraction.problems


def test_a_run_goes_on_from_what_stands(tmp_path: Path) -> None:
    words = [*files(tmp_path, results=True), "--work", str(tmp_path / "work"), "-o", str(tmp_path / "model")]
    CliRunner().invoke(app, words, catch_exceptions=False)
    made = (tmp_path / "work" / "student-0.pt").stat().st_mtime_ns
    again = CliRunner().invoke(app, words, catch_exceptions=False)
    assert "students: 0 tasks" in again.output
    assert (tmp_path / "work" / "student-0.pt").stat().st_mtime_ns == made


def test_papers_without_results_give_a_model_without(tmp_path: Path) -> None:
    words = [*files(tmp_path, results=False), "-o", str(tmp_path / "model")]
    assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
    assert load_model(tmp_path / "model").schema.results is None


def test_stored_examples_are_the_same(tmp_path: Path) -> None:
    from kg.train.ground import lay_ground
    from kg.train.plan import Plan
    from kg.train.store import load_examples, save_examples

    files(tmp_path, results=True)
    plan = Plan((tmp_path / "train.json",), tmp_path / "dev.json", tmp_path / "small")
    examples = lay_ground(plan, tmp_path, lambda line: None).gold
    save_examples(tmp_path / "some.npz", examples)
    for before, after in zip(examples, load_examples(tmp_path / "some.npz"), strict=True):
        assert before.ids.tolist() == after.ids.tolist()
        assert before.same.count == after.same.count
        assert before.graph.pairs.tolist() == after.graph.pairs.tolist()
        assert before.number_targets.roles.tolist() == after.number_targets.roles.tolist()
    assert any(example.number_targets.kinds[:, 1].any() for example in examples)
