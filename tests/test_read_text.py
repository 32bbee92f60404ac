"""Cleaning, dates, addresses: the small rules that every format shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.dates import fullness, iso_date
from kg.read.text import clean, is_url, shortened

anything = st.text(st.characters(exclude_categories=[]))


@given(anything, st.booleans())
def test_clean_text_can_be_stored_everywhere(text: str, verbatim: bool) -> None:
    cleaned, replaced = clean(text, verbatim=verbatim)
    cleaned.encode("utf-8")
    assert all(c in "\n\t" or not (c < " " or "\x7f" <= c <= "\x9f" or c in "\ufffe\uffff") for c in cleaned)
    assert clean(cleaned, verbatim=verbatim) == (cleaned, 0)
    assert (replaced == 0) or cleaned != text


@given(anything)
def test_verbatim_text_keeps_its_length_between_the_ends(text: str) -> None:
    framed, _ = clean(f"a{text}z", verbatim=True)
    assert len(framed) == len(text) + 2


def test_marks_of_direction_stay() -> None:
    assert clean("a\u202eb\u200f c") == ("a\u202eb\u200f c", 0)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024", "2024"),
        ("2024.0", "2024"),
        ("2024-7", "2024-07"),
        ("2024-07-01T23:59:59-08:00", "2024-07-01"),
        ("2024-07-01 00:00:00", "2024-07-01"),
        ("2024/07/01/", "2024-07-01"),
        ("20240701", "2024-07-01"),
        ("1 July 2024", "2024-07-01"),
        ("July 1st, 2024", "2024-07-01"),
        ("Sept. 2024", "2024-09"),
        ("2024 Sep 3", "2024-09-03"),
        ("--02-29", "--02-29"),
        ("Feb 29", "--02-29"),
        ("Feb 29, 2023", ""),
        ("2024-13", ""),
        ("2024-00-10", ""),
        ("01/02/2024", ""),
        ("soon", ""),
        ("", ""),
        ("٢٠٢٤", ""),
        ("May", ""),
        ("Maybe 3", ""),
    ],
)
def test_dates(written: str, iso: str) -> None:
    assert iso_date(written) == iso


def test_fuller_dates_rank_higher() -> None:
    assert sorted(["2024", "", "2024-11-07", "--11-07", "2024-11"], key=fullness) == [
        "",
        "--11-07",
        "2024",
        "2024-11",
        "2024-11-07",
    ]


@given(anything)
def test_any_text_is_a_date_or_none(text: str) -> None:
    date = iso_date(text)
    assert not date or iso_date(date) == date


@pytest.mark.parametrize(
    "address",
    ["https://a.org", "http://a.org/x?y=1#z", "https://a.org/%20x", "https://a.org:8080/é"],
)
def test_addresses_that_are_kept(address: str) -> None:
    assert is_url(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:alert(1)",
            "ftp://a.org",
            "https://",
            "https:///x",
            "https://a b",
            'https://a.org/"onclick=',
            "https://a.org/<b>",
        ),
        *(
            "https://a.org/%zz",
            "https://a.org:port/",
            "https://a.org/\u202etxt",
            "https://a.org/\n",
            "https://a.org/" + "x" * 3000,
        ),
    ],
)
def test_addresses_that_are_not(address: str) -> None:
    assert not is_url(address)


def test_shortened_text_fits() -> None:
    assert shortened("a\n b" * 100, 10) == "a ba ba b…"
    assert len(shortened("word " * 100)) <= 80
