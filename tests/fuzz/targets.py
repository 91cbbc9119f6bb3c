"""What is fuzzed: each target takes any octets, and fails for nothing but a broken promise.

A target reads octets as the code under test would meet them and checks what must hold of any answer. It knows no
fuzzer: `run.py` feeds it from atheris, `test_corpus.py` from the files in `corpus/`.
"""

from __future__ import annotations

import json
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from mockserver.document import validation
from mockserver.document.build import build
from mockserver.document.diagnostics import Severity
from mockserver.document.model import ABSENT, Encoding, MediaType, Parameter
from mockserver.document.parse import Source, parse, parse_octets
from mockserver.document.references import References
from mockserver.document.schema import Schema
from mockserver.document.versions import version_of
from mockserver.errors import DocumentError, MalformedRequest, NotRetrieved, Unsatisfiable
from mockserver.http import conditional, dates, fields, known_fields, media_types, negotiation, prefer
from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import Mock, respond
from mockserver.mock.bodies import reading
from mockserver.mock.generation import compile_schema
from mockserver.mock.parameters import Wire, read_all, readers
from mockserver.mock.queries import Pairs
from mockserver.mock.templates import decoded, template
from tests.fuzz.drawing import Drawing
from tests.fuzz.messages import exchanges, pieces_agree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mockserver.mock.findings import Finding


URI: Final = "file:///api/openapi.yaml"

# --- documents


def nothing_there(_: str) -> Source:
    """The files beside a document: there are none."""
    raise NotRetrieved("it is not there")


def mock_of(text: str) -> Mock:
    """The mock of a document that can be served."""
    source = parse(text, name="openapi.yaml")
    version = version_of(source.tree)
    assert version
    return Mock.of(build(References(source, URI, nothing_there), version))


def document(octets: bytes) -> None:
    """Octets are a tree whose nodes have places, or a diagnostic that says where and why not."""
    try:
        source = parse_octets(octets, name="openapi.yaml")
    except DocumentError:
        return
    assert json.dumps(source.tree)
    for key in list(source.tree)[:3] if isinstance(source.tree, dict) else ():
        assert source.locate("/" + str(key).replace("~", "~0").replace("/", "~1")).line > 0


def api(octets: bytes) -> None:
    """A text that is served answers each of its operations, and its faults are told; one that is not says why."""
    try:
        source = parse_octets(octets, name="openapi.yaml")
    except DocumentError:
        return
    told = (*validation.fatal(source), *validation.shape(source))
    assert all(each.message and str(each) for each in told)
    version = version_of(source.tree)
    if version is None or any(each.severity is Severity.FATAL for each in told):
        assert told
        return
    mock = Mock.of(build(References(source, URI, nothing_there), version))
    for resource in mock.routes.resources[:4]:
        for method in resource.methods[:3]:
            answered(mock, Request(method, resource.base + resource.template.replace("{", "").replace("}", "")))


def judgement(octets: bytes) -> None:
    """The deep judgement of any document gives diagnostics."""
    try:
        source = parse_octets(octets, name="openapi.yaml")
    except DocumentError:
        return
    assert all(str(each) for each in validation.deep(source, nothing_there, uri=URI))


def answered(mock: Mock, request: Request) -> None:
    """Ask, and look at what every response keeps."""
    response = respond(mock, request).response
    assert 100 <= response.status <= 599
    assert all(fields.is_field_name(name) and fields.is_field_value(value) for name, value in response.fields)


# --- schemas


def schemas(octets: bytes) -> None:
    """What is made of a schema obeys it, unless the trail says that nothing does; and is the same the next time."""
    draw = Drawing(octets)
    components = {name: draw.keywords() for name in ("A", "B")}
    wanted = draw.schema()
    whole = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": components}}
    content = {"200": {"description": "", "content": {"application/json": {"schema": wanted}}}}
    text = json.dumps({**whole, "paths": {"/x": {"get": {"responses": content}}}})
    first, again = (_made(text) for _ in range(2))
    assert first == again
    status, value, notes = first
    assert status == 200
    if not notes:
        assert _is_valid({"components": {"schemas": components}, "allOf": [wanted]}, json.loads(value))


def _made(text: str) -> tuple[int, Any, tuple[str, ...]]:
    answer = respond(mock_of(text), Request("GET", "/x"))
    return answer.response.status, answer.response.content, tuple(answer.trail.notes)


def _is_valid(schema: Any, value: Any) -> bool:
    """Whether it obeys, be `format` said of it or demanded: below a `not` the one allows what the other does not."""
    try:
        kinds = (jsonschema_rs.Draft202012Validator(schema, validate_formats=each) for each in (False, True))
        return any(each.is_valid(value) for each in kinds)
    except ValueError:
        return True  # The judge cannot read a pattern, or not without the backtracking that we bound.


def generation(octets: bytes) -> None:
    """Any JSON is taken as a schema: a value is made of it, or it is said why none is."""
    try:
        schema = json.loads(octets)
    except ValueError:
        return
    if not isinstance(schema, (dict, bool)):
        return
    with suppress(Unsatisfiable):
        assert json.dumps(compile_schema(schema).value(Random(1)))


