"""What no shape can say of evidence: that the words stand in the paper where they are said to stand, and that all links hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.rdf.facts import Facts

Finding = tuple[str, str]
"""The IRI of a node, and what is wrong with it."""

PARTS = tuple(f"rdf:{name}" for name in ("subject", "predicate", "object"))


def findings(facts: Facts) -> Iterator[Finding]:
    """Everything wrong with the evidence of a graph, in order of the nodes."""
    nodes = facts.nodes(facts.iris.namespace + "Evidence")
    shown: set[tuple[str, ...]] = set()
    for node in nodes:
        yield from ((node, message) for message in _words(facts, node))
        yield from ((node, message) for message in _links(facts, node))
        shown.add(_edge(facts, node))
    yield from _supports(facts, nodes)
    known = set(nodes)
    for subject, relation, value, graph in sorted(facts.edges):
        if (subject, relation, value, graph) not in shown:
            yield subject, f"the edge to {value} by {relation} has no evidence in its graph"
    for subject, evidence in sorted(facts.links):
        if evidence not in known:
            yield subject, f"the link leads to {evidence}, which is no evidence"


def _supports(facts: Facts, nodes: list[str]) -> Iterator[Finding]:
    """Where the support that evidence tells is not the number of papers that make its statement."""
    papers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for node in nodes:
        papers[_edge(facts, node)[:-1]].add(facts.value(node, "prov:wasDerivedFrom"))
    for node in nodes:
        *_, value = edge = _edge(facts, node)[:-1]
        if value and facts.value(node, "support") != str(len(papers[edge])):
            yield node, f"its support is not {len(papers[edge])}, the number of papers that make the statement"


def _edge(facts: Facts, node: str) -> tuple[str, ...]:
    return (*(facts.value(node, part) for part in PARTS), facts.graphs.get(node, ""))


def _words(facts: Facts, node: str) -> Iterator[str]:
    """The quote stands verbatim at its offsets, and so does what is kept from before and behind it."""
    paper = facts.value(node, "prov:wasDerivedFrom")
    texts = [facts.values(paper, f"dcterms:{part}") for part in ("title", "abstract")]
    if not all(texts):
        yield f"the paper {paper} has no text to look in"
        return
    text, said = f"{texts[0][0]}\n{texts[1][0]}", facts.selected(node)
    if not {"exact", "start", "end"} <= said.keys() or not (said["start"] + said["end"]).isdecimal():
        yield "it does not say where its quote stands"
        return
    start, end = int(said["start"]), int(said["end"])
    if text[start:end] != said["exact"] or not said["exact"]:
        yield f"the quote {said['exact']!r} does not stand at {start} to {end} of {paper}"
    elif not text[:start].endswith(said.get("prefix", "")) or not text[end:].startswith(said.get("suffix", "")):
        yield f"the words before or behind the quote are not those of {paper}"


def _links(facts: Facts, node: str) -> Iterator[str]:
    """The node that the evidence speaks of links back to it, and the edge it shows is there."""
    subject, result = facts.value(node, "rdf:subject"), facts.value(node, "evidenceFor")
    if subject and _edge(facts, node) not in facts.edges:
        yield "the edge that it shows is not in its graph"
    for target in (subject, result):
        if target and (target, node) not in facts.links:
            yield f"{target} does not link to it"
