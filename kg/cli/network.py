"""What the commands that speak with servers share: options, and a client whose waits are told on stderr."""

from __future__ import annotations

import signal
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import stderr
from kg.errors import ConfigError, KgError

if TYPE_CHECKING:
    from kg.transport import Policy, Transport

Pause = Annotated[float, typer.Option("--pause", min=0, max=60, help="seconds between two requests, doubled for each new try")]
Tries = Annotated[int, typer.Option("--tries", min=1, max=20, help="how often a request is tried that may yet go through")]

Token = Annotated[str, typer.Option("--token", envvar="KG_TOKEN", metavar="TOKEN", help="a bearer token for the server")]
User = Annotated[str, typer.Option("--user", envvar="KG_USER", metavar="NAME:PASSWORD", help="a user of the server")]


def authorization(token: str, user: str) -> dict[str, str]:
    """The headers by which a server knows who asks. Raises ConfigError for both at once, or what no header can hold."""
    if token and user:
        raise ConfigError("both a token and a user are given", remedy="leave one away; KG_TOKEN and KG_USER count as well")
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        raise ConfigError("the token holds characters that no token has", remedy="look for spaces and line ends around it")
    if user:
        return {"Authorization": f"Basic {b64encode(user.encode()).decode()}"}
    return {"Authorization": f"Bearer {token}"} if token else {}


@contextmanager
def connected(
    policy: Policy, *, error: type[KgError], remedy: str, quiet: bool, headers: Mapping[str, str] | None = None
) -> Iterator[Transport]:
    """A client. While it is in use, a server that goes away is an error to try again after, and does not end the process."""
    from kg.transport import Transport

    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN) if hasattr(signal, "SIGPIPE") else None
    try:
        with Transport(policy, error=error, remedy=remedy, tell=_teller(quiet), headers=headers) as transport:
            yield transport
    finally:
        if before is not None:
            signal.signal(signal.SIGPIPE, before)


def _teller(quiet: bool) -> Callable[[str], None]:
    """Tells of waits and second tries, unless it is to be quiet."""
    return (lambda message: None) if quiet else (lambda message: stderr().print(f"kg: {message}", markup=False))
