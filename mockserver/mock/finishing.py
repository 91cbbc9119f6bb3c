"""What every response needs, whoever made it: the fields of its status, its length, CORS, and no content for HEAD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.http import cors, statuses
from mockserver.http.messages import Response, Stream
from mockserver.mock import security

if TYPE_CHECKING:
    from mockserver.http.messages import Fields
    from mockserver.mock.story import Story


def finished(story: Story, response: Response) -> Response:
    """The response as it goes over the wire, but for what the connection adds."""
    fields, content = _framed(story, response, _completed(story, response))
    if story.mock.settings.cors != "off":
        fields = cors.with_cors(story.request, fields)
    return Response(response.status, fields, content)


def _completed(story: Story, response: Response) -> Fields:
    match, operation = story.trail.match, story.trail.operation
    is_challenge = operation is not None and response.status == 401
    return statuses.completed(
        response.status,
        response.fields,
        length=len(response.content) if isinstance(response.content, bytes) else 0,
        allow=[method for method in (match.resource.allowed if match else ()) if method != story.request.method],
        challenges=security.challenges(operation, story.mock.schemes) if operation and is_challenge else (),
    )


def _framed(story: Story, response: Response, fields: Fields) -> tuple[Fields, bytes | Stream]:
    content = response.content
    if not statuses.has_content(response.status, "GET"):
        fields = fields.without("content-type")
        # "A server MUST NOT send a Content-Length header field in any response with a status code of 1xx or 204" and
        # for 205 "a server MUST NOT generate content" -- RFC 9110, sections 8.6 and 15.3.6
        return (fields.with_field("content-length", "0") if response.status == 205 else fields), b""
    if isinstance(content, bytes) and not _is_own_head(story):
        fields = fields.with_field("content-length", str(len(content)))
    return fields, b"" if story.request.method == "HEAD" else content


def _is_own_head(story: Story) -> bool:
    """Whether a HEAD is declared itself, so that the length of GET's content is not known here (RFC 9110, 8.6)."""
    operation = story.trail.operation
    return story.request.method == "HEAD" and operation is not None and operation.method == "HEAD"
