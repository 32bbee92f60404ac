"""A number with what stands around it: the cues and metrics before and after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.quantities import Quantity
from kg.extract.result_cues import Cue, Metric
from kg.records import Span

_JOINED = re.compile(r"\s*(?:,|and|,\s*and|/|as well as|&)\s*(?:the\s+|\w+\s+)?")
_BREAK = re.compile(r"[,;:.(]|\b(?:over|than|compared|while|with|without|across|and|on|by|when)\b")


@dataclass(frozen=True, slots=True)
class Site:
    """A number in its sentence.

    `lead` and `trail` reach to the claims before and after, `opening` back to the start of the sentence. Numbers in a
    list ("8, 12 and 20%") share their surroundings: the number is the one at `rank` of `count`.
    """

    view: str
    sentence: Span
    quantity: Quantity
    opening: Span | None
    lead: Span | None
    trail: Span | None
    rank: int
    count: int
    cues: tuple[Cue, ...]
    metrics: tuple[Metric, ...]

    def cues_in(self, part: Span | None) -> list[Cue]:
        """The cues within a part of the text."""
        return [cue for cue in self.cues if part and part.contains(cue.span)]

    def metrics_in(self, part: Span | None) -> list[Metric]:
        """The metrics within a part of the text."""
        return [metric for metric in self.metrics if part and part.contains(metric.span)]

    def text(self, part: Span | None) -> str:
        """The characters of a part of the text."""
        return part.of(self.view) if part else ""

    def own(self, metrics: Sequence[Metric]) -> tuple[Metric, ...]:
        """Which of several joined metrics are this number's: in lists of equal length one each."""
        if self.count > 1 and len(metrics) == self.count:
            return (metrics[self.rank],)
        return tuple(metrics) if self.count == 1 else tuple(metrics[:1])

    def direct(self) -> list[Metric]:
        """The metrics that follow the number directly."""
        return self.following(self.trail.start) if self.trail else []

    def following(self, start: int) -> list[Metric]:
        """The metrics that follow a place, directly or after in, of and the like, with those joined to them."""
        found: list[Metric] = []
        for metric in self.metrics_in(part(start, self.trail.end if self.trail else 0)):
            gap = self.view[start : metric.span.start]
            if found and not _JOINED.fullmatch(gap):
                break
            if not found and (len(gap.split()) > 4 or _BREAK.search(gap)):
                break
            found.append(metric)
            start = metric.span.end
        return found

    def joined(self, metrics: Sequence[Metric]) -> list[Metric]:
        """The last of the metrics and those that are joined to it by and or comma."""
        kept: list[Metric] = []
        for metric in reversed(metrics):
            if kept and not _JOINED.fullmatch(self.view, metric.span.end, kept[0].span.start):
                break
            kept.insert(0, metric)
        return kept

    def preceding(self) -> list[Metric]:
        """The last metrics before the number."""
        return self.joined(self.metrics_in(self.lead))

    def words_after(self, span: Span) -> int:
        """How many words stand between a place before the number and the number."""
        return len(self.view[span.end : self.lead.end if self.lead else span.end].split())


def part(start: int, end: int) -> Span | None:
    """The span, or None when it is empty."""
    return Span(start, end) if start < end else None
