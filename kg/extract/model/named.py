"""The component kg_named: what the title or a naming phrase says beyond doubt that the paper introduces.

The model reads that as well, but not always; the patterns of contributions.tsv are right in nearly all cases
where they are as sure as this (title patterns 0.99), and so they add to what the model has found, never to entities.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc

from kg import ontology
from kg.extract.abbreviations import find_abbreviations
from kg.extract.contributions import find_contributions
from kg.extract.document import trimmed
from kg.extract.evidence import clause
from kg.extract.model.component import sentence_of
from kg.extract.tokens import key
from kg.records import PAPER, LocalEntity, Mention, Relation

SURE = 0.95
"""The least score of a contribution that is added."""


def add_named(doc: Doc, patterns: Path) -> Doc:
    """Let the paper introduce those entities of `doc` that it names as its own."""
    words, terms = doc._.words, ontology.load()
    role = terms.role("contribution")
    known = {relation.tail for relation in doc._.relations if relation.rel == role}
    for entity, mention in _sure(doc, patterns):
        if entity.id not in known and terms.allows(PAPER, role, entity.type):
            known.add(entity.id)
            shown = clause(words, sentence_of(words, mention.span), mention.span)
            doc._.relations = (Relation(PAPER, role, entity.id, shown, mention.score, mention.by), *doc._.relations)
            doc._.contributions = (*doc._.contributions, mention)
    return doc


def _sure(doc: Doc, patterns: Path) -> Iterator[tuple[LocalEntity, Mention]]:
    by_key = {key(mention.text): entity for entity in doc._.entities for mention in entity.mentions}
    for mention in map(trimmed, find_contributions(doc._.words, find_abbreviations(doc.text), patterns)):
        if mention.score >= SURE and key(mention.text) in by_key:
            yield by_key[key(mention.text)], mention
