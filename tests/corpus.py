"""Corpora of any size, made of the bundled sample: its sentences mixed anew, with other names and numbers in them.

python -m tests.corpus 100000 --seed 1 -o corpus.jsonl

Paper number i depends on the seed and on i alone, so that memory is constant, a smaller corpus is the beginning of a larger
one, and parts can be made by several processes. Every paper has a name of its own in the title. Each further name is, with
the chance ONCE, one that no other paper has; else it comes from a pool without end, whose ranks follow the law of Zipf and
Mandelbrot: P(rank >= k) = (1 + (k - 1) / SHIFT) ** (1 - ZIPF). The first ranks of the pool are the names of the sample, the
next ones the papers' own names, so that papers speak of each other.

ONCE, ZIPF and SHIFT are set so that names grow as in real abstracts. In 2,655 of them, in random order, the shipped model
finds 9.0 names a paper, 71 % of them for the first time; the exponent of Heaps (log new names by log names) is 0.93, that of
Zipf for the names used five times and more 0.7 (`growth` below, applied to the extractions). A test fits the same figures
for made papers.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from kg.build import sample_files
from kg.extract.run import extract
from kg.read import merge, read
from kg.records import Extraction, Paper

ONCE = 0.6
"""The chance that a name stands in one paper only."""
ZIPF = 1.5
SHIFT = 40.0

SENTENCES = (4, 7)
FIRST_DAY = date(2013, 1, 1)
DAYS = 4_700

NUMBER = re.compile(r"\b\d+(?:\.\d+)?(?=x\b|%| (?:points|hours|times|ms|GB|million|billion)\b)")
SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ai", "or")]
ENDINGS = ("Net", "Former", "LM", "Quant", "Mix", "RL", "Bench", "Prune")
SPREAD = 2_654_435_761
"""A prime that scatters codes (Knuth, The Art of Computer Programming 3, 6.4)."""
SLOTS = 64
"""Names of its own that a paper may have at most."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a name: that of the paper itself, or another of some type, the same for the same `source`."""

    source: str
    type: str
    own: bool


Part = str | Slot
Template = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """The templates: title ends, sentences by their place in an abstract (first, other), names by type, the commonest first."""

    titles: tuple[Template, ...]
    first: tuple[Template, ...]
    other: tuple[Template, ...]
    names: dict[str, tuple[str, ...]]


@cache
def sample() -> Sample:
    """The bundled sample, its names found by the pattern extractor."""
    papers = merge(item for item in read(sample_files()) if isinstance(item, Paper))
    extractions = list(extract(papers, extractor="patterns"))
    uses: dict[str, Counter[str]] = {}
    titles, first, other = [], [], []
    for paper, extraction in zip(papers, extractions, strict=True):
        for entity in extraction.entities:
            uses.setdefault(entity.type, Counter())[entity.name] += 1
        title, *sentences = _templates(paper, extraction)
        titles.append(title)
        first += sentences[:1]
        other += sentences[1:]
    names = {kind: tuple(sorted(counts, key=lambda name: (-counts[name], name))) for kind, counts in sorted(uses.items())}
    return Sample(tuple(titles), tuple(first), tuple(other), names)


def _templates(paper: Paper, extraction: Extraction) -> list[Template]:
    """The title, without what stands before its colon, and the sentences, with slots in place of names."""
    in_title = [entity for entity in extraction.entities if entity.mentions[0].span.end <= len(paper.title)]
    own = min(in_title, key=lambda entity: entity.mentions[0].span.start).id if in_title else ""
    slots = sorted(
        (mention.span.start, mention.span.end, Slot(f"{paper.key} {entity.id}", entity.type, entity.id == own))
        for entity in extraction.entities
        for mention in entity.mentions
    )
    begin = paper.title.find(": ") + 2 if ": " in paper.title else 0
    bounds = [len(paper.title) + 1, *(len(paper.title) + 1 + match.end() for match in SENTENCE.finditer(paper.abstract))]
    pieces = [(begin, len(paper.title)), *pairwise([*bounds, len(paper.text) + 1])]
    return [_template(paper.text, start, end, slots) for start, end in pieces]


def _template(text: str, start: int, end: int, slots: Sequence[tuple[int, int, Slot]]) -> Template:
    parts: list[Part] = []
    for a, b, slot in slots:
        if start <= a and b <= end:
            parts += [text[start:a], slot]
            start = b
    return (*parts, text[start:end].rstrip())


def papers(number: int, seed: int = 0, *, first: int = 0) -> Iterator[dict[str, Any]]:
    """The papers number `first` to `number` - 1, as JSON values: id, title, abstract, date, authors."""
    for at in range(first, number):
        yield _paper(at, seed)[0]


def names(number: int, seed: int = 0) -> Iterator[str]:
    """The names that were put into the first so many papers, each once a paper, in their order."""
    for at in range(number):
        yield from _paper(at, seed)[1]


