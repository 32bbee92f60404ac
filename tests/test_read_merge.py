"""Records of one paper become one paper for every order of the records, and contradictions are reported."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kg.read import conflicts, merge
from kg.records import Paper, Source

FIRST = Paper(
    "Small Trees: Notes",
    "We prune.",
    id="b2",
    date="--11-07",
    sources=(Source("a.txt", 3, "listing", "--06-06"),),
    details=(("upvotes", "2"),),
)
SECOND = Paper(
    "SMALL TREES  notes",
    "We prune small trees by hand.",
    date="2024-11-07",
    authors=("Ada B", "Cy D"),
    url="https://a.org/1",
    sources=(Source("b.jsonl", 1, "jsonl"),),
)
OTHER = Paper("Tall Trees", "We climb.", id="b2", sources=(Source("b.jsonl", 9, "jsonl"),))


def test_one_paper_with_all_sources_and_the_best_of_each() -> None:
    merged = merge([FIRST, OTHER, SECOND])
    assert [paper.title for paper in merged] == ["SMALL TREES  notes", "Tall Trees"]
    paper = merged[0]
    assert paper.abstract == "We prune small trees by hand."
    assert (paper.id, paper.date, paper.authors, paper.url) == ("b2", "2024-11-07", ("Ada B", "Cy D"), "https://a.org/1")
    assert paper.sources == (Source("a.txt", 3, "listing", "--06-06"), Source("b.jsonl", 1, "jsonl"))
    assert paper.details == (("date_also", "--11-07"), ("upvotes", "2"))


def test_a_single_record_stays_as_it_is() -> None:
    assert merge([OTHER]) == [OTHER]


def test_the_same_record_twice_has_one_source() -> None:
    assert merge([FIRST, FIRST]) == [replace(FIRST)]


words = st.sampled_from(["", "x", "y", "We see.", "We see it. And more."])
papers = st.builds(
    Paper,
    st.sampled_from(["Small Trees", "small trees", "SMALL-TREES", "Tall"]),
    words,
    id=words,
    date=st.sampled_from(["", "2024", "2024-11", "--11-07", "2024-11-07", "2023-01-01"]),
    authors=st.lists(words, max_size=2).map(tuple),
    url=words,
    sources=st.builds(Source, st.sampled_from("ab"), st.integers(1, 3), st.just("json")).map(lambda source: (source,)),
    details=st.lists(st.tuples(st.sampled_from("kl"), st.sampled_from("vw")), max_size=2, unique=True).map(
        lambda pairs: tuple(sorted(pairs))
    ),
)


@given(st.lists(papers, max_size=6), st.randoms(use_true_random=False))
def test_order_and_grouping_do_not_matter(records: list[Paper], random: object) -> None:
    whole = merge(records)
    shuffled = list(records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == whole
    assert merge([*merge(shuffled[:3]), *shuffled[3:]]) == whole
    assert merge(whole) == whole
    assert conflicts(shuffled) == conflicts(records)
    assert {source for paper in whole for source in paper.sources} == {source for paper in records for source in paper.sources}


def test_one_id_for_two_titles_is_reported_with_both_records() -> None:
    (problem,) = conflicts([OTHER, FIRST])
    assert (problem.kind, problem.where) == ("duplicate-id", "a.txt record 3")
    for part in ("a.txt record 3", "b.jsonl record 9", "'b2'", "'Small Trees: Notes'", "'Tall Trees'", "stay apart"):
        assert part in problem.message


def test_two_abstracts_for_one_title_are_reported_but_not_their_layout() -> None:
    (problem,) = conflicts([FIRST, SECOND])
    assert problem.kind == "duplicate-title"
    assert "longest abstract is kept" in problem.message
    (problem,) = conflicts([FIRST, replace(SECOND, id="b2")])
    assert problem.kind == "duplicate-id"
    assert conflicts([FIRST, replace(FIRST, abstract="We\nPRUNE", sources=SECOND.sources)]) == []


def test_a_title_that_names_no_paper_is_one_of_many() -> None:
    """Editorials, prefaces and errata are told apart by their words."""
    first = Paper("Editorial", "This issue is about trees.", sources=(Source("a.json", 1, "json"),))
    second = Paper("Editorial", "This issue is about maps.", sources=(Source("a.json", 2, "json"),))
    again = Paper("EDITORIAL.", "This issue is about\nmaps", sources=(Source("b.json", 1, "json"),))
    merged = merge([first, second, again])
    assert sorted(len(paper.sources) for paper in merged) == [1, 2]
    assert conflicts([first, second, again]) == []
    (problem,) = conflicts([replace(first, id="e1"), replace(second, id="e1")])
    assert "different abstracts" in problem.message and "stay apart" in problem.message


def test_one_title_of_two_groups_of_authors_is_told_as_perhaps_two_papers() -> None:
    first = replace(FIRST, authors=("Bea Q",))
    (problem,) = conflicts([first, SECOND])
    assert problem.kind == "duplicate-title" and "no author in common" in problem.message
    (problem,) = conflicts([replace(first, authors=("B., Ada",)), SECOND])
    assert "no author in common" not in problem.message
    (problem,) = conflicts([replace(first, authors=()), SECOND])
    assert "no author in common" not in problem.message


def test_mere_counts_may_meet_in_different_files() -> None:
    here, there = replace(FIRST, id="1"), replace(OTHER, id="1")
    assert conflicts([here, there]) == []
    assert len(conflicts([here, replace(there, sources=(Source("a.txt", 4, "listing"),))])) == 1
