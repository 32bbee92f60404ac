"""Decisions about identity, as records."""

from __future__ import annotations

from dataclasses import dataclass

APART, JOINED, REJECTED = "apart", "joined", "rejected"
"""What was decided."""

KG, PERSON = "kg", "person"
"""Who decided."""


@dataclass(frozen=True, slots=True, order=True)
class LedgerEntry:
    """A decision about identity: `name` was `action` ("joined" or "apart") with `target`; both are node paths.

    Of a "rejected" edge or number, `reason` is the relation or metric. `score` is from 0 to 1, `papers` are those that use
    the name, `who` is kg or person.
    """

    action: str
    name: str
    target: str
    reason: str
    score: float
    papers: tuple[str, ...]
    who: str = KG


def in_order(entry: LedgerEntry) -> tuple[str, str, str, str, float, tuple[str, ...], str]:
    """The order of entries, without their comparisons in Python."""
    return entry.action, entry.name, entry.target, entry.reason, entry.score, entry.papers, entry.who
