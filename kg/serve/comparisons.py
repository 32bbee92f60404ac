"""Leaderboards from text and what papers say against each other, as the compare page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from kg.compare import Asked, AskedMetric, Contradiction, Quote, Thing, board, contradictions
from kg.compare.contradictions import Side, answers
from kg.serve.cards import number_of, paper_ref, ref
from kg.serve.shapes_boards import (
    BoardShape,
    ComparableShape,
    ComparablesShape,
    ContradictionShape,
    RankingShape,
    SideShape,
)
from kg.serve.shapes_cards import NodeRef
from kg.serve.snapshot import Snapshot


def compared(
    snapshot: Snapshot,
    things: Iterable[str],
    metrics: Iterable[str],
    *,
    min_score: float = 0.0,
    since: str = "",
    wide: bool = False,
    limit: int = 1000,
) -> BoardShape:
    """The numbers about all of `things` (paths, variants included) and one of `metrics` (paths or words), in rankings.

    At most `limit` rows are told, those of the largest rankings.
    """
    paths = [snapshot.nodes.ids[snapshot.place(thing)] for thing in things]
    measures = [_metric(snapshot, name) for name in metrics]
    sets = tuple(snapshot.index.variants(path) for path in paths)
    asked = Asked(sets, tuple(measures), min_score=min_score, since=since, wide=wide)
    made = board(snapshot.index, asked)
    claims = {claim.id: claim for claim in snapshot.index.knowledge.claims}
    rankings, room = [], limit
    for r in made.rankings:
        rows = tuple(number_of(snapshot, row, claims[row.id]) for row in r.rows[:room])
        room -= len(rows)
        if rows:
            rankings.append(RankingShape(r.metric, r.scale, r.unit, r.better, r.about, rows))
    against = tuple(contradiction(snapshot, found) for found in _all_contradictions(snapshot) if answers(found, asked))[:limit]
    names = tuple(measure.name for measure in measures)
    total = sum(len(r.rows) for r in made.rankings)
    return BoardShape(tuple(ref(snapshot, path) for path in paths), names, tuple(rankings), made.wider, total, against)


@lru_cache(maxsize=1)
def _all_contradictions(snapshot: Snapshot) -> tuple[Contradiction, ...]:
    return contradictions(snapshot.index)


def _metric(snapshot: Snapshot, name: str) -> AskedMetric:
    place = snapshot.known(name)
    if place < 0:
        return AskedMetric(name)
    path = snapshot.nodes.ids[place]
    return AskedMetric(snapshot.index.thing(path).name, snapshot.index.variants(path))


def contradiction(snapshot: Snapshot, found: Contradiction) -> ContradictionShape:
    """Two papers that disagree, with the sentences of both."""
    return ContradictionShape(
        _named(found.subject),
        _named(found.other) if found.other else None,
        found.metric,
        tuple(map(_named, found.context)),
        _side(snapshot, found.first),
        _side(snapshot, found.second),
    )


def _named(thing: Thing) -> NodeRef:
    return NodeRef(thing.id, thing.name, thing.type)


def _side(snapshot: Snapshot, side: Side) -> SideShape:
    quote: Quote = side.quote
    before, words, after = quote.sentence[: quote.start], quote.sentence[quote.start : quote.end], quote.sentence[quote.end :]
    return SideShape(side.said, before, words, after, quote.score, paper_ref(snapshot, quote.paper.id.removeprefix("paper/")))


@lru_cache(maxsize=1)
def comparables(snapshot: Snapshot, limit: int = 500) -> ComparablesShape:
    """Things with numbers that name them, by type, of each type at most `limit`."""
    types = tuple(term.name for term in snapshot.ontology.types)
    nodes, names = snapshot.nodes, [term.name for term in snapshot.ontology.classes]
    counts = np.diff(snapshot.index.claimed.starts)
    named = [(place, names[nodes.types[place]]) for place in np.flatnonzero(counts).tolist()]
    items = [
        ComparableShape(nodes.ids[place], nodes.labels[place], kind, int(counts[place])) for place, kind in named if kind in types
    ]
    order = {name: place for place, name in enumerate(types)}
    items.sort(key=lambda item: (order[item.type], -item.numbers, item.label, item.id))
    kept = [item for name in types for item in [item for item in items if item.type == name][:limit]]
    return ComparablesShape(types, len(items), tuple(kept))
