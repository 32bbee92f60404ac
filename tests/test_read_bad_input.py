"""Files that are empty, binary, broken, huge or packed: each is one clear report, and all around it is read."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from reading import SMALL, parted, read_text, titles

from kg.read import Stream, read
from kg.read.generic_json import JSONL
from kg.read.record import read_stream
from kg.read.stream import LIMIT

ROW = json.dumps({"title": "Small Trees", "abstract": SMALL}) + "\n"


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "the file is empty"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (b" \n\n", "nothing but white space"),
        (b"\x7fELF\x02\x01\x00\x00" * 50, "binary"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04abc", "zip"),
        (b"BZh91AY", "bzip2"),
        (("\ufeff" + ROW).encode("utf-16-le"), "UTF-16"),
        (b'{"name": "x", "version": [1, 2]}', "no title or abstract is among the keys"),
        (b"<html><body>Trees</body></html>", "no Atom feed"),
        (b"only a few words", "text of no known format"),
        (b"[]", "holds no record of the format json"),
    ],
)
def test_a_file_that_holds_no_papers_is_one_report(tmp_path: Path, content: bytes, cause: str) -> None:
    papers, faults = read_text(tmp_path, content)
    assert not papers
    assert [(fault.file, fault.record) for fault in faults] == [("input", 0)]
    assert cause in faults[0].cause
    assert faults[0].position
    assert faults[0].remedy


def test_gzip_is_told_by_its_content_and_may_have_several_members(tmp_path: Path) -> None:
    packed = gzip.compress((ROW * 3).encode()) + gzip.compress(ROW.encode()) + b"\0" * 100
    papers, faults = read_text(tmp_path, packed, name="papers.txt")
    assert len(papers) == 4
    assert not faults


def test_truncated_gzip_keeps_the_records_before_the_break(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"title": f"Trees {n * 7919}", "abstract": f"{SMALL} {n}"}) + "\n" for n in range(5000))
    whole = gzip.compress(rows.encode())
    papers, faults = read_text(tmp_path, whole[: len(whole) // 2])
    assert 1000 < len(papers) < 4000
    assert [(fault.record, fault.cause) for fault in faults] == [
        (len(papers) + 1, "the gzip data ends too early (a truncated file)")
    ]
    used = "".join(json.dumps({"title": paper.title, "abstract": paper.abstract}) + "\n" for paper in papers)
    assert rows.startswith(used)
    assert len(used) <= int(faults[0].position.removeprefix("byte ")) < len(used) + 200


def test_a_record_that_is_cut_by_the_break_is_not_taken(tmp_path: Path) -> None:
    text = "".join(f"Trees of Kind {n * 7919}\n\n{SMALL} {n * 104729}. So it ends here.\n\n" for n in range(3000))
    whole = gzip.compress(text.encode())
    papers, faults = read_text(tmp_path, whole[: len(whole) // 2])
    assert len(papers) > 500
    assert all(paper.abstract.endswith("So it ends here.") for paper in papers)
    assert len(faults) == 1


def test_damaged_gzip_is_one_report(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress("".join(ROW.replace("Small", f"Small {n}") for n in range(3000)).encode()))
    whole[len(whole) // 2] ^= 0xFF
    papers, faults = read_text(tmp_path, bytes(whole))
    assert papers
    assert "gzip" in faults[-1].cause


def huge(before: bytes, middle: bytes, after: bytes) -> bytes:
    return before + middle + b"x" * 50_000_000 + after


HUGE = {
    "jsonl": huge(ROW.encode(), b'{"title": "', b'"}\n' + ROW.encode()),
    "json": huge(b"[" + ROW.encode(), b',{"title": "', b'"},' + ROW.encode() + b"]"),
    "listing": huge(f"Small Trees\n{SMALL}\n".encode(), b"", f"\nSmall Trees\n{SMALL}\n".encode()),
    "csv": huge(f"title,abstract\nSmall Trees,{SMALL}\n".encode(), b'"', f'",x\nSmall Trees,{SMALL}\n'.encode()),
    "bibtex": huge(
        f"@misc{{a, title={{Small Trees}}, abstract={{{SMALL}}}}}\n".encode(),
        b"@misc{b, title={",
        f"}}}}\n@misc{{c, title={{Small Trees}}, abstract={{{SMALL}}}}}\n".encode(),
    ),
}


class Pieces(io.RawIOBase):
    """A file that is made as it is read, so that the test's own memory does not count."""

    def __init__(self, content: bytes) -> None:
        self._view = memoryview(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), len(self._view))
        buffer[:size] = self._view[:size]
        self._view = self._view[size:]
        return size


@pytest.mark.parametrize("name", HUGE)
def test_a_line_of_50_mb_is_refused_in_bounded_memory(name: str) -> None:
    tracemalloc.start()
    try:
        papers, faults = parted(read(["-"], stdin=io.BufferedReader(Pieces(HUGE[name]))))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert titles(papers) == ["Small Trees", "Small Trees"]
    assert papers[0].sources[0].format == name
    assert [fault.record for fault in faults] == [2]
    assert "longer than 16 MB" in faults[0].cause
    assert peak < 3 * LIMIT


def test_reading_takes_no_more_memory_for_more_records() -> None:
    peaks = []
    for count in (1_000, 8_000):
        tracemalloc.start()
        stream = Stream(io.BufferedReader(Pieces(ROW.encode() * count)))
        assert sum(1 for _ in read_stream(JSONL, stream, "x")) == count
        peaks.append(tracemalloc.get_traced_memory()[1] - count * len(ROW))
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000


class Failing(io.BytesIO):
    """A disk that fails after the first piece."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_an_error_of_the_disk_keeps_what_was_read() -> None:
    papers, faults = parted(read(["-"], stdin=Failing(ROW.encode() * 2000)))
    assert len(papers) > 100
    assert [fault.cause for fault in faults] == ["reading stopped: Input/output error"]


def test_reading_begins_only_when_the_result_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(ROW * 100_000)
    items = read([str(tmp_path)])
    tracemalloc.start()
    assert next(items)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
    items.close()  # type: ignore[attr-defined]
