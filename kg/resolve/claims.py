"""What papers claim in numbers, as nodes: each result with its things in place of local ids, its metric's node, its measure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from kg.keys import paper_path
from kg.metrics import known_metric, without_modifiers
from kg.ontology import Ontology
from kg.records import PAPER, Claim, Entity, Evidence, Extraction, Paper, Result
from kg.resolve.identity import Identity
from kg.resolve.measures import measure_of
from kg.resolve.names import node_path, normal

CONTRIBUTION = "contribution"
"""The role of the relation by which a paper introduces a thing."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims by id; metrics that only numbers speak of, as `entities`; the `mentions` (paper key, entity id) of these."""

    claims: tuple[Claim, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Metrics:
    """Which node a metric's name leads to: that of the paper, of the corpus, or of the lexicon."""

    type: str
    by_name: Mapping[str, str]
    moved: Mapping[str, str]
    made: dict[str, Entity] = field(default_factory=dict)
    mentions: set[tuple[str, str]] = field(default_factory=set)

    def node(self, name: str, own: Mapping[str, str], paper: Paper) -> str:
        """The path of the node, "" where neither the corpus nor the lexicon knows the name."""
        for form in dict.fromkeys((name, without_modifiers(name))):
            known = known_metric(form)
            main = known.name if known and known.node else ""
            key, main_key = normal(form), normal(main)
            path = own.get(key) or self.by_name.get(key) or (self.by_name.get(main_key) if main else "")
            path = path or (self._made(main, form, paper) if main else "")
            if path:
                return path
        return ""

    def _made(self, main: str, form: str, paper: Paper) -> str:
        """A node for a metric that the lexicon knows and no entity is, if the paper names it so."""
        if not re.search(rf"(?<!\w){re.escape(form)}(?!\w)", paper.text, re.IGNORECASE):
            return ""
        path = node_path(self.type, main)
        path = self.moved.get(path, path)
        self.made.setdefault(path, Entity(path, self.type, main))
        self.mentions.add((paper.key, path))
        return path


def claims_of(extractions: Iterable[Extraction], papers: Mapping[str, Paper], identity: Identity, ontology: Ontology) -> Claims:
    """The claims of all extractions, whose papers `papers` holds by key. Independent of their order."""
    read = sorted(extractions, key=lambda extraction: extraction.paper)
    metrics = _metrics(read, identity, ontology)
    own = frozenset(term.name for term in ontology.relations if term.role == CONTRIBUTION)
    claims = [
        claim
        for extraction in read
        for claim in _claims(papers[extraction.paper], extraction, _nodes(extraction, identity), own, metrics)
    ]
    entities = tuple(metrics.made[path] for path in sorted(metrics.made.keys() - set(identity.node.values())))
    return Claims(tuple(sorted(claims, key=lambda claim: claim.id)), entities, tuple(sorted(metrics.mentions)))


def _metrics(extractions: Iterable[Extraction], identity: Identity, ontology: Ontology) -> _Metrics:
    """Names that the corpus gives to metrics; one of several nodes leads to that which most papers mean by it."""
    type_name = ontology.role("measure")
    meant: dict[str, Counter[str]] = defaultdict(Counter)
    for extraction in extractions:
        for entity in extraction.entities:
            if entity.type == type_name:
                meant[normal(entity.name)][identity.node[extraction.paper, entity.id]] += 1
    by_name = {name: min(paths, key=lambda path: (-paths[path], path)) for name, paths in meant.items()}
    moved = {old: path for path, replaced in identity.replaces.items() for old in replaced}
    return _Metrics(type_name, by_name, moved)


def _nodes(extraction: Extraction, identity: Identity) -> dict[str, str]:
    """Local ids with their node paths."""
    entities = {entity.id: identity.node[extraction.paper, entity.id] for entity in extraction.entities}
    return {PAPER: paper_path(extraction.paper)} | entities


def _subject(result: Result, extraction: Extraction, contributions: Set[str]) -> str:
    """The local id a number is about: a number of the paper's own work is about what the paper introduces most surely."""
    if result.subject != PAPER:
        return result.subject
    taken = {result.baseline, *result.context}
    introduced = [r for r in extraction.relations if r.head == PAPER and r.rel in contributions and r.tail not in taken]
    return max(introduced, key=lambda relation: relation.score).tail if introduced else PAPER


def _claims(
    paper: Paper, extraction: Extraction, nodes: Mapping[str, str], contributions: Set[str], metrics: _Metrics
) -> Iterator[Claim]:
    own = {normal(e.name): nodes[e.id] for e in extraction.entities if e.type == metrics.type}
    seen: Counter[str] = Counter()
    for result in extraction.results:
        digest = _digest(paper, result)
        seen[digest] += 1
        yield Claim(
            id=f"result/{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else ""),
            subject=nodes[_subject(result, extraction, contributions)],
            metric=result.metric,
            metric_node=metrics.node(result.metric, own, paper),
            value=result.value,
            numbers=result.numbers,
            unit=result.unit,
            direction=result.direction,
            baseline=nodes.get(result.baseline, ""),
            context=tuple(sorted({nodes[c] for c in result.context})),
            evidence=Evidence(paper.key, result.evidence, result.evidence.of(paper.text), result.score, result.by),
            qualifier=result.qualifier,
            measure=measure_of(result, result.evidence.of(paper.text)),
        )


def _digest(paper: Paper, result: Result) -> str:
    """Names a claim by its paper and words alone, so that it keeps its address whatever else is in the graph."""
    quote = result.evidence.of(paper.text)
    said = "\n".join((paper.key, result.subject, result.metric, result.value, result.unit, result.direction, quote))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
