"""A declared response -> a Response: media type, content, fields, links."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from mockserver.document.model import ABSENT
from mockserver.http import media_types, prefer
from mockserver.http.messages import Fields, Request, Response
from mockserver.http.problems import problem
from mockserver.mock.checking import Checker
from mockserver.mock.content import Content, Wish, content_of, represent
from mockserver.mock.expressions import Scope
from mockserver.mock.headers import declared_fields
from mockserver.mock.links import link_fields
from mockserver.mock.pairing import paired_names
from mockserver.mock.refusals import is_declared, reasoned
from mockserver.mock.serialization import serialize

if TYPE_CHECKING:
    from mockserver.document.model import MediaType
    from mockserver.mock.answer import Mock, Trail
    from mockserver.mock.selection import Selected

DEPRECATED = "@0"
"""RFC 9745, section 2.1: the field is a date. The document says that, not since when; the epoch is "long ago"."""


def represented(mock: Mock, request: Request, trail: Trail, selected: Selected) -> Response:
    """The response of a selected declared response. Raises NotAcceptable, NotFound, Unbuildable."""
    declared = trail.declared = selected.declared
    if declared is None:
        return Response(selected.status)
    representation = represent(declared, request)
    random = _random(mock, request, trail)
    if representation is None:
        return Response(selected.status, Fields(tuple(_fields(mock, request, trail, Content(None, ""), random, selected))))
    name, media_type = representation
    content = content_of(
        name,
        media_type,
        mock.maker,
        wish=_wish(mock, trail),
        random=random,
        given=trail.path_values,
    )
    return _response(mock, request, trail, selected, name=name, media_type=media_type, content=content, random=random)


def represented_refusal(mock: Mock, request: Request, trail: Trail, selected: Selected) -> Response:
    """A refusal in the words of the declared response, in which a client can read the reason where there is room."""
    declared, refusal = selected.declared, trail.refusal
    assert declared is not None and refusal is not None  # noqa: S101, PT018 -- the caller's contract
    random = _random(mock, request, trail)
    representation = represent(declared, request, is_refusal=True)
    if not is_declared(declared) or representation is None:
        return _with_fields(problem(refusal), selected.status)
    name, media_type = representation
    content = content_of(name, media_type, mock.maker, wish=Wish(), random=random, given={})
    if media_types.is_json(name):
        if media_type.schema is None and not media_type.examples:
            return _with_fields(problem(refusal), selected.status)
        accepts = Checker.of(media_type.schema.response).accepts if media_type.schema else bool
        value = reasoned(content.value, refusal, accepts)
        content = Content(value, content.source, content.notes)
    trail.declared = declared
    response = _response(mock, request, trail, selected, name=name, media_type=media_type, content=content, random=random)
    return Response(response.status, response.fields.without(*dict(refusal.fields)).adding(refusal.fields), response.content)


def _with_fields(response: Response, status: int) -> Response:
    return Response(status, response.fields, response.content)


def _wish(mock: Mock, trail: Trail) -> Wish:
    wanted = trail.preferences
    dynamic = mock.settings.dynamic if wanted.dynamic is None else wanted.dynamic
    paired = paired_names(trail.operation, trail.checked) if trail.operation else ()
    return Wish(wanted.example, paired, dynamic)


def _random(mock: Mock, request: Request, trail: Trail) -> Random:
    """Where chance starts from: the same for the same request, or further on with each one if new values are wanted."""
    seed = mock.settings.seed if trail.preferences.seed is None else trail.preferences.seed
    dynamic = mock.settings.dynamic if trail.preferences.dynamic is None else trail.preferences.dynamic
    method = trail.operation.method if trail.operation else request.method
    turn = str(mock.draws()) if dynamic else ""
    return Random(f"{seed} {turn} {method} {request.path}?{request.query}")  # noqa: S311 -- mock data, no secrets


def _response(
    mock: Mock, request: Request, trail: Trail, selected: Selected, *, name: str, media_type: MediaType, content: Content, random: Random
) -> Response:
    trail.source = content.source
    trail.notes += content.notes
    serialized = serialize(content.value, media_type, name, mock.settings)
    fields = Fields((("content-type", serialized.content_type),))
    return Response(
        selected.status,
        fields.adding(_fields(mock, request, trail, content, random, selected)),
        serialized.content,
    )


def _fields(
    mock: Mock, request: Request, trail: Trail, content: Content, random: Random, selected: Selected
) -> Iterator[tuple[str, str]]:
    """The declared headers, the links, and what the answer has to say of itself."""
    declared, operation = selected.declared, trail.operation
    if declared is None or operation is None:
        return
    headers = tuple(declared_fields(declared, mock.maker, random))
    yield from headers
    if declared.links:
        body = trail.checked.body if trail.checked else ABSENT
        scope = Scope(request, selected.status, Fields(headers), trail.path_values, body, content.value)
        yield from link_fields(declared, mock.routes, scope)
    if operation.deprecated and "deprecation" not in dict(headers):
        yield "deprecation", DEPRECATED
    if len(declared.content) > 1:
        yield "vary", "Accept"
    if operation.method == "OPTIONS" and trail.match:
        # "A server generating a successful response to OPTIONS SHOULD send any header that might indicate optional
        # features ... applicable to the target resource (e.g., Allow)" -- RFC 9110, section 9.3.7
        yield "allow", trail.match.resource.allow
    if trail.preferences and "prefer" in request.fields:
        yield "preference-applied", prefer.applied(_honoured(trail))


def _honoured(trail: Trail) -> dict[str, str]:
    wanted = trail.preferences
    named = {"code": wanted.code, "example": wanted.example, "seed": wanted.seed}
    applied = {name: str(value) for name, value in named.items() if value is not None}
    return applied | ({} if wanted.dynamic is None else {"dynamic": str(wanted.dynamic).lower()})
