"""The JSON-LD context, generated from kg.ttl; ontology/context.jsonld is its published copy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from kg.rdf.terms import VOCABULARIES

if TYPE_CHECKING:
    from kg.rdf.vocabulary import VocabularyTerm

Definition: TypeAlias = str | dict[str, str]


def context(namespace: str) -> dict[str, Definition]:
    """Term -> definition. Own terms go by their bare names, those of other vocabularies by their prefixed ones."""
    from kg.rdf import vocabulary  # late: it brings rdflib, which most commands can do without

    entries: dict[str, Definition] = {"kg": namespace, **VOCABULARIES}
    for term in vocabulary.load():
        if term.kind in ("class", "relation", "object property", "datatype property"):
            entries[term.name] = _definition(f"kg:{term.name}", term)
        elif term.kind == "outside term":
            entries[term.name] = _definition(term.name, term)
    return entries


def published(namespace: str) -> str:
    """The text of ontology/context.jsonld."""
    return json.dumps({"@context": context(namespace)}, indent=2, ensure_ascii=False) + "\n"


def coercions(entries: Mapping[str, Definition]) -> dict[str, str]:
    """Term -> the type that a context gives its bare values: "@id", an IRI, or "" for plain strings."""
    types = {name: entry.get("@type", "") for name, entry in entries.items() if isinstance(entry, dict)}
    return {name: kind.replace("xsd:", VOCABULARIES["xsd"]) for name, kind in types.items()}


def _definition(iri: str, term: VocabularyTerm) -> Definition:
    if term.kind == "class":
        return iri
    if term.leads_to_node:
        return {"@id": iri, "@type": "@id"}
    datatype = next((kind for kind in term.range if kind != VOCABULARIES["rdfs"] + "Literal"), "")
    if datatype.startswith(VOCABULARIES["xsd"]) and not datatype.endswith(("#string", "#integer")):
        return {"@id": iri, "@type": f"xsd:{datatype.removeprefix(VOCABULARIES['xsd'])}"}
    return {"@id": iri}
