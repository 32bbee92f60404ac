"""How a name reads: its words, short forms and phrases written out, numbers apart from what they number, `A of B` as `B A`."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.resolve.names import is_short_form, parts, without_short_form, words
from kg.resolve.rewrites import PHRASES, Phrases, counted, phrases
from kg.resolve.stems import american, stem
from kg.resolve.wording import GLUED, spelled

TURNING = frozenset({"of", "for", "on"})
"""A word behind which stands what would otherwise stand before the head: number of parameters, parameter number."""

DIRECTED = frozenset({"to", "from", "2", "with", "without", "by", "over", "vs", "versus"})
"""Words that make the order of the others count."""

_SMALL = frozenset({"in", "and", "during"})

Expansions = Mapping[str, tuple[str, ...]]
"""The words of a short form by its folded form."""

EXPANSION, COUNTED = "expansion", "counted"
"""Reasons that the ledger gives, beside that for phrases."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A name for comparison: its words, written out and turned, their stems, and how it came to them.

    `sources` says what wrote it out: short forms of papers or lexicons, of the counted table, or phrases made by hand.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    turned: bool = False
    sources: frozenset[str] = frozenset()


def reading(name: str, expansions: Expansions, *, own: Container[str] = (), type_name: str = "") -> Reading:
    """Read a name of a type. `expansions` has the short forms that the corpus or a lexicon gives.

    Other short forms are written out by the tables, but for those in `own`, of which the corpus means different things.

    >>> reading("fine-tuning of LLMs", {"llm": ("large", "language", "model")}).words
    ('large', 'language', 'model', 'finetuning')
    """
    table = phrases(type_name)
    if name.isalpha() and name.isascii() and len(alone := words(name)) == 1 and _plain(alone[0], expansions, table):
        return Reading(alone, (stem(alone[0]),))
    here, elsewhere = (EXPANSION, expansions), ((PHRASES, table.short), (COUNTED, counted()))
    found: list[str] = []
    sources: set[str] = set()
    for raw, word in _pieces(without_short_form(name)):
        long: tuple[str, ...] = (word,)
        if is_short_form(raw):
            forms = (here,) if word in own else (elsewhere[0], here, elsewhere[1])
            source, long = next(((source, known[word]) for source, known in forms if word in known), ("", long))
            sources.add(source)
        found += long
    split = list(spelled([word for word in found if word != "the"] or found))
    read = _read(split, table)
    sources |= {PHRASES} if read != split else set()
    turned = _turned(read)
    final = turned if turned == read else _read(turned, table)
    kept = tuple([word for word in final if word not in _SMALL] or final)
    return Reading(kept, tuple(map(stem, kept)), turned != read, frozenset(sources - {""}))


@lru_cache(maxsize=65_536)
def plainly(name: str, type_name: str) -> Reading:
    """The name as it reads by the tables alone."""
    return reading(name, {}, type_name=type_name)


def _plain(word: str, expansions: Expansions, table: Phrases) -> bool:
    """Whether a name of this one word reads as it stands, as most do; what is in a table goes the long way."""
    tables = (expansions, counted(), table.short, table.within)
    return all(word not in known for known in tables) and (word,) not in table.names and american(word) == word


def _pieces(name: str) -> Iterator[tuple[str, str]]:
    """The parts of a name as written and folded, with the number behind a short form (SST2) as a part of its own."""
    for raw, word in zip(parts(name), words(name), strict=True):
        glued = GLUED.fullmatch(word) if raw.isascii() and not raw.isalpha() else None
        if glued and is_short_form(raw[: len(glued[1])]):
            yield raw[: len(glued[1])], glued[1]
            yield glued[2], glued[2]
        else:
            yield raw, word


def _read(found: list[str], table: Phrases) -> list[str]:
    """The words with the phrases of the table as they are read, the longest first at each place."""
    if (meant := table.names.get(tuple(found))) is not None:
        return list(meant)
    if table.within.keys().isdisjoint(found):
        return found
    read: list[str] = []
    at = 0
    while at < len(found):
        alone = (found[at],)
        fits = (pair for pair in table.within.get(found[at], ()) if tuple(found[at : at + len(pair[0])]) == pair[0])
        written, meant_here = next(fits, (alone, alone))
        read += meant_here
        at += len(written)
    return read


def _turned(found: Sequence[str]) -> list[str]:
    """`A of B` as `B A`, `A per B` as `per B A`; as written where several such words or a direction make it unclear."""
    turning = [at for at, word in enumerate(found) if word in TURNING and 0 < at < len(found) - 1]
    per = [at for at, word in enumerate(found) if word == "per" and 0 < at < len(found) - 1]
    if len(per) == 1 and not turning:
        return [*found[per[0] :], *found[: per[0]]]
    if len(turning) != 1 or not DIRECTED.isdisjoint(found):
        return [word for word in found if word not in TURNING] or list(found)
    (at,) = turning
    return [*found[at + 1 :], *found[:at]]
