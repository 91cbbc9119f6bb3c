"""A request against its operation: media type, length, parameters, content. The story is `check`.

What HTTP can refuse from the fields alone comes first (415, 413), before the content is read; then all faults of
parameters and content are told together (400 if anything could not be read, else 422). What an operation asks for is
compiled at its first request and kept as long as the operation lives.

Read `check`, then `parameters` and `bodies`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from mockserver.document.model import ABSENT, NOTHING, MediaType, Operation, Parameter, RequestBody
from mockserver.errors import ContentNeeded, MalformedRequest, UnsupportedMediaType
from mockserver.http import media_types
from mockserver.http.fields import structured_list
from mockserver.mock import parameters
from mockserver.mock.bodies import codings, reading, text_reading
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.findings import Finding, refusal
from mockserver.mock.parameters import Known, Values, Wire
from mockserver.once import cached_property

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from mockserver.http.messages import Request
    from mockserver.settings import Settings

MOST_CHOICES: Final = 64
"""Content-Type values that an operation remembers the answer to."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A request that passed. `parameters` are the values by location and name; `body` is ABSENT without content.

    `media_type` is the declared one that the content was read by; `notes` are for the log: what is deprecated.
    """

    parameters: Values = field(default_factory=lambda: NOTHING)
    body: Any = ABSENT
    media_type: MediaType | None = None
    notes: tuple[str, ...] = ()


def check(  # noqa: PLR0917 -- the caller's order: what is declared, what came, how
    operation: Operation,
    request: Request,
    path_values: Mapping[str, str],
    settings: Settings,
    *,
    raw_path_values: Mapping[str, str] | None = None,
    known_query: Collection[str] = (),
) -> Checked:
    """What the request holds, read and found right.

    `path_values` are percent-decoded once, `raw_path_values` not at all; `known_query` are query names that something
    else takes, such as an API key (`security.query_names`), and that `strict_query` therefore allows.

    Raises UnsupportedMediaType, ContentTooLarge, ContentNeeded (the content decides, and is not read yet), then
    MalformedRequest or UnprocessableContent with all faults in the member `errors`; `Unbuildable` for a broken
    document.
    """
    plan = _plan(operation)
    choice = plan.content.choice(request) if plan.content is not None else None
    if choice is not None:
        _require_readable(request, settings)
        if request.content is None:
            raise ContentNeeded(settings.max_body)
    found: list[Finding] = []
    wire = Wire(request, path_values, raw_path_values, known_query)
    values = parameters.read_all(plan.parameters, wire, found) if plan.parameters else NOTHING
    if settings.strict_query:
        found += plan.known.unknown(wire.query, known_query)
    body = _body(plan, request, choice, limit=settings.max_body, found=found)
    if found:
        raise refusal(found)
    return Checked(values, body, choice.media_type if choice else None, plan.notes(values))


# --- what is compiled


@dataclass(frozen=True)
class _Plan:
    """What an operation asks for. Holds no operation, so that it ends with it. Not `slots`: `known` is kept."""

    parameters: tuple[parameters.Reader, ...]
    content: _Content | None

    @cached_property
    def known(self) -> Known:
        return Known.of(self.parameters)

    @cached_property
    def deprecated(self) -> tuple[Parameter, ...]:
        return tuple(reader.parameter for reader in self.parameters if reader.parameter.deprecated)

    def notes(self, values: Values) -> tuple[str, ...]:
        return tuple(
            f"the {each.location} parameter `{each.name}` is deprecated"
            for each in self.deprecated
            if each.name in values.get(each.location, NOTHING)
        )


_PLANS: WeakKeyDictionary[Operation, _Plan] = WeakKeyDictionary()


def _plan(operation: Operation) -> _Plan:
    known = _PLANS.get(operation)
    if known is None:
        body = operation.request_body
        content = _Content(operation.method, body) if body is not None else None
        known = _PLANS[operation] = _Plan(parameters.readers(operation.parameters), content)
    return known


# --- which declared media type the content is of


@dataclass(frozen=True, slots=True)
class _Choice:
    """The declared media type that a content is read by. `reader` is None where nothing is declared about it."""

    media_type: MediaType | None
    reader: reading.Reader | None
    reads_nothing: bool
    """Whether no octets at all are content of it, too: an empty form, an empty text, an empty file."""


@dataclass(frozen=True)
class _Content:
    """The declared content of an operation, and what its media types mean for one Content-Type or another."""

    method: str
    body: RequestBody

    @cached_property
    def known(self) -> dict[str, _Choice]:
        """The choice for a Content-Type that was seen before."""
        return {}

    @cached_property
    def ranges(self) -> list[tuple[media_types.MediaRange, MediaType]]:
        """The declared media types and ranges, the most specific first."""
        parsed = [(media_types.parse(name), declared) for name, declared in self.body.content.items()]
        usable = [(_without_charset(each), declared) for each, declared in parsed if each is not None]
        # "For requests that match multiple keys, only the most specific key is applicable." -- OAS 3.2, Request Body
        # Object
        return sorted(usable, key=lambda pair: _specificity(pair[0]), reverse=True)

    def choice(self, request: Request) -> _Choice | None:
        """What the request's content is read by; None if it has none. Raises UnsupportedMediaType, MalformedRequest."""
        sent = request.fields.first("content-type")
        if sent is None:
            self._require_no_type()
            return self._undeclared() if request.content != b"" else None
        if request.content == b"" and not self.body.required:
            return None
        choice = self.known.get(sent) or self._found(sent)
        return choice if request.content != b"" or choice.reads_nothing else None

    def _require_no_type(self) -> None:
        if self.method == "QUERY":
            # "Servers MUST fail the request if the Content-Type request field ... is missing or is inconsistent with
            # the request content." -- RFC 10008, section 2
            raise MalformedRequest("a QUERY request needs a Content-Type", fields=self._accepting())

    def _found(self, sent: str) -> _Choice:
        parsed = media_types.parse(sent)
        declared = self._declared(parsed) if parsed is not None else None
        if self.body.content and (parsed is None or declared is None):
            raise self._unsupported(sent)
        if declared is not None and not _is_in_a_known_charset(sent):
            message = f"content in the charset of {sent[:100]} is not read here; it may be utf-8"
            raise UnsupportedMediaType(message, fields=self._accepting(), accepted=list(self.body.content))
        choice = _choice(declared, parsed.essence if parsed else "")
        if len(self.known) < MOST_CHOICES:
            self.known[sent] = choice
        return choice

    def _declared(self, sent: media_types.MediaRange) -> MediaType | None:
        return next((declared for each, declared in self.ranges if media_types.covers(each, sent)), None)

    def _undeclared(self) -> _Choice:
        """The choice for content without a Content-Type: what is JSON, else what is declared first."""
        # "If a Content-Type header field is not present, the recipient MAY ... examine the data to determine its type."
        # -- RFC 9110, section 8.3; a frontend that forgets the field mostly sends JSON.
        if "" not in self.known:
            names = list(self.body.content)
            name = next((name for name in names if media_types.is_json(name)), names[0] if names else "")
            self.known[""] = _choice(self.body.content.get(name), name)
        return self.known[""]

    def _unsupported(self, sent: str) -> UnsupportedMediaType:
        declared = list(self.body.content)
        hint = _hint(sent) if any(media_types.is_json(name) for name in declared) else ""
        message = f"content of the type {sent[:100]} is not declared here; it may be {' or '.join(declared[:10])}{hint}"
        return UnsupportedMediaType(message, fields=self._accepting(), accepted=declared)

    def _accepting(self) -> list[tuple[str, str]]:
        """The fields that say what is accepted: Accept, and the one that belongs to the method."""
        names = list(self.body.content)
        listed = ", ".join(names)
        of_method = {
            "POST": [("accept-post", listed)],
            # RFC 5789, section 2.2: a 415 to PATCH says with Accept-Patch what is supported.
            "PATCH": [("accept-patch", listed)],
            "QUERY": [("accept-query", structured_list(_structured(name) for name in names))],
        }
        # RFC 9110, sections 12.5.1 and 15.5.16: Accept in a response says which media types a request may be of.
        return [("accept", listed), *of_method.get(self.method, [])]


