"""A text as the model sees it: words, sentences, word pieces with the shape of their word."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int64]

WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
PIECES = 512
"""Word pieces that the encoder takes, the two marks at the ends included; what stands beyond them is not read."""
SHAPES = 10
PARTS = 3
TITLE, ABSTRACT = 1, 2


@dataclass(frozen=True, slots=True)
class Page:
    """A text in words. `first` and `last` give the piece in which a word begins and ends.

    `ids`, `shapes`, `parts` have an entry for each piece: vocabulary index, shape of its word, title or abstract.
    """

    text: str
    title_end: int
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentence: tuple[int, ...]
    first: Ints
    last: Ints
    ids: Ints
    shapes: Ints
    parts: Ints
    cut: bool

    def surface(self, first: int, last: int) -> str:
        """The characters from word `first` to word `last`, both included."""
        return self.text[self.starts[first] : self.ends[last]]


def read_page(tokenizer: Tokenizer, title: str, abstract: str) -> Page:
    """Title and abstract, joined by a line break as in records.Paper.text."""
    text = f"{title}\n{abstract}"
    spans = [match.span() for match in WORD.finditer(text)]
    code = tokenizer.encode(text)
    ids, offsets = list(code.ids), list(code.offsets)
    cut = len(ids) > PIECES
    if cut:
        ids, offsets = [*ids[: PIECES - 1], ids[-1]], [*offsets[: PIECES - 1], (0, 0)]
    word_of = _word_of(spans, offsets)
    first, last = _piece_ranges(word_of, len(spans))
    spans = spans[: len(first)]
    words = tuple(text[start:end] for start, end in spans)
    sentence = _sentences(text, spans, words)
    shapes, parts = np.zeros(len(ids), np.int64), np.zeros(len(ids), np.int64)
    for piece, word in enumerate(word_of):
        if 0 <= word < len(words):
            opens = word == 0 or sentence[word] != sentence[word - 1]
            shapes[piece] = shape(words[word], opens)
            parts[piece] = TITLE if spans[word][0] < len(title) else ABSTRACT
    starts, ends = tuple(start for start, _ in spans), tuple(end for _, end in spans)
    return Page(
        text, len(title), words, starts, ends, sentence,
        np.array(first, np.int64), np.array(last, np.int64), np.array(ids, np.int64), shapes, parts, cut,
    )  # fmt: skip


def shape(word: str, opens: bool) -> int:
    """The shape of a word, 1 to 9: case and digits, which an uncased vocabulary drops. `opens`: it begins a sentence."""
    if not word[0].isalnum():
        return 7
    if word.isdigit():
        return 5
    if any(c.isdigit() for c in word):
        return 6
    if word.islower():
        return 1
    if word.isupper():
        return 4 if len(word) > 1 else 8
    if word[0].isupper() and word[1:].islower():
        return 2 if opens else 3
    return 9


def _word_of(spans: list[tuple[int, int]], offsets: list[tuple[int, int]]) -> list[int]:
    """For each piece the word in which it begins, -1 for the marks."""
    found, word = [-1] * len(offsets), 0
    for piece, (start, end) in enumerate(offsets):
        if end <= start:
            continue
        while word < len(spans) and spans[word][1] <= start:
            word += 1
        if word < len(spans):
            found[piece] = word
    return found


def _piece_ranges(word_of: list[int], count: int) -> tuple[list[int], list[int]]:
    """First and last piece of each word, as far as the pieces reach. A word without a piece takes that before it."""
    first: list[int] = [-1] * count
    last: list[int] = [-1] * count
    for piece, word in enumerate(word_of):
        if word >= 0:
            first[word] = piece if first[word] < 0 else first[word]
            last[word] = piece
    reach = max((word for word in range(count) if first[word] >= 0), default=-1) + 1
    for word in range(reach):
        if first[word] < 0:
            first[word] = last[word] = last[word - 1] if word else 1
    return first[:reach], last[:reach]


def _sentences(text: str, spans: list[tuple[int, int]], words: tuple[str, ...]) -> tuple[int, ...]:
    """The number of the sentence of each word."""
    number, numbers = 0, []
    for i, word in enumerate(words):
        gap = text[spans[i - 1][1] : spans[i][0]] if i else ""
        ended = i > 0 and words[i - 1] in (".", "?", "!") and gap and (word[0].isupper() or word[0].isdigit())
        if "\n" in gap or ended:
            number += 1
        numbers.append(number)
    return tuple(numbers)
