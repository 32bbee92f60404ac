"""Fixtures that several test files share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("KG_EXTRACTOR", "patterns")
"""Most tests look at something else than the extractor, and the first one is quicker and the same on every processor."""

collect_ignore = ["bench.py", "make_docs.py", "pictures.py"]
"""Commands of the Makefile, no tests."""

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need the shared data where it is absent; with it, they always run."""
    if SHARED.is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("shared")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("shared")]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated papers, seeds and outside material beside the checkout."""
    return SHARED
