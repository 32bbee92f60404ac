"""The component kg_model: what a model finds in a Doc, as the records that every extractor gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.tokens import Doc

from kg import ontology
from kg.extract.document import Words
from kg.extract.evidence import Denials, clause, load_denials
from kg.extract.model.decode import Link, Thing
from kg.extract.model.reader import Reading, read_text
from kg.extract.model.signatures import schema_of
from kg.extract.model.weights import Model, load_model
from kg.extract.model.words import PIECES
from kg.records import PAPER, LocalEntity, Mention, Relation, Span

BY = "model"
_REACH = 80
"""How many characters before the tail may deny a relation."""


def make_component(folder: Path, patterns: Path) -> Callable[[Doc], Doc]:
    """The component with the model of `folder` and the denials of `patterns`. Raises InputError when there is no model."""
    model, denials = with_signatures(load_model(folder)), load_denials(patterns)

    def component(doc: Doc) -> Doc:
        title, _, abstract = doc.text.partition("\n")
        with model.alone():
            reading = read_text(model, title, abstract)
        entities = [_entity(i + 1, reading, thing, model) for i, thing in enumerate(reading.things)]
        doc._.entities = tuple(entities)
        doc._.contributions = tuple(_contributions(reading.links, entities, model))
        doc._.relations = tuple(_relations(doc._.words, reading.links, entities, model, denials))
        if reading.page.cut:
            doc._.problems = (*doc._.problems, ("long text", f"what stands beyond {PIECES} word pieces was not read"))
        return doc

    return component


def with_signatures(model: Model) -> Model:
    """The model with the signatures of the ontology in force. Raises UnknownName for a type or relation it lacks."""
    return replace(model, schema=schema_of(ontology.load(), model.schema.types, model.schema.relations))


def _id(number: int) -> str:
    return f"e{number}" if number else PAPER


def _entity(number: int, reading: Reading, thing: Thing, model: Model) -> LocalEntity:
    page, scale = reading.page, model.scale("mention")
    kind = model.schema.types[thing.node.type]
    mentions = []
    for (first, last), score in zip(thing.node.spans, thing.mention_scores, strict=True):
        span = Span(page.starts[first], page.ends[last])
        mentions.append(Mention(span, span.of(page.text), kind, round(scale.of(score), 4), BY))
    name = max((mention.text for mention in mentions), key=len)
    return LocalEntity(_id(number), kind, name, tuple(mentions))


def _contributions(links: Sequence[Link], entities: Sequence[LocalEntity], model: Model) -> Iterator[Mention]:
    """The mentions of what the paper introduces, the surest first."""
    own = [link for link in links if link.relation == model.schema.contribution]
    for link in sorted(own, key=lambda link: (-link.rank, link.tail)):
        for mention in entities[link.tail - 1].mentions:
            yield replace(mention, score=1.0)


def _relations(
    words: Words, links: Sequence[Link], entities: Sequence[LocalEntity], model: Model, denials: Denials
) -> Iterator[Relation]:
    scale = model.scale("relation")
    for link in links:
        heads = entities[link.head - 1].mentions if link.head else ()
        shown, tail = _shown(words, [mention.span for mention in heads], [m.span for m in entities[link.tail - 1].mentions])
        if link.relation == model.schema.contribution or not _denied(words, shown, tail, denials):
            name, score = model.schema.relations[link.relation], round(scale.of(link.score), 4)
            yield Relation(_id(link.head), name, _id(link.tail), shown, score, BY)


def _shown(words: Words, heads: Sequence[Span], tails: Sequence[Span]) -> tuple[Span, Span]:
    """The shortest clauses that hold a mention of both ends, with the mention of the tail in them.

    Where no sentence holds both, those around the tail nearest to a head; where the paper is the head, around its first
    mention in the abstract.
    """
    numbered = [(sentence_of(words, tail), tail) for tail in tails]
    if not heads:
        number, tail = next(((n, t) for n, t in numbered if n > 0), numbered[0])
        return clause(words, number, _within(words, number, tail)), tail
    pairs = [(sentence_of(words, head), head, number, tail) for head in heads for number, tail in numbered]
    _, head, number, tail = min(pairs, key=lambda p: (p[0] != p[2], abs(p[0] - p[2]), abs(p[1].start - p[3].start), p[3].start))
    both = Span(min(head.start, tail.start), max(head.end, tail.end)) if sentence_of(words, head) == number else tail
    return clause(words, number, _within(words, number, both)), tail


def sentence_of(words: Words, span: Span) -> int:
    """The number of the sentence in which a span begins."""
    begins = [words.starts[first] for first, _ in words.sentences]
    return max((number for number, start in enumerate(begins) if start <= span.start), default=0)


def _within(words: Words, number: int, span: Span) -> Span:
    whole = words.sentence_span(number)
    return Span(max(span.start, whole.start), min(span.end, whole.end)) if span.overlaps(whole) else whole


def _denied(words: Words, shown: Span, tail: Span, denials: Denials) -> bool:
    """Whether the words of the clause before the tail deny or doubt the relation."""
    before = words.text[max(shown.start, tail.start - _REACH) : tail.start]
    parts = re.split(r"[,;:]\s", before)
    return any(pattern.search(parts[-1]) for _, pattern in denials)
