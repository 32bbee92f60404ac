"""Plain and coloured text on stdout; colours only on a terminal, and not with NO_COLOR."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH = 160
"""Columns of a table that goes to a file or pipe."""

__all__ = ["escape", "print_table", "say", "stdout"]


def stdout() -> Console:
    """Where data go: as wide as the terminal, or PLAIN_WIDTH."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def say(text: str, style: str = "") -> None:
    """One line of text, as it is: no markup is read in it, and control characters are shown, not obeyed."""
    stdout().print(Text(visible(text), style=style), soft_wrap=True)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """A table; cells are text as it is."""
    table = Table(title=title or None, title_justify="left", header_style="bold", show_edge=False, pad_edge=False, box=None)
    for column in columns:
        table.add_column(Text(visible(column)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    stdout().print(table)
    sys.stdout.flush()


def visible(text: str) -> str:
    r"""`text` with control characters other than a line break shown as escapes, so that no name can steer a terminal.

    >>> visible("a\x1b[31m b")
    'a\\x1b[31m b'
    """
    return "".join(
        c if c == "\n" or c.isprintable() or (c.isspace() and c not in "\r\x0b\x0c\x85") else ascii(c)[1:-1] for c in text
    )
