"""Distillation: an ensemble reads texts that nobody annotated, and what it finds likely becomes a student's target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kg.extract.model.decode import Thresholds
from kg.extract.model.nodes import Floats
from kg.extract.model.numbers import METRIC, ROLES
from kg.train.batch import Example, NumberTargets, SpanTargets
from kg.train.gold import Prepared
from kg.train.predict import Ensemble, Judged, in_batches, judge, look

FAINT = 0.02
"""Spans that are less likely a mention count as none."""


def soft_examples(ensemble: Ensemble, prepared: Sequence[Prepared], thresholds: Thresholds, batch: int = 16) -> Iterator[Example]:
    """The texts with the probabilities of the ensemble as targets (Hinton et al. 2015), in the order given."""
    for texts in in_batches(prepared, batch):
        for judged in judge(ensemble, look(ensemble, texts), thresholds):
            yield soft_example(judged)


def soft_example(judged: Judged) -> Example:
    """One text with probabilities as targets."""
    index = np.flatnonzero(judged.spans[:, 0] < 1 - FAINT)
    targets = SpanTargets(index, judged.spans[index].astype(np.float16), np.zeros(0, np.int64))
    return Example(
        *judged.prepared.input, judged.prepared.pieces, targets,
        judged.same, judged.same_probabilities.astype(np.float16),
        judged.graph, judged.relations.astype(np.float16), judged.contribution.astype(np.float16),
        judged.numbers, _number_targets(judged),
    )  # fmt: skip


def _number_targets(judged: Judged) -> NumberTargets:
    """Roles weigh as much as the number is likely a result, names of metrics as it is likely to have none among the things."""
    of = judged.judgement
    likely = 1 - of.kinds[:, :1]
    unnamed = of.roles[:, 0, METRIC, None] if len(of.roles) else likely
    roles = of.roles.reshape(-1, len(ROLES))
    likely_roles = np.repeat(likely, len(ROLES), 1)
    return NumberTargets(_small(of.kinds), _small(of.metrics * likely * unnamed), _small(roles), _small(likely_roles))


def _small(values: Floats) -> Any:
    return values.astype(np.float16)
