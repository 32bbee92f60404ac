"""The types and relations a model knows, as indices, with the signatures that its decoder keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract.model.numbers import ResultSchema


@dataclass(frozen=True)
class Schema:
    """Names by index. `heads` and `tails` hold, for each relation, the type indices at its ends; the paper is `paper`.

    `contribution` is the index of the relation by which a paper introduces a thing, -1 where an ontology has none;
    `results` is None for a model that does not read results.
    """

    types: tuple[str, ...]
    relations: tuple[str, ...]
    heads: tuple[tuple[int, ...], ...]
    tails: tuple[tuple[int, ...], ...]
    one_type: tuple[bool, ...]
    contribution: int
    results: ResultSchema | None = None

    @property
    def paper(self) -> int:
        """The type index that stands for the paper itself."""
        return len(self.types)

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """[head type or paper, tail type, relation]: what the signatures allow."""
        table = np.zeros((len(self.types) + 1, len(self.types), len(self.relations)), bool)
        for relation, (heads, tails) in enumerate(zip(self.heads, self.tails, strict=True)):
            for head in heads:
                for tail in tails:
                    table[head, tail, relation] = head == tail or not self.one_type[relation]
        return table

    def to_json(self) -> dict[str, Any]:
        """The schema as values that JSON holds."""
        return {
            "types": list(self.types),
            "relations": list(self.relations),
            "heads": [list(ends) for ends in self.heads],
            "tails": [list(ends) for ends in self.tails],
            "one_type": list(self.one_type),
            "contribution": self.contribution,
            "results": self.results.to_json() if self.results else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Schema:
        """The inverse of to_json."""
        heads, tails = (tuple(tuple(ends) for ends in data[name]) for name in ("heads", "tails"))
        results = ResultSchema.from_json(data["results"]) if data.get("results") else None
        return cls(
            tuple(data["types"]),
            tuple(data["relations"]),
            heads,
            tails,
            tuple(data["one_type"]),
            int(data["contribution"]),
            results,
        )
