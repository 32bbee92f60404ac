"""Counts, on annotated papers and the lexicons, which words may be dropped or swapped: ontology/identity/learned.tsv.

    python -m kg.resolve.learn annotated.json... > ontology/identity/learned.tsv

For: two names that a paper gives to one thing, or that a lexicon does. Against: two names that a paper gives to two
things of one type, and a lexicon's forms and parents. Only names that differ in one word count. A word may be dropped
as the last one only, since papers also drop others once they have introduced a thing.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import Any

from kg import ontology
from kg.lexicon import LexiconEntry, load_lexicons
from kg.resolve.likeness import Reading, difference, reading
from kg.resolve.rewrites import ANY, HEAD

Op = tuple[str, str, str, str]
"""Type, place, word, and the word in its place ("" where it is dropped)."""

Pair = tuple[str, str, str]
"""Type and two names."""

LEAST = 0.85
"""Scores below this say too little to be kept."""

Z = 1.28
"""The score is the lower end of the Wilson interval of the share, which is right nine times in ten."""


def learned(same: Iterable[Iterable[Pair]], different: Iterable[Iterable[Pair]]) -> Iterator[tuple[Op, float, int, int]]:
    """Operations with score, how often they hold, and how often not. Pairs come by paper; each counts a thing once."""
    good, bad = _counts(same), _counts(different)
    for op in sorted(good):
        score = wilson(good[op], good[op] + bad[op])
        if score >= LEAST:
            yield op, round(score, 2), good[op], bad[op]


def wilson(right: int, of: int) -> float:
    """The lower end of the interval for a share of `right` in `of` (Wilson, 1927).

    >>> round(wilson(40, 41), 2), round(wilson(3, 3), 2)
    (0.92, 0.65)
    """
    share = right / of
    spread = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    return (share + Z * Z / (2 * of) - spread) / (1 + Z * Z / of)


def pairs_of_paper(paper: Mapping[str, Any]) -> tuple[set[Pair], set[Pair]]:
    """The pairs of names that an annotated paper holds for the same thing, and for different things of a type."""
    named = [(entity["type"], sorted({entity["name"], *entity["mentions"]})) for entity in paper["entities"]]
    same = {(type_name, a, b) for type_name, names in named for a, b in combinations(names, 2)}
    different = {
        (type_name, min(a, b), max(a, b))
        for (type_name, names), (other_type, others) in combinations(named, 2)
        if type_name == other_type
        for a in names
        for b in others
    }
    return same, different


def pairs_of_entry(entry: LexiconEntry) -> tuple[set[Pair], set[Pair]]:
    """The same of a line of a lexicon."""
    same = {(entry.type, min(entry.main, alias), max(entry.main, alias)) for alias in entry.names if alias != entry.main}
    others = {*entry.forms, entry.variant_of} - {""}
    return same, {(entry.type, min(name, other), max(name, other)) for name in entry.names for other in others}


def _counts(groups: Iterable[Iterable[Pair]]) -> Counter[Op]:
    return Counter(op for pairs in groups for op in {op for pair in pairs for op in _op(*pair)})


def _op(type_name: str, one: str, other: str) -> Iterator[Op]:
    """The one word in which two names differ, if it is one."""
    mine, yours = reading(one, {}), reading(other, {})
    left, right = difference(mine, yours)
    if not {*mine.stems} & {*yours.stems} or len(left) > 1 or len(right) > 1:
        return
    if len(left) + len(right) == 1:
        name, (at,) = (mine, left) if left else (yours, right)
        if at == len(name.words) - 1 and name.words[at].isalpha():
            yield type_name, HEAD, name.words[at], ""
    elif left and right and _from_end(mine, left[0]) == _from_end(yours, right[0]):
        word, swap = sorted((mine.words[left[0]], yours.words[right[0]]))
        if (word + swap).isalpha():
            yield type_name, ANY, word, swap


def _from_end(name: Reading, at: int) -> int:
    return len(name.words) - at


def main(paths: list[str]) -> None:
    """Write the table to standard output."""
    papers = [pairs_of_paper(paper) for path in paths for paper in json.loads(Path(path).read_bytes())]
    entries = [pairs_of_entry(entry) for entry in load_lexicons(ontology.data_dir() / "lexicon") if "annotated" not in entry.row]
    both = papers + entries
    lines = ["type\tplace\tword\tsame_as\tscore\tfor\tagainst"]
    found = learned((same for same, _ in both), (different for _, different in both))
    lines += ["\t".join((*op, str(score), str(right), str(wrong))) for op, score, right, wrong in found]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
