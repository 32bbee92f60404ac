"""JSON-LD as a stream: one node a line, compacted by the published context."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import BinaryIO, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.rdf.context import coercions, context
from kg.rdf.terms import VOCABULARIES

Json: TypeAlias = str | int | dict[str, str]

RDF_TYPE = VOCABULARIES["rdf"] + "type"
STRING, INTEGER = VOCABULARIES["xsd"] + "string", VOCABULARIES["xsd"] + "integer"
BELOW_BASE = re.compile(r"[a-z0-9-]+/[A-Za-z0-9_~%-][A-Za-z0-9_.~%-]*")
"""What may follow the base in a relative IRI: a form that no resolver changes."""
CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


class _Compactor:
    """Gives IRIs and values the shortest form that the context takes back."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.base, namespace = prefixes["id"], prefixes["kg"]
        self.context = context(namespace)
        self.coercions = coercions(self.context)
        self.vocabularies = {"kg": namespace, **VOCABULARIES}
        self.terms: dict[str, str] = {}
        for name, entry in self.context.items():
            prefix, _, local = (entry if isinstance(entry, str) else entry["@id"]).partition(":")
            self.terms.setdefault(self.vocabularies.get(prefix, "") + local, name)

    def key(self, iri: str) -> str:
        """A property or class: its term in the context, else the whole IRI."""
        return self.terms.get(iri, iri)

    def node(self, iri: str) -> str:
        """A node: relative to the base where that is safe, else the whole IRI."""
        below = iri.removeprefix(self.base)
        return below if below != iri and BELOW_BASE.fullmatch(below) else iri

    def value(self, key: str, term: NamedNode | BlankNode | Literal | Triple) -> Json:
        """The object of a triple whose predicate is `key`."""
        coerced = self.coercions.get(key, "")
        if not isinstance(term, Literal):
            iri = self.node(term.value) if isinstance(term, NamedNode) else str(term)
            return iri if coerced == "@id" else {"@id": iri}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        kind = term.datatype.value
        if kind == INTEGER and not coerced and CANONICAL_INTEGER.fullmatch(term.value):
            return int(term.value)
        if (kind == STRING and not coerced) or kind == coerced:
            return term.value
        return {"@value": term.value} if kind == STRING else {"@value": term.value, "@type": kind}


def write_jsonld(quads: Iterable[Quad], out: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """A document of all quads' triples, which come grouped by subject. `prefixes` gives the base (`id`) and `kg`."""
    compact = _Compactor(prefixes)
    head = {"@base": compact.base, **compact.context}
    out.write(b'{"@context": ' + _bytes(head) + b',\n"@graph": [')
    separator = b"\n"
    for subject, group in groupby(quads, key=lambda triple: triple.subject):
        node: dict[str, object] = {"@id": compact.node(subject.value) if isinstance(subject, NamedNode) else str(subject)}
        said: dict[str, list[Json]] = defaultdict(list)
        for triple in group:
            if triple.predicate.value == RDF_TYPE and isinstance(triple.object, NamedNode):
                said["@type"].append(compact.key(triple.object.value))
            else:
                key = compact.key(triple.predicate.value)
                said[key].append(compact.value(key, triple.object))
        node |= {key: values[0] if len(values) == 1 else values for key, values in said.items()}
        out.write(separator + _bytes(node))
        separator = b",\n"
    out.write(b"\n]}\n")


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
