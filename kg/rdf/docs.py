"""The documentation of every term, as Markdown made from kg.ttl; docs/TERMS.md is its published copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg import ontology
from kg.rdf import vocabulary
from kg.rdf.terms import VOCABULARIES
from kg.rdf.vocabulary import VocabularyTerm

SECTIONS = (
    ("class", "Classes", "What papers, entities, results and evidence are."),
    ("relation", "Relations found in texts", "Each edge of these has evidence: a paper's words for it."),
    ("object property", "Links", "What holds papers, entities, results and evidence together."),
    ("datatype property", "Values", "What nodes say as text, number or date."),
    ("outside term", "Terms of other vocabularies", "How they are used here."),
    ("annotation property", "Annotations", "How the ontology speaks of itself, for code and viewers."),
)


def terms_page() -> str:
    """The whole document."""
    known, terms = ontology.load(), vocabulary.load()
    namespace = known.namespace
    head = ("# Terms", "", f"Version {known.version} of `{namespace}`. Made from ontology/kg.ttl by `make docs`; do not edit.")
    lines = [*head]
    for kind, title, about in SECTIONS:
        lines += ["", f"## {title}", "", about, ""]
        lines += _table(kind, [term for term in terms if term.kind == kind], namespace)
    return "\n".join(lines) + "\n"


def _table(kind: str, terms: Iterable[VocabularyTerm], namespace: str) -> Iterator[str]:
    if kind in ("class", "annotation property"):
        yield from ("| term | label | meaning | see |", "|---|---|---|---|")
        for term in terms:
            yield _row(f"`kg:{term.name}`", term.label, term.definition, _alignments(term))
    elif kind == "outside term":
        yield from ("| term | use | holds |", "|---|---|---|")
        for term in terms:
            yield _row(f"`{term.name}`", term.definition, _kinds(term.range, namespace))
    else:
        yield from ("| term | label | meaning | from | to | see |", "|---|---|---|---|---|---|")
        for term in terms:
            ends = (
                _kinds(term.domain, namespace),
                _kinds(term.range, namespace) + (" (of one type)" if term.joins_one_type else ""),
            )
            yield _row(f"`kg:{term.name}`", term.label, term.definition, *ends, _alignments(term))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kinds(iris: Iterable[str], namespace: str) -> str:
    return ", ".join("node" if iri.endswith("owl#Thing") else _short(iri, namespace) for iri in iris)


def _short(iri: str, namespace: str) -> str:
    for prefix, start in {"": namespace, **VOCABULARIES}.items():
        if iri.startswith(start):
            local = iri.removeprefix(start)
            return f"{prefix}:{local}" if prefix else local
    return f"<{iri}>"


def _alignments(term: VocabularyTerm) -> str:
    return "; ".join(f"{name} <{iri}>" for name, iri in term.alignments)
