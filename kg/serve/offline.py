"""The explorer as one file that is opened from disk: script, style and the graph inlined, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from kg.compare import EVERYTHING, board, contradictions
from kg.errors import OutputError
from kg.keys import paper_path
from kg.records import Claim, Evidence
from kg.serve.cards import number, quoted
from kg.serve.comparisons import contradiction
from kg.serve.filters import Part, these
from kg.serve.graphs import drawn
from kg.serve.pages import ontology, overview
from kg.serve.papers import segments
from kg.serve.site import STATIC
from kg.serve.snapshot import Snapshot

MOST_NODES = 20_000
"""Nodes that a file holds at most: what a browser draws at once without effort."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div id="app"></div>
<pre id="licences" hidden>{licences}</pre>
<noscript>This page needs JavaScript; nothing leaves your machine.</noscript>
<script type="application/json" id="kg-data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def chosen(snapshot: Snapshot, paths: Iterable[str]) -> Part:
    """The nodes with these paths that the graph holds, the best connected `MOST_NODES` of them, and the edges between them."""
    nodes = snapshot.nodes
    wanted = {nodes.places[path] for path in paths if path in nodes.places}
    kept = [place for place in nodes.best.tolist() if place in wanted]
    return these(snapshot, kept[:MOST_NODES], matching=len(kept))


def offline(snapshot: Snapshot, part: Part, *, title: str = "Knowledge graph") -> str:
    """The part as a page in one file. Raises OutputError when the explorer has not been built."""
    script = _asset("app.js").replace("</script", "<\\/script").replace("<!--", "<\\!--")
    style = _asset("app.css").replace("</style", "<\\/style")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    texts = {"title": html.escape(title), "licences": html.escape(_asset("licences.txt"))}
    return PAGE.format(policy=policy, style=style, data=_inlined(contents(snapshot, part)), script=script, **texts)


def contents(snapshot: Snapshot, part: Part) -> dict[str, Any]:
    """What the page is drawn from: columns as /api/graph sends them, and beside them the sentences of each edge, in order.

    A sentence is [before, quote, after, score, by, key of its paper, start, end].
    """
    said = [snapshot.knowledge.statements[edge] for edge in part.edges.tolist()]
    paths = {snapshot.nodes.ids[node] for node in part.nodes.tolist()}
    entities = (snapshot.entities[path] for path in sorted(paths) if path in snapshot.entities)
    claims = [c for c in snapshot.knowledge.claims if c.subject in paths or paper_path(c.evidence.paper) in paths]
    keys = {item.paper for statement in said for item in statement.evidence} | {claim.evidence.paper for claim in claims}
    keys |= {paper.key for paper in snapshot.knowledge.papers if paper_path(paper.key) in paths}
    return {
        "ontology": ontology(snapshot),
        "graph": drawn(snapshot, part),
        "overview": overview(snapshot),
        "aliases": {entity.id: entity.aliases for entity in entities if entity.aliases},
        "evidence": [[_sentence(snapshot, item) for item in statement.evidence] for statement in said],
        "results": [number(snapshot, claim) for claim in claims],
        "boards": _boards(snapshot, claims, paths),
        "papers": {key: _paper(snapshot, key) for key in sorted(keys)},
        "mentions": [[key, path] for key, path in snapshot.knowledge.mentions if path in paths and key in keys],
    }


def _sentence(snapshot: Snapshot, item: Evidence) -> list[str | float]:
    made = quoted(snapshot, item)
    return [made.before, made.quote, made.after, round(made.score, 3), made.by, item.paper, made.start, made.end]


def _boards(snapshot: Snapshot, claims: list[Claim], paths: set[str]) -> dict[str, Any]:
    """What the compare page needs beside the numbers themselves.

    `rankings` are [metric, scale, unit, better, about, places in the list of numbers], best first; `families` give a
    thing with its variants, where it has any.
    """
    index = snapshot.index
    at = {claim.id: place for place, claim in enumerate(claims)}
    rankings = [
        [r.metric, r.scale, r.unit, r.better, r.about, [at[one.id] for one in r.rows if one.id in at]]
        for r in board(index, EVERYTHING).rankings
    ]
    families = {path: sorted(index.variants(path) & paths) for path in sorted(paths)}
    against = [contradiction(snapshot, found) for found in contradictions(index) if found.subject.id in paths]
    return {
        "rankings": [ranking for ranking in rankings if ranking[-1]],
        "families": {path: family for path, family in families.items() if len(family) > 1},
        "contradictions": against,
    }


def _paper(snapshot: Snapshot, key: str) -> dict[str, Any]:
    paper = snapshot.index.papers[key]
    title, abstract = segments(snapshot, paper)
    sources = [{"file": source.file, "record": source.record, "format": source.format} for source in paper.sources]
    named = {"title": paper.title, "date": paper.date, "url": paper.url, "authors": paper.authors, "identifier": paper.id}
    return {**named, "sources": sources, "title_segments": title, "abstract_segments": abstract}


def _inlined(data: dict[str, Any]) -> str:
    """JSON that can stand in a script element: no "<" that could end it, no line end that older scripts stumble on."""
    text = orjson.dumps(data).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _asset(name: str) -> str:
    file: Path = STATIC / "offline" / name
    if not file.is_file():
        raise OutputError(
            f"the explorer has not been built: {file.name} is missing",
            cause="this copy of kg was put together without its web pages",
            remedy="run python hatch_build.py in the checkout, or install kg anew",
        )
    return file.read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
