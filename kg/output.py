"""The folder of a built graph: versions that are swapped whole, so that a reader sees the old graph or the new one.

    DIR/graph.html -> .kg/current/graph.html      what people open: links that never change
    DIR/.kg/current -> <digest>                   one link, replaced in one step when a build is complete
    DIR/.kg/<digest>/                             the files; the digest is that of their content

A build writes into `.kg/new-...` and is no part of the graph until the link is replaced.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from kg.errors import OutputError

RUN = "run.json"
"""The account of the run that made the graph."""

LAYOUT = 1
"""The version of the files that a build keeps; a graph of another layout is refused, with the way to build it anew."""

UNHASHED = frozenset({RUN, "store"})
"""What may differ between equal builds: the times, and the order in which a store keeps its files."""


def current(folder: Path) -> Path:
    """The folder of the files of the graph built in `folder`. Raises OutputError when there is none."""
    link = folder / ".kg" / "current"
    if not link.is_dir():
        cause = "the folder does not exist" if not folder.exists() else "no build has been completed there"
        raise OutputError(f"{folder} holds no built graph", cause=cause, remedy=f"run: kg build SOURCE... -o {folder}")
    return link.resolve()


@contextmanager
def new_version(folder: Path) -> Iterator[Path]:
    """A fresh folder to write a whole graph into; on leaving without an error it becomes the current one.

    Raises OutputError when the folder cannot be written or another build is at work in it.
    """
    state = folder / ".kg"
    try:
        state.mkdir(parents=True, exist_ok=True)
        with _locked(state / "lock", folder):
            for left in state.glob("new-*"):
                shutil.rmtree(left)
            fresh = Path(tempfile.mkdtemp(prefix="new-", dir=state))
            try:
                yield fresh
                _publish(folder, fresh)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{error.filename or folder} cannot be written: {error.strerror or error}",
            cause="the folder is read-only, belongs to another user, or the disk is full",
            remedy="choose another folder with -o, or mend its permissions",
        ) from error


@contextmanager
def _locked(path: Path, folder: Path) -> Iterator[None]:
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(
                f"another build is at work in {folder}", remedy="wait until it ends, or build into another folder"
            ) from error
        yield


def require_free(folder: Path, names: Iterable[str]) -> None:
    """Raise OutputError where one of `names` stands in `folder` as something that no build put there."""
    for name in names:
        standing = folder / name
        if standing.exists() and not standing.is_symlink():
            raise OutputError(
                f"{standing} stands in the way", cause="a build did not write it", remedy="move it away, or choose another folder"
            )


def account(version: Path) -> dict[str, Any]:
    """The account of the run that made the files in `version`. Raises OutputError when it is damaged or of another layout."""
    try:
        run: dict[str, Any] = orjson.loads((version / RUN).read_bytes())
        layout = run["layout"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{version / RUN} cannot be read: {error}", remedy="build the graph anew") from error
    if layout != LAYOUT:
        raise OutputError(
            f"{version} was made by kg {run.get('kg', '?')}, whose files have another layout",
            remedy=f"build anew from its records: kg build {version / 'records.jsonl'} -o NEW_FOLDER",
        )
    return run


def _publish(folder: Path, fresh: Path) -> None:
    state = folder / ".kg"
    names = sorted(path.name for path in fresh.iterdir())
    require_free(folder, names)
    version = state / _digest(fresh)
    if version.exists():
        shutil.rmtree(version) if version != _target(state) else _merge_into(version, fresh)
    if fresh.exists():
        fresh.chmod(0o755)
        _sync(fresh)
        fresh.rename(version)
    for name in names:
        _link(Path(".kg") / "current" / name, folder / name)
    _link(Path(version.name), state / "current")
    _clear(folder, keep=version, names=frozenset(names))


def _merge_into(version: Path, fresh: Path) -> None:
    """Equal content: only the account of the run is new."""
    for name in sorted(UNHASHED - {"store"}):
        if (fresh / name).exists():
            (fresh / name).replace(version / name)
    shutil.rmtree(fresh)


def _target(state: Path) -> Path | None:
    link = state / "current"
    return link.resolve() if link.is_symlink() else None


def _link(target: Path, link: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    passing = link.with_name(f".{link.name}.new")
    passing.unlink(missing_ok=True)
    passing.symlink_to(target)
    passing.replace(link)


def _clear(folder: Path, *, keep: Path, names: frozenset[str]) -> None:
    """Take away older versions, and links to files that the graph no longer has."""
    for path in sorted((folder / ".kg").iterdir()):
        if path.is_dir() and not path.is_symlink() and path != keep and not path.name.startswith("new-"):
            shutil.rmtree(path)
    for path in sorted(folder.iterdir()):
        if path.is_symlink() and path.name not in names and path.readlink().parts[:2] == (".kg", "current"):
            path.unlink()


def _digest(fresh: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in fresh.rglob("*") if path.is_file()):
        name = path.relative_to(fresh)
        if name.parts[0] not in UNHASHED:
            digest.update(name.as_posix().encode() + b"\0")
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _sync(fresh: Path) -> None:
    for path in sorted(fresh.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
