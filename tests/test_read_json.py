"""JSON in all its layouts and dialects; what is damaged costs one record, and no character is changed in silence."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from reading import SMALL, parted, read_text, titles

from kg.read import from_json, read, to_json, to_line
from kg.records import Paper, Source, Unreadable

ROWS = [{"id": f"t{n}", "title": f"Small Trees {n}", "abstract": SMALL} for n in range(1, 4)]


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_json_lines_with_the_usual_names(tmp_path: Path) -> None:
    rows = (
        {
            "id": 7,
            "title": "Small Trees",
            "abstract": SMALL,
            "date": "2024-11-07",
            "authors": ["Ada B", "Cy D"],
            "url": "https://a.org/7",
        },
        {
            "paper_id": "x",
            "Title": "Tall Trees",
            "summary": SMALL,
            "published": "Nov 7, 2024",
            "authors": [{"name": "Ada B"}],
            "link": "ftp://x",
        },
        {
            "arxiv_id": "y",
            "title": "Wet Trees",
            "abstract": SMALL,
            "year": 2024,
            "author": "Ada B; Cy D",
            "venue": "Wood",
            "nested": {"a": 1},
        },
    )
    papers, faults = read_text(tmp_path, lines(*rows))
    assert not faults
    assert [(p.id, p.title, p.date, p.authors, p.url, p.details) for p in papers] == [
        ("7", "Small Trees", "2024-11-07", ("Ada B", "Cy D"), "https://a.org/7", ()),
        ("x", "Tall Trees", "2024-11-07", ("Ada B",), "", (("url_as_written", "ftp://x"),)),
        ("y", "Wet Trees", "2024", ("Ada B", "Cy D"), "", (("venue", "Wood"),)),
    ]
    assert papers[0].sources == (Source("input", 1, "jsonl"),)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(ROWS),
        json.dumps(ROWS, indent=2),
        "[" + ",\n".join(json.dumps(row) for row in ROWS) + "]\n",
        json.dumps(
            {"meta": {"count": 3, "lists": [[1], []]}, "facets": [{"key": "a"}], "papers": ROWS, "more": [{"title": "no"}]}
        ),
        json.dumps({"total": 3, "papers": ROWS}, indent=1),
        "\n".join(json.dumps(row, indent=2) for row in ROWS),
    ],
    ids=["list", "indented list", "list with a row a line", "object with lists", "indented object", "indented objects"],
)
def test_documents_in_every_layout(tmp_path: Path, content: str) -> None:
    papers, faults = read_text(tmp_path, content)
    assert [(paper.id, paper.title) for paper in papers] == [(row["id"], row["title"]) for row in ROWS]
    assert {paper.sources[0].format for paper in papers} == {"json"}
    assert not faults


def test_a_record_across_pieces_of_the_file_is_whole(tmp_path: Path) -> None:
    rows = [{"title": f'Tree "{n}" \\', "abstract": SMALL + ' {[\\"' * n, "pad": "}]" * 900} for n in range(200)]
    papers, faults = read_text(tmp_path, json.dumps(rows))
    assert [(paper.title, paper.abstract) for paper in papers] == [(row["title"], row["abstract"].strip()) for row in rows]
    assert not faults


@pytest.mark.shared
def test_annotated_papers_read_through_json(shared: Path) -> None:
    papers, faults = parted(read([str(shared / "gold" / "dev.json")]))
    gold = orjson.loads((shared / "gold" / "dev.json").read_bytes())
    assert [(p.id, p.title, p.abstract) for p in papers] == [(g["id"], g["title"], g["abstract"]) for g in gold]
    assert not faults
    assert {p.sources[0].format for p in papers} == {"json"}


def test_characters_stay_and_what_cannot_is_replaced_one_for_one(tmp_path: Path) -> None:
    row = '{"title": "Bidi \u202eeert\u202c\\n<b>", "abstract": " A\\u0000B  two\\tx\\nline \\ud800. ' + SMALL + ' "}\n'
    (paper,), faults = read_text(tmp_path, row)
    assert paper.title == "Bidi \u202eeert\u202c <b>"
    assert paper.abstract == f"A B  two\tx\nline \ufffd. {SMALL}"
    assert ("replaced_characters", "2") in paper.details
    assert not faults


def test_a_lone_surrogate_in_a_list_becomes_a_replacement_character(tmp_path: Path) -> None:
    (paper,), _ = read_text(tmp_path, '[{"title": "Small Trees", "abstract": "\\ud83d ' + SMALL + '"}]')
    assert paper.abstract.startswith("\ufffd We")


def test_a_damaged_line_costs_one_record(tmp_path: Path) -> None:
    content = lines(ROWS[0]) + '{"title": "Broken", "abstract": \n' + "[1, 2]\n\n" + lines(ROWS[1])
    papers, faults = read_text(tmp_path, content)
    assert titles(papers) == ["Small Trees 1", "Small Trees 2"]
    assert [paper.sources[0].record for paper in papers] == [1, 4]
    assert [(fault.record, fault.position.split(",")[0]) for fault in faults] == [(2, "line 2"), (3, "line 3")]
    assert "not valid JSON" in faults[0].cause
    assert "a JSON list, not an object" in faults[1].cause


def test_a_first_line_that_is_damaged_does_not_hide_the_format(tmp_path: Path) -> None:
    papers, faults = read_text(tmp_path, '{"title": \n' + lines(*ROWS))
    assert len(papers) == 3
    assert [fault.record for fault in faults] == [1]


def test_invalid_utf8_costs_one_record_with_its_byte(tmp_path: Path) -> None:
    content = lines(*ROWS).encode().replace(b"Trees 2", b"Tr\xe9es 2")
    papers, faults = read_text(tmp_path, content)
    assert titles(papers) == ["Small Trees 1", "Small Trees 3"]
    assert faults[0].position == f"line 2, byte {content.index(0xE9)}"
    assert "UTF-8" in faults[0].cause
    assert "iconv" in faults[0].remedy
    in_list = b"[" + b",".join(content.split(b"\n")[:3]) + b"]"
    papers, faults = read_text(tmp_path, in_list)
    assert titles(papers) == ["Small Trees 1", "Small Trees 3"]
    assert faults[0].position == f"item 2, byte {in_list.index(0xE9)}"


def test_a_list_that_breaks_off_keeps_what_stands_before(tmp_path: Path) -> None:
    whole = json.dumps(ROWS)
    papers, faults = read_text(tmp_path, whole[: whole.index("Trees 3")])
    assert titles(papers) == ["Small Trees 1", "Small Trees 2"]
    assert [(fault.record, fault.cause) for fault in faults] == [(3, "the file ends within this record")]
    assert faults[0].position == f"item 3, byte {whole.index('{', whole.index('Trees 2'))}"
    papers, faults = read_text(tmp_path, whole[:-1])
    assert len(papers) == 3
    assert [fault.cause for fault in faults] == ["the file ends before its list is closed"]


def test_what_is_no_object_in_a_list_is_reported(tmp_path: Path) -> None:
    content = f'[{json.dumps(ROWS[0])}, "a, ]}} string", null, [1, [2]], {json.dumps(ROWS[1])}, bare]'
    papers, faults = read_text(tmp_path, content)
    assert titles(papers) == ["Small Trees 1", "Small Trees 2"]
    assert [fault.record for fault in faults] == [2, 3, 4, 6]


def test_missing_titles_and_abstracts_are_reported_by_name(tmp_path: Path) -> None:
    rows = (
        {"title": "Bare Trees"},
        {"title": "N/A", "abstract": SMALL},
        {"title": "Void", "abstract": "[No abstract available]"},
        ROWS[0],
    )
    papers, faults = read_text(tmp_path, lines(*rows))
    assert titles(papers) == ["Small Trees 1"]
    assert [fault.cause.split(";")[0] for fault in faults] == [
        "no abstract: 'Bare Trees'",
        "the record has no title",
        "no abstract: 'Void'",
    ]
    assert all(fault.remedy for fault in faults)


def test_a_text_too_long_to_be_an_abstract_is_refused(tmp_path: Path) -> None:
    papers, faults = read_text(tmp_path, lines({"title": "Tome", "abstract": "word " * 30_000}, ROWS[0]))
    assert titles(papers) == ["Small Trees 1"]
    assert "149,999 characters" in faults[0].cause


def test_deep_nesting_is_one_fault(tmp_path: Path) -> None:
    deep = '{"title": "Deep", "abstract": "x", "z": ' + "[" * 100_000 + "]" * 100_000 + "}"
    for content in (
        f"{json.dumps(ROWS[0])}\n{deep}\n{json.dumps(ROWS[1])}",
        f"[{json.dumps(ROWS[0])},{deep},{json.dumps(ROWS[1])}]",
    ):
        papers, faults = read_text(tmp_path, content)
        assert titles(papers) == ["Small Trees 1", "Small Trees 2"]
        assert [fault.cause for fault in faults] == ["the JSON is nested too deeply"]


def test_dates_that_cannot_be_told_are_kept_as_written(tmp_path: Path) -> None:
    (paper,), _ = read_text(tmp_path, lines({**ROWS[0], "date": "03/04/2024"}))
    assert (paper.date, paper.details) == ("", (("date_as_written", "03/04/2024"),))


DIALECTS: dict[str, Any] = {
    "arxiv": {
        "id": "1",
        "title": "Small\n  Trees",
        "abstract": f"  {SMALL}\n".replace(" by ", "\n  by "),
        "authors_parsed": [["Byron", "Ada", ""], ["King", "Cy", "Jr"]],
        "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
        "update_date": "2008-01-01",
        "categories": "cs.LG stat.ML",
        "doi": None,
    },
    "openalex": {
        "id": "https://openalex.org/W1",
        "title": "Small Trees",
        "doi": "https://doi.org/10.1/x",
        "abstract_inverted_index": {word: [n for n, w in enumerate(SMALL.split()) if w == word] for word in SMALL.split()},
        "publication_date": "2007-04-02",
        "authorships": [{"author": {"display_name": "Ada Byron"}}, {"author": {"display_name": "Cy King Jr"}}],
        "primary_location": {"landing_page_url": "https://a.org/1", "source": {"display_name": "Wood"}},
    },
    "s2": {
        "paperId": "abc",
        "corpusId": 12,
        "title": "Small Trees",
        "abstract": SMALL,
        "year": 2007,
        "publicationDate": "2007-04-02",
        "authors": [{"authorId": "1", "name": "Ada Byron"}, {"authorId": "2", "name": "Cy King Jr"}],
        "externalIds": {"DOI": "10.1/x", "CorpusId": 12},
    },
    "hf": {
        "paper": {
            "id": "1",
            "title": "Small\nTrees",
            "summary": SMALL.replace(" ", "\n", 3),
            "publishedAt": "2007-04-02T00:00:00.000Z",
            "authors": [{"name": "Ada Byron", "hidden": False}, {"name": "Cy King Jr"}],
            "upvotes": 3,
        },
        "numComments": 2,
    },
    "pwc": {
        "paper_url": "https://a.org/paper/small",
        "arxiv_id": "1",
        "title": "Small Trees",
        "abstract": SMALL,
        "authors": ["Ada Byron", "Cy King Jr"],
        "tasks": ["Pruning"],
        "date": "2007-04-02",
        "methods": [{"name": "Saw", "full_name": "Hand Saw"}],
    },
}
KEPT_DETAILS = {
    "arxiv": ("categories", "cs.LG stat.ML"),
    "openalex": ("doi", "10.1/x"),
    "s2": ("doi", "10.1/x"),
    "hf": ("upvotes", "3"),
    "pwc": ("methods", "Saw"),
}


@pytest.mark.parametrize("layout", ["lines", "list", "object"])
@pytest.mark.parametrize("name", DIALECTS)
def test_dialects_are_told_by_their_keys(tmp_path: Path, name: str, layout: str) -> None:
    row = DIALECTS[name]
    content = {"lines": lines(row, row), "list": json.dumps([row, row]), "object": json.dumps({"n": 2, "results": [row, row]})}[
        layout
    ]
    papers, faults = read_text(tmp_path, content)
    assert not faults
    assert len(papers) == 2
    paper = papers[0]
    assert paper.sources[0].format == name
    assert (paper.title, paper.abstract, paper.date) == ("Small Trees", SMALL, "2007-04-02")
    assert paper.authors == ("Ada Byron", "Cy King Jr")
    assert KEPT_DETAILS[name] in paper.details


def test_an_inverted_index_that_is_none_is_a_fault(tmp_path: Path) -> None:
    bad = {**DIALECTS["openalex"], "abstract_inverted_index": {"we": [0, "one"]}}
    far = {**DIALECTS["openalex"], "abstract_inverted_index": {"Trees": [0], "grow.": [10**15]}}
    papers, faults = read_text(tmp_path, lines(bad, far))
    assert [paper.abstract for paper in papers] == ["Trees grow."]
    assert "abstract_inverted_index" in faults[0].cause


def test_the_abstracts_part_of_semantic_scholar_says_what_to_do(tmp_path: Path) -> None:
    papers, faults = read_text(tmp_path, lines({"corpusid": 5, "openaccessinfo": {}, "abstract": SMALL}))
    assert not papers
    assert "corpus id 5" in faults[0].cause
    assert "corpusid" in faults[0].remedy


def test_kept_records_come_back_without_loss(tmp_path: Path) -> None:
    kept: list[Paper | Unreadable] = [
        Paper(
            "Small <Trees>",
            "One.\n\nTwo\t\u202e.",
            id="t1",
            date="--11-07",
            authors=("Ada B",),
            url="https://a.org",
            sources=(Source("a.txt", 3, "listing", "--06-06"), Source("b/c.bib", 1, "bibtex")),
            details=(("upvotes", "2"), ("upvotes", "3")),
        ),
        Unreadable("a.txt", 4, "line 9", "no abstract: 'Void'", "add it"),
        Paper("T", "A."),
    ]
    assert [from_json(to_json(record)) for record in kept] == kept
    (tmp_path / "records.jsonl").write_bytes(b"".join(to_line(record) for record in kept))
    assert list(read([str(tmp_path / "records.jsonl")])) == kept
    (tmp_path / "records.jsonl.gz").write_bytes(gzip.compress(b"".join(to_line(record) for record in kept[1:])))
    assert list(read([str(tmp_path / "records.jsonl.gz")])) == kept[1:]


@pytest.mark.parametrize(
    "value",
    [
        {"kg_record": 99, "title": "T", "abstract": "A"},
        {"kg_record": 1, "title": ["T"]},
        {"kg_record": 1, "abstract": "A"},
        {"kg_record": 1, "title": "T", "sources": [3]},
    ],
)
def test_kept_records_of_another_form_are_refused(tmp_path: Path, value: dict[str, Any]) -> None:
    papers, faults = read_text(tmp_path, lines(value))
    assert not papers
    assert "kept record" in faults[0].cause
    assert "build the graph again" in faults[0].remedy
