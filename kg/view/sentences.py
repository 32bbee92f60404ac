"""The sentence around a quote, so that evidence reads well in a viewer. The quote itself stays what it is."""

from __future__ import annotations

import re

from kg.records import Span

LONGEST = 420
"""How many characters a sentence may have on either side of the quote before it is cut at a word."""
_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n")
_NO_END = re.compile(r"(?:\b(?:e\.g|i\.e|et al|vs|cf|Fig|Figs|Eq|Eqs|Sec|Tab|resp|approx|w\.r\.t|Dr|No)|\b[A-Z])\.\s*$")


def sentence(text: str, quote: Span) -> Span:
    """The stretch of `text` from the start of the sentence in which `quote` begins to the end of that in which it ends.

    >>> text = "First one. LoRA beats tuning, e.g. on GLUE, by far. Last one."
    >>> sentence(text, Span(16, 28)).of(text)
    'LoRA beats tuning, e.g. on GLUE, by far.'
    """
    floor, ceiling = max(0, quote.start - LONGEST), min(len(text), quote.end + LONGEST)
    start, end = floor, ceiling
    for match in _END.finditer(text, floor, ceiling):
        if _NO_END.search(text[max(0, match.start() - 8) : match.start() + 1]):
            continue
        if match.end() <= quote.start:
            start = match.end()
        elif match.start() >= quote.end - 1:
            end = match.start() + len(match[0].rstrip())
            break
    start = _word_start(text, start, quote) if start == floor and floor else start
    end = _word_end(text, end, quote) if end == ceiling and ceiling < len(text) else end
    return Span(min(start, quote.start), max(end, quote.end))


def _word_start(text: str, start: int, quote: Span) -> int:
    space = text.find(" ", start, quote.start)
    return space + 1 if space >= 0 else quote.start


def _word_end(text: str, end: int, quote: Span) -> int:
    space = text.rfind(" ", quote.end, end)
    return space if space >= 0 else quote.end
