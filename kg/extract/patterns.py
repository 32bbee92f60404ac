"""The component kg_patterns: names recognised by their form, by the regular expressions of ontology/patterns/entities.tsv."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import ontology
from kg.extract.document import Words
from kg.lexicon import read_table
from kg.records import Mention, Span


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One line of entities.tsv: group `name` of `regex`, or the whole match, is a name of this type."""

    type: str
    regex: re.Pattern[str]
    score: float


@cache
def load_patterns(folder: Path) -> tuple[NamePattern, ...]:
    """The patterns of entities.tsv, in its order."""
    types = ontology.load()
    rows = read_table(folder / "entities.tsv")
    return tuple(NamePattern(types.type(row["type"]).name, re.compile(row["pattern"]), float(row["score"])) for row in rows)


def find_by_pattern(words: Words, patterns: tuple[NamePattern, ...]) -> list[Mention]:
    """The names that the patterns find, where they begin and end with a token."""
    found = []
    for pattern in patterns:
        group = "name" if "name" in pattern.regex.groupindex else 0
        for match in pattern.regex.finditer(words.text):
            start, end = match.span(group)
            if end > start and _holds(words.starts, start) and _holds(words.ends, end):
                span = Span(start, end)
                found.append(Mention(span, span.of(words.text), pattern.type, pattern.score, "pattern"))
    return found


def _holds(ordered: list[int], value: int) -> bool:
    place = bisect_left(ordered, value)
    return place < len(ordered) and ordered[place] == value
