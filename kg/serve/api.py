"""The REST interface: each address, its parameters and what it answers with. The OpenAPI document is drawn from here.

What may take long is a plain function: the framework runs it in a thread, so that short answers do not wait for it.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from kg.serve import cards, comparisons, graphs, pages
from kg.serve.filters import EVERYTHING, Filter, around
from kg.serve.papers import paper_page
from kg.serve.paths import paths
from kg.serve.quality import Quality
from kg.serve.replies import reply, takes_gzip, version_of
from kg.serve.requests import DATE, Ids, centred, chosen, filters, rows, these_of
from kg.serve.shapes import GraphShape, OntologyShape, ProblemShape
from kg.serve.shapes_boards import BoardShape, ComparablesShape
from kg.serve.shapes_cards import EvidenceShape, NodeShape, PathsShape, SearchShape
from kg.serve.shapes_pages import (
    FilledShape,
    OverviewShape,
    PaperShape,
    QualityShape,
    QuestionShape,
    TableShape,
    VocabularyShape,
)
from kg.serve.snapshot import Snapshot
from kg.serve.tables import Page, table

ERRORS: dict[int | str, dict[str, object]] = {
    400: {"model": ProblemShape, "description": "A wrong value"},
    404: {"model": ProblemShape, "description": "No such name in the graph"},
    503: {"model": ProblemShape, "description": "Not at the moment"},
}
router = APIRouter(responses=ERRORS)

Wanted = Annotated[Filter, Depends(filters)]
Rows = Annotated[Page, Depends(rows)]
Centre = Annotated[tuple[str, int], Depends(centred)]
TableKind = Literal["nodes", "edges"]
NodeId = Annotated[str, Query(description="path or IRI of a node", max_length=2000)]
Limit = Annotated[int, Query(ge=1, le=1000)]


def _snapshot(request: Request) -> Snapshot:
    return version_of(request).snapshot


@router.get("/ontology.json", response_model=OntologyShape, tags=["graph"])
async def ontology(request: Request) -> Response:
    """Types and relations with labels, colours, shapes and counts; columns speak of them by their place here."""
    return reply(request, pages.ontology(_snapshot(request)))


@router.get("/api/graph", response_model=GraphShape, tags=["graph"])
def graph(request: Request, wanted: Wanted, limit: Annotated[int, Query(ge=1, le=200_000)] = graphs.MOST_NODES) -> Response:
    """The graph, or what passes the filters; where that is more than `limit` nodes, an overview of its communities."""
    snapshot = _snapshot(request)
    if wanted == EVERYTHING and limit == graphs.MOST_NODES and takes_gzip(request):
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Content-Type": "application/json"}
        return Response(graphs.whole_packed(snapshot), headers=headers)
    return reply(request, graphs.graph(snapshot, wanted, limit=limit))


@router.post("/api/graph", response_model=GraphShape, tags=["graph"])
def graph_of(request: Request, ids: Ids) -> Response:
    """These nodes, and the edges between them; ids that the graph does not know are left out."""
    snapshot = _snapshot(request)
    return reply(request, graphs.drawn(snapshot, these_of(snapshot, ids.ids)))


@router.get("/api/ego", response_model=GraphShape, tags=["graph"])
def ego(
    request: Request,
    id: NodeId,
    wanted: Wanted,
    depth: Annotated[int, Query(ge=1, le=4)] = 1,
    limit: Annotated[int, Query(ge=1, le=graphs.MOST_NODES)] = 500,
) -> Response:
    """What lies within `depth` steps of a node, the nearest and best connected first."""
    snapshot = _snapshot(request)
    part = around(snapshot, snapshot.place(id), wanted, depth=depth, limit=limit)
    return reply(request, graphs.drawn(snapshot, part))


@router.get("/api/neighbours", response_model=GraphShape, tags=["graph"])
async def neighbours(
    request: Request, id: NodeId, wanted: Wanted, limit: Annotated[int, Query(ge=1, le=graphs.MOST_NODES)] = 100
) -> Response:
    """A node and its neighbours, the best connected first, with all edges between them."""
    snapshot = _snapshot(request)
    part = around(snapshot, snapshot.place(id), wanted, depth=1, limit=limit + 1)
    return reply(request, graphs.drawn(snapshot, part))


@router.get("/api/search", response_model=SearchShape, tags=["nodes"])
async def search(
    request: Request,
    q: Annotated[str, Query(max_length=500)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 12,
    type: str = "",
) -> Response:
    """Nodes whose names fit what was typed, tolerant of spelling; without `q` the best connected."""
    snapshot = _snapshot(request)
    if not snapshot.is_searchable:
        await asyncio.to_thread(lambda: snapshot.names)
    return reply(request, cards.search(snapshot, q, limit=limit, type=type))


@router.get("/api/node", response_model=NodeShape, tags=["nodes"])
async def node(request: Request, id: NodeId, limit: Limit = 50) -> Response:
    """The card of a node. An old id answers with the node that took it in."""
    snapshot = _snapshot(request)
    return reply(request, cards.node(snapshot, snapshot.place(id), limit=limit))


@router.get("/api/evidence", response_model=EvidenceShape, tags=["nodes"])
async def evidence(request: Request, source: NodeId, target: NodeId, relation: str = "", either: bool = False) -> Response:
    """The statements that join two nodes, each with every sentence that makes it."""
    snapshot = _snapshot(request)
    ends = snapshot.place(source), snapshot.place(target)
    return reply(request, cards.evidence(snapshot, *ends, relation, either=either))


@router.get("/api/path", response_model=PathsShape, tags=["nodes"])
def path(
    request: Request,
    start: Annotated[str, Query(alias="from", max_length=2000)],
    end: Annotated[str, Query(alias="to", max_length=2000)],
    wanted: Wanted,
    *,
    papers: Annotated[bool, Query(description="whether it may pass through papers")] = True,
    limit: Annotated[int, Query(ge=1, le=20)] = 3,
) -> Response:
    """The shortest ways between two nodes, with the sentences of each step."""
    snapshot = _snapshot(request)
    ends = snapshot.place(start), snapshot.place(end)
    return reply(request, paths(snapshot, *ends, wanted, papers=papers, limit=limit))


@router.get("/api/table", response_model=TableShape, tags=["pages"])
def table_of_part(request: Request, wanted: Wanted, page: Rows, centre: Centre, kind: TableKind = "nodes") -> Response:
    """Nodes or edges as rows; `sort` is one of the columns that can be sorted by."""
    snapshot = _snapshot(request)
    return reply(request, table(snapshot, chosen(snapshot, wanted, centre), kind, page))


@router.post("/api/table", response_model=TableShape, tags=["pages"])
def table_of_ids(request: Request, ids: Ids, page: Rows, kind: TableKind = "nodes") -> Response:
    """As GET, of these nodes and the edges between them."""
    snapshot = _snapshot(request)
    return reply(request, table(snapshot, these_of(snapshot, ids.ids), kind, page))


@router.get("/api/paper", response_model=PaperShape, tags=["pages"])
def paper(request: Request, key: NodeId) -> Response:
    """A paper with its text, cut where things are mentioned, and everything that it says."""
    return reply(request, paper_page(_snapshot(request), key))


@router.get("/api/overview", response_model=OverviewShape, tags=["pages"])
def overview(request: Request) -> Response:
    """The graph in figures."""
    return reply(request, pages.overview(_snapshot(request)))


@router.get("/api/quality", response_model=QualityShape, tags=["pages"])
async def quality(request: Request) -> Response:
    """Whether the graph keeps its own rules; the first request starts the check, later ones tell how it went."""
    checks: Quality = request.app.state.quality
    return reply(request, checks.of(_snapshot(request)))


@router.get("/api/compare", response_model=BoardShape, tags=["pages"])
def compare(
    request: Request,
    thing: Annotated[list[str], Query(description="path of a node that the numbers are about; all of them must be named")] = [],  # noqa: B006
    metric: Annotated[list[str], Query(description="path or words of a metric; one of them")] = [],  # noqa: B006
    min_score: Annotated[float, Query(ge=0, le=1)] = 0.0,
    since: Annotated[str, Query(pattern=DATE)] = "",
    *,
    wide: Annotated[bool, Query(description="also numbers whose paper, not their sentence, names the thing")] = False,
    limit: Annotated[int, Query(ge=1, le=10_000, description="rows at most")] = 1000,
) -> Response:
    """Leaderboards from text: numbers in rankings that never mix metrics, nor levels with changes."""
    board = comparisons.compared(_snapshot(request), thing, metric, min_score=min_score, since=since, wide=wide, limit=limit)
    return reply(request, board)


@router.get("/api/compare/things", response_model=ComparablesShape, tags=["pages"])
def comparables(request: Request) -> Response:
    """What there are numbers about, by type."""
    return reply(request, comparisons.comparables(_snapshot(request)))


@router.get("/api/questions", response_model=list[QuestionShape], tags=["queries"])
async def questions(request: Request) -> Response:
    """The named questions, as SPARQL."""
    return reply(request, pages.questions())


@router.get("/api/questions/{name}", response_model=FilledShape, tags=["queries"])
async def question(
    request: Request,
    name: str,
    set: Annotated[list[str], Query(description="NAME=VALUE of a parameter")] = [],  # noqa: B006
) -> Response:
    """A named question with values put in, to be sent to /sparql."""
    values = {pair.partition("=")[0]: pair.partition("=")[2] for pair in set}
    return reply(request, pages.filled(name, values))


@router.get("/api/vocabulary", response_model=VocabularyShape, tags=["queries"])
async def vocabulary(request: Request) -> Response:
    """Prefixes, classes and properties, for completion in an editor."""
    return reply(request, pages.vocabulary(_snapshot(request)))
