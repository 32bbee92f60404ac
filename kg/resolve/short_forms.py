"""Short and long forms: what a paper's entity is really called, and which long forms the corpus gives to a short one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from kg.records import LocalEntity
from kg.resolve.names import LONGEST, abbreviates, is_short_form, normal, without_short_form, words

Key = tuple[str, str]
"""Entity type and normal form of a name."""

Known = Mapping[Key, str]
"""Names that a lexicon gives as another name of a thing, with that thing's main name."""

Expansions = Mapping[Key, Mapping[Key, set[str]]]
"""Type and short form -> key of the long form -> the papers that define it so."""

DOMINANT = 0.8
"""The share of its defining papers that one expansion needs for a lone short form to be joined with it."""

_NONE: frozenset[str] = frozenset()

_LISTED = 3
"""A lexicon counts as much as so many papers when a short form is written out within a longer name."""

_DEFINED = 2
"""So many papers, or a lexicon, must define a short form that is written out within longer names."""


def defining_name(entity: LocalEntity) -> str:
    """The name that tells best what a local entity is: its long form, where the paper gives it beside a short one."""
    name = entity.name
    if len(entity.mentions) > 1 and len(name) <= LONGEST and is_short_form(name):
        longs = {m.text for m in entity.mentions if len(m.text) > len(name) and _is_short_for(name, m.text)}
        if longs:
            return min(longs, key=lambda text: (len(text), text))
    return name


def short_forms(entity: LocalEntity, long: str) -> frozenset[str]:
    """The short forms under which the paper names the entity, beside its long form."""
    if len(entity.mentions) == 1:
        return _NONE
    shorter = {name for name in (entity.name, *[m.text for m in entity.mentions]) if len(name) < len(long)}
    return frozenset([name for name in shorter if is_short_form(name) and _is_short_for(name, long)]) if shorter else _NONE


def expansions_of(local: Iterable[tuple[str, Key, Iterable[str]]]) -> Expansions:
    """From (paper key, type and defining name of an entity, its short forms): which papers define which short form how."""
    found: dict[Key, dict[Key, set[str]]] = defaultdict(lambda: defaultdict(set))
    for paper, (type_name, long), shorts in local:
        if " " in long or "-" in long:
            for short in shorts:
                found[type_name, bare(short)][type_name, normal(long)].add(paper)
    return found


def best(longs: Mapping[Key, set[str]]) -> tuple[Key, float]:
    """The expansion that most papers give, the first in order among equals, and its share of them."""
    first = min(longs, key=lambda key: (-len(longs[key]), key))
    return first, round(len(longs[first]) / sum(map(len, longs.values())), 2)


def written_out(defined: Expansions, known: Known, name_of: Callable[[Key], str]) -> dict[str, tuple[str, ...]]:
    """Short forms, folded, whose long form is so well known that it may stand for them within longer names, of any type."""
    counts: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for (_, short), main in known.items():
        if len(short) <= 10 and abbreviates(short.upper(), main):
            counts[short][words(main)] = _LISTED
    for (_, short), longs in defined.items():
        for key, papers in longs.items():
            counts[normal(short)][words(name_of(key))] += len(papers)
    found = {}
    for short, forms in counts.items():
        form, times = min(forms.items(), key=lambda pair: (-pair[1], pair[0]))
        if times >= _DEFINED and times >= DOMINANT * forms.total():
            found[short] = form
    return found


@lru_cache(maxsize=400_000)
def _is_short_for(short: str, long: str) -> bool:
    """Whether `long` spells `short` out; a name that holds the short form itself (GPU unit) does not."""
    return abbreviates(short, long) and words(short)[0] not in words(without_short_form(long))


def bare(short: str) -> str:
    """A short form without its plural s: `LLMs` and `LLM` are one short form."""
    return short[:-1] if short.endswith("s") and is_short_form(short[:-1]) else short
