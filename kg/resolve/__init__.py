"""What single papers say becomes one graph: identity, statements with their evidence, claims, a ledger of every joining.

Pure and deterministic: the result depends on the papers and extractions alone, not on their order or on history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.ontology import Ontology
from kg.records import Extraction, Knowledge, Paper, Problem
from kg.resolve.claims import claims_of
from kg.resolve.collector import collection_paused
from kg.resolve.conflicts import settle_types
from kg.resolve.corrections import NOTHING, Corrections
from kg.resolve.entities import entities_of
from kg.resolve.generic import generic_names, with_entities, without_generic
from kg.resolve.heard import Heard, Spelt, hear
from kg.resolve.identity import Identity, Known, identify
from kg.resolve.known import Listed
from kg.resolve.ledger import LedgerEntry, in_order
from kg.resolve.rejections import reject
from kg.resolve.statements import Statements
from kg.resolve.variants import variants_of

__all__ = ["Identity", "Known", "Resolution", "above", "resolve"]

NO_LIST = Listed()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The graph, why names were joined or kept apart, and what was left out."""

    knowledge: Knowledge
    ledger: tuple[LedgerEntry, ...]
    problems: tuple[Problem, ...]


@collection_paused()
def resolve(
    papers: Iterable[Paper],
    extractions: Iterable[Extraction],
    ontology: Ontology,
    *,
    known: Known,
    listed: Listed = NO_LIST,
    min_score: float = 0.0,
    corrections: Corrections = NOTHING,
) -> Resolution:
    """One graph from all extractions.

    `known` maps (type, normal form) of a name to the main name of the thing, as lexicons give it. What scores below
    `min_score` (0 to 1), has a generic name, breaks a signature, joins a node with itself, or has no verbatim evidence
    stays out; all but the first are returned as problems. So does what `corrections` reject, as entries of the ledger.
    """
    by_key = {paper.key: paper for paper in papers}
    heard, dropped = _heard(above(e, min_score) for e in extractions if e.paper in by_key)
    settled = settle_types(heard, ontology, listed.types)
    read = settled.heard
    identity = identify(read, known, corrections, listed=listed.types, moved=settled.moved)
    paths = {each.paper: identity.paths(each) for each in read}
    builder = Statements(by_key, ontology, paths)
    for each in read:
        builder.add(each)
    things = tuple(entities_of(read, identity))
    builder.add_variants(variants_of(things, identity, listed, ontology, stated=builder.evidence), read)
    numbers = claims_of(read, by_key, paths, identity, ontology)
    rejected = reject(tuple(builder.statements()), numbers.claims, identity, corrections)
    knowledge = Knowledge(
        papers=tuple(by_key[key] for key in sorted(by_key)),
        entities=tuple(sorted((*things, *numbers.entities), key=lambda entity: entity.id)),
        statements=rejected.statements,
        claims=rejected.claims,
        mentions=tuple(builder.mentions(numbers.mentions)),
        extractor=read[0].extraction.extractor if read else "",
    )
    problems = {*builder.problems, *dropped, *rejected.problems}
    ledger = sorted((*settled.ledger, *identity.ledger, *rejected.ledger), key=in_order)
    return Resolution(knowledge, tuple(ledger), tuple(sorted(problems)))


def _heard(extractions: Iterable[Extraction]) -> tuple[list[Heard], list[Problem]]:
    """What papers say, in order of papers, without what has a generic name; and a problem for each of that."""
    spellings: dict[Spelt, Spelt] = {}
    heard = [hear(extraction, spellings) for extraction in extractions]
    generic = generic_names(spellings)
    named = [without_generic(each, generic) for each in heard]
    dropped = [problem for _, problems in named for problem in problems]
    return sorted((each for each, _ in named), key=lambda each: each.paper), dropped


def above(extraction: Extraction, min_score: float) -> Extraction:
    """What of an extraction scores at least `min_score`; what speaks of an entity that goes, goes too."""
    if min_score <= 0:
        return extraction
    entities = tuple(e for e in extraction.entities if max(mention.score for mention in e.mentions) >= min_score)
    relations = tuple(r for r in extraction.relations if r.score >= min_score)
    results = tuple(r for r in extraction.results if r.score >= min_score)
    if len(relations) != len(extraction.relations) or len(results) != len(extraction.results):
        extraction = replace(extraction, relations=relations, results=results)
    return with_entities(extraction, entities) if len(entities) != len(extraction.entities) else extraction