def _structured(name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    parsed = media_types.parse(name)
    return (parsed.essence, parsed.parameters) if parsed else (name, ())


def _without_charset(declared: media_types.MediaRange) -> media_types.MediaRange:
    # `application/json;charset=UTF-8` is what some frameworks write into documents; clients leave the charset out.
    kept = tuple(pair for pair in declared.parameters if pair[0] not in {"charset", "boundary"})
    return media_types.MediaRange(declared.type, declared.subtype, kept)


def _specificity(declared: media_types.MediaRange) -> tuple[bool, bool, bool, int]:
    is_open = declared.subtype == "*"
    return declared.type != "*", not is_open, not declared.is_wildcard, len(declared.parameters)


def _choice(declared: MediaType | None, sent: str) -> _Choice:
    if declared is None:
        return _Choice(None, None, reads_nothing=True)
    parsed = media_types.parse(declared.name)
    name = sent if parsed is not None and parsed.is_wildcard else declared.name
    reads_nothing = not (media_types.is_json(name) or media_types.is_xml(name) or media_types.is_multipart(name))
    return _Choice(declared, reading.reader(declared, name), reads_nothing)


def _is_in_a_known_charset(sent: str) -> bool:
    """Whether the text that is sent can be read. A form's charset is fixed, and XML says its own."""
    is_plain = media_types.is_text(sent) and not media_types.is_form(sent) and not media_types.is_xml(sent)
    return not is_plain or text_reading.is_known(sent)


def _hint(sent: str) -> str:
    if media_types.is_form(sent):
        return "; curl -d says so by itself: add -H 'Content-Type: application/json'"
    if sent.lower().startswith("text/plain"):
        return "; fetch says so of any string: set the header 'Content-Type': 'application/json'"
    return ""


# --- the content


def _require_readable(request: Request, settings: Settings) -> None:
    """Raises UnsupportedMediaType for a coding that is not known, ContentTooLarge for a length beyond the limit."""
    coding = request.fields.combined("content-encoding")
    if coding is not None and not codings.are_known(codings.named(coding)):
        # RFC 9110, section 12.5.3: a 415 because of the coding says with Accept-Encoding what is supported.
        accepted = codings.accepted()
        message = f"content encoded with {coding[:100]} is not read here; it may be {accepted}"
        raise UnsupportedMediaType(message, fields=[("accept-encoding", accepted)])
    announced = request.fields.first("content-length", "") or ""
    length = int(announced) if announced.isascii() and announced.isdigit() and len(announced) < MOST_CHOICES else 0
    if max(length, len(request.content or b"")) > settings.max_body:
        raise codings.too_large(settings.max_body)


def _body(plan: _Plan, request: Request, choice: _Choice | None, *, limit: int, found: list[Finding]) -> Any:
    """The value of the content, ABSENT without any; faults are added to `found`."""
    if choice is None:
        if plan.content is not None and plan.content.body.required:
            found.append(Finding(where="body", rule="is required"))
        return ABSENT
    try:
        content = _uncoded(request, limit)
    except Malformed as fault:
        found.append(Finding(where="body", rule=fault.rule, malformed=True))
        return ABSENT
    if choice.reader is None:
        return content
    value, faults = choice.reader.read(content, request.fields.first("content-type", "") or "")
    found += faults
    return value


def _uncoded(request: Request, limit: int) -> bytes:
    coding = request.fields.combined("content-encoding")
    content = request.content or b""
    return content if coding is None else codings.decoded(content, codings.named(coding), limit=limit)
