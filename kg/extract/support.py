"""What speaks for and against an entity: how often, where and beside which words it stands.

ontology/patterns/support.tsv gives, for each finder (`by`) and cue, the lift: by how much the odds that the entity is
right are multiplied. The cues of one group exclude each other in effect: only the strongest of a group counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from kg.extract.document import Words
from kg.extract.lifts import log_odds, probability, strongest
from kg.lexicon import read_table
from kg.records import LocalEntity

GROUPS = ("type", "times", "title", "words", "before", "after", "sentence")
"""The groups of cues, in the order in which their lifts are learnt."""
Lifts = Mapping[str, Mapping[str, float]]
"""Finder -> cue -> natural logarithm of the lift."""

_ARTICLES = frozenset({"the", "a", "an"})


@cache
def load_lifts(folder: Path) -> Lifts:
    """The lifts of support.tsv."""
    lifts: dict[str, dict[str, float]] = {}
    for row in read_table(folder / "support.tsv"):
        lifts.setdefault(row["by"], {})[row["cue"]] = math.log(float(row["lift"]))
    return lifts


def lifted(score: float, cues: Mapping[str, tuple[str, ...]], lifts: Lifts) -> float:
    """The score after the lifts of the cues of an entity (support_cues)."""
    of_finder = lifts.get(cues["by"][0], {})
    return probability(log_odds(score) + sum(strongest(cues[group], of_finder)[0] for group in GROUPS))


def support_cues(entity: LocalEntity, words: Words) -> dict[str, tuple[str, ...]]:
    """The cues of an entity by group, and its finder under `by`."""
    places = list(_places(entity, words))
    title = bool(places) and words.sentence[places[0][0]] == 0
    size = len(entity.name.replace("-", " ").split())
    first = words.sentence[places[0][0]] if places else 0
    return {
        "by": (entity.mentions[0].by,),
        "type": (f"type {entity.type}",),
        "times": (f"times {min(len(entity.mentions), 4)}",),
        "title": ("title" if title else "title no",),
        "words": (f"words {min(size, 5)}{' Capital' if entity.name[:1].isupper() else ''}",),
        "before": tuple(sorted({f"before {_before(words, place)}" for place, _ in places})),
        "after": tuple(sorted({f"after {_after(words, place)}" for _, place in places})),
        "sentence": (f"sentence {min(first, 9) if first < len(words.sentences) - 1 else 'last'}",),
    }


def _places(entity: LocalEntity, words: Words) -> Iterator[tuple[int, int]]:
    starts = {mention.span.start: mention.span.end for mention in entity.mentions}
    for first, start in enumerate(words.starts):
        if start in starts:
            end = first
            while end < len(words.ends) and words.ends[end] < starts[start]:
                end += 1
            yield first, end + 1


def _before(words: Words, first: int) -> str:
    sentence = words.sentence[first]
    i = first - 1
    while i >= 0 and words.folded[i] in _ARTICLES and words.sentence[i] == sentence:
        i -= 1
    if i < 0 or words.sentence[i] != sentence:
        return "^"
    return ("the " if i < first - 1 else "") + (words.folded[i] or words.texts[i])


def _after(words: Words, end: int) -> str:
    if end >= len(words.folded) or words.sentence[end] != words.sentence[end - 1]:
        return "$"
    return words.folded[end] or words.texts[end]
