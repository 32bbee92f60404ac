"""Relations that texts put in set words: the patterns of ontology/patterns/phrasings.tsv.

They find the relations that are too rare in annotated papers for the rules of relations.tsv to learn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import ontology
from kg.extract.cues import Pair, Place, Scene
from kg.lexicon import read_table
from kg.records import PAPER

MAIN = "main"
FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One line of phrasings.tsv: `score` is the share of the pairs found so that annotated papers relate.

    `ends` is `main` (the head is the paper's own work, `regex` fits the words of the sentence before the tail),
    `forward` (`regex` fits all that stands between the head and a tail after it) or `back` (tail first).
    """

    relation: str
    ends: str
    regex: re.Pattern[str]
    score: float


@cache
def load_phrasings(folder: Path) -> tuple[Phrasing, ...]:
    """The lines of phrasings.tsv. Raises UnknownName for a relation that the ontology lacks."""
    terms = ontology.load()
    return tuple(
        Phrasing(terms.relation(row["relation"]).name, row["ends"], re.compile(row["pattern"]), float(row["score"]))
        for row in read_table(folder / "phrasings.tsv")
    )


def phrased(scene: Scene, phrasing: Phrasing) -> Iterator[tuple[Pair, int]]:
    """The pairs that the words of `phrasing` relate, each with its sentence."""
    for number, places in enumerate(scene.places):
        for tail in places:
            heads = [PAPER] if phrasing.ends == MAIN else places
            for head in heads:
                if _fits(scene, phrasing, head, tail):
                    found = scene.main if isinstance(head, str) else head.entity.id
                    yield Pair(phrasing.ends, found, tail.entity.id, {}), number


def _fits(scene: Scene, phrasing: Phrasing, head: Place | str, tail: Place) -> bool:
    terms, words = ontology.load(), scene.words
    if isinstance(head, str):
        kinds = {entity.id: entity.type for entity in scene.entities}
        if tail.entity.id == scene.main or not (
            terms.allows(kinds.get(scene.main, PAPER), phrasing.relation, tail.entity.type)
            or terms.allows(PAPER, phrasing.relation, tail.entity.type)
        ):
            return False
        begin = words.starts[words.sentences[tail.sentence][0]]
        return bool(phrasing.regex.search(words.text[begin : words.starts[tail.first]]))
    if head.entity.id == tail.entity.id or not terms.allows(head.entity.type, phrasing.relation, tail.entity.type):
        return False
    left, right = (head, tail) if phrasing.ends == FORWARD else (tail, head)
    if left.end > right.first:
        return False
    return bool(phrasing.regex.fullmatch(words.text[words.ends[left.end - 1] : words.starts[right.first]]))
