"""The build of the explorer: its sources are sound, its types are the server's, its size is bounded, a broken build is told."""

from __future__ import annotations

import gzip
import json
import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest
from explorer import ROOT, built

from kg.serve.openapi import document

WEB, STATIC = ROOT / "kg/serve/web", ROOT / "kg/serve/static"
MOST = 600_000
"""Bytes of script and style, compressed, that the explorer may weigh."""


@pytest.fixture
def hook() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "hatch_build.py"))


def npm(*arguments: str, given: bytes = b"") -> str:
    command, environment = runpy.run_path(str(ROOT / "hatch_build.py"))["npm"]()
    done = subprocess.run([*command, *arguments], cwd=WEB, env=environment, input=given, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    return done.stdout.decode()


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 100
    assert [name for name, entry in packages.items() if "resolved" in entry or "integrity" not in entry] == []


def test_a_missing_page_is_not_taken_for_a_build(hook: dict[str, Any], tmp_path: Path) -> None:
    functions = hook["is_built"].__globals__
    functions["STATIC"], functions["STAMP"] = tmp_path, tmp_path / "built-from.txt"
    assert not hook["is_built"]()
    for name in hook["NEEDED"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    functions["STAMP"].write_text(hook["digest"]())
    assert hook["is_built"]()
    functions["STAMP"].write_text("other sources")
    assert not hook["is_built"]()
    (tmp_path / "index.html").unlink()
    assert not hook["is_built"]()


@pytest.mark.slow
def test_the_types_are_those_of_the_server(tmp_path: Path) -> None:
    built()
    made = tmp_path / "schema.d.ts"
    npm("exec", "--", "openapi-typescript", "-o", str(made), given=document())
    assert made.read_text(encoding="utf-8") == (WEB / "src/api/schema.d.ts").read_text(encoding="utf-8")


@pytest.mark.slow
def test_lint_types_and_unit_tests_of_the_sources() -> None:
    built()
    npm("run", "lint")
    npm("test")


@pytest.mark.slow
def test_script_and_style_stay_light() -> None:
    built()
    files = [file for file in (STATIC / "assets").iterdir() if file.suffix in (".js", ".css")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < MOST
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert "<script>" not in page and "<style" not in page and " style=" not in page
