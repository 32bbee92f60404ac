"""Which predicted paper and which predicted entity stands for which gold one.

Papers are paired by id, else by title; one that the prediction lacks counts as an empty graph. An entity is right when its
type and name are those of a gold entity and half of its mentions are names of it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg import ontology
from kg.errors import InputError
from kg.records import PAPER
from kg.score.normal import normal_name

PaperJson = Mapping[str, Any]
"""A paper in the format of `kg extract`: id, title, abstract, entities, relations, results."""
ItemJson = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold paper with its prediction; `entity_of` leads from predicted to gold entities that are right, by index."""

    gold: PaperJson
    predicted: PaperJson
    text: str
    entity_of: Mapping[int, int]

    def items(self, kind: str) -> tuple[Sequence[ItemJson], Sequence[ItemJson]]:
        """Gold and predicted entities, relations or results."""
        return self.gold.get(kind, ()), self.predicted.get(kind, ())

    def gold_ids(self) -> Mapping[str, str]:
        """Predicted id to the gold id that stands for it; a wrong entity's id gets a question mark."""
        gold, predicted = self.items("entities")
        found = {str(e["id"]): f"?{e['id']}" for e in predicted}
        return found | {str(predicted[i]["id"]): gold[j]["id"] for i, j in self.entity_of.items()} | {PAPER: PAPER}

    def untyped(self) -> Mapping[int, int]:
        """As `entity_of`, without regard to types."""
        return _matching(_fitting(self.gold, self.predicted, self.text, typed=False))


def pairs(gold: Iterable[PaperJson], predicted: Iterable[PaperJson]) -> Iterator[Pair]:
    """Every gold paper with its prediction, in order. Raises InputError when a prediction uses an entity id twice."""
    papers = list(predicted)
    by_id = {str(paper["id"]): paper for paper in papers if paper.get("id")}
    by_title = {normal_name(paper["title"]): paper for paper in papers if paper.get("title")}
    by_title.pop("", None)
    for paper in gold:
        found = by_id.get(str(paper.get("id") or "")) or by_title.get(normal_name(paper.get("title", ""))) or {}
        yield _paired(paper, found)


def at(ids: Mapping[str, str], local: object) -> str:
    """The gold id for a predicted one, see Pair.gold_ids."""
    return ids.get(str(local), f"?{local}")


def contribution() -> str:
    """The relation by which a paper introduces something."""
    return ontology.load().role("contribution")


def introduced(paper: PaperJson) -> list[str]:
    """The ids of what the paper introduces, in its order."""
    return [relation["tail"] for relation in paper["relations"] if relation["rel"] == contribution()]


def names(entity: ItemJson) -> frozenset[str]:
    """The names of an entity in the form that is compared."""
    return frozenset(filter(None, map(normal_name, (entity["name"], *entity.get("mentions", ())))))


def _paired(gold: PaperJson, predicted: PaperJson) -> Pair:
    ids = [str(entity["id"]) for entity in predicted.get("entities", ())]
    if len(set(ids)) < len(ids):
        raise InputError(
            f"the prediction for paper {gold.get('id') or gold['title']} uses an entity id twice",
            remedy="give every entity its own id",
        )
    text = f"{gold['title']}\n{gold['abstract']}" if "abstract" in gold else ""
    return Pair(gold, predicted, text, _matching(_fitting(gold, predicted, text, typed=True)))


def _fits(entity: ItemJson, wanted: frozenset[str], text: str) -> bool:
    if normal_name(entity["name"]) not in wanted:
        return False
    mentions = [mention for mention in entity.get("mentions", ()) if not text or mention in text]
    return 2 * sum(normal_name(mention) in wanted for mention in mentions) >= len(mentions)


def _fitting(gold: PaperJson, predicted: PaperJson, text: str, *, typed: bool) -> list[list[int]]:
    """For every predicted entity the gold ones that it fits, those of the same name first."""
    wanted = [(i, entity, names(entity)) for i, entity in enumerate(gold["entities"])]
    rows = []
    for entity in predicted.get("entities", ()):
        of_type = [(i, e, known) for i, e, known in wanted if not typed or e["type"] == entity["type"]]
        fitting = [
            (normal_name(e["name"]) != normal_name(entity["name"]), i) for i, e, known in of_type if _fits(entity, known, text)
        ]
        rows.append([i for _, i in sorted(fitting)])
    return rows


def _matching(choices: Sequence[Sequence[int]]) -> dict[int, int]:
    """As many one-to-one choices as possible, row to column, by augmenting paths (Kuhn 1955), rows in order."""
    row_of: dict[int, int] = {}

    def augment(row: int, tried: set[int]) -> bool:
        for column in choices[row]:
            if column in tried:
                continue
            tried.add(column)
            if column not in row_of or augment(row_of[column], tried):
                row_of[column] = row
                return True
        return False

    for row in range(len(choices)):
        augment(row, set())
    return {row: column for column, row in row_of.items()}
