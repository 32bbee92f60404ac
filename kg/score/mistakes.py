"""What goes wrong, sorted by kind: what is missed or invented, of which type or relation, and what stands there instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.records import PAPER
from kg.score.normal import normal_name
from kg.score.pairing import ItemJson, Pair, PaperJson, at, names, pairs
from kg.score.papers import Keyed, ResultKey, keyed_results

MISSED, INVENTED = "missed", "invented"
EXAMPLES = 3
WRONG = "?"
"""With it begin the ids of predicted entities that are wrong, see Pair.gold_ids."""
Case = tuple[str, str, str, str]
"""MISSED or INVENTED, row of the scorer, reason, the thing itself."""
Fact = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Mistakes of one kind: `side` is missed or invented, `row` that of the scorer, `examples` are the most frequent ones."""

    side: str
    row: str
    reason: str
    times: int
    examples: tuple[str, ...]


def mistakes(gold: Iterable[PaperJson], predicted: Iterable[PaperJson]) -> tuple[Mistakes, ...]:
    """All mistakes by side, row and reason, the most frequent kinds first. Raises as `score`."""
    kinds: dict[tuple[str, str, str], Counter[str]] = {}
    for pair in pairs(gold, predicted):
        for side, row, reason, what in (*_entities(pair), *_relations(pair), *_results(pair)):
            kinds.setdefault((side, row, reason), Counter())[what] += 1
    found = [Mistakes(*kind, cases.total(), _examples(cases)) for kind, cases in kinds.items()]
    return tuple(sorted(found, key=lambda m: (-m.times, m.side, m.row, m.reason)))


def _examples(cases: Counter[str]) -> tuple[str, ...]:
    often = sorted(cases.items(), key=lambda item: (-item[1], item[0]))[:EXAMPLES]
    return tuple(f"{what} ({times})" if times > 1 else what for what, times in often)


def _entities(pair: Pair) -> Iterator[Case]:
    gold, predicted = pair.items("entities")
    found = set(pair.entity_of.values())
    for i, entity in enumerate(gold):
        if i not in found:
            yield MISSED, f"entity {entity['type']}", _entity_reason(entity, predicted, "not found"), entity["name"]
    for i, entity in enumerate(predicted):
        if i not in pair.entity_of:
            yield INVENTED, f"entity {entity['type']}", _entity_reason(entity, gold, "not annotated"), entity["name"]


def _entity_reason(entity: ItemJson, others: Sequence[ItemJson], otherwise: str) -> str:
    """Why none of `others` is the entity: its name stands in one, or overlaps with the name of one."""
    name = normal_name(entity["name"])
    alike = [other for other in others if name in names(other)]
    if any(other["type"] == entity["type"] for other in alike):
        return "names joined otherwise"
    if alike:
        return f"is {alike[0]['type']} there"
    words = set(entity["name"].casefold().split())
    cut = any(words & set(other["name"].casefold().split()) and _within(name, names(other)) for other in others)
    return "cut otherwise" if cut else otherwise


def _within(name: str, others: Iterable[str]) -> bool:
    return any(name in other or other in name for other in others)


def _relations(pair: Pair) -> Iterator[Case]:
    ids = pair.gold_ids()
    gold, predicted = pair.items("relations")
    label = {e["id"]: e["name"] for e in pair.gold["entities"]} | {PAPER: PAPER}
    wrong = {f"{WRONG}{e['id']}": e["name"] for e in pair.predicted.get("entities", ())}
    wanted = dict.fromkeys((r["head"], r["rel"], r["tail"]) for r in gold)
    found = dict.fromkeys((at(ids, r["head"]), r["rel"], at(ids, r["tail"])) for r in predicted)
    known = set(ids.values())
    for fact in wanted.keys() - found.keys():
        reason = _fact_reason(fact, found, "not found") if {fact[0], fact[2]} <= known else "an end is not found"
        yield MISSED, f"relation {fact[1]}", reason, _told(fact, label)
    for fact in found.keys() - wanted.keys():
        right = not any(end.startswith(WRONG) for end in (fact[0], fact[2]))
        reason = _fact_reason(fact, wanted, "not annotated") if right else "an end is not annotated"
        yield INVENTED, f"relation {fact[1]}", reason, _told(fact, label | wrong)


def _fact_reason(fact: Fact, others: Mapping[Fact, None], otherwise: str) -> str:
    """Why none of `others` is the fact."""
    head, relation, tail = fact
    between = [other for other in others if (other[0], other[2]) == (head, tail)]
    if between:
        return f"is {between[0][1]} there"
    if (tail, relation, head) in others:
        return "turned round"
    if any((other[1], other[2]) == (relation, tail) for other in others):
        return "has another head"
    return otherwise


def _told(fact: Fact, label: Mapping[str, str]) -> str:
    return f"{label.get(fact[0], fact[0])} {fact[1]} {label.get(fact[2], fact[2])}"


def _results(pair: Pair) -> Iterator[Case]:
    wanted, found = keyed_results(pair, pair.gold_ids())
    missed = _left(wanted, found)
    invented = _left(found, wanted)
    for side, these, those, otherwise in ((MISSED, missed, invented, "not found"), (INVENTED, invented, missed, "not annotated")):
        for key, result in these:
            told = f"{result.get('metric', '')} {result['value']} {result.get('unit') or ''}".strip()
            yield side, "results", _result_reason(key, [other for other, _ in those], otherwise), told


def _left(these: Sequence[Keyed], those: Sequence[Keyed]) -> list[Keyed]:
    """What of `these` has no partner among `those`."""
    free = Counter(key for key, _ in those)
    left = []
    for keyed in these:
        free[keyed[0]] -= 1
        if free[keyed[0]] < 0:
            left.append(keyed)
    return left


def _result_reason(key: ResultKey, others: Sequence[ResultKey], otherwise: str) -> str:
    """In what the result with the same numbers that agrees best is another one."""
    differing = sorted((_differing(key, other) for other in others if other[1] == key[1]), key=len)
    return f"has another {' and '.join(differing[0])}" if differing else otherwise


def _differing(key: ResultKey, other: ResultKey) -> list[str]:
    parts = {"unit": 2, "direction": 3, "subject": 0}
    return [name for name, place in parts.items() if key[place] != other[place]]
