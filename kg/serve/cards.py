"""Cards, evidence and search results: what the graph says of a node or an edge, with the sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kg.compare import Row
from kg.compare.rows import row
from kg.records import Claim, Entity, Evidence, Statement
from kg.serve.columns import Ints
from kg.serve.filters import numbered
from kg.serve.shapes_cards import (
    EdgeShape,
    EvidenceShape,
    FactShape,
    FactsShape,
    HitShape,
    NodeRef,
    NodeShape,
    NumberShape,
    PaperRef,
    PapersShape,
    SearchShape,
    SentenceShape,
)
from kg.serve.snapshot import Snapshot
from kg.view.selection import score
from kg.view.sentences import sentence


def ref(snapshot: Snapshot, path: str) -> NodeRef:
    """A node by its path; one that the graph does not hold is its own name."""
    thing = snapshot.index.thing(path)
    return NodeRef(thing.id, thing.name, thing.type)


def paper_ref(snapshot: Snapshot, key: str) -> PaperRef:
    """A paper by its key."""
    paper = snapshot.index.source(key)
    return PaperRef(key, paper.id, paper.title, paper.date, paper.url)


def quoted(snapshot: Snapshot, item: Evidence) -> SentenceShape:
    """A quote within its sentence."""
    text = snapshot.index.text(item.paper)
    around = sentence(text, item.span)
    before, quote, after = text[around.start : item.span.start], item.span.of(text), text[item.span.end : around.end]
    paper = paper_ref(snapshot, item.paper)
    return SentenceShape(before, quote, after, item.score, item.by, paper, item.span.start, item.span.end)


def number(snapshot: Snapshot, claim: Claim) -> NumberShape:
    """A claimed number with its sentence."""
    return number_of(snapshot, row(claim, snapshot.index), claim)


def number_of(snapshot: Snapshot, made: Row, claim: Claim) -> NumberShape:
    """A number as compared, `made` of `claim`."""
    return NumberShape(
        id=made.id,
        subject=ref(snapshot, claim.subject),
        metric=made.metric,
        metric_id=made.metric_id,
        written=made.written,
        change=made.change,
        comparable=made.comparable,
        scale=made.scale,
        minimum=None if made.minimum is None else float(made.minimum),
        maximum=None if made.maximum is None else float(made.maximum),
        unit=made.unit,
        listed=made.listed,
        better=made.better,
        direction=made.direction,
        baseline=ref(snapshot, claim.baseline) if claim.baseline else None,
        context=tuple(ref(snapshot, path) for path in claim.context),
        by=made.by,
        sentence=quoted(snapshot, claim.evidence),
    )


def edge(snapshot: Snapshot, statement: Statement) -> EdgeShape:
    """A statement with all its sentences, the best first."""
    ends = ref(snapshot, statement.subject), ref(snapshot, statement.object)
    label = snapshot.ontology.relation(statement.relation).label
    ordered = sorted(statement.evidence, key=lambda item: (-item.score, item.paper, item.span))
    evidence = tuple(quoted(snapshot, item) for item in ordered)
    return EdgeShape(*ends, statement.relation, label, statement.support, score(statement), evidence)


def evidence(snapshot: Snapshot, source: int, target: int, relation: str = "", *, either: bool = False) -> EvidenceShape:
    """The statements from one node to another, by one relation or any; with `either` also those the other way."""
    edges, said = snapshot.edges, snapshot.knowledge.statements
    ways = [(source, target), (target, source)] if either else [(source, target)]
    if relation:
        snapshot.ontology.relation(relation)
    found = [int(at) for at in edges.at(source) if (int(edges.sources[at]), int(edges.targets[at])) in ways]
    chosen = (said[at] for at in sorted(found) if relation in ("", said[at].relation))
    return EvidenceShape(tuple(edge(snapshot, statement) for statement in chosen))


def node(snapshot: Snapshot, place: int, *, limit: int = 50) -> NodeShape:
    """The card of a node; of each kind of fact, and of papers and numbers, at most `limit` are listed."""
    nodes = snapshot.nodes
    path = nodes.ids[place]
    thing = snapshot.entities.get(path) or snapshot.index.papers[path.removeprefix("paper/")]
    is_entity = isinstance(thing, Entity)
    index, edges = snapshot.index, snapshot.edges
    at = edges.at(place)
    stating = index.papers_of(at)
    own = index.naming.of(place) if is_entity else np.array([index.places_of_papers[path.removeprefix("paper/")]])
    contribution = [relation.name for relation in snapshot.ontology.relations].index(snapshot.ontology.role("contribution"))
    introducing = at[(edges.targets[at] == place) & (edges.relations[at] == contribution)]
    return NodeShape(
        id=path,
        iri=snapshot.iri(path),
        curie=curie(snapshot, path),
        label=nodes.labels[place],
        type=snapshot.ontology.classes[nodes.types[place]].name,
        aliases=thing.aliases if isinstance(thing, Entity) else (),
        date="" if isinstance(thing, Entity) else thing.date,
        url="" if isinstance(thing, Entity) else thing.url,
        degree=int(nodes.degrees[place]),
        rank=float(nodes.ranks[place]),
        community=int(nodes.communities[place]),
        first=_date(snapshot, nodes.first[place]),
        last=_date(snapshot, nodes.last[place]),
        papers=_papers(snapshot, np.union1d(stating, own) if is_entity else own, limit),
        introduced_by=_papers(snapshot, index.papers_of(introducing), limit).items,
        facts=tuple(_facts(snapshot, place, limit)),
        results=tuple(number(snapshot, claim) for claim in index.claims_of(place, limit)),
    )


def _papers(snapshot: Snapshot, places: Ints, limit: int) -> PapersShape:
    """The latest first, those without a year last, by title among equals."""
    titles, keys = snapshot.knowledge.papers.column("title"), snapshot.knowledge.keys
    when = snapshot.nodes.dated[places].tolist()
    ordered = sorted(zip(places.tolist(), when, strict=True), key=lambda pair: (-pair[1], str(titles[pair[0]].as_py()), pair[0]))
    return PapersShape(len(ordered), tuple(paper_ref(snapshot, keys[place]) for place, _ in ordered[:limit]))


def _facts(snapshot: Snapshot, place: int, limit: int) -> Iterator[FactsShape]:
    edges, own = snapshot.edges, snapshot.edges.at(place)
    for number, relation in enumerate(snapshot.ontology.relations):
        fitting = own[edges.relations[own] == number]
        forward, backward = fitting[edges.sources[fitting] == place], fitting[edges.sources[fitting] != place]
        if len(forward):
            yield FactsShape(relation.name, "out", relation.label, len(forward), _ends(snapshot, forward, place, limit))
        if len(backward):
            yield FactsShape(relation.name, "in", relation.inverse, len(backward), _ends(snapshot, backward, place, limit))


def _ends(snapshot: Snapshot, at: Ints, place: int, limit: int) -> tuple[FactShape, ...]:
    nodes, edges = snapshot.nodes, snapshot.edges
    others = np.where(edges.sources[at] == place, edges.targets[at], edges.sources[at])
    order = np.lexsort((-nodes.ranks[others], -edges.scores[at], -edges.supports[at]))[:limit]
    return tuple(
        FactShape(
            nodes.ids[other],
            nodes.labels[other],
            snapshot.ontology.classes[nodes.types[other]].name,
            int(edges.supports[edge]),
            round(float(edges.scores[edge]), 3),
            _date(snapshot, edges.first[edge]),
            _date(snapshot, edges.last[edge]),
        )
        for other, edge in zip(others[order].tolist(), at[order].tolist(), strict=True)
    )


def _date(snapshot: Snapshot, place: int) -> str:
    return snapshot.nodes.dates[place] if place >= 0 else ""


def search(snapshot: Snapshot, text: str, *, limit: int = 12, type: str = "") -> SearchShape:
    """The nodes whose names fit `text` best. Raises UnknownName for a type."""
    names = [term.name for term in snapshot.ontology.classes]
    wanted = numbered("type", [type], names)[0] if type else -1
    nodes, hits = snapshot.nodes, []
    for hit in snapshot.names.search(text, limit=limit, type=wanted):
        path, at = nodes.ids[hit.node], hit.node
        counted = int(nodes.degrees[at]), int(nodes.papers[at])
        terms = snapshot.iri(path), curie(snapshot, path)
        hits.append(HitShape(path, nodes.labels[at], names[nodes.types[at]], hit.name, hit.how, *counted, *terms))
    return SearchShape(text, tuple(hits))


def curie(snapshot: Snapshot, path: str) -> str:
    """The IRI of a node as queries may write it: by prefix, where the rest is a plain name, else in angle brackets."""
    prefix, _, local = path.partition("/")
    plain = local.replace("-", "").replace("_", "").isalnum() and local.isascii() and local[-1:] not in "-"
    return f"{prefix}:{local}" if plain and prefix in snapshot.prefixes else f"<{snapshot.iri(path)}>"
