"""Pages that the server writes itself: entities, the interface's documentation, errors. Every text is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page(name: str, **values: object) -> str:
    """The template of this name, filled."""
    return _environment().get_template(name).render(**values).encode("utf-8", "replace").decode()
