"""The component kg_results: which numbers are claims, what they measure, against what, and on what they hold.

Every sentence with numbers is read for itself: claims are told from other numbers (result_claims), each is read for
direction and metric (result_reading) and linked to the things named around it (result_links).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from kg import ontology
from kg.extract.document import Words
from kg.extract.markup import plain
from kg.extract.quantities import Quantity, find_quantities
from kg.extract.result_claims import claims
from kg.extract.result_cues import ABSOLUTE, INCREASE, NOUN, Cue, Metric, find_cues, find_metrics, sense_of
from kg.extract.result_links import Place, Scene, baseline, context, subject
from kg.extract.result_reading import Reading, read
from kg.extract.result_site import Site, part
from kg.lexicon import read_table
from kg.metrics import metric_within
from kg.records import LocalEntity, Mention, Result, Span
from kg.units import units

_LISTED = re.compile(r"\s*(?:,|and|or|,\s*and|/|&|\()?\s*(?:up to|about|over)?\s*")
_CLAUSE_START = re.compile(r"[,;:(]\s+|\b(?:and|while|but|which|that|where|thereby|with)\s+")
_CLAUSE_END = re.compile(r"[,;:)](?=\s|$)|\.?\s*$|\s(?:while|and|but|with|which)\s")
LIKELY = 0.5
"""A contribution below this score is no subject."""
_COMPARING = frozenset({"ratio", "share", "points", "magnitude", "count"})
"""Dimensions of numbers that any metric may have."""
_INHERITING = frozenset({"ratio", "share", "points"})


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a text before its numbers are judged; all in order of the text, `sentences` those with numbers."""

    view: str
    sentences: tuple[Span, ...]
    claims: tuple[Quantity, ...]
    cues: tuple[Cue, ...]
    metrics: tuple[Metric, ...]
    places: tuple[Place, ...]
    own: tuple[str, ...]


def find_results(doc: Doc) -> tuple[Result, ...]:
    """The results that the text of `doc` claims, in its order. Reads its words, entities and contributions."""
    page = _page(doc)
    if page is None:
        return ()
    found: dict[tuple[object, ...], Result] = {}
    for sentence in page.sentences:
        for result in _sentence_results(page, sentence):
            found.setdefault((result.value, result.unit, result.metric, result.direction, sentence), result)
    return tuple(found.values())


def _page(doc: Doc) -> Page | None:
    """None when the text has no numbers."""
    text = doc.text
    quantities = [quantity for quantity in find_quantities(text) if not quantity.goal]
    if not quantities:
        return None
    view = plain(text)
    words: Words = doc._.words
    spans = (words.sentence_span(number) for number in range(len(words.sentences)))
    sentences = tuple(span for span in spans if any(span.contains(quantity.span) for quantity in quantities))
    entities: tuple[LocalEntity, ...] = doc._.entities
    places = tuple(sorted((Place(m.span, e.id, e.type) for e in entities for m in e.mentions), key=lambda place: place.span))
    measure = ontology.load().role("measure")
    cues = find_cues(view, sentences)
    named = [(m.span, e.name) for e in entities if e.type == measure for m in e.mentions]
    metrics = _metrics(view, sentences, named, cues)
    found = claims(view, quantities, metrics, [place.span for place in places if place.type != measure])
    return Page(view, sentences, found, cues, metrics, places, _own(entities, doc._.contributions))


def _own(entities: Sequence[LocalEntity], contributions: Sequence[Mention]) -> tuple[str, ...]:
    spans = [mention.span for mention in contributions if mention.score > LIKELY]
    return tuple(dict.fromkeys(e.id for span in spans for e in entities if any(m.span.overlaps(span) for m in e.mentions)))


def _metrics(view: str, sentences: Sequence[Span], named: Sequence[tuple[Span, str]], cues: Sequence[Cue]) -> tuple[Metric, ...]:
    """The metrics that entities name, and known ones beside them; a speedup is a change, no metric."""
    entities = [Metric(span, name, sense_of(span.of(view)) or sense_of(name)) for span, name in named]
    known = [metric for metric in find_metrics(view, sentences) if not any(metric.span.overlaps(span) for span, _ in named)]
    changes = [cue.span for cue in cues if cue.place == NOUN and cue.metric]
    kept = (metric for metric in (*entities, *known) if not any(span.contains(metric.span) for span in changes))
    return tuple(sorted(kept, key=lambda metric: metric.span))


def _sentence_results(page: Page, sentence: Span) -> Iterator[Result]:
    inside = [claim for claim in page.claims if sentence.contains(claim.span)]
    previous: Reading | None = None
    for i in range(len(inside)):
        site = _site(page, sentence, inside, i)
        previous = read(site) or _inherited(site, previous) or _default(site)
        yield from _results(page, site, previous)


