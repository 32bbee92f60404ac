"""A small corpus made large: its papers again and again under new titles, with a part of their names changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kg.records import Extraction, LocalEntity, Paper, Result, Span

CHANGED = 0.3
"""The share of the names of a repeated paper that are changed."""

CHANGES: tuple[Callable[[str, int], str], ...] = (
    lambda name, turn: name.upper(),
    lambda name, turn: name.replace(" ", "-"),
    lambda name, turn: f"{name} model",
    lambda name, turn: f"{name}{turn}",
)


def repeated(papers: Sequence[Paper], extractions: Sequence[Extraction], number: int) -> Iterator[tuple[Paper, Extraction]]:
    """So many papers with their extractions, the first ones as they are."""
    by_key = {extraction.paper: extraction for extraction in extractions}
    for at in range(number):
        turn, place = divmod(at, len(papers))
        paper, extraction = papers[place], by_key[papers[place].key]
        yield (paper, extraction) if not turn else _again(paper, extraction, turn)


def _again(paper: Paper, extraction: Extraction, turn: int) -> tuple[Paper, Extraction]:
    title = f"{paper.title} {turn}"
    chance = random.Random(f"{turn} {paper.key}")
    names = sorted({mention.text for entity in extraction.entities for mention in entity.mentions})
    changed = {name: chance.choice(CHANGES)(name, turn) for name in names if chance.random() < CHANGED}

    def moved(span: Span) -> Span:
        shift = len(title) - len(paper.title) if span.start > len(paper.title) else 0
        return Span(span.start + shift, span.end + shift)

    def entity_again(entity: LocalEntity) -> LocalEntity:
        mentions = tuple(replace(m, span=moved(m.span), text=changed.get(m.text, m.text)) for m in entity.mentions)
        return replace(entity, name=changed.get(entity.name, entity.name), mentions=mentions)

    def result_again(result: Result) -> Result:
        return replace(result, evidence=moved(result.evidence))

    again = replace(paper, title=title)
    relations = tuple(replace(relation, evidence=moved(relation.evidence)) for relation in extraction.relations)
    return again, replace(
        extraction,
        paper=again.key,
        sha256=again.sha256,
        entities=tuple(map(entity_again, extraction.entities)),
        relations=relations,
        results=tuple(map(result_again, extraction.results)),
    )
