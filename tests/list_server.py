"""A server process with lists of papers in the shapes of arXiv's search and of the daily papers, and faults at will.

`python -m tests.list_server WORLD LOG`: WORLD is a JSON file with `papers` (id, title, abstract, day) and `faults`, which are
consumed one a request ("" for none); LOG gets a line of JSON for each request. The first line on stdout is the address.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://list.example/query" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query</title>
  <id>http://list.example/query/1</id>
  <updated>2026-11-25T00:00:00-05:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">{total}</opensearch:totalResults>
  <opensearch:startIndex xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">{start}</opensearch:startIndex>
{entries}</feed>
"""
ENTRY = """  <entry>
    <id>http://arxiv.org/abs/{id}v1</id>
    <updated>{day}T10:00:00Z</updated>
    <published>{day}T10:00:00Z</published>
    <title>{title}</title>
    <summary>  {abstract}
</summary>
    <author><name>A. Writer</name></author>
    <link href="http://arxiv.org/abs/{id}v1" rel="alternate" type="text/html"/>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
"""
COMPLAINT = """  <entry>
    <id>http://arxiv.org/api/errors#search_query_is_wrong</id>
    <title>Error</title>
    <summary>a bracket is not closed in the query</summary>
  </entry>
"""
HTML = "<!DOCTYPE html><html><head><title>x</title><style>p {}</style></head><body><p>We are back <b>soon</b>.</p></body></html>"

Paper = dict[str, str]


def papers(days: Sequence[date], each: int = 3) -> list[Paper]:
    """So many papers of each day, with texts of our own."""
    return [
        {
            "id": f"{day:%y%m}.{number:05}",
            "title": f"Net{number}: Fewer & cheaper weights",
            "abstract": f"We present Net{number}, which prunes a network by <half>. It runs on an NVIDIA A100 GPU.",
            "day": day.isoformat(),
        }
        for number, day in enumerate((day for day in days for _ in range(each)), 1)
    ]


def days(first: str, number: int) -> list[date]:
    return [date.fromisoformat(first) + timedelta(at) for at in range(number)]


@dataclass(frozen=True)
class Lists:
    """A running server."""

    process: subprocess.Popen[str]
    url: str
    world: Path
    log: Path

    def set(self, papers: Sequence[Paper], *faults: str) -> None:
        """What it lists from now on, and the faults of the next requests."""
        passing = self.world.with_suffix(".new")
        passing.write_text(json.dumps({"papers": papers, "faults": faults, "from": len(self.asked)}))
        passing.replace(self.world)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The requests so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def lists(folder: Path) -> Iterator[Lists]:
    world, log = folder / "world.json", folder / "asked.jsonl"
    world.write_text('{"papers": [], "faults": [], "from": 0}')
    log.touch()
    command = [sys.executable, "-m", "tests.list_server", str(world), str(log)]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        try:
            yield Lists(process, process.stdout.readline().strip(), world, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


class Handler(BaseHTTPRequestHandler):
    """Answers /query and /daily."""

    protocol_version = "HTTP/1.1"
    world: Path
    log: Path

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        number = len(self.log.read_text().splitlines())
        with self.log.open("a") as log:
            heads = {"agent": self.headers["User-Agent"], "at": time.monotonic(), "path": urlsplit(self.path).path}
            log.write(json.dumps({**asked, **heads}) + "\n")
        world = json.loads(self.world.read_text())
        at = number - world["from"]
        fault = world["faults"][at] if at < len(world["faults"]) else ""
        make = self.feed if self.path.startswith("/query") else self.day
        status, heads, body = self.damaged(fault, make(world["papers"], asked, fault).encode())
        if fault == "drop":
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {"Content-Type": "text/plain", "Content-Length": str(len(body)), **heads}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.send(body[: len(body) // 2] if fault == "cut" else body, slowly=fault == "slow")
            self.close_connection = self.close_connection or fault == "cut"
        except ConnectionError:
            self.close_connection = True

    def send(self, body: bytes, *, slowly: bool) -> None:
        """Cut answers end early, against their Content-Length; slow ones come in four pieces."""
        if slowly:
            for at in range(4):
                self.wfile.write(body[len(body) * at // 4 : len(body) * (at + 1) // 4])
                self.wfile.flush()
                time.sleep(0.1)
        else:
            self.wfile.write(body)

    def damaged(self, fault: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        name, _, value = fault.partition(" ")
        if name.isdecimal():
            return int(name), ({"Retry-After": value} if value else {}), HTML.encode()
        if name == "html":
            return 200, {}, HTML.encode()
        if name == "half":
            return 200, {}, body[: len(body) // 2]
        if name == "nothing":
            return 200, {}, b""
        if name == "bomb":
            return 200, {}, b'<!DOCTYPE f [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>'
        if name == "moved":
            return 302, {"Location": value}, b""
        return 200, {}, body

    def feed(self, listed: list[Paper], asked: dict[str, str], fault: str) -> str:
        found = re.search(r"submittedDate:\[(\d{8})0000 TO (\d{8})2359\]", asked["search_query"])
        assert found, asked
        first, last = found.groups()
        inside = [p for p in listed if first <= p["day"].replace("-", "") <= last]
        start, size = int(asked["start"]), int(asked["max_results"])
        shown = [] if fault == "empty" else inside[start : start + size]
        entries = "".join(ENTRY.format(**{name: escape(value) for name, value in paper.items()}) for paper in shown)
        if fault == "complaint":
            entries = COMPLAINT
        more = int(fault.partition(" ")[2]) if fault.startswith("counts") else 0
        return FEED.format(total=len(inside) + more, start=start, entries=entries)

    def day(self, listed: list[Paper], asked: dict[str, str], fault: str) -> str:
        if fault == "complaint":
            return json.dumps({"error": "the date is wrong"})
        size = int(asked["limit"])
        inside = [p for p in listed if p["day"] == asked["date"]][int(asked["p"]) * size :][:size]
        return json.dumps(
            [
                {
                    "paper": {
                        "id": paper["id"],
                        "title": paper["title"],
                        "summary": paper["abstract"],
                        "authors": [{"name": "A. Writer", "hidden": False}],
                        "publishedAt": f"{paper['day']}T00:00:00.000Z",
                        "upvotes": 7,
                    },
                    "publishedAt": f"{paper['day']}T00:00:00.000Z",
                    "title": paper["title"],
                    "numComments": 2,
                }
                for paper in inside
            ]
        )

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def main() -> None:
    Handler.world, Handler.log = Path(sys.argv[1]), Path(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
