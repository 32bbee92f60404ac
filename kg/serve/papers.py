"""A paper as a page: its text cut where things are mentioned, its part of the graph, what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from kg.errors import UnknownName
from kg.records import Entity, Extraction, Mention, Paper, Statement
from kg.resolve.names import normal
from kg.serve.cards import edge, number
from kg.serve.filters import these
from kg.serve.graphs import drawn
from kg.serve.shapes_pages import PaperShape, SegmentShape, SourceShape
from kg.serve.snapshot import Snapshot


def paper_page(snapshot: Snapshot, name: str) -> PaperShape:
    """Everything about the paper with this key or node path. Raises UnknownName."""
    index, edges, place = snapshot.index, snapshot.edges, snapshot.place(name)
    path = snapshot.nodes.ids[place]
    paper = index.papers.get(path.removeprefix("paper/"))
    if paper is None or not path.startswith("paper/"):
        raise UnknownName("paper", name, ())
    row = index.places_of_papers[paper.key]
    stated = index.stated.of(row)
    said = [snapshot.knowledge.statements[at] for at in stated.tolist()]
    ends = np.concatenate([[place], edges.sources[stated], edges.targets[stated], index.mentioned.of(row)])
    part = these(snapshot, ends.tolist())
    title, abstract = segments(snapshot, paper)
    return PaperShape(
        key=paper.key,
        id=path,
        iri=snapshot.iri(path),
        title=paper.title,
        date=paper.date,
        url=paper.url,
        authors=paper.authors,
        identifier=paper.id,
        sources=tuple(SourceShape(source.file, source.record, source.format) for source in paper.sources),
        title_segments=title,
        abstract_segments=abstract,
        graph=drawn(snapshot, part),
        results=tuple(number(snapshot, c) for c in index.claims_of(place) if c.evidence.paper == paper.key),
        facts=tuple(edge(snapshot, _said_in(statement, paper.key)) for statement in said),
    )


def _said_in(statement: Statement, key: str) -> Statement:
    return replace(statement, evidence=tuple(item for item in statement.evidence if item.paper == key))


def segments(snapshot: Snapshot, paper: Paper) -> tuple[tuple[SegmentShape, ...], tuple[SegmentShape, ...]]:
    """Title and abstract, cut where the extractor found a thing; of overlapping mentions the longest stays."""
    extraction = snapshot.extraction(paper.key)
    if extraction is None or extraction.sha256 != paper.sha256:
        return (SegmentShape(paper.title),), (SegmentShape(paper.abstract),) if paper.abstract else ()
    marks = list(_marks(snapshot, paper, extraction))
    start = len(paper.title) + 1
    return tuple(_cut(paper.text, 0, start - 1, marks)), tuple(_cut(paper.text, start, len(paper.text), marks))


Mark = tuple[Mention, str]
"""A mention and the path of its node, or ""."""


def _marks(snapshot: Snapshot, paper: Paper, extraction: Extraction) -> Iterator[Mark]:
    """The mentions that are in the graph's range of scores, in order, none overlapping another."""
    least = float(snapshot.run["min_score"])
    by_name = _nodes_by_name(snapshot, paper.key)
    found: list[Mark] = []
    for entity in extraction.entities:
        names = [(entity.type, normal(name)) for name in (entity.name, *(mention.text for mention in entity.mentions))]
        node = next((by_name[name] for name in names if name in by_name), "")
        found += [(mention, node) for mention in entity.mentions if mention.score >= least]
    found.sort(key=lambda mark: (mark[0].span.start - mark[0].span.end, not mark[1], mark[0].span.start))
    kept: list[Mark] = []
    for mark in found:
        if not any(mark[0].span.overlaps(other.span) for other, _ in kept):
            kept.append(mark)
    return iter(sorted(kept, key=lambda mark: mark[0].span))


def _nodes_by_name(snapshot: Snapshot, key: str) -> dict[tuple[str, str], str]:
    """Type and normal form of each name of what the paper mentions -> the path of its node."""
    named = snapshot.index.mentioned.of(snapshot.index.places_of_papers[key])
    entities = [snapshot.entities[snapshot.nodes.ids[place]] for place in named.tolist()]
    return {(entity.type, normal(name)): entity.id for entity in reversed(entities) for name in _names(entity)}


def _names(entity: Entity) -> tuple[str, ...]:
    return entity.label, *entity.aliases


def _cut(text: str, start: int, end: int, marks: Iterable[Mark]) -> Iterator[SegmentShape]:
    at = start
    for mention, node in marks:
        span = mention.span
        if start <= span.start and span.end <= end:
            if at < span.start:
                yield SegmentShape(text[at : span.start])
            yield SegmentShape(span.of(text), node, mention.type, round(mention.score, 3))
            at = span.end
    if at < end:
        yield SegmentShape(text[at:end])
