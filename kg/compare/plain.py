"""Cards and boards as dictionaries and lists, ready for JSON."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def plain(value: object) -> Json:
    """A record of this room by its fields, and by those of its properties that say something for people.

    Decimals become numbers, lone surrogates question marks. Raises TypeError for what is no record, tuple, text or number.

    >>> from kg.compare.things import Thing
    >>> plain((Thing("method/lora", "LoRA", ""), Decimal("1.5")))
    [{'id': 'method/lora', 'name': 'LoRA', 'type': ''}, 1.5]
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int | float | bool | None):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        shown = [name for name in ("change", "comparable", "about") if hasattr(value, name)]
        return {name: plain(getattr(value, name)) for name in (*(field.name for field in fields(value)), *shown)}
    raise TypeError(f"{type(value).__name__} is no record of cards and boards")
