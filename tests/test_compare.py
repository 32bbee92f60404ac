"""Leaderboards and contradictions: what is found, how it is grouped and ranked, and that hostile texts stay texts."""

from __future__ import annotations

import csv
import html
import io
import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from graphs import hand_made
from hostile_graph import FORMULA, IMAGE, SCRIPT, hostile

from kg import ontology
from kg.compare import COLUMNS, Asked, AskedMetric, Board, Contradiction, Index, board, contradictions, csv_lines, plain, records
from kg.compare.page import page
from kg.records import Claim, Entity, Evidence, Knowledge, Paper, Result, Span, Statement
from kg.resolve.measures import measure_of

ONTOLOGY = ontology.load()
METHOD, DATA, DEVICE, MEASURE = (ONTOLOGY.role(role) for role in ("method", "data", "device", "measure"))
ONE = Paper("One paper", "Fast beats slow. It is quick.", date="2022-05-01", url="https://example.org/1")
TWO = Paper("Two papers", "Others say otherwise. They measured.", date="2024-01")
THREE = Paper("Three papers", "Nobody knows when this was written.", date="--03-04")
FAST, SLOW = Entity("method/fast", METHOD, "Fast"), Entity("method/slow", METHOD, "Slow")
SMALL = Entity("method/fast-small", METHOD, "Fast-small")
SET, CHIP = Entity("dataset/set", DATA, "Set"), Entity("hardware/chip", DEVICE, "Chip")
LATENCY, ACCURACY = Entity("metric/latency", MEASURE, "latency"), Entity("metric/accuracy", MEASURE, "accuracy")
NUMBERS = itertools.count(1)


def says(paper: Paper, score: float = 0.9) -> Evidence:
    span = Span(0, len(paper.title))
    return Evidence(paper.key, span, span.of(paper.text), score, "test")


def claim(
    metric: Entity,
    written: str,
    direction: str = "absolute",
    *,
    about: Entity = FAST,
    paper: Paper = ONE,
    against: Entity | None = None,
    on: tuple[Entity, ...] = (),
    score: float = 0.9,
    qualifier: str = "",
) -> Claim:
    """A claim as a build makes it, from a number and its unit."""
    value, unit = re.fullmatch(r"([\d.,~/]+) ?(.*)", written).groups()  # type: ignore[union-attr]
    numbers = tuple(Decimal(part) for part in re.split("[~/]", value.replace(",", "")))
    proof = says(paper, score)
    base = against.id if against else ""
    read = Result("", metric.label, value, numbers, unit, direction, base, (), proof.span, score, "test", qualifier)
    measure = measure_of(read, proof.quote)
    return Claim(
        f"result/{next(NUMBERS)}", about.id, metric.label, metric.id, value, numbers, unit, direction, base,
        tuple(sorted(entity.id for entity in on)), proof, qualifier, measure,
    )  # fmt: skip


def index(*claims: Claim, statements: Iterable[Statement] = ()) -> Index:
    entities = (FAST, SLOW, SMALL, SET, CHIP, LATENCY, ACCURACY)
    return Index(Knowledge((ONE, TWO, THREE), entities, tuple(statements), tuple(claims), (), "test"), ONTOLOGY)


def things(*entities: Entity) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({entity.id}) for entity in entities)


def shown(found: Board) -> list[tuple[str, str, list[str]]]:
    return [(ranking.metric, ranking.scale, [row.comparable for row in ranking.rows]) for ranking in found.rankings]


def test_changes_share_one_scale_and_the_best_comes_first() -> None:
    """48 % less, half and twice faster are comparable; lower latency and higher accuracy are better."""
    known = index(
        claim(LATENCY, "48 %", "decrease", on=(CHIP,)),
        claim(LATENCY, "2 x", "decrease", about=SLOW, on=(CHIP,)),
        claim(LATENCY, "10 %", "increase", about=SMALL, on=(CHIP,)),
        claim(ACCURACY, "90.5 %", on=(CHIP,)),
        claim(ACCURACY, "91 %", about=SLOW, on=(CHIP,)),
    )
    assert shown(board(known, Asked(things(CHIP)))) == [
        ("latency", "ratio", ["×0.5", "×0.52", "×1.1"]),
        ("accuracy", "absolute", ["91%", "90.5%"]),
    ]


