"""The named questions: each is described, answers as expected on the hand-made graph, and is plain SPARQL 1.1."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import rdflib
from graphs import hand_made
from pyoxigraph import Store
from test_compare import ACCURACY, CHIP, LATENCY, SET, SLOW, SMALL, TWO, claim, index

from kg import ontology
from kg.errors import QueryError, UnknownName
from kg.rdf.named import named_queries, named_query
from kg.rdf.quads import to_quads
from kg.rdf.query import answer, table
from kg.rdf.store import memory_store
from kg.rdf.terms import prefixes

BASE = "https://kg.example/id/"
ONTOLOGY = ontology.load()
PREFIXES = prefixes(ONTOLOGY, BASE)
EXPECTED = Path(__file__).parent / "cases" / "questions"
NAMES = [query.name for query in named_queries()]


@pytest.fixture(scope="module")
def store() -> Store:
    return memory_store(to_quads(hand_made(), ONTOLOGY, base=BASE))


@pytest.fixture(scope="module")
def graph(store: Store) -> rdflib.Graph:
    union = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    return rdflib.Graph().parse(data="".join(f"{triple} .\n" for triple in union), format="nt")


def rows_of(document: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(document.decode(), newline="")))


def test_there_are_enough_questions_each_with_its_expected_answer() -> None:
    assert len(NAMES) >= 16
    assert sorted(file.stem for file in EXPECTED.glob("*.csv")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_expected_one(store: Store, name: str) -> None:
    found = rows_of(answer(store, named_query(name).text, "csv", prefixes=PREFIXES))
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert found == list(csv.reader(file))


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_same_answer(store: Store, graph: rdflib.Graph, name: str) -> None:
    text = named_query(name).text
    found = graph.query(text, initNs=dict(PREFIXES)).serialize(format="csv")
    assert found is not None
    expected = rows_of(answer(store, text, "csv", prefixes=PREFIXES))
    ours, theirs = expected[1:], rows_of(found)[1:]
    assert len(ours) == len(theirs)
    if "LIMIT" not in text or len(ours) < 50:
        assert sorted(map(_plain, ours)) == sorted(map(_plain, theirs))


def _plain(row: list[str]) -> list[str]:
    """The cells, numbers without trailing zeros: engines spell sums and decimals differently."""
    return [cell.rstrip("0").rstrip(".") if cell.replace(".", "", 1).isdigit() and "." in cell else cell for cell in row]


@pytest.mark.parametrize("name", NAMES)
def test_every_question_and_parameter_is_described(name: str) -> None:
    query = named_query(name)
    assert query.description.endswith("?"), query.description
    assert all(parameter.about for parameter in query.parameters)
    assert "ORDER BY" in query.text
    comments = [line for line in query.text.splitlines() if line.startswith("#")]
    assert len(comments) == 1 + len(query.parameters)


def test_no_question_depends_on_one_graph_only(store: Store) -> None:
    """With a parameter set to a name that nothing bears, the answer is empty rather than an error."""
    for query in named_queries():
        words = {parameter.name: "no such name" for parameter in query.parameters if not parameter.number}
        if words:
            assert table(store, query.filled(words), prefixes=PREFIXES).rows == ()


def test_a_parameter_takes_another_value(store: Store) -> None:
    text = named_query("beats").filled({"method": "FlashAttention"})
    assert [row[0] for row in table(store, text, prefixes=PREFIXES).rows] == ["FlashAttention-2"]
    text = named_query("claims-above").filled({"least": "1000"})
    assert [row[3] for row in table(store, text, prefixes=PREFIXES).rows] == ["10000"]


@pytest.mark.parametrize(
    "value",
    [
        '" } ?s ?p ?o . VALUES ?x { "',
        'a"b',
        "a\\",
        "\\u0022",
        "{{name}}",
        "line\nbreak",
        "\ud800",
        "\\1 \\g<0>",
        "'''",
        "?method",
    ],
)
def test_a_value_stays_a_literal(store: Store, value: str) -> None:
    text = named_query("beats").filled({"method": value})
    assert table(store, text, prefixes=PREFIXES).rows == ()
    probe = named_query("beats").filled({"method": value}).replace("SELECT DISTINCT ?winner ?on ?words ?paper", "SELECT ?method")
    probe = probe[: probe.index("?beaten")] + "}"
    assert [row["method"].value for row in store.query(probe)] == [value.replace("\ud800", "\ufffd")]


@pytest.mark.parametrize("value", ["two", "1) FILTER(true", "nan", "inf", "", "1e400 }"])
def test_a_number_must_be_one(value: str) -> None:
    with pytest.raises(QueryError, match="give a number"):
        named_query("claims-above").filled({"least": value})


def test_unknown_names_are_met_with_suggestions() -> None:
    with pytest.raises(UnknownName, match="beats"):
        named_query("beat")
    with pytest.raises(UnknownName, match="method"):
        named_query("beats").filled({"methode": "x"})


@pytest.fixture(scope="module")
def numbers() -> Store:
    """Claims on one chip and one set by two papers, which the hand-made graph has not."""
    claims = (
        claim(LATENCY, "2 x", "decrease", on=(CHIP,), against=SLOW),
        claim(LATENCY, "48 %", "decrease", on=(CHIP,), about=SLOW, qualifier="up to"),
        claim(LATENCY, "20 ms", on=(CHIP,), about=SMALL),
        claim(LATENCY, "0.3 s", on=(CHIP,), about=SLOW),
        claim(ACCURACY, "90 %", on=(SET,)),
        claim(ACCURACY, "0.95", on=(SET,), paper=TWO),
        claim(ACCURACY, "90.0 %", on=(SET,), paper=TWO),
    )
    knowledge = index(*claims).knowledge
    return memory_store(to_quads(knowledge, ONTOLOGY, base=BASE))


def cells(store: Store, name: str, values: dict[str, str], columns: int) -> list[tuple[str, ...]]:
    return [row[:columns] for row in table(store, named_query(name).filled(values), prefixes=PREFIXES).rows]


def test_changes_in_percent_and_in_factors_are_ranked_on_one_scale(numbers: Store) -> None:
    assert cells(numbers, "fastest-on", {"hardware": "Chip"}, 5) == [
        ("2", "Fast", "latency", "2", "x"),
        ("1.92", "Slow", "latency", "48", "%"),
    ]


def test_values_of_two_papers_that_differ_are_found_whatever_their_units(numbers: Store) -> None:
    (row,) = table(numbers, named_query("contradicting-values").text, prefixes=PREFIXES).rows
    assert row[:3] == ("Fast", "accuracy", "Set")
    assert {(row[3], row[5]), (row[7], row[9])} == {("90", "One paper"), ("0.95", "Two papers")}


def test_levels_are_compared_with_levels_only_and_changes_with_changes(numbers: Store) -> None:
    assert cells(numbers, "on-same-hardware", {"hardware": "Chip"}, 8) == [
        ("latency", "absolute", "Fast-small", "20", "ms", "Slow", "0.3", "s")
    ]


def test_bounds_are_told_from_values(numbers: Store) -> None:
    assert cells(numbers, "bounds", {}, 6) == [("Slow", "latency", "decrease", "up to", "48", "%")]


def test_levels_between_two_values_are_found_by_their_base_unit(numbers: Store) -> None:
    assert cells(numbers, "between", {"unit": "s", "least": "0.01", "most": "0.1"}, 2) == [("0.02", "0.02")]
    assert cells(numbers, "between", {"unit": "1", "least": "0.91", "most": "1"}, 3) == [("0.95", "0.95", "accuracy")]


def test_the_best_level_comes_first_whichever_direction_is_better(numbers: Store) -> None:
    assert [row[2] for row in cells(numbers, "best-by-metric", {"metric": "latency"}, 3)] == ["0.02", "0.3"]
    assert [row[2] for row in cells(numbers, "best-by-dataset", {"data": "Set"}, 3)] == ["0.95", "0.9", "0.9"]
