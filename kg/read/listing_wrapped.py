"""Listings whose paragraphs are broken into short lines: the lines of a paragraph are joined again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from kg.read.listing_lines import FOOTER, prose_strength, units
from kg.read.stream import LIMIT, TextLine

_WIDTH, _NARROW = 120, 20
_TITLE_LINES = 3


def is_wrapped(lines: Iterable[TextLine]) -> bool:
    """Whether most lines stand in blocks of short lines that break off within sentences."""
    total, in_blocks, breaks = 0, 0, 0
    for block in _blocks(lines):
        total += len(block)
        texts = [line.text.strip() for line in block]
        if len(block) < 3 or not 2 * _NARROW <= max(map(len, texts)) <= _WIDTH or sum(map(len, texts)) < _NARROW * len(texts):
            continue
        in_blocks += len(block)
        breaks += sum(b[:1].islower() and not a.endswith((".", "!", "?")) for a, b in pairwise(texts))
    return in_blocks * 2 > total and breaks * 4 > in_blocks


def paragraphs(lines: Iterable[TextLine]) -> Iterator[TextLine]:
    """The lines, those of each paragraph as one; a title on the first line of a paragraph stays apart."""
    titled = False
    for block in _blocks(lines):
        body, footer = (block[:-3], block[-3:]) if _ends_in_footer(block) else (block, [])
        whole = _joined(body)
        if whole and len(body) > 1 and not titled and (len(body) > _TITLE_LINES or prose_strength(whole.text)):
            yield body[0]
            whole = _joined(body[1:])
        if whole:
            yield whole
            titled = not footer and prose_strength(whole.text) == 0
        yield from footer


def _ends_in_footer(block: list[TextLine]) -> bool:
    return len(block) >= 3 and next(units(block[-3:])).kind == FOOTER


def _joined(lines: list[TextLine]) -> TextLine | None:
    if not lines:
        return None
    fault = next((line.fault for line in lines if line.fault), None)
    return TextLine(lines[0].number, " ".join(line.text.strip() for line in lines), fault)


def _blocks(lines: Iterable[TextLine]) -> Iterator[list[TextLine]]:
    """Lines with no blank one between them; a block that grows beyond all measure is handed out in parts."""
    block: list[TextLine] = []
    size = 0
    for line in lines:
        if line.text.strip() or line.fault:
            block.append(line)
            size += len(line.text)
        if block and (size > LIMIT or not (line.text.strip() or line.fault)):
            yield block
            block, size = [], 0
    if block:
        yield block
