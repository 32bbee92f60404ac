"""Single values as text, and the names of authors in the forms that files have them."""

from __future__ import annotations

import re
from typing import Any

_QUOTED = re.compile(r"""'([^']+)'|"([^"]+)\"""")


def text_of(value: Any) -> str:
    """A single value as text; "" for nothing and for what holds other values."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or value != value or isinstance(value, list | tuple | dict | bytes):
        return ""
    return str(value)


def names_of(value: Any) -> tuple[str, ...]:
    """The authors, given as a list of strings or of {"name": ...}, or as one string.

    >>> names_of("Ada Byron; Grace Hopper"), names_of([{"name": "Ada Byron"}]), names_of("Byron, Ada")
    (('Ada Byron', 'Grace Hopper'), ('Ada Byron',), ('Byron, Ada',))
    """
    if isinstance(value, str):
        return tuple(_split_names(value))
    if not isinstance(value, list | tuple):
        return ()
    return tuple(name for name in (_name(item) for item in value) if name)


def natural_order(name: str) -> str:
    """A name written "Family, Given" or "Family, Suffix, Given", as BibTeX and RIS have it, in the order of speech.

    >>> natural_order("Byron, Ada"), natural_order("King, Jr., Martin"), natural_order("Ada Byron")
    ('Ada Byron', 'Martin King Jr.', 'Ada Byron')
    """
    parts = [part.strip() for part in name.split(",")]
    if not 2 <= len(parts) <= 3:
        return name.strip()
    return " ".join(part for part in (parts[-1], *parts[:-1]) if part)


def _name(item: Any) -> str:
    if not isinstance(item, dict):
        return text_of(item).strip()
    given = " ".join(text_of(item.get(part)).strip() for part in ("first", "middle", "last")).strip()
    return next(
        (text for key in ("name", "display_name", "full_name", "fullname") if (text := text_of(item.get(key)).strip())), given
    )


def _split_names(text: str) -> list[str]:
    if text.lstrip().startswith("["):
        return [first or second for first, second in _QUOTED.findall(text)]
    for mark in (";", " and ", "|"):
        if mark in text:
            return [name.strip(" ,") for name in text.split(mark) if name.strip(" ,")]
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return parts if all(" " in part for part in parts) else [text.strip()]
