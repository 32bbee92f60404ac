"""The words that show a relation: the shortest clauses that hold its ends, and whether they deny or doubt it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.extract.cues import Pair, Place, Scene
from kg.extract.document import Words
from kg.lexicon import read_table
from kg.records import Span

_CLAUSE = re.compile(r"(?:[,;:]|\s--?-?|\s[–—])\s")
LEAST_WORDS = 4
"""Clauses with fewer words show nothing."""
_REACH = 80
"""How many characters before the tail may deny the relation."""


@dataclass(frozen=True, slots=True)
class Denial:
    """One line of denials.tsv: a pattern in the words at `where` makes what is said of the tail negated or hedged.

    `where` is clause or sentence (their words before the tail), after (those of the sentence after it) or whole.
    """

    kind: str
    where: str
    pattern: re.Pattern[str]


Denials = tuple[Denial, ...]


@cache
def load_denials(folder: Path) -> Denials:
    """The lines of denials.tsv."""
    return tuple(Denial(row["kind"], row["where"], re.compile(row["pattern"])) for row in read_table(folder / "denials.tsv"))


def evidence(scene: Scene, sentence: int, pair: Pair) -> Span:
    """The clauses of the sentence from the head, where it stands there, to the tail."""
    words = scene.words
    tail = _tail(scene, sentence, pair)
    if tail is None:
        return words.sentence_span(sentence)
    heads = [place for place in scene.places[sentence] if place.entity.id == pair.head]
    near = min(heads, key=lambda place: abs(place.first - tail.first), default=tail)
    start = min(words.starts[tail.first], words.starts[near.first])
    return clause(words, sentence, Span(start, max(words.ends[tail.end - 1], words.ends[near.end - 1])))


def clause(words: Words, sentence: int, needed: Span) -> Span:
    """The clauses of the sentence that hold the characters `needed`, or all of a sentence when they are too few words."""
    whole = words.sentence_span(sentence)
    found = _clauses(words, whole, needed)
    if sentence == 0 or len(found.of(words.text).split()) < LEAST_WORDS:
        found = whole
    return _without_stray_brackets(words.text, found, needed)


def _without_stray_brackets(text: str, span: Span, needed: Span) -> Span:
    """Without a closing bracket at the end, or an opening one at the start, that has no partner within."""
    start, end = span.start, span.end
    for opening, closing in ("()", "[]", "{}"):
        tail = start + len(text[start:end].rstrip(".,;: "))
        surplus = text.count(closing, start, tail) - text.count(opening, start, tail)
        if tail > needed.end and text[tail - 1] == closing and surplus > 0:
            end = tail - 1
        elif start < needed.start and text[start] == opening and surplus < 0:
            start += 1
    return Span(start, end)


def _clauses(words: Words, whole: Span, needed: Span) -> Span:
    start, end = whole.start, whole.end
    for match in _CLAUSE.finditer(words.text, whole.start, whole.end):
        if match.end() <= needed.start:
            start = match.end()
        elif match.start() >= needed.end:
            end = match.start()
            break
    return Span(start, end)


def plainest(scene: Scene, sentence: int, pair: Pair, denials: Denials) -> tuple[int, str]:
    """The sentence, or where it denies the pair the first other one that holds both ends and does not; and the denial."""
    kind = denial(scene, sentence, pair, denials)
    if kind:
        for number, places in enumerate(scene.places):
            inside = {place.entity.id for place in places}
            if {pair.head, pair.tail} <= inside and not denial(scene, number, pair, denials):
                return number, ""
    return sentence, kind


def denial(scene: Scene, sentence: int, pair: Pair, denials: Denials) -> str:
    """Which kind of denial stands around the tail in a sentence; "" for none."""
    tail = _tail(scene, sentence, pair)
    if tail is None:
        return ""
    words = scene.words
    return denied(words, sentence, Span(words.starts[tail.first], words.ends[tail.end - 1]), denials)


def denied(words: Words, sentence: int, tail: Span, denials: Denials) -> str:
    """Which kind of denial stands around a mention of the tail in a sentence; "" for none."""
    whole = words.sentence_span(sentence)
    start = _clauses(words, whole, Span(tail.start, tail.start + 1)).start
    where = {
        "clause": words.text[max(start, tail.start - _REACH) : tail.start],
        "sentence": words.text[whole.start : tail.start],
        "after": words.text[tail.end : whole.end],
        "whole": whole.of(words.text),
    }
    return next((denial.kind for denial in denials if denial.pattern.search(where[denial.where])), "")


def _tail(scene: Scene, sentence: int, pair: Pair) -> Place | None:
    return next((place for place in scene.places[sentence] if place.entity.id == pair.tail), None)
