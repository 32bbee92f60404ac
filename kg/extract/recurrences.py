"""The component kg_recurrences: further mentions of what the text itself has named.

A contribution is looked for in the whole text, and so are both forms of each abbreviation that the text defines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg import ontology
from kg.extract.document import Abbreviation, Words
from kg.extract.lexicon import Name, cased, find_names, mentions
from kg.extract.tokens import key
from kg.records import Mention

DEFINED = 0.8
"""The score of a term for which the text defines a short form."""


def find_recurrences(
    words: Words, found: tuple[Mention, ...], own: Iterable[Mention], pairs: Iterable[Abbreviation]
) -> list[Mention]:
    """Every occurrence of the names in `own`, and of the two forms of each of `pairs` with the type its mentions have."""
    text = words.text
    types: dict[str, dict[str, float]] = defaultdict(dict)
    for mention in found:
        of_name = types[key(mention.text)]
        of_name[mention.type] = max(mention.score, of_name.get(mention.type, 0.0))
    names = {key(m.text): (Name(m.type, frozenset({cased(m.text)}), m.score, ""),) for m in own}
    again = mentions(words, find_names(words, names), "contribution")
    defined: dict[str, tuple[Name, ...]] = {}
    for pair in pairs:
        short, long = pair.short.of(text), pair.long.of(text)
        if key(short) in names or key(long) in names or not key(long):
            continue
        known = types.get(key(long)) or types.get(key(short)) or {ontology.load().role("method"): 0.0}
        kind = min(known, key=lambda name: (-known[name], name))
        defined[key(long)] = (Name(kind, frozenset(), DEFINED, ""),)
        defined[key(short)] = (Name(kind, frozenset({cased(short)}), DEFINED, ""),)
    return again + mentions(words, find_names(words, defined), "abbreviation")
