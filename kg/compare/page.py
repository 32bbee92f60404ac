"""A board as one HTML file that works without a network: tables that sort, every text escaped, scripts named by digest."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kg.compare.board import Board
from kg.compare.rows import Row
from kg.view.safe import NOT_XML

TEMPLATES = Path(__file__).parent / "templates"
WEB = ("https://", "http://")
"""How an address begins that may become a link."""


def page(board: Board, *, title: str) -> str:
    """The board as a page; it can always be written as UTF-8."""
    style, script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("compare.css", "compare.js"))
    text = (
        _environment()
        .get_template("compare.html")
        .render(
            title=title,
            board=board,
            policy=_policy(script, style),
            style=Markup(style),  # noqa: S704 (our own file)
            script=Markup(script),  # noqa: S704 (our own file)
            link=_link,
            sort_key=_sort_key,
        )
    )
    return NOT_XML.sub("", text)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _link(url: str) -> str:
    """The address, if a click on it opens a page of the web and nothing else; else ""."""
    return url if url.startswith(WEB) else ""


def _sort_key(row: Row) -> str:
    return "" if row.maximum is None else f"{float(row.maximum):.12g}"


def _policy(script: str, style: str) -> str:
    return f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; img-src data:; base-uri 'none'"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
