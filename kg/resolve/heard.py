"""What a paper says, its names read once, so that the steps of identity need not look at all mentions again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.records import Extraction, LocalEntity
from kg.resolve.short_forms import defining_name, short_forms

Spelt = tuple[str, str]
"""A name as papers write it: entity type and defining name."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An extraction and how each of its entities is spelt.

    `varied` has the places of the entities of which the paper uses other forms too, with the short forms among these.
    """

    extraction: Extraction
    spelt: tuple[Spelt, ...]
    varied: Mapping[int, frozenset[str]]

    @property
    def paper(self) -> str:
        """The key of the paper."""
        return self.extraction.paper

    def named(self) -> Iterator[tuple[LocalEntity, str]]:
        """The entities with their defining names."""
        return ((entity, name) for entity, (_, name) in zip(self.extraction.entities, self.spelt, strict=True))


def hear(extraction: Extraction, spellings: dict[Spelt, Spelt]) -> Heard:
    """Read the names of an extraction. `spellings` takes in those of all papers, so that equal ones are one object."""
    found: list[Spelt] = []
    varied: dict[int, frozenset[str]] = {}
    for place, entity in enumerate(extraction.entities):
        name, mentions = defining_name(entity), entity.mentions
        spelt = (entity.type, name)
        found.append(spellings.setdefault(spelt, spelt))
        if mentions[0].text != name or (len(mentions) > 1 and {mention.text for mention in mentions} != {name}):
            varied[place] = short_forms(entity, name)
    return Heard(extraction, tuple(found), varied)
