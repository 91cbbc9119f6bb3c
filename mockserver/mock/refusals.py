"""How a refusal is said: with the response that the document declares for it, else as a problem (RFC 9457).

Only what an operation refuses (credentials, content, parameters, representation) may be declared; what HTTP refuses
before an operation is known (400, 404, 405, 501) is always a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import MalformedRequest, UnprocessableContent
from mockserver.http.statuses import reason as phrase
from mockserver.mock.selection import Selected, declared_for

if TYPE_CHECKING:
    from mockserver.document.model import DeclaredResponse, Operation
    from mockserver.document.schema import Schema
    from mockserver.errors import Refusal

_STATUSES: Final[Mapping[int, tuple[int, ...]]] = {400: (400, 422), 422: (422, 400)}
"""A broken message is 400, a broken rule is 422; an API that declares only one of them means it for both."""

_OPERATIONS: Final = frozenset({400, 401, 403, 406, 412, 413, 415, 422})

_REASONS: Final = (
    "detail",
    "message",
    "error",
    "reason",
    "description",
    "error_description",
    "errorMessage",
    "title",
    "msg",
)
"""Names of properties in which people look for the reason; the first one that has room for it is taken."""

_STATUS_NAMES: Final = ("status", "code", "statusCode", "status_code")
_TOLD: Final = (*_REASONS, *_STATUS_NAMES, "type")
_WORDS: Final = frozenset({"example", "examples", "default"})

MOST_NODES: Final = 2_000
"""Nodes of a schema that are looked at for what its author says of an error."""


def declared_refusal(refusal: Refusal, operation: Operation | None) -> Selected | None:
    """The declared response that says this refusal, and its status; None where a problem has to say it."""
    if operation is None or refusal.status not in _OPERATIONS:
        return None
    responses = operation.responses
    for status in _STATUSES.get(refusal.status, (refusal.status,)):
        if str(status) in responses:
            return Selected(status, responses[str(status)])
    declared = declared_for(responses, refusal.status)
    return Selected(refusal.status, declared) if declared is not None else None


def with_status(refusal: Refusal, status: int) -> Refusal:
    """The same refusal as the document says it: an API that knows only one of 400 and 422 means both by it."""
    kinds = {400: MalformedRequest, 422: UnprocessableContent}
    if status == refusal.status or status not in kinds:
        return refusal
    told = kinds[status](refusal.detail, fields=refusal.fields, **refusal.members)
    told.root = refusal.root
    return told


@dataclass(frozen=True, slots=True)
class Asked:
    """An error that nobody was refused with: the client preferred it, or the operation declares nothing else."""

    status: int
    detail: str

    def problem(self) -> dict[str, Any]:
        """Its problem details: a status alone has the type `about:blank` (RFC 9457, section 4.2.1)."""
        return {
            "type": "about:blank",
            "title": phrase(self.status),
            "status": self.status,
            "detail": self.detail,
        }


def asked_for(status: int, declared: DeclaredResponse, schema: Schema | None) -> Asked | None:
    """What made content of an error has to say; None of a success, and where its author has said something."""
    if status < 400 or schema is None or _is_authored(schema.response):
        return None
    first = declared.description.strip().partition("\n")[0]
    return Asked(status, first or phrase(status))


def _is_authored(schema: Any) -> bool:
    """Whether the author has said, with an example or a default, what a property says of the error."""
    waiting, seen = [schema], 0
    while waiting and seen < MOST_NODES:
        seen += 1
        node = waiting.pop()
        if isinstance(node, Mapping):
            told = node.get("properties")
            named = [told[name] for name in _TOLD if name in told] if isinstance(told, Mapping) else []
            if any(isinstance(each, Mapping) and not _WORDS.isdisjoint(each) for each in named):
                return True
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return bool(waiting)


def reasoned(value: Any, refusal: Refusal | Asked, is_valid: Callable[[Any], bool]) -> Any:
    """The content of a declared error in which a client can read the reason, where a string property fits for it.

    Each change is kept only if the content still obeys its schema.
    """
    if isinstance(value, list) and value:
        first = reasoned(value[0], refusal, lambda each: is_valid([each, *value[1:]]))
        return [first, *value[1:]]
    if not isinstance(value, Mapping):
        return value
    told = _with_reason(value, refusal, is_valid)
    return told if told is not value else _within(value, refusal, is_valid)


def _with_reason(
    value: Mapping[str, Any], refusal: Refusal | Asked, is_valid: Callable[[Any], bool]
) -> Mapping[str, Any]:
    """The reason where there is room for it; then, what else the content says of the refusal is made true."""
    for name in _REASONS:
        told = _changed(value, name, refusal.detail, is_valid=is_valid)
        if told is not value:
            known: dict[str, Any] = dict.fromkeys(_STATUS_NAMES, refusal.status)
            if name == "detail":
                known |= refusal.problem()
            for other, true in known.items():
                told = _changed(told, other, true, is_valid=is_valid)
            return told
    return value


def _changed(value: Mapping[str, Any], name: str, true: Any, *, is_valid: Callable[[Any], bool]) -> Mapping[str, Any]:
    """The content with another value for a property that it has, of the same kind and allowed by the schema."""
    if type(value.get(name)) is not type(true):
        return value
    changed = {**value, name: true}
    return changed if is_valid(changed) else value


def _within(value: Mapping[str, Any], refusal: Refusal | Asked, is_valid: Callable[[Any], bool]) -> Mapping[str, Any]:
    """One level down: `{"error": {"message": ...}}`, `{"errors": [{"message": ...}]}`."""
    for name in ("error", "errors", "fault"):
        inner = value.get(name)
        if isinstance(inner, (Mapping, list)):

            def fits(each: Any, name: str = name) -> bool:
                return is_valid({**value, name: each})

            changed = reasoned(inner, refusal, fits)
            if changed != inner:
                return {**value, name: changed}
    return value
