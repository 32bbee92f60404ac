"""Whatever bytes come, reading gives papers and reports, never another error, and loses no file in silence."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from reading import SMALL

from kg.read import READERS, read
from kg.records import Paper

ROWS = [{"id": str(n), "title": f"Small Trees {n}", "abstract": SMALL, "authors": ["Ada B"]} for n in range(4)]


def _parquet() -> bytes:
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(ROWS), file)
    return file.getvalue()


FOOTER = " • 2 authors\n·\nJul 1, 2024 2"
WHOLE = {
    "jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
    "json": json.dumps({"n": [1], "papers": ROWS}, indent=1).encode(),
    "csv": "\n".join(["title,abstract", *(f'"{row["title"]}","{SMALL}"' for row in ROWS)]).encode(),
    "listing": "\n\n".join(["new\n\nJun 6", *(f"{row['title']}\n\n{SMALL}\n\n{FOOTER}" for row in ROWS)]).encode(),
    "bibtex": "\n".join(f'@misc{{k, title={{The {{B}}}}, author="A B and C", abstract={{{SMALL}}}}}' for _ in ROWS).encode(),
    "ris": "\n".join(f"TY  - JOUR\nTI  - {row['title']}\nAB  - {SMALL}\nUR  - https://a.org\nER  - " for row in ROWS).encode(),
    "arxiv-atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        + "".join(f"<entry><title>{row['title']}</title><summary>{SMALL}</summary></entry>" for row in ROWS)
        + "</feed>"
    ).encode(),
    "parquet": _parquet(),
}
PIECES = [
    *(b'"', b"{", b"}", b"[", b"]", b"\\", b"\n\n", b"\0", b"\xff", b",", b"@", b"<", b"&lt;"),
    *(b"\\ud800", b"TY  - ", b"$", b"\r", b"\x1f\x8b"),
]


@pytest.mark.parametrize("name", WHOLE)
def test_undamaged_files_are_what_they_seem(name: str) -> None:
    records = list(read(["-"], stdin=io.BytesIO(WHOLE[name])))
    assert [isinstance(record, Paper) and record.sources[0].format for record in records] == [name] * 4


@settings(max_examples=60, deadline=None)
@given(st.data())
@pytest.mark.parametrize("name", WHOLE)
def test_damaged_files_give_reports(name: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        content[start:end] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=4))
    format = data.draw(st.sampled_from(["", "", *READERS]))
    records = list(read(["-"], format=format, stdin=io.BytesIO(bytes(content))))
    assert records
    for record in records:
        if isinstance(record, Paper):
            record.text.encode("utf-8")
        else:
            assert record.position
            assert record.cause
            assert record.remedy
