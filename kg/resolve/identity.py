"""Which local entities are one thing: every entity of every paper gets the path of its node, and every joining a reason.

Each step looks at the whole corpus and none at the order of papers:

spelling      names of one type with equal normal forms are one (case, hyphens, plural, spaces)
definition    a paper that gives short and long form of an entity speaks of the long form's node
abbreviation  a short form that stands alone is joined with its long form when the corpus knows one expansion that stands
              out; else each paper is asked which expansion its other things go with (context); else it stays apart
lexicon       a name that a lexicon gives as another name of a thing is that thing
likeness      names that mean the same by their words are joined as a group (kg.resolve.clusters); the reason says what
              carried it: expansion, inflection, order, words (the table made by hand) or learned (the counted one)
person        what a person joined or split comes last and holds

A short form leads to a long form and that, at most, to the lexicon's name for it; only the group's main name follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field

from kg.records import Extraction
from kg.resolve.clusters import Group, Named, grouped
from kg.resolve.context import by_context
from kg.resolve.corrections import NOTHING, Corrections
from kg.resolve.decisions import ABBREVIATION, by_short_form, decide
from kg.resolve.journal import Journal, Names
from kg.resolve.ledger import JOINED, LedgerEntry, in_order
from kg.resolve.likeness import reading
from kg.resolve.names import node_path, normal, words
from kg.resolve.rewrites import rewrites
from kg.resolve.short_forms import Key, Known, defining_name, expansions_of, written_out

__all__ = ["Identity", "Key", "Known", "identify"]


@dataclass(frozen=True, slots=True)
class Identity:
    """`node` maps (paper key, local id) to a node path; `replaces` maps a path to the other paths that lead to it.

    `named` maps the type and normal form of every name of the corpus to the path that it leads to; `unmet` are the paths in
    corrections that no name in the corpus has.
    """

    node: Mapping[tuple[str, str], str]
    replaces: Mapping[str, tuple[str, ...]]
    ledger: tuple[LedgerEntry, ...]
    named: Mapping[Key, str] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()


def identify(
    extractions: Iterable[Extraction],
    known: Known,
    corrections: Corrections = NOTHING,
    *,
    listed: Container[str] = (),
    moved: Iterable[tuple[str, Key]] = (),
) -> Identity:
    """Give every local entity its node. The result does not depend on the order of `extractions`.

    `listed` are normal forms that lexicons list; a group of names goes by one of them, if it has one. `moved` are further
    paths, with the names that they lead to.
    """
    names = _read(extractions, known)
    defined = expansions_of(names.local)
    expansions = by_short_form(defined)
    decided = decide(names.spellings, expansions, known)
    merged, split, unmet = _corrected(names, {d.end for d in decided.values()}, corrections)
    decisions = {key: d for key, d in decided.items() if key not in split}
    undecided = [key for key, d in decisions.items() if not d.joined and d.reason == ABBREVIATION and len(expansions[key]) > 1]
    meant = by_context({key: sorted(names.papers(key)) for key in undecided}, expansions, names.local)
    ends = {key: decisions[key].end if key in decisions and decisions[key].joined else key for key in names.spellings}
    groups, told_apart = grouped(_things(names, ends, split, written_out(defined, known, names.name)), rewrites())
    leads = {key: _main(group, names, listed) for group in groups for key in group.keys}
    finals = {key: leads.get(end, end) for key, end in ends.items()} | {end: leads.get(end, end) for end in ends.values()}
    finals = _joined_by_hand(finals, merged)
    paths = {final: names.path(final) for final in set(finals.values())}
    node = {at: paths[finals[meant.get((at[0], key), key)]] for at, key in names.keys.items()}
    named = {key: paths[final] for key, final in finals.items()}
    journal = Journal(named, names)
    journal.leads += [(path, named[key]) for path, key in moved if key in named]
    journal.spelled()
    journal.decided(decisions, meant)
    journal.defined(defined)
    journal.grouped(groups, leads, told_apart)
    journal.by_hand(merged, split)
    ledger = tuple(sorted(set(journal.entries), key=in_order))
    return Identity(node, _replaced(ledger, journal.leads, frozenset(node.values())), ledger, named, unmet)


def _read(extractions: Iterable[Extraction], known: Known) -> Names:
    local = [(extraction.paper, e, defining_name(e)) for extraction in extractions for e in extraction.entities]
    keys: dict[tuple[str, str], Key] = {}
    spellings: dict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for paper, entity, name in local:
        key = keys[paper, entity.id] = (entity.type, normal(name))
        spellings[key][name].add(paper)
    mains = {(type_name, normal(main)): main for (type_name, _), main in known.items()}
    return Names(local, keys, spellings, mains)


def _things(
    names: Names, ends: Mapping[Key, Key], split: Collection[Key], expansions: Mapping[str, tuple[str, ...]]
) -> list[Named]:
    """What there is before names are compared by their words."""
    papers: dict[Key, set[str]] = defaultdict(set)
    for key, end in ends.items():
        papers[end] |= names.papers(key)
    return [
        Named(end, reading(names.name(end), expansions), frozenset(found)) for end, found in papers.items() if end not in split
    ]


def _main(group: Group, names: Names, listed: Container[str]) -> Key:
    """The name that a group goes by. It depends on names alone, so that it is the same whatever papers come.

    It is one that a lexicon lists, with the better words, of those one of fewest words, one for an act (fine-tuning), the
    shortest.
    """
    lesser = rewrites().lesser

    def rank(key: Key) -> tuple[bool, int, int, bool, int, Key]:
        found = words(names.name(key))
        unlisted = key not in names.mains and key[1] not in listed
        poor = sum((key[0], word) in lesser for word in found)
        return unlisted, poor, len(found), not key[1].endswith("ing"), len(key[1]), key

    return min(group.keys, key=rank)


def _corrected(
    names: Names, ends: Collection[Key], corrections: Corrections
) -> tuple[list[tuple[Key, Key]], set[Key], tuple[str, ...]]:
    """What a person joined and split, as keys, and the paths that are no name's."""
    if not corrections.lines:
        return [], set(), ()
    by_path = {node_path(key[0], name): key for key, found in sorted(names.spellings.items()) for name in found}
    by_path |= {names.path(key): key for key in (*sorted(ends), *names.spellings)}
    asked = {path for pair in corrections.merged for path in pair} | corrections.split
    merged = [(by_path[one], by_path[other]) for one, other in corrections.merged if {one, other} <= by_path.keys()]
    split = {by_path[path] for path in corrections.split if path in by_path}
    return merged, split, tuple(sorted(asked - by_path.keys()))


def _joined_by_hand(finals: Mapping[Key, Key], merged: Iterable[tuple[Key, Key]]) -> dict[Key, Key]:
    found = dict(finals)
    for one, other in merged:
        old, new = found.get(one, one), found.get(other, other)
        found = {key: new if final == old else final for key, final in found.items()}
    return found


def _replaced(
    ledger: Iterable[LedgerEntry], leads: Iterable[tuple[str, str]], nodes: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """For every node the other paths that lead to it; a path that is itself a node is never among them."""
    found: dict[str, set[str]] = defaultdict(set)
    joined = ((entry.name, entry.target) for entry in ledger if entry.action == JOINED)
    for name, end in (*joined, *leads):
        if name not in nodes and end in nodes:
            found[end].add(name)
    return {end: tuple(sorted(names)) for end, names in sorted(found.items())}