def _site(page: Page, sentence: Span, inside: Sequence[Quantity], i: int) -> Site:
    first = last = i
    while first > 0 and _listed(page.view, inside[first - 1], inside[first]):
        first -= 1
    while last + 1 < len(inside) and _listed(page.view, inside[last], inside[last + 1]):
        last += 1
    start = inside[first - 1].span.end if first else sentence.start
    end = inside[last + 1].span.start if last + 1 < len(inside) else sentence.end
    here, there = inside[first].span.start, inside[last].span.end
    opening, lead, trail = part(sentence.start, here), part(start, here), part(there, end)
    return Site(page.view, sentence, inside[i], opening, lead, trail, i - first, last - first + 1, page.cues, page.metrics)


def _listed(view: str, left: Quantity, right: Quantity) -> bool:
    return bool(_LISTED.fullmatch(view, left.span.end, right.span.start))


def _inherited(site: Site, previous: Reading | None) -> Reading | None:
    """In "2x faster on A and 3x on B" the second number is read as the first."""
    if previous is None or site.quantity.dimension not in _INHERITING:
        return None
    return Reading(previous.direction, previous.metrics, previous.metric, "inherited", previous.used)


def _default(site: Site) -> Reading:
    if site.quantity.dimension == "ratio":
        return Reading(INCREASE, (), "speed", "default")
    metrics = site.metrics_in(site.opening)[-1:] or site.metrics_in(site.trail)[:1]
    return Reading(ABSOLUTE, tuple(metrics) if site.quantity.dimension == "share" else (), "", "default")


def _results(page: Page, site: Site, reading: Reading) -> Iterator[Result]:
    quantity = site.quantity
    scene = _scene(page, site)
    acting, against = subject(scene), baseline(scene, changed=reading.direction != ABSOLUTE)
    held = context(scene, (acting, against.entity if against else ""))
    links = [place.span for place in (*held, *([against] if against else []))]
    names = [metric.name for metric in reading.metrics if _fits(metric.name, quantity)]
    names = names or [reading.metric if not reading.metrics and reading.metric else _usual_metric(quantity)]
    listed = Span(site.opening.end if site.opening else quantity.span.start, quantity.span.end)
    evidence = _clause(site, [listed, *(metric.span for metric in reading.metrics), *filter(None, [reading.used]), *links])
    for name in names:
        yield Result(
            subject=acting,
            metric=" ".join(name.split()),
            value=quantity.value,
            numbers=quantity.numbers,
            unit=_unit(quantity, reading),
            direction=reading.direction,
            baseline=against.entity if against else "",
            context=tuple(place.entity for place in held),
            evidence=evidence,
            score=_scores().get(reading.rule, _scores()["default"]),
            by=f"result {reading.rule}",
            qualifier=f"from {quantity.start}" if quantity.start else quantity.qualifier,
        )


def _unit(quantity: Quantity, reading: Reading) -> str:
    """A bare change of a metric counts its points."""
    bare_change = not quantity.unit and reading.direction != ABSOLUTE and quantity.numbers and quantity.numbers[0] >= 1
    return "points" if bare_change else quantity.unit


def _fits(metric: str, quantity: Quantity) -> bool:
    """Whether the metric can be in this unit: frames per second are no latency, whatever stands beside them."""
    known, unit = metric_within(metric), units().get(quantity.unit)
    usual = units().get(known.unit) if known else None
    if unit is None or usual is None or not unit.metric or {unit.dimension, usual.dimension} & _COMPARING:
        return True
    return unit.dimension == usual.dimension


def _usual_metric(quantity: Quantity) -> str:
    """What a number in this unit measures where nothing else is named."""
    return next((unit.metric for unit in units().values() if unit.unit == quantity.unit), "") or "performance"


def _scene(page: Page, site: Site) -> Scene:
    number = site.quantity.span
    before = site.lead.start if site.lead else number.start
    after = site.trail.end if site.trail else number.end
    return Scene(page.view, site.sentence, number, before, after, site.rank, site.count, page.places, page.own)


def _clause(site: Site, parts: Iterable[Span]) -> Span:
    """The shortest stretch of whole clauses that holds the parts which lie in the sentence."""
    inside = [span for span in parts if site.sentence.contains(span)]
    start, end = min(span.start for span in inside), max(span.end for span in inside)
    starts = [match.end() for match in _CLAUSE_START.finditer(site.view, site.sentence.start, start)]
    stop = _CLAUSE_END.search(site.view, end, site.sentence.end)
    return Span(starts[-1] if starts else site.sentence.start, stop.start() if stop else end)


@cache
def _scores() -> Mapping[str, float]:
    """For every rule of reading the share of its results that are right."""
    return {row["rule"]: float(row["score"]) for row in read_table(ontology.data_dir() / "patterns" / "result_scores.tsv")}
