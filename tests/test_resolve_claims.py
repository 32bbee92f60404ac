"""What claimed numbers come to: units converted exactly, changes on one scale, metrics led to their nodes, stable addresses."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import ontology
from kg.keys import paper_path
from kg.metrics import known_metric, metric_within, without_modifiers
from kg.records import PAPER, Extraction, LocalEntity, Measure, Mention, Paper, Relation, Result, Span
from kg.resolve import Resolution, resolve
from kg.resolve.measures import ABSOLUTE, DECREASE, DIFFERENCE, INCREASE, KINDS, LEVEL, RATIO, RELATIVE, measure_of
from kg.units import unit_named, units

ONTOLOGY = ontology.load()
METRIC = ONTOLOGY.role("measure")


def result(metric: str, value: str, unit: str, direction: str, **more: str) -> Result:
    numbers = tuple(Decimal(part) for part in value.replace("~", " ").replace("/", " ").split())
    baseline, qualifier = more.get("baseline", ""), more.get("qualifier", "")
    return Result(PAPER, metric, value, numbers, unit, direction, baseline, (), Span(0, 1), 0.9, "test", qualifier)


def measured(metric: str, value: str, unit: str, direction: str, quote: str = "", **more: str) -> Measure:
    return measure_of(result(metric, value, unit, direction, **more), quote)


@pytest.mark.parametrize(
    ("one", "other", "base", "unit"),
    [
        (("1.2", "s"), ("1200", "ms"), "1.2", "s"),
        (("1200000", "μs"), ("1.2", "seconds"), "1.2", "s"),
        (("0.5", "hours"), ("30", "minutes"), "1800", "s"),
        (("1.5", "GB"), ("1500", "MB"), "1500000000", "B"),
        (("1", "GiB"), ("1024", "MiB"), "1073741824", "B"),
        (("0.3", "fJ"), ("0.0003", "pJ"), "3E-16", "J"),
        (("1", "kWh"), ("3600", "kJ"), "3600000", "J"),
        (("2", "GFLOPs"), ("1", "GMACs"), "2000000000", "FLOP"),
        (("8", "GB/s"), ("64", "Gbps"), "64000000000", "bit/s"),
        (("1", "μm2"), ("0.000001", "mm2"), "1E-12", "m2"),
        (("2.5", "TOPS/W"), ("2500", "GOPS/W"), "2.5E+12", "OP/J"),
    ],
)
def test_units_of_one_dimension_have_one_base(one: tuple[str, str], other: tuple[str, str], base: str, unit: str) -> None:
    for value, written in (one, other):
        found = measured("cost", value, written, LEVEL)
        assert (found.minimum, found.maximum, found.unit) == (Decimal(base), Decimal(base), unit)
        assert found.kind == ABSOLUTE


def test_every_unit_of_a_dimension_has_the_same_base_and_an_exact_factor() -> None:
    bases: dict[str, set[str]] = {}
    for unit in units().values():
        bases.setdefault(unit.dimension, set()).add(unit.base)
        assert unit.factor > 0
        assert unit_named(unit.unit) == unit
    assert {d: b for d, b in bases.items() if len(b) > 1 and d != "count"} == {}


@pytest.mark.parametrize(
    ("said", "kind", "ratio"),
    [
        (("latency", "48", "%", DECREASE), RELATIVE, "0.52"),
        (("model size", "2", "x", DECREASE), RATIO, "0.5"),
        (("speed", "30", "%", INCREASE), RELATIVE, "1.3"),
        (("speed", "2", "orders of magnitude", INCREASE), RATIO, "100"),
        (("energy", "3", "orders of magnitude", DECREASE), RATIO, "0.001"),
        (("memory", "0.4", "x", DECREASE), RATIO, "0.4"),
        (("throughput", "150", "%", INCREASE), RELATIVE, "2.5"),
        (("memory", "3", "x", DECREASE), RATIO, "0.333333333333"),
        (("memory", "100", "%", DECREASE), RELATIVE, "0"),
        (("memory", "120", "%", DECREASE), RELATIVE, None),
        (("memory", "0", "x", DECREASE), RATIO, "0"),
        (("speed", "0.3", "x", INCREASE), RATIO, None),
        (("speed", "400", "orders of magnitude", INCREASE), RATIO, None),
        (("accuracy", "1.8", "%", INCREASE), RELATIVE, None),
        (("accuracy", "1.8", "points", INCREASE), DIFFERENCE, None),
        (("latency", "3", "ms", DECREASE), DIFFERENCE, None),
        (("latency", "3", "ms", LEVEL), ABSOLUTE, None),
        (("compression ratio", "8", "x", LEVEL), ABSOLUTE, None),
    ],
)
def test_changes_stand_on_one_scale(said: tuple[str, str, str, str], kind: str, ratio: str | None) -> None:
    found = measured(*said)
    assert found.kind == kind
    assert found.ratio_minimum == found.ratio_maximum == (Decimal(ratio) if ratio is not None else None)


def test_what_the_text_calls_absolute_or_relative_is_so() -> None:
    points = measured("accuracy", "1.8", "%", INCREASE, "a 1.8% absolute gain in accuracy")
    assert (points.kind, points.minimum, points.unit) == (DIFFERENCE, Decimal("1.8"), "points")
    assert measured("latency", "28", "%", DECREASE, "in absolute terms, too").ratio_minimum == Decimal("0.72")
    share = measured("word error rate", "20", "%", DECREASE, "a 20% relative reduction")
    assert (share.kind, share.ratio_minimum) == (RELATIVE, Decimal("0.8"))
    assert measured("accuracy", "20", "%", INCREASE, "20% better relative to X").ratio_minimum is None


def test_a_share_of_another_level_is_a_ratio() -> None:
    assert measured("FLOPs", "12", "%", LEVEL, baseline="e1").ratio_minimum == Decimal("0.12")
    assert measured("FLOPs", "12", "%", LEVEL).ratio_minimum == Decimal("0.12")
    assert measured("zest", "12", "%", LEVEL).kind == ABSOLUTE
    assert measured("accuracy", "12", "%", LEVEL, baseline="e1").kind == ABSOLUTE
    quarter = replace(result("turns", "1/4", "x", LEVEL), numbers=(Decimal(1), Decimal(4)))
    assert measure_of(quarter, "").ratio_minimum == Decimal("0.25")


@pytest.mark.parametrize(("value", "unit"), [("93.2", "%"), ("93.2", ""), ("0.932", ""), ("93.2", "points")])
def test_levels_of_a_metric_in_percent_are_shares(value: str, unit: str) -> None:
    found = measured("accuracy", value, unit, LEVEL)
    assert (found.minimum, found.unit, found.better) == (Decimal("0.932"), "1", "higher")


def test_a_change_from_one_level_to_another_has_their_ratio() -> None:
    found = measured("latency", "18", "ms", LEVEL, qualifier="from 36")
    assert (found.kind, found.minimum, found.ratio_minimum) == (ABSOLUTE, Decimal("0.018"), Decimal("0.5"))
    assert measured("latency", "18", "ms", LEVEL, qualifier="from 0").ratio_minimum is None
    assert measured("latency", "18", "ms", LEVEL, qualifier="from nowhere").ratio_minimum is None


def test_ranges_have_two_ends_and_lists_are_told_apart() -> None:
    spread = measured("speed", "2~4", "x", INCREASE)
    assert (spread.minimum, spread.maximum, spread.ratio_minimum, spread.ratio_maximum, spread.listed) == (2, 4, 2, 4, False)
    assert (less := measured("memory", "2~4", "x", DECREASE)).ratio_minimum == Decimal("0.25")
    assert less.ratio_maximum == Decimal("0.5")
    assert measured("mAP", "49.7/53.5", "", LEVEL).listed


def test_the_better_direction_comes_from_the_metric() -> None:
    named = ("peak GPU memory usage", "top-1 accuracy", "inference costs", "F1 (out-of-domain)", "zest")
    assert [measured(name, "3", "", LEVEL).better for name in named] == ["lower", "higher", "lower", "higher", ""]


NUMBERS = st.decimals(allow_nan=True, allow_infinity=True)
DIRECTIONS = st.sampled_from([INCREASE, DECREASE, LEVEL])
UNITS = st.one_of(st.sampled_from(sorted({unit.unit for unit in units().values()})), st.text(max_size=5))


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(st.sampled_from(["accuracy", "latency", "FLOPs", "compression ratio"]), st.text(max_size=12)),
    st.lists(NUMBERS, max_size=4).map(tuple),
    UNITS,
    DIRECTIONS,
    st.text(max_size=12),
)
def test_any_result_has_a_measure(metric: str, numbers: tuple[Decimal, ...], unit: str, direction: str, words: str) -> None:
    said = Result(PAPER, metric, words, numbers, unit, direction, words, (), Span(0, 1), 0.5, "test", f"from {words}")
    found = measure_of(said, words)
    assert found.kind in KINDS
    for value in (found.minimum, found.maximum, found.ratio_minimum, found.ratio_maximum):
        assert value is None or (value.is_finite() and len(format(value, "f")) < 250)
    assert found.ratio_minimum is None or found.ratio_minimum >= 0


@given(st.integers(1, 10**12), st.sampled_from(["s", "ms", "μs", "minutes"]), st.sampled_from(["s", "ms", "μs", "minutes"]))
def test_conversion_is_exact_both_ways(number: int, one: str, other: str) -> None:
    there = measured("latency", str(number), one, LEVEL).minimum
    assert there is not None
    assert there / unit_named(one).factor == number
    assert measured("latency", "1", other, LEVEL).minimum == unit_named(other).factor


def test_a_measure_needs_both_ends_in_order() -> None:
    for bad in ((Decimal(2), Decimal(1)), (None, Decimal(1)), (Decimal(1), None)):
        with pytest.raises(ValueError, match="both ends"):
            Measure(ABSOLUTE, *bad)


def test_known_metrics_are_found_by_every_form() -> None:
    assert known_metric("Top-1 acc") == known_metric("top-1 accuracy")
    assert known_metric("nothing of the kind") is None
    assert without_modifiers("average inference latency") == "latency"
    assert without_modifiers("average") == "average"
    assert (metric_within("our latency") or pytest.fail()).name == "latency"


def paper_saying(title: str, abstract: str, *results: Result, metrics: tuple[str, ...] = ()) -> tuple[Paper, Extraction]:
    paper = Paper(title, abstract)
    local = []
    for number, name in enumerate(metrics, 1):
        at = paper.text.index(name)
        mention = Mention(Span(at, at + len(name)), name, METRIC, 0.9, "test")
        local.append(LocalEntity(f"e{number}", METRIC, name, (mention,)))
    placed = tuple(replace(r, evidence=Span(0, len(paper.text))) for r in results)
    return paper, Extraction(paper.key, paper.sha256, "test 1", tuple(local), (), placed)


def resolved(*pairs: tuple[Paper, Extraction]) -> Resolution:
    return resolve([p for p, _ in pairs], [e for _, e in pairs], ONTOLOGY, known={})


def test_a_metric_is_the_node_of_its_paper_of_the_corpus_or_of_the_lexicon() -> None:
    own = paper_saying("First", "a zest score of 3", result("zest score", "3", "", LEVEL), metrics=("zest score",))
    others = paper_saying("Second", "zest scores reach 4", result("zest scores", "4", "", LEVEL))
    lexicon = paper_saying("Third", "a perplexity of 5", result("perplexity", "5", "", LEVEL))
    modified = paper_saying("Fourth", "average perplexity is 6", result("average perplexity", "6", "", LEVEL))
    unnamed = paper_saying("Fifth", "it is 7 in all", result("perplexity", "7", "", LEVEL))
    unknown = paper_saying("Sixth", "a bliss of 8", result("bliss", "8", "", LEVEL))
    knowledge = resolved(own, others, lexicon, modified, unnamed, unknown).knowledge
    assert {claim.value: claim.metric_node for claim in knowledge.claims} == {
        "3": "metric/zest-score", "4": "metric/zest-score", "5": "metric/perplexity", "6": "metric/perplexity",
        "7": "", "8": "",
    }  # fmt: skip
    assert [(e.id, e.type) for e in knowledge.entities] == [("metric/perplexity", METRIC), ("metric/zest-score", METRIC)]
    assert {(k, e) for k, e in knowledge.mentions if e == "metric/perplexity"} == {
        (pair[0].key, "metric/perplexity") for pair in (lexicon, modified)
    }


def test_claims_keep_their_address_whatever_else_there_is() -> None:
    twice = result("perplexity", "5", "", LEVEL)
    pairs = [
        paper_saying("First", "a perplexity of 5", twice, replace(twice, subject=PAPER)),
        paper_saying("Second", "a perplexity of 5", twice),
        paper_saying("Third", "latency cut by 48%", result("latency", "48", "%", DECREASE, qualifier="up to")),
    ]
    alone = {claim.id: claim for pair in pairs for claim in resolved(pair).knowledge.claims}
    together = resolved(*pairs).knowledge.claims
    assert {claim.id: claim for claim in together} == alone
    assert len(together) == 4
    random.Random(3).shuffle(pairs)
    assert resolved(*pairs).knowledge.claims == together
    assert next(claim for claim in together if claim.unit == "%").qualifier == "up to"


def test_a_number_of_the_papers_own_work_is_about_what_it_introduces_most_surely() -> None:
    own = next(term.name for term in ONTOLOGY.relations if term.role == "contribution")
    said = result("perplexity", "5", "", LEVEL)
    paper, extraction = paper_saying(
        "First", "zest score and bliss rate, a perplexity of 5", said, metrics=("zest score", "bliss rate")
    )
    introduced = (Relation(PAPER, own, "e1", Span(0, 5), 0.4, "test"), Relation(PAPER, own, "e2", Span(0, 5), 0.8, "test"))

    def subject(**changes: object) -> str:
        (claim,) = resolved((paper, replace(extraction, **changes))).knowledge.claims  # type: ignore[arg-type]
        return claim.subject

    assert subject() == paper_path(paper.key)
    assert subject(relations=introduced) == "metric/bliss-rate"
    against = replace(extraction.results[0], baseline="e2")
    assert subject(relations=introduced, results=(against,)) == "metric/zest-score"
