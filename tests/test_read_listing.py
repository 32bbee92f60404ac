"""Listings: the three layouts of copied pages, footers and heads, and what happens when a title or an abstract is missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from reading import SMALL, parted, read_text, titles

from kg.read import conflicts, merge, read

HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nJun 6\n\n"


def blocks(*pairs: tuple[str, str]) -> str:
    return "\n\n".join(f"{title}\n\n{abstract}" for title, abstract in pairs)


@pytest.mark.shared
def test_seeds_give_483_records_of_453_papers(shared: Path) -> None:
    papers, faults = parted(read([str(shared / "seeds")]))
    assert not faults
    by_file = Counter(paper.sources[0].file[:3] for paper in papers)
    assert by_file == {"000": 108, "001": 137, "002": 51, "003": 68, "004": 119}
    merged = merge(papers)
    assert (len(papers), len(merged)) == (483, 453)
    assert sum(len(paper.sources) > 1 for paper in merged) == 27
    assert sum(len(paper.sources) for paper in merged) == 483
    assert conflicts(papers) == []


@pytest.mark.shared
def test_seeds_keep_page_dates_and_footers(shared: Path) -> None:
    papers, _ = parted(read([str(shared / "seeds")]))
    page_dates = {paper.sources[0].file[:3]: paper.sources[0].date for paper in papers}
    assert page_dates == {"000": "--06-06", "001": "--03-12", "002": "--12-12", "003": "--07-09", "004": ""}
    with_footer = [paper for paper in papers if paper.date]
    assert len(with_footer) == 48
    assert {paper.sources[0].file[:3] for paper in with_footer} == {"002"}
    names = Counter(name for paper in with_footer for name, _ in paper.details)
    assert names["authors_count"] + names["organisation"] == 48
    assert not any(paper.abstract.endswith(("authors", "2024")) or "\n" in paper.text.replace("\n", "", 1) for paper in papers)


@pytest.mark.shared
def test_seeds_give_the_annotated_texts_character_by_character(shared: Path) -> None:
    in_seeds = {paper.text for paper in parted(read([str(shared / "seeds")]))[0]}
    annotated = parted(read([str(shared / "gold" / "dev.json")]))[0]
    assert len(annotated) == 60
    assert all(paper.text in in_seeds for paper in annotated)


def test_blocks_with_a_page_head(tmp_path: Path) -> None:
    papers, faults = read_text(tmp_path, HEAD + blocks(("Small Trees", SMALL), ("Is Bark Enough?", SMALL)))
    assert titles(papers) == ["Small Trees", "Is Bark Enough?"]
    assert not faults
    assert {paper.sources[0].date for paper in papers} == {"--06-06"}
    assert [paper.sources[0].record for paper in papers] == [1, 2]


def test_consecutive_lines_with_the_head_run_into_the_first_title(tmp_path: Path) -> None:
    text = f"Get trending papers in your email inbox!\nSubscribeSmall Trees: Notes\n{SMALL}\nSubscribe or Not\n{SMALL}\n"
    papers, faults = read_text(tmp_path, text)
    assert titles(papers) == ["Small Trees: Notes", "Subscribe or Not"]
    assert not faults


def test_a_title_that_begins_with_subscribe_stays_whole_without_a_head(tmp_path: Path) -> None:
    papers, _ = read_text(tmp_path, blocks(("SubscribeNet: Trees", SMALL)))
    assert titles(papers) == ["SubscribeNet: Trees"]


def test_footers_give_date_authors_organisation_and_votes(tmp_path: Path) -> None:
    text = HEAD + "\n\n".join(
        (
            f"Small Trees\n\n{SMALL}\n\n  • 8 authors\n·\nNov 7, 2024",
            f"Tall Trees\n\n{SMALL}\n\nwood-lab Wood Lab\n·\nSep 4, 2024 2",
            f"Dead Trees\n\n{SMALL}",
            f"Wet Trees\n\n{SMALL}\n\n  • 1 author\n·\nJan 26 1",
        )
    )
    papers, faults = read_text(tmp_path, text)
    assert not faults
    assert [(paper.title, paper.date, paper.details) for paper in papers] == [
        ("Small Trees", "2024-11-07", (("authors_count", "8"),)),
        ("Tall Trees", "2024-09-04", (("organisation", "Wood Lab"), ("upvotes", "2"))),
        ("Dead Trees", "", ()),
        ("Wet Trees", "--01-26", (("authors_count", "1"), ("upvotes", "1"))),
    ]


def test_a_footer_on_one_line(tmp_path: Path) -> None:
    papers, _ = read_text(tmp_path, f"Small Trees\n{SMALL}\n3 authors · Nov 7, 2024\nTall Trees\n{SMALL}\n")
    assert [(paper.title, paper.date) for paper in papers] == [("Small Trees", "2024-11-07"), ("Tall Trees", "")]


def test_two_pages_in_one_file_keep_their_dates(tmp_path: Path) -> None:
    text = HEAD + blocks(("Small Trees", SMALL)) + "\n\n" + HEAD.replace("Jun 6", "Jul 9") + blocks(("Tall Trees", SMALL))
    papers, faults = read_text(tmp_path, text)
    assert [(paper.title, paper.sources[0].date, paper.date) for paper in papers] == [
        ("Small Trees", "--06-06", ""),
        ("Tall Trees", "--07-09", ""),
    ]
    assert not faults


def test_a_title_without_an_abstract_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    text = HEAD + f"Small Trees\n\n{SMALL}\n\nLost Trees\n\nTall Trees\n\n{SMALL}\n\nLast Trees"
    papers, faults = read_text(tmp_path, text)
    assert titles(papers) == ["Small Trees", "Tall Trees"]
    assert [(fault.record, fault.position, fault.cause) for fault in faults] == [
        (2, "line 15", "a title without an abstract: 'Lost Trees'"),
        (4, "line 21", "a title without an abstract: 'Last Trees'"),
    ]


def test_an_abstract_without_a_title_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    text = HEAD + f"Small Trees\n\n{SMALL}\n\n{SMALL}\n\nTall Trees\n\n{SMALL}"
    papers, faults = read_text(tmp_path, text)
    assert titles(papers) == ["Small Trees", "Tall Trees"]
    assert [fault.position for fault in faults] == ["line 15"]
    assert "without a title" in faults[0].cause


def test_many_titles_without_abstracts_are_all_reported(tmp_path: Path) -> None:
    names = [f"Trees of the Kind {chr(65 + n % 26)}{chr(65 + n // 26)}" for n in range(120)]
    papers, faults = read_text(tmp_path, "\n".join([*names, SMALL]), format="listing")
    assert titles(papers) == names[-1:]
    assert [fault.position for fault in faults] == [f"line {n}" for n in range(1, 120)]


def test_unknown_lines_before_the_head_of_the_page_are_its_head(tmp_path: Path) -> None:
    text = f"Leafy Pages\n\nAll about wood\n\nSubscribe\n\nMay 2\n\nSmall Trees\n\n{SMALL}\n\nTall Trees\n\n{SMALL}"
    papers, faults = read_text(tmp_path, text)
    assert titles(papers) == ["Small Trees", "Tall Trees"]
    assert not faults
    assert papers[0].sources[0].date == "--05-02"


def test_hard_wrapped_paragraphs_are_joined(tmp_path: Path) -> None:
    wrapped = (
        "We grow small trees in rows and prune each of\nthem by hand, which takes a day for every\n"
        "hundred. They give shade in half the time\nthat large ones need for it."
    )
    text = f"Small Trees: Notes from\n\n{wrapped}\n\nTall Trees\n{wrapped}\n\nWet Trees\n\n{wrapped}\n"
    papers, faults = read_text(tmp_path, text)
    assert titles(papers) == ["Small Trees: Notes from", "Tall Trees", "Wet Trees"]
    assert {paper.abstract for paper in papers} == {" ".join(wrapped.split())}
    assert not faults


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    papers, faults = read_text(tmp_path, "\ufeff" + blocks(("Small Trees", SMALL), ("Tall Trees", SMALL)).replace("\n", "\r\n"))
    assert titles(papers) == ["Small Trees", "Tall Trees"]
    assert papers[0].abstract == SMALL
    assert not faults


def test_a_line_that_is_not_utf8_costs_its_own_record_only(tmp_path: Path) -> None:
    content = blocks(("Small Trees", SMALL), ("Bad Trees", SMALL), ("Tall Trees", SMALL)).encode()
    papers, faults = read_text(tmp_path, content.replace(b"Bad Trees", b"B\xe4d Trees"))
    assert titles(papers) == ["Small Trees", "Tall Trees"]
    assert [(fault.record, fault.position, fault.cause) for fault in faults] == [
        (2, f"line 5, byte {content.index(b'Bad') + 1}", "the text is not valid UTF-8")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Notes\n\nThis is a read-me. It says how to build the thing and where to look.\n\n## More\n\n- one\n- two\n",
        "import os\n\n\ndef f() -> None:\n    return None\n",
        "accuracy\nbleu\nchrf\nmeteor\nrouge\nsquad\nwer\n" * 20,
        "All of this is prose. It goes on without titles.\n\nAnd here is some more of it. It has no titles either.\n\n" * 4,
    ],
)
def test_other_texts_are_no_listing(tmp_path: Path, text: str) -> None:
    papers, faults = read_text(tmp_path, text)
    assert not papers
    assert len(faults) == 1
    assert faults[0].record == 0


def test_markup_and_bidi_marks_survive_as_text(tmp_path: Path) -> None:
    title = 'Trees <script>alert("x")</script> & \u202eseert\u202c'
    papers, _ = read_text(tmp_path, HEAD + blocks((title, SMALL), ("Tall Trees", SMALL)))
    assert papers[0].title == title
