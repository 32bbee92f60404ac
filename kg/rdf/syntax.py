"""The tokens of a SPARQL query, and syntax errors in words that name the place.

Oxigraph reports the furthest place that its grammar reached, which after a stray bracket or a misspelt keyword can be the
end of the text. So brackets and words are looked at first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import QueryError

TOKEN = re.compile(
    r"""(?P<comment>\#[^\r\n]*)
      | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
                 |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
      | (?P<iri><[A-Za-z][\w+.-]*://[^>]*>|<(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]+)*>)
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:\w[\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*|@[\w-]+)
      | (?P<word>\w+)
      | (?P<space>\s+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
WORDS = frozenset((
    "a", "abs", "add", "all", "as", "asc", "ask", "avg", "base", "bind", "bnode", "bound", "by", "ceil", "clear",
    "coalesce", "concat", "construct", "contains", "copy", "count", "create", "data", "datatype", "day", "default",
    "delete", "desc", "describe", "distinct", "drop", "encode_for_uri", "exists", "false", "filter", "floor", "from",
    "graph", "group", "group_concat", "having", "hours", "if", "in", "insert", "into", "iri", "isblank", "isiri",
    "isliteral", "isnumeric", "isuri", "lang", "langmatches", "lateral", "lcase", "limit", "load", "max", "md5", "min",
    "minus", "minutes", "month", "move", "named", "not", "now", "offset", "optional", "order", "prefix", "rand",
    "reduced", "regex", "replace", "round", "sameterm", "sample", "seconds", "select", "separator", "service", "sha1",
    "sha256", "sha384", "sha512", "silent", "str", "strafter", "strbefore", "strdt", "strends", "strlang", "strlen",
    "strstarts", "struuid", "substr", "sum", "timezone", "to", "triple", "true", "tz", "ucase", "undef", "union", "uri",
    "uuid", "using", "values", "where", "with", "year", "subject", "predicate", "object", "istriple", "version",
))  # fmt: skip
"""The words of SPARQL 1.1 and of what Oxigraph adds to it, in lower case."""

PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
"""How Oxigraph reports a syntax error: line, column, and what it had hoped for."""

CLOSING = {"}": "{", ")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: `kind` is a group of TOKEN, `start` the place of its first character."""

    kind: str
    text: str
    start: int


def tokens_of(text: str) -> Iterator[Token]:
    """All tokens of `text`, without spaces and comments."""
    for match in TOKEN.finditer(text):
        if match.lastgroup not in ("comment", "space"):
            yield Token(match.lastgroup or "other", match.group(), match.start())


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character.

    >>> position("SELECT *\\n{", 9)
    (2, 1)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def error_at(text: str, offset: int, what: str, *, cause: str = "", remedy: str = "") -> QueryError:
    """A QueryError about a place in `text`."""
    line, column = position(text, offset)
    return QueryError(f"line {line}, column {column}: {what}", line=line, column=column, cause=cause, remedy=remedy)


def syntax_error(text: str, message: str) -> QueryError:
    """The error for a query that Oxigraph refused with `message`."""
    found = PLACE.match(message)
    if found is None:
        return QueryError(f"SPARQL syntax error: {message}")
    offset = _offset(text, int(found[1]), int(found[2]))
    alternatives = [part.strip() for part in found[3].removeprefix("one of ").split(", ") if "\\u{" not in part]
    return _undeclared(text, offset, alternatives) or _slip(text) or _reported(text, offset, alternatives)


def _undeclared(text: str, offset: int, alternatives: list[str]) -> QueryError | None:
    if "Prefix not found" not in alternatives:
        return None
    names = [token for token in tokens_of(text) if token.kind == "name" and token.start < offset]
    name = names[-1] if names else Token("name", "", offset)
    return error_at(text, name.start, f"the prefix of {name.text} is not declared", remedy="declare it with PREFIX")


def _slip(text: str) -> QueryError | None:
    """A bracket without its partner, or a bare word that SPARQL does not know."""
    open_brackets: list[Token] = []
    for token in tokens_of(text):
        if token.kind == "word" and not token.text[0].isdigit() and token.text.lower() not in WORDS:
            return error_at(
                text, token.start, f"{token.text!r} is no word of SPARQL", remedy="a name needs a prefix, a text quotes"
            )
        if token.text in CLOSING.values():
            open_brackets.append(token)
        closed = CLOSING.get(token.text)
        if closed and not (open_brackets and open_brackets.pop().text == closed):
            return error_at(text, token.start, f"{token.text!r} closes nothing")
    return _unclosed(text, open_brackets[-1]) if open_brackets else None


def _unclosed(text: str, bracket: Token) -> QueryError:
    line, column = position(text, bracket.start)
    cause = f"{bracket.text!r} of line {line}, column {column} is open"
    return error_at(text, len(text), "the query ends too early", cause=cause)


def _reported(text: str, offset: int, alternatives: list[str]) -> QueryError:
    """What Oxigraph says, as far as it is in words."""
    for alternative in alternatives:
        if re.search(r"[a-z]+ [a-z]+", alternative):
            words = alternative if alternative[1:2].isupper() else alternative[0].lower() + alternative[1:]
            return error_at(text, offset, words)
    rest = re.match(r"\S{1,20}", text[offset:].lstrip())
    what = f"{rest.group()!r} is not expected here" if rest else "the query ends too early"
    hoped = [word for word in alternatives if not word.startswith("[")]
    return error_at(text, offset, what, cause=f"expected {' or '.join(hoped)}" if 0 < len(hoped) <= 8 else "")


def _offset(text: str, line: int, column: int) -> int:
    """The inverse of `position`, kept within the text."""
    lines = text.split("\n")
    return min(sum(len(earlier) + 1 for earlier in lines[: line - 1]) + column - 1, len(text))
