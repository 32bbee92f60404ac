"""What papers state, collected by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import PAPER, Evidence, Extraction, Paper, Problem, Statement
from kg.resolve.identity import Identity
from kg.resolve.variants import Variant, evidence_of


class Statements:
    """Collects statements over all extractions."""

    def __init__(self, papers: Mapping[str, Paper], ontology: Ontology, identity: Identity) -> None:
        self.papers, self.ontology, self.identity = papers, ontology, identity
        self.evidence: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
        self.mentions: set[tuple[str, str]] = set()
        self.problems: list[Problem] = []
        self._allowed: dict[tuple[str, str, str], bool] = {}

    def add(self, extraction: Extraction) -> None:
        """Take in one paper. Raises ValueError when the extraction was made from another text."""
        paper = self.papers[extraction.paper]
        if paper.sha256 != extraction.sha256:
            raise ValueError(f"the extraction of {paper.key} was made from another text")
        self.problems += extraction.problems
        key, node, mentioned = paper.key, self.identity.node, self.mentions
        nodes, types = {PAPER: paper_path(key)}, {PAPER: PAPER}
        for entity in extraction.entities:
            path = nodes[entity.id] = node[key, entity.id]
            types[entity.id] = entity.type
            mentioned.add((key, path))
        text = paper.text
        for relation in extraction.relations:
            head, rel, tail = nodes[relation.head], relation.rel, nodes[relation.tail]
            if not self._allows((types[relation.head], rel, types[relation.tail])):
                self._problem("signature", paper, f"{head} {rel} {tail} is not allowed by the ontology")
            elif head == tail:
                self._problem("self-relation", paper, f"{head} {rel} itself, since two names became one node")
            else:
                span = relation.evidence
                quote = text[span.start : span.end]
                self.evidence[head, rel, tail].append(Evidence(key, span, quote, relation.score, relation.by))

    def add_variants(self, found: Mapping[str, Variant], extractions: Iterable[Extraction]) -> None:
        """Take in what names give away, with the papers' mentions of them as evidence."""
        for extraction in extractions if found else ():
            for triple, evidence in evidence_of(found, extraction, self.papers[extraction.paper], self.identity):
                self.evidence[triple].append(evidence)

    def statements(self) -> tuple[Statement, ...]:
        """All statements, sorted, each with its evidence."""
        return tuple(
            Statement(*triple, tuple(sorted(set(found), key=_order)) if len(found) > 1 else tuple(found))
            for triple, found in sorted(self.evidence.items())
        )

    def _allows(self, signature: tuple[str, str, str]) -> bool:
        known = self._allowed.get(signature)
        if known is None:
            known = self._allowed[signature] = self.ontology.allows(*signature)
        return known

    def _problem(self, kind: str, paper: Paper, message: str) -> None:
        self.problems.append(Problem(kind, paper_path(paper.key), message))


def _order(item: Evidence) -> tuple[str, int, int, str, float, str]:
    """The order of Evidence, without its comparisons in Python."""
    return item.paper, item.span.start, item.span.end, item.quote, item.score, item.by
