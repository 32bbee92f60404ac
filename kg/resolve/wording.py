"""One spelling for what is written in several ways: prefixes, numbers behind a word, British endings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.resolve.stems import american

_PREFIXES = frozenset({
    "re", "pre", "fine", "multi", "self", "semi", "non", "co", "auto", "super", "sub", "un", "anti", "hyper", "meta", "micro",
    "bi", "uni", "inter", "intra", "omni", "pseudo", "quasi", "bio", "geo", "neuro", "spatio", "cross", "post",
})  # fmt: skip
"""What is written with a hyphen, a space or neither before the next word."""

GLUED = re.compile(r"([a-z]{3,}?)(v?\d+(?:\.\d+)*[a-z]?)")
"""A word and the number or version at its end."""


def spelled(words: Iterable[str]) -> Iterator[str]:
    """The words in American spelling, prefixes joined to what they belong to, numbers apart from the word before them.

    >>> list(spelled(["multi", "modal", "resnet50", "pre", "training"]))
    ['multimodal', 'resnet', '50', 'pretraining']
    """
    found = list(map(_american, words))
    joins = not _PREFIXES.isdisjoint(found)
    waiting = ""
    for at, word in enumerate(found):
        if joins and word in _PREFIXES and at < len(found) - 1 and found[at + 1].isalpha():
            waiting += word
        elif not word.isalpha() and (glued := GLUED.fullmatch(word)):
            yield waiting + glued[1]
            yield glued[2]
            waiting = ""
        else:
            yield waiting + word
            waiting = ""


_american = lru_cache(maxsize=400_000)(american)
