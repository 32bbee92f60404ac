"""Which names the lexicons give to one thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.lexicon import LexiconEntry
from kg.resolve.identity import Key
from kg.resolve.names import normal

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def known_names(entries: Iterable[LexiconEntry]) -> dict[Key, str]:
    """(type, normal form) of every other name -> the main name of its thing. A name of two things is known of neither.

    Lexicons also list versions under their family, so that an extractor finds them; a name with other numbers than the
    main one is another thing, and stays out.
    """
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        for other, main in _pairs(entry):
            if _NUMBER.findall(other) == _NUMBER.findall(main) and normal(other) != normal(main):
                found[entry.type, normal(other)].setdefault(normal(main), main)
    known = {key: min(mains.values()) for key, mains in sorted(found.items()) if len(mains) == 1}
    return {key: _end(key, known) for key in known}


def _end(key: Key, known: Mapping[Key, str]) -> str:
    """Where the other names of other names lead in the end."""
    seen = {key}
    main = known[key]
    while (onward := (key[0], normal(main))) in known and onward not in seen:
        seen.add(onward)
        main = known[onward]
    return main


def _pairs(entry: LexiconEntry) -> Iterator[tuple[str, str]]:
    """Other names with the main name: the aliases, and a short form whose long form the entry gives.

    What one paper alone calls a thing says nothing of what others mean by it.
    """
    single = entry.row.get("annotated") == "1"
    main = entry.row.get("long") or entry.name
    for other in () if single else entry.names:
        yield other, main
