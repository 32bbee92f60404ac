"""The stem of a word: what inflection, derivation and British spelling leave as it is."""

from __future__ import annotations

from functools import lru_cache

_IZE = ("ization", "isation", "izing", "ising", "ized", "ised", "ize")
_ENDINGS = (
    ("mentation", "ment"), ("aptation", "apt"), ("ormation", "orm"), ("sentation", "sent"),
    ("ationally", "at"), ("ational", "at"), ("ations", "at"), ("ation", "at"), ("ating", "at"), ("ated", "at"), ("ate", "at"),
    ("ionally", ""), ("ional", ""), ("tion", "t"), ("sion", "s"), ("ingly", ""), ("edly", ""), ("ally", "al"), ("ely", ""),
    ("ing", ""), ("ed", ""), ("ly", ""), ("e", ""),
)  # fmt: skip
"""Ending -> what stays of it; the first that fits counts."""

_BRITISH = (("yse", "yze"), ("ysing", "yzing"), ("ysed", "yzed"), ("our", "or"), ("tre", "ter"), ("isation", "ization"))
_BRITISH_ENDINGS = tuple(ending for ending, _ in _BRITISH)
_LEAST = 3
_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=400_000)
def stem(word: str) -> str:
    """The stem of a folded word. Only words of letters have one; others are their own.

    >>> stem("pruning") == stem("prune") == stem("pruned"), stem("quantized") == stem("quantisation")
    (True, True)
    >>> stem("encoder") == stem("encoding"), stem("resnet50"), stem("general") == stem("generation")
    (False, 'resnet50', False)
    """
    if not (word.isascii() and word.isalpha()):
        return word
    word = american(word)
    for ending in _IZE:
        if len(word) >= len(ending) + _LEAST + 1 and word.endswith(ending):
            return f"{word.removesuffix(ending)}iz"
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + _LEAST:
            left = word.removesuffix(ending) + rest
            if not _VOWELS.isdisjoint(left):
                return stem(_single(left))
    return _single(word)


def american(word: str) -> str:
    """The word in American spelling, as far as its ending tells.

    >>> american("normalisation"), american("analyse")
    ('normalization', 'analyze')
    """
    for british, other in _BRITISH if word.endswith(_BRITISH_ENDINGS) else ():
        if len(word) > len(british) + _LEAST and word.endswith(british):
            return word.removesuffix(british) + other
    return word


def _single(word: str) -> str:
    """Without the doubling of the last consonant before an ending; a double s is no such doubling."""
    doubled = len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "aeious"
    return word[:-1] if doubled else word
