"""What the nodes of a graph say, indexed for reading by node and predicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.ontology import Ontology
from kg.rdf.terms import VOCABULARIES, Iris

RDF_TYPE = VOCABULARIES["rdf"] + "type"


class Facts:
    """What each subject says, by predicate; edges and links to evidence apart, with the graph they stand in ("" if none).

    `edges` holds (subject, relation, object, graph), `links` (node, evidence), both as IRIs; `graphs` the graph of each node
    that has a class.
    """

    def __init__(self, quads: Iterable[Quad | Triple], ontology: Ontology, iris: Iris) -> None:
        self.iris = iris
        self.said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.of_class: dict[str, list[str]] = defaultdict(list)
        self.edges: set[tuple[str, str, str, str]] = set()
        self.links: set[tuple[str, str]] = set()
        self.graphs: dict[str, str] = {}
        relations, link = {relation.iri for relation in ontology.relations}, iris.namespace + "evidence"
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object.value
                if predicate in relations:
                    self.edges.add((subject, predicate, value, _graph(quad)))
                elif predicate == link:
                    self.links.add((subject, value))
                else:
                    self.said[subject][predicate].add(value)
                    if predicate == RDF_TYPE:
                        self.graphs[subject] = _graph(quad)
        for subject, said in self.said.items():
            for class_iri in said.get(RDF_TYPE, ()):
                self.of_class[class_iri].append(subject)

    def nodes(self, class_iri: str) -> list[str]:
        """The IRIs of the members of a class, in order."""
        return sorted(self.of_class[class_iri])

    def values(self, node: str, predicate: str) -> list[str]:
        """What `node` says by a predicate (prefixed name; a bare name is one of kg.ttl), in order."""
        prefix, _, local = predicate.rpartition(":")
        said = self.said.get(node)
        return sorted(said.get((VOCABULARIES[prefix] if prefix else self.iris.namespace) + local, ())) if said else []

    def value(self, node: str, predicate: str) -> str:
        """The one value of a predicate, "" if there is none."""
        return next(iter(self.values(node, predicate)), "")

    def path(self, node: str, predicate: str) -> str:
        """The path of the node to which a predicate leads, "" if to none."""
        iri = self.value(node, predicate)
        return self.iris.path(iri) if iri else ""

    def paths(self, node: str, predicate: str) -> tuple[str, ...]:
        """The paths of all nodes to which a predicate leads, in order."""
        return tuple(sorted(self.iris.path(iri) for iri in self.values(node, predicate)))

    def selected(self, node: str) -> dict[str, str]:
        """What the selectors of an evidence node say: exact, prefix, suffix, start, end, as far as given."""
        names = ("exact", "prefix", "suffix", "start", "end")
        selectors = self.values(node, "oa:hasSelector")
        return {name: found[0] for name in names for s in selectors if (found := self.values(s, f"oa:{name}"))}


def _graph(quad: Quad | Triple) -> str:
    return quad.graph_name.value if isinstance(quad, Quad) and isinstance(quad.graph_name, NamedNode) else ""
