"""A part of the graph as a table, or as a file in one of the formats that `kg export` has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson

from kg.errors import UnknownName
from kg.ontology import PAPER_CLASS
from kg.serve.columns import Ints
from kg.serve.filters import Part
from kg.serve.graphs import drawn
from kg.serve.names import fold
from kg.serve.shapes_pages import ColumnShape, TableShape
from kg.serve.snapshot import Snapshot
from kg.view.columns import NODE_COLUMNS, Column, edge_columns
from kg.view.formats import FORMATS, PAGE
from kg.view.scene import Scene, SceneEdge, SceneNode
from kg.view.selection import score

KINDS = ("nodes", "edges")
RDF_FORMS = ("ttl", "nt", "jsonld", "rdfxml")
VIEWS = {made.name: made for made in FORMATS if made is not PAGE}
MEDIA_TYPES = {
    "gexf": "application/gexf+xml",
    "gexf-simple": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "nodes.csv": "text/csv",
    "edges.csv": "text/csv",
    "nodes.parquet": "application/vnd.apache.parquet",
    "edges.parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
NOT_SHOWN = frozenset({"x", "y", "size", "colour", "papers"})
"""Columns that say how a node is drawn, or are as long as a list of papers; a table for reading leaves them out."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a table: `sort` is the name of a column, `q` a part of a name."""

    sort: str = ""
    descending: bool = True
    offset: int = 0
    limit: int = 100
    q: str = ""


def table(snapshot: Snapshot, part: Part, kind: str, page: Page) -> TableShape:
    """The nodes or the edges of a part as rows. Raises UnknownName for a kind or a column."""
    if kind not in KINDS:
        raise UnknownName("kind of table", kind, KINDS)
    if kind == KINDS[0]:
        node_columns = [column for column in NODE_COLUMNS if column.name not in NOT_SHOWN]
        places = _matching(snapshot, part.nodes, page.q, lambda place: snapshot.nodes.labels[place])
        return _table(node_columns, places, page, lambda chosen: _scene_nodes(snapshot, chosen), _node_keys(snapshot))
    ends = _matching(snapshot, part.edges, page.q, lambda place: _ends(snapshot, place))
    return _table(
        [_labelled("source", snapshot), _labelled("target", snapshot), *edge_columns(snapshot.ontology)],
        ends,
        page,
        lambda chosen: _scene_edges(snapshot, chosen),
        _edge_keys(snapshot),
    )


def _matching(snapshot: Snapshot, places: Ints, text: str, name: Callable[[int], str]) -> Ints:
    wanted = fold(text)
    return places if not wanted else np.array([p for p in places.tolist() if wanted in fold(name(p))], dtype=np.int32)


def _ends(snapshot: Snapshot, edge: int) -> str:
    nodes, edges = snapshot.nodes, snapshot.edges
    return f"{nodes.labels[edges.sources[edge]]} {nodes.labels[edges.targets[edge]]}"


def _labelled(end: str, snapshot: Snapshot) -> Column[SceneEdge]:
    def label(edge: SceneEdge) -> str:
        return snapshot.index.thing(edge.source if end == "source" else edge.target).name

    return Column(f"{end}_label", "string", label)


Keys = dict[str, Callable[[Ints], npt.NDArray[np.generic]]]
"""Name of a column -> what rows are sorted by."""


def _node_keys(snapshot: Snapshot) -> Keys:
    nodes = snapshot.nodes
    names = np.array([term.name for term in snapshot.ontology.classes])
    return {
        "label": lambda at: np.array([nodes.labels[place].casefold() for place in at], dtype=object),
        "id": lambda at: np.array([nodes.ids[place] for place in at], dtype=object),
        "type": lambda at: names[nodes.types[at]],
        "statements": lambda at: nodes.degrees[at],
        "pagerank": lambda at: nodes.ranks[at],
        "community": lambda at: nodes.communities[at],
        "paper_count": lambda at: nodes.papers[at],
        "date": lambda at: nodes.first[at],
    }


def _edge_keys(snapshot: Snapshot) -> Keys:
    nodes, edges = snapshot.nodes, snapshot.edges
    names = np.array([relation.name for relation in snapshot.ontology.relations])

    def labels(ends: Ints) -> Callable[[Ints], npt.NDArray[np.generic]]:
        return lambda at: np.array([nodes.labels[place].casefold() for place in ends[at]], dtype=object)

    return {
        "source_label": labels(edges.sources),
        "target_label": labels(edges.targets),
        "source": lambda at: edges.sources[at],
        "target": lambda at: edges.targets[at],
        "relation": lambda at: names[edges.relations[at]],
        "label": lambda at: names[edges.relations[at]],
        "weight": lambda at: edges.supports[at],
        "score": lambda at: edges.scores[at],
    }


