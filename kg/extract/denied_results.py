"""The component kg_denied_results: numbers that a text denies or only hopes for are no results."""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc

from kg.extract.document import Words
from kg.extract.evidence import denied, load_denials
from kg.records import Result, Span


def drop_denied(doc: Doc, folder: Path) -> Doc:
    """Turn results whose number is denied or doubted, by denials.tsv of `folder`, into problems of that kind."""
    words: Words = doc._.words
    kept, refused = [], []
    for result in doc._.results:
        number = value_span(words.text, result)
        kind = denied(words, words.sentence_at(number.start), number, load_denials(folder))
        if kind:
            refused.append((kind, f"{result.metric} {result.value} {result.unit}".rstrip()))
        else:
            kept.append(result)
    doc._.results = tuple(kept)
    doc._.problems = (*doc._.problems, *refused)
    return doc


def value_span(text: str, result: Result) -> Span:
    """Where the value stands in the evidence; all of the evidence when it is not written there as such."""
    start = text.find(result.value, result.evidence.start, result.evidence.end) if result.value else -1
    return Span(start, start + len(result.value)) if start >= 0 else result.evidence
