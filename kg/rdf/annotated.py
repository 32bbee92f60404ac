"""RDF 1.2 Turtle: each edge carries its evidence as an annotation, `s p o ~ evidence {| ... |}`.

The evidence node becomes the reifier of the edge, which says in one triple (rdf:reifies) what rdf:subject, rdf:predicate
and rdf:object say in RDF 1.1. All else stays as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from pyoxigraph import Triple as RdfTriple

from kg.rdf.terms import VOCABULARIES

Term = NamedNode | BlankNode | Literal | RdfTriple
Pairs = list[tuple[str, str]]
"""Predicate and object, as Turtle."""

Reifiers = Mapping[tuple[str, str, str], list[str]]
"""Subject, predicate and object of an edge -> its evidence nodes."""

PARTS = tuple(f"rdf:{name}" for name in ("subject", "predicate", "object"))
LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
XSD_BARE = {"integer": re.compile(r"[+-]?[0-9]+"), "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+")}
"""Datatypes whose literals Turtle takes without quotes, in this form."""


def write_annotated(quads: Iterable[Quad], out: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """Write quads, which come grouped by graph, as one Turtle document. Raises OSError as `out` does."""
    for prefix, iri in prefixes.items():
        out.write(f"@prefix {prefix}: <{iri}> .\n".encode())
    term = _Shortener(prefixes)
    for _, group in groupby(quads, key=lambda quad: quad.graph_name):
        out.write(b"\n")
        for block in _blocks(group, term):
            out.write(block.encode())


def _blocks(quads: Iterable[Quad], term: _Shortener) -> Iterator[str]:
    """One graph: a block for each subject, evidence standing at its edges."""
    said: dict[str, Pairs] = defaultdict(list)
    for quad in quads:
        said[term(quad.subject)].append((term(quad.predicate), term(quad.object)))
    reifiers: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for subject, pairs in said.items():
        parts = dict(pairs)
        if all(part in parts for part in PARTS):
            reifiers[parts[PARTS[0]], parts[PARTS[1]], parts[PARTS[2]]].append(subject)
    evidence = {node for nodes in reifiers.values() for node in nodes}
    for subject, pairs in said.items():
        if subject not in evidence:
            lines = [_line(subject, pair, reifiers, said) for pair in pairs]
            yield subject + " " + " ;\n    ".join(lines) + " .\n"


def _line(subject: str, pair: tuple[str, str], reifiers: Reifiers, said: Mapping[str, Pairs]) -> str:
    line = _fact(*pair)
    for node in reifiers.get((subject, *pair), ()):
        facts = [_fact(predicate, value) for predicate, value in said[node] if predicate not in PARTS]
        line += f"\n        ~ {node} {{| {' ; '.join(facts)} |}}"
    return line


def _fact(predicate: str, value: str) -> str:
    return f"{'a' if predicate == 'rdf:type' else predicate} {value}"


class _Shortener:
    """Terms as Turtle, remembered by IRI."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.by_length = sorted(prefixes.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        self.known: dict[str, str] = {}

    def __call__(self, term: Term) -> str:
        """The term, by its prefix where its local name needs no escape."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal) and not term.language:
            return self._literal(term)
        return str(term)

    def iri(self, iri: str) -> str:
        """A prefixed name or `<iri>`."""
        if iri not in self.known:
            fitting = ((prefix, iri[len(start) :]) for prefix, start in self.by_length if iri.startswith(start))
            prefix, local = next(fitting, ("", ""))
            self.known[iri] = f"{prefix}:{local}" if LOCAL_NAME.fullmatch(local) else f"<{iri}>"
        return self.known[iri]

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        bare = XSD_BARE.get(datatype.removeprefix(VOCABULARIES["xsd"]))
        if bare and bare.fullmatch(literal.value):
            return literal.value
        quoted = str(Literal(literal.value))
        return quoted if datatype == VOCABULARIES["xsd"] + "string" else f"{quoted}^^{self.iri(datatype)}"