def _paper(at: int, seed: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A paper, and the names put into it."""
    chance, source = random.Random(f"{seed} {at}"), sample()
    naming = _Naming(chance, at, {}, coined(own_type(), at * SLOTS))
    sentences = [chance.choice(source.first)]
    sentences += [chance.choice(source.other) for _ in range(chance.randint(*SENTENCES) - 1)]
    title = naming.filled(chance.choice(source.titles))
    abstract = " ".join(NUMBER.sub(lambda match: _number(match[0], chance), naming.filled(part)) for part in sentences)
    values = {
        "id": f"made-{seed}-{at}",
        "title": f"{naming.own}: {title}",
        "abstract": abstract,
        "date": (FIRST_DAY + timedelta(int(DAYS * math.sqrt(chance.random())))).isoformat(),
        "authors": [f"{coined_word(chance.randrange(4_000)).title()} {coined_word(chance.randrange(20_000)).title()}"],
    }
    return values, (naming.own, *dict.fromkeys(naming.given.values()))


@cache
def own_type() -> str:
    """The commonest type of the things that papers are about."""
    counts = Counter(part.type for first in sample().first for part in first if isinstance(part, Slot) and part.own)
    return max(sorted(counts), key=lambda kind: counts[kind])


@dataclass(slots=True)
class _Naming:
    """The names of one paper: what stands for which name of the sample."""

    chance: random.Random
    at: int
    given: dict[str, str]
    own: str

    def filled(self, template: Template) -> str:
        return "".join(part if isinstance(part, str) else self.own if part.own else self._name(part) for part in template)

    def _name(self, slot: Slot) -> str:
        if slot.source not in self.given:
            if self.chance.random() < ONCE:
                name = coined(slot.type, self.at * SLOTS + 1 + len(self.given) % (SLOTS - 1))
            else:
                name = pooled(slot.type, _rank(self.chance))
            self.given[slot.source] = name
        return self.given[slot.source]


def _rank(chance: random.Random) -> int:
    """A rank from 1 on, after Zipf and Mandelbrot."""
    return 1 + int(SHIFT * ((1.0 - chance.random()) ** (1.0 / (1.0 - ZIPF)) - 1.0))


@lru_cache(1 << 16)
def pooled(kind: str, rank: int) -> str:
    """The name of a type at this rank of the pool."""
    names = sample().names[kind]
    return names[rank - 1] if rank <= len(names) else coined(kind, (rank - len(names) - 1) * SLOTS)


def coined(kind: str, code: int) -> str:
    """A made-up name, another one for each code, after the manner of the sample's names of this type; every SLOTS-th is a
    proper name, as those are that papers give to what they bring.

    >>> coined(own_type(), 7) != coined(own_type(), 71)
    True
    """
    names, kinds = sample().names[kind], tuple(sample().names)
    word, model = coined_word(code * len(kinds) + kinds.index(kind)), names[code * SPREAD % 7_919 % len(names)]
    if " " in model and code % SLOTS:
        return f"{word if model.islower() else word.title()} {model.rpartition(' ')[2]}"
    return f"{word.title()}{ENDINGS[code * SPREAD % 7_919 % len(ENDINGS)]}"


def coined_word(code: int) -> str:
    """A made-up word, another one for each code; words of neighbouring codes are not alike."""
    number, base = len(SYLLABLES), len(SYLLABLES) ** 2
    while code >= base:
        code, base = code - base, base * number
    code = code * SPREAD % base  # one to one, since SPREAD and the number of syllables have no common factor
    word = ""
    while base > 1:
        code, syllable = divmod(code, number)
        word, base = word + SYLLABLES[syllable], base // number
    return word


def _number(text: str, chance: random.Random) -> str:
    """Another number with as many digits."""
    return "".join(str(chance.randint(1, 9)) if c.isdigit() else c for c in text)


def write(out: BinaryIO, items: Iterable[dict[str, Any]]) -> None:
    """JSON Lines."""
    out.writelines(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE) for item in items)


@dataclass(frozen=True, slots=True)
class Growth:
    """How names grow: names used, the share of first uses, the exponents of Heaps and Zipf."""

    used: int
    new: float
    heaps: float
    zipf: float


def growth(names: Sequence[str]) -> Growth:
    """The growth of a sequence of names. Exponents are least squares of logarithms: Heaps from a 64th of it on, at fiftieths;
    Zipf from rank 5 to the last name that is used five times."""
    seen: Counter[str] = Counter()
    points = []
    for number, name in enumerate(names, 1):
        seen[name] += 1
        if number >= len(names) / 64 and number % max(1, len(names) // 50) == 0:
            points.append((math.log(number), math.log(len(seen))))
    counts = sorted(seen.values(), reverse=True)
    ranks = [(math.log(rank), math.log(count)) for rank, count in enumerate(counts, 1) if rank >= 5 and count >= 5]
    return Growth(len(names), len(seen) / len(names), _slope(points), -_slope(ranks))


def _slope(points: Sequence[tuple[float, float]]) -> float:
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def main(words: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description="Make papers out of the sample.")
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="begin with this paper, counted from 0")
    parser.add_argument("-o", "--output", type=Path, default=None, help="a file; stdout where it is left out")
    asked = parser.parse_args(words)
    made = papers(asked.number, asked.seed, first=asked.first)
    if asked.output is None:
        write(sys.stdout.buffer, made)
    else:
        with asked.output.open("wb") as file:
            write(file, made)


if __name__ == "__main__":
    main()
