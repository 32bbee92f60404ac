"""Names that name no single thing (existing methods, the model) make no nodes; what is left out so becomes a problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.keys import paper_path
from kg.lexicon import is_generic
from kg.records import PAPER, Extraction, LocalEntity, Problem
from kg.resolve.heard import Heard, Spelt

GENERIC = "generic name"


def generic_names(spellings: Iterable[Spelt]) -> frozenset[Spelt]:
    """Those of the spellings whose names are generic."""
    return frozenset(spelt for spelt in spellings if is_generic(spelt[1]))


def without_generic(heard: Heard, generic: frozenset[Spelt]) -> tuple[Heard, tuple[Problem, ...]]:
    """What a paper says without entities of generic names and what speaks of them, and a problem for each of them.

    A name that the paper gives a short form is one of its own and stays. A result that names a generic thing only as its
    baseline or context stays without it.
    """
    if generic.isdisjoint(heard.spelt):
        return heard, ()
    entities, spelt, varied = heard.extraction.entities, heard.spelt, heard.varied
    kept = [at for at, each in enumerate(spelt) if each not in generic or not all(map(is_generic, varied.get(at, ())))]
    left = with_entities(heard.extraction, tuple(entities[at] for at in kept))
    problems = tuple(_problem(heard.extraction, entities[at]) for at in sorted({*range(len(spelt))} - {*kept}))
    moved = {new: varied[old] for new, old in enumerate(kept) if old in varied}
    return Heard(left, tuple(spelt[at] for at in kept), moved), problems


def with_entities(extraction: Extraction, entities: tuple[LocalEntity, ...]) -> Extraction:
    """The extraction with these of its entities only; what speaks of one that goes, goes too."""
    known = {PAPER, *(entity.id for entity in entities)}
    relations = tuple(r for r in extraction.relations if {r.head, r.tail} <= known)
    results = tuple(
        replace(r, baseline=r.baseline if r.baseline in known else "", context=tuple(c for c in r.context if c in known))
        for r in extraction.results
        if r.subject in known
    )
    return replace(extraction, entities=entities, relations=relations, results=results)


def _problem(extraction: Extraction, entity: LocalEntity) -> Problem:
    relations = sum(entity.id in (r.head, r.tail) for r in extraction.relations)
    results = sum(entity.id == r.subject for r in extraction.results)
    message = f"{entity.type} {entity.name!r} names no single thing: left out with {relations} relations, {results} results"
    return Problem(GENERIC, paper_path(extraction.paper), message)
