"""Heads and modifiers of names for ontology/patterns from annotated papers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.annotated import GoldPaper
from kg.extract.document import Words
from kg.extract.phrases import shape, spans
from kg.extract.tokens import key

HEAD_COLUMNS = ("head", "type", "phrases", "score")
MODIFIER_COLUMNS = ("word", "within", "before", "score")
LEAST_PHRASES = 3
LEAST_SCORE = 0.15
_STRENGTH = 1.0
_CLOSED = frozenset({"the", "a", "an", "of", "and", "or", "for", "to", "in", "on", "with", "by", "we", "our", "it", "is", "are"})

_Counts = tuple[Counter[str], Counter[str]]
"""How often each word or shape stands within a name, and right before one without belonging to it."""


def learn_modifiers(papers: Sequence[GoldPaper]) -> list[tuple[str, ...]]:
    """The rows of modifiers.tsv: how often a word stands within a name, or right before one without belonging to it."""
    within, before = _sum(_modifiers(paper) for paper in papers)
    rows: list[tuple[str, ...]] = []
    for word in sorted({*within, *before}):
        times = within[word] + before[word]
        if times > 1 or word not in within:
            rows.append((word, str(within[word]), str(before[word]), f"{_share(within[word], before[word]):.2f}"))
    return rows


def _share(within: int, before: int) -> float:
    return (within + _STRENGTH / 2) / (within + before + _STRENGTH)


def _sum(counts: Iterator[_Counts]) -> _Counts:
    within: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for one, other in counts:
        within.update(one)
        before.update(other)
    return within, before


def _modifiers(paper: GoldPaper) -> _Counts:
    words = paper.words
    within: set[tuple[str, str, str]] = set()
    before: Counter[str] = Counter()
    for first, end in _names(paper):
        name = "".join(words.folded[first:end])
        within.update((words.folded[i], shape(words.texts[i]), name) for i in range(first, end - 1) if words.folded[i])
        if first and words.folded[first - 1] and words.sentence[first - 1] == words.sentence[first]:
            before.update((words.folded[first - 1], shape(words.texts[first - 1])))
    inside = Counter(word for word, _, _ in within)
    inside.update(form for _, form, _ in within)
    return inside, before


class _Others(Mapping[str, float]):
    """The shares of modifiers as all papers but one give them."""

    def __init__(self, every: _Counts, one: _Counts) -> None:
        self._every, self._one = every, one

    def __getitem__(self, word: str) -> float:
        within, before = (counts[word] - mine[word] for counts, mine in zip(self._every, self._one, strict=True))
        if within + before < 2 and (within or not before):
            raise KeyError(word)
        return _share(within, before)

    def __iter__(self) -> Iterator[str]:
        return iter({*self._every[0], *self._every[1]})

    def __len__(self) -> int:
        return len({*self._every[0], *self._every[1]})


def _names(paper: GoldPaper) -> Iterator[tuple[int, int]]:
    """The stretches of tokens that are annotated names, the longest where they overlap."""
    words = paper.words
    gold = {form for entity in paper.entities for form in entity.forms}
    end_of_last = 0
    for first, form in enumerate(words.folded):
        if not form or first < end_of_last:
            continue
        for end in range(min(first + 12, len(words.folded)), first, -1):
            if words.folded[end - 1] and "".join(words.folded[first:end]) in gold and _one_sentence(words, first, end):
                end_of_last = end
                yield first, end
                break


def _one_sentence(words: Words, first: int, end: int) -> bool:
    return words.sentence[first] == words.sentence[end - 1]


def learn_heads(papers: Sequence[GoldPaper]) -> list[tuple[str, ...]]:
    """The rows of heads.tsv: last words of names, and the share of phrases they end, each counted once, that are names.

    The phrases of a paper are found with the modifiers of the other papers, and a head counts from the second paper on.
    """
    each = [_modifiers(paper) for paper in papers]
    every = _sum(iter(each))
    endings = _endings(papers)
    phrases: dict[str, dict[str, bool]] = defaultdict(dict)
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for paper, own in zip(papers, each, strict=True):
        words = paper.words
        gold = {form: entity.type for entity in paper.entities for form in entity.forms}
        for first, end in spans(words, endings, _Others(every, own)):
            form = key(paper.text[words.starts[first] : words.ends[end - 1]])
            head = words.folded[end - 1]
            phrases[head][form] = form in gold
            if form in gold:
                types[head][gold[form]] += 1
    rows: list[tuple[str, ...]] = []
    for head, forms in sorted(phrases.items()):
        score = (sum(forms.values()) + _STRENGTH * 0.3) / (len(forms) + _STRENGTH)
        for kind, times in sorted(types[head].items()):
            part = score * times / types[head].total()
            if len(forms) >= LEAST_PHRASES and part >= LEAST_SCORE:
                rows.append((head, kind, str(len(forms)), f"{part:.2f}"))
    return rows


def _endings(papers: Sequence[GoldPaper]) -> frozenset[str]:
    """Words that end names of two or more words in at least two papers."""
    ends: Counter[str] = Counter()
    for paper in papers:
        words = paper.words
        ends.update({words.folded[end - 1] for first, end in _names(paper) if end - first > 1})
    return frozenset(word for word, times in ends.items() if times > 1 and word not in _CLOSED)
