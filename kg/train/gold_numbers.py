"""The results of annotated papers as targets for the numbers of their texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from kg import ontology
from kg.extract.model.nodes import Node
from kg.extract.model.numbers import (
    BASELINE,
    CLASSES,
    CONTEXT,
    METRIC,
    ROLES,
    SUBJECT,
    Number,
    Numbers,
    ResultSchema,
    number_arrays,
)
from kg.extract.model.schema import Schema
from kg.extract.model.words import Page
from kg.records import PAPER
from kg.score.normal import normal_name, normal_numbers, normal_unit, same_metric
from kg.train.batch import NumberTargets

MEASURE = "measure"
FREQUENT = 4
"""Metrics that are no things are known to the model from so many results on."""
_MAY_BE_PAPER = (True, True, True, False)

Item = Mapping[str, Any]


def result_schema(papers: Iterable[Item], types: Sequence[str]) -> ResultSchema | None:
    """Which types play which role in the results of these papers, and the frequent metrics that are no things.

    None when the papers have no results.
    """
    roles = np.zeros((len(ROLES), len(types) + 1), bool)
    metrics: Counter[str] = Counter()
    found = False
    for paper in papers:
        of = {entity["id"]: types.index(entity["type"]) for entity in paper["entities"]}
        for result in paper.get("results", ()):
            found = True
            measured = _metric(paper["entities"], result)
            metrics.update([result["metric"].casefold()] if measured is None else [])
            plays = ([result["subject"]], [measured], [result.get("baseline")], result.get("context") or ())
            for role, players in enumerate(plays):
                roles[role, [of[player] for player in players if player in of]] = True
    roles[:, -1] = _MAY_BE_PAPER
    known = sorted((name for name, count in metrics.items() if count >= FREQUENT), key=lambda name: (-metrics[name], name))
    return ResultSchema(tuple(tuple(map(bool, row)) for row in roles), tuple(known)) if found else None


def _metric(entities: Sequence[Item], result: Item) -> str | None:
    """The local id of the thing that the metric of a result is; by its whole name before a part of it."""
    wanted = normal_name(result["metric"])
    likely = [e for e in entities if any(same_metric(name, result["metric"]) for name in (e["name"], *e["mentions"]))]
    whole = [e for e in likely if wanted in map(normal_name, (e["name"], *e["mentions"]))]
    measured = [e for e in (*whole, *likely) if e["type"] == _measure()]
    return str(measured[0]["id"]) if measured else None


def _measure() -> str:
    return next((term.name for term in ontology.load().types if term.role == MEASURE), "")


def number_example(
    page: Page, read: tuple[Sequence[Number], Sequence[Node]], paper: Item, index: Mapping[str, int], schema: Schema
) -> tuple[Numbers, NumberTargets]:
    """Numbers, read with the nodes of an annotated paper, and their targets; `index` gives the node of a local id."""
    found, nodes = read
    known = schema.results
    numbers = number_arrays(page, found if known else (), nodes)
    count, per = len(numbers.pieces), len(nodes) + 1
    targets = NumberTargets(
        np.tile(np.eye(1, len(CLASSES), dtype=np.float32), (count, 1)),
        np.zeros((count, 1 + len(known.metrics) if known else 1), np.float32),
        np.zeros((count, per, len(ROLES)), np.float32),
        np.zeros((count, len(ROLES)), np.float32),
    )
    taken: set[int] = set()
    for result in paper.get("results", ()) if known else ():
        i = _number_of(page, found, result, taken)
        if i is not None:
            taken.add(i)
            _aim(targets, i, result, _metric(paper["entities"], result), index)
            if known and _metric(paper["entities"], result) is None:
                name = result["metric"].casefold()
                targets.metrics[i, 1 + known.metrics.index(name) if name in known.metrics else 0] = 1
    targets.roles[:, 0, CONTEXT] = 0
    return numbers, replace(targets, roles=targets.roles.reshape(-1, len(ROLES)))


def _aim(targets: NumberTargets, i: int, result: Item, measured: str | None, index: Mapping[str, int]) -> None:
    """Direction and roles of number `i`; a thing that is not found in the text leaves its role without weight."""
    targets.kinds[i] = [name == result["direction"] for name in CLASSES]
    for role, player in zip((SUBJECT, METRIC, BASELINE), (result["subject"], measured, result.get("baseline")), strict=True):
        node = 0 if player in (None, PAPER) else index.get(str(player))
        if node is not None:
            targets.roles[i, node, role], targets.weights[i, role] = 1, 1
    for player in result.get("context") or ():
        targets.roles[i, index.get(player, 0), CONTEXT] = 1
    targets.weights[i, CONTEXT] = 1


def _number_of(page: Page, found: Sequence[Number], result: Item, taken: set[int]) -> int | None:
    """The number of a result: of equal value, in its evidence and with its unit before others."""
    wanted, unit = normal_numbers(result["value"]), normal_unit(result["unit"])
    evidence = result.get("evidence") or ""
    start = page.text.find(evidence) if evidence else -1
    equal = [i for i, n in enumerate(found) if i not in taken and normal_numbers(n.quantity.value) == wanted]

    def rank(i: int) -> tuple[bool, bool, int]:
        q = found[i].quantity
        inside = start >= 0 and start <= q.span.start < start + len(evidence)
        return not inside, normal_unit(q.unit) != unit, -i

    return min(equal, key=rank, default=None)
