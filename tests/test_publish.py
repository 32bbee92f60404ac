"""kg publish against a graph store that fails, and against Oxigraph's own server."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pyoxigraph
import pytest

from kg.transport import Policy
from tests.test_cli import Kg, graph, kg  # noqa: F401  (the fixtures)
from tests.test_fetch import no_proxy

ROOT = Path(__file__).resolve().parents[1]
OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")


@dataclass(frozen=True)
class Server:
    url: str
    faults: Path
    log: Path

    def set(self, *faults: str, auth: str = "") -> None:
        """The faults of the next requests."""
        self.faults.write_text(json.dumps({"faults": [""] * len(self.asked) + list(faults), "auth": auth}))

    @property
    def asked(self) -> list[list[str]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def holds(self, name: str) -> bytes:
        return httpx.get(self.url, params={"graph": name} if name else {"default": ""}, trust_env=False).content


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    faults, log = tmp_path / "faults.json", tmp_path / "asked.jsonl"
    faults.write_text('{"faults": []}')
    log.touch()
    command = [sys.executable, "-m", "tests.gsp_server", str(faults), str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield Server(process.stdout.readline().strip(), faults, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder that holds a graph of four named graphs, as far as publishing looks at it."""
    return write(tmp_path / "graph", {"a": 3, "b": 2, "c": 1, "d": 5000})


def write(folder: Path, graphs: dict[str, int]) -> Path:
    version = folder / ".kg" / "1"
    version.mkdir(parents=True, exist_ok=True)
    with (version / "graph.nq").open("w") as file:
        for name, number in graphs.items():
            file.writelines(f'<x:{at}> <x:p> "{name} <x:q> . {at}" <http://g/{name}> .\n' for at in range(number))
    link = folder / ".kg" / "current"
    if not link.exists():
        link.symlink_to("1")
    return folder


def triples(name: str, number: int) -> bytes:
    return "".join(f'<x:{at}> <x:p> "{name} <x:q> . {at}" .\n' for at in range(number)).encode()


def published(ran: object) -> dict[str, int]:
    return json.loads(ran.out)  # type: ignore[attr-defined,no-any-return]


def test_each_graph_is_put_whole_and_only_what_changed_is_put_again(server: Server, small: Path, kg: Kg) -> None:  # noqa: F811
    ran = kg("publish", server.url, "-g", small, "--json")
    assert ran.code == 0 and "kg: 5 of 5 graphs sent (10,012 triples), 0 deleted" in ran.err
    assert [entry[:2] for entry in server.asked] == [["PUT", f"http://g/{name}"] for name in "abcd"] + [["PUT", ""]]
    assert server.holds("http://g/d") == triples("d", 5000)
    assert server.holds("") == b"".join(triples(name, n) for name, n in {"a": 3, "b": 2, "c": 1, "d": 5000}.items())
    begun = len(server.asked)
    assert published(kg("publish", server.url, "-g", small, "--json"))["sent"] == 0
    write(small, {"a": 3, "b": 4, "e": 1, "d": 5000})
    told = published(kg("publish", server.url, "-g", small, "--json", "-q"))
    assert (told["graphs"], told["sent"], told["deleted"]) == (5, 3, 1)
    changes = [entry[:2] for entry in server.asked[begun:] if entry[0] != "HEAD"]
    assert changes == [["PUT", "http://g/b"], ["PUT", "http://g/e"], ["PUT", ""], ["DELETE", "http://g/c"]]


def test_graphs_from_elsewhere_are_left_alone(server: Server, small: Path, kg: Kg) -> None:  # noqa: F811
    httpx.put(server.url, params={"graph": "http://other"}, content=b"<x:s> <x:p> <x:o> .\n", trust_env=False)
    kg("publish", server.url, "-g", small, "-q", "--no-default-graph")
    assert server.holds("http://other") == b"<x:s> <x:p> <x:o> .\n"
    assert ["PUT", ""] not in [entry[:2] for entry in server.asked]


