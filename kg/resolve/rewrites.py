"""Which words may be dropped from names, or stand for each other, and how surely the name still means the same thing.

The tables in ontology/identity: words.tsv and phrases.tsv are made by hand; learned.tsv is counted over annotated papers
(kg.resolve.learn), short_forms.tsv over many abstracts (kg.resolve.counted).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kg import ontology
from kg.lexicon import read_table
from kg.resolve.stems import stem
from kg.resolve.wording import spelled

HAND, LEARNED, PHRASES = "words", "learned", "phrases"
"""The tables, and the reasons that the ledger gives for what they carry."""

HEAD, ALONE, NAMED, ANY = "head", "alone", "named", "any"
"""Where a word may be dropped: as the last word; so, if the other name lacks nothing; if the rest has a number; anywhere."""

EVERY, NAME, SHORT = "*", "name", "short"
"""A row for names of every type; a phrase that is read so only as a whole name; one only if written like a short form."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`score` (0 to 1) is how surely a name without the word, or with the other in its place, means the same thing."""

    place: str
    score: float
    table: str


Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is written, and how it is read: `short` forms, whole `names`, and anywhere `within` names, there by the first word."""

    short: Mapping[str, Words]
    names: Mapping[Words, Words]
    within: Mapping[str, tuple[tuple[Words, Words], ...]]


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
def phrases(type_name: str = "") -> Phrases:
    """The phrases for names of a type: its own and those of all types. What a phrase is read as is read as it stands."""
    table = read_table(ontology.data_dir() / "identity" / "phrases.tsv")
    places: dict[str, dict[Words, Words]] = {SHORT: {}, NAME: {}, ANY: {}}
    for row in sorted((row for row in table if row["type"] in (EVERY, type_name)), key=lambda row: row["type"] == EVERY):
        written, read = (tuple(spelled(row[side].split())) for side in ("written", "read"))
        places[row["place"]].setdefault(written, read)
    within: dict[str, list[tuple[Words, Words]]] = defaultdict(list)
    for written, read in ({read: read for found in places.values() for read in found.values()} | places[ANY]).items():
        within[written[0]].append((written, read))
    longest = {first: tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair))) for first, pairs in within.items()}
    return Phrases({"".join(short): read for short, read in places[SHORT].items()}, places[NAME], longest)


@cache
def counted() -> Mapping[str, Words]:
    """The words of short forms, folded, that many papers of a large corpus write out alike."""
    rows = read_table(ontology.data_dir() / "identity" / "short_forms.tsv")
    return {row["short"].casefold(): tuple(row["long"].split()) for row in rows}


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
            types = [each.name for each in ontology.load().types] if row["type"] == EVERY else [row["type"]]
            for type_name in types:
                yield type_name, row["word"], row["same_as"], Rewrite(row["place"], float(row["score"]), table)


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
