"""Which local entities are one thing: every entity of every paper gets the path of its node, and every joining a reason.

Three rules, each of which looks at the whole corpus and none at the order of papers:

spelling      names of one type with equal normal forms are one (case, hyphens, plural, spaces)
definition    a paper that gives short and long form of an entity speaks of the long form's node
abbreviation  a short form that stands alone is joined with its long form when the corpus, or the lexicon, knows one
              expansion that stands out; else it stays apart, which is recorded too

A short form leads to a long form and that, at most, to the lexicon's name for it; no joining pulls another one along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.records import Extraction, LocalEntity
from kg.resolve.ledger import LedgerEntry
from kg.resolve.names import abbreviates, is_short_form, node_path, normal

DOMINANT = 0.8
"""The share of its defining papers that one expansion needs for a lone short form to be joined with it."""

Key = tuple[str, str]
"""Entity type and normal form of a name."""

Known = Mapping[Key, str]
"""Names that a lexicon gives as another name of a thing, with that thing's main name."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`node` maps (paper key, local id) to a node path; `replaces` maps a path to the other paths that lead to it."""

    node: Mapping[tuple[str, str], str]
    replaces: Mapping[str, tuple[str, ...]]
    ledger: tuple[LedgerEntry, ...]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What becomes of a name that is another name of `end`, the key of the node at `path`."""

    end: Key
    path: str
    joined: bool
    reason: str
    score: float


Spellings = Mapping[Key, Mapping[str, set[str]]]
"""Key -> the spellings of the name -> the papers that spell it so."""

Expansions = Mapping[Key, Mapping[Key, set[str]]]
"""Type and short form -> key of the long form -> the papers that define it so."""


def identify(extractions: Iterable[Extraction], known: Known) -> Identity:
    """Give every local entity its node. The result does not depend on the order of `extractions`."""
    local = [(extraction.paper, entity) for extraction in extractions for entity in extraction.entities]
    keys = {(paper, entity.id): (entity.type, normal(defining_name(entity))) for paper, entity in local}
    spellings: dict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for paper, entity in local:
        spellings[keys[paper, entity.id]][defining_name(entity)].add(paper)
    expansions = _expansions(local)
    decisions = _decide(spellings, expansions, known)
    ends = {key: _path(key[0], names) for key, names in spellings.items()}
    ends |= {key: decision.path for key, decision in decisions.items() if decision.joined}
    ledger = [entry for key, names in spellings.items() for entry in _spelling_entries(key, names)]
    ledger += _decision_entries(spellings, decisions) + _definition_entries(spellings, expansions, ends)
    ledger.sort()
    return Identity({place: ends[key] for place, key in keys.items()}, _replaced(ledger, ends.values()), tuple(ledger))


def defining_name(entity: LocalEntity) -> str:
    """The name that tells best what a local entity is: its long form, where the paper gives it beside a short one."""
    if is_short_form(entity.name):
        longs = sorted({m.text for m in entity.mentions if abbreviates(entity.name, m.text)}, key=lambda t: (len(t), t))
        if longs:
            return longs[0]
    return entity.name


def short_forms(entity: LocalEntity) -> set[str]:
    """The short forms under which the paper names the entity, beside its long form."""
    long = defining_name(entity)
    names = {m.text for m in entity.mentions} | {entity.name}
    return {n for n in names if is_short_form(n) and abbreviates(n, long)}


def _expansions(local: Iterable[tuple[str, LocalEntity]]) -> Expansions:
    found: dict[Key, dict[Key, set[str]]] = defaultdict(lambda: defaultdict(set))
    for paper, entity in local:
        for short in short_forms(entity):
            found[entity.type, _bare(short)][entity.type, normal(defining_name(entity))].add(paper)
    return found


def _bare(short: str) -> str:
    """A short form without its plural s: `LLMs` and `LLM` are one short form."""
    return short[:-1] if short.endswith("s") and is_short_form(short[:-1]) else short


def _decide(spellings: Spellings, expansions: Expansions, known: Known) -> dict[Key, _Decision]:
    """What becomes of every name that is, somewhere, another name of something."""
    by_normal: dict[Key, dict[Key, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (type_name, short), longs in expansions.items():
        for long_key, papers in longs.items():
            by_normal[type_name, normal(short)][long_key] |= papers
    decisions: dict[Key, _Decision] = {}
    for key in spellings:
        main = known.get(key, "")
        if key in by_normal:
            best, share = _best(by_normal[key])
            decisions[key] = _Decision(best, _path(best[0], spellings[best]), share >= DOMINANT, "abbreviation", share)
        elif main and normal(main) != key[1]:
            end = (key[0], normal(main))
            decisions[key] = _Decision(end, _path(key[0], spellings.get(end, (main,))), True, "lexicon", 1.0)
    return _settled({key: replace(d, joined=d.joined and d.end != key) for key, d in decisions.items()})


def _settled(decisions: Mapping[Key, _Decision]) -> dict[Key, _Decision]:
    """Decisions that lead to one node each.

    Where short and long form lead to each other, the lexicon's main name is the end. Where a name leads to one that the
    lexicon leads on, it follows; any other chain is cut, so that no joining pulls the next one along.
    """
    joined = {key: d for key, d in decisions.items() if d.joined}
    mutual = {key for key, d in joined.items() if d.end in joined and joined[d.end].end == key and d.reason != "lexicon"}
    settled = {}
    for key, d in decisions.items():
        onward = joined.get(d.end) if d.joined and d.end not in mutual else None
        if key in mutual or d.end == key:
            continue
        if onward is not None:
            follows = onward.reason == "lexicon" and joined.get(onward.end, onward) is onward
            d = replace(d, end=onward.end, path=onward.path) if follows else replace(d, joined=False)
        settled[key] = d
    return settled


def _best(longs: Mapping[Key, set[str]]) -> tuple[Key, float]:
    """The expansion that most papers give, the first in order among equals, and its share of them."""
    best = min(longs, key=lambda key: (-len(longs[key]), key))
    return best, round(len(longs[best]) / sum(map(len, longs.values())), 2)


def _decision_entries(spellings: Spellings, decisions: Mapping[Key, _Decision]) -> list[LedgerEntry]:
    entries = []
    for key, d in decisions.items():
        path = _path(key[0], spellings[key])
        if path != d.path:
            papers = tuple(sorted(set().union(*spellings[key].values())))
            entries.append(LedgerEntry("joined" if d.joined else "apart", path, d.path, d.reason, d.score, papers))
    return entries


def _definition_entries(spellings: Spellings, expansions: Expansions, ends: Mapping[Key, str]) -> list[LedgerEntry]:
    """Short forms that never stand alone, and have one expansion: their paths lead to it."""
    entries = []
    for (type_name, short), longs in expansions.items():
        if len(longs) == 1 and (type_name, normal(short)) not in spellings:
            ((long_key, papers),) = longs.items()
            path = node_path(type_name, short)
            if path == ends[long_key]:
                continue
            entries.append(LedgerEntry("joined", path, ends[long_key], "definition", 1.0, tuple(sorted(papers))))
    return entries


def _replaced(ledger: Iterable[LedgerEntry], ends: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For every node the other paths that lead to it; a path that is itself a node is never among them."""
    found: dict[str, set[str]] = defaultdict(set)
    nodes = set(ends)
    joined: dict[str, str] = {}
    for entry in ledger:
        if entry.action == "joined":
            joined.setdefault(entry.name, entry.target)
    for name, end in joined.items():
        if name not in nodes:
            found[joined.get(end, end)].add(name)
    return {end: tuple(sorted(names)) for end, names in sorted(found.items())}


def _path(type_name: str, names: Iterable[str]) -> str:
    """The path of a node: of all its spellings the one with the most words, then the first in order."""
    paths = {node_path(type_name, name) for name in names}
    return min(paths, key=lambda path: (-path.count("-"), path))


def _spelling_entries(key: Key, names: Mapping[str, set[str]]) -> list[LedgerEntry]:
    end = _path(key[0], names)
    by_path: dict[str, set[str]] = defaultdict(set)
    for name, papers in names.items():
        by_path[node_path(key[0], name)] |= papers
    return [
        LedgerEntry("joined", path, end, "spelling", 1.0, tuple(sorted(papers)))
        for path, papers in sorted(by_path.items())
        if path != end
    ]
