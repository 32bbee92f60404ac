"""The graph as networkx has it, the form in which algorithms work on it."""

from __future__ import annotations

import networkx as nx

from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import Knowledge
from kg.view.selection import node_types, score


def to_networkx(knowledge: Knowledge, ontology: Ontology) -> nx.MultiDiGraph[str]:
    """A directed graph with parallel edges; nodes are node paths, the key of an edge is its relation.

    Nodes have `label`, `type`, `aliases`, and papers `date`, `url`, `authors`; edges have `label`, `support` (papers),
    `weight` (the same, for algorithms that look for it), `score`, `papers`, `quotes`.

    >>> from kg import ontology
    >>> from kg.records import Entity
    >>> known = ontology.load()
    >>> parsing = Entity("task/parsing", known.role("task"), "parsing")
    >>> to_networkx(Knowledge(entities=(parsing,)), known).nodes["task/parsing"]["label"]
    'parsing'
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    types, labels = node_types(knowledge), {relation.name: relation.label for relation in ontology.relations}
    for paper in knowledge.papers:
        node = paper_path(paper.key)
        facts = {"date": paper.date, "url": paper.url, "authors": paper.authors}
        graph.add_node(node, label=paper.title, type=types[node], aliases=(), **facts)
    for entity in knowledge.entities:
        graph.add_node(entity.id, label=entity.label, type=entity.type, aliases=entity.aliases)
    for statement in knowledge.statements:
        graph.add_edge(
            statement.subject,
            statement.object,
            key=statement.relation,
            label=labels[statement.relation],
            support=statement.support,
            weight=statement.support,
            score=score(statement),
            papers=tuple(item.paper for item in statement.evidence),
            quotes=tuple(item.quote for item in statement.evidence),
        )
    return graph
