"""The forms in which names, units and numbers are compared, so that spelling does not decide."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNIT_FORMS = {
    "points": ("point", "percentage points", "percentage point", "pp", "%p"),
    "x": ("×", "times", "fold"),
    "%": ("percent",),
    "s": ("second", "seconds", "sec"),
    "ms": ("milliseconds",),
    "h": ("hour", "hours"),
    "w": ("watts",),
    "orders": ("orders of magnitude",),
}
_UNITS = {form: unit for unit, forms in UNIT_FORMS.items() for form in forms}
_POWERS = {"k": 3, "thousand": 3, "m": 6, "million": 6, "b": 9, "bn": 9, "billion": 9, "t": 12, "trillion": 12}
_RANGE = re.compile(r"(?<=[\d%kmbx])\s*(?:to|[-\u2013\u2014~])\s*(?=\d)")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?(?:e-?\d+\b)?)(?:\s*(thousand|million|billion|trillion|bn|[kmbt])(?![a-z]))?")


def normal_name(name: object) -> str:
    """A name without case, leading article, punctuation (but for points in numbers), spaces and plural s.

    >>> normal_name("The Vision-Transformers") == normal_name("vision transformer")
    True
    >>> normal_name("GPT-3.5") == normal_name("GPT-35")
    False
    """
    return _normal(str(name))


@lru_cache(maxsize=65536)
def _normal(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    without_article = re.sub(r"^(?:an?|the)\s+", "", folded)
    points_kept = re.sub(r"(?<=\d)\.(?=\d)", "\u00b7", without_article)
    words = re.sub(r"[^\w+#\u00b7]+", " ", points_kept).split()
    return "".join(word[:-1] if len(word) > 3 and word[-1] == "s" != word[-2] else word for word in words)


def normal_unit(unit: object) -> str:
    """The unit in the form that is compared.

    >>> normal_unit("percentage points")
    'points'
    """
    folded = unicodedata.normalize("NFKC", str(unit or "")).casefold().strip()
    return _UNITS.get(folded, folded)


def normal_numbers(value: object) -> tuple[str, ...]:
    """The numbers in a value, multiplied out and sorted; its words when it has none.

    >>> normal_numbers("1.5B"), normal_numbers("10~30"), normal_numbers("half")
    (('1.5e+09',), ('10', '30'), ('half',))
    """
    folded = unicodedata.normalize("NFKC", str(value)).casefold().replace(",", "").replace("\u2212", "-")
    found = _NUMBER.findall(_RANGE.sub(" ", folded))
    numbers = sorted(f"{float(number) * 10.0 ** _POWERS.get(scale, 0):g}" for number, scale in found)
    return tuple(numbers) or (" ".join(folded.split()),)


def same_metric(left: object, right: object) -> bool:
    """Whether one metric's normalised name holds the other's.

    >>> same_metric("Top-1 accuracy", "accuracy")
    True
    """
    a, b = normal_name(left), normal_name(right)
    return bool(a and b) and (a in b or b in a)
