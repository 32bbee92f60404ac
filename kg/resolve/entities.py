"""The nodes with their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.records import Entity
from kg.resolve.aliases import may_name
from kg.resolve.heard import Heard, Spelt
from kg.resolve.identity import Identity
from kg.resolve.names import normal
from kg.resolve.reading import plainly


@dataclass(frozen=True, slots=True)
class _Node:
    """How often each defining name of a node is used, its other surface forms under these, and the short forms among them."""

    uses: dict[Spelt, int] = field(default_factory=dict)
    forms: set[tuple[Spelt, str]] = field(default_factory=set)
    shorts: set[str] = field(default_factory=set)


def entities_of(heard: Iterable[Heard], identity: Identity) -> Iterator[Entity]:
    """The things that papers name, by path. The label is the name that most papers use, written out where a paper does so,
    the first among equals.

    A surface form that is the name of another node is no alias (accuracy, where a paper so calls its top-1 accuracy), but
    for short forms that a paper defines; nor is one that tells of another thing by its words (kg.resolve.aliases). One
    that reads as another node's name (model parameters, where a paper so calls the trainable ones) is an alias there.
    """
    nodes: dict[str, _Node] = defaultdict(_Node)
    plain: list[Heard] = []
    for each in heard:
        if each.paper in identity.told:
            _collect([each], dict(zip(each.spelt, identity.paths(each), strict=True)), nodes)
        else:
            plain.append(each)
    _collect(plain, identity.spelt, nodes)
    names = defaultdict(set, {path: {name for _, name in node.uses} for path, node in nodes.items()})
    for path, node in nodes.items():
        for spelt, text in node.forms:
            if text not in names[path] and (owner := _named_by(text, spelt, path, identity, is_short=text in node.shorts)):
                names[owner].add(text)
    for path, node in sorted(nodes.items()):
        type_name, label = min(node.uses, key=lambda spelt: (-node.uses[spelt], spelt))
        yield Entity(path, type_name, label, tuple(sorted(names[path] - {label})), identity.replaces.get(path, ()))


def _collect(heard: Iterable[Heard], paths: Mapping[Spelt, str], nodes: Mapping[str, _Node]) -> None:
    """Add to the nodes at these paths what papers call them. Each name is looked at once, however many papers use it."""
    uses: Counter[Spelt] = Counter()
    forms: set[tuple[Spelt, str]] = set()
    shorts: set[tuple[Spelt, str]] = set()
    for each in heard:
        uses.update(each.spelt)
        for at, short in each.varied.items():
            spelt = each.spelt[at]
            forms.update([(spelt, mention.text) for mention in each.extraction.entities[at].mentions])
            shorts.update([(spelt, name) for name in short])
    for spelt, times in uses.items():
        found = nodes[paths[spelt]].uses
        found[spelt] = found.get(spelt, 0) + times
    for spelt, text in forms:
        nodes[paths[spelt]].forms.add((spelt, text))
    for spelt, text in shorts:
        nodes[paths[spelt]].shorts.add(text)


def _named_by(text: str, spelt: Spelt, path: str, identity: Identity, *, is_short: bool) -> str:
    """The path of the node that a surface form is an alias of, if of any: that of the entity, or one whose name it reads as."""
    type_name, name = spelt
    owner = identity.named.get((type_name, normal(text)))
    if owner is not None:
        return path if owner == path or is_short else ""
    near = identity.named.get((type_name, normal(" ".join(plainly(text, type_name).words))), path)
    return near if near != path or may_name(type_name, name, text, identity.named) else ""
