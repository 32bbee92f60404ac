"""The card of one paper or entity: what it is, what is said of it and by how many papers, its family, its numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from kg.compare.rows import Row, row
from kg.compare.things import Index, Quote, Source, Thing, by_date
from kg.keys import paper_path
from kg.ontology import RelationTerm
from kg.records import Entity, Paper, Statement
from kg.resolve.ledger import LedgerEntry


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement seen from one end: the thing at the other, how many papers say it, and their words, best first."""

    thing: Thing
    support: int
    score: float
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All facts by one relation in one direction, the best supported first; `heading` is how the relation reads from here."""

    relation: str
    heading: str
    forward: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Relative:
    """A thing that is reached over `steps` edges from variant to parent, or from parent to variant."""

    thing: Thing
    steps: int
    support: int


@dataclass(frozen=True, slots=True)
class Card:
    """What the graph knows of one thing.

    `names` are its other names, `addresses` the paths that lead to it since names were joined, `support` is the number of
    papers that name it. `above` are what it is a variant of, `below` its variants, nearest first. `authors` and `records`
    (file, number) are those of a paper. `numbers` are the claims that name it; `papers` are in order of time. `decisions`
    are those of the ledger by which names were joined with it or kept apart from it.
    """

    thing: Thing
    kind: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    support: int
    sections: tuple[Section, ...]
    above: tuple[Relative, ...]
    below: tuple[Relative, ...]
    numbers: tuple[Row, ...]
    papers: tuple[Source, ...]
    decisions: tuple[LedgerEntry, ...] = ()
    authors: tuple[str, ...] = ()
    records: tuple[tuple[str, int], ...] = ()


def card(thing: Entity | Paper, index: Index, *, min_support: int = 1, ledger: Iterable[LedgerEntry] = ()) -> Card:
    """The card of a thing of the graph; edges that fewer than `min_support` papers state are left out."""
    path = paper_path(thing.key) if isinstance(thing, Paper) else thing.id
    node = index.thing(path)
    kinds = {term.name: term.label for term in index.ontology.classes}
    keys = {thing.key} if isinstance(thing, Paper) else set(index.named_in.get(path, ()))
    relation = index.ontology.role("variant")
    said = {True: _by_relation(index.forward, path, min_support), False: _by_relation(index.backward, path, min_support)}
    return Card(
        thing=node,
        kind=kinds[node.type],
        names=() if isinstance(thing, Paper) else thing.aliases,
        addresses=() if isinstance(thing, Paper) else thing.replaces,
        support=len(keys),
        sections=tuple(_sections(said, index)),
        above=_relatives(path, relation, index, up=True),
        below=_relatives(path, relation, index, up=False),
        numbers=_numbers(path, index),
        papers=index.sources(keys),
        decisions=() if isinstance(thing, Paper) else _decisions({thing.id, *thing.replaces}, ledger),
        authors=thing.authors if isinstance(thing, Paper) else (),
        records=tuple((s.file, s.record) for s in thing.sources) if isinstance(thing, Paper) else (),
    )


def _decisions(paths: Set[str], ledger: Iterable[LedgerEntry]) -> tuple[LedgerEntry, ...]:
    return tuple(sorted(entry for entry in ledger if entry.name in paths or entry.target in paths))


def _by_relation(side: Mapping[str, Iterable[Statement]], path: str, min_support: int) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in side.get(path, ()):
        if statement.support >= min_support:
            found[statement.relation].append(statement)
    return found


def _sections(said: Mapping[bool, Mapping[str, list[Statement]]], index: Index) -> Iterator[Section]:
    """In order of the ontology; how the thing came into the world, and what it says of others before what others say of it."""
    for relation in index.ontology.relations:
        for forward in (True, False):
            if statements := said[forward].get(relation.name):
                yield _section(relation, statements, index, forward=forward)


def _section(relation: RelationTerm, statements: Iterable[Statement], index: Index, *, forward: bool) -> Section:
    facts = [_fact(index.thing(s.object if forward else s.subject), s, index) for s in statements]
    ordered = sorted(facts, key=lambda fact: (-fact.support, -fact.score, fact.thing.name, fact.thing.id))
    return Section(relation.name, relation.label if forward else relation.inverse, forward, tuple(ordered))


def _fact(other: Thing, statement: Statement, index: Index) -> Fact:
    quotes = sorted(map(index.quote, statement.evidence), key=lambda q: (-q.score, q.paper.id, q.start))
    return Fact(other, statement.support, quotes[0].score if quotes else 0.0, tuple(quotes))


def _relatives(path: str, relation: str, index: Index, *, up: bool) -> tuple[Relative, ...]:
    """What is reached over edges of `relation`, ring by ring; a ring leads to no node twice, so cycles end."""
    side = index.forward if up else index.backward
    found: dict[str, Relative] = {}
    ring, steps = [path], 0
    while ring:
        steps += 1
        reached: dict[str, int] = {}
        for statement in (s for node in ring for s in side.get(node, ()) if s.relation == relation):
            other = statement.object if up else statement.subject
            if other != path and other not in found:
                reached[other] = max(reached.get(other, 0), statement.support)
        found |= {other: Relative(index.thing(other), steps, support) for other, support in reached.items()}
        ring = sorted(reached)
    return tuple(sorted(found.values(), key=lambda one: (one.steps, -one.support, one.thing.name, one.thing.id)))


def _numbers(path: str, index: Index) -> tuple[Row, ...]:
    """The claims that name the thing or stand in the paper, its own before those of others, in order of time."""
    claims = (
        c
        for c in index.knowledge.claims
        if path in (c.subject, c.baseline, c.metric_node, paper_path(c.evidence.paper), *c.context)
    )
    rows = (row(claim, index) for claim in claims)
    return tuple(sorted(rows, key=lambda one: (one.subject.id != path, by_date(one.quote.paper), one.metric, one.id)))
