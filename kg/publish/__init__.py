"""Publishing: a built graph goes into a server that speaks the SPARQL 1.1 Graph Store Protocol, graph by graph.

Each named graph is replaced in one request, so that a reader sees the old one or the new one. What the server has
acknowledged is noted with its digest: a run that was ended goes on where it stopped, and after a new build only the graphs
that changed are sent.
"""

from __future__ import annotations

from kg.publish.run import Job, Published, publish

__all__ = ["Job", "Published", "publish"]
