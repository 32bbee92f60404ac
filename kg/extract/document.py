"""What the components of the pipeline hand to each other: the extensions of Doc, registered here and nowhere else."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from kg import ontology
from kg.extract.tokens import fold, starts_sentence
from kg.records import Mention, Span

_TAIL = re.compile(r"(?:['’]s)?[.,;:'’]*$")
_COUNT = re.compile(
    r"(?:(?:an?|one|two|three|four|eight|\d+) )?(?:single )?(?=(?-i:[A-Z]))|(?:a|one) (?:single )?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form that the text defines, with its long form."""

    short: Span
    long: Span


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a Doc and its tokens as plain lists: text, first and last character, folded form, number of the sentence.

    A token that is white space has sentence -1. `sentences` are half-open ranges of token indices.
    """

    text: str
    texts: list[str]
    starts: list[int]
    ends: list[int]
    folded: list[str]
    sentence: list[int]
    sentences: list[tuple[int, int]]

    def sentence_span(self, number: int) -> Span:
        """The characters of a sentence, without white space at its ends."""
        first, end = self.sentences[number]
        return Span(self.starts[first], self.ends[end - 1])

    def sentence_at(self, character: int) -> int:
        """The number of the sentence that has begun last at a character."""
        begun = bisect_right(self.sentences, character, key=lambda tokens: self.starts[tokens[0]])
        return max(begun - 1, 0)


_EXTENSIONS: dict[str, object] = {
    "words": None,
    "abbreviations": (),
    "mentions": (),
    "contributions": (),
    "entities": (),
    "results": (),
    "relations": (),
    "problems": (),
}
for _name, _default in _EXTENSIONS.items():
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=_default)


def mark_sentences(doc: Doc) -> Doc:
    """Set sentence starts and `doc._.words`."""
    tokens = list(doc)
    texts = [token.text for token in tokens]
    starts = [token.idx for token in tokens]
    ends = [start + len(text) for start, text in zip(starts, texts, strict=True)]
    spaced = [end < following for end, following in zip(ends, [*starts[1:], len(doc.text) + 1], strict=False)]
    for i, text in enumerate(texts[1:]):
        spaced[i] = spaced[i] or text.isspace()
    begins = starts_sentence(texts, spaced)
    number, sentence, first = -1, [], []
    for i, text in enumerate(texts):
        if begins[i]:
            tokens[i].is_sent_start = True
            number += 1
            first.append(i)
        sentence.append(-1 if text.isspace() else number)
    ranges = []
    for begin, end in zip(first, [*first[1:], len(texts)], strict=False):
        while texts[end - 1].isspace():
            end -= 1
        ranges.append((begin, end))
    doc._.words = Words(doc.text, texts, starts, ends, [fold(text) for text in texts], sentence, ranges)
    return doc


def add_mentions(doc: Doc, found: list[Mention]) -> Doc:
    """Append `found` to `doc._.mentions`, without what does not belong to a name (trimmed)."""
    doc._.mentions = (*doc._.mentions, *map(trimmed, found))
    return doc


def trimmed(mention: Mention) -> Mention:
    """The mention without a final full stop, comma, quote or possessive s; a device also without a count before it."""
    text = mention.text
    end = len(_TAIL.sub("", text))
    lead = _COUNT.match(text) if mention.type == ontology.load().role("device") else None
    start = lead.end() if lead and lead.end() < end else 0
    if end == 0 or (start, end) == (0, len(text)):
        return mention
    span = Span(mention.span.start + start, mention.span.start + end)
    return replace(mention, span=span, text=text[start:end])
