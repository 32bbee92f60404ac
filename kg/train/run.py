"""The whole training: teachers, their labels for a corpus, students, calibration, the folder of the median student."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from kg.extract.model.decode import Thresholds
from kg.train.calibrate import KINDS, calibrated, scored
from kg.train.export import card, export
from kg.train.ground import Ground, lay_ground, stored_net
from kg.train.parallel import Report
from kg.train.plan import Plan
from kg.train.road import left_out, walk
from kg.train.smooth import smooth
from kg.train.tune import even

SHOWN = 48
"""Texts that show how large the inputs of layers get."""


def train(plan: Plan, out: Path, report: Report = lambda line: None) -> None:
    """Train a model and write its folder. Raises InputError for files that do not hold what they should."""
    with tempfile.TemporaryDirectory() as scratch:
        work = plan.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        ground = lay_ground(plan, work, report)
        walk(ground)
        finish(ground, out)


def finish(ground: Ground, out: Path) -> None:
    """Export the median student, with scales from the folds."""
    chosen = median(ground)
    outcome = _outcome(ground, chosen)
    thresholds = Thresholds.from_json(outcome["thresholds"]) if outcome else even(ground.schema)
    model = card(f"seed {ground.plan.seed + chosen}", ground.schema, ground.edges, thresholds)
    calibration = fold_calibration(ground, thresholds) if ground.plan.folds and ground.plan.distils else {}
    model |= {"scales": {kind: found["scale"] for kind, found in calibration.items()}, "calibration": calibration}
    net = stored_net(ground.plan.student, ground, ground.work / f"student-{chosen}.pt", "cpu")
    smooth(net.encoder, [prepared.input for prepared in ground.prepared[:SHOWN]])
    export(net, out, tokenizer=ground.plan.student / "tokenizer.json", card=model)
    ground.report(f"wrote {out}: student {chosen}")


def median(ground: Ground) -> int:
    """The student in the middle by the sum of its figures on the development papers."""
    figures = []
    for i in range(ground.plan.students):
        rows = (_outcome(ground, i) or {"rows": {}})["rows"]
        figures.append((sum(rows[row]["f1"] for row in ("entities", "relations", "results") if row in rows), i))
    return sorted(figures)[len(figures) // 2][1]


def _outcome(ground: Ground, number: int) -> dict[str, Any] | None:
    path = ground.work / f"student-{number}.json"
    found: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    return found


def fold_calibration(ground: Ground, thresholds: Thresholds) -> dict[str, Any]:
    """Scales and calibration errors from the papers that the folds left out."""
    gold, predicted = [], []
    for fold in range(ground.plan.folds):
        gold += [ground.papers[i] for i in left_out(ground, fold)]
        predicted += json.loads((ground.work / f"fold-{fold}.json").read_text(encoding="utf-8"))
    least = dict(zip(KINDS, (min(thresholds.mentions), min(thresholds.relations), thresholds.result / 2), strict=True))
    return calibrated(scored(gold, predicted, least))
