"""What papers claim in numbers, as nodes: each result with its things in place of local ids, its metric's node, its measure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from kg.keys import paper_path
from kg.metrics import known_metric, without_modifiers
from kg.ontology import Ontology
from kg.records import PAPER, Claim, Entity, Evidence, Extraction, Paper, Result
from kg.resolve.heard import Heard
from kg.resolve.identity import Identity
from kg.resolve.measures import measure_of
from kg.resolve.names import node_path, normal

Paths = Mapping[str, Sequence[str]]
"""Paper key -> the node paths of its entities, in their order."""

CONTRIBUTION = "contribution"
"""The role of the relation by which a paper introduces a thing."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims by id; metrics that only numbers speak of, as `entities`; the `mentions` (paper key, entity id) of these."""

    claims: tuple[Claim, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to read a metric's name: its normal form, and name and normal form that the lexicon has for it, if it does."""

    name: str
    key: str
    main: str
    main_key: str


@dataclass(slots=True)
class _Metrics:
    """Which node a metric's name leads to: that of the paper, of the corpus, or of the lexicon."""

    type: str
    by_name: Mapping[str, str]
    moved: Mapping[str, str]
    made: dict[str, Entity] = field(default_factory=dict)
    forms: dict[str, tuple[_Form, ...]] = field(default_factory=dict)
    mentions: set[tuple[str, str]] = field(default_factory=set)

    def node(self, name: str, own: Mapping[str, str], paper: Paper) -> str:
        """The path of the node, "" where neither the corpus nor the lexicon knows the name."""
        forms = self.forms.get(name)
        if forms is None:
            forms = self.forms[name] = tuple(_forms(name))
        for form in forms:
            path = own.get(form.key) or self.by_name.get(form.key) or (self.by_name.get(form.main_key) if form.main else "")
            path = path or (self._made(form.main, form.name, paper) if form.main else "")
            if path:
                return path
        return ""

    def _made(self, main: str, form: str, paper: Paper) -> str:
        """A node for a metric that the lexicon knows and no entity is, if the paper names it so."""
        text = paper.text
        if text.isascii() and form.isascii() and form.lower() not in text.lower():
            return ""
        if not re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE):
            return ""
        path = node_path(self.type, main)
        path = self.moved.get(path, path)
        self.made.setdefault(path, Entity(path, self.type, main))
        self.mentions.add((paper.key, path))
        return path


def claims_of(
    heard: Sequence[Heard], papers: Mapping[str, Paper], paths: Paths, identity: Identity, ontology: Ontology
) -> Claims:
    """The claims of all papers: these, and the paths of their entities, by key. `heard` is in order of papers."""
    metrics = _metrics(heard, paths, identity, ontology)
    own = frozenset(term.name for term in ontology.relations if term.role == CONTRIBUTION)
    claims = [
        claim
        for each in heard
        if each.extraction.results
        for claim in _claims(papers[each.paper], each.extraction, _nodes(each, paths), own, metrics)
    ]
    entities = tuple(metrics.made[path] for path in sorted(metrics.made.keys() - identity.nodes))
    return Claims(tuple(sorted(claims, key=lambda claim: claim.id)), entities, tuple(sorted(metrics.mentions)))


def _forms(name: str) -> Iterator[_Form]:
    for form in dict.fromkeys((name, without_modifiers(name))):
        known = known_metric(form)
        main = known.name if known and known.node else ""
        yield _Form(form, normal(form), main, normal(main))


def _metrics(heard: Iterable[Heard], paths: Paths, identity: Identity, ontology: Ontology) -> _Metrics:
    """Names that the corpus gives to metrics; one of several nodes leads to that which most papers mean by it."""
    type_name = ontology.role("measure")
    meant: dict[str, Counter[str]] = defaultdict(Counter)
    for each in heard:
        for entity, path in zip(each.extraction.entities, paths[each.paper], strict=True):
            if entity.type == type_name:
                meant[normal(entity.name)][path] += 1
    by_name = {name: min(found, key=lambda path: (-found[path], path)) for name, found in meant.items()}
    moved = {old: path for path, replaced in identity.replaces.items() for old in replaced}
    return _Metrics(type_name, by_name, moved)


def _nodes(heard: Heard, paths: Paths) -> dict[str, str]:
    """Local ids with their node paths."""
    ids = [entity.id for entity in heard.extraction.entities]
    return dict(zip(ids, paths[heard.paper], strict=True)) | {PAPER: paper_path(heard.paper)}


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
    text = paper.text
    for result in extraction.results:
        quote = result.evidence.of(text)
        digest = _digest(paper.key, result, quote)
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
            evidence=Evidence(paper.key, result.evidence, quote, result.score, result.by),
            qualifier=result.qualifier,
            measure=measure_of(result, quote),
        )


def _digest(paper: str, result: Result, quote: str) -> str:
    """Names a claim by its paper and words alone, so that it keeps its address whatever else is in the graph."""
    said = "\n".join((paper, result.subject, result.metric, result.value, result.unit, result.direction, quote))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
