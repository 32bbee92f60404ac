"""Which names the lexicons give to one thing, of which type they list a name, and what they call its parent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.lexicon import LexiconEntry
from kg.resolve.names import normal
from kg.resolve.short_forms import Key

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Listed:
    """What lexicons written by hand list: the `types` of a normal form, and the `parents` (main names) of things."""

    types: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parents: Mapping[Key, str] = field(default_factory=dict)


def known_names(entries: Iterable[LexiconEntry]) -> dict[Key, str]:
    """(type, normal form) of every other name -> the main name of its thing. A name of two things is known of neither.

    The list of learnt names also gives versions under their family; a name with other numbers than the main one is
    another thing, and stays out.
    """
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        for other, main in _pairs(entry):
            if _NUMBER.findall(other) == _NUMBER.findall(main) and normal(other) != normal(main):
                found[entry.type, normal(other)].setdefault(normal(main), main)
    known = {key: min(mains.values()) for key, mains in sorted(found.items()) if len(mains) == 1}
    return {key: _end(key, known) for key in known}


def listed_things(entries: Iterable[LexiconEntry]) -> Listed:
    """What the entries say of types and parents; names learnt from papers say nothing."""
    types: dict[str, set[str]] = defaultdict(set)
    parents: dict[Key, str] = {}
    for entry in entries:
        if "annotated" in entry.row:
            continue
        for name in entry.names:
            types[normal(name)].add(entry.type)
        if entry.variant_of:
            parents.setdefault((entry.type, normal(entry.main)), entry.variant_of)
    return Listed({name: frozenset(found) for name, found in types.items()}, parents)


def _end(key: Key, known: Mapping[Key, str]) -> str:
    """Where the other names of other names lead in the end; of names that lead to each other, to the longest."""
    passed = {key: known[key]}
    main = known[key]
    while (onward := (key[0], normal(main))) in known and onward not in passed:
        main = passed[onward] = known[onward]
    if onward not in passed:
        return main
    circle = list(passed.values())[list(passed).index(onward) :]
    return min(circle, key=lambda name: (-len(name), name))


def _pairs(entry: LexiconEntry) -> Iterator[tuple[str, str]]:
    """Other names with the main name: the aliases, and a short form whose long form the entry gives.

    What one paper alone calls a thing says nothing of what others mean by it.
    """
    single = entry.row.get("annotated") == "1"
    for other in () if single else entry.names:
        yield other, entry.main
