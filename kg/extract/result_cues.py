"""Words that say where a number goes: faster, reduction, improves, achieves. They stand in ontology/patterns/result_cues.tsv."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kg import ontology
from kg.lexicon import EXACT, FOLDED, read_table
from kg.records import Span

COMPARATIVE, NOUN, VERB, MODIFIER = "comparative", "noun", "verb", "modifier"
INCREASE, DECREASE, ABSOLUTE, IMPROVE, WORSEN = "increase", "decrease", "absolute", "improve", "worsen"


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word: `direction` is increase, decrease, absolute, improve or worsen (the metric decides these)."""

    span: Span
    place: str
    direction: str
    metric: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric named in a text; `sense` is higher or lower, the better direction, "" where unknown."""

    span: Span
    name: str
    sense: str


@cache
def _cue_pattern() -> tuple[re.Pattern[str], tuple[tuple[str, str, str], ...]]:
    rows = [row for row in _rows() if row["place"] != MODIFIER]
    alternatives = "|".join(f"(?P<c{i}>{row['pattern']})" for i, row in enumerate(rows))
    more_than = r"(?!\s+than\s+(?:an?\s+order|[\d$\\~≈]))"
    return re.compile(rf"\b(?:{alternatives})\b{more_than}", re.IGNORECASE), tuple(
        (r["place"], r["direction"], r["metric"]) for r in rows
    )


def _rows() -> tuple[Mapping[str, str], ...]:
    return read_table(ontology.data_dir() / "patterns" / "result_cues.tsv")


def find_cues(view: str, parts: Iterable[Span]) -> tuple[Cue, ...]:
    """The cues within some parts of a plain text, in order."""
    pattern, meanings = _cue_pattern()
    found = []
    for part in parts:
        for match in pattern.finditer(view, part.start, part.end):
            index = int((match.lastgroup or "c0")[1:])
            found.append(Cue(Span(*match.span()), *meanings[index]))
    return tuple(found)


@cache
def _known_metrics() -> Mapping[str, str]:
    """Every form of a metric with its better direction; the key is closed unless the form counts with its case."""
    known: dict[str, str] = {}
    for form, match, sense in _metric_forms():
        known.setdefault(form if match == EXACT else _closed(form), sense)
    return known


def _closed(form: str) -> str:
    return re.sub(r"[\s-]+", "", form.casefold())


def _metric_forms() -> Iterator[tuple[str, str, str]]:
    """(form, exact or folded, better direction) of all that metrics.tsv and generic_metrics.tsv hold."""
    lexicon = ontology.data_dir() / "lexicon"
    for row in (*read_table(lexicon / "metrics.tsv"), *read_table(lexicon / "generic_metrics.tsv")):
        for form in filter(None, (row["name"], *row["aliases"].split("|"), *row["forms"].split("|"))):
            yield form, row["match"], row["direction"]


@cache
def _metric_pattern() -> re.Pattern[str]:
    patterns: dict[str, list[str]] = {EXACT: [], FOLDED: []}
    for form, match, _ in sorted(_metric_forms(), key=lambda entry: (-len(entry[0]), entry)):
        patterns[match].append(re.sub(r"(?:\\[ -])+", r"[\\s-]?", re.escape(form)))
    modifiers = "|".join(row["pattern"] for row in _rows() if row["place"] == MODIFIER)
    names = f"(?P<exact>{'|'.join(patterns[EXACT])})|(?P<folded>(?i:{'|'.join(patterns[FOLDED])}))s?"
    return re.compile(rf"(?<![\w-])(?:(?i:{modifiers})[\s-]+){{0,3}}(?:{names})(?:@\w+)?(?![\w-])")


def find_metrics(view: str, parts: Iterable[Span]) -> tuple[Metric, ...]:
    """The known metrics within some parts of a plain text, in order, with the words that qualify them (average, inference)."""
    return tuple(_metric(match) for part in parts for match in _metric_pattern().finditer(view, part.start, part.end))


def _metric(match: re.Match[str]) -> Metric:
    known = _known_metrics()
    form = match["exact"] or match["folded"]
    return Metric(Span(*match.span()), match.group(), known.get(form) or known.get(_closed(form), ""))


def sense_of(name: str) -> str:
    """Whether higher or lower is better for a metric, by the last known metric within its name; "" where none is."""
    found = find_metrics(name, [Span(0, len(name))]) if name else ()
    return found[-1].sense if found else ""
