"""The ledger while it is written: from each step of identity, an entry for every name that leads elsewhere or might."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.resolve.clusters import Group, Pair
from kg.resolve.decisions import Decision
from kg.resolve.heard import Spelt
from kg.resolve.ledger import APART, JOINED, KG, PERSON, LedgerEntry
from kg.resolve.names import node_path, normal, words
from kg.resolve.short_forms import Expansions, Key


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a corpus: the key of each spelling, the spellings of each key with the papers that use them; the main names
    of the lexicon.
    """

    keys: Mapping[Spelt, Key]
    spellings: Mapping[Key, Mapping[str, frozenset[str]]]
    mains: Mapping[Key, str]

    def path(self, key: Key) -> str:
        """The path of the node of this name: of all its spellings the one with the most words, then the first in order."""
        names = {*self.spellings.get(key, ()), *((self.mains[key],) if key in self.mains else ())}
        paths = {node_path(key[0], name) for name in names}
        return min(paths, key=lambda path: (-path.count("-"), path))

    def papers(self, *keys: Key) -> frozenset[str]:
        """The papers that name one of these."""
        found = [papers for key in keys for papers in self.spellings.get(key, {}).values()]
        return found[0] if len(found) == 1 else frozenset().union(*found)

    def name(self, key: Key) -> str:
        """The spelling with the most words, the first in order among equals; the lexicon's, where no paper has one."""
        found = tuple(self.spellings.get(key) or (self.mains[key],))
        return found[0] if len(found) == 1 else min(found, key=lambda name: (-len(words(name)), name))


class Journal:
    """Collects entries. `ends` has the path that each name leads to; `leads` are paths that no paper's name has, and theirs."""

    def __init__(self, ends: Mapping[Key, str], names: Names) -> None:
        self.ends, self.names = ends, names
        self.entries: list[LedgerEntry] = []
        self.leads: list[tuple[str, str]] = []

    def spelled(self) -> None:
        """Spellings whose path is not that of the node, and the lexicon's spelling of what is a node."""
        for key, end in self.ends.items():
            found, main = self.names.spellings.get(key, {}), self.names.mains.get(key)
            if main is not None:
                self.leads.append((node_path(key[0], main), end))
            elif len(found) == 1:
                continue
            by_path: dict[str, set[str]] = defaultdict(set)
            for name, used in found.items():
                by_path[node_path(key[0], name)] |= used
            own = self.names.path(key)
            for path, papers in by_path.items():
                if path != own:
                    self._joined(path, end, "spelling", 1.0, papers)

    def decided(self, decisions: Mapping[Key, Decision], meant: Mapping[tuple[str, Key], Key]) -> None:
        """Short forms and other names of the lexicon; those that papers decided by their context."""
        for key, d in decisions.items():
            path, papers = self.names.path(key), self.names.papers(key)
            if d.joined:
                self._joined(path, self.ends[key], d.reason, d.score, papers)
            else:
                left = {paper for paper in papers if (paper, key) not in meant}
                self._entry((APART, path, self.names.path(d.end)), (d.reason, d.score), left)
        for (paper, key), end in meant.items():
            self._joined(self.names.path(key), self.ends[end], "context", decisions[key].score, (paper,))

    def defined(self, expansions: Expansions) -> None:
        """Short forms that never stand alone: their paths lead to what papers define by them."""
        for (type_name, short), longs in expansions.items():
            if (type_name, normal(short)) in self.names.spellings:
                continue
            total = sum(map(len, longs.values()))
            for long_key, papers in longs.items():
                share = round(len(papers) / total, 2)
                self._joined(node_path(type_name, short), self.ends[long_key], "definition", share, papers)

    def grouped(self, groups: Iterable[Group], leads: Mapping[Key, Key], told_apart: Iterable[Pair]) -> None:
        """Names joined as a group, each by its likeness to the main one; and those that papers tell apart."""
        for group in groups:
            for pair in group.pairs:
                if leads[pair.one] in (pair.one, pair.other):
                    key = pair.other if leads[pair.one] == pair.one else pair.one
                    papers = self.names.papers(key)
                    self._joined(self.names.path(key), self.ends[key], pair.likeness.reason, group.score, papers)
        for pair in told_apart:
            one, other = self.names.path(pair.one), self.names.path(pair.other)
            papers = self.names.papers(pair.one) & self.names.papers(pair.other)
            self._entry((APART, one, other), ("named side by side", pair.likeness.score), papers)

    def by_hand(self, merged: Iterable[tuple[Key, Key]], split: Iterable[Key]) -> None:
        """What a person joined and split."""
        for one, _ in merged:
            self._entry((JOINED, self.names.path(one), self.ends[one]), ("correction", 1.0), self.names.papers(one), PERSON)
        for key in split:
            self._entry((APART, self.names.path(key), self.ends[key]), ("correction", 1.0), self.names.papers(key), PERSON)

    def _joined(self, path: str, end: str, reason: str, score: float, papers: Collection[str]) -> None:
        if path != end and not papers:
            self.leads.append((path, end))
        elif path != end:
            self._entry((JOINED, path, end), (reason, score), papers)

    def _entry(self, what: tuple[str, str, str], why: tuple[str, float], papers: Collection[str], who: str = KG) -> None:
        if papers:
            self.entries.append(LedgerEntry(*what, *why, tuple(sorted(papers)), who))