@pytest.mark.parametrize("fault", ["drop", "late", "503", "500"])
def test_broken_connections_are_tried_again(
    fault: str,
    server: Server,
    small: Path,
    kg: Kg,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kg.transport.Policy", partial(Policy, wait=0.01))
    server.set("", fault, "", "", fault, "", fault)
    ran = kg("publish", server.url, "-g", small, "--json")
    assert (ran.code, published(ran)["sent"]) == (0, 5), ran.err
    assert ran.err.count("; try 2 of 6 in") == 3
    assert server.holds("http://g/d") == triples("d", 5000)


def test_a_run_that_failed_goes_on_where_it_stopped(server: Server, small: Path, kg: Kg) -> None:  # noqa: F811
    server.set("", "", "403")
    ran = kg("publish", server.url, "-g", small, "-q")
    assert ran.code == 4
    assert "answers 403 Forbidden: not now. the server wants a token or a user" in ran.err and "goes on" in ran.err
    begun = len(server.asked)
    assert published(kg("publish", server.url, "-g", small, "--json", "-q"))["sent"] == 3
    assert [entry[1][-1:] for entry in server.asked[begun:] if entry[0] == "PUT"] == ["c", "d", ""]


@pytest.mark.slow
def test_it_goes_on_after_kills(server: Server, small: Path) -> None:
    write(small, {f"{number:04}": 2 for number in range(400)})
    command = [sys.executable, "-m", "kg", "publish", server.url, "-g", str(small), "-q", "--json"]
    kills = 0
    for _ in range(12):
        with subprocess.Popen(command, env=no_proxy(), stdout=subprocess.DEVNULL) as process:
            begun = len(server.asked)
            while process.poll() is None and len(server.asked) < begun + 30:
                time.sleep(0.002)
            process.kill()
        kills += process.returncode == -signal.SIGKILL
    subprocess.run(command, env=no_proxy(), check=True, stdout=subprocess.DEVNULL)
    puts = [entry[1] for entry in server.asked if entry[0] == "PUT"]
    assert kills >= 5 and len(set(puts)) == 401
    assert len(puts) <= 401 + 2 * kills  # no more than what was under way is sent twice
    assert server.holds("http://g/0399") == triples("0399", 2)


def test_a_server_that_was_emptied_gets_everything_again(server: Server, small: Path, kg: Kg) -> None:  # noqa: F811
    kg("publish", server.url, "-g", small, "-q")
    for name in "abcd":
        httpx.delete(server.url, params={"graph": f"http://g/{name}"}, trust_env=False)
    ran = kg("publish", server.url, "-g", small, "--json")
    assert published(ran)["sent"] == 5 and "no longer holds what was published" in ran.err
    assert published(kg("publish", server.url, "-g", small, "--json", "--anew", "-q"))["sent"] == 5


def test_who_asks_is_told_by_token_or_user(server: Server, small: Path, kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    server.set(auth="Bearer secret")
    ran = kg("publish", server.url, "-g", small, "-q")
    assert ran.code == 4 and "401 Unauthorized: who are you?" in ran.err
    monkeypatch.setenv("KG_TOKEN", "secret")
    assert kg("publish", server.url, "-g", small, "-q").code == 0
    ran = kg("publish", server.url, "-g", small, "--user", "me:pass", "-q")
    assert ran.code == 2 and "both a token and a user are given" in ran.err and "secret" not in ran.err
    monkeypatch.delenv("KG_TOKEN")
    server.set(auth="Basic bWU6cGFzcw==")
    assert kg("publish", server.url, "-g", small, "--user", "me:pass", "--anew", "-q").code == 0
    ran = kg("publish", server.url, "-g", small, "--token", "a\nb", "-q")
    assert ran.code == 2 and "characters that no token has" in ran.err


def test_words_that_do_not_fit(small: Path, tmp_path: Path, kg: Kg) -> None:  # noqa: F811
    assert kg("publish", "localhost:7878", "-g", small).code == 2
    assert kg("publish", "http://127.0.0.1:9/store", "-g", tmp_path / "none").code == 4
    ran = kg("publish", "http://127.0.0.1:9/store", "-g", small, "--tries", 1, "-q")
    assert ran.code == 4 and "127.0.0.1:9 cannot be reached" in ran.err
    (small / ".kg" / "1" / "graph.nq").write_text("<x:s> <x:p> <x:o> <x:g> .\nno line\n")
    ran = kg("publish", "http://127.0.0.1:9/store", "-g", small, "--tries", 1, "-q")
    assert ran.code == 4 and "a line with no graph" in ran.err


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Oxigraph's own server over an empty store."""
    assert OXIGRAPH
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [OXIGRAPH, "serve", "--location", str(folder), "--bind", place]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                try:
                    httpx.get(f"http://{place}/", trust_env=False)
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            yield f"http://{place}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_oxigraphs_server_holds_the_same_as_the_built_store(graph: Path, kg: Kg, tmp_path: Path) -> None:  # noqa: F811
    copy = tmp_path / "graph"
    shutil.copytree(graph, copy, symlinks=True)
    with oxigraph(tmp_path / "store") as url:
        assert kg("publish", f"{url}/store", "-g", copy, "-q").code == 0
        dump = httpx.get(f"{url}/store", headers={"Accept": "application/n-quads"}, trust_env=False).content
    theirs = set(pyoxigraph.parse(dump, format=pyoxigraph.RdfFormat.N_QUADS))
    ours = set(pyoxigraph.Store.read_only(str(copy / ".kg" / "current" / "store")))
    assert theirs == ours


def test_an_endpoint_answers_like_the_built_graph(graph: Path, kg: Kg, tmp_path: Path) -> None:  # noqa: F811
    copy = tmp_path / "graph"
    shutil.copytree(graph, copy, symlinks=True)
    triples = "CONSTRUCT { ?m kg:runsOn ?h } { ?m kg:runsOn ?h }"
    asked = [
        ("--name", "most-used-hardware"),
        ("--name", "claims-above", "--set", "least=3"),
        ("ASK { ?s a kg:Paper }",),
        (triples,),
    ]
    with oxigraph(tmp_path / "store") as url:
        assert kg("publish", f"{url}/store", "-g", copy, "-q").code == 0
        for words in asked:
            for form in ("table", "ttl", "nt") if words[0] == triples else ("table", "csv", "json", "xml"):
                there = kg("query", *words, "--format", form, "--endpoint", f"{url}/query")
                assert there == kg("query", *words, "--format", form, "-g", graph), (words, form)
        wrong = kg("query", "SELECT ?x {", "--endpoint", f"{url}/query")
        assert wrong.code == 5 and "the endpoint does not take the query" in wrong.err
        assert kg("query", "ASK {}", "--format", "ttl", "--endpoint", f"{url}/query").code == 5
        lost = kg("query", "ASK {}", "--endpoint", f"{url}/nowhere")
        assert lost.code == 5 and "404 Not Found" in lost.err and "--endpoint" not in lost.out
    assert kg("query", "ASK {}", "--endpoint", "localhost:1").code == 2
