"""Short forms that a text defines, "long form (SF)" or "SF (long form)".

The algorithm is that of A. S. Schwartz and M. A. Hearst, A simple algorithm for identifying abbreviation definitions in
biomedical text, Pacific Symposium on Biocomputing 2003: the characters of the short form are looked for from right to
left in the words before the bracket, and its first character must begin a word. A long form has at most
min(|SF| + 5, 2 |SF|) words. Beyond the paper, a plural s of the short form is not looked for, and a long form whose
initials spell the short form is preferred to a shorter one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.document import Abbreviation
from kg.records import Span

_BRACKET = re.compile(r"\(([^()]{2,80})\)")
_SHORT = re.compile(r"[^\W_](?:[^\W_]|[-+/&.](?=[^\W_]))*\+?")
_BREAK = re.compile(r"[.;:!?()\n]\s|[(),]")


def find_abbreviations(text: str) -> tuple[Abbreviation, ...]:
    """The definitions in `text`, in order, the first one of each short form.

    >>> [(a.short.of(t), a.long.of(t)) for t in ["We prune a vision transformer (ViT)."] for a in find_abbreviations(t)]
    [('ViT', 'vision transformer')]
    """
    found: dict[str, Abbreviation] = {}
    for bracket in _BRACKET.finditer(text):
        for pair in _definition(text, bracket):
            found.setdefault(pair.short.of(text), pair)
    return tuple(found.values())


def _definition(text: str, bracket: re.Match[str]) -> Iterator[Abbreviation]:
    inner = re.split(r"[,;]", bracket[1])[0].strip().removeprefix("the ")
    start = text.index(inner, bracket.start(1)) if inner else 0
    before = text[: bracket.start()].rstrip()
    if _is_short(inner):
        long = _long_form(inner, before, _words_allowed(inner))
        if long:
            yield Abbreviation(Span(start, start + len(inner)), long)
        return
    last = re.search(r"[^\s(),;:]+$", before)
    if last and _is_short(last[0]) and len(inner.split()) <= _words_allowed(last[0]):
        long = _long_form(last[0], inner, _words_allowed(last[0]))
        if long and len(inner) - (long.end - long.start) <= len(inner) // 3:
            yield Abbreviation(Span(last.start(), last.end()), Span(start, start + len(inner)))


def _is_short(form: str) -> bool:
    return bool(_SHORT.fullmatch(form)) and 2 <= len(form) <= 12 and form[0].isalnum() and any(c.isupper() for c in form)


def _words_allowed(short: str) -> int:
    letters = len(short.removesuffix("s"))
    return min(letters + 5, 2 * letters)


def _long_form(short: str, before: str, most: int) -> Span | None:
    """Where the long form of `short` stands at the end of `before`."""
    window = before[-200:]
    cut = [match.end() for match in _BREAK.finditer(window)]
    offset = len(before) - len(window) + (cut[-1] if cut else 0)
    words = [match.start() + offset for match in re.finditer(r"\S+", before[offset:])]
    floor = words[-most] if len(words) > most else offset
    wanted = short[:-1] if short.endswith("s") and short[:-1].isupper() else short
    place = _initials(wanted, before, floor)
    place = _match(wanted, before, floor) if place is None else place
    place = _whole_compound(wanted, before, place)
    long = before[place:] if place is not None else ""
    if place is None or len(long) <= len(short) or short in long.split():
        return None
    return Span(place, len(before))


def _whole_compound(short: str, text: str, place: int | None) -> int | None:
    """Where the hyphenated word begins in which `place` stands, if the short form begins with its letter too."""
    if place is None or text[max(place - 1, 0)] not in "-‐":
        return place
    start = text.rfind(" ", 0, place) + 1
    return start if text[start].lower() == short[0].lower() else place


def _initials(short: str, text: str, floor: int) -> int | None:
    starts = [match.start() for match in re.finditer(r"[^\W_]+", text[floor:])][-len(short) :]
    spelt = "".join(text[floor + start] for start in starts)
    at_word = starts and (floor + starts[0] == 0 or text[floor + starts[0] - 1] != "-")
    return floor + starts[0] if at_word and spelt.lower() == short.lower() else None


def _match(short: str, text: str, floor: int) -> int | None:
    place = len(text)
    for index in range(len(short) - 1, -1, -1):
        wanted = short[index].lower()
        if not wanted.isalnum():
            continue
        place -= 1
        while place >= floor and (text[place].lower() != wanted or (index == 0 and place > 0 and text[place - 1].isalnum())):
            place -= 1
        if place < floor:
            return None
    return place
