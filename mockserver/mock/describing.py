"""OPTIONS where the document declares none: what a resource, or the whole server, can do (RFC 9110, section 9.3.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mockserver.errors import MalformedRequest, Unbuildable
from mockserver.http import methods, negotiation
from mockserver.http.messages import Fields, Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockserver.mock.routing import Resource, Routes

_TAKING: Final = ("PATCH", "POST", "QUERY")


def options(resource: Resource) -> Response:
    """200 with Allow, and what PATCH, POST and QUERY accept. No operation's needs apply: nothing is acted upon."""
    return Response(200, Fields((("allow", resource.allow), *accepted_content(resource))))


def accepted_content(resource: Resource) -> Iterator[tuple[str, str]]:
    """Accept-Patch, Accept-Post and Accept-Query of a resource."""
    for method in _TAKING:
        operation = resource.operations.get(method)
        try:
            body = operation.request_body if operation is not None else None
        except Unbuildable:
            continue
        if body is not None and body.content:
            name, value = negotiation.accepts(method, body.content)
            if value:
                yield name, value


def options_of_server(routes: Routes, request: Request) -> Response:
    """`OPTIONS *`: "This allows a client to test the capabilities of the server in general" (9.3.7).

    Raises MalformedRequest for any other method: the asterisk is for OPTIONS alone (RFC 9112, section 3.2.4).
    """
    if request.method != "OPTIONS":
        raise MalformedRequest(f"{request.spoken_of} cannot have the target '*', which is for OPTIONS alone")
    return Response(200, Fields.of(allow=", ".join(methods.allowed(routes.recognised - {"TRACE"}))))
