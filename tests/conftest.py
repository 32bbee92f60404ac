"""Fixtures that several test files share."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explorer import KNOWN, Open, Opened, chromium, opening
from serving import serving, write_graph

os.environ.setdefault("KG_EXTRACTOR", "patterns")
"""Most tests look at something else than the extractor, and the first one is quicker and the same on every processor."""

collect_ignore = ["bench.py", "make_docs.py", "pictures.py"]
"""Commands of the Makefile, no tests."""

SHARED = Path(__file__).resolve().parents[2] / "shared"


SAMPLE = "SAMPLE_OF_TESTS"
"""The variable that tells all processes of a run where the graph of the sample stands, or will."""


def pytest_configure(config: pytest.Config) -> None:
    """Make a place for the graph of the sample, which the first test that wants it builds, in whatever process it runs."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as under nohup: the commands that tests interrupt would inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        os.environ[SAMPLE] = tempfile.mkdtemp(prefix="kg-sample-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SAMPLE), ignore_errors=True)


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the hand-made graph."""
    with serving(write_graph(KNOWN, tmp_path_factory.mktemp("explorer") / "graph")) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
def show(browser: Any, address: str) -> Iterator[Open]:
    """Opens pages of that server; none may fail, break the policy or ask another address."""
    with opening(browser, address) as opened:
        yield opened


@pytest.fixture
def graph(show: Open) -> Opened:
    """The graph page."""
    return show("/")
