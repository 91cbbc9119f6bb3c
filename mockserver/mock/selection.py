"""Which declared response: what the client prefers, else the first that says success.

Preferences come in the field `Prefer` (RFC 7240), as Prism's users know it, and, for people who cannot touch the
fields of their application, as query parameters or cookies `__code`, `__example`, `__dynamic`, `__seed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from mockserver.errors import NotFound, NotImplementedHere
from mockserver.http import prefer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mockserver.document.model import DeclaredResponse, Operation
    from mockserver.http.messages import Request

NAMES: Final = ("code", "example", "dynamic", "seed")
QUERY_NAMES: Final = frozenset(f"__{name}" for name in NAMES)
_COOKIE: Final = re.compile(r"(?:^|;)\s*__(\w+)=\"?([^;\"]*)")
_STATUS: Final = re.compile(r"[1-5][0-9X]{2}")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a client asks of the mock, each None if it does not."""

    code: int | None = None
    example: str | None = None
    dynamic: bool | None = None
    seed: int | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, name) is not None for name in NAMES)


NO_PREFERENCES: Final = Preferences()


def preferences(request: Request) -> Preferences:
    """The preferences of a request: the field before the query, the query before the cookie. Nonsense is ignored."""
    said: dict[str, str] = {}
    for name, value in request.fields:
        if name == "cookie" and "__" in value:
            said = {**said, **dict(_COOKIE.findall(value))}
    if "__" in request.query:
        pairs = parse_qsl(request.query, keep_blank_values=True)
        said |= {name[2:]: value for name, value in pairs if name.startswith("__")}
    if "prefer" in request.fields:
        said |= prefer.parse(request.fields.all("prefer"))
    return _read(said) if said else NO_PREFERENCES


def _read(said: Mapping[str, str]) -> Preferences:
    dynamic = said.get("dynamic")
    return Preferences(
        code=_number(said.get("code"), 3),
        example=said.get("example") or None,
        dynamic=None if dynamic is None else dynamic.lower() != "false",
        seed=_number(said.get("seed"), 18),
    )


def _number(text: str | None, digits: int) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= digits else None


@dataclass(frozen=True, slots=True)
class Selected:
    """A declared response and the status to send it with."""

    status: int
    declared: DeclaredResponse


def select(operation: Operation, code: int | None) -> Selected | None:
    """The declared response for a preferred code, else the default one.

    Raises NotFound for a code that is not declared (as Prism does: people test for it), NotImplementedHere where only
    interim responses are declared (RFC 9110, section 15: a request has exactly one final response).
    """
    return _default(operation) if code is None else _preferred(operation, code)


def declared_for(responses: Mapping[str, DeclaredResponse], status: int) -> DeclaredResponse | None:
    """The response that is declared for a status: itself, its range, `default` (OAS Responses Object)."""
    return responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")


def _preferred(operation: Operation, code: int) -> Selected:
    declared = declared_for(operation.responses, code)
    if declared is None or not 200 <= code <= 599 or _is_impossible(operation, str(code)):
        listed = ", ".join(operation.responses) or "none"
        message = f"{operation.label} declares no response {code}; it declares {listed}"
        raise NotFound(message, declared=list(operation.responses))
    return Selected(code, declared)


def _default(operation: Operation) -> Selected | None:
    """Lowest 2xx, `2XX`, `default` as 200, then the lowest that is declared; None if none is."""
    responses = operation.responses
    if not responses:
        return None
    possible = [status for status in responses if not _is_impossible(operation, status)]
    if not possible:
        listed = ", ".join(responses)
        message = (
            f"{operation.label} declares only {listed}, which can never be the final response to {operation.method}"
        )
        raise NotImplementedHere(message)
    status = min(possible, key=_order)
    return Selected(_as_number(status), responses[status])


def _is_impossible(operation: Operation, status: str) -> bool:
    """Interim responses; and "almost all of the status codes defined by this specification could be received in a
    response to POST (the exceptions being 206 ..., 304 ..., and 416 ...)" -- RFC 9110, section 9.3.3.
    """
    return status.startswith("1") or (operation.method == "POST" and status in {"206", "304", "416"})


def _order(status: str) -> tuple[int, str]:
    if status == "default":
        return 2, status
    if not _STATUS.fullmatch(status):
        return 5, status
    return (1 if status == "2XX" else 0 if status.startswith("2") else 3), status


def _as_number(status: str) -> int:
    if status == "default" or not _STATUS.fullmatch(status):
        return 200
    return int(status.replace("X", "0"))
