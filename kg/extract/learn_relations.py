"""Rules for relations from annotated papers: for each kind of pair and relation its odds, and the lift of each cue."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kg import ontology
from kg.extract.annotated import GoldPaper
from kg.extract.cues import OWN, UNNAMED, Pair, Scene, own_pairs, pairs
from kg.extract.lifts import fit, log_odds
from kg.extract.relations import EVERY, GROUPS, grouped
from kg.records import PAPER, LocalEntity, Mention, Span

COLUMNS = ("kind", "relation", "head", "cue", "right", "pairs", "lift")
LEAST_RELATIONS = 8
LEAST_CASES = 30

_Case = tuple[Pair, bool]


def learn_relations(papers: Sequence[GoldPaper]) -> list[tuple[str, ...]]:
    """The rows of relations.tsv: by kind of pair and relation, in the order in which the rules are tried."""
    cases: dict[tuple[str, str], list[_Case]] = defaultdict(list)
    heads: dict[str, Counter[str]] = defaultdict(Counter)
    allowed = _possible()
    role = ontology.load().role("contribution")
    for paper in papers:
        scene = scene_of(paper)
        gold = set(paper.relations)
        for head, relation, _ in paper.relations:
            if scene.main != PAPER and head in (PAPER, scene.main):
                heads[relation]["paper" if head == PAPER else "main"] += 1
        for pair in pairs(scene):
            own = {pair.head, PAPER} if pair.kind.startswith(OWN) else {pair.head}
            for relation in allowed.get(pair.kind, ()):
                right = any((head, relation, pair.tail) in gold for head in own)
                cases[pair.kind, relation].append((pair, right))
        for pair in own_pairs(Scene(scene.words, scene.entities, PAPER), UNNAMED):
            cases[pair.kind, role].append((pair, pair.tail == scene.main))
    rows: list[tuple[str, ...]] = []
    for (kind, relation), found in sorted(cases.items()):
        if sum(right for _, right in found) >= LEAST_RELATIONS:
            head = heads[relation].most_common(1)[0][0] if kind.startswith((OWN, UNNAMED)) else "entity"
            rows.extend((kind, relation, head, *rule) for rule in _rules(found))
    return rows


def _possible() -> dict[str, list[str]]:
    terms = ontology.load()
    kinds: dict[str, list[str]] = defaultdict(list)
    for relation in terms.relations:
        for tail in terms.types:
            ends = [PAPER, *(head.name for head in terms.types)]
            if any(terms.allows(head, relation.name, tail.name) for head in ends):
                kinds[f"{OWN} {tail.name}"].append(relation.name)
            for head in terms.types:
                if terms.allows(head.name, relation.name, tail.name):
                    kinds[f"{head.name} {tail.name}"].append(relation.name)
    return kinds


def scene_of(paper: GoldPaper) -> Scene:
    """The annotated entities where they stand in the text; the main contribution is the first that is introduced."""
    role = ontology.load().role("contribution")
    main = next((tail for _, relation, tail in paper.relations if relation == role), PAPER)
    return Scene(paper.words, tuple(_locate(paper)), main)


def _locate(paper: GoldPaper) -> list[LocalEntity]:
    taken: list[Span] = []
    found: dict[str, list[Mention]] = defaultdict(list)
    forms = sorted({(-len(m), m, e.id, e.type) for e in paper.entities for m in (*e.mentions, e.name)})
    for _, form, identifier, kind in forms:
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", paper.text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other in taken):
                taken.append(span)
                found[identifier].append(Mention(span, form, kind, 1.0, "gold"))
    return [
        LocalEntity(e.id, e.type, e.name, tuple(sorted(found[e.id], key=lambda m: m.span))) for e in paper.entities if found[e.id]
    ]


def _rules(cases: list[_Case]) -> Iterator[tuple[str, ...]]:
    right = [is_right for _, is_right in cases]
    share = (sum(right) + 0.5) / (len(right) + 1)
    yield EVERY, str(sum(right)), str(len(right)), f"{share / (1 - share):.3f}"
    by_group = [grouped(pair.cues) for pair, _ in cases]
    groups = [[cues.get(group, ()) for cues in by_group] for group in GROUPS]
    for lift in fit(groups, right, [log_odds(share)] * len(cases), least_cases=LEAST_CASES):
        yield lift.cue, str(lift.right), str(lift.cases), f"{lift.lift:.2f}"
