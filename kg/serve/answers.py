"""The answers to the latest queries over one version of the graph, which never changes: asked again, they are there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from kg import rdf

LARGEST_SHARE = 16
"""An answer may take this part of the room, one to so many; larger ones are not kept."""


class Answers:
    """Keeps as many of the latest answers as fit into `room` bytes.

    >>> answers = Answers(1600)
    >>> answers.keep("a", rdf.Reply("csv", b"1" * 100)); answers.keep("b", rdf.Reply("csv", b"2" * 101))
    >>> answers.get("a") is None, answers.get("b") is None
    (False, True)
    """

    def __init__(self, room: int) -> None:
        self.room, self._size = room, 0
        self._kept: OrderedDict[Hashable, rdf.Reply] = OrderedDict()

    def get(self, key: Hashable) -> rdf.Reply | None:
        """The answer that was kept under this key, if it still is."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: Hashable, answer: rdf.Reply) -> None:
        """Keep an answer, and give up the oldest ones that no longer fit."""
        if len(answer.body) * LARGEST_SHARE > self.room or key in self._kept:
            return
        self._kept[key] = answer
        self._size += len(answer.body)
        while self._size > self.room:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.body)
