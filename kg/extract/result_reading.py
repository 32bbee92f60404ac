"""Reading one number in its sentence: which way it goes and what it measures.

In turn are tried the words after the number ("48% lower latency", "a 2x speedup in inference"), a change before it
("reduces latency by 48%", "a speedup of 2x"), and a level ("an accuracy of 93%", "34 ms latency").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.result_cues import (
    ABSOLUTE,
    COMPARATIVE,
    DECREASE,
    IMPROVE,
    INCREASE,
    NOUN,
    VERB,
    WORSEN,
    Cue,
    Metric,
)
from kg.extract.result_site import Site, part
from kg.records import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What a number says. `metric` is the name where none is found in the text; `rule` names how it was read;
    `used` is the cue that tells it, if one does."""

    direction: str
    metrics: tuple[Metric, ...]
    metric: str
    rule: str
    used: Span | None = None


_VAGUE = (
    r"(?:\s|an?\b|up to|over|about|approximately|around|nearly|almost|more than|at least|at most|less than|only|just|under|below"
    r"|as (?:high|low|much|many|few|little) as|averages? of|on average|an average of|roughly|close to|within|the|[~≈<>+≥≤(,-])*"
)
_BY = re.compile(rf"\bby{_VAGUE}$", re.IGNORECASE)
_OF = re.compile(
    rf"\b(?:of|is|was|are|were|reach(?:es|ed|ing)?|ranging from|ranging|between|from|at|exceeding|:|=){_VAGUE}$", re.IGNORECASE
)
_TO = re.compile(rf"(?<!\bup )\bto{_VAGUE}$", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:up to|averaging)\s*$", re.IGNORECASE)
_NEAR = re.compile(
    r"[\s)\-–]*(?:(?!(?:of|in|on|over|for|than|to|with|from|by|and|at|when|while|compared|the)\b)[\w@./&+^-]+[\s\-–]+){0,4}"
)
_STOP = r"(?:than|in|of|by|for|on|with|and|to|when|while|during|compared|over|from)\b"
_NOUNS = rf"((?!{_STOP}|(?:the|an?|its|their)\b)[a-z][a-z-]+(?:\s+(?!{_STOP})[a-z][a-z-]+){{0,2}})"
_AFTER_CUE = re.compile(rf"\s+{_NOUNS}(?=\s*[,.;:)]|\s+{_STOP}|$)")
_BEFORE_BY = re.compile(rf"\s+(?:the\s+|its\s+|their\s+|[\w-]+'s\s+)*{_NOUNS}\s+by\b")
CHANGES = frozenset({INCREASE, DECREASE, IMPROVE, WORSEN})
_RATIO = re.compile(r"\b(?:rate|ratio|compression)s?$", re.IGNORECASE)
_FACTORS = frozenset({"ratio", "magnitude"})


def read(site: Site) -> Reading | None:
    """How the number is to be read; None when nothing around it tells."""
    return (
        _versus(site)
        or _signed(site)
        or _after(site)
        or _by(site)
        or _of(site)
        or _verb(site)
        or _in(site)
        or _level(site)
        or _kept(site)
    )


def turned(direction: str, sense: str) -> str:
    """The direction of a change, where improving means going the metric's better way.

    >>> turned("improve", "lower"), turned("worsen", "lower"), turned("increase", "lower")
    ('decrease', 'increase', 'increase')
    """
    if direction not in (IMPROVE, WORSEN):
        return direction
    return DECREASE if (sense == "lower") == (direction == IMPROVE) else INCREASE


def _change(site: Site, cue: Cue, metrics: Sequence[Metric], rule: str) -> Reading:
    own = site.own(metrics)
    name = cue.metric if own else _phrase(site, cue) or cue.metric
    sense = own[0].sense if own else ""
    direction = turned(cue.direction, sense)
    if cue.metric == "speed" and sense == "lower":
        direction = DECREASE if cue.direction == INCREASE else INCREASE
    return Reading(direction, own, name, rule, cue.span)


def _phrase(site: Site, cue: Cue) -> str:
    """The words that name what changes where no metric is known: reduces *output tokens* by, less *training data*."""
    if cue.metric not in ("", "size"):
        return ""
    behind = site.trail and site.trail.contains(cue.span)
    match = (_AFTER_CUE if behind else _BEFORE_BY).match(site.view, cue.span.end, site.sentence.end)
    return match[1] if match and (behind or not site.lead or match.end() <= site.lead.end) else ""


def _after(site: Site) -> Reading | None:
    """48% lower latency, 2x inference speedup, 3% gain in accuracy."""
    if site.trail is None:
        return None
    near = _NEAR.match(site.view, site.trail.start, site.trail.end)
    reach = near.end() if near else site.trail.start
    cue = next((c for c in site.cues_in(site.trail) if c.span.start <= reach and _follows(site, c)), None)
    if cue is None:
        return None
    between = site.metrics_in(part(site.trail.start, cue.span.start))
    behind = site.following(cue.span.end)
    if cue.place == COMPARATIVE:
        return _change(site, cue, behind or between, "after comparative")
    before = [] if cue.metric == "speed" else site.preceding()
    near_before = before if before and site.words_after(before[-1].span) <= 6 else []
    return _change(site, cue, between or behind or near_before, "after noun")


def _follows(site: Site, cue: Cue) -> bool:
    return cue.place != VERB or (cue.direction in CHANGES and cue.span.of(site.view).endswith("ed"))


