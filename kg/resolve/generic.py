"""Names that name no single thing (existing methods, the model) make no nodes; what is left out so becomes a problem."""

from __future__ import annotations

from dataclasses import replace

from kg.keys import paper_path
from kg.lexicon import is_generic
from kg.records import PAPER, Extraction, LocalEntity, Problem
from kg.resolve.short_forms import defining_name, short_forms

GENERIC = "generic name"


def without_generic(extraction: Extraction) -> tuple[Extraction, tuple[Problem, ...]]:
    """The extraction without entities of generic names and what speaks of them, and a problem for each of them.

    A name that the paper gives a short form is one of its own and stays. A result that names a generic thing only as its
    baseline or context stays without it.
    """
    dropped = [entity for entity in extraction.entities if _names_nothing(entity)]
    if not dropped:
        return extraction, ()
    kept = tuple(entity for entity in extraction.entities if entity not in dropped)
    return with_entities(extraction, kept), tuple(_problem(extraction, entity) for entity in dropped)


def _names_nothing(entity: LocalEntity) -> bool:
    long = defining_name(entity)
    return is_generic(long) and all(map(is_generic, short_forms(entity, long)))


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
