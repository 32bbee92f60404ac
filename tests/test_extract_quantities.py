"""Numbers with their units in any text: which are found, that they stand where they are said to, and what they come to."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.numerals import numbers_in
from kg.extract.quantities import Quantity, find_quantities
from kg.score.normal import normal_numbers, normal_unit
from kg.units import unit_named, units

PIECES = ["up to ", "sub-", "x", "×", "$", "\\$", r"\times", "%", "–", " to ", "from ", "between ", " and ", "10^", "e", "-", "/",
          "±", "٣", "१२", "²", "1", "42", "0.5", ",", ".", " ", "K", "M", "B", "million", "fold", "two", "half of", "ms",
          "tokens/s", "GPU hours", "A100 ", "per ", "second", "orders of magnitude", "\n", "~",
          "μ", "{", "}", "9" * 80]  # fmt: skip
"""What texts with numbers are made of, in any order."""


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
def test_quantities_of_any_text_are_parts_of_it_in_order(text: str) -> None:
    found = find_quantities(text)
    for quantity in found:
        assert quantity.span.end <= len(text)
        assert quantity.numbers
        assert all(number.is_finite() and number >= 0 for number in quantity.numbers)
        assert not quantity.dimension or quantity.unit
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


def values(text: str) -> list[tuple[str, str]]:
    return [(q.value, q.unit) for q in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "numbers"),
    [
        ("a 557-million-parameter model", "557 million", "parameters", ["557e6"]),
        ("grows by a factor of 24.4", "24.4", "x", ["24.4"]),
        ("shrinks it by a factor of six", "6", "x", ["6"]),
        ("a median speedup of x1.42", "1.42", "x", ["1.42"]),
        ("a speedup of up to 25", "25", "x", ["25"]),
        ("spends 30,000 H100 GPU hours", "30,000", "GPU hours", ["30000"]),
        ("on 1,024 NVIDIA A100 GPUs", "1,024", "GPUs", ["1024"]),
        ("needs 45B training tokens", "45B", "tokens", ["45e9"]),
        ("grasps at 41 grasps per second", "41", "grasps per second", ["41"]),
        ("from 270x to 600x", "270 to 600", "x", ["270", "600"]),
        ("below 60~ns", "60", "ns", ["60"]),
        (r"just 5.31 {\mu}J", "5.31", "μJ", ["5.31"]),
        ("within 20 minutes to 5 hours", "20 minutes to 5", "hours", ["0.333333333333", "5"]),
        ("runs 10,000 + times faster", "10,000", "x", ["10000"]),
        ("a 4.80-point gain", "4.80", "points", ["4.80"]),
        ("costs less than $0.1 million", "0.1 million", "USD", ["1e5"]),
        (r"costs \$20 a day", "20", "USD", ["20"]),
        (r"the $5 + x$ of it", "5", "", ["5"]),
        ("five thousand dollars", "5 thousand", "USD", ["5000"]),
        ("close to seven seconds", "7", "s", ["7"]),
        ("trained in less than a day", "1", "days", ["1"]),
        ("with sub-microsecond delay", "1", "μs", ["1"]),
        ("three to four orders of magnitude", "3 to 4", "orders of magnitude", ["3", "4"]),
        ("faster by two to three orders-of-magnitude", "2 to 3", "orders of magnitude", ["2", "3"]),
        ("7 out of 8 directions", "7 out of 8", "", ["7", "8"]),
        ("reached 12 TOPS/Watt", "12", "TOPS/W", ["12"]),
        ("5 pJ/bit links", "5", "pJ/bit", ["5"]),
    ],
)
def test_a_quantity_is_found_in_one_piece(text: str, value: str, unit: str, numbers: list[str]) -> None:
    (found,) = find_quantities(text)
    assert (found.value, found.unit) == (value, unit)
    assert found.numbers == tuple(Decimal(number) for number in numbers)


def test_each_of_a_list_with_units_is_found() -> None:
    assert values("94%/90%/88% success") == [("94", "%"), ("90", "%"), ("88", "%")]
    assert values("7.35x/6.15x/6.31x") == [("7.35", "x"), ("6.15", "x"), ("6.31", "x")]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [("up to 3x", "up to"), ("at least 3x", "over"), ("sub-10 ms", "under"), ("roughly 3x", "about"), ("is 3x", ""),
     ("no more than 3 W", "up to")],
)  # fmt: skip
def test_words_before_a_number_qualify_it(text: str, qualifier: str) -> None:
    (found,) = find_quantities(text)
    assert found.qualifier == qualifier


def test_what_is_counted_is_told() -> None:
    nouns = {q.value: q.noun for q in find_quantities("285 tasks, 28 ms/image, steps from 256 to 30, 5 ms per frame, 12 of them")}
    assert nouns == {"285": "tasks", "28": "/image", "256": "steps", "30": "steps", "5": "per frame", "12": ""}


@pytest.mark.parametrize("text", ["a 16 x 16 grid", "a 3x3 kernel", "size 32 × 32"])
def test_sizes_of_grids_are_no_factors(text: str) -> None:
    assert all(q.unit != "x" for q in find_quantities(text))


@pytest.mark.parametrize("value", ["10^400000", "1e9999999999", "9" * 61, "2^99999", "10^-99999"])
def test_numbers_beyond_measure_are_none(value: str) -> None:
    assert numbers_in(value) == ()
    assert find_quantities(f"about {value} things") == ()


def test_large_numbers_within_bounds_are_exact() -> None:
    assert numbers_in("10^400") == (Decimal("1E+400"),)
    assert numbers_in("0.1") == (Decimal("0.1"),)
    assert numbers_in("1" * 40) == (Decimal("1" * 40),)


def test_digits_of_other_scripts_are_numbers() -> None:
    (found,) = find_quantities("takes ٣٢ ms")
    assert (found.value, found.numbers, found.unit) == ("٣٢", (Decimal(32),), "ms")


def test_every_unit_is_found_by_each_of_its_forms() -> None:
    for form, unit in units().items():
        found: tuple[Quantity, ...] = find_quantities(f"it takes 7.25 {form}, they say")
        assert [(q.value, q.unit) for q in found][:1] == [("7.25", unit.unit)], form


@pytest.mark.shared
def test_nearly_all_numbers_of_results_are_found_with_their_units(shared: Path) -> None:
    """Of the values and units of results in the training papers at least 97 % are found.

    Units count by the table of units, a counted noun as one (285 tasks); a change of a bare number counts points, and a
    bare number is right where the annotated metric names the unit ("parameters: 1.4B").
    """
    found = wanted = 0
    for name in ("train", "train-recent", "train-wide"):
        for paper in json.loads((shared / "gold" / f"{name}.json").read_text(encoding="utf-8")):
            quantities = find_quantities(f"{paper['title']}\n{paper['abstract']}")
            for result in paper["results"]:
                wanted += 1
                found += any(same(quantity, result) for quantity in quantities)
    assert found / wanted >= 0.97


SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WORDS = {word: str(number) for number, word in enumerate(SPELLED)}


def same(quantity: Quantity, result: dict[str, str]) -> bool:
    digits = " ".join(WORDS.get(word.casefold(), word) for word in result["value"].split())
    if normal_numbers(digits) not in (normal_numbers(quantity.value), normal_numbers(f"{quantity.start} to {quantity.value}")):
        return False
    wanted = normal_unit(unit_named(result["unit"] or "").unit)
    if wanted in (normal_unit(form) for form in forms(quantity)):
        return True
    if wanted == "points":
        return not quantity.unit and result["direction"] != "absolute"
    return not wanted and bool(quantity.unit) and quantity.unit.rstrip("s").casefold() in result["metric"].casefold()


def forms(quantity: Quantity) -> list[str]:
    if not quantity.unit:
        words = quantity.noun.split()
        return ["", *(" ".join(words[i:]) for i in range(len(words)))]
    return [quantity.unit, f"{quantity.unit} {quantity.noun}", f"{quantity.unit}{quantity.noun}"]
