"""How fast the server is, as ratios in one run: `python -m tests.bench_serve [DIR] [--questions] [--load] [--large [DIR]]`.

Named questions through HTTP against the engine in this process; fifty clients against one; a runaway query beside them;
start, search and neighbourhoods at 100,000 entities. DIR is a built graph; without it graphs are made up, which takes minutes
for the large one. On a busy machine the figures in processor time are the ones to trust.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import httpx
from graphs import synthetic
from serving import server, write_graph

import kg
from kg import rdf

ROUNDS, ENOUGH = 7, 3.0
"""A question is asked so often by turns, and as long as that takes less than so many seconds."""
ALLOWED, RATIO = 3.0, 1.3
"""Milliseconds, and times the engine's own, that the way through HTTP may take."""
CLIENTS, SECONDS = 50, 60.0
QUICK = 20.0
"""Milliseconds of a question that can be asked anew fifty times a second on two cores; dearer ones come from what is kept."""
LARGE = 23_000
"""Papers of the large graph: it has about 100,000 entities."""
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }"
TIMEOUT = 20
"""Seconds after which the server stops a query."""


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


def machine() -> str:
    """How busy it was, which tells what the figures are worth."""
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def processor_seconds(process: subprocess.Popen[str]) -> float:
    """What a process and its children have used of the processor, those that have ended included."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    pids = [process.pid, *(int(pid) for task in tasks for pid in task.read_text().split())]
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    ticks = sum(int(field) for stat in fields for field in stat[11:13]) + sum(map(int, fields[0][13:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def questions(client: httpx.Client, process: subprocess.Popen[str], folder: Path) -> dict[str, float]:
    """Each question by turns inside and through HTTP; its own milliseconds by its text."""
    graph, ratios, own_times = kg.load(folder), {}, {}
    asked, own_seconds = 0, 0.0
    began_server = processor_seconds(process)
    for question in rdf.named_queries():
        inside, through = [], []
        while len(inside) < ROUNDS or sum(inside) + sum(through) < 1000 * ENOUGH:
            began = time.process_time()
            inside.append(milliseconds(lambda q=question: rdf.answer(graph.store, q.text, "json", prefixes=graph.prefixes)))
            own_seconds += time.process_time() - began
            through.append(milliseconds(lambda q=question: ask(client, q.text)))
            asked += 1
        own, other = min(inside[1:]), min(through[1:])
        own_times[question.text] = own
        ratios[question.name] = (other - ALLOWED) / own
        print(f"  {question.name:32} {own:8.1f} ms, through HTTP {other:8.1f} ms, ratio less 3 ms {ratios[question.name]:5.2f}")
    over = [name for name, ratio in ratios.items() if ratio > RATIO]
    print(f"questions: median of the ratios {statistics.median(ratios.values()):.2f}, worst {max(ratios.values()):.2f}")
    print(f"  {len(ratios) - len(over)} of {len(ratios)} at most {RATIO:.2f}{': not ' if over else ''}{', '.join(over)}")
    server_seconds = processor_seconds(process) - began_server
    print(f"  processor time of {asked} answers: in process {own_seconds:.2f} s, server {server_seconds:.2f} s,")
    less = server_seconds - ALLOWED / 1000 * asked
    print(f"  ratio {server_seconds / own_seconds:.2f}, less 3 ms each {less / own_seconds:.2f}; {machine()}")
    return own_times


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


def crowd(address: str, queries: list[str], clients: int, seconds: float, *, anew: bool) -> tuple[float, int, int]:
    """So many clients at once: the 95th percentile, the number of queries, the number of errors."""
    with ThreadPoolExecutor(clients) as threads:
        run = partial(one_client, address, queries, seconds, anew=anew)
        runs = list(threads.map(lambda n: run(n / clients), range(clients)))
    times = [value for run_times, _ in runs for value in run_times]
    return worst_of_twenty(times), len(times), sum(errors for _, errors in runs)


def load(client: httpx.Client, own_times: dict[str, float], seconds: float) -> None:
    address = str(client.base_url)
    quick = [text for text, own in own_times.items() if own < QUICK]
    ways = (
        (list(own_times), False, "any question, kept answers count"),
        (quick, True, f"{len(quick)} of {len(own_times)} questions, every one answered anew"),
    )
    for queries, anew, how in ways:
        for query in queries:
            ask(client, query, anew=anew)
        alone, *_ = crowd(address, queries, 1, seconds, anew=anew)
        many, count, errors = crowd(address, queries, CLIENTS, seconds, anew=anew)
        print(f"{CLIENTS} clients, each a query a second for {seconds:.0f} s ({how}): {count} queries, {errors} errors")
        print(f"  95th percentile {many:.1f} ms, one client alone {alone:.1f} ms, ratio {many / alone:.1f} (at most 5)")
        runaway(client, queries, seconds, anew=anew)
    print(f"  {machine()}")


def runaway(client: httpx.Client, queries: list[str], seconds: float, *, anew: bool) -> None:
    """The same clients while a query beside them would never end, and right after it was stopped."""
    run = partial(crowd, str(client.base_url), queries, CLIENTS, min(seconds, TIMEOUT - 3), anew=anew)
    with ThreadPoolExecutor(1) as threads:
        endless = threads.submit(client.get, "/sparql", params={"query": ENDLESS})
        time.sleep(1.5)
        beside, _, errors = run()
        ended = endless.result()
    after, *_ = run()
    ratio = f"ratio {beside / after:.2f} (at most 1.5)"
    print(f"  beside a runaway query {beside:.1f} ms, {errors} errors; without {after:.1f} ms, {ratio}")
    print(f"  the runaway query ended with {ended.status_code} after {ended.elapsed.total_seconds():.1f} s of {TIMEOUT}")


def large(folder: Path) -> None:
    began = time.perf_counter()
    with server(folder) as (client, process):
        opened, used = time.perf_counter() - began, processor_seconds(process)
        first = milliseconds(lambda: client.get("/api/graph"))
        print(f"large graph: open after {opened:.1f} s, {used:.1f} s of the processor; first picture {first:.0f} ms")
        waited = milliseconds(lambda: client.get("/api/search", params={"q": "ba"}))
        print(f"  first search {waited:.0f} ms, {processor_seconds(process):.1f} s of the processor until then")
        total = client.get("/api/overview").json()["counts"]["entities"]
        labels = [hit["label"] for hit in client.get("/api/search", params={"q": "ba", "limit": 100}).json()["hits"]]
        typed = [part for label in labels for part in (label[:2], label[:4], label, label[:3] + label[4:])]
        wanted = random.Random(1).sample(typed, 200)
        searches = [milliseconds(lambda t=text: client.get("/api/search", params={"q": t})) for text in wanted]
        print(f"  search at {total:,} entities: 95th percentile {worst_of_twenty(searches):.1f} ms (at most 50)")
        ids = [hit["id"] for hit in client.get("/api/search", params={"limit": 100}).json()["hits"]]
        for address, most in (("neighbours", " (at most 100)"), ("node", ""), ("ego", "")):
            near = [milliseconds(lambda i=node, a=address: client.get(f"/api/{a}", params={"id": i})) for node in ids]
            print(f"  /api/{address} of the best connected: 95th percentile {worst_of_twenty(near):.1f} ms{most}")
        status = Path(f"/proc/{process.pid}/status").read_text().split()
        print(f"  memory of its own {int(status[status.index('RssAnon:') + 1]) // 1024} MB; {machine()}")


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--questions", action="store_true")
    parser.add_argument("--load", type=float, nargs="?", const=SECONDS, metavar="SECONDS")
    parser.add_argument("--large", type=Path, nargs="?", const=Path())
    given = parser.parse_args()
    everything = not (given.questions or given.load or given.large)
    with tempfile.TemporaryDirectory() as temporary:
        if everything or given.questions or given.load:
            folder = given.folder or write_graph(synthetic(453), Path(temporary) / "graph")
            with server(folder, "--query-timeout", str(TIMEOUT)) as (client, process):
                own_times = questions(client, process, folder)
                if everything or given.load:
                    load(client, own_times, given.load or SECONDS)
        if everything or given.large:
            names = ("graph.nq", "store", "nodes.parquet", "tables", "void.ttl")
            made = given.large if given.large and given.large != Path() else Path(temporary) / "large"
            large(made if made.exists() else write_graph(synthetic(LARGE, statements=6, claims=1), made, names=names))


if __name__ == "__main__":
    main()