# --- fields


def media_type(octets: bytes) -> None:
    """A media type that is written as it was read is read alike; no text raises."""
    text = octets.decode("latin-1")
    parsed = media_types.parse(text)
    media_types.with_charset(text)
    kinds = [is_kind(text) for is_kind in (media_types.is_json, media_types.is_xml, media_types.is_form)]
    if parsed is None:
        assert not any(kinds)
        return
    assert media_types.parse(str(parsed)) == parsed
    assert media_types.covers(parsed, parsed)


AVAILABLE: Final = ("application/json", "application/hal+json", "text/plain; charset=utf-8", "image/*", "*/*")


def accept(octets: bytes) -> None:
    """What Accept prefers is among what is available; of a range that it chose, something can be sent."""
    text = octets.decode("latin-1")
    for count in range(1, len(AVAILABLE) + 1):
        assert negotiation.best(text, AVAILABLE[:count]) in (*AVAILABLE[:count], None)
    for each in AVAILABLE:
        found = negotiation.concrete(text, each)
        parsed = media_types.parse(found or "")
        assert found is None or (parsed is not None and not parsed.is_wildcard)


def prefers(octets: bytes) -> None:
    """Preferences that are applied are said so in the same grammar."""
    preferences = prefer.parse(octets.decode("latin-1").split("\n"))
    said = prefer.applied(preferences)
    assert not said or fields.is_field_value(said)
    plain = {name: value for name, value in preferences.items() if fields.clean_value(value) == value}
    if len(plain) <= prefer.MOST_PREFERENCES:
        assert dict(prefer.parse([prefer.applied(plain)])) == plain


def field_values(octets: bytes) -> None:
    """Dates, entity tags, lists: any value is read, and what is sent of it can be sent."""
    name, _, value = octets.decode("utf-8", errors="replace").partition("\n")
    for known in (name, *KNOWN):
        for sent, kept in known_fields.conforming(Fields(((known, value),))):
            assert fields.is_field_name(sent)
            assert fields.is_field_value(kept)
    moment = dates.parse_date(value)
    assert moment is None or dates.parse_date(dates.format_date(moment)) == moment
    fields.members(value)
    for condition in ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since"):
        asked = Fields(((condition, value),))
        assert conditional.evaluate("GET", asked, etag='"a"', last_modified=name) in (304, 412, None)


KNOWN: Final = ("etag", "location", "retry-after", "last-modified", "expires", "sunset", "deprecation", "link", "vary")


# --- targets and parameters


def templates(octets: bytes) -> None:
    """A path key is read whatever it holds, and what it matches fills all of its expressions."""
    key, _, path = octets.decode("utf-8", errors="replace").partition("\n")
    parsed = template("/" + key)
    assert len(parsed.names) == sum(len(segment.literals) - 1 for segment in parsed.segments)
    for segment, text in zip(parsed.segments, path.split("/"), strict=False):
        values = segment.match(text)
        if values is not None:
            assert all(values) or not values
            pairs = zip(segment.literals[1:], values, strict=True)
            assert segment.literals[0] + "".join(value + literal for literal, value in pairs) == text


def percent(octets: bytes) -> None:
    """A segment is decoded, or refused for what is no percent-encoding."""
    with suppress(MalformedRequest):
        assert "\ud800" not in decoded(octets.decode("latin-1"))


STRING: Final = {"type": "string"}
SHAPES: Final[tuple[Any, ...]] = (
    STRING,
    {"type": "integer", "minimum": 3},
    {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
    {"type": "object", "properties": {"R": {"type": "integer"}, "n": {"type": "array", "items": STRING}}},
    {"type": ["array", "string", "null"]},
    {"oneOf": [{"type": "boolean"}, {"type": "object", "additionalProperties": {"type": "number"}}]},
    {"type": "object", "required": ["a"], "properties": {"a": {"type": "object", "properties": {"b": STRING}}}},
    {"type": "string", "pattern": "^(a+)+$", "maxLength": 40},
)
STYLES: Final = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject", "tabDelimited"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
SPELLINGS: Final = tuple(
    (location, style, explode, shape)
    for location, styles in STYLES.items()
    for style in styles
    for explode in (False, True)
    for shape in SHAPES
)


def styles(octets: bytes) -> None:
    """A parameter in any style is a value that obeys its schema, or a finding that can be said."""
    location, style, explode, shape = SPELLINGS[octets[0] % len(SPELLINGS)] if octets else SPELLINGS[0]
    parameter = Parameter("c", location, style=style, explode=explode, schema=Schema.of(shape))
    text = octets[1:].decode("latin-1")
    found: list[Finding] = []
    values = read_all(readers([parameter]), carrying(location, text), found)
    value = values.get(location, {}).get("c", ABSENT)
    assert said(found)
    if value is not ABSENT:
        assert _is_valid(shape, value)


def carrying(location: str, text: str) -> Wire:
    """A request with the text in that place."""
    if location == "query":
        return Wire(Request("GET", "/", text), {})
    if location == "path":
        return Wire(Request("GET", "/"), {"c": text}, {"c": text})
    return Wire(Request("GET", "/", "", Fields((("cookie" if location == "cookie" else "c", text),))), {})


def said(found: list[Finding]) -> bool:
    """Whether each finding is a sentence of bounded length."""
    return all(0 < len(each.message) < 2000 for each in found)


def queries(octets: bytes) -> None:
    """Queries and cookies are pairs of text, whatever they hold."""
    text = octets.decode("latin-1")
    for pairs in (Pairs.of_query(text), Pairs.of_cookies(text.split("\n"))):
        assert all(isinstance(pairs.decode(value), str) for _, value in pairs.items)
        assert sum(map(len, pairs.index.values())) == len(pairs.items)
        assert sum(map(len, pairs.bracketed.values())) <= len(pairs.items)


# --- content

PET: Final = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 8},
        "age": {"type": "integer", "xml": {"attribute": True}},
        "tags": {"type": "array", "items": STRING, "xml": {"wrapped": True}},
        "owner": {"type": "object", "properties": {"zip": STRING}},
        "file": {"type": "string", "format": "binary"},
    },
}


