"""Preconditions against the validators that the document declares: 304 and 412 (RFC 9110, section 13).

The mock keeps no states, so the declared ETag or Last-Modified is the current one, and a response that declares neither
has nothing to compare with. What a client asks of the mock itself (`Prefer: example=...`), or what is new each time,
has other content under the same ETag, so there the preconditions are passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mockserver.errors import PreconditionFailed
from mockserver.http.conditional import evaluate
from mockserver.http.known_fields import conforming
from mockserver.http.messages import Response

if TYPE_CHECKING:
    from mockserver.http.messages import Fields
    from mockserver.mock.story import Story

# "a sender SHOULD NOT generate representation metadata other than the above listed fields" -- RFC 9110, section 15.4.5
_LEFT_OUT: Final = ("content-type", "content-encoding", "content-language", "content-range", "content-disposition")


def conditioned(story: Story, response: Response) -> Response:
    """The response, or 304 in its place. Raises PreconditionFailed."""
    if not _is_asked(story, response):
        return response
    fields = conforming(response.fields)
    etag, modified = fields.first("etag"), fields.first("last-modified")
    if etag is None and modified is None:
        return response
    # "a 201 (Created)" tells of what was not there before.
    method, exists = story.request.method, response.status != 201
    status = evaluate(method, story.request.fields, etag=etag, last_modified=modified, exists=exists)
    if status == 412:
        raise _failed(etag, modified)
    return Response(304, _kept(fields)) if status == 304 else response


def _is_asked(story: Story, response: Response) -> bool:
    # "A server MUST ignore all received preconditions if its response to the same request without those conditions,
    # prior to processing the request content, would have been a status code other than a 2xx (Successful) or 412
    # (Precondition Failed)." -- RFC 9110, section 13.2.1
    return (
        200 <= response.status <= 299
        and any(name.startswith("if-") for name, _ in story.request.fields)
        and not (story.trail.preferences or story.mock.settings.dynamic)
    )


def _failed(etag: str | None, modified: str | None) -> PreconditionFailed:
    validators = [(name, value) for name, value in (("etag", etag), ("last-modified", modified)) if value is not None]
    current = ", ".join(f"{name}: {value}" for name, value in validators)
    return PreconditionFailed(
        f"the precondition does not hold for what the document declares: {current}", fields=validators
    )


def _kept(fields: Fields) -> Fields:
    has_etag = "etag" in fields
    return fields.without(*_LEFT_OUT, *(["last-modified"] if has_etag else []))