def test_levels_in_different_units_stand_in_one_ranking_and_never_beside_changes() -> None:
    known = index(
        claim(LATENCY, "1.2 s", on=(CHIP,)),
        claim(LATENCY, "300 ms", on=(CHIP,), about=SLOW),
        claim(LATENCY, "1,200 ms", on=(CHIP,), paper=TWO),
        claim(LATENCY, "3 x", "decrease", on=(CHIP,)),
        claim(LATENCY, "2 ms", "decrease", on=(CHIP,)),
    )
    assert shown(board(known, Asked(things(CHIP)))) == [
        ("latency", "absolute", ["0.3 s", "1.2 s", "1.2 s"]),
        ("latency", "difference", ["-0.002 s"]),
        ("latency", "ratio", ["×0.333333"]),
    ]
    assert {(ranking.scale, ranking.better) for ranking in board(known, Asked(things(CHIP))).rankings} == {
        ("absolute", "lower"), ("difference", "lower"), ("ratio", "lower"),
    }  # fmt: skip


def test_an_unknown_direction_is_said_and_ordered_by_value() -> None:
    odd = Entity("metric/oddness", MEASURE, "oddness")
    known = index(claim(odd, "2 ms", on=(CHIP,)), claim(odd, "3 ms", on=(CHIP,)))
    (ranking,) = board(known, Asked(things(CHIP))).rankings
    assert "not known" in ranking.about
    assert [row.written for row in ranking.rows] == ["3 ms", "2 ms"]


def test_several_things_must_all_be_named_and_one_of_several_metrics() -> None:
    known = index(
        claim(LATENCY, "1 s", on=(CHIP, SET)),
        claim(LATENCY, "2 s", on=(CHIP,)),
        claim(ACCURACY, "3 %", on=(CHIP, SET)),
    )
    assert [row.written for row in board(known, Asked(things(CHIP, SET), (AskedMetric("latency"),))).rows] == ["1 s"]
    both = Asked(things(CHIP), (AskedMetric("latency"), AskedMetric("accuracy")))
    assert len(list(board(known, both).rows)) == 3
    assert len(list(board(known, Asked((frozenset({SET.id, CHIP.id}),))).rows)) == 3


def test_a_metric_is_found_by_its_words_within_a_longer_name() -> None:
    first_token = Entity("", MEASURE, "first-token latency")
    known = index(claim(first_token, "1 s"), claim(ACCURACY, "2 %"), claim(Entity("", MEASURE, "latencies"), "3 s"))
    assert [row.written for row in board(known, Asked(metrics=(AskedMetric("Latency"),))).rows] == ["3 s", "1 s"]
    assert list(board(known, Asked(metrics=(AskedMetric("late"),))).rows) == []


def test_filters_by_score_and_date() -> None:
    known = index(claim(LATENCY, "1 s", score=0.5), claim(LATENCY, "2 s", paper=TWO), claim(LATENCY, "3 s", paper=THREE))
    latency = Asked(metrics=(AskedMetric("latency"),))
    assert [row.written for row in board(known, replace(latency, min_score=0.6)).rows] == ["2 s", "3 s"]
    assert [row.written for row in board(known, replace(latency, since="2023")).rows] == ["2 s"]
    assert [row.written for row in board(known, replace(latency, since="2022-05-01")).rows] == ["1 s", "2 s"]


def test_numbers_that_only_the_paper_places_there_are_counted_and_given_on_demand() -> None:
    runs = next(r.name for r in ONTOLOGY.relations if ONTOLOGY.allows(METHOD, r.name, DEVICE))
    edge = Statement(FAST.id, runs, CHIP.id, (says(ONE),))
    known = index(claim(LATENCY, "1 s"), claim(LATENCY, "2 s", paper=TWO), claim(LATENCY, "3 s", on=(CHIP,)), statements=(edge,))
    narrow, wide = board(known, Asked(things(CHIP))), board(known, Asked(things(CHIP), wide=True))
    assert ([row.written for row in narrow.rows], narrow.wider) == (["3 s"], 1)
    assert [(row.written, row.by) for row in wide.rows] == [("1 s", ONTOLOGY.relation(runs).label), ("3 s", "")]


