"""Parts of the graph as files for other programs: Gephi, spreadsheets, RDF stores."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from kg.serve.accept import content_type
from kg.serve.filters import Filter, Part
from kg.serve.replies import WrongRequest, packed, told_by, version_of
from kg.serve.requests import Ids, centred, chosen, filters, these_of
from kg.serve.served import Served
from kg.serve.shapes import ProblemShape
from kg.serve.tables import MEDIA_TYPES, RDF_FORMS, construct, exported

MOST_IN_RDF = 5000
"""Nodes whose triples are put together for one request; the whole graph is a file of the build."""

router = APIRouter(responses={404: {"model": ProblemShape}, 400: {"model": ProblemShape}})
Wanted = Annotated[Filter, Depends(filters)]
Centre = Annotated[tuple[str, int], Depends(centred)]
Form = Annotated[str, Query(description=f"one of {', '.join([*MEDIA_TYPES, *RDF_FORMS])}")]


@router.get("/api/export", response_class=Response, tags=["export"])
async def export(request: Request, wanted: Wanted, centre: Centre, format: Form = "gexf") -> Response:
    """What passes the filters, as a file. Other sites may read it, so that Gephi Lite can open the address."""
    return await _file(request, chosen(version_of(request).snapshot, wanted, centre), format)


@router.get("/api/export/graph.gexf", include_in_schema=False)
async def gexf(request: Request, wanted: Wanted, centre: Centre) -> Response:
    """As /api/export; Gephi Lite tells the format of a file by the end of its address."""
    return await _file(request, chosen(version_of(request).snapshot, wanted, centre), "gexf")


@router.post("/api/export", response_class=Response, tags=["export"])
async def export_of(request: Request, ids: Ids, format: Form = "gexf") -> Response:
    """As GET, of these nodes and the edges between them."""
    return await _file(request, these_of(version_of(request).snapshot, ids.ids), format)


async def _file(request: Request, part: Part, form: str) -> Response:
    version = version_of(request)
    extension = form.replace("-simple", "").rpartition(".")[2]
    headers = {"Content-Disposition": f'attachment; filename="graph.{extension}"'}
    if form not in RDF_FORMS:
        body = await asyncio.to_thread(exported, version.snapshot, part, form)
        return await asyncio.to_thread(packed, request, body, MEDIA_TYPES[form], headers)
    if len(part.nodes) > MOST_IN_RDF:
        what = f"{len(part.nodes)} nodes are too many for one request in RDF"
        raise WrongRequest(400, what, remedy="choose fewer, or take graph.ttl from the folder of the graph")
    served: Served = request.app.state.served
    answer, version = await served.ask(version, construct(version.snapshot, part), (form,))
    return await asyncio.to_thread(
        packed, request, answer.body, content_type(form), {**headers, "ETag": version.etag, **told_by(version)}
    )
