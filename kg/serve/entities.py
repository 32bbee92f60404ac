"""A page for every IRI: 303 to HTML or RDF after what the client accepts (Cool URIs for the Semantic Web, section 4.2)."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kg.errors import UnknownName
from kg.serve.accept import FORMS, GRAPH_FORMS, HTML, accepted, content_type
from kg.serve.cards import node, quoted
from kg.serve.html import page
from kg.serve.replies import WrongRequest, packed, told_by, version_of
from kg.serve.served import Served
from kg.serve.shapes_cards import SentenceShape
from kg.serve.site import Plain, explorer_or
from kg.serve.snapshot import Snapshot

EXTENSIONS = {"ttl": "ttl", "nt": "nt", "jsonld": "jsonld", "rdf": "rdfxml"}
"""What a document's address ends in -> its form."""
FORM_NAMES = {form: extension for extension, form in EXTENSIONS.items()}
LISTED = 100


def thing(request: Request, path: str) -> Response:
    """Lead from the address of a thing to that of a document about it. Raises UnknownName, WrongRequest."""
    snapshot = version_of(request).snapshot
    if path in snapshot.moved:
        return RedirectResponse(f"/id/{quote(snapshot.moved[path], safe='/')}", 301)
    _refuse_unknown(snapshot, path)
    forms = accepted(request.headers.get("accept", ""), {HTML: ("text/html", "application/xhtml+xml"), **GRAPH_FORMS})
    if not forms:
        raise WrongRequest(406, "a thing is described in HTML and RDF", remedy="accept text/html or text/turtle")
    where = f"/page/{_quoted(path)}" if forms[0] == HTML else f"/data/{_quoted(path)}.{FORM_NAMES[forms[0]]}"
    return RedirectResponse(where, 303, headers={"Vary": "Accept", "Link": links(path), "Cache-Control": "no-cache"})


async def document(request: Request, served: Served, name: str) -> Response:
    """What is said of a thing, in RDF: its description by the store. Raises UnknownName, WrongRequest."""
    path, dot, extension = name.rpartition(".")
    if not dot or extension not in EXTENSIONS:
        raise WrongRequest(404, f"there is no document {name}", remedy=f"end the address in {', '.join(EXTENSIONS)}")
    version = version_of(request)
    _refuse_unknown(version.snapshot, path)
    answer, version = await served.ask(version, f"DESCRIBE <{version.snapshot.iri(path)}>", (EXTENSIONS[extension],))
    if EXTENSIONS[extension] == "nt" and not answer.body:
        raise UnknownName("thing", path, ())
    return packed(
        request, answer.body, content_type(answer.form), {"Link": links(path), "ETag": version.etag, **told_by(version)}
    )


def shown(request: Request, path: str) -> Response:
    """A page about a node, for people: the explorer's, and for those who run no script a plain one. Raises UnknownName."""
    snapshot = version_of(request).snapshot
    place = snapshot.place(path)
    card = node(snapshot, place, limit=LISTED)
    if card.id != path:
        return RedirectResponse(f"/page/{_quoted(card.id)}", 301)
    labels = {term.name: term for term in snapshot.ontology.classes}
    values = {"card": card, "term": labels[card.type], "labels": labels, "sentences": _sentences(snapshot, place)}
    values |= {"data": _documents(path), "quoted": _quoted}
    plain = Plain(card.label, page("entity_head.html", **values), page("entity_noscript.html", **values))
    response = explorer_or(request, plain) or HTMLResponse(page("entity.html", **values))
    response.headers["Link"] = links(path)
    return response


def _sentences(snapshot: Snapshot, place: int) -> dict[tuple[str, str, str], SentenceShape]:
    """Relation, direction and other end of each statement about a node -> the sentence of its best evidence."""
    found, path = {}, snapshot.nodes.ids[place]
    for at in snapshot.edges.at(place):
        said = snapshot.knowledge.statements[at]
        best = min(said.evidence, key=lambda item: (-item.score, item.paper, item.span))
        direction, other = ("out", said.object) if said.subject == path else ("in", said.subject)
        found[said.relation, direction, other] = quoted(snapshot, best)
    return found


def links(path: str) -> str:
    """The Link header: the documents about a thing."""
    documents = (f'<{where}>; rel="alternate"; type="{FORMS[form][0]}"' for form, where in _documents(path).items())
    return ", ".join([f'</page/{_quoted(path)}>; rel="alternate"; type="text/html"', *documents])


def _documents(path: str) -> dict[str, str]:
    return {form: f"/data/{_quoted(path)}.{extension}" for extension, form in EXTENSIONS.items()}


def _quoted(path: str) -> str:
    return quote(path, safe="/", errors="surrogatepass")


def _refuse_unknown(snapshot: Snapshot, path: str) -> None:
    """Nodes are known without asking the store; evidence and the like are looked up there."""
    if path.partition("/")[0] in snapshot.folders:
        snapshot.place(path)
