"""Search over all names, tolerant of spelling: names that share many runs of three letters with what was typed are looked at.

The index is an inverted list of such runs (trigrams), as in Zobel and Dart, "Finding approximate matches in large
lexicons" (1995), in four arrays; the few best candidates are then compared letter by letter.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from kg.serve.columns import Ints, Nodes

BUCKETS = 1 << 20
CANDIDATES = 150
"""How many names that share the most trigrams are compared letter by letter."""
LONGEST = 200
"""Letters of a query that count."""
How = Literal["exact", "prefix", "word", "part", "near"]
ASCII = {code: " " for code in range(128) if not chr(code).isalnum()}
"""What becomes a space in a plain name."""
LINES = {code: space for code, space in ASCII.items() if code != ord("\n")}
"""The same in many names, one a line."""
PART = 0.25
"""A mistaken part of a name counts as so much more of an error than a mistaken whole name."""
HOW: tuple[How, ...] = ("exact", "prefix", "word", "part", "near")
"""How a name fits what was typed, the best first; `word` means the beginning of a word in it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that was found, by which of its names, and how that fits (one of HOW)."""

    node: int
    name: str
    how: How


@dataclass(frozen=True)
class Names:
    """All names, folded and sorted. `owners` are places of nodes, `starts` and `postings` the inverted list by bucket."""

    folded: list[str]
    written: list[str]
    owners: Ints
    starts: npt.NDArray[np.int64]
    postings: Ints
    nodes: Nodes

    def search(self, text: str, *, limit: int = 12, type: int = -1) -> list[Hit]:
        """The nodes (of one type, or any) whose names fit `text` best, each once; without a text the best connected."""
        wanted = fold(text)[:LONGEST]
        if not wanted:
            best = self.nodes.best if type < 0 else self.nodes.best[self.nodes.types[self.nodes.best] == type]
            return [Hit(int(node), self.nodes.labels[node], "exact") for node in best[:limit]]
        ranked = sorted(key for number in self._candidates(wanted, type) if (key := self._key(wanted, int(number))))
        hits: dict[int, Hit] = {}
        for how, *_, number in ranked:
            node = int(self.owners[number])
            hits.setdefault(node, Hit(node, self.written[number], HOW[how]))
            if len(hits) == limit:
                break
        return list(hits.values())

    def _candidates(self, wanted: str, type: int) -> Ints:
        """Names that begin with it (the best connected of them), and those that share the most trigrams with it."""
        begin, end = bisect_left(self.folded, wanted), bisect_left(self.folded, wanted + "\U0010ffff")
        prefixed = self._of_type(np.arange(begin, end, dtype=np.int32), type)
        if len(prefixed) > CANDIDATES:
            weights = self._degrees[prefixed] - 1e6 * (self._lengths[prefixed] == len(wanted))
            prefixed = prefixed[np.argpartition(-weights, CANDIDATES)[:CANDIDATES]]
            prefixed = np.union1d(prefixed, np.arange(begin, min(end, begin + 8), dtype=np.int32))
        grams = np.unique(_grams(f" {wanted}"))
        lists = [self.postings[self.starts[gram] : self.starts[gram + 1]] for gram in grams]
        shared = np.bincount(np.concatenate(lists), minlength=len(self.folded)) if lists else np.zeros(0)
        likely = self._of_type(np.flatnonzero(shared >= max(1, len(grams) // 3)), type)
        if len(likely) > CANDIDATES:
            likeness = shared[likely] / (len(grams) + 0.05 * self._lengths[likely]) + self._degrees[likely] * 1e-7
            likely = likely[np.argpartition(-likeness, CANDIDATES)[:CANDIDATES]]
        return np.union1d(prefixed, likely).astype(np.int32)

    def _of_type(self, numbers: npt.NDArray[np.integer], type: int) -> Ints:
        kept = numbers if type < 0 else numbers[self.nodes.types[self.owners[numbers]] == type]
        return kept.astype(np.int32)

    @cached_property
    def _degrees(self) -> Ints:
        return self.nodes.degrees[self.owners]

    @cached_property
    def _lengths(self) -> Ints:
        return np.array([len(name) for name in self.folded], dtype=np.int32)

    def _key(self, wanted: str, number: int) -> tuple[int, float, int, int, int] | None:
        """By which candidates are sorted: how it fits, the errors, the degree, the length; None where it does not fit."""
        name = self.folded[number]
        how, errors = _fit(wanted, name)
        return (how, errors, -int(self._degrees[number]), len(name), number) if how >= 0 else None


def _fit(wanted: str, name: str) -> tuple[int, float]:
    """The place in HOW, or -1, and the number of errors."""
    if name == wanted or name.replace(" ", "") == wanted.replace(" ", ""):
        return 0, float(name != wanted)
    if name.startswith(wanted):
        return 1, 0.0
    if f" {wanted}" in name:
        return 2, 0.0
    if wanted in name or wanted.replace(" ", "") in name.replace(" ", ""):
        return 3, 0.0
    return _near(wanted, name)


def _near(wanted: str, name: str) -> tuple[int, float]:
    """Compare with the whole name, with its beginning, and with each of its words on."""
    allowed = 0 if len(wanted) < 3 else 1 if len(wanted) < 6 else 2 if len(wanted) < 12 else 3
    words = [place + 1 for place, letter in enumerate(name) if letter == " "][:12]
    parts = {name[start : start + len(wanted)] for start in (0, *words)}
    errors = min(
        OSA.distance(wanted, name, score_cutoff=allowed),
        min(OSA.distance(wanted, part, score_cutoff=allowed) for part in parts) + PART,
    )
    if errors <= allowed + PART:
        return 4, errors
    return (4, float(allowed + 1)) if _all_words(wanted, name) else (-1, 0.0)


def _all_words(wanted: str, name: str) -> bool:
    """Whether every word that was typed begins a word of the name, in any order."""
    typed = wanted.split()
    return len(typed) > 1 and all(f" {word}" in f" {name}" for word in typed)


def fold(text: str) -> str:
    """Letters and digits in lower case without accents, anything else as single spaces.

    >>> fold("Flash-Attention  (2)"), fold("Café")
    ('flash attention 2', 'cafe')
    """
    if text.isascii():
        return " ".join(text.lower().translate(ASCII).split())
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain.casefold())
    return " ".join(kept.split())


def names_of(named: Iterable[tuple[str, int]], nodes: Nodes) -> Names:
    """The index of names, each with the place of its node."""
    pairs = list(dict.fromkeys(named))
    entries = sorted(
        {(key[:LONGEST], owner, name) for key, (name, owner) in zip(_folded([name for name, _ in pairs]), pairs, strict=True)}
    )
    folded = [entry[0] for entry in entries]
    owners = np.array([entry[1] for entry in entries], dtype=np.int32)
    text = "".join(f" {name}\n" for name in folded)
    grams = _grams(text)
    ends = np.cumsum([len(name) + 2 for name in folded], dtype=np.int64)
    holders = np.searchsorted(ends, np.arange(len(grams)), side="right")
    inside = ends[np.minimum(holders, len(folded) - 1)] - np.arange(len(grams)) > 3 if folded else np.zeros(0, dtype=bool)
    held = np.sort(grams[inside].astype(np.int64) << 32 | holders[inside])
    held = held[np.diff(held, prepend=-1) != 0]
    starts = np.zeros(BUCKETS + 1, dtype=np.int64)
    np.cumsum(np.bincount(held >> 32, minlength=BUCKETS), out=starts[1:])
    return Names(folded, [entry[2] for entry in entries], owners, starts, (held & 0xFFFFFFFF).astype(np.int32), nodes)


def _folded(names: Sequence[str]) -> list[str]:
    """As `fold`, of many names at once."""
    plain = "\n".join(name if name.isascii() and "\n" not in name else "" for name in names).lower().translate(LINES)
    lines = plain.split("\n") if names else []
    return [" ".join(line.split()) if line else fold(name) for line, name in zip(lines, names, strict=True)]


def _grams(text: str) -> npt.NDArray[np.int64]:
    """The bucket of each run of three characters of `text`."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    mixed = (codes[:-2] * np.uint64(0x9E3779B1) + codes[1:-1]) * np.uint64(0x85EBCA77) + codes[2:]
    return ((mixed * np.uint64(0xC2B2AE3D27D4EB4F)) >> np.uint64(44)).astype(np.int64) % BUCKETS
