"""Small helpers for the tests of reading: write a file, read it, and part what was read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.read import read
from kg.records import Paper, Unreadable

SMALL = "We grow small trees and prune them by hand. They answer in half the time of large ones."


def read_text(folder: Path, content: str | bytes, name: str = "input", format: str = "") -> tuple[list[Paper], list[Unreadable]]:
    path = folder / name
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return parted(read([str(path)], format=format))


def parted(items: Iterable[Paper | Unreadable]) -> tuple[list[Paper], list[Unreadable]]:
    everything = list(items)
    return [item for item in everything if isinstance(item, Paper)], [item for item in everything if isinstance(item, Unreadable)]


def titles(papers: Iterable[Paper]) -> list[str]:
    return [paper.title for paper in papers]
