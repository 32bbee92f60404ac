"""Reads machine learning papers and builds a knowledge graph with the sentence behind every edge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import Graph

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def load(folder: str | Path = "output") -> Graph:
    """The graph that `kg build` wrote into `folder`, for notebooks and scripts. Raises OutputError when there is none."""
    from kg.graph import Graph

    return Graph(folder)
