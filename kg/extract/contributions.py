"""The component kg_contributions: what the paper itself introduces under a name, by the patterns in
ontology/patterns/contributions.tsv, and of which type it is, by those in kinds.tsv."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import ontology
from kg.extract.document import Abbreviation, Words
from kg.extract.tokens import key
from kg.lexicon import read_table
from kg.records import Mention, Span

_NAME = r"(?P<name>(?:{capital})(?:[ -](?:{capital})){{0,4}}\+*)".format(
    capital=r"[A-Z0-9][\w+’'&./@]*[\w+]|[A-Z]|[a-z]{1,8}[A-Z0-9][\w+]*|\$[^$ ]{1,30}\$[\w-]*"
)
AGAIN = 0.3
"""How much of the doubt about a name goes when the abstract has it again."""
_REACH = 90
"""How many characters after a name may tell of which type it is."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of contributions.tsv: `score` is the share of its names that papers introduce."""

    regex: re.Pattern[str]
    score: float
    in_title: bool


@cache
def patterns(folder: Path) -> tuple[Pattern, ...]:
    """The patterns of contributions.tsv, with NAME spelt out."""
    rows = read_table(folder / "contributions.tsv")
    made = ((re.compile(row["pattern"].replace("NAME", _NAME)), row) for row in rows)
    return tuple(Pattern(regex, float(row["score"]), row["scope"] == "title") for regex, row in made)


@cache
def kinds(folder: Path) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(type, pattern of the words after a name) in the order of kinds.tsv."""
    return tuple((ontology.load().type(row["type"]).name, re.compile(row["pattern"])) for row in read_table(folder / "kinds.tsv"))


def find_contributions(words: Words, pairs: tuple[Abbreviation, ...], folder: Path) -> tuple[Mention, ...]:
    """The names of what the paper introduces, the likeliest first, each once."""
    text = words.text
    title_end = text.index("\n")
    at: dict[Span, float] = {}
    for pattern in patterns(folder):
        for match in pattern.regex.finditer(text, 0, title_end if pattern.in_title else len(text)):
            span = _trim(text, match.span("name"))
            if span and _whole(span, words):
                at[span] = max(pattern.score, at.get(span, 0.0))
    return _ranked(text, at, pairs, folder)


def _trim(text: str, place: tuple[int, int]) -> Span | None:
    start, end = place
    while end > start and text[end - 1] in "./'’-& ":
        end -= 1
    return Span(start, end) if end - start > 1 else None


def _whole(span: Span, words: Words) -> bool:
    return span.start in words.starts and span.end in words.ends


def _ranked(text: str, at: dict[Span, float], pairs: tuple[Abbreviation, ...], folder: Path) -> tuple[Mention, ...]:
    spans: dict[str, list[Span]] = defaultdict(list)
    scores: dict[Span, float] = {}
    for span in sorted(at):
        place = next((pair.short for pair in pairs if pair.long.overlaps(span)), span)
        if place not in scores and key(place.of(text)):
            spans[key(place.of(text))].append(place)
        scores[place] = max(at[span], scores.get(place, 0.0))
    found, title_end = [], text.index("\n")
    for places in spans.values():
        missed = 1.0
        for place in places:
            missed *= 1.0 - scores[place]
        if text.count(text_of := places[0].of(text)) > 1 and text.count(text_of, title_end):
            missed *= 1.0 - AGAIN
        best = max(places, key=lambda place: (scores[place], -place.start))
        found.append(Mention(best, best.of(text), _type(text, places, folder), round(1.0 - missed, 4), "contribution"))
    return tuple(sorted(found, key=lambda mention: (-mention.score, mention.span)))


def _type(text: str, places: list[Span], folder: Path) -> str:
    title = text.index("\n")
    for name, pattern in kinds(folder):
        for place in places:
            stop = title if place.end <= title else len(text)
            if pattern.match(text[place.end : min(place.end + _REACH, stop)]):
                return name
    return ontology.load().role("method")
