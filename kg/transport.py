"""Requests to servers on the network: polite, patient, and with limits on time and size.

Between two requests lies a pause. What may pass by itself (a broken connection, a busy server, an answer cut short) is tried
again, after waits that double each time, with jitter from a seeded source (so that many clients do not come back together,
and a run can be repeated); `Retry-After` of the server goes before them.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from kg.errors import ConfigError, KgError

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses of HTTP after which the same request may go through later."""

MOST_TOLD = 200
"""Characters of a server's own words that an error repeats."""

_T = TypeVar("_T")


class Malformed(ValueError):
    """An answer that is not what it should be; it is asked for again, since it may have been cut or mixed up on its way."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How requests are made: times in seconds, the largest answer in bytes.

    `pause` lies between two requests; `wait` is the first wait before a request is tried again, of `attempts` times in all.
    `idle` ends a connection on which nothing comes, `whole` an answer that comes too slowly; with `slow_is_final` that is not
    tried again. A server that asks for a longer wait than `most_wait` is taken at its word, and the command ends.
    """

    pause: float = 1.0
    wait: float = 1.0
    attempts: int = 6
    most_wait: float = 600.0
    idle: float = 60.0
    whole: float = 600.0
    size: int = 64 << 20
    slow_is_final: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `content` makes the body anew for each try; `read` makes of the body of the answer what is wanted of it."""

    method: str
    url: str
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    content: Callable[[], Iterable[bytes]] | None = None
    allowed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Setback:
    """Why a try failed; `wait` is what the server asks for, in seconds; `final` ends the tries."""

    what: str
    cause: str = ""
    wait: float = 0.0
    final: bool = False


class Transport:
    """A client of one or several servers. `error` is the kind of error raised, `remedy` its advice, `tell` hears of waits."""

    def __init__(
        self,
        policy: Policy,
        *,
        error: type[KgError],
        remedy: str,
        tell: Callable[[str], None] = lambda message: None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.policy, self.error, self.remedy, self.tell = policy, error, remedy, tell
        self.requests = 0
        agent = {"User-Agent": f"kg/{version('kg')} python-httpx/{httpx.__version__}"}
        self._client = httpx.Client(timeout=httpx.Timeout(policy.idle, connect=15), headers={**agent, **(headers or {})})
        self._chance = random.Random(0)  # noqa: S311 (no secret)
        self._last = float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def ask(self, request: Request, read: Callable[[Answer], _T]) -> _T:
        """What `read` makes of the answer, which may raise Malformed. Raises `error` when all tries have failed."""
        for attempt in range(1, self.policy.attempts + 1):
            setback = self._tried(request, read)
            if not isinstance(setback, Setback):
                return setback
            if setback.final or attempt == self.policy.attempts or setback.wait > self.policy.most_wait:
                raise self._failed(setback, attempt)
            self.wait(attempt, setback.what, at_least=setback.wait)
        raise AssertionError

    def wait(self, attempt: int, why: str, *, at_least: float = 0.0) -> None:
        """The wait after try number `attempt` (from 1): twice as long each time, up to `most_wait`, less up to a half."""
        longest = min(self.policy.wait * 2.0 ** (attempt - 1), self.policy.most_wait)
        seconds = max(at_least, longest * (1 - self._chance.random() / 2))
        self.tell(f"{why}; try {attempt + 1} of {self.policy.attempts} in {seconds:.0f} s")
        time.sleep(seconds)

    def _tried(self, request: Request, read: Callable[[Answer], _T]) -> _T | Setback:
        try:
            answer = self._sent(request)
        except httpx.ConnectError as error:
            cause = "there is no network, the address is wrong, or the server does not run"
            return Setback(f"{_host(request)} cannot be reached ({_words(error)})", cause)
        except httpx.TimeoutException:
            return Setback(f"{_host(request)} was silent for {self.policy.idle:g} s", final=self.policy.slow_is_final)
        except httpx.RequestError as error:
            return Setback(f"the connection to {_host(request)} broke ({_words(error)})")
        except httpx.InvalidURL as error:
            raise ConfigError(
                f"{request.url} is no address: {error}", remedy="give an address such as https://host/path"
            ) from error
        if isinstance(answer, Setback):
            return answer
        if answer.status >= 300 and answer.status not in request.allowed:
            return _refusal(request, answer)
        try:
            return read(answer)
        except Malformed as error:
            return Setback(f"the answer of {_host(request)} is not what it should be: {error}")

    def _sent(self, request: Request) -> Answer | Setback:
        """One exchange; a Setback where the answer is too large or too slow."""
        time.sleep(max(0.0, self._last + self.policy.pause - time.monotonic()))
        self.requests += 1
        begun, body = time.monotonic(), bytearray()
        given: dict[str, Any] = {"content": request.content()} if request.content else {}
        follow = request.method == "GET"
        try:
            url = httpx.URL(request.url).copy_merge_params(request.params or {})
            made = self._client.build_request(request.method, url, headers=request.headers, **given)
            answer = self._client.send(made, stream=True, follow_redirects=follow)
            try:
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > self.policy.size:
                        return Setback(f"{_host(request)} answers with more than {self.policy.size >> 20} MiB", final=True)
                    if time.monotonic() - begun > self.policy.whole:
                        what = f"the answer of {_host(request)} took more than {self.policy.whole:g} s"
                        return Setback(what, final=self.policy.slow_is_final)
            finally:
                answer.close()
        finally:
            self._last = time.monotonic()
        return Answer(answer.status_code, answer.headers, bytes(body))

    def _failed(self, setback: Setback, attempts: int) -> KgError:
        what = setback.what if attempts == 1 else f"{setback.what}, at the last of {attempts} tries"
        if setback.wait > self.policy.most_wait:
            what = f"{setback.what}, and asks to wait {setback.wait:,.0f} s"
        return self.error(what, cause=setback.cause, remedy=self.remedy)


def require_address(url: str, option: str) -> str:
    """`url`, if it is the address of a server. Raises ConfigError, which names the option."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL()
    if parsed.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:-]+", parsed.host):
        raise ConfigError(f"{option} is {url!r}, no address of a server", remedy="give one that begins with https:// or http://")
    return url


def _refusal(request: Request, answer: Answer) -> Setback:
    """What a status that is no success means."""
    place = f": {answer.headers['location']}" if 300 <= answer.status < 400 and "location" in answer.headers else ""
    said = place or _said(answer.body)
    what = f"{_host(request)} answers {answer.status} {httpx.codes.get_reason_phrase(answer.status)}{said}"
    return Setback(what, _meaning(answer.status), _retry_after(answer.headers), final=answer.status not in TRANSIENT)


def _meaning(status: int) -> str:
    if status in (401, 403):
        return "the server wants a token or a user, or does not let this one in"
    if status in (404, 405):
        return "the address is not the right one of this server"
    if status == 413:
        return "the server takes no body of this size"
    return "it has moved: give the new address" if 300 <= status < 400 else ""


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that the server asks to wait, by number or by date (RFC 9110, 10.2.3); 0 where it says nothing of use."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _host(request: Request) -> str:
    return httpx.URL(request.url).netloc.decode("ascii", "replace")


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _said(body: bytes) -> str:
    """The text of an error page, shortened, without its markup."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", body[:100_000].decode("utf-8", "replace"), flags=re.S | re.I)
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f": {words[:MOST_TOLD]}" if words else ""
