"""What becomes of precision and recall when only what scores high enough is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.records import PAPER
from kg.score.pairing import ItemJson, PaperJson
from kg.score.papers import score

LEAST = tuple(tenth / 10 for tenth in range(10))
"""The scores at which `sweep` looks."""
ROWS = ("entities", "relations", "results")


def above_score(paper: PaperJson, least: float) -> PaperJson:
    """The paper without what scores below `least`; what speaks of an entity that goes, goes too. What has no score stays.

    >>> lone = {"id": "e1", "type": "Task", "name": "parsing", "mentions": ["parsing"], "scores": [0.3]}
    >>> above_score({"entities": [lone], "relations": []}, 0.5)["entities"]
    []
    """
    entities = [e for e in paper.get("entities", ()) if max(e.get("scores") or [e.get("score", 1.0)]) >= least]
    known = {PAPER, *(str(entity["id"]) for entity in entities)}
    relations = [r for r in paper.get("relations", ()) if _passes(r, least) and {str(r["head"]), str(r["tail"])} <= known]
    results = [
        {
            **result,
            "baseline": result["baseline"] if str(result.get("baseline")) in known else None,
            "context": [local for local in result.get("context", ()) if str(local) in known],
        }
        for result in paper.get("results", ())
        if _passes(result, least) and str(result["subject"]) in known
    ]
    return {**paper, "entities": entities, "relations": relations, "results": results}


def sweep(gold: Sequence[PaperJson], predicted: Sequence[PaperJson]) -> Mapping[float, Mapping[str, Mapping[str, float]]]:
    """Least score to the figures of ROWS, by row, when what scores below is left out."""
    found = {}
    for least in LEAST:
        rows = score(gold, [above_score(paper, least) for paper in predicted]).rows
        found[least] = {row: rows[row] for row in ROWS if row in rows}
    return found


def _passes(item: ItemJson, least: float) -> bool:
    given = item.get("score")
    return given is None or float(given) >= least
