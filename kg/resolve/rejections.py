"""What a person takes out of the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.records import Claim, Problem, Statement
from kg.resolve.corrections import REJECT, Corrections
from kg.resolve.identity import Identity
from kg.resolve.ledger import PERSON, REJECTED, LedgerEntry

UNMET = "correction"
"""The kind of problem of a correction that finds nothing to correct."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays, what the ledger says of the rest, and corrections that found nothing."""

    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    ledger: tuple[LedgerEntry, ...]
    problems: tuple[Problem, ...]


def reject(statements: Sequence[Statement], claims: Sequence[Claim], identity: Identity, corrections: Corrections) -> Kept:
    """Without the statements and claims that `corrections` reject; paths that have been replaced are followed."""
    moved = {old: path for path, replaced in identity.replaces.items() for old in replaced}
    edges = {(moved.get(s, s), relation, moved.get(o, o)) for s, relation, o in corrections.edges}
    found = [s for s in statements if (s.subject, s.relation, s.object) in edges] if edges else []
    wrong = [claim for claim in claims if claim.id in corrections.results]
    ledger = [_entry(s.subject, s.object, s.relation, {e.paper for e in s.evidence}) for s in found]
    ledger += [_entry(claim.id, claim.subject, claim.metric, {claim.evidence.paper}) for claim in wrong]
    met = {(s.subject, s.relation, s.object) for s in found} | {claim.id for claim in wrong}
    unmet = [" ".join(edge) for edge in edges - met] + [result for result in corrections.results if result not in met]
    return Kept(
        tuple(s for s in statements if (s.subject, s.relation, s.object) not in edges),
        tuple(claim for claim in claims if claim.id not in corrections.results),
        tuple(ledger),
        tuple(_problem(f"{REJECT} {what}") for what in unmet) + tuple(_problem(path) for path in identity.unmet),
    )


def _entry(name: str, target: str, what: str, papers: set[str]) -> LedgerEntry:
    return LedgerEntry(REJECTED, name, target, what, 1.0, tuple(sorted(papers)), PERSON)


def _problem(what: str) -> Problem:
    return Problem(UNMET, what, "there is nothing of this name to correct; the correction waits until there is")
