"""Content negotiation: which of the forms that the server has a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HTML = "html"
ROW_FORMS = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPH_FORMS = {
    "ttl": ("text/turtle", "application/x-turtle"),
    "nt": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json",),
    "rdfxml": ("application/rdf+xml",),
}
FORMS: Mapping[str, tuple[str, ...]] = {**ROW_FORMS, **GRAPH_FORMS}
"""Form -> its media types, the one that answers carry first."""


def content_type(form: str) -> str:
    """The header of an answer in this form."""
    main = FORMS[form][0]
    return f"{main}; charset=utf-8" if main.startswith("text/") else main


@dataclass(frozen=True, slots=True)
class Range:
    """A media range with its weight; `kind` and `part` may be "*"."""

    kind: str
    part: str
    weight: float

    def fits(self, media_type: str) -> int:
        """0 where it does not fit, else how closely."""
        kind, _, part = media_type.partition("/")
        if (self.kind, self.part) == (kind, part):
            return 3
        if self.kind == kind and self.part == "*":
            return 2
        return int(self.kind == self.part == "*")


def ranges(header: str) -> list[Range]:
    """The media ranges of an Accept header; what is none is left out. An empty header means anything."""
    found = []
    for item in header.split(",") if header.strip() else ["*/*"]:
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        kind, slash, part = media.partition("/")
        weight = next((_weight(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        if slash and kind and part:
            found.append(Range(kind, part, weight))
    return found


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def accepted(header: str, forms: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names of the forms that a client takes, the best first, among equals in the order of `forms`.

    >>> accepted("text/csv;q=0.5, application/sparql-results+xml", ROW_FORMS)
    ('xml', 'csv')
    """
    wanted = ranges(header)
    weights = {name: _weight_of(tuple(types), wanted) for name, types in forms.items()}
    taken = [name for name, weight in weights.items() if weight > 0]
    return tuple(sorted(taken, key=lambda name: -weights[name]))


def _weight_of(types: tuple[str, ...], wanted: Iterable[Range]) -> float:
    """The weight of a form: of its first media type by the range that fits most closely, of the others where they are named."""
    fitting = [(item.fits(types[0]), item.weight) for item in wanted if item.fits(types[0])]
    named = [item.weight for item in wanted for other in types[1:] if item.fits(other) == 3]
    return max([max(fitting)[1] if fitting else 0.0, *named])


def wants_page(header: str) -> bool:
    """Whether a person's browser asks: HTML is named, and nothing of the server's data is liked better."""
    named = [item for item in ranges(header) if item.fits("text/html") > 1]
    best = max((item.weight for item in named), default=0.0)
    return best > 0 and all(item.weight <= best for item in ranges(header))
