"""Whom a number is about, against whom it is measured, and on what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kg import ontology
from kg.records import PAPER, Span


@dataclass(frozen=True, slots=True)
class Place:
    """A mention of an entity in the text."""

    span: Span
    entity: str
    type: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A number's surroundings for linking: its sentence, the claims before and after it, the named things."""

    view: str
    sentence: Span
    number: Span
    previous: int
    following: int
    rank: int
    count: int
    places: Sequence[Place]
    own: Sequence[str]

    def between(self, start: int, end: int) -> list[Place]:
        """The places within these characters."""
        return [place for place in self.places if start <= place.span.start and place.span.end <= end]


@cache
def _roles(*roles: str) -> frozenset[str]:
    return frozenset(ontology.load().role(role) for role in roles)


_COMPARED = r"compared (?:to|with|against)|in comparison (?:to|with)|relative to|versus|vs\.?|against"
_AHEAD = re.compile(rf"\b(?:than|over|{_COMPARED}|that of)\b", re.IGNORECASE)
_BEHIND = re.compile(
    rf"\b(?:than|over|{_COMPARED}|outperform\w*|surpass\w*|exceed\w*|beat\w*|improv\w+ (?:up)?on|comparable (?:to|with)"
    r"|on par with|match(?:es|ing))\b",
    re.IGNORECASE,
)
_OPENING = re.compile(rf"\b(?:{_COMPARED})\b", re.IGNORECASE)
_LEAD_IN = re.compile(r"[\s(]*(?:(?!(?:on|for|in|and|by|with|while)\b)(?:[\w'’&./+-]+|,)\s+){0,5}[\s(]*")
_SIBLING = re.compile(
    r"(?:'s|\s+\w+)?\s*(?:\([^()]{1,40}\)\s*)?(?:,|and|,\s*and|or|/|&)\s*"
    r"(?:(?!(?:on|for|in|with|while|by|to)\b)[\w-]+\s+){0,4}"
)
_ON = re.compile(
    r"\b(?:on|for|in|across|when|at|using|under|to|of|from|between|during|running|serving|with|and)\b", re.IGNORECASE
)
_ON_MODEL = re.compile(r"\b(?:on|for|of|across|to|serving)\b", re.IGNORECASE)
_ON_INTRO = re.compile(
    r"\s*(?:\w+,\s+)?(?:On|For|With|In|When|Using|Evaluat\w+|Experiments? \w* ?on|Appl\w+ to|Our \w+ on)\b", re.IGNORECASE
)
_NEAR = re.compile(r"[\s(]*(?:(?!(?:and|by|than|over)\b)[\w'’&./+-]+\s+){0,4}[\s(]*")
_OPENS = re.compile(r"(?:^|[.,;:(]|\b(?:and|that|while|whereas|but|where|the|our|with|when))\s*$", re.IGNORECASE)
_ACTS = re.compile(
    r"\s*(?:\([^()]{1,40}\)\s*)?(?:\w+ly\s+|further\s+|also\s+|can\s+|only\s+|itself\s+){0,2}"
    r"(?:achiev|reach|attain|obtain|yield|deliver|run|reduc|improv|outperform|surpass|exceed|need|requir|tak|us(?:es|ing)|increas|decreas|ha[sd]\b|is\b|are\b|was\b|enabl|provid|\()"
)


def baseline(scene: Scene, *, changed: bool) -> Place | None:
    """The thing compared with: the one named after than, over, compared to; None when none or several are.

    For a change it may also stand before the number ("outperforms X by 2%", "Compared to X, ...") or after the next
    one. In lists of equal length ("2x and 3x over A and B") each number has its own.
    """
    windows = [(_AHEAD, scene.number.end, scene.following)]
    if changed:
        windows += [
            (_BEHIND, scene.previous, scene.number.start),
            (_AHEAD, scene.following, scene.sentence.end),
            (_OPENING, scene.sentence.start, scene.previous),
        ]
    for pattern, start, end in windows:
        for match in pattern.finditer(scene.view, start, end):
            found = _rivals(scene, match.end(), scene.sentence.end if start >= scene.number.end else end)
            if len(found) == scene.count > 1:
                return found[scene.rank]
            if found:
                return found[0] if len(found) == 1 else None
    return None


