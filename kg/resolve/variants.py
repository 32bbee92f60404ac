"""Variants that names give away: a thing whose name is that of another one with a version, size, form or tuning added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.ontology import Ontology
from kg.records import Entity, Evidence, Extraction
from kg.resolve.identity import Identity
from kg.resolve.known import Listed
from kg.resolve.names import normal, words
from kg.resolve.structure import ancestors, has_structure

BY = "name"
"""What found such a relation."""

SCORE = 0.9

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Variant:
    """A statement that names give away, and the normal forms of the names that do."""

    triple: Triple
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Parents:
    """Where the names of a corpus may have their parents. `plain` types have no versions, `devices` no sizes by letters."""

    named: Mapping[tuple[str, str], str]
    listed: Listed
    plain: frozenset[str]
    device: str

    def by_structure(self, type_name: str, name: str) -> str:
        """The nearest ancestor that is a node, or "". A word that is a node itself (CLIP-T5) is no size or version."""
        if type_name in self.plain:
            return ""
        for ancestor, lacking in ancestors(name, letters=type_name != self.device):
            path = self.named.get((type_name, normal(ancestor)), "")
            if path and not any((type_name, word) in self.named for word in lacking):
                return path
        return ""

    def by_list(self, type_name: str, name: str) -> str:
        """The lexicon's parent if the name holds all its words, or ""."""
        parent = self.listed.parents.get((type_name, normal(name)), "") if self.listed.parents else ""
        return self.named.get((type_name, normal(parent)), "") if parent and {*words(parent)} < {*words(name)} else ""


def variants_of(
    entities: Iterable[Entity], identity: Identity, listed: Listed, ontology: Ontology, *, stated: Collection[Triple]
) -> dict[str, Variant]:
    """The variant that each entity is by its name, if any. What papers state, in either direction, is left to them."""
    relation = ontology.role("variant")
    plain = frozenset((ontology.role("task"), ontology.role("measure")))
    parents = _Parents(identity.named, listed, plain, ontology.role("device"))
    found: dict[str, Variant] = {}
    for entity in entities:
        giving = {}
        for name in filter(has_structure, (entity.label, *entity.aliases)):
            own = identity.named.get((entity.type, normal(name))) == entity.id
            if own and (parent := parents.by_structure(entity.type, name)) not in ("", entity.id):
                giving[name] = parent
        listed_parent = parents.by_list(entity.type, entity.label)
        if not giving and listed_parent not in ("", entity.id):
            giving = {entity.label: listed_parent}
        if not giving:
            continue
        parent = next(iter(giving.values()))
        triple = (entity.id, relation, parent)
        if triple not in stated and (parent, relation, entity.id) not in stated and not _leads(parent, entity.id, found):
            found[entity.id] = Variant(triple, frozenset(normal(name) for name, other in giving.items() if other == parent))
    return found


def evidence_of(found: Mapping[str, Variant], extraction: Extraction, paths: Iterable[str]) -> Iterator[tuple[Triple, Evidence]]:
    """The paper's first mention of each variant under a name that gives it away."""
    for entity, path in zip(extraction.entities, paths, strict=True):
        variant = found.get(path)
        if variant is None:
            continue
        mention = next((m for m in entity.mentions if normal(m.text) in variant.names), None)
        if mention is not None:
            yield variant.triple, Evidence(extraction.paper, mention.span, mention.text, min(SCORE, mention.score), BY)


def _leads(path: str, end: str, found: Mapping[str, Variant]) -> bool:
    """Whether the variants found so far lead from `path` up to `end`."""
    while path != end and path in found:
        path = found[path].triple[2]
    return path == end
