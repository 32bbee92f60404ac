"""The component kg_relations: the rules of ontology/patterns/relations.tsv decide each pair of a text.

For each kind of pair and each relation the file gives the odds (cue `*`) and the lifts of cues (lifts.py); the cues of
a pair together give its score, and the sentence of the strongest cue is the evidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import ontology
from kg.extract.cues import UNNAMED, Pair, Scene, own_pairs, pairs
from kg.extract.document import Words
from kg.extract.evidence import Denials, clause, evidence, load_denials, plainest
from kg.extract.lifts import probability, strongest
from kg.extract.phrasings import Phrasing, load_phrasings, phrased
from kg.lexicon import read_table
from kg.records import PAPER, LocalEntity, Mention, Relation, Span

LEAST = 0.25
"""Relations scored below this are left out."""
INTRODUCED = 0.55
"""What contributions scored below this name is not taken to be the paper's own."""
MAIN = 0.4
"""An entity that is introduced with at least this score can be the main one."""
EVERY = "*"
GROUPS = ("named", "scopes", "here", "name", "last", "before", "after", "near", "earlier", "then", "back", "=", "has")
"""The places of cues, in the order in which their lifts are learnt."""


Refusal = tuple[str, str]
"""The kind of a Problem, and its message."""
Decision = tuple[str, bool, float, int]
"""Relation, whether the paper is the head, score, sentence."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one kind of pair and one relation: the odds of all pairs and the lifts of cues, as logarithms."""

    relation: str
    of_paper: bool
    odds: float
    lifts: dict[str, float]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules by kind of pair, what denies a relation, and the set words that state one."""

    rules: dict[str, tuple[Rules, ...]]
    denials: Denials
    phrasings: tuple[Phrasing, ...] = ()


@cache
def load_rules(folder: Path) -> RuleBook:
    """relations.tsv, denials.tsv and phrasings.tsv. Raises UnknownName for a relation that the ontology lacks."""
    terms = ontology.load()
    made: dict[str, list[Rules]] = {}
    for row in read_table(folder / "relations.tsv"):
        lift = math.log(float(row["lift"]))
        if row["cue"] == EVERY:
            name = terms.relation(row["relation"]).name
            made.setdefault(row["kind"], []).append(Rules(name, row["head"] == "paper", lift, {}))
        else:
            made[row["kind"]][-1].lifts[row["cue"]] = lift
    return RuleBook({kind: tuple(rules) for kind, rules in made.items()}, load_denials(folder), load_phrasings(folder))


def grouped(cues: Iterable[str]) -> dict[str, list[str]]:
    """The cues by their place, which is their second word."""
    groups: dict[str, list[str]] = {}
    for cue in cues:
        groups.setdefault(cue.split(" ", 2)[1], []).append(cue)
    return groups


def relate(
    words: Words,
    entities: tuple[LocalEntity, ...],
    contributions: tuple[Mention, ...],
    book: RuleBook,
) -> tuple[tuple[Relation, ...], list[Refusal]]:
    """The relations of a text, and what was refused.

    Where no contribution has a name, what the rules say is introduced with the highest score is the main entity.
    """
    scene = Scene(words, entities, main_entity(contributions, entities))
    own = introductions(contributions, scene)
    if scene.main == PAPER:
        own = _unnamed(scene, book)
        scene = Scene(words, entities, own[0].tail) if own else scene
    found, refused = find_relations(scene, book)
    said = {(relation.head, relation.rel, relation.tail) for relation in own}
    return (*own, *(r for r in found if (r.head, r.rel, r.tail) not in said)), refused


def _unnamed(scene: Scene, book: RuleBook) -> list[Relation]:
    """The likeliest main entity of a paper whose contribution no pattern has found, if one is likely enough."""
    found = [
        Relation(PAPER, relation, pair.tail, evidence(scene, sentence, pair), score, "rules")
        for pair in own_pairs(scene, UNNAMED)
        for relation, _, score, sentence in _decide(pair, book)
        if score >= MAIN
    ]
    return sorted(found, key=lambda relation: -relation.score)[:1]


def main_entity(contributions: tuple[Mention, ...], entities: tuple[LocalEntity, ...]) -> str:
    """The id of the entity that the likeliest contribution names, or PAPER."""
    for contribution in contributions[:1]:
        for entity in entities:
            if any(mention.span == contribution.span for mention in entity.mentions):
                return entity.id
    return PAPER


def introductions(doc_contributions: tuple[Mention, ...], scene: Scene) -> list[Relation]:
    """The paper introduces what its contributions name."""
    made = {}
    role = ontology.load().role("contribution")
    for mention in doc_contributions:
        for number, places in enumerate(scene.places):
            for place in places:
                span = Span(scene.words.starts[place.first], scene.words.ends[place.end - 1])
                if span == mention.span and mention.score >= INTRODUCED and place.entity.id not in made:
                    shown = clause(scene.words, number, span)
                    made[place.entity.id] = Relation(PAPER, role, place.entity.id, shown, mention.score, "contribution")
    return list(made.values())


def find_relations(scene: Scene, book: RuleBook) -> tuple[list[Relation], list[Refusal]]:
    """The relations that the rules give, and those refused because the ontology or the text itself denies them."""
    terms = ontology.load()
    types = {entity.id: entity.type for entity in scene.entities} | {PAPER: PAPER}
    sure = {entity.id: entity.mentions[0].score for entity in scene.entities} | {PAPER: 1.0}
    found: dict[tuple[str, str, str], Relation] = {}
    refused: list[Refusal] = []
    for pair, (relation, of_paper, raw, sentence) in _candidates(scene, book):
        named = not of_paper and (pair.head != scene.main or terms.allows(types[pair.head], relation, types[pair.tail]))
        triple = (pair.head if named else PAPER, relation, pair.tail)
        score = round(raw * sure[triple[0]] * sure[pair.tail], 4)
        if score < LEAST:
            continue
        shown, denied = plainest(scene, sentence, pair, book.denials)
        refusal = _refusal(scene, pair, triple, types, denied)
        if refusal:
            refused.append(refusal)
        elif triple not in found or found[triple].score < score:
            found[triple] = Relation(*triple, evidence(scene, shown, pair), score, "rules")
    return list(found.values()), refused


def _candidates(scene: Scene, book: RuleBook) -> Iterator[tuple[Pair, Decision]]:
    for pair in pairs(scene):
        for decision in _decide(pair, book):
            yield pair, decision
    for phrasing in book.phrasings:
        for pair, sentence in phrased(scene, phrasing):
            yield pair, (phrasing.relation, False, phrasing.score, sentence)


def _refusal(scene: Scene, pair: Pair, triple: tuple[str, str, str], types: dict[str, str], denied: str) -> Refusal | None:
    head, relation, tail = triple
    if not ontology.load().allows(types[head], relation, types[tail]):
        return "signature", f"{types[head]} {relation} {types[tail]} is not in the ontology"
    names = {entity.id: entity.name for entity in scene.entities} | {PAPER: "the paper"}
    return (denied, f"{names[head]} {relation} {names[tail]}") if denied else None


def _decide(pair: Pair, book: RuleBook) -> Iterator[Decision]:
    """A decision for each relation that scores high enough."""
    of_kind = book.rules.get(pair.kind, ())
    groups = grouped(pair.cues) if of_kind else {}
    for of_relation in of_kind:
        odds, best, sentence = of_relation.odds, 0.0, min(pair.cues.values())
        for group in GROUPS:
            lift, cue = strongest(groups.get(group, ()), of_relation.lifts)
            odds += lift
            if lift > best:
                best, sentence = lift, pair.cues[cue]
        score = round(probability(odds), 4)
        if score >= LEAST:
            yield of_relation.relation, of_relation.of_paper, score, sentence
