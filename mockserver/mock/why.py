"""The trail of an answer in words, one line for each decision, in the order in which they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockserver.document.model import DeclaredResponse, Operation
    from mockserver.http.messages import Request
    from mockserver.mock.answer import Answer, Mock, Trail

Step = tuple[str, str]
"""What was decided, and how."""


def why(mock: Mock, request: Request, answer: Answer) -> Iterator[Step]:
    """Each step of the way from the request to its answer; a refusal stands where it ended the way."""
    trail = answer.trail
    yield from _resource(trail)
    yield from _operation(request, trail)
    if trail.preferences:
        asked = ((name, getattr(trail.preferences, name)) for name in ("code", "example", "dynamic", "seed"))
        yield "preferences", ", ".join(f"{name}={value}" for name, value in asked if value is not None)
    if trail.operation is not None and (trail.checked is not None or trail.declared is not None):
        yield from _checks(mock, trail)
    if trail.refusal is not None:
        yield "refused", f"{trail.refusal.status} {trail.refusal.title}: {trail.refusal.detail}"
        faults = trail.refusal.members.get("errors", ())
        yield from (("fault", f"{fault['in']}: {fault['message']}") for fault in faults)
    if trail.operation is not None and trail.declared is not None:
        yield "response", _declared(trail.operation, trail.declared)
    elif trail.operation is not None and trail.refusal is None:
        yield "response", "none is declared"
    if trail.source:
        yield "content", f"{trail.source}, as {answer.response.fields.first('content-type') or 'nothing'}"
    yield from (("note", note) for note in trail.notes)


def _resource(trail: Trail) -> Iterator[Step]:
    if trail.match is not None:
        resource = trail.match.resource
        base = f", under the base path {resource.base}" if resource.base else ""
        values = "".join(f", {name} = {value!r}" for name, value in trail.path_values.items())
        yield "path", f"{resource.template}{base}{values}"
        yield "allowed", resource.allow


def _operation(request: Request, trail: Trail) -> Iterator[Step]:
    if trail.operation is not None:
        named = f"{trail.operation.method} {trail.operation.template}"
        known = f" ({trail.operation.id})" if trail.operation.id else ""
        instead = "" if request.method == trail.operation.method else f", which answers {request.method}"
        yield "operation", f"{named}{known}{instead}"


def _checks(mock: Mock, trail: Trail) -> Iterator[Step]:
    """Which checks the request has passed; a preferred code leaves them all out."""
    if trail.preferences.code is not None:
        yield "checks", "none, since a status is preferred"
        return
    is_refused = trail.refusal is not None and trail.refusal.status in {401, 403}
    if trail.operation is not None and trail.operation.security and mock.settings.security and not is_refused:
        yield "credentials", "asked for, and accepted"
    if trail.checked is not None:
        values = ((name, value) for held in trail.checked.parameters.values() for name, value in held.items())
        listed = ", ".join(f"{name} = {value!r}" for name, value in values)
        read = f"; content as {trail.checked.media_type.name}" if trail.checked.media_type else ""
        yield "request", f"parameters and content are right{f': {listed}' if listed else ''}{read}"


def _declared(operation: Operation, declared: DeclaredResponse) -> str:
    others = ", ".join(status for status in operation.responses if status != declared.status)
    described = f", {declared.description!r}" if declared.description else ""
    return f"{declared.status}{described}{f' (also declared: {others})' if others else ''}"