def _rivals(scene: Scene, start: int, end: int) -> list[Place]:
    found: list[Place] = []
    for place in scene.between(start, end):
        if place.type not in _roles("method", "device") or place.entity in scene.own:
            continue
        if not (_SIBLING if found else _LEAD_IN).fullmatch(scene.view[start : place.span.start]):
            break
        if place.entity not in {other.entity for other in found}:
            found.append(place)
        start = place.span.end
    return found


def context(scene: Scene, taken: Iterable[str]) -> tuple[Place, ...]:
    """What the number holds on: data, suites, devices, tasks and models named after on, for and the like.

    A task counts only where no data or suite is named, and in lists of equal length each number has its own.
    """
    left_out = {*taken, *scene.own}
    found = _held_on(scene, scene.number.end, scene.following, left_out)
    found = found or _held_on(scene, scene.previous, scene.number.start, left_out)
    found = found or _held_on(scene, scene.following, scene.sentence.end, left_out)
    if _ON_INTRO.match(scene.view, scene.sentence.start):
        comma = scene.view.find(",", scene.sentence.start + 2, scene.number.start)
        found += _held_on(scene, scene.sentence.start, max(comma, scene.sentence.start), left_out)
    found += _only_data(scene, found, left_out)
    if any(place.type in _roles("data", "suite") for place in found):
        found = [place for place in found if place.type not in _roles("task")]
    return tuple({place.entity: place for place in reversed(found)}.values())[::-1]


def _only_data(scene: Scene, found: Sequence[Place], left_out: set[str]) -> list[Place]:
    """The one dataset of the paper, or the one suite of the sentence, where the number's own words name no data."""
    if any(place.type in _roles("data", "suite") for place in found):
        return []
    for role, places in (("data", scene.places), ("suite", scene.between(scene.sentence.start, scene.sentence.end))):
        named = [place for place in places if place.type in _roles(role) and place.entity not in left_out]
        if len({place.entity for place in named}) == 1:
            return named[:1]
    return []


def _held_on(scene: Scene, start: int, end: int, left_out: set[str]) -> list[Place]:
    chains: list[list[Place]] = []
    reach = start
    for place in scene.between(start, end):
        if place.entity in left_out or not _can_hold(scene, place):
            continue
        if chains and _SIBLING.fullmatch(scene.view, reach, place.span.start):
            chains[-1].append(place)
        elif _is_held(scene, place, max(reach, start)):
            chains.append([place])
        else:
            continue
        reach = place.span.end
    return [place for chain in chains for place in ([chain[scene.rank]] if len(chain) == scene.count else chain)]


def _can_hold(scene: Scene, place: Place) -> bool:
    """Of methods only named models, not techniques."""
    if place.type in _roles("method"):
        return any(c.isupper() for c in place.span.of(scene.view))
    return place.type in _roles("data", "suite", "device", "task")


def _is_held(scene: Scene, place: Place, start: int) -> bool:
    link = _ON_MODEL if place.type in _roles("method") else _ON
    links = [match.end() for match in link.finditer(scene.view, start, place.span.start)]
    return any(_NEAR.fullmatch(scene.view, end, place.span.start) for end in links)


def subject(scene: Scene) -> str:
    """Whose number it is: a named method that acts in the clause, else the paper's main contribution."""
    main = scene.own[0] if scene.own else PAPER
    start = scene.previous if scene.previous > scene.sentence.start else scene.sentence.start
    for place in reversed(scene.between(start, scene.number.start)):
        if place.type not in _roles("method") or not any(c.isupper() for c in place.span.of(scene.view)):
            continue
        if re.fullmatch(r"\s*\(\s*", scene.view[place.span.end : scene.number.start]):
            return place.entity
        if _ACTS.match(scene.view, place.span.end) and _OPENS.search(scene.view[start : place.span.start]):
            return place.entity
    return main