def test_variants_of_variants_count_as_the_thing() -> None:
    link = ONTOLOGY.role("variant")
    below = Entity("method/tiny", METHOD, "Tiny")
    edges = (
        Statement(SMALL.id, link, FAST.id, ()),
        Statement(below.id, link, SMALL.id, ()),
        Statement(FAST.id, link, below.id, ()),
    )
    known = index(statements=edges)
    assert known.variants(FAST.id) == {FAST.id, SMALL.id, below.id}
    assert known.variants(SLOW.id) == {SLOW.id}


def test_a_row_tells_value_baseline_context_paper_and_sentence() -> None:
    (row,) = board(
        index(claim(LATENCY, "48 %", "decrease", against=SLOW, on=(CHIP,), qualifier="up to")), Asked(things(CHIP))
    ).rows
    assert (row.change, row.comparable, row.baseline.name if row.baseline else "") == ("decrease up to 48%", "×0.52", "Slow")
    assert [thing.name for thing in row.context] == ["Chip"]
    assert (row.quote.paper.title, row.quote.paper.url, row.quote.sentence) == ("One paper", ONE.url, "One paper")
    assert row.quote.sentence[row.quote.start : row.quote.end] == "One paper"


@pytest.mark.parametrize(
    ("first", "second", "disagree"),
    [
        (("3.57 %", ""), ("7.1 %", ""), True),
        (("3.57 %", ""), ("3.6 %", ""), False),
        (("1.2 s", ""), ("1200 ms", ""), False),
        (("10~20 ms", ""), ("15 ms", ""), False),
        (("10~20 ms", ""), ("25 ms", ""), True),
        (("95 ms", "about"), ("100 ms", ""), False),
        (("5 ms", "over"), ("100 ms", ""), False),
        (("200 ms", "over"), ("100 ms", ""), True),
        (("100 ms", "up to"), ("5 ms", ""), False),
        (("100 ms", "up to"), ("500 ms", ""), True),
    ],
)
def test_values_contradict_when_no_rounding_and_no_qualifier_reconciles_them(
    first: tuple[str, str], second: tuple[str, str], disagree: bool
) -> None:
    metric = ACCURACY if "%" in first[0] else LATENCY
    one, other = (
        claim(metric, written, on=(SET,), paper=paper, qualifier=qualifier)
        for (written, qualifier), paper in ((first, ONE), (second, TWO))
    )
    found = contradictions(index(one, other))
    assert bool(found) is disagree
    if found:
        assert {found[0].first.quote.paper.title, found[0].second.quote.paper.title} == {"One paper", "Two papers"}
        assert (found[0].subject.name, found[0].metric, [thing.name for thing in found[0].context]) == (
            "Fast",
            metric.label,
            ["Set"],
        )


def test_changes_up_to_a_bound_allow_smaller_ones() -> None:
    half, tenth = (
        claim(LATENCY, written, "decrease", against=SLOW, paper=paper, qualifier=qualifier)
        for written, paper, qualifier in (("50 %", ONE, "up to"), ("10 %", TWO, ""))
    )
    assert contradictions(index(half, tenth)) == ()
    more = claim(LATENCY, "80 %", "decrease", against=SLOW, paper=TWO)
    assert len(contradictions(index(half, more))) == 1


def test_what_cannot_be_compared_is_no_contradiction() -> None:
    other_context = (claim(LATENCY, "1 s", on=(SET,)), claim(LATENCY, "9 s", on=(CHIP,), paper=TWO))
    no_context = (claim(LATENCY, "1 s"), claim(LATENCY, "9 s", paper=TWO))
    one_paper = (claim(LATENCY, "1 s", on=(SET,)), claim(LATENCY, "9 s", on=(SET,)))
    other_kind = (claim(LATENCY, "1 s", on=(SET,)), claim(LATENCY, "9 x", "decrease", on=(SET,), paper=TWO))
    for pair in (other_context, no_context, one_paper, other_kind):
        assert contradictions(index(*pair)) == ()


def test_two_things_that_are_each_said_to_win_contradict() -> None:
    wins = ONTOLOGY.role("win")
    there, back = Statement(FAST.id, wins, SLOW.id, (says(ONE),)), Statement(SLOW.id, wins, FAST.id, (says(TWO),))
    (found,) = contradictions(index(statements=(there, back)))
    label = ONTOLOGY.relation(wins).label
    assert [found.first.said, found.second.said] == [f"Fast {label} Slow", f"Slow {label} Fast"]
    assert isinstance(found, Contradiction) and found.metric == ""
    assert contradictions(index(statements=(there, replace(back, evidence=(says(ONE),))))) == (), "one paper may weigh both"


