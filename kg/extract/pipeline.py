"""The extraction pipeline: a spaCy pipeline whose components are the visible tuple COMPONENTS, in this order.

Each component reads and assigns extensions of Doc (document.py); a learned component joins by a line in COMPONENTS and
in EXTRACTORS. Spans are characters of Doc.text, which is Paper.text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg import ontology
from kg.extract.abbreviations import find_abbreviations
from kg.extract.contributions import find_contributions
from kg.extract.denied_results import drop_denied
from kg.extract.document import add_mentions, mark_sentences, trimmed
from kg.extract.entities import candidate, group, make_entities, settle
from kg.extract.lexicon import find_names, generic_names, lexicon, mentions, synonyms
from kg.extract.model.component import make_component
from kg.extract.model.named import add_named
from kg.extract.model.weights import model_dir
from kg.extract.patterns import find_by_pattern, load_patterns
from kg.extract.phrases import find_phrases, load_phrases
from kg.extract.recurrences import find_recurrences
from kg.extract.relations import INTRODUCED, load_rules, relate
from kg.extract.results import find_results
from kg.extract.support import load_lifts
from kg.extract.tokens import PaperTokenizer, key
from kg.records import LocalEntity

COMPONENTS = (
    "kg_sentences",
    "kg_abbreviations",
    "kg_lexicon",
    "kg_contributions",
    "kg_patterns",
    "kg_phrases",
    "kg_recurrences",
    "kg_entities",
    "kg_results",
    "kg_denied_results",
    "kg_relations",
)

LEARNED = "kg_model"
MODEL_COMPONENTS = ("kg_sentences", LEARNED, "kg_named", "kg_denied_results")

Component = Callable[[Doc], Doc]


@cache
def make_pipeline(folder: Path | None = None, components: tuple[str, ...] = COMPONENTS, *, model: Path | None = None) -> Language:
    """The pipeline with the tables of `folder`, by default those of ontology/. It is made once for each choice.

    `model` is the folder of the model that kg_model reads with, by default the one that ships.
    """
    nlp = spacy.blank("en")
    nlp.tokenizer = PaperTokenizer(nlp.vocab)
    for name in components:
        chosen = {"model": str(model)} if model and name == LEARNED else {}
        nlp.add_pipe(name, config={"folder": str(folder or ontology.data_dir()), **chosen})
    return nlp


def make_model_pipeline(folder: Path | None = None, model: Path | None = None) -> Language:
    """The pipeline of the learned extractor."""
    return make_pipeline(folder, MODEL_COMPONENTS, model=model)


@Language.factory("kg_sentences", assigns=["token.is_sent_start", "doc._.words"], default_config={"folder": ""})
def _sentences(nlp: Language, name: str, folder: str) -> Component:
    return mark_sentences


@Language.factory("kg_abbreviations", requires=["doc._.words"], assigns=["doc._.abbreviations"], default_config={"folder": ""})
def _abbreviations(nlp: Language, name: str, folder: str) -> Component:
    def component(doc: Doc) -> Doc:
        doc._.abbreviations = find_abbreviations(doc._.words.text)
        return doc

    return component


@Language.factory("kg_lexicon", requires=["doc._.words"], assigns=["doc._.mentions"], default_config={"folder": ""})
def _lexicon(nlp: Language, name: str, folder: str) -> Component:
    names = lexicon(Path(folder) / "lexicon")

    def component(doc: Doc) -> Doc:
        words = doc._.words
        return add_mentions(doc, mentions(words, find_names(words, names), "lexicon"))

    return component


@Language.factory(
    "kg_contributions",
    requires=["doc._.words", "doc._.abbreviations"],
    assigns=["doc._.contributions", "doc._.mentions"],
    default_config={"folder": ""},
)
def _contributions(nlp: Language, name: str, folder: str) -> Component:
    patterns = Path(folder) / "patterns"

    def component(doc: Doc) -> Doc:
        found = find_contributions(doc._.words, doc._.abbreviations, patterns)
        doc._.contributions = tuple(map(trimmed, found))
        return add_mentions(doc, list(doc._.contributions))

    return component


@Language.factory("kg_patterns", requires=["doc._.words"], assigns=["doc._.mentions"], default_config={"folder": ""})
def _patterns(nlp: Language, name: str, folder: str) -> Component:
    patterns = load_patterns(Path(folder) / "patterns")

    def component(doc: Doc) -> Doc:
        return add_mentions(doc, find_by_pattern(doc._.words, patterns))

    return component


@Language.factory("kg_phrases", requires=["doc._.words"], assigns=["doc._.mentions"], default_config={"folder": ""})
def _phrases(nlp: Language, name: str, folder: str) -> Component:
    phrases = load_phrases(Path(folder) / "patterns")

    def component(doc: Doc) -> Doc:
        return add_mentions(doc, find_phrases(doc._.words, phrases))

    return component


@Language.factory(
    "kg_recurrences",
    requires=["doc._.words", "doc._.abbreviations", "doc._.contributions"],
    assigns=["doc._.mentions"],
    default_config={"folder": ""},
)
def _recurrences(nlp: Language, name: str, folder: str) -> Component:
    def component(doc: Doc) -> Doc:
        own = [mention for mention in doc._.contributions if mention.score > INTRODUCED]
        return add_mentions(doc, find_recurrences(doc._.words, doc._.mentions, own, doc._.abbreviations))

    return component


@Language.factory(
    "kg_entities", requires=["doc._.mentions", "doc._.abbreviations"], assigns=["doc._.entities"], default_config={"folder": ""}
)
def _entities(nlp: Language, name: str, folder: str) -> Component:
    same = synonyms(Path(folder) / "lexicon")
    lifts = load_lifts(Path(folder) / "patterns")

    def component(doc: Doc) -> Doc:
        doc._.entities = make_entities(entity_candidates(doc, same), doc._.words, lifts)
        return doc

    return component


def entity_candidates(doc: Doc, same: dict[str, str]) -> list[LocalEntity]:
    """The entities that the mentions of `doc` could be, not yet judged; `same` as in entities.group."""
    own = {key(mention.text): mention.type for mention in doc._.contributions if mention.score > INTRODUCED}
    groups = group(doc._.words.text, settle(doc._.mentions), doc._.abbreviations, same)
    found = [candidate(mentions, own) for mentions in groups]
    return [entity for entity in found if key(entity.name) not in generic_names(ontology.data_dir() / "patterns")]


@Language.factory("kg_results", requires=["doc._.entities"], assigns=["doc._.results"], default_config={"folder": ""})
def _results(nlp: Language, name: str, folder: str) -> Component:
    def component(doc: Doc) -> Doc:
        doc._.results = find_results(doc)
        return doc

    return component


@Language.factory(
    "kg_denied_results",
    requires=["doc._.words", "doc._.results"],
    assigns=["doc._.results", "doc._.problems"],
    default_config={"folder": ""},
)
def _denied_results(nlp: Language, name: str, folder: str) -> Component:
    def component(doc: Doc) -> Doc:
        return drop_denied(doc, Path(folder) / "patterns")

    return component


@Language.factory(
    "kg_relations", requires=["doc._.words", "doc._.entities"], assigns=["doc._.relations"], default_config={"folder": ""}
)
def _relations(nlp: Language, name: str, folder: str) -> Component:
    book = load_rules(Path(folder) / "patterns")

    def component(doc: Doc) -> Doc:
        doc._.relations, refused = relate(doc._.words, doc._.entities, doc._.contributions, book)
        doc._.problems = (*doc._.problems, *refused)
        return doc

    return component


@Language.factory(
    "kg_model",
    requires=["doc._.words"],
    assigns=["doc._.entities", "doc._.contributions", "doc._.relations", "doc._.results", "doc._.problems"],
    default_config={"folder": "", "model": ""},
)
def _model(nlp: Language, name: str, folder: str, model: str) -> Component:
    return make_component(Path(model) if model else model_dir(), Path(folder) / "patterns")


@Language.factory(
    "kg_named",
    requires=["doc._.words", "doc._.entities", "doc._.relations"],
    assigns=["doc._.contributions"],
    default_config={"folder": ""},
)
def _named(nlp: Language, name: str, folder: str) -> Component:
    def component(doc: Doc) -> Doc:
        return add_named(doc, Path(folder) / "patterns")

    return component
