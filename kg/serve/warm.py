"""What is made before anybody asks for it: the first picture before the server says that it is open, the rest beside it."""

from __future__ import annotations

from kg.serve.comparisons import comparables
from kg.serve.graphs import whole_packed
from kg.serve.pages import overview
from kg.serve.snapshot import Snapshot


def before(snapshot: Snapshot) -> None:
    """What every visitor asks for first."""
    whole_packed(snapshot)


def beside(snapshot: Snapshot) -> None:
    """What takes a while in large graphs, and is asked for soon."""
    _ = snapshot.names, snapshot.index.naming, snapshot.index.places_of_papers, snapshot.index.entities
    overview(snapshot)
    comparables(snapshot)
