"""A graph store in memory as a server process, which drops connections and fails at will.

`python -m tests.gsp_server FAULTS LOG`: FAULTS is a JSON list, of which each request consumes one; LOG gets a line for each
request. GET gives back what a graph holds; a request without the right Authorization is refused where `auth` is in FAULTS.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

GRAPHS: dict[str, bytes] = {}


class Handler(BaseHTTPRequestHandler):
    """Answers the methods of the Graph Store Protocol."""

    protocol_version = "HTTP/1.1"
    faults: Path
    log: Path

    def answer(self) -> None:
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        name = "" if "default" in query else query["graph"][0]
        length = int(self.headers.get("Content-Length", 0))
        number = len(self.log.read_text().splitlines())
        said = json.loads(self.faults.read_text())
        fault = said["faults"][number] if number < len(said["faults"]) else ""
        with self.log.open("a") as log:
            log.write(json.dumps([self.command, name, fault, self.headers.get("Authorization", "")]) + "\n")
        if fault == "drop":
            self.rfile.read(length // 2)
            self.close_connection = True
            self.connection.close()
            return
        body = self.rfile.read(length)
        if fault == "late":  # the graph is stored, but its acknowledgement is lost
            GRAPHS[name] = body
            self.close_connection = True
            self.connection.close()
            return
        if said.get("auth") and self.headers.get("Authorization") != said["auth"]:
            self.reply(401, b"who are you?")
        elif fault:
            self.reply(int(fault), b"<html><body>not now</body></html>")
        elif self.command == "PUT":
            self.reply(204 if name in GRAPHS else 201)
            GRAPHS[name] = body
        elif self.command == "DELETE":
            self.reply(204 if GRAPHS.pop(name, None) is not None else 404)
        else:
            self.reply(200 if name in GRAPHS else 404, GRAPHS.get(name, b""))

    do_PUT = do_DELETE = do_GET = do_HEAD = answer  # noqa: N815

    def reply(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def main() -> None:
    Handler.faults, Handler.log = Path(sys.argv[1]), Path(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/store", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
