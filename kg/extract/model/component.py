"""The component kg_model: what a model finds in a Doc, as the records that every extractor gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.tokens import Doc

from kg import ontology
from kg.extract.cues import OWN_WORDS
from kg.extract.document import Words
from kg.extract.evidence import Denials, clause, denied, load_denials
from kg.extract.model.decode import Link, Thing
from kg.extract.model.names import main_name
from kg.extract.model.reader import Reading, read_text
from kg.extract.model.results import results_of
from kg.extract.model.signatures import schema_of
from kg.extract.model.weights import Model, load_model
from kg.extract.model.words import PIECES
from kg.extract.results import find_results
from kg.records import PAPER, LocalEntity, Mention, Relation, Result, Span

BY = "model"
Place = tuple[int, Span, Span]
"""A sentence, what of it must be shown, and the mention of the tail in it."""


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
        doc._.relations, denied = _relations(doc._.words, reading.links, entities, model, denials)
        doc._.problems = (*doc._.problems, *denied)
        doc._.results = _results(doc, reading, entities, model)
        if reading.page.cut:
            doc._.problems = (*doc._.problems, ("long text", f"what stands beyond {PIECES} word pieces was not read"))
        return doc

    return component


def with_signatures(model: Model) -> Model:
    """The model with the signatures of the ontology in force. Raises UnknownName for a type or relation it lacks."""
    known = schema_of(ontology.load(), model.schema.types, model.schema.relations)
    return replace(model, schema=replace(known, results=model.schema.results))


def _results(doc: Doc, reading: Reading, entities: Sequence[LocalEntity], model: Model) -> tuple[Result, ...]:
    """Results of the model, with the directions that patterns read; of a model that reads none, those of the patterns."""
    if model.schema.results is not None and not reading.findings:
        return ()
    by_patterns = find_results(doc)
    if model.schema.results is None:
        return by_patterns
    return tuple(results_of(doc._.words, reading, entities, (model.scale("result"), by_patterns)))


def _id(number: int) -> str:
    return f"e{number}" if number else PAPER


def _entity(number: int, reading: Reading, thing: Thing, model: Model) -> LocalEntity:
    page, scale = reading.page, model.scale("mention")
    kind = model.schema.types[thing.node.type]
    mentions = []
    for (first, last), score in zip(thing.node.spans, thing.mention_scores, strict=True):
        span = Span(page.starts[first], page.ends[last])
        mentions.append(Mention(span, span.of(page.text), kind, round(scale.of(score), 4), BY))
    name = main_name([mention.text for mention in mentions], page.text[: page.title_end])
    return LocalEntity(_id(number), kind, name, tuple(mentions))


def _contributions(links: Sequence[Link], entities: Sequence[LocalEntity], model: Model) -> Iterator[Mention]:
    """The mentions of what the paper introduces, the surest first."""
    own = [link for link in links if link.relation == model.schema.contribution]
    for link in sorted(own, key=lambda link: (-link.rank, link.tail)):
        for mention in entities[link.tail - 1].mentions:
            yield replace(mention, score=1.0)


def _relations(
    words: Words, links: Sequence[Link], entities: Sequence[LocalEntity], model: Model, denials: Denials
) -> tuple[tuple[Relation, ...], list[tuple[str, str]]]:
    """The relations, and as problems (kind, what) those that every sentence with both ends denies or doubts."""
    scale = model.scale("relation")
    found, refused = [], []
    for link in links:
        heads = entities[link.head - 1].mentions if link.head else ()
        tails = [mention.span for mention in entities[link.tail - 1].mentions]
        against = () if link.relation == model.schema.contribution else denials
        shown, denial = _shown(words, [mention.span for mention in heads], tails, against)
        name = model.schema.relations[link.relation]
        if denial:
            head = entities[link.head - 1].name if link.head else "the paper"
            refused.append((denial, f"{head} {name} {entities[link.tail - 1].name}"))
        else:
            found.append(Relation(_id(link.head), name, _id(link.tail), shown, round(scale.of(link.score), 4), BY))
    return tuple(found), refused


def _shown(words: Words, heads: Sequence[Span], tails: Sequence[Span], denials: Denials) -> tuple[Span, str]:
    """The shortest clauses that hold a mention of both ends, and which kind of denial stands there ("" for none).

    A sentence that denies the relation is passed over where another one says it (see `_places`).
    """
    places = _places(words, heads, tails)
    plain = next((place for place in places if not denied(words, place[0], place[2], denials)), None)
    number, needed, tail = plain or places[0]
    kind = "" if plain else denied(words, number, tail, denials)
    return clause(words, number, _within(words, number, needed)), kind


def _places(words: Words, heads: Sequence[Span], tails: Sequence[Span]) -> list[Place]:
    """Where the relation may be shown, the best place first; the further ones are sentences that plainly speak of both ends.

    Where no sentence holds both, the first is the tail nearest to a head; where the paper is the head, its first mention in
    the abstract, and the further ones are sentences that speak of the own work.
    """
    numbered = [(sentence_of(words, tail), tail) for tail in tails]
    if not heads:
        first = next((place for place in numbered if place[0] > 0), numbered[0])
        further = [place for place in numbered if place[0] > 0 and _of_own_work(words, place[0])]
        return [(number, tail, tail) for number, tail in (first, *further)]
    pairs = [(sentence_of(words, head), head, number, tail) for head in heads for number, tail in numbered]
    pairs.sort(key=lambda p: (p[0] != p[2], abs(p[0] - p[2]), abs(p[1].start - p[3].start), p[3].start))
    chosen = [pairs[0], *(pair for pair in pairs[1:] if pair[0] == pair[2])]
    return [(number, _joined(head, tail) if at == number else tail, tail) for at, head, number, tail in chosen]


def _joined(a: Span, b: Span) -> Span:
    return Span(min(a.start, b.start), max(a.end, b.end))


def _of_own_work(words: Words, number: int) -> bool:
    first, end = words.sentences[number]
    return not OWN_WORDS.isdisjoint(words.folded[first:end])


def sentence_of(words: Words, span: Span) -> int:
    """The number of the sentence in which a span begins."""
    return words.sentence_at(span.start)


def _within(words: Words, number: int, span: Span) -> Span:
    whole = words.sentence_span(number)
    return Span(max(span.start, whole.start), min(span.end, whole.end)) if span.overlaps(whole) else whole
