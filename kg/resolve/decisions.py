"""What becomes of names that are short forms, or that a lexicon gives as another name of something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from kg.resolve.names import normal
from kg.resolve.short_forms import DOMINANT, Expansions, Key, Known, best

ABBREVIATION, LEXICON = "abbreviation", "lexicon"


@dataclass(frozen=True, slots=True)
class Decision:
    """A name is another name of `end`, or (not `joined`) may be."""

    end: Key
    joined: bool
    reason: str
    score: float


def by_short_form(expansions: Expansions) -> dict[Key, dict[Key, set[str]]]:
    """Type and normal short form -> key of the long form -> the papers that define it so."""
    found: dict[Key, dict[Key, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (type_name, short), longs in expansions.items():
        for long_key, papers in longs.items():
            found[type_name, normal(short)][long_key] |= papers
    return found


def decide(keys: Collection[Key], expansions: Mapping[Key, Mapping[Key, set[str]]], known: Known) -> dict[Key, Decision]:
    """Decisions for those of `keys` that are, somewhere, another name of something; `expansions` by normal short form."""
    decisions: dict[Key, Decision] = {}
    for key in keys:
        main = known.get(key, "")
        if key in expansions:
            end, share = best(expansions[key])
            decisions[key] = Decision(end, share >= DOMINANT and end != key, ABBREVIATION, share)
            if not decisions[key].joined and (key[0], normal(main)) in expansions[key]:
                decisions[key] = Decision((key[0], normal(main)), True, LEXICON, share)
        elif main and normal(main) != key[1]:
            decisions[key] = Decision((key[0], normal(main)), True, LEXICON, 1.0)
    return _settled(decisions)


def _settled(decisions: Mapping[Key, Decision]) -> dict[Key, Decision]:
    """Decisions that lead to one node each.

    Where short and long form lead to each other, the lexicon's main name is the end. Where a name leads to one that the
    lexicon leads on, it follows; any other chain is cut, so that no joining pulls the next one along.
    """
    joined = {key: d for key, d in decisions.items() if d.joined}
    mutual = {key for key, d in joined.items() if d.end in joined and joined[d.end].end == key and d.reason != LEXICON}
    settled = {}
    for key, d in decisions.items():
        onward = joined.get(d.end) if d.joined and d.end not in mutual else None
        if key in mutual or d.end == key:
            continue
        if onward is not None:
            follows = onward.reason == LEXICON and joined.get(onward.end, onward) is onward
            d = replace(d, end=onward.end) if follows else replace(d, joined=False)
        settled[key] = d
    return settled
