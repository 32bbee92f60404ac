"""The component kg_lexicon: every stretch of words that is a name in ontology/lexicon, compared by its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.extract.document import Words
from kg.extract.tokens import key
from kg.lexicon import EXACT, LexiconEntry, load_lexicons, read_table
from kg.records import Mention, Span

LONGEST = 12
"""The most tokens that a name may span."""
UNMEASURED = 0.6
"""The score of a name whose row gives none: the share of such names that are annotated where they occur."""
_JOINTS = frozenset({"-", "–", "/", ".", "'", "’", "&", "_", "‐", "‑"})

Found = tuple[int, int, "Name"]


@dataclass(frozen=True, slots=True)
class Name:
    """What a key stands for. `forms` are the only spellings that count, as keep-case keys, or empty if any does."""

    type: str
    forms: frozenset[str]
    score: float
    group: str


def cased(name: str) -> str:
    """The letters, digits and case of a name, without a plural s: what an exact match compares.

    >>> cased("ViTs") == cased("ViT"), cased("SAM") == cased("Sam")
    (True, False)
    """
    letters = "".join(c for c in name if c.isalnum() or c in "+#")
    return letters[:-1] if len(letters) > 2 and letters.endswith("s") and not letters.endswith("ss") else letters


@cache
def lexicon(folder: Path) -> dict[str, tuple[Name, ...]]:
    """The names in the files of `folder` by key; of two rows for one key and type the one with a measured score counts."""
    names: dict[str, dict[str, Name]] = {}
    for entry in load_lexicons(folder):
        for form, name in _names(entry):
            kept = names.setdefault(form, {}).get(name.type)
            if kept is None or "annotated" in entry.row:
                names[form][name.type] = name
    return {form: tuple(by_type.values()) for form, by_type in names.items() if form}


def _names(entry: LexiconEntry) -> Iterator[tuple[str, Name]]:
    score = float(entry.row.get("score") or UNMEASURED)
    main = key(entry.main)
    for form in entry.found_by:
        group = key(form) if form in entry.forms else main
        yield key(form), Name(entry.type, frozenset({cased(form)} if entry.match == EXACT else ()), score, group)


def find_names(words: Words, names: Mapping[str, tuple[Name, ...]]) -> Iterator[Found]:
    """Every (first token, end token, name) that the lexicon holds, nested ones too, in order of the text."""
    folded, texts, text = words.folded, words.texts, words.text
    for first, start in enumerate(folded):
        if not start:
            continue
        joined, sentence = "", words.sentence[first]
        for end in range(first, min(first + LONGEST, len(folded))):
            if words.sentence[end] != sentence:
                if texts[end] == "\n":
                    continue
                break
            if not folded[end]:
                if texts[end] in _JOINTS:
                    continue
                break
            joined += folded[end]
            for name in names.get(joined, ()):
                if not name.forms or cased(text[words.starts[first] : words.ends[end]]) in name.forms:
                    yield first, end + 1, name


def mentions(words: Words, found: Iterable[Found], by: str) -> list[Mention]:
    """The matches as mentions."""
    made = []
    for first, end, name in found:
        span = Span(words.starts[first], words.ends[end - 1])
        made.append(Mention(span, span.of(words.text), name.type, name.score, by))
    return made


@cache
def synonyms(folder: Path) -> dict[str, str]:
    """From the key of a name to the key of the name that it shares with its synonyms, where these differ."""
    names = lexicon(folder)
    return {form: found[0].group for form, found in names.items() if found[0].group != form}


@cache
def generic_names(folder: Path) -> frozenset[str]:
    """The keys of the names in generic.tsv, which name no single thing and so are no entities."""
    return frozenset(key(row["name"]) for row in read_table(folder / "generic.tsv") if row["use"] != "modifier")
