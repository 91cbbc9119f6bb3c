"""One line for each exchange, as text for people or as JSON for programs.

Knows what may be shown: no control character reaches the terminal, no secret the log. Written on every request, so it
costs a few microseconds; who writes the line, and where, is `terminal`.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_plus

import orjson

from mockserver.server.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mockserver.server.terminal import Style, Terminal

# Names of query parameters that hold secrets wherever they are met: OAuth 2.0 (RFC 6749, 6750), signed URLs, habit.
SECRETS: Final = frozenset(
    {
        "access_token",
        "api-key",
        "api_key",
        "apikey",
        "auth",
        "client_secret",
        "code",
        "id_token",
        "key",
        "password",
        "passwd",
        "refresh_token",
        "secret",
        "sig",
        "signature",
        "token",
        "x-amz-credential",
        "x-amz-security-token",
        "x-amz-signature",
        "x-api-key",
    },
)
MASK: Final = "***"
LONGEST_METHOD: Final = 16
LONGEST_TARGET: Final = 100
LONGEST_REASON: Final = 120
STYLES: Final[dict[int, Style]] = {2: "green", 3: "cyan", 4: "yellow", 5: "red"}
OUTSIDE_ASCII = re.compile(r"[^\x21-\x7e]")


@dataclass(frozen=True, slots=True)
class Told:
    """What a line tells of an exchange: `seconds` it took, the operation's label, and the reason of a refusal.

    `document` names it where several are served, `client` is the address of another machine.
    """

    method: str
    target: str
    status: int
    seconds: float
    operation: str = ""
    reason: str = ""
    document: str = ""
    client: str = ""


@dataclass(frozen=True)
class RequestLines:
    """Exchanges -> lines. `secrets` are further names of query parameters; `column` is where the status begins."""

    terminal: Terminal
    secrets: frozenset[str] = SECRETS
    column: int = 24
    clock: Callable[[], float] = field(default=time.time, repr=False)
    suspects: re.Pattern[str] = field(init=False, repr=False)
    """Finds a query that may hold a secret, so that all others are not taken apart."""

    def __post_init__(self) -> None:
        words = "|".join(re.escape(name) for name in sorted(self.secrets))
        object.__setattr__(self, "suspects", re.compile(f"%|{words}"))

    def text(self, told: Told) -> str:
        """`12:04:15  DELETE  /v1/pets  405  allowed: GET, HEAD, POST, OPTIONS`."""
        terminal = self.terminal
        method, target = printable(told.method, limit=LONGEST_METHOD), self.shown(told.target)
        status = terminal.paint(str(told.status), style_of(told.status))
        rest = printable(told.reason, limit=LONGEST_REASON) or terminal.paint(duration(told.seconds), "dim")
        if told.operation:
            rest = f"{printable(told.operation)}  {rest}"
        if told.document:
            rest = f"{terminal.paint(printable(told.document), 'dim')}  {rest}"
        if told.client:
            rest = f"{terminal.paint(told.client, 'dim')}  {rest}"
        moment = terminal.paint(time_of_day(int(self.clock())), "dim")
        return f"{moment}  {method:<7} {target:<{self.column}} {status}  {rest}"

    def json(self, told: Told, more: Mapping[str, Any] | None = None) -> str:
        """The same as a JSON object, the time as RFC 3339 says it in UTC; `more` are further members."""
        return orjson.dumps(
            {
                "event": "request",
                "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.clock())),
                "method": encodable(told.method[:LONGEST_METHOD]),
                "target": self.shown(told.target),
                "status": told.status,
                "operation": encodable(told.operation) or None,
                **({"document": encodable(told.document)} if told.document else {}),
                "ms": round(told.seconds * 1000, 2),
                "reason": encodable(told.reason) or None,
                **({"client": told.client} if told.client else {}),
                **(more or {}),
            }
        ).decode()

    def shown(self, target: str) -> str:
        """The target with its secrets masked, what is not visible ASCII percent-encoded, and cut where it is long."""
        path, mark, query = target.partition("?")
        shown = f"{path}?{masked(query, self.secrets)}" if mark and self.suspects.search(query.lower()) else target
        if not shown.isascii() or not shown.isprintable():
            shown = OUTSIDE_ASCII.sub(percent_encoded, shown)
        return shown if len(shown) <= LONGEST_TARGET else f"{shown[: LONGEST_TARGET - 3]}..."


def encodable(text: str) -> str:
    """The text without lone surrogates, which JSON can spell and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def masked(query: str, secrets: Iterable[str]) -> str:
    """The query with `***` for the value of each parameter whose name says that it is a secret.

    >>> masked("limit=2&api%5Fkey=hunter2", {"api_key"})
    'limit=2&api%5Fkey=***'
    """
    return "&".join(masked_pair(pair, secrets) for pair in query.split("&"))


def masked_pair(pair: str, secrets: Iterable[str]) -> str:
    """One `name=value` of a query, the value masked if the name says so; also inside brackets, `auth[token]`."""
    name, equals, _ = pair.partition("=")
    words = re.split(r"[\[\]]+", unquote_plus(name).lower())
    return f"{name}={MASK}" if equals and not set(words).isdisjoint(secrets) else pair


def percent_encoded(found: re.Match[str]) -> str:
    """The UTF-8 octets of a character, percent-encoded; of a lone surrogate, a question mark."""
    return "".join(f"%{octet:02X}" for octet in found[0].encode("utf-8", "replace"))


def style_of(status: int) -> Style:
    """Green for success, cyan for redirection, yellow for the client's fault, red for the server's."""
    return STYLES.get(status // 100, "dim")


@lru_cache(maxsize=2)
def time_of_day(second: int) -> str:
    """The local time of a second since the epoch: made once a second, however many lines bear it."""
    return time.strftime("%H:%M:%S", time.localtime(second))


def duration(seconds: float) -> str:
    """`0.4 ms`, `12 ms`, `1.25 s`."""
    ms = seconds * 1000
    if ms < 10:
        return f"{ms:.1f} ms"
    return f"{ms:.0f} ms" if ms < 1000 else f"{seconds:.2f} s"
