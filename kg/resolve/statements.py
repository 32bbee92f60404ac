"""What papers state, collected by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import PAPER, Evidence, Paper, Problem, Statement
from kg.resolve.heard import Heard
from kg.resolve.variants import Variant, evidence_of


class _Allowed(dict[tuple[str, str, str], bool]):
    """Whether the ontology allows a signature, asked once."""

    def __init__(self, ontology: Ontology) -> None:
        super().__init__()
        self.ontology = ontology

    def __missing__(self, signature: tuple[str, str, str]) -> bool:
        self[signature] = self.ontology.allows(*signature)
        return self[signature]


class Statements:
    """Collects statements over all extractions."""

    def __init__(self, papers: Mapping[str, Paper], ontology: Ontology, paths: Mapping[str, Sequence[str]]) -> None:
        self.papers, self.ontology, self.paths = papers, ontology, paths
        self.evidence: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
        self.problems: list[Problem] = []
        self._allowed = _Allowed(ontology)

    def add(self, heard: Heard) -> None:
        """Take in one paper. Raises ValueError when the extraction was made from another text."""
        extraction, paper = heard.extraction, self.papers[heard.paper]
        if paper.sha256 != extraction.sha256:
            raise ValueError(f"the extraction of {paper.key} was made from another text")
        self.problems += extraction.problems
        key, text, allowed = paper.key, paper.text, self._allowed
        nodes = {entity.id: (path, entity.type) for entity, path in zip(extraction.entities, self.paths[key], strict=True)}
        nodes[PAPER] = paper_path(key), PAPER
        for relation in extraction.relations:
            rel = relation.rel
            (head, head_type), (tail, tail_type) = nodes[relation.head], nodes[relation.tail]
            if not allowed[head_type, rel, tail_type]:
                self._problem("signature", paper, f"{head} {rel} {tail} is not allowed by the ontology")
            elif head == tail:
                self._problem("self-relation", paper, f"{head} {rel} itself, since two names became one node")
            else:
                span = relation.evidence
                quote = text[span.start : span.end]
                self.evidence[head, rel, tail].append(Evidence(key, span, quote, relation.score, relation.by))

    def add_variants(self, found: Mapping[str, Variant], heard: Iterable[Heard]) -> None:
        """Take in what names give away, with the papers' mentions of them as evidence."""
        for each in heard if found else ():
            paths = self.paths[each.paper]
            if not found.keys().isdisjoint(paths):
                for triple, evidence in evidence_of(found, each.extraction, paths):
                    self.evidence[triple].append(evidence)

    def mentions(self, further: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Papers with the things that they name, and `further` ones, sorted."""
        more: dict[str, list[str]] = defaultdict(list)
        for paper, path in further:
            more[paper].append(path)
        for paper in sorted(self.paths):
            yield from ((paper, path) for path in sorted({*self.paths[paper], *more.get(paper, ())}))

    def statements(self) -> Iterator[Statement]:
        """All statements, sorted, each with its evidence."""
        by_subject: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for triple in self.evidence:
            by_subject[triple[0]].append(triple)
        for subject in sorted(by_subject):
            for triple in sorted(by_subject[subject]):
                found = self.evidence[triple]
                yield Statement(*triple, _in_order(found) if len(found) > 1 else tuple(found))

    def _problem(self, kind: str, paper: Paper, message: str) -> None:
        self.problems.append(Problem(kind, paper_path(paper.key), message))


def _in_order(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Sorted, each once, without the comparisons of Evidence in Python."""
    by_order = {(e.paper, e.span.start, e.span.end, e.quote, e.score, e.by): e for e in found}
    return tuple(by_order[order] for order in sorted(by_order))
