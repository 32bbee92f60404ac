"""Decisions about identity, as records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class LedgerEntry:
    """A decision about identity: `name` was `action` ("joined" or "apart") with `target`; both are node paths."""

    action: str
    name: str
    target: str
    reason: str
    score: float
    papers: tuple[str, ...]
