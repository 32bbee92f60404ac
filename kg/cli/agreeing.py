"""How well the identities of a graph agree with a list that people made, as tables and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from kg.errors import InputError
from kg.graph import Graph
from kg.resolve.agreement import Agreement, Figures, agreement

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
FORMAT = "it needs `same` (clusters with type and members) and `different` (pairs with type, a and b); names have a name"


def agreement_of(folder: Path, path: Path) -> Agreement:
    """Compare the graph in `folder` with the list in the JSON file `path`. Raises InputError, OutputError."""
    try:
        judged = orjson.loads(path.read_bytes())
        return agreement(Graph(folder).knowledge.entities, judged["same"], judged["different"])
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}", remedy=FORMAT) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is no list of identities: {error} is missing or of another kind", remedy=FORMAT) from error


def as_values(found: Agreement) -> dict[str, Any]:
    """The figures for JSON."""
    by_type = {name: _values(figures) for name, figures in found.by_type.items()}
    b_cubed = {"precision": found.precision, "recall": found.recall}
    return {"all": _values(found.all), "by_type": by_type, "b_cubed": b_cubed, "mistakes": [asdict(m) for m in found.mistakes]}


def tables(found: Agreement, errors: int) -> Iterator[Table]:
    """The figures as tables, with so many of the mistakes of each kind."""
    rows = [("all", found.all), *found.by_type.items()]
    yield (
        ("", "same: pairs", "in the graph", "on one node", "without equal names", "different: in the graph", "on one node"),
        [_row(name, figures) for name, figures in rows],
    )
    yield ("B-cubed", "precision", "recall"), [("same", f"{found.precision:.1f}", f"{found.recall:.1f}")]
    for joined, what in ((False, "same, on two nodes"), (True, "different, on one node")):
        cases: list[tuple[str, ...]] = [(m.type, m.one, m.other, " ".join(m.nodes)) for m in found.mistakes if m.joined == joined]
        if cases[:errors]:
            yield (what, "one", "other", "nodes"), cases[:errors]


def _values(figures: Figures) -> dict[str, Any]:
    return asdict(figures) | {"shares": figures.shares}


def _row(name: str, figures: Figures) -> tuple[str, ...]:
    shares = figures.shares
    return (
        name,
        str(figures.pairs),
        f"{figures.stated} ({shares['present']:.1f} %)",
        f"{figures.right} ({shares['right']:.1f} %)",
        f"{figures.other_right} of {figures.other_stated} ({shares['right_not_equal']:.1f} %)",
        str(figures.told),
        f"{figures.joined} ({shares['joined']:.1f} %)",
    )
