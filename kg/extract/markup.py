"""Text without its LaTeX, place by place: what patterns look at, while offsets stay those of the text."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"\\(?:([A-Za-z]+) ?|([%$&#_{}])|[,;:! \[\]()])")
_SYMBOLS = {
    "times": "×", "cdot": "·", "sim": "~", "approx": "≈", "simeq": "≈", "mu": "μ", "pm": "±", "geq": "≥", "ge": "≥", "leq": "≤",
    "le": "≤", "gt": ">", "lt": "<", "uparrow": "↑", "downarrow": "↓", "to": "→", "rightarrow": "→",
}  # fmt: skip
_BLANK = str.maketrans(
    dict.fromkeys("${}\t\n\xa0\u202f\u2009", " ") | {"\u2212": "-", "\u2011": "-", "\u2010": "-", "∼": "~", "˜": "~"}
)


def plain(text: str) -> str:
    r"""The text with commands, braces and dollar signs blanked out; as long as `text`, so that offsets hold.

    >>> plain(r"a $2.5\times$ speedup at \textbf{48\%}")
    'a  2.5×       speedup at         48 % '
    """
    return _COMMAND.sub(_unmarked, text).translate(_BLANK)


def _unmarked(match: re.Match[str]) -> str:
    word, sign = match.groups()
    kept = f" {sign}" if sign else _SYMBOLS.get(word or "", "")
    return kept.ljust(len(match.group()))