def _by(site: Site) -> Reading | None:
    """Reduces latency by 48%; outperforms X by 3%; ... and energy by 20%."""
    if not _BY.search(site.text(site.lead)) or site.lead is None:
        return None
    changes = [c for c in site.cues_in(site.opening) if c.direction in CHANGES]
    cue = next((c for c in reversed(changes) if c.place != COMPARATIVE or site.lead.contains(c.span)), None)
    if cue is None:
        return None
    start = max(cue.span.end, site.lead.start)
    metrics = site.joined(site.metrics_in(part(start, site.lead.end))) or site.direct()
    if not metrics and cue.place == VERB and not cue.metric:
        metrics = site.joined(site.metrics_in(part(site.lead.start, cue.span.start)))
    return _change(site, cue, metrics, "by")


def _of(site: Site) -> Reading | None:
    """A speedup of 2x, an accuracy of 93%, accuracy from 90% to 93%."""
    lead = site.text(site.lead)
    metrics = site.preceding()
    if site.quantity.start or _TO.search(lead):
        return Reading(ABSOLUTE, site.own(metrics), "", "to") if metrics else None
    if not _OF.search(lead) and not _UP_TO.search(lead):
        return None
    cue = next((c for c in reversed(site.cues_in(site.lead)) if c.place == NOUN), None)
    if cue and (not metrics or cue.span.end >= metrics[-1].span.start) and site.words_after(cue.span) <= 5:
        own = [m for m in metrics if not m.span.overlaps(cue.span)] or site.direct()
        return _change(site, cue, own, "of noun")
    if cue and metrics and re.fullmatch(r"\s*(?:in|of)\s+(?:the\s+|\w+\s+)?", site.view[cue.span.end : metrics[0].span.start]):
        return _change(site, cue, metrics, "of noun")
    changed = next((c for c in reversed(site.cues_in(site.lead)) if c.place == VERB and c.direction in CHANGES), None)
    if changed and metrics and re.search(r"\b(?:between|from)\b\W*$", lead) and _is_object(site, changed, metrics[0]):
        return _change(site, changed, metrics, "of noun")
    if metrics and _OF.search(lead) and site.words_after(metrics[-1].span) <= 6:
        return Reading(ABSOLUTE, site.own(metrics), "", "of metric")
    return None


def _is_object(site: Site, cue: Cue, metric: Metric) -> bool:
    return cue.span.end <= metric.span.start and len(site.view[cue.span.end : metric.span.start].split()) <= 2


def _verb(site: Site) -> Reading | None:
    """Cuts memory 40%; saving 98% FLOPs."""
    cue = next((c for c in reversed(site.cues_in(site.lead)) if c.place == VERB), None)
    if cue is None or site.lead is None or cue.direction not in CHANGES or site.words_after(cue.span) > 6:
        return None
    if re.search(r"\b(?:is|are|was|were|with|at|to|in)\b", site.view[cue.span.end : site.lead.end]):
        return None
    between = site.metrics_in(part(cue.span.end, site.lead.end))
    return _change(site, cue, site.joined(between) or site.direct(), "verb")


def _versus(site: Site) -> Reading | None:
    """17.9% vs. 22.6%, 50% -> 82%."""
    after, before = site.text(site.trail), site.text(site.lead)
    if not re.match(r"\s*(?:vs\b|versus\b|-+>|→|compared to (?:only )?\d)", after) and not re.search(
        r"(?:\bvs\.?|versus|-+>|→)\s*$", before
    ):
        return None
    metrics = site.direct() or site.metrics_in(site.opening)[-1:]
    return Reading(ABSOLUTE, site.own(metrics), "", "versus")


def _signed(site: Site) -> Reading | None:
    """+4.3% mAP, -12% FLOPs, 81.8% (+5.9%)."""
    lead = site.text(site.lead)
    if not re.search(r"(?:^|[\s(])[+-]\s*$", lead):
        return None
    metrics = site.direct() or site.metrics_in(site.opening)[-1:]
    return Reading(INCREASE if lead.rstrip()[-1] == "+" else DECREASE, site.own(metrics), "", "sign")


def _in(site: Site) -> Reading | None:
    """Improves A by 2% and 3% in B; up to 73% in energy."""
    metrics = site.direct()
    if not metrics or not re.match(r"\s*\)?\s*in\b", site.text(site.trail)):
        return None
    cue = next((c for c in reversed(site.cues_in(site.opening)) if c.direction in CHANGES), None)
    return _change(site, cue, metrics, "in") if cue else None


def _level(site: Site) -> Reading | None:
    """93.2% top-1 accuracy, 34 ms latency, 50% of the FLOPs; 2x throughput is a change."""
    metrics = site.own(site.direct())
    if not metrics:
        return None
    if site.quantity.dimension not in _FACTORS or _RATIO.search(metrics[0].name):
        return Reading(ABSOLUTE, metrics, "", "level")
    halved = re.match(r"(?i)(?:a |one[ -])?(?:hal[fv]|third|quarter|tenth)", site.quantity.span.of(site.view))
    return Reading(DECREASE if halved else turned(IMPROVE, metrics[0].sense), metrics, "", "level")


def _kept(site: Site) -> Reading | None:
    """Retains 98% of what the model can do; reaches 12x."""
    cue = next((c for c in reversed(site.cues_in(site.lead)) if c.place == VERB), None)
    if cue is None or cue.direction != ABSOLUTE or site.quantity.dimension != "share" or site.words_after(cue.span) > 4:
        return None
    metrics = site.metrics_in(site.trail)[:1] or site.metrics_in(site.opening)[-1:]
    return Reading(ABSOLUTE, site.own(metrics), "", "kept")
