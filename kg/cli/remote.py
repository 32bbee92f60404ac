"""Asking an endpoint elsewhere, for `kg query --endpoint`."""

from __future__ import annotations

from collections.abc import Mapping

from kg import config, ontology, rdf
from kg.cli.network import connected
from kg.errors import QueryError

REMEDY = "check the address (that of the SPARQL endpoint), --token or --user, and --timeout"
TRIES = 3
LARGEST = 1 << 29
"""Bytes of an answer."""


def ask_endpoint(url: str, text: str, form: str, seconds: float, *, headers: Mapping[str, str]) -> rdf.Table | bytes:
    """The answer of the endpoint: rows where `form` is "table", else a document. Raises QueryError, ConfigError."""
    from kg.publish.endpoint import remote_answer, remote_table
    from kg.transport import Policy, require_address

    require_address(url, "--endpoint")
    prefixes = rdf.prefixes(ontology.load(), config.load().base_iri)
    policy = Policy(pause=0, attempts=TRIES, idle=seconds, whole=seconds, size=LARGEST, slow_is_final=True)
    with connected(policy, error=QueryError, remedy=REMEDY, quiet=False, headers=headers) as transport:
        if form == "table":
            return remote_table(url, text, prefixes, transport)
        return remote_answer(url, text, form, prefixes, transport=transport)
