"""Names that are of one type in some papers and of another in others.

Types that take nearly the same relations (data and suites for evaluation) divide one thing by how a text sees it: there
the type that most papers see prevails, the lexicon counting as one paper more, and the others follow unless a relation of
theirs would break its signature. Other types are other roles of a name (quantization as a method and as a task): two nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from kg.ontology import Ontology
from kg.records import PAPER, Extraction, LocalEntity
from kg.resolve.heard import Heard
from kg.resolve.ledger import APART, JOINED, LedgerEntry, in_order
from kg.resolve.names import node_path, normal
from kg.resolve.short_forms import Key, short_forms

AKIN = 0.6
"""Types are akin when they share so large a part of all places in signatures that either has."""

TYPE, ROLE = "type", "another role"
"""The reasons that the ledger gives."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What papers say, in which akin types of a name are one, and what was decided for each name of several types.

    `moved` has the paths that names had under a type which they gave up, each with the key that they have now.
    """

    heard: tuple[Heard, ...]
    ledger: tuple[LedgerEntry, ...]
    moved: tuple[tuple[str, Key], ...]


Conflict = Mapping[str, Mapping[str, str]]
"""Type -> paper -> the spelling there."""


def settle_types(heard: Sequence[Heard], ontology: Ontology, listed: Mapping[str, frozenset[str]]) -> Settled:
    """Give names of akin types the one that evidence favours. `listed` has the types of normal forms in lexicons."""
    conflicts = _conflicts(heard)
    leads = {
        (name, type_name): lead
        for name, seen in conflicts.items()
        for type_name in seen
        if (lead := _lead(seen, type_name, listed.get(name, frozenset()), ontology)) != type_name
    }
    concerned = {paper for name, type_name in leads for paper in conflicts[name][type_name]}
    settled = tuple(_settled(each, leads, ontology) if each.paper in concerned else each for each in heard)
    moved = tuple(sorted(set(_moved(heard, conflicts, leads))))
    return Settled(settled, tuple(sorted(_entries(conflicts, leads, settled), key=in_order)), moved)


def _moved(
    heard: Sequence[Heard], conflicts: Mapping[str, Conflict], leads: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, Key]]:
    """The paths that a name had, or would have, under types that lost, however spelled: majorities change as papers come."""
    lost: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (name, type_name), lead in leads.items():
        lost[name, lead].append(type_name)
    for _, entity, long in _named(heard, conflicts if leads else {}):
        key = (leads.get((normal(long), entity.type), entity.type), normal(long))
        for type_name in lost.get((key[1], key[0]), ()):
            for spelling in (long, *short_forms(entity, long)):
                yield node_path(type_name, spelling), key


def _conflicts(heard: Sequence[Heard]) -> dict[str, dict[str, dict[str, str]]]:
    """The names of several types: normal form -> type -> paper -> the spelling there."""
    types: dict[str, set[str]] = defaultdict(set)
    spellings = set(chain.from_iterable(each.spelt for each in heard))
    for type_name, name in spellings:
        types[normal(name)].add(type_name)
    seen: dict[str, dict[str, dict[str, str]]] = {name: {} for name in sorted(types) if len(types[name]) > 1}
    wanted = {(type_name, name) for type_name, name in spellings if normal(name) in seen}
    for each in heard:
        for type_name, name in each.spelt if not wanted.isdisjoint(each.spelt) else ():
            if (type_name, name) in wanted:
                seen[normal(name)].setdefault(type_name, {}).setdefault(each.paper, name)
    return seen


def _named(heard: Sequence[Heard], conflicts: Mapping[str, Conflict]) -> Iterator[tuple[str, LocalEntity, str]]:
    """Paper, entity and defining name of whatever has a name of several types."""
    papers = {paper for seen in conflicts.values() for found in seen.values() for paper in found}
    for each in heard:
        if each.paper in papers:
            yield from ((each.paper, entity, name) for entity, name in each.named() if normal(name) in conflicts)


def _lead(seen: Conflict, type_name: str, listed: frozenset[str], ontology: Ontology) -> str:
    """The type akin to `type_name` that most papers see, the one listed counting as one more; the first among equals."""
    akin = [other for other in seen if other == type_name or _akin(ontology, *sorted((type_name, other)))]
    return min(akin, key=lambda other: (-len(seen[other]) - (other in listed), other not in listed, other))


@cache
def _akin(ontology: Ontology, one: str, other: str) -> bool:
    mine, yours = (
        {(r.name, side) for r in ontology.relations for side in ("heads", "tails") if type_name in getattr(r, side)}
        for type_name in (one, other)
    )
    return len(mine & yours) >= AKIN * len(mine | yours)


def _settled(heard: Heard, leads: Mapping[tuple[str, str], str], ontology: Ontology) -> Heard:
    extraction = heard.extraction
    types = {PAPER: PAPER} | {entity.id: entity.type for entity in extraction.entities}
    found = []
    for entity, name in heard.named():
        lead = leads.get((normal(name), entity.type), entity.type)
        if lead != entity.type and _allowed(extraction, types | {entity.id: lead}, entity.id, ontology):
            types[entity.id] = lead
            mentions = tuple(replace(mention, type=lead) for mention in entity.mentions)
            found.append(LocalEntity(entity.id, lead, entity.name, mentions))
        else:
            found.append(entity)
    spelt = tuple((entity.type, name) for entity, (_, name) in zip(found, heard.spelt, strict=True))
    return replace(heard, extraction=replace(extraction, entities=tuple(found)), spelt=spelt)


def _allowed(extraction: Extraction, types: Mapping[str, str], changed: str, ontology: Ontology) -> bool:
    """Whether all relations of the changed entity fit the types."""
    concerned = (r for r in extraction.relations if changed in (r.head, r.tail))
    return all(ontology.allows(types[r.head], r.rel, types[r.tail]) for r in concerned)


def _entries(
    conflicts: Mapping[str, Conflict], leads: Mapping[tuple[str, str], str], settled: Sequence[Heard]
) -> Iterator[LedgerEntry]:
    """What became of each name of several types: which papers followed, which did not."""
    now = {(paper, normal(name), entity.type) for paper, entity, name in _named(settled, conflicts)}
    for name, seen in conflicts.items():
        most = min(seen, key=lambda type_name: (-len(seen[type_name]), type_name))
        total = sum(map(len, seen.values()))
        for type_name, papers in seen.items():
            lead = leads.get((name, type_name), type_name)
            target = lead if lead != type_name else most
            if target == type_name or leads.get((name, target)) == type_name:
                continue
            stayed = {paper for paper in papers if (paper, name, type_name) in now}
            score = round(len(seen[target]) / total, 2)
            ends = (node_path(type_name, min(papers.values())), node_path(target, min(seen[target].values())))
            for action, reason, part in ((JOINED, TYPE, papers.keys() - stayed), (APART, ROLE, stayed)):
                if part:
                    yield LedgerEntry(action, *ends, reason, score, tuple(sorted(part)))
