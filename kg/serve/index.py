"""The records of a served graph by node: each is made when it is asked for, so that nothing holds all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.compare import Index, Source, Thing
from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import Claim, Entity, Paper, Statement
from kg.serve.columns import Edges, Groups, Ints, Nodes, distinct, grouped
from kg.stored import Rows, Stored

T = TypeVar("T")
PAPERS_AT_HAND = 4096
"""So many papers, the latest that were looked at, stay Python objects."""


class LookUp(Mapping[str, T], Generic[T]):
    """A mapping whose values are made when they are asked for, from the place of their key."""

    def __init__(self, places: Mapping[str, int], make: Callable[[int], T]) -> None:
        self._places, self._make = places, make

    def __getitem__(self, key: str) -> T:
        return self._make(self._places[key])

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Kept(Sequence[T], Generic[T]):
    """Rows that stay Python objects once all of them were gone through."""

    def __init__(self, rows: Rows[T]) -> None:
        self._rows = rows

    @cached_property
    def _all(self) -> tuple[T, ...]:
        return tuple(self._rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self._all)

    def __getitem__(self, place: Any) -> Any:
        return self._rows[place]

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True, slots=True)
class Opened:
    """The records, of which the claims, that every comparison goes through, stay at hand."""

    papers: Sequence[Paper]
    entities: Sequence[Entity]
    statements: Sequence[Statement]
    claims: Sequence[Claim]
    mentions: Sequence[tuple[str, str]]


class StoredIndex(Index):
    """An index over stored records. `nodes` and `edges` are their columns."""

    def __init__(self, stored: Stored, nodes: Nodes, edges: Edges, ontology: Ontology) -> None:
        opened = Opened(stored.papers, stored.entities, stored.statements, Kept(stored.claims), stored.mentions)
        super().__init__(opened, ontology)
        self.stored, self.nodes, self.edges = stored, nodes, edges
        self.paper = lru_cache(PAPERS_AT_HAND)(stored.papers.make)

    @cached_property
    def numbers(self) -> Ints:
        """The number in Stored of the node at each place."""
        numbers = np.empty_like(self.nodes.numbered)
        numbers[self.nodes.numbered] = np.arange(len(numbers), dtype=np.int32)
        return numbers

    @cached_property
    def places_of_papers(self) -> Mapping[str, int]:
        """Key of a paper -> its place in its table."""
        return {key: place for place, key in enumerate(self.stored.keys)}

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """The papers by key."""
        return LookUp(self.places_of_papers, self.paper)

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """The entities by path."""
        places = {path: place for place, path in enumerate(self.stored.entities.texts("id"))}
        return LookUp(places, self.stored.entities.make)

    @cached_property
    def things(self) -> Mapping[str, Thing]:
        """The nodes by path."""
        nodes, names = self.nodes, [term.name for term in self.ontology.classes]
        return LookUp(nodes.places, lambda place: Thing(nodes.ids[place], nodes.labels[place], names[nodes.types[place]]))

    @cached_property
    def forward(self) -> Mapping[str, Sequence[Statement]]:
        """Path of a node -> the statements of which it is the subject."""
        return LookUp(self.nodes.places, lambda place: self._statements(place, self.edges.sources))

    @cached_property
    def backward(self) -> Mapping[str, Sequence[Statement]]:
        """Path of a node -> the statements of which it is the object."""
        return LookUp(self.nodes.places, lambda place: self._statements(place, self.edges.targets))

    @cached_property
    def named_in(self) -> Mapping[str, Sequence[str]]:
        """Path of an entity -> the keys of the papers that name it."""
        return LookUp(self.nodes.places, lambda place: self.keys(self.naming.of(place)))

    def source(self, key: str) -> Source:
        """How the paper with this key is cited."""
        return self._source(self.places_of_papers[key])

    def _source(self, place: int) -> Source:
        columns = (self.stored.papers.column(name) for name in ("title", "date", "url"))
        return Source(paper_path(self.stored.keys[place]), *(str(column[place].as_py()) for column in columns))

    def text(self, key: str) -> str:
        """Title and abstract of the paper with this key."""
        return self.stored.text(self.places_of_papers[key])

    def said(self, relation: str) -> Iterable[Statement]:
        """The statements of one relation."""
        number = [term.name for term in self.ontology.relations].index(relation)
        return map(self.stored.statements.make, np.flatnonzero(self.edges.relations == number).tolist())

    def keys(self, papers: Ints) -> list[str]:
        """The keys of the papers at these places."""
        return [self.stored.keys[place] for place in papers.tolist()]

    def papers_of(self, edges: Ints) -> Ints:
        """The places of the papers that state these edges, each once."""
        starts, papers = self.stored.words.starts, self.stored.words.papers
        pieces = [papers[starts[at] : starts[at + 1]] for at in edges.tolist()]
        return np.unique(np.concatenate(pieces)) if pieces else np.zeros(0, dtype=np.int32)

    @cached_property
    def naming(self) -> Groups:
        """Place of an entity -> places of the papers that mention it."""
        entities = self.nodes.numbered[self.stored.mentions.ints("entity")]
        return grouped(entities, self.stored.mentions.ints("paper"), len(self.nodes.ids))

    @cached_property
    def mentioned(self) -> Groups:
        """Place of a paper in its table -> places of the entities that it mentions."""
        entities = self.nodes.numbered[self.stored.mentions.ints("entity")]
        return grouped(self.stored.mentions.ints("paper"), entities, len(self.stored.papers))

    @cached_property
    def stated(self) -> Groups:
        """Place of a paper in its table -> places of the statements that it makes."""
        papers, statements = distinct(self.stored.words.papers, self.stored.owners)
        return grouped(papers, statements, len(self.stored.papers))

    @cached_property
    def claimed(self) -> Groups:
        """Place of a node -> places of the numbers that name it, those of its own sentences if it is a paper."""
        claims, known = self.stored.claims, pa.array(self.nodes.ids)
        parts = [claims.column(name).combine_chunks() for name in ("subject", "baseline", "metric_node")]
        context = claims.column("context").combine_chunks()
        papers = pc.binary_join_element_wise("paper", pc.struct_field(claims.column("evidence"), "paper"), "/").combine_chunks()
        rows = [np.arange(len(claims))] * 3 + [pc.list_parent_indices(context).to_numpy(), np.arange(len(claims))]
        named = [pc.index_in(part, known) for part in (*parts, pc.list_flatten(context), papers)]
        places = np.concatenate([part.fill_null(-1).to_numpy() for part in named])
        owners = np.concatenate(rows)[places >= 0]
        return grouped(*distinct(places[places >= 0], owners), len(self.nodes.ids))

    def claims_of(self, place: int, limit: int | None = None) -> list[Claim]:
        """The numbers that name a node, in order, at most `limit` of them."""
        return [self.stored.claims[at] for at in self.claimed.of(place)[:limit].tolist()]

    def _statements(self, place: int, ends: Ints) -> list[Statement]:
        at = self.edges.at(place)
        return [self.stored.statements[number] for number in at[ends[at] == place].tolist()]
