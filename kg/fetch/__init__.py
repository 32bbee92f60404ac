"""Fetching: records of papers from the servers that list them, into a folder of files that `kg build` reads.

The answers are kept as they came, one page a file. What is asked for is divided into spans of days on a fixed calendar, so
that the file of a span has the same name in every run, and a span that has settled is never asked for again.
"""

from __future__ import annotations

from kg.fetch.arxiv import arxiv_search
from kg.fetch.daily import daily_papers
from kg.fetch.run import Fetched, Job, fetch
from kg.fetch.source import Page, Source, Span

__all__ = ["Fetched", "Job", "Page", "Source", "Span", "arxiv_search", "daily_papers", "fetch"]
