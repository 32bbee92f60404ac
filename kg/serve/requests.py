"""What requests bring along: filters, pages of tables, lists of nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query
from pydantic import Field

from kg.serve.filters import Filter, Part, around, these, whole
from kg.serve.snapshot import Snapshot
from kg.serve.tables import Page

MOST_IDS = 20_000
DATE = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"


@dataclass(frozen=True, slots=True)
class Ids:
    """Paths or IRIs of nodes."""

    ids: Annotated[list[str], Field(max_length=MOST_IDS)]


def filters(
    type: Annotated[list[str], Query(description="only nodes of these types")] = [],  # noqa: B006 (FastAPI copies it)
    relation: Annotated[list[str], Query(description="only these relations")] = [],  # noqa: B006
    min_support: Annotated[int, Query(ge=1, description="only edges that so many papers state")] = 1,
    min_score: Annotated[float, Query(ge=0, le=1, description="only edges with evidence of this score")] = 0.0,
    since: Annotated[str, Query(pattern=DATE, description="only what is named since this date")] = "",
    *,
    until: Annotated[str, Query(pattern=DATE, description="only what is named up to this date")] = "",
    community: Annotated[int, Query(ge=-1, description="only nodes of this community")] = -1,
) -> Filter:
    """The filters of a request."""
    return Filter(tuple(type), tuple(relation), min_support, min_score, since, until, community)


def rows(
    sort: Annotated[str, Query(description="a column")] = "",
    order: Annotated[str, Query(pattern="^(asc|desc)$")] = "desc",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    q: Annotated[str, Query(max_length=500, description="a part of a name")] = "",
) -> Page:
    """Which rows of a table."""
    return Page(sort, order == "desc", offset, limit, q)


def centred(
    around: Annotated[str, Query(max_length=2000, description="only what is near this node")] = "",
    depth: Annotated[int, Query(ge=1, le=4)] = 1,
) -> tuple[str, int]:
    """Around which node, and how far."""
    return around, depth


def chosen(snapshot: Snapshot, wanted: Filter, centre: tuple[str, int] = ("", 1)) -> Part:
    """The part of the graph that a request names. Raises UnknownName."""
    if centre[0]:
        return around(snapshot, snapshot.place(centre[0]), wanted, depth=centre[1], limit=MOST_IDS)
    return whole(snapshot, wanted)


def these_of(snapshot: Snapshot, ids: Iterable[str]) -> Part:
    """The nodes with these ids that the graph knows, and the edges between them."""
    return these(snapshot, known_places(snapshot, ids))


def known_places(snapshot: Snapshot, ids: Iterable[str]) -> list[int]:
    """The places of those nodes that the graph knows."""
    places = (snapshot.known(name) for name in ids)
    return [place for place in places if place >= 0]
