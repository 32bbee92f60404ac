"""The records of a graph as Arrow tables: written by a build, opened by `kg serve` without reading them whole.

A folder of files in Arrow's IPC format, which any Arrow reader opens. They are mapped into memory: a record becomes a Python
object when it is looked at, columns are numpy arrays. Nodes are numbered, entities first, then papers, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import TypeAdapter

from kg.keys import paper_path
from kg.records import Claim, Entity, Evidence, Paper, Span, Statement

T = TypeVar("T")
Ints = npt.NDArray[np.int32]

IN_PASSING = 1 << 10
"""Rows of a table that are Python objects at once where all are gone through."""


class Rows(Sequence[T], Generic[T]):
    """The rows of a table as records, each made when it is asked for: `make` has its place, `every` makes all in order."""

    def __init__(self, table: pa.Table, make: Callable[[int], T], every: Callable[[], Iterator[T]] | None = None) -> None:
        self.table, self.make, self.every = table, make, every

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        if isinstance(place, slice):
            return tuple(self.make(at) for at in range(*place.indices(len(self))))
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self.make(int(place) % len(self))

    def __iter__(self) -> Iterator[T]:
        return self.every() if self.every else map(self.make, range(len(self)))

    def column(self, name: str) -> pa.ChunkedArray[Any]:
        """A column of the table."""
        return self.table.column(name)

    def texts(self, name: str) -> list[str]:
        """A column of texts."""
        return [str(value) for value in self.table.column(name).to_pylist()]

    def lists(self, name: str) -> Iterator[tuple[str, int]]:
        """The texts of a column of lists, each with the place of its row."""
        whole = self.table.column(name).combine_chunks()
        owners = pc.list_parent_indices(whole).to_numpy()
        for text, owner in zip(pc.list_flatten(whole).to_pylist(), owners.tolist(), strict=True):
            yield str(text), owner

    def ints(self, name: str) -> Ints:
        """A column of whole numbers."""
        return np.asarray(self.table.column(name).to_numpy(), dtype=np.int32)


@dataclass(frozen=True)
class Words:
    """The evidence of all statements, one after the other: that of statement `n` is `starts[n]` to `starts[n + 1]`.

    `papers` are places of papers, `begins` and `ends` offsets in their texts.
    """

    starts: Ints
    papers: Ints
    begins: Ints
    ends: Ints
    scores: npt.NDArray[np.float64]
    by: pa.StringArray


class Stored:
    """The tables in a folder, opened. Its fields are those of Knowledge, as rows. Raises OSError, ValueError."""

    def __init__(self, folder: Path) -> None:
        tables = {name: _opened(folder / f"{name}.arrow") for name in ("papers", "entities", "statements", "claims", "mentions")}
        self.papers: Rows[Paper] = _records(tables["papers"], Paper)
        self.entities: Rows[Entity] = _records(tables["entities"], Entity)
        self.claims: Rows[Claim] = _records(tables["claims"], Claim)
        self.statements: Rows[Statement] = Rows(tables["statements"], self._statement)
        self.mentions: Rows[tuple[str, str]] = Rows(tables["mentions"], self._mention)

    @cached_property
    def keys(self) -> list[str]:
        """The keys of the papers, in order."""
        return self.papers.texts("key")

    @cached_property
    def paths(self) -> list[str]:
        """The paths of the nodes by their numbers."""
        return [*self.entities.texts("id"), *map(paper_path, self.keys)]

    @cached_property
    def words(self) -> Words:
        """The evidence of all statements, as columns."""
        lists: Any = self.statements.column("evidence").combine_chunks()
        values = lists.values

        def ints(name: str) -> Ints:
            return np.asarray(values.field(name).to_numpy(zero_copy_only=False), dtype=np.int32)

        scores = np.asarray(values.field("score").to_numpy(zero_copy_only=False), dtype=np.float64)
        starts = np.asarray(lists.offsets.to_numpy(), dtype=np.int32)
        return Words(starts, ints("paper"), ints("start"), ints("end"), scores, values.field("by"))

    @cached_property
    def owners(self) -> Ints:
        """The place of the statement to which each item of `words` belongs."""
        return np.repeat(np.arange(len(self.statements), dtype=np.int32), np.diff(self.words.starts))

    def text(self, paper: int) -> str:
        """Title and abstract of the paper at this place, the text that spans count in."""
        columns = self.papers.column("title"), self.papers.column("abstract")
        return "\n".join(str(column[paper].as_py()) for column in columns)

    def evidence(self, number: int) -> Evidence:
        """One item of `words`."""
        words = self.words
        paper, span = int(words.papers[number]), Span(int(words.begins[number]), int(words.ends[number]))
        quote, by = span.of(self.text(paper)), str(words.by[number].as_py())
        return Evidence(self.keys[paper], span, quote, float(words.scores[number]), by)

    def _statement(self, place: int) -> Statement:
        subject, object_ = self._ends
        evidence = tuple(map(self.evidence, range(self.words.starts[place], self.words.starts[place + 1])))
        relation = str(self.statements.column("relation")[place].as_py())
        return Statement(self.paths[subject[place]], relation, self.paths[object_[place]], evidence)

    def _mention(self, place: int) -> tuple[str, str]:
        paper, entity = self._named
        return self.keys[paper[place]], self.paths[entity[place]]

    @cached_property
    def _ends(self) -> tuple[Ints, Ints]:
        return self.statements.ints("subject"), self.statements.ints("object")

    @cached_property
    def _named(self) -> tuple[Ints, Ints]:
        return self.mentions.ints("paper"), self.mentions.ints("entity")


def _opened(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def _records(table: pa.Table, kind: type[T]) -> Rows[T]:
    make = TypeAdapter(kind).validate_python

    def every() -> Iterator[T]:
        for piece in table.to_batches(max_chunksize=IN_PASSING):
            yield from map(make, piece.to_pylist())

    return Rows(table, lambda place: make(table.slice(place, 1).to_pylist()[0]), every)
