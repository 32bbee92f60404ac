"""Leaderboards from text: the numbers claimed on something, ranked metric by metric and scale by scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kg.compare.rows import UNSCALED, Row, row
from kg.compare.things import Index, by_date
from kg.keys import paper_path
from kg.records import Claim
from kg.resolve.names import words


@dataclass(frozen=True, slots=True)
class AskedMetric:
    """A metric as asked for: one whose name holds the words of `name` in a row, or one of `nodes`, given by their paths."""

    name: str
    nodes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared; empty fields do not restrict, several restrict together.

    Each of `things` is a set of node paths (things with their variants) of which a claim must name one, as its subject,
    baseline or context, or stand in one, if it is a paper. A claim must be about one of `metrics`. `min_score` is that of
    the evidence, `since` the earliest date (ISO 8601, may be partial). `wide` takes in claims that do not name the thing
    themselves, but whose paper joins their subject, or itself, with it.
    """

    things: tuple[frozenset[str], ...] = ()
    metrics: tuple[AskedMetric, ...] = ()
    min_score: float = 0.0
    since: str = ""
    wide: bool = False


EVERYTHING = Asked()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows of one metric on one scale, best first; `better` is higher, lower, or "" where nobody knows: then by value.

    `scale` and `unit` are those of every row. Rows of the scale "" are not ranked, but in order of time.
    """

    metric: str
    scale: str
    unit: str
    better: str
    rows: tuple[Row, ...]

    @property
    def about(self) -> str:
        """What the numbers mean and how they are ordered, in a few words."""
        if self.scale == UNSCALED:
            return SCALES[UNSCALED]
        unit = f" in {self.unit}" if self.unit else ""
        order = f"{self.better} is better" if self.better else "which direction is better is not known: by value"
        return f"{SCALES[self.scale]}{unit}; {order}"


SCALES = {
    "absolute": "levels",
    "ratio": "changes, as new level divided by old",
    "difference": "changes, as new level minus old",
    "relative": "changes in percent or in points, which the texts leave open",
    UNSCALED: "as written, by date: the texts leave open how they compare",
}
"""What the numbers of a scale are."""


@dataclass(frozen=True, slots=True)
class Board:
    """The rankings: those of the very metric that was asked for, then those with most rows.

    `wider` more claims would be there if asked for widely.
    """

    rankings: tuple[Ranking, ...]
    wider: int = 0

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, ranking by ranking."""
        return (row for ranking in self.rankings for row in ranking.rows)


def board(index: Index, asked: Asked) -> Board:
    """The claims that answer, in rankings that never mix metrics, nor levels with changes."""
    joined = [_joined(things, index) for things in asked.things]
    rows: list[Row] = []
    wider = 0
    for claim in index.knowledge.claims:
        if _passes(claim, asked, index):
            found = [_how(claim, things, pairs) for things, pairs in zip(asked.things, joined, strict=True)]
            if None in found:
                continue
            by = "; ".join(dict.fromkeys(how for how in found if how))
            if by and not asked.wide:
                wider += 1
            else:
                rows.append(row(claim, index, by=by))
    wanted = {words(metric.name) for metric in asked.metrics}
    order = sorted(_rankings(rows), key=lambda r: (words(r.metric) not in wanted, -len(r.rows), r.metric, r.scale, r.unit))
    return Board(tuple(order), wider)


def _passes(claim: Claim, asked: Asked, index: Index) -> bool:
    date = index.source(claim.evidence.paper).date
    return (
        claim.evidence.score >= asked.min_score
        and (not asked.since or (date[:4].isdigit() and date >= asked.since))
        and (not asked.metrics or any(is_about(claim, metric) for metric in asked.metrics))
    )


def is_about(claim: Claim, metric: AskedMetric) -> bool:
    """Whether the claim is about the metric: its node, or a name that holds the words in a row."""
    return (claim.metric_node in metric.nodes if claim.metric_node else False) or holds_words(claim.metric, metric.name)


def holds_words(name: str, part: str) -> bool:
    """Whether the words of `part` stand in `name` in a row, whatever their spelling.

    >>> holds_words("first-token latencies", "Latency"), holds_words("latency", "late")
    (True, False)
    """
    wanted, said = words(part), words(name)
    return any(said[start : start + len(wanted)] == wanted for start in range(len(said) - len(wanted) + 1))


def _how(claim: Claim, things: frozenset[str], joined: dict[tuple[str, str], str]) -> str | None:
    """How a claim answers: "" if it names one of the things, a relation if its paper joins its subject with one, else None."""
    paper = claim.evidence.paper
    if not things.isdisjoint((claim.subject, claim.baseline, claim.metric_node, paper_path(paper), *claim.context)):
        return ""
    return joined.get((paper, claim.subject)) or joined.get((paper, paper_path(paper)))


def _joined(things: Iterable[str], index: Index) -> dict[tuple[str, str], str]:
    """Paper and subject -> the relation by which the paper joins the subject with one of the things."""
    labels = {relation.name: relation.label for relation in index.ontology.relations}
    found: dict[tuple[str, str], str] = {}
    for statement in (s for path in sorted(things) for s in index.backward.get(path, ())):
        for item in statement.evidence:
            found.setdefault((item.paper, statement.subject), labels[statement.relation])
    return found


def _rankings(rows: Iterable[Row]) -> Iterator[Ranking]:
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for one in rows:
        groups[one.metric, one.scale, "" if one.scale == UNSCALED else one.unit].append(one)
    for (metric, scale, unit), group in groups.items():
        directions = {one.better for one in group if one.better}
        better = directions.pop() if len(directions) == 1 else ""
        yield Ranking(metric, scale, unit, better, tuple(sorted(group, key=lambda one: _place(one, scale, better))))


def _place(one: Row, scale: str, better: str) -> tuple[bool, Decimal, tuple[bool, str, str], str]:
    value = one.minimum if better == "lower" else one.maximum
    date = by_date(one.quote.paper)
    if scale == UNSCALED or value is None:
        return True, Decimal(0), date, one.id
    return False, value if better == "lower" else -value, date, one.id
