"""Names as strings: the key that spellings share, and what two names have in common."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kg.extract.model.words import WORD

LIKENESS = 10
"""The number of features that `likeness` gives."""
_POINT = "·"
_PROPER = re.compile(r"\S+[A-Z\d]\S*")
"""One word with a capital or a digit after its first character."""


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name without case, leading article, punctuation, spaces and plural s; points within numbers stay.

    >>> name_key("The Vision-Transformers") == name_key("vision transformer")
    True
    >>> name_key("GPT-3.5") == name_key("GPT-35")
    False
    """
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    folded = re.sub(r"(?<=\d)\.(?=\d)", _POINT, re.sub(r"^(?:the|an?)\s+", "", folded))
    words = re.sub(rf"[^\w+#{_POINT}]+", " ", folded).split()
    return "".join(word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words)


def main_name(mentions: Sequence[str], title: str) -> str:
    """Which of its mentions a thing goes by: the form that the text uses most, longer ones before shorter.

    A name of one word with capitals or digits within counts one mention more, a form of the title half a one (chosen
    on cross-fitted predictions for the training papers).

    >>> main_name(["Fast Attention in Tiles", "FlashTile", "FlashTile"], "FlashTile: Fast Attention in Tiles")
    'FlashTile'
    >>> main_name(["LLMs", "large language models", "LLM", "Large language models"], "On models")
    'LLMs'
    """
    used = Counter(name_key(mention) for mention in mentions)
    in_title = name_key(title)

    def weight(form: str) -> tuple[float, int]:
        key = name_key(form)
        return used[key] + bool(_PROPER.fullmatch(form)) + 0.5 * bool(key and key in in_title), len(form)

    return max(dict.fromkeys(mentions), key=weight)


@lru_cache(maxsize=65536)
def likeness(left: tuple[str, ...], right: tuple[str, ...]) -> NDArray[np.float32]:
    """What two things have in common by their names: for each feature the greatest over pairs of names.

    The features: share of common words, right within left, left within right, same last word, same first word,
    right is the initials of left, left of right, right a short form of left, left of right, letters within letters.
    """
    best = np.zeros(LIKENESS, np.float32)
    for a in left:
        for b in right:
            np.maximum(best, _pair(_words(a), _words(b)), out=best)
    return best


@lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(name) if word[0].isalnum())


def _pair(a: tuple[str, ...], b: tuple[str, ...]) -> Sequence[float]:
    if not a or not b:
        return [0.0] * LIKENESS
    left, right, joined_a, joined_b = set(a), set(b), "".join(a), "".join(b)
    return [
        len(left & right) / len(left | right),
        right < left,
        left < right,
        a[-1] == b[-1],
        a[0] == b[0],
        _are_initials(joined_b, a),
        _are_initials(joined_a, b),
        _shortens(b, a),
        _shortens(a, b),
        joined_b in joined_a or joined_a in joined_b,
    ]


def _are_initials(short: str, words: tuple[str, ...]) -> bool:
    """Whether `short`, or what it is the plural of, holds the first letters of the words."""
    initials = "".join(word[0] for word in words)
    return len(short) > 1 and initials in (short, short.removesuffix("s"))


def _shortens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether one word of 2 to 8 letters holds letters of the long name in their order, beginning alike."""
    if len(short) != 1 or len(long) < 2 or not 2 <= len(short[0]) <= 8 or short[0][0] != long[0][0]:
        return False
    letters = iter("".join(long))
    return all(letter in letters for letter in short[0].rstrip("s"))
