"""The named questions of ontology/queries: SPARQL files whose comments tell what they ask.

The first comment line is the question. `VALUES ?name { "LoRA" }` makes `name` a parameter with that default, described by
a comment line `# name: ...`; so a file runs as it stands in any engine, and a value takes the place of one literal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from kg.errors import QueryError, UnknownName
from kg.ontology import data_dir
from kg.rdf.terms import text_literal

PARAMETER = re.compile(r'VALUES \?(?P<name>\w+) \{ (?P<literal>"(?:[^"\\\n]|\\.)*"|[0-9.]+) \}')


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question can be asked with. `default` is as one would type it; `number` tells its kind."""

    name: str
    about: str
    default: str
    number: bool


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question: its name (that of the file), what it asks, its SPARQL text and what can be set in it."""

    name: str
    description: str
    text: str
    parameters: tuple[Parameter, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with `values` in place of the defaults. Raises UnknownName, QueryError for a word in place of a number."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise UnknownName(f"parameter of {self.name}", name, known)
        literals = {name: _literal(known[name], value) for name, value in values.items()}

        def put(match: re.Match[str]) -> str:
            name = match["name"]
            return f"VALUES ?{name} {{ {literals[name]} }}" if name in literals else match.group()

        return PARAMETER.sub(put, self.text)


@cache
def named_queries(folder: Path | None = None) -> tuple[NamedQuery, ...]:
    """All questions of `folder`, by default those that ship, in order of their names."""
    files = sorted((folder or data_dir() / "queries").glob("*.rq"))
    return tuple(_read(file) for file in files)


def named_query(name: str) -> NamedQuery:
    """The question of this name. Raises UnknownName with the nearest ones."""
    by_name = {query.name: query for query in named_queries()}
    if name not in by_name:
        raise UnknownName("question", name, by_name, remedy="`kg query --list` shows them all")
    return by_name[name]


def _read(file: Path) -> NamedQuery:
    text = file.read_text(encoding="utf-8")
    comments = [line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#")]
    about = dict(line.split(": ", 1) for line in comments[1:] if ": " in line)
    parameters = [_parameter(match, about) for match in PARAMETER.finditer(text)]
    return NamedQuery(file.stem, comments[0] if comments else file.stem, text, tuple(parameters))


def _parameter(match: re.Match[str], about: Mapping[str, str]) -> Parameter:
    name, literal = match["name"], match["literal"]
    number = not literal.startswith('"')
    return Parameter(name, about.get(name, ""), literal if number else literal[1:-1], number)


def _literal(parameter: Parameter, value: str) -> str:
    """`value` as a literal of SPARQL: the escapes of N-Triples are those of SPARQL."""
    if not parameter.number:
        return str(text_literal(value))
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise QueryError(f"{parameter.name} is {value!r}", remedy=f"give a number, such as {parameter.default}")
    return format(number, "f")
