"""The files that a user's sources stand for: files, folders, patterns, standard input, each with the name it is given."""

from __future__ import annotations

import errno
import glob
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `name` is relative to what the user named, `path` is None for standard input.

    `named` tells that the user gave this very file, `source` under which argument it was found.
    """

    name: str
    path: Path | None
    source: str
    named: bool


def expand(sources: Sequence[str]) -> list[Found]:
    """The files behind the sources, in their order, folders and patterns sorted by name; each file once.

    Raises InputError when a source does not exist, may not be read, or a pattern matches nothing.
    """
    if not sources:
        raise InputError("no source was given", remedy="name files, folders, patterns, or - for standard input")
    found: dict[str, Found] = {}
    for source in sources:
        for file in _one(source):
            found.setdefault(str(file.path.resolve()) if file.path else STDIN, file)
    return _with_distinct_names(list(found.values()))


def require_access(file: Found) -> None:
    """Refuse a file that the user named and that may not be read. Raises InputError."""
    if file.named and file.path and not os.access(file.path, os.R_OK):
        raise InputError(f"{_safe(file.source)!r} may not be read", cause="permission is denied", remedy="check its permissions")


@contextmanager
def opened(file: Found, stdin: BinaryIO | None) -> Iterator[BinaryIO]:
    """The file, open for reading bytes. Raises OSError; also for a pipe or device that merely lies in a folder."""
    if file.path is None:
        yield stdin or sys.stdin.buffer
    elif file.named or file.path.is_file():
        with file.path.open("rb") as raw:
            yield raw
    else:
        raise OSError(errno.EINVAL, "it is no regular file, or a link that leads nowhere")


def _one(source: str) -> Iterator[Found]:
    path = Path(source)
    if source == STDIN:
        yield Found(STDIN, None, source, named=True)
    elif path.is_dir():
        yield from _in_folder(path, path, source)
    elif path.exists():
        yield Found(_safe(path.name), path, source, named=True)
    elif glob.has_magic(source):
        yield from _matching(source)
    else:
        near = (
            f"the folder {_safe(str(path.parent))} exists"
            if path.parent.is_dir()
            else f"there is no folder {_safe(str(path.parent))} either"
        )
        raise InputError(
            f"there is no file or folder {_safe(source)!r}", cause=near, remedy="check the name and the folder you are in"
        )


def _matching(pattern: str) -> Iterator[Found]:
    """The files that match; names are relative to the part of the pattern before its first wildcard."""
    parts = Path(pattern).parts
    fixed = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    base = Path(*parts[:fixed])
    matches = sorted(Path(match) for match in glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
    if not matches:
        raise InputError(f"no file matches the pattern {_safe(pattern)!r}", remedy="quote the pattern, and try it with ls")
    for match in matches:
        if match.is_dir():
            yield from _in_folder(match, base, pattern)
        else:
            yield Found(_relative(match, base), match, pattern, named=False)


def _in_folder(folder: Path, base: Path, source: str) -> Iterator[Found]:
    """All files below the folder but hidden ones, by name. Links to folders are followed, to each folder once."""
    files: list[Path] = []
    walked = {os.path.realpath(folder)}
    for root, folders, names in os.walk(folder, onerror=_refuse, followlinks=True):
        inner = {os.path.realpath(Path(root, name)): name for name in sorted(folders) if not name.startswith(".")}
        folders[:] = [name for real, name in inner.items() if real not in walked]
        walked |= inner.keys()
        files.extend(Path(root, name) for name in names if not name.startswith("."))
    if not files:
        raise InputError(f"the folder {_safe(source)!r} holds no file", remedy="name a folder with papers in it")
    for file in sorted(files, key=lambda path: path.relative_to(base).as_posix()):
        yield Found(_relative(file, base), file, source, named=False)


def _refuse(error: OSError) -> None:
    cause = error.strerror or type(error).__name__
    raise InputError(f"the folder {_safe(str(error.filename))!r} cannot be read", cause=cause, remedy="check its permissions")


def _relative(path: Path, base: Path) -> str:
    return _safe(path.relative_to(base).as_posix())


def _safe(name: str) -> str:
    """A file name that can be written anywhere: valid UTF-8 without control characters."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _with_distinct_names(files: list[Found]) -> list[Found]:
    """Files of one name from different sources get as many of their outer folders before it as tell them apart."""
    by_name: dict[str, list[Found]] = {}
    for file in files:
        by_name.setdefault(file.name, []).append(file)
    return [file if len(by_name[file.name]) == 1 else replace(file, name=_longer(file, by_name[file.name])) for file in files]


def _longer(file: Found, others: Sequence[Found]) -> str:
    depth = file.name.count("/") + 1
    tails = [other.path.resolve().parts for other in others if other.path]
    while file.path and len({parts[-depth:] for parts in tails}) < len(tails):
        depth += 1
    return _safe("/".join(file.path.resolve().parts[-depth:])) if file.path else file.name
