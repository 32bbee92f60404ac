"""What single papers say becomes one graph: identity, statements with their evidence, claims, a ledger of every joining.

Pure and deterministic: the result depends on the papers and extractions alone, not on their order or on history.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import (
    PAPER,
    Claim,
    Entity,
    Evidence,
    Extraction,
    Knowledge,
    Paper,
    Problem,
    Relation,
    Result,
    Statement,
)
from kg.resolve.identity import Identity, Known, identify
from kg.resolve.ledger import LedgerEntry
from kg.resolve.names import normal

__all__ = ["Identity", "Known", "Resolution", "above", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The graph, why names were joined or kept apart, and what was left out."""

    knowledge: Knowledge
    ledger: tuple[LedgerEntry, ...]
    problems: tuple[Problem, ...]


def resolve(
    papers: Iterable[Paper], extractions: Iterable[Extraction], ontology: Ontology, *, known: Known, min_score: float = 0.0
) -> Resolution:
    """One graph from all extractions.

    `known` maps (type, normal form) of a name to the main name of the thing, as lexicons give it. What scores below
    `min_score` (0 to 1), breaks a signature, joins a node with itself, or has no verbatim evidence stays out; the last
    three are returned as problems.
    """
    by_key = {paper.key: paper for paper in papers}
    read = sorted((above(e, min_score) for e in extractions if e.paper in by_key), key=lambda e: e.paper)
    identity = identify(read, known)
    builder = _Builder(by_key, ontology, identity)
    for extraction in read:
        builder.add(extraction)
    knowledge = Knowledge(
        papers=tuple(by_key[key] for key in sorted(by_key)),
        entities=tuple(_entities(read, identity, {path for _, path in builder.mentions})),
        statements=tuple(
            Statement(*triple, tuple(sorted(set(evidence)))) for triple, evidence in sorted(builder.evidence.items())
        ),
        claims=tuple(sorted(builder.claims, key=lambda claim: claim.id)),
        mentions=tuple(sorted(builder.mentions)),
        extractor=read[0].extractor if read else "",
    )
    return Resolution(knowledge, identity.ledger, tuple(sorted(set(builder.problems))))


def above(extraction: Extraction, min_score: float) -> Extraction:
    """What of an extraction scores at least `min_score`; what speaks of an entity that goes, goes too."""
    entities = tuple(e for e in extraction.entities if max(mention.score for mention in e.mentions) >= min_score)
    known = {PAPER, *(entity.id for entity in entities)}
    relations = tuple(r for r in extraction.relations if r.score >= min_score and {r.head, r.tail} <= known)
    results = tuple(
        replace(r, baseline=r.baseline if r.baseline in known else "", context=tuple(c for c in r.context if c in known))
        for r in extraction.results
        if r.score >= min_score and r.subject in known
    )
    return replace(extraction, entities=entities, relations=relations, results=results)


class _Builder:
    """Collects statements and claims over all extractions."""

    def __init__(self, papers: Mapping[str, Paper], ontology: Ontology, identity: Identity) -> None:
        self.papers, self.ontology, self.identity = papers, ontology, identity
        self.evidence: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
        self.claims: list[Claim] = []
        self.mentions: set[tuple[str, str]] = set()
        self.problems: list[Problem] = []

    def add(self, extraction: Extraction) -> None:
        """Take in one paper. Raises ValueError when the extraction was made from another text."""
        paper = self.papers[extraction.paper]
        if paper.sha256 != extraction.sha256:
            raise ValueError(f"the extraction of {paper.key} was made from another text")
        self.problems += extraction.problems
        nodes = {PAPER: paper_path(paper.key)}
        types = {PAPER: PAPER}
        for entity in extraction.entities:
            nodes[entity.id] = self.identity.node[paper.key, entity.id]
            types[entity.id] = entity.type
            self.mentions.add((paper.key, nodes[entity.id]))
        for relation in extraction.relations:
            self._relation(paper, relation, nodes, types)
        metrics = {normal(e.name): nodes[e.id] for e in extraction.entities if e.type == self._measure}
        seen: Counter[str] = Counter()
        for result in extraction.results:
            self._claim(paper, result, nodes, metrics, seen)

    @property
    def _measure(self) -> str:
        return self.ontology.role("measure")

    def _relation(self, paper: Paper, relation: Relation, nodes: Mapping[str, str], types: Mapping[str, str]) -> None:
        head, tail = nodes[relation.head], nodes[relation.tail]
        if not self.ontology.allows(types[relation.head], relation.rel, types[relation.tail]):
            self._problem("signature", paper, f"{head} {relation.rel} {tail} is not allowed by the ontology")
        elif head == tail:
            self._problem("self-relation", paper, f"{head} {relation.rel} itself, since two names became one node")
        else:
            quote = relation.evidence.of(paper.text)
            self.evidence[head, relation.rel, tail].append(
                Evidence(paper.key, relation.evidence, quote, relation.score, relation.by)
            )

    def _claim(
        self, paper: Paper, result: Result, nodes: Mapping[str, str], metrics: Mapping[str, str], seen: Counter[str]
    ) -> None:
        evidence = Evidence(paper.key, result.evidence, result.evidence.of(paper.text), result.score, result.by)
        said = "\n".join((paper.key, result.subject, result.metric, result.value, result.unit, result.direction, evidence.quote))
        digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        seen[digest] += 1
        self.claims.append(
            Claim(
                id=f"result/{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else ""),
                subject=nodes[result.subject],
                metric=result.metric,
                metric_node=metrics.get(normal(result.metric), ""),
                value=result.value,
                numbers=result.numbers,
                unit=result.unit,
                direction=result.direction,
                baseline=nodes.get(result.baseline, ""),
                context=tuple(sorted({nodes[c] for c in result.context})),
                evidence=evidence,
            )
        )

    def _problem(self, kind: str, paper: Paper, message: str) -> None:
        self.problems.append(Problem(kind, paper_path(paper.key), message))


def _entities(extractions: Iterable[Extraction], identity: Identity, shown: set[str]) -> Iterable[Entity]:
    """The nodes with their names: the label is the name that most papers use, the first in order among equals."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, set[str]] = defaultdict(set)
    types: dict[str, str] = {}
    for extraction in extractions:
        for entity in extraction.entities:
            path = identity.node[extraction.paper, entity.id]
            labels[path][entity.name] += 1
            names[path] |= {mention.text for mention in entity.mentions} | {entity.name}
            types[path] = entity.type
    for path in sorted(shown):
        label = min(labels[path], key=lambda name: (-labels[path][name], name))
        aliases = tuple(sorted(names[path] - {label}))
        yield Entity(path, types[path], label, aliases, identity.replaces.get(path, ()))