def _table(
    columns: Sequence[Column[SceneNode]] | Sequence[Column[SceneEdge]],
    places: Ints,
    page: Page,
    make: Callable[[Ints], Sequence[SceneNode]] | Callable[[Ints], Sequence[SceneEdge]],
    keys: Keys,
) -> TableShape:
    sort = page.sort or ("statements" if "statements" in keys else "weight")
    if sort not in keys:
        raise UnknownName("column to sort by", sort, keys)
    values = keys[sort](places)
    order = np.argsort(values, kind="stable")
    if page.descending:
        order = (len(places) - 1 - np.argsort(values[::-1], kind="stable"))[::-1]
    chosen = places[order][page.offset : page.offset + page.limit]
    rows = [[_cell(column.value(item)) for column in columns] for item in make(chosen)]  # type: ignore[arg-type]
    return TableShape(tuple(ColumnShape(c.name, c.kind) for c in columns), rows, len(places), page.offset)  # type: ignore[arg-type]


def _cell(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def scene(snapshot: Snapshot, part: Part) -> Scene:
    """A part as the viewers' formats take it, at the places where a build laid it out."""
    nodes, edges = _scene_nodes(snapshot, part.nodes), _scene_edges(snapshot, part.edges)
    total, total_edges = len(snapshot.nodes.ids), len(snapshot.edges.sources)
    return Scene(tuple(nodes), tuple(edges), (), (), (), part.matching, total, total_edges)


def _scene_nodes(snapshot: Snapshot, places: Ints) -> list[SceneNode]:
    nodes, terms = snapshot.nodes, snapshot.ontology.classes
    made = []
    for place in places.tolist():
        path, term = nodes.ids[place], terms[nodes.types[place]]
        paper = snapshot.index.papers.get(path.removeprefix("paper/")) if term.name == PAPER_CLASS else None
        made.append(
            SceneNode(
                id=path,
                label=nodes.labels[place],
                type=term.name,
                colour=term.colour,
                shape=term.shape,
                size=float(nodes.sizes[place]),
                x=float(nodes.x[place]),
                y=float(nodes.y[place]),
                aliases=() if paper else snapshot.entities[path].aliases,
                papers=(paper.key,) if paper else _naming(snapshot, place),
                introduced_by=() if paper else _introducing(snapshot, place),
                degree=int(nodes.degrees[place]),
                rank=float(nodes.ranks[place]),
                community=int(nodes.communities[place]),
                date=paper.date if paper else "",
                url=paper.url if paper else "",
            )
        )
    return made


def _naming(snapshot: Snapshot, place: int) -> tuple[str, ...]:
    index = snapshot.index
    papers = np.union1d(index.naming.of(place), index.papers_of(snapshot.edges.at(place)))
    return tuple(sorted(index.keys(papers)))


def _introducing(snapshot: Snapshot, place: int) -> tuple[str, ...]:
    relation = [term.name for term in snapshot.ontology.relations].index(snapshot.ontology.role("contribution"))
    edges, at = snapshot.edges, snapshot.edges.at(place)
    papers = snapshot.index.papers_of(at[(edges.targets[at] == place) & (edges.relations[at] == relation)])
    return tuple(sorted(snapshot.index.keys(papers)))


def _scene_edges(snapshot: Snapshot, places: Iterable[int]) -> list[SceneEdge]:
    colours = {relation.name: relation.colour for relation in snapshot.ontology.relations}
    chosen = (snapshot.knowledge.statements[place] for place in places)
    return [SceneEdge(s.subject, s.object, s.relation, colours[s.relation], s.support, score(s), s.evidence) for s in chosen]


def exported(snapshot: Snapshot, part: Part, form: str) -> bytes:
    """A part as a file. Raises UnknownName for a form that is none of MEDIA_TYPES."""
    if form == "json":
        return orjson.dumps(drawn(snapshot, part))
    if form not in VIEWS:
        raise UnknownName("format", form, [*MEDIA_TYPES, *RDF_FORMS])
    return b"".join(VIEWS[form].make(scene(snapshot, part), snapshot.ontology))


MOST_TRIPLES_OF = 20_000


def construct(snapshot: Snapshot, part: Part) -> str:
    """The query for the triples of a part: names and types of its nodes, its edges, and the words behind them."""
    known = snapshot.nodes.ids
    nodes = " ".join(f"<{snapshot.iri(known[place])}>" for place in part.nodes[:MOST_TRIPLES_OF].tolist())
    relations = " ".join(f"<{relation.iri}>" for relation in snapshot.ontology.relations)
    return f"""CONSTRUCT {{
  ?s a ?type ; skos:prefLabel ?label ; skos:altLabel ?alias ; dcterms:title ?title ; ?r ?o .
  ?e a kg:Evidence ; rdf:subject ?s ; rdf:predicate ?r ; rdf:object ?o ; prov:wasDerivedFrom ?paper ; oa:hasSelector ?q .
  ?q oa:exact ?words
}} WHERE {{
  VALUES ?s {{ {nodes} }}
  {{ ?s a ?type }} UNION {{ ?s skos:prefLabel ?label }} UNION {{ ?s skos:altLabel ?alias }} UNION {{ ?s dcterms:title ?title }}
  UNION {{
    VALUES ?r {{ {relations} }} ?s ?r ?o . VALUES ?o {{ {nodes} }}
    ?e rdf:subject ?s ; rdf:predicate ?r ; rdf:object ?o ; prov:wasDerivedFrom ?paper ; oa:hasSelector ?q . ?q oa:exact ?words
  }}
}}"""
