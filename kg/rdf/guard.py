"""What a query may not do, found by reading its tokens before any engine sees it.

Refused: updates, SERVICE (it would call other servers), FROM with a graph that the store does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urljoin

from kg.rdf.syntax import Token, error_at, tokens_of

UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
WITH_AUTHORITY = re.compile(r"<[A-Za-z][\w+.-]*://")
GLUED = re.compile(r"[^:]*service|.*\.service", re.IGNORECASE)
"""SERVICE in the prefix of a name, or after a dot: an engine that needs no space between words could find it there."""


def refuse_unsafe(text: str, *, graphs: Collection[str], prefixes: Mapping[str, str]) -> None:
    """Raise QueryError, with the place, where `text` would change something or reach outside of the store.

    `graphs` are the IRIs that FROM may name; `prefixes` are those known without a declaration.
    """
    tokens = list(tokens_of(text))
    _refuse_updates(text, tokens)
    _refuse_services(text, tokens)
    for token, iri in _sources(tokens, prefixes):
        if iri not in graphs:
            what = f"FROM names {token.text}, which is no graph of this store"
            raise error_at(text, token.start, what, remedy="list the graphs with SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")


def _refuse_updates(text: str, tokens: list[Token]) -> None:
    """The first word after the prologue tells a query from an update."""
    for token in tokens:
        if token.kind == "word" and token.text.upper() not in ("PREFIX", "BASE"):
            if token.text.upper() in UPDATES:
                what = f"{token.text.upper()} is an update, and the graph is read-only"
                raise error_at(text, token.start, what, remedy="change the papers and build again")
            return


def _refuse_services(text: str, tokens: list[Token]) -> None:
    """Refuse SERVICE, glued to its neighbours or not, and text in which it could hide.

    Whether `<a#>` is an IRI, or a comparison followed by a comment, depends on the grammar around it. So where the word
    stands anywhere, every relative or opaque IRI that could be read in two ways is refused with it.
    """
    for token in tokens:
        if (token.kind == "word" and "SERVICE" in token.text.upper()) or (token.kind == "name" and GLUED.match(token.text)):
            what = "SERVICE is refused: a query may not call other servers"
            raise error_at(text, token.start, what, remedy="query both and join")
    if not re.search("service", text, re.IGNORECASE):
        return
    for token in tokens:
        if token.kind == "iri" and not WITH_AUTHORITY.match(token.text) and "#" in token.text:
            what = f"{token.text} can be read in two ways in a query that holds the word SERVICE"
            raise error_at(text, token.start, what, remedy="write the IRI with its scheme, or leave the word out")


def _sources(tokens: list[Token], prefixes: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """The IRIs behind FROM and FROM NAMED, made absolute."""
    known, base = dict(prefixes), prefixes.get("id", "")
    for place, token in enumerate(tokens):
        word = token.text.upper() if token.kind == "word" else ""
        following = tokens[place + 1 : place + 3]
        if word == "BASE" and following:
            base = urljoin(base, following[0].text[1:-1])
        elif word == "PREFIX" and len(following) > 1:
            known[following[0].text.removesuffix(":")] = urljoin(base, following[1].text[1:-1])
        elif word == "FROM" and following:
            source = following[-1] if following[0].text.upper() == "NAMED" else following[0]
            prefix, _, local = source.text.partition(":")
            iri = urljoin(base, source.text[1:-1]) if source.kind == "iri" else known.get(prefix, "") + local.replace("\\", "")
            yield source, iri
