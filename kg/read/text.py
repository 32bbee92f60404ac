"""Titles and abstracts made safe for every later format, without touching more characters than needed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_URL = r"\s<>\"{}|\\^`%\[\]\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufff0-\uffff"
_URL = re.compile(rf"https?://[^{_NOT_IN_URL}/?#][^{_NOT_IN_URL}]*(?:%[0-9A-Fa-f]{{2}}[^{_NOT_IN_URL}]*)*", re.I)
_MAX_URL = 2_000


def clean(text: str, *, verbatim: bool = False) -> tuple[str, int]:
    r"""The text without outer white space, and how many characters had to be replaced in it.

    Control characters other than line feed and tab become spaces; lone surrogates and noncharacters become U+FFFD. Their
    number never changes the length. Unless `verbatim`, each run of white space becomes one space first.

    >>> clean("A\x00B  <script>")
    ('A B <script>', 1)
    """
    kept = text.strip() if verbatim else squeeze(text)
    safe, replaced = _UNSAFE.subn(_replacement, kept)
    if not replaced:
        return kept, 0
    return (safe.strip() if verbatim else squeeze(safe)), replaced


def squeeze(text: str) -> str:
    """The text with single spaces for all white space."""
    return " ".join(text.split())


def one_line(text: str) -> str:
    """The text on one line, safe to print and to store; for names, details and messages."""
    return clean(text)[0]


def shortened(text: str, limit: int = 80) -> str:
    """The text on one line, cut to `limit` characters."""
    line = one_line(text)
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def is_url(text: str) -> bool:
    """Whether the text is an http(s) address that may stand in RDF and HTML as it is.

    >>> is_url("https://example.org/a?b=1%20c"), is_url("javascript:alert(1)"), is_url("http://a b")
    (True, False, False)
    """
    if len(text) > _MAX_URL or _URL.fullmatch(text) is None:
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _replacement(match: re.Match[str]) -> str:
    return " " if match[0] < "\xa0" else "\ufffd"
