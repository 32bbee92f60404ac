"""What a model finds about numbers, as the results that every extractor gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract.document import Words
from kg.extract.evidence import clause
from kg.extract.model.findings import Finding
from kg.extract.model.reader import Reading
from kg.extract.model.weights import Scale
from kg.records import PAPER, LocalEntity, Result, Span

BY = "model"


def results_of(
    words: Words, reading: Reading, entities: Sequence[LocalEntity], judged: tuple[Scale, Sequence[Result]]
) -> Iterator[Result]:
    """The results of one text, in its order; their scores are how likely value, unit, direction and subject are right.

    `judged`: the scale of these scores, and what patterns read of the same numbers; their direction counts before the
    model's, from which they differ seldom and then are right more often.
    """
    scale, by_patterns = judged
    directions = {(result.value, words.sentence_at(result.evidence.start)): result.direction for result in by_patterns}
    for finding in reading.findings:
        quantity = finding.number.quantity
        sentence = words.sentence_at(quantity.span.start)
        direction = directions.get((quantity.value, sentence), finding.direction)
        yield _result(words, sentence, replace(finding, direction=direction), entities, scale.of(finding.score))


def _result(words: Words, sentence: int, finding: Finding, entities: Sequence[LocalEntity], score: float) -> Result:
    quantity = finding.number.quantity
    return Result(
        subject=_id(finding.subject),
        metric=entities[finding.metric - 1].name if finding.metric else finding.name,
        value=quantity.value,
        numbers=quantity.numbers,
        unit=finding.unit,
        direction=finding.direction,
        baseline=_id(finding.baseline) if finding.baseline else "",
        context=tuple(map(_id, finding.context)),
        evidence=_shown(words, sentence, finding, entities),
        score=round(score, 4),
        by=BY,
        qualifier=f"from {quantity.start}" if quantity.start else quantity.qualifier,
    )


def _id(number: int) -> str:
    return f"e{number}" if number else PAPER


def _shown(words: Words, sentence: int, finding: Finding, entities: Sequence[LocalEntity]) -> Span:
    """The shortest clauses that hold the number and what of its sentence it is linked to."""
    number, whole = finding.number.quantity.span, words.sentence_span(sentence)
    needed = [Span(max(number.start, whole.start), min(number.end, whole.end))]
    for thing in filter(None, (finding.subject, finding.metric, finding.baseline, *finding.context)):
        inside = [mention.span for mention in entities[thing - 1].mentions if whole.contains(mention.span)]
        if inside:
            needed.append(min(inside, key=lambda span: abs(span.start - number.start)))
    return clause(words, sentence, Span(min(span.start for span in needed), max(span.end for span in needed)))
