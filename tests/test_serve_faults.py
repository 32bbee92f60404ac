"""The server when something goes wrong around it: a process killed, clients in flight at its end, a proxy in front of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import Popen

import httpx
import pytest
from graphs import hand_made
from serving import server, write_graph

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }"
Running = tuple[httpx.Client, Popen[str]]

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found in /proc")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_graph(hand_made(), tmp_path_factory.mktemp("faults") / "graph")


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    with server(folder, "--query-workers", "1") as (client, process):
        yield client, process


def ask(client: httpx.Client, query: str = "ASK {}") -> httpx.Response:
    """Ask anew, whatever the server has kept."""
    return client.get("/sparql", params={"query": query}, headers={"Cache-Control": "no-cache"})


def children(process: Popen[str]) -> set[int]:
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


def is_busy(pid: int) -> bool:
    """Whether a process has used a quarter of a second of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > 0.25 and fields[0] == "R"


def wait_until(holds: object, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_that_is_killed_at_work_is_503_and_the_next_query_works(running: Running) -> None:
    client, process = running
    assert ask(client).status_code == 200
    (worker,) = children(process)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(ask, client, ENDLESS)
        wait_until(lambda: is_busy(worker))
        os.kill(worker, signal.SIGKILL)
        response = answer.result()
    assert (response.status_code, response.json()["what"]) == (503, "the process that answers queries died")
    assert ask(client).json()["boolean"] is True
    assert worker not in children(process)


def test_a_worker_that_is_killed_at_rest_is_replaced_unseen(running: Running) -> None:
    client, process = running
    assert ask(client).status_code == 200
    (worker,) = children(process)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{worker}/exe").exists())
    assert ask(client).json()["boolean"] is True


def test_the_end_comes_soon_with_clients_in_flight_and_leaves_no_process(folder: Path) -> None:
    with server(folder, "--query-workers", "2") as (client, process), ThreadPoolExecutor(3) as threads:
        assert ask(client).status_code == 200
        workers = children(process)
        asked = [threads.submit(ask, client, ENDLESS) for _ in range(3)]
        wait_until(lambda: any(map(is_busy, workers)))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) in (0, -signal.SIGTERM)
        for one in asked:
            assert (one.result().status_code, one.result().json()["what"]) == (503, "the server is being ended")
        wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_answers_are_compressed_for_other_machines_only(running: Running) -> None:
    client, _ = running
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 200"}
    here = client.get("/sparql", params=query)
    there = client.get("/sparql", params=query, headers={"X-Forwarded-For": "192.0.2.1"})
    assert ("content-encoding" in here.headers, there.headers["content-encoding"]) == (False, "gzip")
    assert here.content == there.content


def test_gephi_lite_may_open_an_export(running: Running) -> None:
    """It fetches the address that it is given from its own site, and tells the format by the end of the path."""
    client, _ = running
    site = {"Origin": "https://lite.gephi.org"}
    response = client.get("/api/export/graph.gexf", params={"around": "method/dora"}, headers=site)
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["content-type"].startswith("application/gexf+xml") and b"<gexf" in response.content
    asks = {**site, "Access-Control-Request-Method": "GET", "Access-Control-Request-Private-Network": "true"}
    preflight = client.options("/api/export/graph.gexf", headers=asks)
    assert (preflight.status_code, preflight.headers["access-control-allow-private-network"]) == (204, "true")
