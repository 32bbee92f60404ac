"""Documentation is executed: generated pages are current, and the examples of README and CONTRIBUTING do what they say."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from make_docs import PAGES, ROOT

BLOCK = re.compile(r"^```(?P<kind>console|python|sh)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
README = (ROOT / "README.md").read_text(encoding="utf-8")
MADE_BY_CI = ("git clone", "cd kg", "make ")
"""Commands that .ci/run gives in a fresh clone, instead of a test."""


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


def blocks(kind: str) -> list[str]:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")]
    return [match["text"] for text in texts for match in BLOCK.finditer(text) if match["kind"] == kind]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the graph of the sample in output/ and a file of papers, as the README assumes."""
    folder = tmp_path_factory.mktemp("docs")
    kg(["demo", "-q"], folder)
    (folder / "papers.jsonl").write_text(
        '{"title": "NewNet: A quantized LLaMA", "abstract": "We propose NewNet, which uses GPTQ. It runs on an NVIDIA A100."}\n'
    )
    return folder


def kg(words: list[str], folder: Path) -> str:
    environment = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1", "KG_WORKERS": "1"}
    environment.pop("KG_EXTRACTOR")
    command = [sys.executable, "-m", "kg", *words]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_the_commands_of_the_readme_give_what_it_shows(workplace: Path) -> None:
    checker = doctest.OutputChecker()
    commands = [part for text in blocks("console") for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]]
    ours = [part for part in commands if not part.startswith(MADE_BY_CI)]
    assert len(ours) >= 7
    for part in ours:
        line, _, expected = part.partition("\n")
        words = shlex.split(line, comments=True)
        assert words[0] == "kg"
        got = "\n".join(row.rstrip() for row in kg(words[1:], workplace).splitlines()) + "\n"
        if expected.strip():
            wanted = "\n".join(row.rstrip() for row in expected.splitlines()) + "\n"
            assert checker.check_output(wanted, got, doctest.ELLIPSIS), f"{line}\n--- shown\n{wanted}\n--- given\n{got}"


def test_the_two_commands_of_the_readme_are_given_by_ci() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    for command in ("make demo", "make test"):
        assert command in (ROOT / "README.md").read_text()
        assert re.search(rf"^{command}$", script, re.MULTILINE)


@pytest.mark.slow
def test_the_python_of_the_readme_runs(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    examples = blocks("python")
    assert examples
    for text in examples:
        test = doctest.DocTestParser().get_doctest(text, {}, "README.md", "README.md", 0)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        runner.run(test)
        assert test.examples and runner.summarize(verbose=False).failed == 0


def test_the_readme_has_the_length_and_the_picture_it_should() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert 60 <= len(text.splitlines()) <= 140
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert pictures and all((ROOT / picture).is_file() for picture in pictures)


def test_links_between_pages_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"(?<!!)\[[^\]]+\]\((?!https?:)([^)#]+)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{name} links to {target}"


@pytest.mark.slow
@pytest.mark.shared
def test_the_figures_of_the_readme_are_those_of_kg_eval(shared: Path, tmp_path: Path) -> None:
    rows = json.loads(kg(["eval", str(shared / "gold" / "dev.json"), "--json", "-q"], tmp_path))
    table = re.findall(
        r"^\| (entities|relations|results|numbers)[^|]*\| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", README, re.MULTILINE
    )
    names = {"numbers": "result values"}
    given = {names.get(name, name): tuple(map(float, figures)) for name, *figures in table}
    for name, figures in given.items():
        assert figures == pytest.approx(tuple(rows[name][key] for key in ("precision", "recall", "f1")), abs=0.3)
    assert len(given) == 4
