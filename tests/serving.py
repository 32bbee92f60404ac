"""A server process over a graph that was written for a test."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Thread

import httpx

from kg import config, files, ontology, output
from kg.records import Knowledge

ADDRESS = re.compile(r"http://\S+")


def write_graph(knowledge: Knowledge, folder: Path, *, names: Container[str] | None = None) -> Path:
    """The folder of a built graph that holds `knowledge`, as a build leaves it, but without what was extracted from its texts.

    `names` are the files wanted, all by default.
    """
    settings = asdict(config.load(folder.parent))
    with output.new_version(folder) as fresh:
        product = files.Product(knowledge, (), (), ontology.load(), config.Config(**settings))
        for file in files.FILES:
            if names is None or file.name in names:
                file.write(product, fresh / file.name)
        for name in ("problems.jsonl", *(name for name, _ in files.KEPT_FILES)):
            (fresh / name).touch()
        run = {"layout": output.LAYOUT, "kg": "test", "ontology": "test", "extractor": knowledge.extractor, **settings}
        files.write_run({**run, "counts": files.counts(product, records=len(knowledge.papers)), "seconds": {}}, fresh)
    return folder


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[httpx.Client]:
    """A client of a new server process on a free port; its `base_url` is the server's address."""
    with server(folder, *options) as (client, _):
        yield client


@contextmanager
def server(folder: Path, *options: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """As `serving`, with the process. What it writes to standard error after its first line is a failure."""
    command = [sys.executable, "-m", "kg", "serve", "-g", str(folder), "--port", "0", "--no-open", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        found = ADDRESS.search(first)
        if found is None:
            process.kill()
            raise AssertionError(first + process.stderr.read())
        rest: list[str] = []
        reader = Thread(target=lambda lines: rest.extend(lines), args=(process.stderr,))
        reader.start()
        try:
            with httpx.Client(base_url=found.group(), timeout=30, trust_env=False) as client:
                yield client, process
        finally:
            process.terminate()
            process.wait(timeout=20)
            reader.join()
        assert rest == [], "".join(rest)
