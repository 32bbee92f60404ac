"""Texts made fit for a format that cannot hold every character."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold, not even escaped."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula when it stands first."""
SEPARATOR = "|"


def xml_text(text: str) -> str:
    """`text` as content or attribute of XML: illegal characters gone, white space single, the rest escaped.

    >>> xml_text('<a href="x">\\x00 &\\n b')
    '&lt;a href=&quot;x&quot;&gt; &amp; b'
    """
    return escape(" ".join(NOT_XML.sub("", text).split()), {'"': "&quot;"})


def joined(items: Iterable[str]) -> str:
    """The items in one cell, "|" between them; a "|" within an item becomes the broken bar "¦".

    >>> joined(["a|b", "c"])
    'a¦b|c'
    """
    return SEPARATOR.join(item.replace(SEPARATOR, "¦") for item in items)


def spreadsheet_cell(text: str) -> str:
    """`text` as a cell that no spreadsheet runs: an apostrophe goes before what would start a formula.

    Control characters and lone surrogates are dropped, line breaks stay (RFC 4180 allows them in quotes).

    >>> spreadsheet_cell("=HYPERLINK(1)"), spreadsheet_cell("LoRA")
    ("'=HYPERLINK(1)", 'LoRA')
    """
    plain = NOT_XML.sub("", text)
    return f"'{plain}" if plain.startswith(FORMULA) else plain
