"""Which local entities are one thing: every entity of every paper gets the path of its node, and every joining a reason.

Each step looks at the whole corpus and none at the order of papers:

spelling      names of one type with equal normal forms are one (case, hyphens, plural, spaces)
definition    a paper that gives short and long form of an entity speaks of the long form's node
abbreviation  a short form that stands alone is joined with its long form when the corpus knows one expansion that stands
              out; else each paper is asked which expansion its other things go with (context); else it stays apart
lexicon       a name that a lexicon gives as another name of a thing is that thing
likeness      names that mean the same by their words are joined as a group (kg.resolve.clusters); the reason says what
              carried it: expansion, inflection, order, words or phrases (tables made by hand), learned or counted (those
              counted over annotated papers and over many abstracts)
person        what a person joined or split comes last and holds

A short form leads to a long form and that, at most, to the lexicon's name for it; only the group's main name follows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.resolve.clusters import Group, Named, grouped
from kg.resolve.context import by_context
from kg.resolve.corrections import NOTHING, Corrections
from kg.resolve.decisions import ABBREVIATION, by_short_form, decide
from kg.resolve.heard import Heard, Spelt
from kg.resolve.journal import Journal, Names
from kg.resolve.ledger import JOINED, LedgerEntry, in_order
from kg.resolve.names import LONGEST, node_path, normal, words
from kg.resolve.reading import Expansions, Reading, reading
from kg.resolve.rewrites import rewrites
from kg.resolve.short_forms import Key, Known, expansions_of, written_out

__all__ = ["Identity", "Key", "Known", "identify"]


@dataclass(frozen=True, slots=True)
class Identity:
    """`nodes` are the paths of all things in papers; `replaces` maps a path to the other paths that lead to it.

    `named` maps the type and normal form of every name of the corpus to the path that it leads to, `spelt` every spelling
    in a paper; `told` has, by paper, the names that lead elsewhere there. `unmet` are the paths in corrections that no name
    in the corpus has.
    """

    nodes: frozenset[str]
    replaces: Mapping[str, tuple[str, ...]]
    ledger: tuple[LedgerEntry, ...]
    named: Mapping[Key, str] = field(default_factory=dict)
    spelt: Mapping[Spelt, str] = field(default_factory=dict)
    told: Mapping[str, Mapping[Key, str]] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()

    def paths(self, heard: Heard) -> list[str]:
        """The paths of a paper's entities, in their order."""
        paths = [self.spelt[spelt] for spelt in heard.spelt]
        told = self.told.get(heard.paper)
        if told is None:
            return paths
        keys = ((type_name, normal(name)) for type_name, name in heard.spelt)
        return [told.get(key, path) for key, path in zip(keys, paths, strict=True)]


@dataclass(frozen=True, slots=True)
class _Forms:
    """Short forms within names: the words of those that are sure, those that papers define, and with lexicons by type."""

    sure: Expansions
    defined: frozenset[str]
    own: Mapping[str, frozenset[str]]

    def read(self, type_name: str, name: str) -> Reading:
        """The name as it reads in this corpus."""
        return reading(name, self.sure, own=self.own.get(type_name, self.defined), type_name=type_name)


def _forms(expansions: Iterable[Key], known: Iterable[Key], sure: Expansions) -> _Forms:
    listed: dict[str, set[str]] = defaultdict(set)
    for type_name, name in known:
        if len(name) <= LONGEST:
            listed[type_name].add(name)
    defined = frozenset(short for _, short in expansions)
    return _Forms(sure, defined, {type_name: defined | names for type_name, names in listed.items()})


def identify(
    heard: Sequence[Heard],
    known: Known,
    corrections: Corrections = NOTHING,
    *,
    listed: Container[str] = (),
    moved: Iterable[tuple[str, Key]] = (),
) -> Identity:
    """Give every local entity its node. The result does not depend on the order of `heard`.

    `listed` are normal forms that lexicons list; a group of names goes by one of them, if it has one. `moved` are further
    paths, with the names that they lead to.
    """
    names = _read(heard, known)
    defined = expansions_of((each.paper, each.spelt[at], shorts) for each in heard for at, shorts in each.varied.items())
    expansions = by_short_form(defined)
    decided = decide(names.spellings, expansions, known)
    merged, split, unmet = _corrected(names, {d.end for d in decided.values()}, corrections)
    decisions = {key: d for key, d in decided.items() if key not in split}
    undecided = [key for key, d in decisions.items() if not d.joined and d.reason == ABBREVIATION and len(expansions[key]) > 1]
    meant = by_context({key: sorted(names.papers(key)) for key in undecided}, expansions, {e.paper: e.spelt for e in heard})
    ends = {key: decisions[key].end if key in decisions and decisions[key].joined else key for key in names.spellings}
    forms = _forms(expansions, known, written_out(defined, known, names.name))
    groups, told_apart = grouped(_things(names, ends, split, forms), rewrites())
    leads = {key: _main(group, names, listed) for group in groups for key in group.keys}
    finals = {key: leads.get(end, end) for key, end in ends.items()} | {end: leads.get(end, end) for end in ends.values()}
    finals = _joined_by_hand(finals, merged)
    paths = {final: names.path(final) for final in set(finals.values())}
    named = {key: paths[final] for key, final in finals.items()}
    nodes = _nodes(names, named, meant)
    spelt = {spelt: named[key] for spelt, key in names.keys.items()}
    journal = Journal(named, names)
    journal.leads += [(path, named[key]) for path, key in moved if key in named]
    journal.spelled()
    journal.decided(decisions, meant)
    journal.defined(defined)
    journal.grouped(groups, leads, told_apart)
    journal.by_hand(merged, split)
    ledger = tuple(sorted(set(journal.entries), key=in_order))
    return Identity(nodes, _replaced(ledger, journal.leads, nodes), ledger, named, spelt, _told(meant, named), unmet)


def _read(heard: Iterable[Heard], known: Known) -> Names:
    papers: dict[Spelt, list[str]] = defaultdict(list)
    for each in heard:
        paper = each.paper
        for spelt in each.spelt:
            papers[spelt].append(paper)
    keys = {spelt: (spelt[0], normal(spelt[1])) for spelt in papers}
    spellings: dict[Key, dict[str, frozenset[str]]] = defaultdict(dict)
    for spelt, found in papers.items():
        spellings[keys[spelt]][spelt[1]] = frozenset(found)
    mains = {(type_name, normal(main)): main for (type_name, _), main in known.items()}
    return Names(keys, spellings, mains)


def _nodes(names: Names, named: Mapping[Key, str], meant: Mapping[tuple[str, Key], Key]) -> frozenset[str]:
    """The paths that some paper's name leads to: all but those of names that every paper means otherwise."""
    elsewhere = Counter(key for _, key in meant)
    common = {named[key] for key in names.spellings if key not in elsewhere or len(names.papers(key)) > elsewhere[key]}
    return frozenset(common | {named[end] for end in meant.values()})


def _told(meant: Mapping[tuple[str, Key], Key], named: Mapping[Key, str]) -> dict[str, dict[Key, str]]:
    found: dict[str, dict[Key, str]] = defaultdict(dict)
    for (paper, key), end in meant.items():
        found[paper][key] = named[end]
    return found


def _things(names: Names, ends: Mapping[Key, Key], split: Collection[Key], forms: _Forms) -> list[Named]:
    """What there is before names are compared by their words."""
    keys: dict[Key, list[Key]] = defaultdict(list)
    for key, end in ends.items():
        keys[end].append(key)
    return [
        Named(end, forms.read(end[0], names.name(end)), names.papers(*found)) for end, found in keys.items() if end not in split
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
