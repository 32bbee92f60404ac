"""The units of ontology/lexicon/units.tsv: their written forms, what they measure, and the factor to a base unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kg import ontology
from kg.lexicon import read_table


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of units.tsv: `factor` times a number in this unit gives it in `base`; `metric` is what it measures, unless said.

    `qudt` is the local name of its term in http://qudt.org/vocab/unit/, "" where none was looked up.
    """

    unit: str
    dimension: str
    factor: Decimal
    base: str
    metric: str
    qudt: str


NO_UNIT = Unit("", "", Decimal(1), "", "", "")


@cache
def units() -> Mapping[str, Unit]:
    """Every written form of a unit, with the unit."""
    known = {}
    for row in read_table(ontology.data_dir() / "lexicon" / "units.tsv"):
        unit = Unit(row["unit"], row["dimension"], Decimal(row["factor"]), row["base"], row["metric"], row["qudt"])
        known.update(dict.fromkeys(row["forms"].split("|"), unit))
    return known


def unit_named(name: str) -> Unit:
    """The unit that results call so; one that the table lacks is its own base, with no dimension.

    >>> unit_named("ms").factor, unit_named("ms").base, unit_named("apples per pie").base
    (Decimal('0.001'), 's', 'apples per pie')
    """
    if not name:
        return NO_UNIT
    return _by_name().get(name) or units().get(name) or Unit(name, "", Decimal(1), name, "", "")


@cache
def _by_name() -> Mapping[str, Unit]:
    return {unit.unit: unit for unit in units().values()}
