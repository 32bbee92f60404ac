"""What one paper says, gathered: the content of its named graph."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.records import Claim, Evidence, Knowledge, Paper

Triple = tuple[str, str, str]
"""Subject path, relation name, object path."""


@dataclass(slots=True)
class Sheet:
    """One paper's share of the graph. `paper` is None when only its key is known."""

    key: str
    paper: Paper | None = None
    mentions: list[str] = field(default_factory=list)
    said: list[tuple[Triple, str, Evidence]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def sheets(knowledge: Knowledge) -> Iterator[Sheet]:
    """The sheets of all papers that `knowledge` speaks of, in order of their keys."""
    by_key: dict[str, Sheet] = {}

    def sheet(key: str) -> Sheet:
        return by_key.setdefault(key, Sheet(key))

    for paper in knowledge.papers:
        sheet(paper.key).paper = paper
    for key, entity in knowledge.mentions:
        sheet(key).mentions.append(entity)
    for statement in knowledge.statements:
        triple = (statement.subject, statement.relation, statement.object)
        for name, item in _named(triple, statement.evidence):
            sheet(item.paper).said.append((triple, name, item))
    for claim in knowledge.claims:
        sheet(claim.evidence.paper).claims.append(claim)
    return iter([by_key[key] for key in sorted(by_key)])


def supports(knowledge: Knowledge) -> Iterator[tuple[str, int]]:
    """The name of every evidence node of a statement, with the number of papers that make the statement."""
    for statement in knowledge.statements:
        triple = (statement.subject, statement.relation, statement.object)
        for name, _ in _named(triple, statement.evidence):
            yield name, statement.support


def evidence_name(about: Triple | str, item: Evidence) -> str:
    """The name of an evidence node: a digest of the paper, of the statement or claim, and of the span."""
    return hashlib.sha256(repr((item.paper, about, item.span.start, item.span.end)).encode()).hexdigest()[:20]


def _named(triple: Triple, evidence: tuple[Evidence, ...]) -> Iterator[tuple[str, Evidence]]:
    """Evidence with its names; items of one paper and span (two components found it) are told apart by a number."""
    seen: dict[str, int] = defaultdict(int)
    for item in evidence:
        name = evidence_name(triple, item)
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name}-{seen[name]}"), item
