"""`python -m kg.serve.openapi`: the OpenAPI document on standard output, for the build of the front end."""

from __future__ import annotations

import sys

import orjson

from kg.serve.app import framework


def document() -> bytes:
    """The document as JSON."""
    return orjson.dumps(framework(None).openapi(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    sys.stdout.buffer.write(document())
