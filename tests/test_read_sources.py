"""What may be named as a source, under which name its files appear, and what is refused before anything is read."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from threading import Thread

import pytest
from reading import SMALL, parted, titles

from kg.errors import InputError, UnknownName
from kg.read import read


def row(title: str) -> str:
    return json.dumps({"title": title, "abstract": SMALL}) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "deep" / "er").mkdir(parents=True)
    (tmp_path / "in" / ".hidden").mkdir()
    (tmp_path / "in" / "b.jsonl").write_text(row("Trees B"))
    (tmp_path / "in" / "a.txt").write_bytes(gzip.compress(row("Trees A").encode()))
    (tmp_path / "in" / "deep" / "er" / "c.json").write_text(f"[{row('Trees C')}]")
    (tmp_path / "in" / "deep" / "notes.md").write_text("# Notes\n\nnone\n")
    (tmp_path / "in" / ".hidden" / "d.jsonl").write_text(row("Trees D"))
    return tmp_path / "in"


def test_a_folder_is_read_in_order_with_relative_names(folder: Path) -> None:
    papers, faults = parted(read([str(folder)]))
    assert [(paper.title, paper.sources[0].file, paper.sources[0].format) for paper in papers] == [
        ("Trees A", "a.txt", "jsonl"),
        ("Trees B", "b.jsonl", "jsonl"),
        ("Trees C", "deep/er/c.json", "json"),
    ]
    assert [(fault.file, fault.record) for fault in faults] == [("deep/notes.md", 0)]
    assert "known format" in faults[0].cause


def test_files_patterns_and_folders_together_read_each_file_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    papers, _ = parted(read(["b.jsonl", "./b.jsonl", "*.jsonl", str(folder)]))
    assert [paper.sources[0].file for paper in papers] == ["b.jsonl", "a.txt", "deep/er/c.json"]


def test_names_of_a_pattern_begin_behind_its_fixed_part(folder: Path) -> None:
    papers, _ = parted(read([f"{folder}/**/*.json*"]))
    assert [paper.sources[0].file for paper in papers] == ["b.jsonl", "deep/er/c.json"]
    papers, _ = parted(read([f"{folder}/d*"]))
    assert [paper.sources[0].file for paper in papers] == ["deep/er/c.json"]


def test_a_name_with_brackets_is_a_file_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "papers[1].jsonl").write_text(row("Trees"))
    papers, _ = parted(read([str(tmp_path / "papers[1].jsonl")]))
    assert [paper.sources[0].file for paper in papers] == ["papers[1].jsonl"]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for year in ("2023", "2024"):
        (tmp_path / year / "x").mkdir(parents=True)
        (tmp_path / year / "x" / "papers.jsonl").write_text(row(f"Trees {year}"))
    papers, _ = parted(read([str(tmp_path / year / "x" / "papers.jsonl") for year in ("2023", "2024")]))
    assert [paper.sources[0].file for paper in papers] == ["2023/x/papers.jsonl", "2024/x/papers.jsonl"]


def test_standard_input(folder: Path) -> None:
    papers, _ = parted(read(["-"], stdin=io.BytesIO(row("Trees").encode())))
    assert [(paper.title, paper.sources[0].file) for paper in papers] == [("Trees", "-")]
    papers, _ = parted(read(["-", str(folder / "b.jsonl"), "-"], stdin=io.BytesIO(gzip.compress(row("Trees").encode()))))
    assert titles(papers) == ["Trees", "Trees B"]


def test_a_pipe_is_read_when_named_and_reported_in_a_folder(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    _, faults = parted(read([str(folder)]))
    assert [fault.file for fault in faults] == ["deep/notes.md", "pipe"]
    assert "no regular file" in faults[1].cause
    writer = Thread(target=(folder / "pipe").write_text, args=(row("Trees P"),))
    writer.start()
    papers, _ = parted(read([str(folder / "pipe")]))
    writer.join()
    assert [(paper.title, paper.sources[0].file) for paper in papers] == [("Trees P", "pipe")]


def test_links_to_folders_are_followed_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "e.jsonl").write_text(row("Trees E"))
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (folder / "round").symlink_to(folder)
    (folder / "deep" / "round").symlink_to(folder / "deep")
    papers, _ = parted(read([str(folder)]))
    assert [paper.sources[0].file for paper in papers] == ["a.txt", "b.jsonl", "deep/er/c.json", "link/e.jsonl"]


def test_what_cannot_be_written_is_not_in_a_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/b\xff\n.jsonl"))).write_text(row("Trees"))
    papers, _ = parted(read([str(tmp_path / "in")]))
    assert [paper.sources[0].file for paper in papers] == ["b\ufffd\ufffd.jsonl"]


def test_a_format_that_is_named_goes_before_what_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(f"# Small Trees\n\n{SMALL}\n\n## Tall Trees\n\n{SMALL}\n")
    assert not parted(read([str(tmp_path / "a")]))[0]
    papers, _ = parted(read([str(tmp_path / "a")], format="listing"))
    assert titles(papers) == ["# Small Trees", "## Tall Trees"]
    papers, faults = parted(read([str(tmp_path / "a")], format="parquet"))
    assert not papers
    assert len(faults) == 1


def test_an_unknown_format_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean bibtex"):
        read(["-"], format="bibtx")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("nothing.jsonl", "there is no file or folder 'nothing.jsonl'"),
        ("*.nothing", "no file matches the pattern"),
        ("empty", "holds no file"),
        ("code", "'code' holds no file of a known format"),
        ("code/*", "'code/\\*' holds no file of a known format"),
        ("dangling", "there is no file or folder 'dangling'"),
    ],
)
def test_sources_that_are_refused_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, what: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.py").write_text("import os\n")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "good.jsonl").write_text(row("Trees"))
    with pytest.raises(InputError, match=what) as caught:
        read(["good.jsonl", source])
    assert caught.value.remedy
    assert caught.value.exit_code == 3


def test_no_source_is_refused() -> None:
    with pytest.raises(InputError, match="no source was given"):
        read([])


def test_permission_denied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def access(path: Path, mode: int) -> bool:
        return Path(path).name != "b.jsonl"

    def opening(path: Path, mode: str) -> io.BufferedReader:
        if path.name == "b.jsonl":
            raise PermissionError(13, "Permission denied")
        return open(path, "rb")  # noqa: PTH123 - the method itself is replaced

    monkeypatch.setattr(os, "access", access)
    monkeypatch.setattr(Path, "open", opening)
    with pytest.raises(InputError, match="may not be read"):
        read([str(folder / "b.jsonl")])
    papers, faults = parted(read([str(folder)]))
    assert titles(papers) == ["Trees A", "Trees C"]
    assert (faults[0].file, faults[0].cause) == ("b.jsonl", "it cannot be opened: Permission denied")


def test_a_named_file_of_no_known_format_leaves_the_others(folder: Path) -> None:
    papers, faults = parted(read([str(folder / "deep" / "notes.md"), str(folder / "b.jsonl")]))
    assert titles(papers) == ["Trees B"]
    assert [fault.file for fault in faults] == ["notes.md"]
