"""Names for ontology/lexicon from annotated papers, each with the share of papers in which it is annotated."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.extract.annotated import GoldPaper
from kg.extract.lexicon import Name, cased, find_names
from kg.extract.tokens import key
from kg.lexicon import EXACT, FOLDED, LexiconEntry

COLUMNS = ("name", "aliases", "type", "match", "occurring", "annotated", "score", "long")
STRENGTH = 2.0
"""How many papers the share of a group of names weighs beside a name's own papers."""
MOST_WORDS = 7
"""Longer names are phrases of one paper."""
LEAST = 0.25
"""Names with a lower score are left out."""
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN_WORD = re.compile(r"[a-z]+")


@dataclass
class _Form:
    types: Counter[str] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    long: Counter[str] = field(default_factory=Counter)
    any_case: int = 0
    same_case: int = 0
    annotated: int = 0
    listed_exact: bool = False

    @property
    def type(self) -> str:
        return min(self.types, key=lambda kind: (-self.types[kind], kind))

    @property
    def spelling(self) -> str:
        return min(self.spellings, key=lambda text: (-self.spellings[text], not text.islower(), text))

    @property
    def exact(self) -> bool:
        if self.spelling == self.spelling.lower():
            return False
        if self.same_case == self.any_case:
            return len(self.spelling) < 6 and self.spelling[1:] != self.spelling[1:].lower()
        return 0 < 1.1 * self.same_case < self.any_case

    @property
    def occurring(self) -> int:
        return max(self.same_case if self.exact else self.any_case, self.annotated)


def learn_names(papers: Sequence[GoldPaper], known: Iterable[LexiconEntry] = ()) -> list[tuple[str, ...]]:
    """The rows of names.tsv, sorted: every name and short form of `papers` that is annotated often enough.

    The names of `known` that occur are measured too, so that one which is seldom annotated has a low score.
    """
    forms = _collect(papers)
    listed = _add_known(forms, known)
    _count(papers, forms)
    prior = _priors(forms)
    rows = []
    for form in forms.values():
        if (form.annotated == 0 and form.occurring < 2) or (key(form.spelling) not in listed and _says_little(form)):
            continue
        score = (max(form.annotated - 1, 0) + STRENGTH * prior[_group(form)]) / (max(form.occurring - 1, 0) + STRENGTH)
        for kind, times in sorted(form.types.items()):
            share = round(score * times / form.types.total(), 2)
            if share >= LEAST or (key(form.spelling) in listed and form.occurring > 1):
                rows.append(_row(form, kind, share))
    return sorted(rows, key=lambda row: (key(row[0]), row))


def _says_little(form: _Form) -> bool:
    """Whether the name is a bare number, or a plain word in lower case that no second paper names."""
    return not _LETTER.search(form.spelling) or (form.annotated < 2 and _PLAIN_WORD.fullmatch(form.spelling) is not None)


def _row(form: _Form, kind: str, score: float) -> tuple[str, ...]:
    long = form.long.most_common(1)
    named = long[0][0] if long and 3 * long[0][1] >= form.annotated else ""
    match = EXACT if form.exact or form.listed_exact else FOLDED
    return (form.spelling, "", kind, match, str(form.occurring), str(form.annotated), f"{score:.2f}", named)


def _collect(papers: Iterable[GoldPaper]) -> dict[str, _Form]:
    forms: dict[str, _Form] = defaultdict(_Form)
    for paper in papers:
        for entity in paper.entities:
            for name in sorted(set(entity.mentions)):
                form = key(name)
                if len(form) > 1 and "\\" not in name and len(re.findall(r"\w+", name)) <= MOST_WORDS:
                    forms[form].types[entity.type] += 1
                    forms[form].spellings[name] += 1
                    forms[form].long.update(other for other in entity.mentions if _spelt_out(name, other))
    return forms


def _add_known(forms: dict[str, _Form], known: Iterable[LexiconEntry]) -> frozenset[str]:
    """Add the names that `forms` lacks; returns the keys of all of them."""
    listed = set()
    for entry in known:
        for name in entry.found_by:
            form = key(name)
            listed.add(form)
            unseen = form not in forms
            if len(form) > 1 and entry.type not in forms[form].types:
                forms[form].types[entry.type] += 0 if forms[form].types else 1
                forms[form].spellings[name] += 1
                forms[form].listed_exact = unseen and entry.match == EXACT
    return frozenset(listed)


def _spelt_out(short: str, long: str) -> bool:
    letters = [c for c in short.removesuffix("s").lower() if c.isalnum()]
    initials = [word[0].lower() for word in long.replace("-", " ").split() if word[0].isalnum()]
    if len(letters) < 2 or not initials:
        return False
    return len(long) > len(short) + 2 and letters[0] == initials[0] and set(initials) <= set(letters)


def _count(papers: Iterable[GoldPaper], forms: dict[str, _Form]) -> None:
    """Count the papers in which each form occurs, as a paper that was not learnt from would see it."""
    names = {form: (Name(form, frozenset(), 1.0, form),) for form in forms}
    spellings = {form: {cased(s) for s in found.spellings} for form, found in forms.items()}
    for paper in papers:
        gold = {form for entity in paper.entities for form in entity.forms}
        only_here = {form for form in gold & forms.keys() if forms[form].types.total() == 1}
        here: dict[str, bool] = {}
        words, text = paper.words, paper.text
        end_of_last = 0
        longest: dict[int, tuple[int, Name]] = {}
        for first, end, name in find_names(words, names):
            if name.group not in only_here:
                longest[first] = (end, name)
        for first in sorted(longest):
            end, name = longest[first]
            if first < end_of_last and end <= end_of_last:
                continue
            end_of_last = max(end, end_of_last)
            same = cased(text[words.starts[first] : words.ends[end - 1]]) in spellings[name.group]
            here[name.group] = here.get(name.group, False) or same
        for form, same in here.items():
            forms[form].any_case += 1
            forms[form].same_case += same
        for form in gold & forms.keys():
            forms[form].annotated += 1
            if form not in here:
                forms[form].any_case += 1
                forms[form].same_case += 1


def _group(form: _Form) -> tuple[str, int, str]:
    name = form.spelling
    shape = "lower" if name.islower() else "title" if name[1:].islower() or name.istitle() else "mixed"
    return form.type, min(len(name.split()), 3), shape


def _priors(forms: dict[str, _Form]) -> dict[tuple[str, int, str], float]:
    """For each group the share of annotated papers among those that hold a name known from just one other paper."""
    right: Counter[tuple[str, int, str]] = Counter()
    cases: Counter[tuple[str, int, str]] = Counter()
    for form in forms.values():
        if form.occurring == 2:
            cases[_group(form)] += 2 if form.annotated == 2 else 1
            right[_group(form)] += 2 if form.annotated == 2 else 0
    every = sum(right.values()) / max(1, sum(cases.values()))
    return {group: (right[group] + 4 * every) / (cases[group] + 4) for group in {_group(form) for form in forms.values()}}
