"""The scores of ontology/patterns/phrasings.tsv, measured on annotated papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.extract.annotated import GoldPaper
from kg.extract.learn_relations import scene_of
from kg.extract.phrasings import MAIN, Phrasing, phrased
from kg.records import PAPER

COLUMNS = ("relation", "ends", "pattern", "score", "note")


def measure_phrasings(
    papers: Sequence[GoldPaper], rows: Sequence[Mapping[str, str]], phrasings: Sequence[Phrasing]
) -> list[tuple[str, ...]]:
    """The rows with each score replaced by the share of the pairs, found so among annotated entities, that are related."""
    scenes = [(scene_of(paper), set(paper.relations)) for paper in papers]
    measured: list[tuple[str, ...]] = []
    for row, phrasing in zip(rows, phrasings, strict=True):
        right = cases = 0
        for scene, gold in scenes:
            for head, tail in {(pair.head, pair.tail) for pair, _ in phrased(scene, phrasing)}:
                heads = {head, PAPER} if phrasing.ends == MAIN else {head}
                cases += 1
                right += any((end, phrasing.relation, tail) in gold for end in heads)
        measured.append((row["relation"], row["ends"], row["pattern"], f"{(right + 0.5) / (cases + 1):.2f}", row["note"]))
    return measured
