"""The spans of words that could be a mention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kg.extract.model.words import Ints, Page

WIDTH = 12
"""Words that a mention has at most."""
_INNER = frozenset("-./'+()\\:{}&\"_%@")


@dataclass(frozen=True, slots=True)
class Edges:
    """Frequent words (lower case) with which no annotated mention begins (`start`) or ends (`end`)."""

    start: frozenset[str]
    end: frozenset[str]


def candidates(page: Page, edges: Edges) -> Ints:
    """[n, 2]: first and last word of every span within a sentence that could be a mention, in order of the text."""
    return np.array([span for first in range(len(page.words)) for span in _from(page, first, edges)], np.int64).reshape(-1, 2)


def _from(page: Page, first: int, edges: Edges) -> Iterator[tuple[int, int]]:
    words = page.words
    if not words[first][0].isalnum() or words[first].lower() in edges.start:
        return
    depth = 0
    for last in range(first, min(len(words), first + WIDTH)):
        word = words[last]
        if page.sentence[last] != page.sentence[first] or not (word[0].isalnum() or word in _INNER):
            return
        depth += (word == "(") - (word == ")")
        if depth < 0:
            return
        if depth == 0 and (word[0].isalnum() or word in "+)}") and word.lower() not in edges.end:
            yield first, last
