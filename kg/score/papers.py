"""Comparing one predicted paper with its gold one.

Which entities are right says pairing.py; a relation is right when both ends and the relation are; a result when its
numbers, unit, direction and subject are (a paper and what it introduces are one subject).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kg.records import PAPER
from kg.score.counts import Counts, Scores, scores
from kg.score.normal import normal_numbers, normal_unit, same_metric
from kg.score.pairing import ItemJson, Pair, PaperJson, at, contribution, introduced, pairs

ResultKey = tuple[str, tuple[str, ...], str, str]
"""What must agree in a result: subject, numbers, unit, direction."""
Keyed = tuple[ResultKey, ItemJson]


def score(gold: Iterable[PaperJson], predicted: Iterable[PaperJson]) -> Scores:
    """Compare predictions with gold papers. Raises InputError when a prediction uses an entity id twice."""
    total = Counts()
    for counts in score_papers(gold, predicted):
        total.add(counts)
    return scores(total)


def score_papers(gold: Iterable[PaperJson], predicted: Iterable[PaperJson]) -> Iterator[Counts]:
    """The counts of every gold paper by itself, in order (for resampling). Raises as `score`."""
    return map(_compare, pairs(gold, predicted))


def _compare(pair: Pair) -> Counts:
    counts = Counts()
    ids = pair.gold_ids()
    _compare_entities(counts, pair, ids)
    _compare_relations(counts, pair, ids)
    _compare_results(counts, pair, ids)
    return counts


def _compare_entities(counts: Counts, pair: Pair, ids: Mapping[str, str]) -> None:
    gold, predicted = pair.items("entities")
    for type_ in sorted({entity["type"] for entity in (*gold, *predicted)}):
        wanted = Counter(entity["id"] for entity in gold if entity["type"] == type_)
        found = Counter(ids[str(entity["id"])] for entity in predicted if entity["type"] == type_)
        counts.compare("entities", wanted, found)
        counts.compare(f"entity {type_}", wanted, found)
    found_gold = set(pair.entity_of.values())
    counts.misses.update(_label(entity) for i, entity in enumerate(gold) if i not in found_gold)
    counts.extras.update(_label(entity) for i, entity in enumerate(predicted) if i not in pair.entity_of)
    untyped = pair.untyped()
    found_untyped = Counter(untyped.get(i, -1 - i) for i in range(len(predicted)))
    counts.compare("entities untyped", Counter(range(len(gold))), found_untyped)


def _compare_relations(counts: Counts, pair: Pair, ids: Mapping[str, str]) -> None:
    gold, predicted = pair.items("relations")
    wanted = Counter((r["head"], r["rel"], r["tail"]) for r in gold)
    found = Counter({(at(ids, r["head"]), r["rel"], at(ids, r["tail"])) for r in predicted})
    counts.compare("relations", wanted, found)
    for name in sorted({key[1] for key in (*wanted, *found)}):
        counts.compare(f"relation {name}", *(_only(name, keys) for keys in (wanted, found)))
    names = {entity["id"]: entity["name"] for entity in pair.gold["entities"]} | {PAPER: PAPER}
    counts.misses.update(f"{names[head]} {name} {names[tail]}" for head, name, tail in wanted - found)
    for relation in predicted:
        evidence = relation.get("evidence")
        counts.judge("evidence", evidence and evidence in pair.text)
    own = introduced(pair.gold)
    if own:
        counts.judge("contribution", (PAPER, contribution(), own[0]) in found)


def _compare_results(counts: Counts, pair: Pair, ids: Mapping[str, str]) -> None:
    wanted, found = keyed_results(pair, ids)
    counts.compare("results", Counter(key for key, _ in wanted), Counter(key for key, _ in found))
    counts.compare("result values", Counter(key[1:3] for key, _ in wanted), Counter(key[1:3] for key, _ in found))
    for key, result in wanted:
        hit = next((i for i, (other, _) in enumerate(found) if other == key), None)
        if hit is not None:
            _judge_details(counts, result, found.pop(hit)[1], ids)


def _judge_details(counts: Counts, gold: ItemJson, predicted: ItemJson, ids: Mapping[str, str]) -> None:
    counts.judge("metric", same_metric(gold["metric"], predicted.get("metric", "")))
    baselines = gold.get("baseline"), predicted.get("baseline")
    if any(baselines):
        counts.judge("baseline", baselines[1] and at(ids, baselines[1]) == baselines[0])
    contexts = gold.get("context", ()), predicted.get("context", ())
    if any(contexts):
        counts.judge("context", {at(ids, local) for local in contexts[1]} == set(contexts[0]))


def _only(name: str, keys: Counter[tuple[str, str, str]]) -> Counter[tuple[str, str, str]]:
    return Counter({key: count for key, count in keys.items() if key[1] == name})


def keyed_results(pair: Pair, ids: Mapping[str, str]) -> tuple[list[Keyed], list[Keyed]]:
    """The gold and the predicted results with what must agree in them; `ids` are those of Pair.gold_ids."""
    own = {PAPER, *introduced(pair.gold)}
    gold, predicted = pair.items("results")
    wanted = [(_result_key(result, result["subject"], own), result) for result in gold]
    return wanted, [(_result_key(result, at(ids, result["subject"]), own), result) for result in predicted]


def _result_key(result: ItemJson, subject: str, own: set[str]) -> ResultKey:
    who = PAPER if subject in own else subject
    return who, normal_numbers(result["value"]), normal_unit(result["unit"]), result["direction"]


def _label(entity: ItemJson) -> str:
    return f"{entity['type']}: {entity['name']}"
