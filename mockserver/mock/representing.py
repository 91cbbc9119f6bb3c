"""A declared response -> a Response: media type, content, fields, links."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from mockserver.document.model import ABSENT
from mockserver.http import media_types, prefer
from mockserver.http.known_fields import DEPRECATED
from mockserver.http.messages import Fields, Response
from mockserver.http.problems import problem
from mockserver.mock.content import Content, Wish, content_of, represent
from mockserver.mock.expressions import Scope
from mockserver.mock.headers import declared_fields
from mockserver.mock.links import link_fields
from mockserver.mock.pairing import paired_names
from mockserver.mock.refusals import asked_for, reasoned
from mockserver.mock.serialization import serialize

if TYPE_CHECKING:
    from mockserver.document.model import DeclaredResponse, MediaType
    from mockserver.errors import Refusal
    from mockserver.mock.selection import Preferences, Selected
    from mockserver.mock.story import Story


def represented(story: Story, selected: Selected | None) -> Response:
    """The response of a selected declared response, 200 where none is. Raises NotAcceptable, NotFound, Unbuildable."""
    if selected is None:
        return Response(200)
    trail = story.trail
    declared = trail.declared = selected.declared
    representation = represent(declared, story.request)
    random = _random(story)
    if representation is None:
        fields = _fields(story, declared, status=selected.status, random=random, value=ABSENT)
        return Response(selected.status, fields)
    name, media_type = representation
    content = content_of(name, media_type, story.mock.maker, wish=_wish(story), random=random, given=trail.path_values)
    asked = asked_for(selected.status, declared, media_type.schema) if content.source == "generated" else None
    if asked is not None and media_types.is_json(name):
        accepts = story.mock.maker.accepts(media_type.schema)
        content = Content(reasoned(content.value, asked, accepts), content.source, content.notes)
    return _response(story, declared, Written(name, media_type, content), status=selected.status, random=random)


def represented_refusal(story: Story, declared: DeclaredResponse, refusal: Refusal) -> Response:
    """A refusal in the words of the declared response, in which a client can read the reason where there is room."""
    story.trail.declared = declared
    representation = represent(declared, story.request, is_refusal=True)
    if representation is None or _says_nothing(*representation):
        return problem(refusal)
    name, media_type = representation
    random = _random(story)
    content = content_of(name, media_type, story.mock.maker, wish=Wish(), random=random, given={})
    if media_types.is_json(name):
        accepts = story.mock.maker.accepts(media_type.schema)
        content = Content(reasoned(content.value, refusal, accepts), content.source, content.notes)
    response = _response(story, declared, Written(name, media_type, content), status=refusal.status, random=random)
    fields = response.fields.without(*dict(refusal.fields)).adding(refusal.fields)
    return Response(response.status, fields, response.content)


def _says_nothing(name: str, media_type: MediaType) -> bool:
    """Whether JSON is declared without a word on what is in it, so that a problem says more."""
    return media_types.is_json(name) and media_type.schema is None and not media_type.examples


def _wish(story: Story) -> Wish:
    trail = story.trail
    paired = paired_names(trail.operation, trail.checked) if trail.operation else ()
    return Wish(trail.preferences.example, paired, _is_dynamic(story))


def _is_dynamic(story: Story) -> bool:
    wanted = story.trail.preferences.dynamic
    return story.mock.settings.dynamic if wanted is None else wanted


def _random(story: Story) -> Random:
    """Where chance starts from: the same for the same request, or further on with each one if new values are wanted."""
    mock, request, trail = story.mock, story.request, story.trail
    seed = mock.settings.seed if trail.preferences.seed is None else trail.preferences.seed
    method = trail.operation.method if trail.operation else request.method
    trail.is_repeatable = not _is_dynamic(story)
    turn = "" if trail.is_repeatable else str(mock.draws())
    return Random(f"{seed} {turn} {method} {request.path}?{request.query}")


@dataclass(frozen=True, slots=True)
class Written:
    """Content, the media type that it is declared as, and the name of the one that it is sent as."""

    name: str
    media_type: MediaType
    content: Content


def _response(story: Story, declared: DeclaredResponse, written: Written, *, status: int, random: Random) -> Response:
    content = written.content
    story.trail.source = content.source
    story.trail.notes += content.notes
    serialized = serialize(content.value, written.media_type, written.name, story.mock.settings)
    fields = Fields((("content-type", serialized.content_type),))
    others = _fields(story, declared, status=status, random=random, value=content.value)
    return Response(status, fields.adding(others), serialized.content)


def _fields(story: Story, declared: DeclaredResponse, *, status: int, random: Random, value: Any) -> Fields:
    """The declared headers, the links, and what the answer has to say of itself."""
    trail, operation = story.trail, story.trail.operation
    fields = Fields(tuple(declared_fields(declared, story.mock.maker, random)))
    if declared.links:
        body = trail.checked.body if trail.checked else ABSENT
        scope = Scope(story.request, status, fields, trail.path_values, body, value)
        fields = fields.adding(link_fields(declared, story.mock.routes, scope))
    if operation is not None and operation.deprecated and "deprecation" not in fields:
        fields = fields.adding([("deprecation", DEPRECATED)])
    if operation is not None and operation.method == "OPTIONS" and trail.match:
        # "A server generating a successful response to OPTIONS SHOULD send any header that might indicate optional
        # features ... applicable to the target resource (e.g., Allow)" -- RFC 9110, section 9.3.7
        fields = fields.with_field("allow", trail.match.resource.allow)
    if _is_negotiated(declared):
        fields = fields.varying("Accept")
    if trail.preferences and "prefer" in story.request.fields:
        applied = prefer.applied(_honoured(trail.preferences))
        fields = fields.with_field("preference-applied", applied).varying("Prefer")
    return fields


def _is_negotiated(declared: DeclaredResponse) -> bool:
    """Whether Accept decides what is sent: one of several media types, or which one of a range."""
    return len(declared.content) > 1 or any("*" in name for name in declared.content)


def _honoured(wanted: Preferences) -> dict[str, str]:
    named = {"code": wanted.code, "example": wanted.example, "seed": wanted.seed}
    applied = {name: str(value) for name, value in named.items() if value is not None}
    return applied | ({} if wanted.dynamic is None else {"dynamic": str(wanted.dynamic).lower()})
