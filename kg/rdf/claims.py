"""Claims to facts and back: the two functions name the same terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.keys import slug
from kg.rdf import vocabulary
from kg.rdf.facts import Facts
from kg.rdf.terms import Iris, decimal_literal, outside, text_literal
from kg.records import Claim, Evidence, Measure
from kg.units import unit_named

QUDT_UNITS = "http://qudt.org/vocab/unit/"
RANGES = (("baseMinimum", "baseMaximum"), ("ratioMinimum", "ratioMaximum"))
"""The terms for the ends of what a claim's numbers come to: in the base unit, and as new level over old."""

ClaimFacts = Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]


def claim_facts(claim: Claim, iris: Iris) -> ClaimFacts:
    """What the node of a claim says, but for its evidence. Raises ValueError for a number that is not finite."""
    node = iris.node(claim.id)
    yield node, outside("rdf:type"), iris.own("Result")
    yield node, iris.own("subject"), iris.node(claim.subject)
    for term, word in _words(claim):
        if word:
            yield node, iris.own(term), text_literal(word)
    contexts = [(term, path) for path in claim.context for term in ("context", *_context_terms(path))]
    for term, path in (("metric", claim.metric_node), ("baseline", claim.baseline), *contexts):
        if path:
            yield node, iris.own(term), iris.node(path)
    yield from _numbers(node, claim, iris)
    yield from _measure(node, claim.measure, iris)
    if qudt := unit_named(claim.unit).qudt:
        yield node, outside("qudt:hasUnit"), NamedNode(QUDT_UNITS + qudt)


def claim_of(facts: Facts, node: str, evidence: Evidence) -> Claim:
    """The claim of which `claim_facts` says this."""
    said = {term: facts.value(node, term) for term in (*WORDS, *MEASURE_WORDS)}
    (least, most), (low_ratio, high_ratio) = ((_decimal(facts, node, a), _decimal(facts, node, b)) for a, b in RANGES)
    kind, unit, dimension, better = (said[term] for term in MEASURE_WORDS)
    listed = facts.value(node, "listed") == "true"
    return Claim(
        facts.iris.path(node),
        facts.path(node, "subject"),
        said["metricName"],
        facts.path(node, "metric"),
        said["writtenValue"],
        _numbers_of(facts, node),
        said["unit"],
        said["direction"],
        facts.path(node, "baseline"),
        facts.paths(node, "context"),
        evidence,
        said["qualifier"],
        Measure(kind, least, most, unit, dimension, listed, low_ratio, high_ratio, better),
    )


WORDS = ("metricName", "writtenValue", "unit", "direction", "qualifier")
MEASURE_WORDS = ("kind", "baseUnit", "dimension", "better")


def _words(claim: Claim) -> Iterator[tuple[str, str]]:
    measure = claim.measure
    yield from zip(WORDS, (claim.metric, claim.value, claim.unit, claim.direction, claim.qualifier), strict=True)
    yield from zip(MEASURE_WORDS, (measure.kind, measure.unit, measure.dimension, measure.better), strict=True)


def _context_terms(path: str) -> tuple[str, ...]:
    term = _by_type().get(path.partition("/")[0])
    return (term,) if term else ()


@cache
def _by_type() -> Mapping[str, str]:
    """The folder of an entity type -> the property by which results name what they hold on, if it is of that type."""
    terms = vocabulary.load()
    context = next(term.iri for term in terms if term.name == "context")
    parts = [term for term in terms if ("rdfs:subPropertyOf", context) in term.alignments]
    return {slug(iri.rpartition("#")[2]): term.name for term in parts for iri in term.range}


def _numbers(node: NamedNode, claim: Claim, iris: Iris) -> ClaimFacts:
    """One number is a value, several are a range; where the range does not tell all of them in order, a list follows."""
    numbers = claim.numbers
    if len(numbers) == 1:
        yield node, iris.own("value"), decimal_literal(numbers[0])
    elif numbers:
        yield node, iris.own("minimum"), decimal_literal(min(numbers))
        yield node, iris.own("maximum"), decimal_literal(max(numbers))
    if len(numbers) > 2 or (len(numbers) == 2 and numbers[0] >= numbers[1]):
        yield node, iris.own("numbers"), text_literal(" ".join(decimal_literal(number).value for number in numbers))


def _numbers_of(facts: Facts, node: str) -> tuple[Decimal, ...]:
    listed = facts.value(node, "numbers").split()
    ends = [value for name in ("value", "minimum", "maximum") if (value := facts.value(node, name))]
    return tuple(Decimal(number) for number in listed or ends)


def _measure(node: NamedNode, measure: Measure, iris: Iris) -> ClaimFacts:
    ends = ((measure.minimum, measure.maximum), (measure.ratio_minimum, measure.ratio_maximum))
    for terms, values in zip(RANGES, ends, strict=True):
        for term, value in zip(terms, values, strict=True):
            if value is not None:
                yield node, iris.own(term), decimal_literal(value)
    if measure.listed:
        yield node, iris.own("listed"), Literal(True)


def _decimal(facts: Facts, node: str, term: str) -> Decimal | None:
    value = facts.value(node, term)
    return Decimal(value) if value else None
