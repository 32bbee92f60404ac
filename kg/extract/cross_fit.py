"""Entities found in annotated papers by tables that were learnt from other papers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kg import ontology
from kg.extract.annotated import GoldEntity, GoldPaper
from kg.extract.learn_support import Case
from kg.extract.lexicon import synonyms
from kg.extract.pipeline import COMPONENTS, entity_candidates, make_pipeline
from kg.extract.support import support_cues
from kg.extract.tokens import key
from kg.records import LocalEntity

FOLDS = 5
BEFORE_ENTITIES = COMPONENTS[: COMPONENTS.index("kg_entities")]


def cross_fitted(papers: Sequence[GoldPaper], tables: dict[str, Callable[[Sequence[GoldPaper]], str]]) -> Iterator[Case]:
    """Every entity found in `papers`, judged, with its cues. `tables` makes the files that are learnt, by path."""
    for fold in range(FOLDS):
        with TemporaryDirectory() as name:
            folder = Path(name) / "ontology"
            shutil.copytree(ontology.data_dir(), folder)
            for path, table in tables.items():
                (folder / path).write_text(table([p for i, p in enumerate(papers) if i % FOLDS != fold]), encoding="utf-8")
            yield from _found(papers[fold::FOLDS], folder)


def _found(papers: Sequence[GoldPaper], folder: Path) -> Iterator[Case]:
    nlp, same = make_pipeline(folder, BEFORE_ENTITIES), synonyms(folder / "lexicon")
    for paper in papers:
        doc = nlp(paper.text)
        for entity in entity_candidates(doc, same):
            cues = support_cues(entity, doc._.words)
            yield entity.mentions[0].score, cues, any(is_right(entity, gold) for gold in paper.entities)


def is_right(found: LocalEntity, gold: GoldEntity) -> bool:
    """Whether type and name agree and at least half of the surface forms do."""
    forms = {mention.text for mention in found.mentions}
    known = sum(key(form) in gold.forms for form in forms)
    return found.type == gold.type and key(found.name) in gold.forms and 2 * known >= len(forms)
