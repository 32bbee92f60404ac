"""The component kg_phrases: noun phrases that no lexicon holds, found from their last word.

ontology/patterns/heads.tsv holds words that end names, with the type and the share of such phrases that are names;
modifiers.tsv tells how often a word before a name belongs to it. From a head the phrase grows to the left as long as
the words more often belong to names than not.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import ontology
from kg.extract.document import Words
from kg.lexicon import read_table
from kg.records import Mention, Span

LONGEST = 6
"""The most words before a head."""
BELONGS = 0.5
"""Words that belong to the name after them less often than this end the phrase."""
_SUFFIX = 3
_HYPHENS = frozenset({"-", "–", "‐", "/"})


@dataclass(frozen=True, slots=True)
class Phrases:
    """heads: folded word -> (type, score) pairs; belongs: folded word or shape -> share of its uses before a name."""

    heads: Mapping[str, tuple[tuple[str, float], ...]]
    belongs: Mapping[str, float]


@cache
def load_phrases(folder: Path) -> Phrases:
    """The tables of `folder`."""
    types = ontology.load()
    heads: dict[str, tuple[tuple[str, float], ...]] = {}
    for row in read_table(folder / "heads.tsv"):
        heads[row["head"]] = (*heads.get(row["head"], ()), (types.type(row["type"]).name, float(row["score"])))
    return Phrases(heads, {row["word"]: float(row["score"]) for row in read_table(folder / "modifiers.tsv")})


def find_phrases(words: Words, phrases: Phrases) -> list[Mention]:
    """The phrases of two words or more that end in a head, with every type that the head has."""
    found = []
    for first, end in spans(words, phrases.heads, phrases.belongs):
        span = Span(words.starts[first], words.ends[end - 1])
        for kind, score in phrases.heads[words.folded[end - 1]]:
            found.append(Mention(span, span.of(words.text), kind, score, "phrase"))
    return found


def spans(words: Words, heads: Container[str], belongs: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """First and end token of each phrase."""
    folded = words.folded
    for head, word in enumerate(folded):
        if word not in heads or (head + 1 < len(folded) and folded[head + 1] in heads and _joined(words, head + 1)):
            continue
        first = _left_end(words, head, belongs)
        if first < head:
            yield first, head + 1


def _joined(words: Words, i: int) -> bool:
    """Whether token i follows the one before it in the same sentence, with one space or nothing between."""
    return words.sentence[i] == words.sentence[i - 1] and words.starts[i] - words.ends[i - 1] <= 1


def _left_end(words: Words, head: int, belongs: Mapping[str, float]) -> int:
    first = i = head
    while i > 0 and head - i < 2 * LONGEST and _joined(words, i):
        i -= 1
        if words.texts[i] in _HYPHENS and i > 0 and _joined(words, i) and words.folded[i - 1]:
            if (first == i + 1 and i + 1 < head) or first == head:
                first = i = i - 1
                continue
            break
        if not words.folded[i] or share(words.texts[i], words.folded[i], belongs) < BELONGS:
            break
        first = i
    return first


def share(word: str, folded: str, belongs: Mapping[str, float]) -> float:
    """How often the word belongs to a name that follows it; unknown words go by their shape."""
    return belongs.get(folded, belongs.get(shape(word), 0.0))


def shape(word: str) -> str:
    """`*` and the case of a word, with its last letters when it is in lower case.

    >>> shape("parameter"), shape("GPU"), shape("ResNet"), shape("Deep")
    ('*ter', '*AA', '*Aa', '*Aa')
    """
    if word.islower():
        return "*" + word[-_SUFFIX:]
    if word.isupper():
        return "*AA"
    return "*Aa" if word[0].isalpha() else "*0"
