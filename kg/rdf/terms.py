"""The IRIs and literals that every file of this room speaks in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote, unquote, urlsplit

from pyoxigraph import Literal, NamedNode

from kg.errors import ConfigError
from kg.keys import slug
from kg.ontology import Ontology

VOCABULARIES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "void": "http://rdfs.org/ns/void#",
    "qudt": "http://qudt.org/schema/qudt/",
}
"""Outside vocabularies by the prefix that files and queries use for them."""

NODE_FOLDERS = ("paper", "result", "evidence", "quote", "position", "run", "author", "source", "detail", "graph", "about")
"""The folders below the base IRI in which this room mints nodes, beside one for each entity type."""

DATE_TYPES = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "date", "{}"),
    (re.compile(r"[0-9]{4}-[0-9]{2}"), "gYearMonth", "{}-01"),
    (re.compile(r"[0-9]{4}"), "gYear", "{}-01-01"),
    (re.compile(r"--[0-9]{2}-[0-9]{2}"), "gMonthDay", "2000-{}"),
)
"""A partial date's form, its XSD type, and how to complete it so that it can be checked."""


def outside(name: str) -> NamedNode:
    """The term of an outside vocabulary with this prefixed name.

    >>> outside("rdf:type").value
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
    """
    prefix, _, local = name.partition(":")
    return NamedNode(VOCABULARIES[prefix] + local)


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the IRIs of one graph: nodes below `base`, own terms in `namespace`. Raises ConfigError for an unusable base."""

    base: str
    namespace: str

    def __post_init__(self) -> None:
        try:
            usable = bool(urlsplit(NamedNode(self.base).value).scheme) and self.base.endswith(("/", "#"))
        except ValueError:
            usable = False
        if not usable:
            raise ConfigError(f"base_iri is {self.base!r}", remedy="give an absolute IRI that ends in / or #")

    def node(self, path: str) -> NamedNode:
        """The node with this path; what an IRI cannot hold is percent-encoded, so different paths have different IRIs."""
        return NamedNode(self.base + quote(path, safe="/", errors="surrogatepass"))

    def path(self, iri: str) -> str:
        """The path that `node` gave this IRI. Raises ValueError when it does not lie below the base."""
        if not iri.startswith(self.base):
            raise ValueError(f"{iri} does not lie below {self.base}")
        return unquote(iri[len(self.base) :], errors="surrogatepass")

    def own(self, name: str) -> NamedNode:
        """The class or property of kg.ttl with this local name."""
        return NamedNode(self.namespace + name)

    def graph(self, name: str) -> NamedNode:
        """The named graph of a paper (by its key), of "entities" or of "run"."""
        return self.node(f"graph/{name}")


def run_path(extractor: str) -> str:
    """The path of the run of this extractor (a name and version).

    >>> run_path("patterns 1.0")
    'run/patterns-1-0-97354bd9'
    """
    digest = hashlib.sha256(extractor.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"run/{slug(extractor)}-{digest}"


def prefixes(ontology: Ontology, base: str) -> dict[str, str]:
    """All prefixes that files declare and queries may use: vocabularies, `kg`, `id`, and one for each kind of node."""
    folders = (*(slug(term.name) for term in ontology.types), *NODE_FOLDERS)
    nodes = {folder: f"{base}{folder}/" for folder in folders if folder not in VOCABULARIES}
    return {"kg": ontology.namespace, "id": base, **VOCABULARIES, **nodes}


def text_literal(text: str) -> Literal:
    """`text` as a literal. RDF holds no lone surrogates: each becomes U+FFFD, so that offsets stay right."""
    try:
        return Literal(text)
    except ValueError:
        return Literal("".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text))


def date_literal(text: str) -> Literal:
    """A whole or partial ISO 8601 date with its XSD type; a plain literal when it is no date of the calendar.

    >>> [date_literal(d).datatype.value.rpartition("#")[2] for d in ("2024-11-07", "2024", "--11-07", "2024-02-30")]
    ['date', 'gYear', 'gMonthDay', 'string']
    """
    for form, kind, whole in DATE_TYPES:
        if form.fullmatch(text) and _in_calendar(whole.format(text.removeprefix("--"))):
            return Literal(text, datatype=outside(f"xsd:{kind}"))
    return text_literal(text)


def decimal_literal(value: Decimal) -> Literal:
    """A finite decimal without exponent or trailing zeros. Raises ValueError for NaN and infinities.

    >>> decimal_literal(Decimal("1.40E+3")).value
    '1400'
    """
    if not value.is_finite():
        raise ValueError(f"{value} is no xsd:decimal")
    return Literal(_plain(value), datatype=outside("xsd:decimal"))


def score_literal(score: float) -> Literal:
    """A score as xsd:decimal, or as xsd:double where 18 decimal places (what stores compute with) cannot hold it.

    >>> str(score_literal(0.5))
    '"0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    exact = Decimal(repr(score))
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -18:
        return decimal_literal(exact)
    return Literal(_plain(exact) if exact.is_finite() else _infinite(score), datatype=outside("xsd:double"))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _infinite(score: float) -> str:
    return {"inf": "INF", "-inf": "-INF"}.get(repr(score), "NaN")


def _in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