def content(*kinds: str, **how: Any) -> Callable[[bytes], None]:
    """The target of content of these media types, the first octet choosing: read, obeying its schema, or said why not."""

    def target(octets: bytes) -> None:
        kind = kinds[octets[0] % len(kinds)] if octets else kinds[0]
        reader = reading.reader(MediaType(kind.partition(";")[0], Schema.of(PET), **how))
        value, found = reader.read(octets[1:], kind)
        assert said(found)
        # In a merge patch any member may be null, whatever its schema says (RFC 7396).
        if not found and isinstance(value, dict) and "merge-patch" not in kind:
            assert _is_valid(PET, reading.without_octets(value))

    target.__doc__ = f"Content of {', '.join(kinds)} is read and obeys its schema, or it is said why not."
    return target


def coded(octets: bytes) -> None:
    """A request with content of any coding is answered by the status that HTTP has for it."""
    coding = ("gzip", "deflate", "br", "gzip, gzip", "x-unknown")[octets[0] % 5 if octets else 0]
    sent = Fields((("content-type", "application/json"), ("content-encoding", coding)))
    answer = respond(SHOP, Request("POST", "/pets", "", sent, octets[1:]))
    assert answer.response.status in (201, 400, 413, 415, 422)


# --- messages

SHOP_TEXT: Final = """
openapi: 3.1.0
info: {title: shop, version: "1"}
servers: [{url: /v1}, {url: /}]
paths:
  /pets:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: filter, in: query, style: deepObject, schema: {type: object}}
        - {name: X-Trace, in: header, schema: {type: string, maxLength: 20}}
        - {name: session, in: cookie, schema: {type: string}}
      responses:
        "200":
          description: ok
          headers: {ETag: {schema: {type: string}, example: '"a"'}}
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}
            application/xml: {schema: {$ref: "#/components/schemas/Pet"}}
            text/csv: {schema: {type: string}}
        "404": {description: no}
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Pet"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Pet"}}
          multipart/form-data: {schema: {$ref: "#/components/schemas/Pet"}}
      responses: {"201": {description: made}}
  /pets/{petId}:
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}}}
    delete: {security: [{key: []}], responses: {"204": {description: gone}}}
  /reports/{id}.{format}:
    get: {responses: {"200": {description: ok, content: {"image/*": {}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string, maxLength: 8}, age: {type: integer}}}
"""


SHOP: Final = mock_of(SHOP_TEXT)


def messages(octets: bytes) -> None:
    """Octets are the same requests, or broken at the same place, in whatever pieces they come."""
    pieces_agree(octets[1:], cut=octets[0] % 16 + 1 if octets else 1)


def exchange(octets: bytes) -> None:
    """Every request that can be read is answered by a response that another reader of HTTP can read."""
    exchanges(SHOP, octets)


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "accept": accept,
    "api": api,
    "coded": coded,
    "document": document,
    "exchange": exchange,
    "fields": field_values,
    "form": content("application/x-www-form-urlencoded", encoding={"tags": Encoding(style="pipeDelimited")}),
    "generation": generation,
    "json": content("application/json", "application/merge-patch+json", "application/jsonl", "application/json-seq"),
    "judgement": judgement,
    "media-type": media_type,
    "messages": messages,
    "multipart": content("multipart/form-data; boundary=B", "multipart/mixed; boundary=B", "multipart/related"),
    "percent": percent,
    "prefer": prefers,
    "queries": queries,
    "schemas": schemas,
    "styles": styles,
    "templates": templates,
    "text": content("text/plain; charset=utf-16", "text/event-stream", "application/octet-stream", "text/csv"),
    "xml": content("application/xml", "text/xml; charset=latin-1", "image/svg+xml"),
}
"""By the name of the folder in `corpus/`."""