def test_contradictions_can_be_asked_for_by_thing_and_metric() -> None:
    known = index(
        claim(LATENCY, "1 s", on=(SET,)), claim(LATENCY, "9 s", on=(SET,), paper=TWO),
        claim(ACCURACY, "1 %", on=(CHIP,)), claim(ACCURACY, "9 %", on=(CHIP,), paper=TWO),
    )  # fmt: skip
    assert [found.metric for found in contradictions(known)] == ["accuracy", "latency"]
    assert [found.metric for found in contradictions(known, Asked(things(SET)))] == ["latency"]
    assert [found.metric for found in contradictions(known, Asked(metrics=(AskedMetric("accuracy"),)))] == ["accuracy"]
    assert contradictions(known, Asked(things(SET), (AskedMetric("accuracy"),))) == ()


def test_listed_numbers_are_no_range() -> None:
    (row,) = board(index(claim(LATENCY, "95/32 ms", on=(CHIP,))), Asked(things(CHIP))).rows
    assert row.comparable == "0.032 s and 0.095 s"


def test_the_metric_asked_for_comes_before_its_relatives() -> None:
    kin = Entity("", MEASURE, "decoding latency")
    known = index(claim(kin, "1 ms"), claim(kin, "2 ms"), claim(LATENCY, "3 ms"))
    names = [ranking.metric for ranking in board(known, Asked(metrics=(AskedMetric("latency"),))).rankings]
    assert names[0] == "latency"


def test_the_order_of_claims_does_not_matter() -> None:
    claims = [claim(LATENCY, f"{n} ms", on=(CHIP,), paper=paper) for n, paper in enumerate((ONE, TWO, THREE) * 3, 1)]
    expected = board(index(*claims), Asked(things(CHIP)))
    assert board(index(*reversed(claims)), Asked(things(CHIP))) == expected
    assert contradictions(index(*reversed(claims))) == contradictions(index(*claims))


def test_csv_has_every_column_and_runs_no_formula() -> None:
    known = Index(hostile(), ONTOLOGY)
    found = board(known, Asked((frozenset({"method/formula"}),)))
    header, row = csv.reader(io.StringIO("".join(csv_lines(found)), newline=""))
    assert header == list(COLUMNS)
    cells = dict(zip(header, row, strict=True))
    assert (cells["subject"], cells["baseline"]) == (IMAGE, f"'{FORMULA}")
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_json_is_plain_and_whole() -> None:
    found = board(index(claim(LATENCY, "48 %", "decrease", on=(CHIP,))), Asked(things(CHIP)))
    told = json.loads(json.dumps(plain(found)))
    row = told["rankings"][0]["rows"][0]
    assert (row["minimum"], row["comparable"], row["subject"]["name"]) == (0.52, "×0.52", "Fast")
    json.dumps(plain(board(Index(hostile(), ONTOLOGY), Asked((frozenset({"method/formula"}),)))))


def test_rows_make_a_data_frame() -> None:
    import pandas

    found = board(index(claim(LATENCY, "2 x", "decrease", on=(CHIP,)), claim(LATENCY, "1 s", on=(CHIP,))), Asked(things(CHIP)))
    frame = pandas.DataFrame(records(found.rows))
    assert list(frame.columns) == list(COLUMNS)
    assert frame["minimum"].tolist() == [1.0, 0.5]


def test_the_page_escapes_what_it_shows_and_fetches_nothing() -> None:
    text = page(board(Index(hostile(), ONTOLOGY), Asked((frozenset({"method/formula"}),))), title=SCRIPT)
    assert text.encode("utf-8").count(b"<script") == 1
    assert IMAGE not in text and "window.pwned" in text
    assert "javascript:" not in text
    assert not re.findall(r"(?:src|href)=\"(?!data:|https?://)", text)
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/]{43}=';", html.unescape(text))


def test_a_page_without_rows_says_so() -> None:
    assert "No number" in page(Board(()), title="Nothing")


def test_the_hand_made_graph_compares() -> None:
    knowledge = hand_made()
    found = board(Index(knowledge, ONTOLOGY), Asked((frozenset({"dataset/imagenet"}),)))
    assert {row.subject.name for row in found.rows} == {"ResNet", "Vision Transformer"}
