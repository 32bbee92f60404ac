"""Why a file is of no known format, in words that help: what it seems to be, and what to do with it."""

from __future__ import annotations

from kg.read.stream import BOM, Fault

_MAGIC = (
    (b"%PDF", "a PDF", "extract title and abstract first, or export the records from where the PDF came from"),
    (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or save the table as CSV"),
    (b"BZh", "packed with bzip2", "unpack it with bunzip2, or pack it with gzip"),
    (b"\xfd7zXZ", "packed with xz", "unpack it with unxz, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it with unzstd, or pack it with gzip"),
    (b"SQLite format 3", "an SQLite database", "export the table of papers as CSV"),
    (b"\xff\xfe", "UTF-16 text", "save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text", "save it as UTF-8"),
)


def reason(head: bytes, formats: str) -> Fault:
    """What is the matter with a file that begins with `head`; `formats` names the known ones."""
    remedy = f"give one of the known formats ({formats}), or name the format with --format"
    if not head:
        return Fault("byte 0", "the file is empty", "fetch or export it again")
    for magic, what, advice in _MAGIC:
        if head.startswith(magic):
            return Fault("byte 0", f"the file is {what}, which is no known format", advice)
    if (place := head.find(b"\0")) >= 0:
        return Fault(f"byte {place}", "the file is binary and of no known format", remedy)
    text = head.removeprefix(BOM).lstrip()
    if text[:1] in (b"{", b"["):
        return Fault("line 1", "the file is JSON or like it, but no title or abstract is among the keys of its records", remedy)
    if text[:1] == b"<":
        return Fault("line 1", "the file is XML or HTML, but no Atom feed", remedy)
    if not text:
        return Fault("line 1", "the file holds nothing but white space", "fetch or export it again")
    return Fault(
        "line 1", "the file is text of no known format: no titles and abstracts by turns, no header that names them", remedy
    )
