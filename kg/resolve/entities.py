"""The nodes with their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.records import Entity, Extraction, LocalEntity
from kg.resolve.identity import Identity
from kg.resolve.names import normal
from kg.resolve.short_forms import defining_name, short_forms


def entities_of(extractions: Iterable[Extraction], identity: Identity) -> Iterator[Entity]:
    """The things that extractions name, by path. The label is the name that most papers use, written out where a
    paper does so, the first among equals.

    A surface form that is the name of another node is no alias (accuracy, where a paper so calls its top-1 accuracy), but
    for short forms that a paper defines.
    """
    labels: dict[str, dict[str, int]] = {}
    names: dict[str, set[str]] = defaultdict(set)
    types: dict[str, str] = {}
    for extraction in extractions:
        for entity in extraction.entities:
            path, name = identity.node[extraction.paper, entity.id], defining_name(entity)
            counts = labels.setdefault(path, {})
            counts[name] = counts.get(name, 0) + 1
            types[path] = entity.type
            for mention in entity.mentions:
                text = mention.text
                if text != name and text not in names[path] and _is_alias(text, entity, path, identity):
                    names[path].add(text)
    for path in sorted(labels):
        label = min(labels[path], key=lambda name: (-labels[path][name], name))
        aliases = tuple(sorted((names.get(path, set()) | labels[path].keys()) - {label}))
        yield Entity(path, types[path], label, aliases, identity.replaces.get(path, ()))


def _is_alias(text: str, entity: LocalEntity, path: str, identity: Identity) -> bool:
    owner = identity.named.get((entity.type, normal(text)), path)
    return owner == path or text in short_forms(entity, defining_name(entity))
