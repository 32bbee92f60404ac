"""What the text says about two things that it names: the cues that relation rules look at.

A pair is the paper's own work and an entity, or two entities of one sentence. A cue is a short string: a scope, a
place and folded words, such as `own before use` (the word `use` stands right before the entity, in a sentence that
speaks of the paper's own work). The scopes are title, own, first (the first two sentences of the abstract), rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.extract.document import Words
from kg.extract.tokens import key
from kg.records import PAPER, LocalEntity

ANY = "any"
OWN = "own"
UNNAMED = "paper"
OWN_WORDS = frozenset({"we", "our", "ours", "paper"})
"""Words by which a sentence speaks of the paper's own work."""
_ARTICLES = frozenset({"the", "a", "an", ""})
_WINDOW = 6
_BETWEEN = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """`kind` names the ends by type, the own work as `own`; `cues` lead to the number of the sentence that shows them."""

    kind: str
    head: str
    tail: str
    cues: dict[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A mention by its tokens: first, end, sentence."""

    entity: LocalEntity
    first: int
    end: int
    sentence: int


@dataclass
class Scene:
    """The entities of a text by sentence. `main` is the id of the paper's own main contribution, or PAPER."""

    words: Words
    entities: tuple[LocalEntity, ...]
    main: str
    places: list[list[Place]] = field(init=False)
    scopes: list[str] = field(init=False)

    def __post_init__(self) -> None:
        words = self.words
        at = {start: i for i, start in enumerate(words.starts)}
        ends = {end: i + 1 for i, end in enumerate(words.ends)}
        self.places = [[] for _ in words.sentences]
        for entity in self.entities:
            for mention in entity.mentions:
                first, end = at.get(mention.span.start), ends.get(mention.span.end)
                if first is not None and end is not None and words.sentence[first] >= 0:
                    self.places[words.sentence[first]].append(Place(entity, first, end, words.sentence[first]))
        self.scopes = [self._scope(number) for number in range(len(words.sentences))]

    def _scope(self, number: int) -> str:
        if number == 0:
            return "title"
        first, end = self.words.sentences[number]
        if any(place.entity.id == self.main for place in self.places[number]):
            return "own"
        if not OWN_WORDS.isdisjoint(self.words.folded[first:end]):
            return "own"
        return "first" if number < 3 else "rest"


def pairs(scene: Scene) -> Iterator[Pair]:
    """The pairs of a text: the own work with every other entity, then the entities that share a sentence."""
    yield from own_pairs(scene)
    yield from _entity_pairs(scene, _places(scene))


def own_pairs(scene: Scene, kind: str = OWN) -> Iterator[Pair]:
    """The own work with every other entity; `kind` is UNNAMED when it is asked which entity is the main one."""
    by_entity = _places(scene)
    for entity in scene.entities:
        if entity.id != scene.main and by_entity[entity.id]:
            yield Pair(f"{kind} {entity.type}", scene.main, entity.id, _own_cues(scene, by_entity[entity.id]))


def _places(scene: Scene) -> dict[str, list[Place]]:
    by_entity: dict[str, list[Place]] = {entity.id: [] for entity in scene.entities}
    for places in scene.places:
        for place in places:
            by_entity[place.entity.id].append(place)
    return by_entity


def _own_cues(scene: Scene, places: list[Place]) -> dict[str, int]:
    cues: dict[str, int] = {}
    named = "named" if scene.main != PAPER else "unnamed"
    for place in places:
        scope = scene.scopes[place.sentence]
        for cue in _around(scene, place):
            cues.setdefault(f"{scope} {cue}", place.sentence)
            cues.setdefault(f"{ANY} {cue}", place.sentence)
        cues.setdefault(f"{scope} {named}", place.sentence)
        cues.setdefault(f"{scope} here", place.sentence)
    best = _best_sentence(scene, places)
    scopes = "+".join(sorted({scene.scopes[place.sentence] for place in places}))
    cues.setdefault(f"{ANY} scopes {scopes}", best)
    cues.setdefault(f"{ANY} scopes {scopes} {named}", best)
    last = key(places[0].entity.name.split()[-1])
    cues.setdefault(f"{ANY} last {last}", best)
    cues.setdefault(f"{scene.scopes[best]} last {last}", best)
    cues.setdefault(f"{ANY} here", best)
    return cues


def _best_sentence(scene: Scene, places: Iterable[Place]) -> int:
    order = ("own", "title", "rest", "first")
    return min(places, key=lambda place: order.index(scene.scopes[place.sentence])).sentence


def _around(scene: Scene, place: Place) -> Iterator[str]:
    words = scene.words
    begin, stop = words.sentences[place.sentence]
    left = [words.folded[i] or words.texts[i] for i in range(max(begin, place.first - _WINDOW), place.first)]
    right = [words.folded[i] or words.texts[i] for i in range(place.end, min(stop, place.end + 3))]
    while left and left[-1] in _ARTICLES:
        left.pop()
    if left:
        yield f"before {left[-1]}"
        yield f"before {' '.join(left[-2:])}"
    else:
        yield "before ^"
    if right:
        yield f"after {right[0]}"
        yield f"after {' '.join(right[:2])}"
    for word in set(left):
        if word[0].isalpha():
            yield f"near {word}"
    for word in set(words.folded[begin : place.first]):
        if len(word) > 3:
            yield f"earlier {word}"


def _entity_pairs(scene: Scene, by_entity: dict[str, list[Place]]) -> Iterator[Pair]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for number, places in enumerate(scene.places):
        for a in places:
            for b in places:
                if a.entity.id != b.entity.id and a.entity.id != scene.main and (a.end <= b.first or b.end <= a.first):
                    cues = found.setdefault((a.entity.id, b.entity.id), {})
                    for cue in _between(scene, a, b):
                        cues.setdefault(cue, number)
    for a_entity in scene.entities:
        for b_entity in scene.entities:
            inside = _inside(a_entity, b_entity)
            if inside and by_entity[a_entity.id]:
                found.setdefault((a_entity.id, b_entity.id), {})[inside] = by_entity[a_entity.id][0].sentence
    kinds = {entity.id: entity.type for entity in scene.entities}
    for (head, tail), cues in found.items():
        yield Pair(f"{kinds[head]} {kinds[tail]}", head, tail, cues)


def _inside(a: LocalEntity, b: LocalEntity) -> str:
    """Whether the name of b is the end or another part of the name of a."""
    if a.id == b.id or len(a.name) <= len(b.name):
        return ""
    longer, shorter = key(a.name), key(b.name)
    if not shorter or shorter not in longer or longer == shorter:
        return ""
    return "any name ends" if longer.endswith(shorter) else "any name begins" if longer.startswith(shorter) else "any name holds"


def _between(scene: Scene, a: Place, b: Place) -> Iterator[str]:
    words = scene.words
    forward = a.end <= b.first
    first, end = (a.end, b.first) if forward else (b.end, a.first)
    order = "then" if forward else "back"
    scope = scene.scopes[a.sentence]
    gap = [words.folded[i] or words.texts[i] for i in range(first, end)]
    gap = [word for word in gap if word not in _ARTICLES]
    near = "near" if len(gap) <= 4 else "mid" if len(gap) <= _BETWEEN else "far"
    yield f"{ANY} {order} {near}"
    yield f"{scope} {order} {near}"
    if len(gap) <= 3:
        yield f"{order} = {' '.join(gap)}"
    if near != "far":
        for word in set(gap):
            yield f"{order} has {word}"
