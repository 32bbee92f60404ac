"""Which words may be dropped from names, or stand for each other, and how surely the name still means the same thing.

Two tables in ontology/identity: words.tsv is made by hand, learned.tsv is counted from annotated papers (kg.resolve.learn).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kg import ontology
from kg.lexicon import read_table
from kg.resolve.stems import stem

HAND, LEARNED = "words", "learned"
"""The tables, and the reasons that the ledger gives for what they carry."""

HEAD, ALONE, NAMED, ANY = "head", "alone", "named", "any"
"""Where a word may be dropped: as the last word; so, if the other name lacks nothing; if the rest has a number; anywhere."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`score` (0 to 1) is how surely a name without the word, or with the other in its place, means the same thing."""

    place: str
    score: float
    table: str


@dataclass(frozen=True, slots=True)
class Rewrites:
    """`dropped` has the words of a type that may go, `swapped` the pairs, in order.

    `lesser` has the words that stand in the place of a better one. `classes` leads a stem to one of those like it, or to ""
    where one like it may go.
    """

    dropped: Mapping[tuple[str, str], Rewrite]
    swapped: Mapping[tuple[str, str, str], Rewrite]
    classes: Mapping[tuple[str, str], str]
    lesser: frozenset[tuple[str, str]]


@cache
def rewrites() -> Rewrites:
    """The tables that ship."""
    return rewrites_of(tuple(_shipped()))


@cache
def phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """By the first word: what names write, and how it is read (key value for kv, network for neural network)."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for row in read_table(ontology.data_dir() / "identity" / "phrases.tsv"):
        written, read = tuple(row["written"].split()), tuple(row["read"].split())
        found.setdefault(written[0], []).append((written, read))
    return {first: tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair))) for first, pairs in found.items()}


def rewrites_of(rows: Iterable[tuple[str, str, str, Rewrite]]) -> Rewrites:
    """From rows of type, word, the other word ("" where it is dropped) and rewrite. The first of equal rows counts."""
    dropped: dict[tuple[str, str], Rewrite] = {}
    swapped: dict[tuple[str, str, str], Rewrite] = {}
    lesser: set[tuple[str, str]] = set()
    for type_name, word, other, rewrite in rows:
        if other:
            swapped.setdefault((type_name, *_ordered(word, other)), rewrite)
            lesser.add((type_name, other))
        else:
            dropped.setdefault((type_name, word), rewrite)
    may_go = {(type_name, stem(word)) for (type_name, word), rewrite in dropped.items() if rewrite.place != NAMED}
    return Rewrites(
        dropped, swapped, _classes({(t, stem(one), stem(other)) for t, one, other in swapped}, may_go), frozenset(lesser)
    )


def _shipped() -> Iterator[tuple[str, str, str, Rewrite]]:
    for table in (HAND, LEARNED):
        for row in read_table(ontology.data_dir() / "identity" / f"{table}.tsv"):
            yield row["type"], row["word"], row["same_as"], Rewrite(row["place"], float(row["score"]), table)


def _ordered(word: str, other: str) -> tuple[str, str]:
    return (word, other) if word <= other else (other, word)


def _classes(swapped: Iterable[tuple[str, str, str]], dropped: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Stems that stand for each other, however far apart, under one of them. Only where to look for pairs follows from it."""
    leader: dict[tuple[str, str], str] = dict.fromkeys(dropped, "")

    def lead(type_name: str, word: str) -> str:
        while (above := leader.get((type_name, word), word)) != word:
            word = above
        return word

    for type_name, word, other in sorted(swapped):
        one, two = sorted((lead(type_name, word), lead(type_name, other)))
        leader[type_name, two] = one
    members = {(type_name, word) for type_name, *words in swapped for word in words}
    return {(type_name, word): lead(type_name, word) for type_name, word in members}
