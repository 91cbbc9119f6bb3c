"""What every response needs, whoever made it: the fields of its status, its length, CORS, and no content for HEAD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.http import cors, statuses
from mockserver.http.messages import Fields, Request, Response, Stream
from mockserver.mock import security

if TYPE_CHECKING:
    from mockserver.mock.answer import Mock, Trail


def finished(mock: Mock, request: Request, response: Response, trail: Trail) -> Response:
    """The response as it goes over the wire, but for what the connection adds."""
    fields = _completed(mock, request, response, trail)
    fields, content = _framed(request, response, fields, trail)
    if mock.settings.cors != "off":
        fields = cors.with_cors(request, fields)
    return Response(response.status, fields, content)


def _completed(mock: Mock, request: Request, response: Response, trail: Trail) -> Fields:
    allowed = trail.match.resource.allowed if trail.match else ()
    operation = trail.operation
    return statuses.completed(
        response.status,
        response.fields,
        length=len(response.content) if isinstance(response.content, bytes) else 0,
        allow=[method for method in allowed if method != request.method],
        challenges=security.challenges(operation, mock.schemes) if operation and response.status == 401 else (),  # noqa: PLR2004
    )


def _framed(request: Request, response: Response, fields: Fields, trail: Trail) -> tuple[Fields, bytes | Stream]:
    content = response.content
    if not statuses.has_content(response.status, "GET"):
        fields = fields.without("content-type")
        # "A server MUST NOT send a Content-Length header field in any response with a status code of 1xx or 204" and
        # for 205 "a server MUST NOT generate content" -- RFC 9110, sections 8.6 and 15.3.6
        return (fields.with_field("content-length", "0") if response.status == 205 else fields), b""  # noqa: PLR2004
    if isinstance(content, bytes) and not _is_own_head(request, trail):
        fields = fields.with_field("content-length", str(len(content)))
    return fields, b"" if request.method == "HEAD" else content


def _is_own_head(request: Request, trail: Trail) -> bool:
    """Whether a HEAD is declared itself, so that the length of GET's content is not known here (RFC 9110, 8.6)."""
    return request.method == "HEAD" and trail.operation is not None and trail.operation.method == "HEAD"
