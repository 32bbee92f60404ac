"""How often each rule of result_reading is right on annotated papers.

`python -m kg.extract.learn_results GOLD... > ontology/patterns/result_scores.tsv`
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import orjson
import spacy

from kg.extract.document import mark_sentences
from kg.extract.quantities import find_quantities
from kg.extract.results import find_results
from kg.extract.tokens import PaperTokenizer

COLUMNS = ("rule", "right", "cases", "score")
PRIOR_RIGHT, PRIOR_CASES = 1.5, 2.0
"""What a rule is taken to have shown before it is measured."""

Key = tuple[tuple[Decimal, ...], str, str]
"""Numbers, unit and direction."""


def measure_rules(papers: Iterable[dict[str, object]]) -> list[tuple[str, ...]]:
    """(rule, right, cases, score) for every rule, by name: a result is right when numbers, unit and direction are."""
    nlp = spacy.blank("en")
    nlp.tokenizer = PaperTokenizer(nlp.vocab)
    right: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for paper in papers:
        wanted = Counter(_key(result) for result in paper["results"])  # type: ignore[attr-defined]
        for result in find_results(mark_sentences(nlp(f"{paper['title']}\n{paper['abstract']}"))):
            key = (result.numbers, result.unit, result.direction)
            rule = result.by.removeprefix("result ")
            cases[rule] += 1
            right[rule] += wanted[key] > 0
            wanted[key] -= 1
    return [(rule, str(right[rule]), str(cases[rule]), _score(right[rule], cases[rule])) for rule in sorted(cases)]


def _key(result: dict[str, str]) -> Key:
    found = find_quantities(f"{result['value']} {result['unit'] or ''}")
    return (found[0].numbers if found else (), found[0].unit if found else "", result["direction"])


def _score(right: int, cases: int) -> str:
    return f"{(right + PRIOR_RIGHT) / (cases + PRIOR_CASES):.2f}"


def main(files: Sequence[str]) -> None:
    """Write the table for the annotated files to standard output."""
    papers = [paper for file in files for paper in orjson.loads(Path(file).read_bytes())]
    for row in (COLUMNS, *measure_rules(papers)):
        sys.stdout.write("\t".join(row) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
