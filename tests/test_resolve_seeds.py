"""Identity on the seeds as people will see them: no thing twice, no generic name, and what the shared list asks for."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import orjson
import pytest

from kg.lexicon import is_generic
from kg.resolve.agreement import agreement
from kg.resolve.clusters import ENOUGH
from kg.resolve.likeness import likeness, reading
from kg.resolve.names import normal
from kg.resolve.rewrites import rewrites
from tests.connected import GOLDEN, NUMBER, connected, seeds

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def test_the_most_connected_nodes_are_no_duplicates_and_nothing_generic(shared: Path) -> None:
    top = connected(seeds())
    told_apart = {(entry.name, entry.target) for entry in seeds().ledger if entry.action == "apart"}
    for one, other in combinations(top, 2):
        if one.type == other.type and not {(one.id, other.id), (other.id, one.id)} & told_apart:
            readings = [reading(entity.label, {}, type_name=one.type) for entity in (one, other)]
            assert likeness(one.type, *readings, rewrites()).score < ENOUGH, (one.label, other.label)
    assert [entity.label for entity in top if is_generic(entity.label)] == []


def test_the_most_connected_nodes_are_those_that_were_looked_at(shared: Path) -> None:
    """Nine in ten, since products of 8-bit numbers differ a little between processors."""
    looked_at = GOLDEN.read_text(encoding="utf-8").split()
    assert len(looked_at) == NUMBER
    assert len({entity.id for entity in connected(seeds())} & set(looked_at)) >= 0.9 * NUMBER


def test_no_two_nodes_of_a_type_have_equal_labels(shared: Path) -> None:
    by_label: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entity in seeds().knowledge.entities:
        by_label[entity.type, normal(entity.label)].append(entity.id)
    assert [paths for paths in by_label.values() if len(paths) > 1] == []


def test_identities_agree_with_the_shared_list(shared: Path) -> None:
    judged = orjson.loads((shared / "gold" / "identity.json").read_bytes())
    found = agreement(seeds().knowledge.entities, judged["same"], judged["different"])
    assert found.all.shares["present"] >= 60
    assert found.all.shares["joined"] <= 2
    assert found.all.shares["right"] >= 90


def test_every_old_path_leads_somewhere(shared: Path) -> None:
    entities = seeds().knowledge.entities
    nodes = {entity.id for entity in entities}
    led = {path for entity in entities for path in entity.replaces}
    assert not nodes & led
    assert {entry.name for entry in seeds().ledger if entry.action == "joined"} <= nodes | led
    assert {s.subject for s in seeds().knowledge.statements if not s.subject.startswith("paper/")} <= nodes
