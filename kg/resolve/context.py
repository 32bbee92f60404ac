"""What an ambiguous short form means in a paper that does not say: the expansion whose papers speak of the same things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log

from kg.resolve.heard import Spelt
from kg.resolve.names import words
from kg.resolve.short_forms import Key
from kg.resolve.stems import stem

LEAST = 4.0
"""So much weight the words in common must have: a word has about the logarithm of the papers that use or define such short
forms, by those of them that name it."""

LEAD = 2.0
"""The best expansion must have so many times the weight of the next one."""


def by_context(
    asked: Mapping[Key, Iterable[str]],
    expansions: Mapping[Key, Mapping[Key, set[str]]],
    spelt: Mapping[str, Iterable[Spelt]],
) -> dict[tuple[str, Key], Key]:
    """(paper, short form) -> its expansion there, where the paper's other names decide it.

    `asked` has the papers that use a short form without defining it, `expansions` the papers that define it, `spelt` the names
    of every paper.
    """
    if not asked:
        return {}
    concerned = {paper for key, papers in asked.items() for paper in (*papers, *set().union(*expansions[key].values()))}
    spoken = {paper: {found for _, name in spelt[paper] for found in _stems(name)} for paper in concerned}
    common = Counter(word for found in spoken.values() for word in found)
    weight = {word: log(1 + len(spoken) / times) for word, times in common.items()}
    found = {}
    for key, papers in sorted(asked.items()):
        meant = {long: set().union(*(spoken[p] for p in sorted(sources))) for long, sources in expansions[key].items()}
        for paper in papers:
            scores = sorted(
                ((sum(weight[w] for w in sorted(spoken[paper] & told) if w != key[1]), long) for long, told in meant.items()),
                reverse=True,
            )
            if scores[0][0] >= LEAST and scores[0][0] >= LEAD * scores[1][0]:
                found[paper, key] = scores[0][1]
    return found


@lru_cache(maxsize=400_000)
def _stems(name: str) -> tuple[str, ...]:
    return tuple(map(stem, words(name)))
