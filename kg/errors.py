"""The errors that kg raises: each says what is wrong, with which value, why that usually is, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class KgError(Exception):
    """Base of all errors meant for a person; the command line prints them in one line and exits with `exit_code`."""

    exit_code = 1

    def __init__(self, what: str, *, cause: str = "", remedy: str = "") -> None:
        self.what, self.cause, self.remedy = what, cause, remedy
        super().__init__(". ".join(part.rstrip(".") for part in (what, cause, remedy) if part))

    def __reduce__(self) -> tuple[object, ...]:
        """How a worker hands the error to its parent: without calling __init__ anew, whose parameters are not the message."""
        return _again, (type(self), self.args), vars(self)


def _again(kind: type[KgError], args: tuple[str, ...]) -> KgError:
    error = kind.__new__(kind, *args)
    error.args = args
    return error


class InputError(KgError):
    """A source cannot be read at all (missing, of no known format, holding no record)."""

    exit_code = 3


class OutputError(KgError):
    """A built graph cannot be written, or the folder does not hold one."""

    exit_code = 4


class QueryError(KgError):
    """A SPARQL query is not accepted. `line` and `column` count from 1; 0 where the place is unknown."""

    exit_code = 5

    def __init__(self, what: str, *, line: int = 0, column: int = 0, cause: str = "", remedy: str = "") -> None:
        self.line, self.column = line, column
        super().__init__(what, cause=cause, remedy=remedy)


class QueryTimeout(QueryError):
    """A query was stopped because its time was up."""


class UnknownName(KgError):
    """A name that the graph, the ontology or a registry does not hold; the message offers the nearest ones."""

    exit_code = 6

    def __init__(self, kind: str, name: str, known: Iterable[str], *, remedy: str = "") -> None:
        self.kind, self.name = kind, name
        self.suggestions = tuple(nearest(name, known))
        hint = f"Did you mean {' or '.join(self.suggestions)}?" if self.suggestions else ""
        super().__init__(f"no {kind} is called {name!r}", cause=hint, remedy=remedy)


class ConfigError(KgError):
    """A setting has an unusable value, or the words of a command do not fit together."""

    exit_code = 2


class CheckFailed(KgError):
    """The graph breaks its own shapes, or an evidence quote does not stand in its paper."""

    exit_code = 7


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Up to `limit` of the `known` names closest to `name`, compared without regard to case.

    >>> nearest("lora", ["LoRA", "QLoRA", "BERT"])
    ['LoRA', 'QLoRA']
    """
    by_folded: dict[str, str] = {}
    for candidate in sorted(set(known)):
        by_folded.setdefault(candidate.casefold(), candidate)
    return [by_folded[match] for match in get_close_matches(name.casefold(), by_folded, n=limit, cutoff=0.6)]
