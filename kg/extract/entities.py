"""The component kg_entities: mentions become entities, one for each thing the paper names.

Mentions that overlap are settled first (the longer one stays, unless its score is much lower). Then mentions are one
entity when their keys are equal, when the text defines one as the short form of the other, or when the lexicon knows
both as one name. An entity's type is the one with the highest summed score; its score is the best of its mentions,
moved by what speaks for it in the text (support.py).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.extract.document import Abbreviation, Words
from kg.extract.support import Lifts, lifted, support_cues
from kg.extract.tokens import key
from kg.records import LocalEntity, Mention, Span

LEAST = 0.38
"""Entities scored below this are left out: there F1 was highest on training papers that were held out."""
SHORTER = 0.35
"""A nested mention wins over a longer one whose score is lower by more than this."""
KNOWN = 0.75
"""From this score on the lexicon's type of a name counts for more than what the paper seems to call it."""
LISTED = "lexicon"
FAINT = 0.15
"""Mentions scored below this are not looked at."""


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that stand, in order of the text; several types may remain on one span."""
    best: dict[Span, float] = {}
    for mention in mentions:
        best[mention.span] = max(mention.score, best.get(mention.span, 0.0))
    kept: list[Span] = []
    for span in sorted(best, key=lambda s: (s.start - s.end, s.start)):
        rivals = [other for other in best if other != span and span.contains(other)]
        beaten = any(best[other] - best[span] > SHORTER for other in rivals) or best[span] < FAINT
        if not beaten and not any(span.overlaps(other) for other in kept):
            kept.append(span)
    standing = set(kept)
    return sorted((m for m in mentions if m.span in standing), key=lambda m: (m.span, -m.score, m.type, m.by))


def group(text: str, mentions: list[Mention], pairs: tuple[Abbreviation, ...], same: dict[str, str]) -> list[list[Mention]]:
    """The mentions by what they name. `same` leads from the key of a name to the key that its synonyms share."""
    links: dict[str, str] = {}
    present = {key(mention.text) for mention in mentions}
    for pair in pairs:
        short, long = key(pair.short.of(text)), key(pair.long.of(text))
        if short in present:
            links[short] = long
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        form = key(mention.text)
        form = links.get(form, form)
        shared = same.get(form, form)
        groups[shared if shared in present else form].append(mention)
    return list(groups.values())


def candidate(mentions: list[Mention], own: dict[str, str]) -> LocalEntity:
    """The entity that the mentions make, without an id. `own` gives the type of the paper's own names by key."""
    kind = _type(mentions, own)
    best = max((m for m in mentions if m.type == kind or key(m.text) in own), key=lambda m: m.score)
    places = {m.span: Mention(m.span, m.text, kind, best.score, best.by) for m in mentions}
    return LocalEntity("", kind, _name(mentions, own), tuple(places[span] for span in sorted(places)))


def make_entities(candidates: Iterable[LocalEntity], words: Words, lifts: Lifts) -> tuple[LocalEntity, ...]:
    """The candidates that score high enough, numbered in order of their first mention."""
    made = []
    for entity in candidates:
        score = round(lifted(entity.mentions[0].score, support_cues(entity, words), lifts), 4)
        if score >= LEAST:
            made.append((entity, tuple(Mention(m.span, m.text, m.type, score, m.by) for m in entity.mentions)))
    made.sort(key=lambda item: item[1][0].span)
    return tuple(LocalEntity(f"e{n}", entity.type, entity.name, mentions) for n, (entity, mentions) in enumerate(made, 1))


def _type(mentions: list[Mention], own: dict[str, str]) -> str:
    known = {mention.type: mention.score for mention in mentions if mention.by == LISTED and mention.score >= KNOWN}
    for mention in mentions:
        of_own = own.get(key(mention.text))
        if of_own and (not known or of_own in known):
            return of_own
    votes: dict[str, float] = defaultdict(float)
    for mention in (m for m in mentions if not known or m.type in known):
        votes[mention.type] += mention.score
    return min(votes, key=lambda kind: (-votes[kind], kind))


def _name(mentions: list[Mention], own: dict[str, str]) -> str:
    named = [mention.text for mention in mentions if key(mention.text) in own]
    if named:
        return named[0]
    forms = Counter(key(mention.text) for mention in mentions)
    longest = max(forms, key=lambda form: (len(form), form))
    spellings = Counter(mention.text for mention in mentions if key(mention.text) == longest)
    return max(spellings, key=lambda spelling: (spellings[spelling], spelling.islower(), -len(spelling), spelling))
