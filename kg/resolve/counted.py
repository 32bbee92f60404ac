"""Short forms that many papers write out alike: ontology/identity/short_forms.tsv, counted over a large corpus.

    python -m kg.resolve.counted abstracts.jsonl.gz... > ontology/identity/short_forms.tsv

A file has one JSON object a line, with `title` and `abstract`. A definition is a long form before a short one in
parentheses (Schwartz and Hearst, 2003). A short form is kept if enough papers define it and nearly all of them alike.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.resolve.names import abbreviates, is_short_form, words
from kg.resolve.short_forms import bare
from kg.resolve.stems import stem
from kg.resolve.wording import spelled

PAPERS, SHARE = 5, 0.85
"""So many papers must define a short form, and so large a share of them alike."""

SHORTEST, SURE_PAPERS, SURE_SHARE = 2, 15, 0.95
"""Two letters stand for more things than a corpus shows, and need more."""

_DEFINED = re.compile(r"\(([A-Za-z][\w/+&-]{1,9})\)")
_BREAKS = re.compile(r"[^\w\s'-]")
_BEFORE = 120
"""Characters before a short form among which its long form is looked for."""


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Short and long forms that a text defines.

    >>> list(definitions("We study graph neural networks (GNNs) and a thing (NASA)."))
    [('GNN', 'graph neural networks')]
    """
    for found in _DEFINED.finditer(text):
        short = found[1]
        before = _BREAKS.split(text[max(0, found.start() - _BEFORE) : found.start()])[-1].split()
        most = sum(map(str.isalnum, short)) + 4
        ends = (" ".join(before[-length:]) for length in range(2, min(len(before), most) + 1)) if is_short_form(short) else ()
        long = next((end for end in ends if abbreviates(short, end)), "")
        if long:
            yield bare(short), long


def frequent(texts: Iterable[str]) -> Iterator[tuple[str, str, int, int]]:
    """Short form, its usual long form in folded words, the papers that give this one, and all that give any."""
    spellings: dict[str, dict[tuple[str, ...], Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for text in texts:
        for short, long in sorted({(short, " ".join(words(long))) for short, long in definitions(text)}):
            spellings[short.casefold()][tuple(sorted(map(stem, spelled(long.split()))))][long] += 1
    for short, longs in sorted(spellings.items()):
        papers = {stems: found.total() for stems, found in longs.items()}
        best, total = min(papers, key=lambda stems: (-papers[stems], stems)), sum(papers.values())
        least, share = (SURE_PAPERS, SURE_SHARE) if len(short) <= SHORTEST else (PAPERS, SHARE)
        if total >= least and papers[best] >= share * total:
            usual = min(longs[best], key=lambda long: (-longs[best][long], long))
            yield short, usual, papers[best], total


def main(paths: list[str]) -> None:
    """Write the table to standard output."""
    lines = (line for path in paths for line in gzip.decompress(Path(path).read_bytes()).splitlines())
    papers = map(json.loads, lines)
    rows = frequent(f"{paper['title']}. {paper['abstract']}" for paper in papers)
    table = ("\t".join(map(str, row)) for row in rows)
    sys.stdout.write("\n".join(("short\tlong\tpapers\tof", *table)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
