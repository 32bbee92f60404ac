"""How fast the server is: `python -m tests.bench_serve [DIR]`, on the graph in DIR, else on a made-up one. Ratios in one run.

Named questions through HTTP against the engine in this process; many clients against one; a runaway query beside them;
search and neighbourhoods at 100,000 entities.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import httpx
from graphs import synthetic
from serving import serving, write_graph

import kg
from kg import rdf

ROUNDS = 7
CLIENTS, SECONDS = 50, 60
LARGE = 23_000
"""Papers of the large graph: it has about 100,000 entities."""
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }"


def milliseconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - began)


def worst_of_twenty(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def ask(client: httpx.Client, query: str, *, anew: bool = True) -> None:
    """Ask; `anew`: no answer that the server kept from before counts."""
    headers = {"Cache-Control": "no-cache"} if anew else {}
    client.get("/sparql", params={"query": query}, headers=headers).raise_for_status()


def questions(client: httpx.Client, folder: Path) -> None:
    graph, ratios, worst = kg.load(folder), [], 0.0
    for question in rdf.named_queries():
        inside, through = [], []
        for _ in range(ROUNDS):
            inside.append(milliseconds(lambda q=question: rdf.answer(graph.store, q.text, "json", prefixes=graph.prefixes)))
            through.append(milliseconds(lambda q=question: ask(client, q.text)))
        own, other = min(inside[1:]), min(through[1:])
        ratios.append((other - 3) / own)
        worst = max(worst, (other - 3) / own)
        print(f"  {question.name:32} {own:8.1f} ms, through HTTP {other:8.1f} ms, ratio less 3 ms {ratios[-1]:5.2f}")
    print(f"questions: median of the ratios {statistics.median(ratios):.2f}, worst {worst:.2f} (at most 1.30)")


def one_client(address: str, queries: list[str], seconds: float, start: float, *, anew: bool) -> tuple[list[float], int]:
    """One query a second, for so long: their milliseconds, and how many failed."""
    times, errors = [], 0
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        time.sleep(start)
        until = time.perf_counter() + seconds
        for query in random.Random(start).choices(queries, k=int(seconds)):
            began = time.perf_counter()
            try:
                ask(client, query, anew=anew)
            except httpx.HTTPError:
                errors += 1
            times.append(1000 * (time.perf_counter() - began))
            time.sleep(max(0, min(1 - (time.perf_counter() - began), until - time.perf_counter())))
    return times, errors


def crowd(address: str, clients: int, seconds: float, *, anew: bool) -> tuple[float, int, int]:
    """So many clients at once: the 95th percentile, the number of queries, the number of errors."""
    queries = [question.text for question in rdf.named_queries()]
    with ThreadPoolExecutor(clients) as threads:
        run = partial(one_client, address, queries, seconds, anew=anew)
        runs = list(threads.map(lambda n: run(n / clients), range(clients)))
    times = [value for run_times, _ in runs for value in run_times]
    return worst_of_twenty(times), len(times), sum(errors for _, errors in runs)


def load(client: httpx.Client, seconds: float) -> None:
    address = str(client.base_url)
    for anew, how in ((False, "as clients ask"), (True, "every query asked anew")):
        alone, *_ = crowd(address, 1, max(seconds, 20), anew=anew)
        many, count, errors = crowd(address, CLIENTS, seconds, anew=anew)
        print(f"{CLIENTS} clients, each a query a second for {seconds:.0f} s, {how}: {count} queries, {errors} errors")
        print(f"  95th percentile {many:.1f} ms, one client alone {alone:.1f} ms, ratio {many / alone:.1f} (at most 5)")
        with ThreadPoolExecutor(1) as threads:
            runaway = threads.submit(client.get, "/sparql", params={"query": ENDLESS})
            time.sleep(1.5)
            beside, _, errors = crowd(address, CLIENTS, min(seconds, 20), anew=anew)
            ended = runaway.result()
        print(f"  beside a runaway query {beside:.1f} ms, {errors} errors, ratio {beside / many:.2f} (at most 1.5)")
        print(f"  the runaway query ended with {ended.status_code} after {ended.elapsed.total_seconds():.1f} s")


def large(folder: Path) -> None:
    write_graph(
        synthetic(LARGE, statements=6, claims=1),
        folder,
        names=("graph.nq", "store", "nodes.parquet", "knowledge.json", "void.ttl"),
    )
    began = time.perf_counter()
    with serving(folder) as client:
        print(f"large graph: opened after {time.perf_counter() - began:.1f} s")
        total = client.get("/api/overview").json()["counts"]["entities"]
        rng = random.Random(1)
        labels = [hit["label"] for hit in client.get("/api/search", params={"q": "ba", "limit": 100}).json()["hits"]]
        typed = [part for label in labels for part in (label[:2], label[:4], label, label[:3] + label[4:])]
        searches = [milliseconds(lambda t=text: client.get("/api/search", params={"q": t})) for text in rng.sample(typed, 200)]
        print(f"search at {total:,} entities: 95th percentile {worst_of_twenty(searches):.1f} ms (at most 50)")
        ids = [hit["id"] for hit in client.get("/api/search", params={"limit": 100}).json()["hits"]]
        near = [milliseconds(lambda i=node: client.get("/api/neighbours", params={"id": i})) for node in ids]
        print(f"neighbourhoods of the best connected: 95th percentile {worst_of_twenty(near):.1f} ms (at most 100)")
        print(f"overview of the whole: {milliseconds(lambda: client.get('/api/graph')):.0f} ms")


def main() -> None:
    given, short = [word for word in sys.argv[1:] if not word.startswith("-")], "--short" in sys.argv
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(given[0]) if given else write_graph(synthetic(453), Path(temporary) / "graph")
        with serving(folder, "--query-timeout", "20") as client:
            questions(client, folder)
            if "--questions" in sys.argv:
                return
            load(client, 10 if short else SECONDS)
        if not short:
            large(Path(temporary) / "large")


if __name__ == "__main__":
    main()
