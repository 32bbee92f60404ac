"""The folder of a graph is swapped whole: whatever happens, it holds the old graph or the new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg import output
from kg.errors import OutputError


def write(folder: Path, **files: str) -> None:
    with output.new_version(folder) as fresh:
        for name, text in files.items():
            (fresh / name.replace("_", ".")).write_text(text)


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "lock"}


def test_a_build_shows_its_files_and_replaces_the_last_one_whole(tmp_path: Path) -> None:
    write(tmp_path, a_txt="one", b_txt="one")
    write(tmp_path, a_txt="two")
    assert (tmp_path / "a.txt").read_text() == "two"
    assert not (tmp_path / "b.txt").exists() and not (tmp_path / "b.txt").is_symlink()
    assert len([p for p in (tmp_path / ".kg").iterdir() if p.is_dir() and not p.is_symlink()]) == 1


def test_a_build_that_fails_leaves_the_old_graph(tmp_path: Path) -> None:
    write(tmp_path, a_txt="one")
    before = tree(tmp_path)
    with pytest.raises(ZeroDivisionError), output.new_version(tmp_path) as fresh:
        (fresh / "a.txt").write_text("half")
        raise ZeroDivisionError
    assert tree(tmp_path) == before


def test_a_build_that_is_killed_leaves_the_old_graph_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    write(tmp_path, a_txt="one")
    script = (
        "import os, pathlib, sys; from kg import output\n"
        f"with output.new_version(pathlib.Path({str(tmp_path)!r})) as fresh:\n"
        "    (fresh / 'a.txt').write_text('half'); os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    assert (tmp_path / "a.txt").read_text() == "one"
    assert list((tmp_path / ".kg").glob("new-*"))
    write(tmp_path, a_txt="two")
    assert not list((tmp_path / ".kg").glob("new-*"))


def test_equal_content_gives_equal_trees(tmp_path: Path) -> None:
    write(tmp_path / "once", a_txt="same")
    write(tmp_path / "twice", a_txt="other")
    write(tmp_path / "twice", a_txt="same")
    assert tree(tmp_path / "once") == tree(tmp_path / "twice")


def test_a_second_build_with_equal_content_keeps_the_new_account_of_the_run(tmp_path: Path) -> None:
    write(tmp_path, a_txt="same", run_json="first")
    write(tmp_path, a_txt="same", run_json="second")
    assert (tmp_path / "run.json").read_text() == "second"


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with output.new_version(tmp_path), pytest.raises(OutputError, match="another build is at work"):
        write(tmp_path, a_txt="one")


def test_a_file_of_the_user_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    with pytest.raises(OutputError, match="stands in the way"):
        write(tmp_path, a_txt="one")
    assert (tmp_path / "a.txt").read_text() == "mine"


def test_a_place_that_cannot_be_a_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "file" / "output", a_txt="one")


def test_an_empty_folder_holds_no_graph(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no build has been completed"):
        output.current(tmp_path)
    with pytest.raises(OutputError, match="does not exist"):
        output.current(tmp_path / "nowhere")
