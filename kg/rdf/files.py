"""The graph as files. N-Quads are written from quads as they come; all others from that file.

    graph.nq            everything, with the graph of each triple, graph after graph
    graph.trig          the same, readable
    graph.ttl           the union of the graphs, node after node
    graph.jsonld        the union, with the published context
    graph-rdf12.ttl     the union in RDF 1.2: each edge annotated with its evidence
    void.ttl            what is in it, by class and property (VoID)

`to_quads` gives equal graphs in equal order, so the files are equal to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Quad, RdfFormat, parse, serialize

from kg.rdf.annotated import write_annotated
from kg.rdf.jsonld import write_jsonld
from kg.rdf.void import write_void

Prefixes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A file that `write` makes from N-Quads; `media_type` is how servers name the format."""

    name: str
    media_type: str
    about: str
    write: Callable[[Path, BinaryIO, Prefixes], None]


def write_nquads(quads: Iterable[Quad], out: BinaryIO) -> None:
    """N-Quads in the order of `quads`, as a stream."""
    serialize(quads, out, RdfFormat.N_QUADS)


def write_turtle(source: Path, out: BinaryIO, prefixes: Prefixes) -> None:
    """The union of all graphs in Turtle."""
    serialize(union(source), out, RdfFormat.TURTLE, prefixes=dict(prefixes))


def write_trig(source: Path, out: BinaryIO, prefixes: Prefixes) -> None:
    """All graphs in TriG, one after the other."""
    serialize(stored(source), out, RdfFormat.TRIG, prefixes=dict(prefixes))


def stored(source: Path) -> Iterator[Quad]:
    """The quads of a file of N-Quads that `write_nquads` wrote (its IRIs are not looked at again), in its order."""
    return parse(path=str(source), format=RdfFormat.N_QUADS, lenient=True)


def union(source: Path) -> Iterator[Quad]:
    """What such a file says in any graph, each triple once, grouped by subject; the quads name no graph."""
    with source.open("rb") as lines:
        triples = dict.fromkeys([line.rsplit(b" ", 2)[0] for line in lines])
    return parse(b" .\n".join([*sorted(triples), b""]), format=RdfFormat.N_TRIPLES, lenient=True)


def _write_annotated(source: Path, out: BinaryIO, prefixes: Prefixes) -> None:
    write_annotated(stored(source), out, prefixes)


def _write_jsonld(source: Path, out: BinaryIO, prefixes: Prefixes) -> None:
    write_jsonld(union(source), out, prefixes)


def _write_void(source: Path, out: BinaryIO, prefixes: Prefixes) -> None:
    write_void(union(source), out, prefixes)


FILES = (
    GraphFile("graph.trig", "application/trig", "every graph, one for each paper", write_trig),
    GraphFile("graph.ttl", "text/turtle", "the union of the graphs", write_turtle),
    GraphFile("graph.jsonld", "application/ld+json", "the union of the graphs as JSON-LD", _write_jsonld),
    GraphFile("graph-rdf12.ttl", "text/turtle", "RDF 1.2: every edge annotated with its evidence", _write_annotated),
    GraphFile("void.ttl", "text/turtle", "what is in the graph, by class and property (VoID)", _write_void),
)
"""What is written beside graph.nq."""
