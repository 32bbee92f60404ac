"""Text files whose records begin at a line of a known form (BibTeX, RIS), cut into records of bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.read.stream import LIMIT, NO_PAPER, TOO_LONG, Fault, Stream


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines from one beginning to the next. `opened` is false for what stands before the first beginning."""

    line: int
    text: str
    opened: bool
    fault: Fault | None


def chunks(stream: Stream, begins: re.Pattern[str]) -> Iterator[Chunk]:
    """The chunks of the stream; each line that `begins` matches opens one. A fault in a line is one of its chunk."""
    lines: list[str] = []
    size, first, opened = 0, 1, False
    fault: Fault | None = None
    for line in stream.text_lines():
        if begins.match(line.text):
            if lines or fault:
                yield Chunk(first, "".join(lines), opened, fault)
            lines, size, first, opened, fault = [], 0, line.number, True, None
        size += len(line.text)
        lines.append(line.text)
        if size > LIMIT:
            lines.clear()
            fault = fault or Fault(f"line {first}", f"the record {TOO_LONG}", NO_PAPER)
        fault = fault or line.fault
    if lines or fault:
        yield Chunk(first, "".join(lines), opened, fault)
