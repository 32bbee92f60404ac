"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from kg import ontology

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted(path for path in (ROOT / "kg").rglob("*.py") if "node_modules" not in path.parts)
STRUCTURAL = {ontology.PAPER_CLASS, "Result", "Evidence"}
"""Classes that are no findings of an extractor: the frame of every graph."""


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in CODE)


def test_no_type_or_relation_is_spelled_in_code() -> None:
    terms = ontology.load()
    names = {term.name for term in (*terms.types, *terms.relations)} - STRUCTURAL
    allowed = {"uses"}  # an English word; as a relation it would stand beside a head and a tail
    found = [
        f"{path}:{node.lineno} {node.value!r}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names - allowed
    ]
    assert found == []


def test_files_and_functions_have_a_size_that_one_can_read() -> None:
    long_files = [str(path) for path in CODE if len(path.read_text(encoding="utf-8").splitlines()) > 250]
    long_functions = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None and node.end_lineno - node.lineno > 40
    ]
    assert (long_files, long_functions) == ([], [])


def test_errors_are_caught_by_name() -> None:
    broad = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]
    assert broad == []


def test_the_environment_and_the_clock_are_read_at_the_door_only() -> None:
    inner = ("kg/read", "kg/resolve", "kg/rdf", "kg/view", "kg/score", "kg/records.py", "kg/ontology.py", "kg/lexicon.py")
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        if path.startswith(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "now", "today", "time", "perf_counter")
    ]
    assert found == []


@pytest.mark.shared
def test_no_sentence_of_a_paper_stands_in_the_repository(shared: Path) -> None:
    import json
    import re
    import subprocess

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9]+", text.lower())
        return {tuple(words[i : i + 12]) for i in range(len(words) - 11)}

    theirs: set[tuple[str, ...]] = set()
    for path in sorted((shared / "gold").glob("*.json")):
        for paper in json.loads(path.read_text(encoding="utf-8")):
            theirs |= runs(paper["abstract"]) if isinstance(paper, dict) and "abstract" in paper else set()
    for path in sorted((shared / "seeds").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            theirs |= runs(line) if len(line.split()) > 25 else set()
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    found = []
    for name in filter(None, listed):
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        if runs(text) & theirs:
            found.append(name)
    assert found == []
