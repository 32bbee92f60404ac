"""Ontology, overview, questions and vocabulary, as the explorer's pages show them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import numpy as np

from kg import rdf
from kg.rdf.vocabulary import load as vocabulary_terms
from kg.serve.graphs import communities
from kg.serve.shapes import OntologyShape, RelationShape, TypeShape
from kg.serve.shapes_pages import (
    ConnectedShape,
    CountShape,
    DoubtShape,
    DoubtsShape,
    FilledShape,
    GrowthShape,
    OverviewShape,
    ParameterShape,
    QuestionShape,
    ScoreShape,
    VocabularyShape,
    WordShape,
)
from kg.serve.snapshot import Snapshot

CONNECTED, COMMUNITIES, DOUBTS = 25, 12, 100
"""How many nodes, communities and problems the overview lists."""


@lru_cache(maxsize=1)
def ontology(snapshot: Snapshot) -> OntologyShape:
    """Types and relations, with the number of their nodes and statements."""
    known = snapshot.ontology
    of_type = np.bincount(snapshot.nodes.types, minlength=len(known.classes)).tolist()
    of_relation = np.bincount(snapshot.edges.relations, minlength=len(known.relations)).tolist()
    types = tuple(
        TypeShape(t.name, t.iri, t.label, t.definition, t.colour, t.shape, count)
        for t, count in zip(known.classes, of_type, strict=True)
    )
    relations = tuple(
        RelationShape(
            r.name, r.iri, r.label, r.inverse, r.definition, r.colour, tuple(sorted(r.heads)), tuple(sorted(r.tails)), count
        )
        for r, count in zip(known.relations, of_relation, strict=True)
    )
    return OntologyShape(known.version, known.namespace, snapshot.base, snapshot.prefixes, types, relations)


@lru_cache(maxsize=1)
def overview(snapshot: Snapshot) -> OverviewShape:
    """The graph in figures."""
    run, terms = snapshot.run, ontology(snapshot)
    undated = sum(not date[:4].isdigit() for date in snapshot.knowledge.papers.texts("date"))
    return OverviewShape(
        version=snapshot.version,
        kg=str(run["kg"]),
        extractor=str(run["extractor"]),
        ontology=str(run["ontology"]),
        counts=dict(run["counts"]),
        types=tuple(CountShape(term.name, term.count) for term in terms.types),
        relations=tuple(CountShape(term.name, term.count) for term in terms.relations),
        growth=_growth(snapshot),
        undated=undated,
        connected=_connected(snapshot),
        communities=communities(snapshot)[:COMMUNITIES],
        problems=_problems(snapshot),
        scores=_scores(snapshot),
    )


def _growth(snapshot: Snapshot) -> tuple[GrowthShape, ...]:
    nodes = snapshot.nodes
    years = [date[:4] for date in nodes.dates]
    papers = Counter(date[:4] for date in snapshot.knowledge.papers.texts("date") if date[:4].isdigit())
    is_thing = np.array([term in snapshot.ontology.types for term in snapshot.ontology.classes])[nodes.types]
    entities = Counter(years[at] for at in nodes.first[is_thing & (nodes.first >= 0)])
    relations = Counter(years[at] for at in snapshot.edges.first if at >= 0)
    return tuple(GrowthShape(year, papers[year], entities[year], relations[year]) for year in sorted(papers))


def _connected(snapshot: Snapshot) -> tuple[ConnectedShape, ...]:
    nodes = snapshot.nodes
    order = np.lexsort((-nodes.ranks, -nodes.degrees))[:CONNECTED].tolist()
    names = [term.name for term in snapshot.ontology.classes]
    return tuple(
        ConnectedShape(
            nodes.ids[at],
            nodes.labels[at],
            names[nodes.types[at]],
            int(nodes.degrees[at]),
            int(nodes.papers[at]),
            float(nodes.ranks[at]),
        )
        for at in order
    )


def _problems(snapshot: Snapshot) -> DoubtsShape:
    kinds = Counter(problem.kind for problem in snapshot.problems)
    items = tuple(DoubtShape(problem.kind, problem.where, problem.message) for problem in snapshot.problems[:DOUBTS])
    return DoubtsShape(len(snapshot.problems), tuple(CountShape(*pair) for pair in sorted(kinds.items())), items)


def _scores(snapshot: Snapshot) -> tuple[ScoreShape, ...]:
    counts, ends = np.histogram(snapshot.knowledge.words.scores, bins=10, range=(0, 1))
    return tuple(
        ScoreShape(round(float(low), 1), round(float(high), 1), int(count))
        for count, low, high in zip(counts, ends[:-1], ends[1:], strict=True)
    )


@lru_cache(maxsize=1)
def questions() -> tuple[QuestionShape, ...]:
    """The named questions."""
    return tuple(
        QuestionShape(
            q.name, q.description, q.text, tuple(ParameterShape(p.name, p.about, p.default, p.number) for p in q.parameters)
        )
        for q in rdf.named_queries()
    )


def filled(name: str, values: dict[str, str]) -> FilledShape:
    """A named question with values put in. Raises UnknownName, QueryError."""
    return FilledShape(name, rdf.named_query(name).filled(values))


@lru_cache(maxsize=1)
def vocabulary(snapshot: Snapshot) -> VocabularyShape:
    """What an editor of queries can complete."""
    terms = vocabulary_terms()
    classes = tuple(WordShape(t.iri, _curie(t.iri, snapshot), t.label, t.definition) for t in terms if t.kind == "class")
    kinds = ("relation", "object property", "datatype property", "outside term")
    properties = tuple(WordShape(t.iri, _curie(t.iri, snapshot), t.label, t.definition) for t in terms if t.kind in kinds)
    return VocabularyShape(snapshot.prefixes, classes, properties)


def _curie(iri: str, snapshot: Snapshot) -> str:
    fitting = [(prefix, start) for prefix, start in snapshot.prefixes.items() if iri.startswith(start)]
    prefix, start = max(fitting, key=lambda pair: len(pair[1]), default=("", ""))
    return f"{prefix}:{iri.removeprefix(start)}" if start else f"<{iri}>"
