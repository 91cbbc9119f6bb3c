"""A request against its operation: the order of the checks, and what each refusal says."""

from __future__ import annotations

import gc
import gzip
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import ref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.document.model import ABSENT, MediaType, Operation, Parameter, RequestBody
from mockserver.document.schema import Schema
from mockserver.errors import (
    ContentNeeded,
    ContentTooLarge,
    MalformedRequest,
    Refusal,
    UnprocessableContent,
    UnsupportedMediaType,
)
from mockserver.http.messages import Fields, Request
from mockserver.mock.validation import MOST_CHOICES, Checked, check
from mockserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import DeclaredResponse, SecurityRequirement

INTEGER = {"type": "integer"}
PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "age": INTEGER}}
JSON = "application/json"


class Parts:
    """The parts of an operation that stand ready."""

    def __init__(self, parameters: tuple[Parameter, ...], body: RequestBody | None) -> None:
        self._parameters, self._body = parameters, body

    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters."""
        return self._parameters

    def request_body(self) -> RequestBody | None:
        """The content."""
        return self._body

    def responses(self) -> dict[str, DeclaredResponse]:
        """No responses."""
        return {}

    def security(self) -> tuple[SecurityRequirement, ...]:
        """No credentials."""
        return ()


def operation(
    content: dict[str, Any] | None = None, *parameters: Parameter, method: str = "POST", required: bool = True
) -> Operation:
    """An operation with that content (schemas by media type) and those parameters."""
    declared = {
        name: MediaType(name, Schema.of(schema) if schema is not None else None)
        for name, schema in (content or {}).items()
    }
    body = None if content is None else RequestBody(required, declared)
    return Operation(method, "/pets", Parts(parameters, body))


def request(content: bytes | None = b"", query: str = "", method: str = "POST", **fields: str) -> Request:
    """A request with that content and those fields."""
    return Request(method, "/pets", query, Fields.of(**fields), content)


def checked(asked: Operation, sent: Request, **settings: Any) -> Checked:
    """What a request holds."""
    return check(asked, sent, {}, Settings(**settings))


def refused(kind: type[Refusal], asked: Operation, sent: Request, **settings: Any) -> Refusal:
    """The refusal that a request gets."""
    with pytest.raises(kind) as caught:
        checked(asked, sent, **settings)
    return caught.value


LIMIT = Parameter("limit", "query", schema=Schema.of({"type": "integer", "maximum": 100}))


def test_what_is_right_is_kept() -> None:
    """A request that obeys is read into values."""
    found = checked(operation({JSON: PET}, LIMIT), request(b'{"name":"Rex"}', "limit=5", content_type=JSON))
    assert (found.parameters, found.body) == ({"query": {"limit": 5}}, {"name": "Rex"})
    assert found.media_type is not None
    assert found.media_type.name == JSON


def test_without_anything_declared() -> None:
    """An operation that declares nothing takes any request, and ignores its content."""
    assert checked(operation(), request(b"anything", content_type="x/y")) == Checked()
    assert checked(operation(), request(None, content_length="99999999999")) == Checked()


def test_all_faults_are_told_together() -> None:
    """Faults of parameters and of content make one refusal."""
    refusal = refused(
        UnprocessableContent,
        operation({JSON: PET}, LIMIT),
        request(b'{"age":"x"}', "limit=500", content_type=JSON),
    )
    assert refusal.detail == "query parameter `limit` must be at most 100, got 500 (and 2 more)"
    assert refusal.members["errors"] == [
        {"in": "query", "name": "limit", "message": "`limit` must be at most 100, got 500", "value": 500},
        {"in": "body", "pointer": "/name", "message": "`/name` is required"},
        {"in": "body", "pointer": "/age", "message": '`/age` must be an integer, got "x"', "value": "x"},
    ]


def test_malformed_content_is_400() -> None:
    """Broken JSON is told with line and column, before what only breaks a rule."""
    refusal = refused(
        MalformedRequest, operation({JSON: PET}, LIMIT), request(b'{\n "name": }', "limit=x", content_type=JSON)
    )
    assert refusal.detail.startswith('the content is no JSON: a value is expected, not "}", at line 2, column 10')
    assert [error["in"] for error in refusal.members["errors"]] == ["body", "query"]


# --- the order


def test_order() -> None:
    """Media type, coding and announced length are judged before the content is read, the rest behind it."""
    asked = operation({JSON: PET}, LIMIT)
    everything = {"content_type": "text/csv", "content_encoding": "wibble", "content_length": "99999999999"}
    assert "text/csv" in refused(UnsupportedMediaType, asked, request(None, "limit=x", **everything)).detail
    everything["content_type"] = JSON
    assert "wibble" in refused(UnsupportedMediaType, asked, request(None, "limit=x", **everything)).detail
    del everything["content_encoding"]
    assert refused(ContentTooLarge, asked, request(None, "limit=x", **everything)).status == 413
    with pytest.raises(ContentNeeded) as caught:
        checked(asked, request(None, "limit=x", content_type=JSON), max_body=1_000)
    assert caught.value.limit == 1_000
    assert refused(UnprocessableContent, asked, request(b"{}", "limit=x", content_type=JSON)).status == 422


@pytest.mark.parametrize("announced", ["", "abc", "-5", "+5", "1" * 1_000, "٣"])
def test_announced_lengths_that_are_none(announced: str) -> None:
    """A length that is no number announces nothing here: the reader of the message has judged it."""
    assert checked(operation({JSON: None}), request(b"1", content_type=JSON, content_length=announced)).body == 1


def test_content_beyond_the_limit() -> None:
    """Content that came anyway is refused by its length."""
    assert refused(
        ContentTooLarge, operation({JSON: None}), request(b"[1]", content_type=JSON), max_body=2
    ).members == {"limit": 2}


# --- media types

DECLARED = {
    "application/json": None,
    "application/json; version=2": None,
    "application/*+json": None,
    "text/*": None,
    "text/csv": None,
    "image/png": None,
}


@pytest.mark.parametrize(
    ("sent", "declared"),
    [
        ("application/json", "application/json"),
        ("Application/JSON;charset=utf-8", "application/json"),
        ("application/json; version=2", "application/json; version=2"),
        ("application/json; version=3", "application/json"),
        ("application/hal+json", "application/*+json"),
        ("text/csv; header=present", "text/csv"),
        ("text/html", "text/*"),
        ("image/png", "image/png"),
        ("image/gif", None),
        ("application/xml", None),
        ("nonsense", None),
        ("", None),
        ("*/*", None),
    ],
)
def test_the_most_specific_media_type(sent: str, declared: str | None) -> None:
    """Content is read by the most specific declared media type that covers it, else refused."""
    asked = operation(DECLARED)
    if declared is None:
        assert refused(UnsupportedMediaType, asked, request(b"{}", content_type=sent)).members["accepted"] == list(
            DECLARED
        )
    else:
        media_type = checked(asked, request(b"{}", content_type=sent)).media_type
        assert media_type is not None
        assert media_type.name == declared


def test_anything_goes() -> None:
    """`*/*` takes any media type, and so does content of which nothing is declared."""
    assert checked(operation({"*/*": None}), request(b"\xff", content_type="x/y")).body == b"\xff"
    assert checked(operation({"*/*": PET}), request(b'{"name":"a"}', content_type=JSON)).body == {"name": "a"}
    assert checked(operation({}), request(b"\xff", content_type="x/y")).body == b"\xff"


def test_a_declared_charset_is_not_asked_for() -> None:
    """`application/json;charset=UTF-8` in a document is JSON."""
    assert checked(operation({"application/json;charset=UTF-8": PET}), request(b'{"name":"a"}', content_type=JSON)).body


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("POST", [("accept", "application/json, text/csv"), ("accept-post", "application/json, text/csv")]),
        ("PATCH", [("accept", "application/json, text/csv"), ("accept-patch", "application/json, text/csv")]),
        ("QUERY", [("accept", "application/json, text/csv"), ("accept-query", '"application/json", "text/csv"')]),
        ("PUT", [("accept", "application/json, text/csv")]),
    ],
)
def test_415_tells_what_is_accepted(method: str, fields: list[tuple[str, str]]) -> None:
    """A refused media type is answered with those that are accepted, in the fields of the method."""
    asked = operation({JSON: None, "text/csv": None}, method=method)
    assert list(refused(UnsupportedMediaType, asked, request(b"x", method=method, content_type="a/b")).fields) == fields


@pytest.mark.parametrize(
    ("sent", "hint"),
    [("application/x-www-form-urlencoded", "curl -d"), ("text/plain;charset=UTF-8", "fetch"), ("text/csv", "may be")],
)
def test_415_hints_at_the_cause(sent: str, hint: str) -> None:
    """What curl and fetch send by themselves is told with the cure."""
    assert hint in refused(UnsupportedMediaType, operation({JSON: PET}), request(b"{}", content_type=sent)).detail


@pytest.mark.parametrize("name", ["text/plain", JSON])
def test_a_charset_that_is_not_read(name: str) -> None:
    """Text in a charset that nobody here reads is of an unsupported type, too."""
    detail = refused(
        UnsupportedMediaType, operation({name: None}), request(b"1", content_type=f"{name};charset=rot13")
    ).detail
    assert "rot13 is not read here" in detail


@pytest.mark.parametrize("name", ["image/png", "application/xml", "application/x-www-form-urlencoded"])
def test_a_charset_that_does_not_matter(name: str) -> None:
    """What is no text, or has its own way to say its charset, is read."""
    assert (
        checked(operation({name: None}), request(b"<a/>", content_type=f"{name};charset=rot13")).media_type is not None
    )


@pytest.mark.parametrize(
    ("declared", "read_by"),
    [([JSON], JSON), (["text/csv", "a/hal+json", JSON], "a/hal+json"), (["text/csv"], "text/csv")],
)
def test_content_without_a_type(declared: list[str], read_by: str) -> None:
    """Content that names no media type is JSON where JSON is declared, else what is declared first."""
    media_type = checked(operation(dict.fromkeys(declared)), request(b"{}")).media_type
    assert media_type is not None
    assert media_type.name == read_by


@pytest.mark.parametrize("content", [b"{}", b"", None])
def test_query_needs_a_type(content: bytes | None) -> None:
    """A QUERY without Content-Type is refused (RFC 10008, section 2)."""
    asked = operation({JSON: None}, method="QUERY")
    refusal = refused(MalformedRequest, asked, request(content, method="QUERY"))
    assert ("accept-query", '"application/json"') in refusal.fields


# --- no content


def test_required_content() -> None:
    """Content that is required is missed, of whatever type it would be."""
    for fields in ({}, {"content_type": JSON}):
        refusal = refused(UnprocessableContent, operation({JSON: PET}), request(b"", **fields))
        assert refusal.members["errors"] == [{"in": "body", "pointer": "", "message": "the content is required"}]


def test_optional_content() -> None:
    """Content that is not required may be missing, and its type is not looked at then."""
    asked = operation({JSON: PET}, required=False)
    for fields in ({}, {"content_type": JSON}, {"content_type": "text/csv"}):
        assert checked(asked, request(b"", **fields)).body is ABSENT


@pytest.mark.parametrize(
    ("media_type", "body"),
    [("application/x-www-form-urlencoded", {}), ("text/plain", ""), ("application/octet-stream", b"")],
)
def test_nothing_may_be_content(media_type: str, body: Any) -> None:
    """An empty form, text or file is content if its type says that it is there."""
    assert checked(operation({media_type: None}), request(b"", content_type=media_type)).body == body
    assert refused(UnprocessableContent, operation({media_type: None}), request(b"")).status == 422


# --- codings


def test_coded_content_is_decoded() -> None:
    """Content is checked as it was before it was coded."""
    sent = request(gzip.compress(b'{"name":"a"}'), content_type=JSON, content_encoding="gzip")
    assert checked(operation({JSON: PET}), sent).body == {"name": "a"}


def test_unknown_coding() -> None:
    """A coding that is not known is refused with those that are."""
    refusal = refused(
        UnsupportedMediaType, operation({JSON: PET}), request(b"x", content_type=JSON, content_encoding="zstd")
    )
    assert refusal.fields == (("accept-encoding", "gzip, deflate, br, identity"),)


def test_broken_coding_is_malformed() -> None:
    """Content that is not coded as it says is malformed."""
    sent = request(b"x", content_type=JSON, content_encoding="gzip")
    assert "gzip" in refused(MalformedRequest, operation({JSON: PET}), sent).detail


def test_bombs_are_too_large() -> None:
    """What expands beyond the limit is too large, however small it came."""
    sent = request(gzip.compress(bytes(1_000_000)), content_type=JSON, content_encoding="gzip")
    assert refused(ContentTooLarge, operation({JSON: PET}), sent, max_body=100_000).status == 413


# --- notes, unknown names, lives


def test_deprecated_parameters_are_noted() -> None:
    """A deprecated parameter is noted when it is sent, and only then."""
    old = Parameter("old", "query", deprecated=True, schema=Schema.of({}))
    assert checked(operation(None, old), request(query="old=1")).notes == ("the query parameter `old` is deprecated",)
    assert checked(operation(None, old), request()).notes == ()


def test_strict_query() -> None:
    """Unknown query names are refused only if asked, and never those that carry a key."""
    asked = operation(None, LIMIT)
    assert checked(asked, request(query="limt=1")).parameters == {}
    refusal = refused(UnprocessableContent, asked, request(query="limt=1"), strict_query=True)
    assert refusal.detail == "query parameter `limt` is not a declared parameter; did you mean `limit`?"
    check(asked, request(query="key=1"), {}, Settings(strict_query=True), known_query=("key",))


def test_a_parameter_that_is_an_api_key_too_may_come_twice() -> None:
    """Clients send what a security scheme asks for and what a parameter asks for, though it is the same name."""
    key = Parameter("key", "query", schema=Schema.of({"type": "string"}))
    asked = operation(None, key, LIMIT)
    found = check(asked, request(query="key=a&limit=3&key=b"), {}, Settings(), known_query=("key", "other"))
    assert found.parameters == {"query": {"key": "a", "limit": 3}}
    with pytest.raises(UnprocessableContent, match="must be a string, got an array"):
        check(asked, request(query="key=a&key=b"), {}, Settings())


def test_raw_path_values_say_where_delimiters_are() -> None:
    """An array in the path is split before it is decoded."""
    ids = Parameter("ids", "path", style="simple", explode=False, schema=Schema.of({"type": "array"}))
    found = check(operation(None, ids), request(), {"ids": "a,b,c"}, Settings(), raw_path_values={"ids": "a%2Cb,c"})
    assert found.parameters == {"path": {"ids": ["a,b", "c"]}}


def test_what_was_sent_before_is_read_alike() -> None:
    """However many Content-Types come, each with its own boundary or charset or none, and however often."""
    asked = operation({JSON: PET})
    for number in range(MOST_CHOICES + 2):
        for sent in (request(b'{"name": "x"}', content_type=f"{JSON}; v={number}"), request(b'{"name": "x"}')):
            assert checked(asked, sent).body == {"name": "x"}


def test_an_operation_is_forgotten() -> None:
    """What is compiled for an operation ends with it."""
    asked = operation({JSON: PET}, LIMIT)
    checked(asked, request(b'{"name":"a"}', content_type=JSON))
    watched = ref(asked)
    del asked
    gc.collect()
    assert watched() is None


HOSTILE: list[Callable[[bytes], Request]] = [
    lambda content, name=name: request(content, content_type=name)  # type: ignore[misc]
    for name in (
        JSON,
        "application/merge-patch+json",
        "application/jsonl",
        "application/json-seq",
        "text/event-stream",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=B",
        "multipart/mixed; boundary=B",
        "multipart/mixed",
        "application/xml",
        "text/plain; charset=utf-16",
        "application/octet-stream",
        "image/png",
    )
]
ASKED = {sent(b"").fields.first("content-type") or "": operation({"*/*": PET}) for sent in HOSTILE}


@pytest.mark.parametrize("sent", HOSTILE, ids=list(ASKED))
@pytest.mark.parametrize("coding", ["", "gzip", "deflate", "br"])
@settings(max_examples=30)
@given(content=st.binary(max_size=120), query=st.text("ab=&[]%+", max_size=10))
def test_any_request_is_answered(sent: Callable[[bytes], Request], coding: str, content: bytes, query: str) -> None:
    """Whatever octets come as whatever type, they are read or refused, and nothing else is raised."""
    made = sent(content)
    fields = made.fields.with_field("content-encoding", coding) if coding else made.fields
    asked = ASKED[made.fields.first("content-type") or ""]
    with suppress(Refusal):
        assert isinstance(checked(asked, Request("POST", "/pets", query, fields, content), max_body=100), Checked)
