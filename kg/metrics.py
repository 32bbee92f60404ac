"""Metrics as the lexicons know them: one main name, the better direction and the usual unit for every written form.

metrics.tsv holds metrics that are nodes of the graph, generic_metrics.tsv what numbers are about beside them; `forms` read
like a metric (direction, unit) and are none of its names. Words that only qualify a metric (average, inference) stand in
ontology/patterns/result_cues.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from kg import ontology
from kg.lexicon import EXACT, read_table

_ASIDE = re.compile(r"\s*\([^()]*\)")
_LONGEST = 8
"""Words of a name that are looked at, from its end."""


@dataclass(frozen=True, slots=True)
class KnownMetric:
    """A metric: its main `name`, the better direction (higher, lower or ""), the usual unit, and whether it is a node."""

    name: str
    better: str
    unit: str
    node: bool


@lru_cache(maxsize=65_536)
def known_metric(name: str) -> KnownMetric | None:
    """The metric that is written so, whole, or in the plural.

    >>> known_metric("Top-1 Accuracies").name, known_metric("word error rate").better, known_metric("no such thing")
    ('top-1 accuracy', 'lower', None)
    """
    closed = _closed(name)
    forms = (name, closed, closed.removesuffix("s"), re.sub("ies$", "y", closed))
    return next((_table()[form] for form in forms if form in _table()), None)


def metric_within(name: str) -> KnownMetric | None:
    """The known metric at the end of a name, the longest; else the last one within it; None where there is none.

    >>> metric_within("peak GPU memory usage").better, metric_within("mean error on clean speech").better
    ('lower', 'lower')
    """
    words = _ASIDE.sub("", name).split() or name.split()
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - _LONGEST), end):
            found = known_metric(" ".join(words[start:end]))
            if found is not None:
                return found
    return None


def without_modifiers(name: str) -> str:
    """The name without the words before it that only qualify it.

    >>> without_modifiers("average inference latency")
    'latency'
    """
    shorter = _modifiers().sub("", name)
    return shorter or name


@cache
def _table() -> Mapping[str, KnownMetric]:
    """Every form; one that does not count with its case is closed (no spaces, hyphens, capitals)."""
    table: dict[str, KnownMetric] = {}
    for form, match, metric in _forms():
        table.setdefault(form if match == EXACT else _closed(form), metric)
    return table


def _forms() -> Iterator[tuple[str, str, KnownMetric]]:
    folder = ontology.data_dir() / "lexicon"
    for row in (*read_table(folder / "metrics.tsv"), *read_table(folder / "generic_metrics.tsv")):
        metric = KnownMetric(row.get("long") or row["name"], row["direction"], row["unit"], "type" in row)
        for form in (row["name"], *filter(None, row["aliases"].split("|"))):
            yield form, row["match"], metric
        for form in filter(None, row["forms"].split("|")):
            yield form, row["match"], replace(metric, name=form, node=False)


def _closed(name: str) -> str:
    return re.sub(r"[\s-]+", "", name.casefold())


@cache
def _modifiers() -> re.Pattern[str]:
    rows = read_table(ontology.data_dir() / "patterns" / "result_cues.tsv")
    words = "|".join(row["pattern"] for row in rows if row["place"] == "modifier")
    return re.compile(rf"^(?:(?:{words})[\s-]+)+", re.IGNORECASE)
