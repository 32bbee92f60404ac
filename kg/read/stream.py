"""The bytes of a file or pipe, unpacked where they are gzip, in pieces of bounded size; and the lines in them."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 64 * 1024
HEAD = 64 * 1024
LIMIT = 16 * 1024 * 1024
"""The most bytes that one line or one record may have."""

_BEGINNING = 1024
BOM = b"\xef\xbb\xbf"
GZIP = b"\x1f\x8b"
NOT_UTF8 = "the text is not valid UTF-8"
TO_UTF8 = "save the file as UTF-8, for example with iconv -f ISO-8859-1 -t UTF-8"
TOO_LONG = f"is longer than {LIMIT // 2**20} MB"
NO_PAPER = "no paper needs that much; look whether the file holds something else there"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a record cannot be read: `position` is a line, byte or item, `remedy` what a person can do."""

    position: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end. `number` counts from 1, `offset` from 0; where `size` exceeds LIMIT, `data` is its beginning."""

    number: int
    offset: int
    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text with its end; where `fault` is set, `text` holds what could be decoded, for finding one's place."""

    number: int
    text: str
    fault: Fault | None = None


class Stream:
    """Bytes to be read once, in order, from an open binary file.

    A broken end (truncated gzip, a disk error) looks like the end of the file to readers and is kept in `fault`, so that
    everything before it is used. `head` holds the first 64 KiB, which stay to be read; `position` counts bytes read.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._broken: tuple[str, str] | None = None
        self.position = 0
        self._first = self._raw_read()
        self._zip = zlib.decompressobj(wbits=31) if self._first.startswith(GZIP) else None
        self._pending = bytearray()
        while len(self._pending) < HEAD and (chunk := self._next()):
            self._pending += chunk
        self.head = bytes(self._pending[:HEAD])

    @property
    def fault(self) -> Fault | None:
        """Why the stream ended where it did, if that was too early; the position is that of the last byte read before."""
        return Fault(f"byte {self.position}", *self._broken) if self._broken else None

    def read(self, size: int = CHUNK) -> bytes:
        """At most `size` bytes; none at the end, or where the stream breaks."""
        if not self._pending:
            self._pending += self._next()
        data = bytes(self._pending[:size])
        del self._pending[:size]
        self.position += len(data)
        return data

    def lines(self) -> Iterator[Line]:
        """The lines, ends included. The last one is left out where the stream broke within it."""
        number, offset, size = 1, 0, 0
        parts: list[bytes] = []
        while chunk := self.read():
            for piece in chunk.splitlines(keepends=True) if b"\r" not in chunk else _by_newline(chunk):
                size += len(piece)
                parts.append(piece)
                if size > LIMIT:
                    parts[:] = [b"".join(parts)[:_BEGINNING]]
                if piece.endswith(b"\n"):
                    yield Line(number, offset, b"".join(parts), size)
                    number, offset, size = number + 1, offset + size, 0
                    parts.clear()
        if size and not self.fault:
            yield Line(number, offset, b"".join(parts), size)

    def text_lines(self) -> Iterator[TextLine]:
        """The lines decoded from UTF-8, without a byte order mark."""
        for line in self.lines():
            yield decoded(line)

    def random_access(self) -> BinaryIO:
        """The unpacked bytes as a file that can seek: the file itself where that is possible, else a temporary copy."""
        if self._zip is None and self._raw.seekable():
            self._raw.seek(0)
            return self._raw
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        while chunk := self.read():
            copy.write(chunk)
        copy.seek(0)
        return copy

    def _next(self) -> bytes:
        if self._zip is not None:
            return self._unpacked()
        data, self._first = self._first or self._raw_read(), b""
        return data

    def _raw_read(self) -> bytes:
        try:
            return self._raw.read(CHUNK)
        except OSError as error:
            self._broken = (f"reading stopped: {error.strerror}", "check the disk or the connection, then read the file again")
            return b""

    def _unpacked(self) -> bytes:
        """Up to CHUNK bytes out of the gzip members, which may be several."""
        assert self._zip is not None
        while not self._broken:
            data = self._zip.unconsumed_tail or self._first or self._raw_read()
            self._first = b""
            try:
                out = self._zip.decompress(data, CHUNK) if data else self._zip.flush()
            except zlib.error:
                self._broken = ("the gzip data is damaged", "fetch or pack the file again; `gzip -t` tests it")
                return b""
            if self._zip.eof and not self._next_member() and not out:
                return b""
            if out:
                return out
            if not data:
                self._broken = (
                    "the gzip data ends too early (a truncated file)",
                    "fetch or pack the file again; `gzip -t` tests it",
                )
        return b""

    def _next_member(self) -> bool:
        """Go on to the next gzip member; what follows the last one is padding and is left out, as gzip itself does."""
        assert self._zip is not None
        rest = self._zip.unused_data.lstrip(b"\0") or self._raw_read().lstrip(b"\0")
        if len(rest) == 1:
            rest += self._raw_read()
        if not rest.startswith(GZIP):
            return False
        self._zip, self._first = zlib.decompressobj(wbits=31), rest
        return True


def _by_newline(chunk: bytes) -> Iterator[bytes]:
    """The lines of `chunk`, which end at line feeds alone."""
    start = 0
    while end := chunk.find(b"\n", start) + 1:
        yield chunk[start:end]
        start = end
    if start < len(chunk):
        yield chunk[start:]


def decoded(line: Line) -> TextLine:
    """The line as text. Bytes that are no UTF-8 become U+FFFD and set `fault`, as an impossible length does."""
    if line.size > LIMIT:
        beginning = line.data.decode("utf-8", "replace")
        return TextLine(line.number, beginning, Fault(f"line {line.number}", f"the line {TOO_LONG}", NO_PAPER))
    data = line.data.removeprefix(BOM) if line.number == 1 else line.data
    try:
        return TextLine(line.number, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        place = f"line {line.number}, byte {line.offset + len(line.data) - len(data) + error.start}"
        return TextLine(line.number, data.decode("utf-8", "replace"), Fault(place, NOT_UTF8, TO_UTF8))
