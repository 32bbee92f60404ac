"""A VoID description: how large the graph is, and which classes and properties it holds, how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.rdf.terms import VOCABULARIES, outside

A = outside("rdf:type")


def write_void(quads: Iterable[Quad], out: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """Describe the union of the graphs, whose quads come each once, as the dataset `about:dataset`."""
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    subjects: set[str] = set()
    objects: set[str] = set()
    for triple in quads:
        properties[triple.predicate.value] += 1
        subjects.add(str(triple.subject))
        objects.add(str(triple.object))
        if triple.predicate == A and isinstance(triple.object, NamedNode):
            classes[triple.object.value] += 1
    base = prefixes["id"]
    counts = {
        "triples": properties.total(),
        "entities": sum(subject.startswith(f"<{base}") for subject in subjects),
        "classes": len(classes),
        "properties": len(properties),
        "distinctSubjects": len(subjects),
        "distinctObjects": len(objects),
    }
    described = (*_dataset(base, prefixes["kg"], counts), *_partitions(base, classes, properties))
    serialize(described, out, RdfFormat.TURTLE, prefixes=dict(prefixes))


def _dataset(base: str, namespace: str, counts: Mapping[str, int]) -> Iterator[Triple]:
    node = NamedNode(base + "about/dataset")
    yield Triple(node, A, outside("void:Dataset"))
    yield Triple(node, outside("dcterms:title"), Literal("Knowledge graph of machine learning papers", language="en"))
    yield Triple(node, outside("void:uriSpace"), Literal(base))
    for name, count in counts.items():
        yield Triple(node, outside(f"void:{name}"), Literal(count))
    for iri in (namespace, *VOCABULARIES.values()):
        yield Triple(node, outside("void:vocabulary"), NamedNode(iri))


def _partitions(base: str, classes: Mapping[str, int], properties: Mapping[str, int]) -> Iterator[Triple]:
    kinds = (("class", "entities", classes), ("property", "triples", properties))
    parts = [
        (kind, unit, place, iri, counted[iri]) for kind, unit, counted in kinds for place, iri in enumerate(sorted(counted), 1)
    ]
    for kind, _, place, _, _ in parts:
        part = NamedNode(f"{base}about/{kind}-{place}")
        yield Triple(NamedNode(base + "about/dataset"), outside(f"void:{kind}Partition"), part)
    for kind, unit, place, iri, count in parts:
        part = NamedNode(f"{base}about/{kind}-{place}")
        yield Triple(part, outside(f"void:{kind}"), NamedNode(iri))
        yield Triple(part, outside(f"void:{unit}"), Literal(count))
