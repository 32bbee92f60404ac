"""How soon the explorer shows a picture: `python -m tests.bench_explorer [DIR]`, of the graph in DIR, else of a made-up one.

Headless Chromium, each time with an empty cache: from navigation to the first picture drawn. Beside it plain pyvis with
its physics on the same graph, to the moment when its drawing stands still; then larger graphs, and the size of the page.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from explorer import ROOT, chromium
from graphs import synthetic
from playwright.sync_api import TimeoutError
from pyvis.network import Network
from serving import serving, write_graph

ROUNDS = 5
PATIENCE = 120
"""Seconds after which pyvis is not waited for any longer."""
SERVED = ("graph.nq", "store", "nodes.parquet", "tables", "void.ttl")
"""The files of a graph that a server needs."""
MIDDLE = {"papers": 4_100, "statements": 16}
"""About 20,000 nodes and 60,000 edges."""
LARGE = {"papers": 23_000, "statements": 6}
"""About 100,000 nodes."""


def first_picture(browser: Any, address: str) -> float:
    """Seconds from navigation to the first picture, in a fresh context."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("() => performance.getEntriesByName('kg-drawn').length", timeout=60_000)
    seconds: float = page.evaluate("performance.getEntriesByName('kg-drawn')[0].startTime / 1000")
    context.close()
    return seconds


def pictures(browser: Any, address: str, rounds: int = ROUNDS) -> float:
    """The median of several first pictures; one before them warms the server, not the browser."""
    first_picture(browser, address)
    times = [first_picture(browser, address) for _ in range(rounds)]
    print(f"  first picture {statistics.median(times):.2f} s, of {rounds}: {min(times):.2f} to {max(times):.2f} s")
    return statistics.median(times)


def plain_pyvis(graph: dict[str, Any], file: Path) -> None:
    """The graph as pyvis draws it by itself: defaults, physics on."""
    drawn = Network(height="900px", width="100%", directed=True, cdn_resources="in_line")
    ids, labels = graph["nodes"]["id"], graph["nodes"]["label"]
    drawn.add_nodes(ids, label=labels)
    for source, target in zip(graph["edges"]["source"], graph["edges"]["target"], strict=True):
        drawn.add_edge(ids[source], ids[target])
    file.write_text(drawn.generate_html(), encoding="utf-8")


def still(browser: Any, file: Path) -> float:
    """Seconds until the drawing of pyvis stands still, infinite after `PATIENCE`. Its requests to other servers are dropped."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.set_default_timeout(1000 * PATIENCE)
    began = time.perf_counter()
    try:
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_function("() => window.network?.physics?.stabilized === true", polling=200)
        return time.perf_counter() - began
    except TimeoutError:
        return float("inf")
    finally:
        context.close()


def against_pyvis(browser: Any, folder: Path, scratch: Path) -> None:
    with serving(folder) as client:
        graph = client.get("/api/graph").json()
        print(f"{len(graph['nodes']['id']):,} nodes, {len(graph['edges']['source']):,} edges (at most 1.0 s)")
        own = pictures(browser, str(client.base_url))
    plain_pyvis(graph, scratch / "pyvis.html")
    other = still(browser, scratch / "pyvis.html")
    told = f"{other:.1f} s" if other < PATIENCE else f"not still after {PATIENCE} s"
    least = "at least " if other > PATIENCE else ""
    print(f"  plain pyvis with physics: {told}; {least}{min(other, PATIENCE) / own:.0f} times as long (at least 20)")


def larger(browser: Any, folder: Path, sizes: dict[str, int], limit: float) -> None:
    write_graph(synthetic(sizes["papers"], statements=sizes["statements"], claims=1), folder, names=SERVED)
    with serving(folder) as client:
        graph = client.get("/api/graph").json()
        print(f"{graph['total']:,} nodes, {graph['total_edges']:,} edges, shown as {graph['kind']} (at most {limit} s)")
        pictures(browser, str(client.base_url), 3)


def size() -> None:
    """What script and style of the explorer weigh, all pages together."""
    assets = [file for file in (ROOT / "kg/serve/static/assets").iterdir() if file.suffix in (".js", ".css")]
    weight = sum(len(gzip.compress(file.read_bytes(), 9)) for file in assets)
    print(f"script and style: {weight / 1000:.0f} KB gzipped (at most 600)")


def main() -> None:
    given, short = [word for word in sys.argv[1:] if not word.startswith("-")], "--short" in sys.argv
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        scratch = Path(temporary)
        size()
        folder = Path(given[0]) if given else write_graph(synthetic(453), scratch / "graph", names=SERVED)
        against_pyvis(browser, folder, scratch)
        if not short:
            larger(browser, scratch / "middle", MIDDLE, 4)
            larger(browser, scratch / "large", LARGE, 3)


if __name__ == "__main__":
    main()
