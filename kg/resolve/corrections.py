"""What people say against the rules: names joined or split by hand, and edges or numbers that are wrong.

They stand in a tab-separated file with the columns action, one, relation, other and note, one correction a line:

    merge   method/nas              method/neural-architecture-search     both are one thing
    split   method/dit                                                    a name that is no other name of anything
    reject  method/lora  runsOn     hardware/fpga                         an edge
    reject  result/0123456789abcdef                                       a number

Names are node paths: type and name as they stand in IRIs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.lexicon import read_table

COLUMNS = ("action", "one", "relation", "other", "note")
MERGE, SPLIT, REJECT = "merge", "split", "reject"
_PATH = re.compile(r"[^\s/]+/[^\s/]+")
_REMEDY = "write merge ONE OTHER, split ONE, reject ONE RELATION OTHER or reject RESULT, with paths such as method/lora"


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """One line: `one` and `other` are node paths (or the id of a result), `relation` that of a rejected edge."""

    action: str
    one: str
    relation: str = ""
    other: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        filled = (self.action, bool(self.relation), bool(self.other))
        if filled not in ((MERGE, False, True), (SPLIT, False, False), (REJECT, True, True), (REJECT, False, False)):
            raise ValueError("it is no merge, split or reject with what these need")
        if not all(_PATH.fullmatch(path) for path in (self.one, self.other) if path or path is self.one):
            raise ValueError("it names something that is no path")
        if self.action == MERGE and (self.one.partition("/")[0] != self.other.partition("/")[0] or self.one == self.other):
            raise ValueError("only two names of one type can be joined")


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections, in order and each once."""

    lines: tuple[Correction, ...] = ()

    @property
    def merged(self) -> tuple[tuple[str, str], ...]:
        """Pairs of paths: the first is another name of the second."""
        return tuple((line.one, line.other) for line in self.lines if line.action == MERGE)

    @property
    def split(self) -> frozenset[str]:
        """Paths of names that are no other names of anything."""
        return frozenset(line.one for line in self.lines if line.action == SPLIT)

    @property
    def edges(self) -> frozenset[tuple[str, str, str]]:
        """Rejected statements: subject, relation, object."""
        return frozenset((line.one, line.relation, line.other) for line in self.lines if line.relation)

    @property
    def results(self) -> frozenset[str]:
        """Ids of rejected results."""
        return frozenset(line.one for line in self.lines if line.action == REJECT and not line.relation)


NOTHING = Corrections()


def read_corrections(path: Path) -> Corrections:
    """The corrections in a file; none where there is no file. Raises InputError naming the first line that is none."""
    if not path.exists():
        return NOTHING
    found = []
    for number, row in enumerate(read_table(path), start=1):
        if tuple(row) != COLUMNS:
            raise InputError(f"{path} has the columns {', '.join(row)}", remedy=f"give it {', '.join(COLUMNS)}")
        try:
            found.append(Correction(**row))
        except ValueError as error:
            raise InputError(f"{path}, correction {number} cannot be used: {error}", remedy=_REMEDY) from error
    return Corrections(tuple(sorted(set(found))))


def written(lines: Iterable[Correction]) -> str:
    """The text of a file with these corrections, as `read_corrections` reads it."""
    rows = [COLUMNS, *((c.action, c.one, c.relation, c.other, " ".join(c.note.split())) for c in sorted(set(lines)))]
    return "".join("\t".join(row) + "\n" for row in rows)
