"""The check of a graph (`kg check`), in a process of its own at low priority, once for each version."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import orjson

from kg.serve.shapes_pages import QualityShape, ViolationShape
from kg.serve.snapshot import Snapshot

SHOWN = 100
CHECK_FAILED = 7
"""The exit code of a check that found something (kg.errors.CheckFailed)."""


class Quality:
    """The checks that were asked for. They end with the server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._version = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the server)
        self._result: QualityShape | None = None

    def of(self, snapshot: Snapshot) -> QualityShape:
        """How the check of this version stands; the first call starts it."""
        if snapshot.version != self._version:
            self.close()
            self._version, self._result = snapshot.version, None
            command = [sys.executable, "-m", "kg", "check", "--json", "-g", str(self.folder)]
            self._output.truncate(0)
            streams = {"stdin": subprocess.DEVNULL, "stdout": self._output, "stderr": subprocess.DEVNULL}
            self._process = subprocess.Popen(command, start_new_session=True, **streams)  # type: ignore[call-overload]  # noqa: S603 (own program)
            os.setpriority(os.PRIO_PROCESS, self._process.pid, 10)
        if self._result is None:
            self._result = self._ended()
        return self._result or QualityShape("running", 0, ())

    def close(self) -> None:
        """End a check that is under way."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _ended(self) -> QualityShape | None:
        if self._process is None or self._process.poll() is None:
            return None
        code, self._process = self._process.returncode, None
        self._output.seek(0)
        output = self._output.read()
        if code not in (0, CHECK_FAILED):
            return QualityShape("failed", 0, ())
        found = tuple(ViolationShape(**orjson.loads(line)) for line in output.splitlines())
        return QualityShape("done", len(found), found[:SHOWN])
