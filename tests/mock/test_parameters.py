"""Parameters, where they stand in a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.model import ABSENT, MediaType, Parameter
from mockserver.document.schema import Schema
from mockserver.http.messages import Fields, Request
from mockserver.mock.parameters import Known, Wire, read_all, readers

if TYPE_CHECKING:
    from mockserver.mock.findings import Finding

INTEGER = {"type": "integer"}
STRING = {"type": "string"}
STYLES = {"path": "simple", "header": "simple"}


def parameter(name: str, location: str, schema: Any = STRING, **how: Any) -> Parameter:
    """A parameter with the defaults that OAS gives its location."""
    style = how.setdefault("style", STYLES.get(location, "form"))
    how.setdefault("explode", style in {"form", "cookie"})
    return Parameter(name, location, schema=None if "content" in how else Schema.of(schema), **how)


def wire(query: str = "", path: dict[str, str] | None = None, **fields: str) -> Wire:
    """A request with that query, those path values and fields."""
    return Wire(Request("GET", "/", query, Fields.of(**fields)), path or {})


def read(parameters: list[Parameter], request: Wire) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Values by location and name, and what is wrong."""
    found: list[Finding] = []
    values = read_all(readers(parameters), request, found)
    return values, [finding.message for finding in found]


def test_every_location() -> None:
    """A parameter is found where its location says, decoded and coerced."""
    parameters = [parameter("a", location, INTEGER) for location in ("path", "query", "header", "cookie")]
    request = wire("a=2", {"a": "1"}, a="3", cookie="a=4")
    assert read(parameters, request) == (
        {"path": {"a": 1}, "query": {"a": 2}, "header": {"a": 3}, "cookie": {"a": 4}},
        [],
    )


def test_all_faults_are_told() -> None:
    """The faults of all parameters are told together, and what is right is kept."""
    parameters = [
        parameter("id", "path", INTEGER),
        parameter("limit", "query", {"type": "integer", "maximum": 100}),
        parameter("q", "query", required=True),
        parameter("X-Mark", "header", {"minLength": 3}),
        parameter("ok", "query"),
    ]
    assert read(parameters, wire("limit=500&ok=1", {"id": "x"}, x_mark="ab")) == (
        {"query": {"ok": "1"}},
        [
            '`id` must be an integer, got "x"',
            "`limit` must be at most 100, got 500",
            "`q` is required",
            '`X-Mark` must have at least 3 characters, not 2, got "ab"',
        ],
    )


def test_absent_is_not_wrong() -> None:
    """A parameter that is not required may be left out."""
    assert read([parameter("a", "query", INTEGER), parameter("b", "header"), parameter("c", "cookie")], wire()) == (
        {},
        [],
    )


def test_field_names_have_no_case() -> None:
    """A header parameter is found whatever the case of its name."""
    assert read([parameter("X-Rate", "header", INTEGER)], wire(x_rate="5")) == ({"header": {"X-Rate": 5}}, [])


def test_several_field_lines_are_one_value() -> None:
    """Lines of one name are combined by commas (RFC 9110, section 5.3)."""
    fields = Fields((("x-ids", "1"), ("x-ids", "2, 3")))
    request = Wire(Request("GET", "/", "", fields), {})
    ids = parameter("X-Ids", "header", {"type": "array", "items": INTEGER})
    assert read([ids], request) == ({"header": {"X-Ids": [1, 2, 3]}}, [])


@pytest.mark.parametrize("name", ["Accept", "Content-Type", "authorization"])
def test_ignored_fields(name: str) -> None:
    """Header parameters of these names are ignored (OAS 3.2, Parameter Object)."""
    assert read([parameter(name, "header", INTEGER, required=True)], wire()) == ({}, [])


@pytest.mark.parametrize(
    ("query", "how", "expected"),
    [
        ("a=", {}, (ABSENT, ['`a` must be an integer, got ""'])),
        ("a", {}, (ABSENT, ['`a` must be an integer, got ""'])),
        ("a=", {"allow_empty_value": True}, ("", [])),
        ("a", {"allow_empty_value": True, "required": True}, ("", [])),
        ("a=x", {"allow_empty_value": True}, (ABSENT, ['`a` must be an integer, got "x"'])),
    ],
)
def test_empty_values(query: str, how: dict[str, Any], expected: tuple[Any, list[str]]) -> None:
    """An empty value is allowed where `allowEmptyValue` says so, whatever the schema."""
    values, wrong = read([parameter("a", "query", INTEGER, **how)], wire(query))
    assert (values.get("query", {}).get("a", ABSENT), wrong) == expected


def test_a_scalar_is_given_once() -> None:
    """A scalar that is sent twice is what no scalar is."""
    assert read([parameter("a", "query", INTEGER)], wire("a=1&a=2"))[1] == ["`a` must be an integer, got an array of 2"]


def test_query_is_decoded_once() -> None:
    """Percent-encoding is undone once, and a plus sign is a space."""
    assert read([parameter("a", "query")], wire("a=%2525+%2B"))[0] == {"query": {"a": "%25 +"}}


def test_path_values_come_decoded() -> None:
    """A path value is not decoded again; the encoded segment says where an array's commas are."""
    assert read([parameter("a", "path")], wire(path={"a": "%25"}))[0] == {"path": {"a": "%25"}}
    texts = parameter("a", "path", {"type": "array", "items": STRING})
    request = Request("GET", "/")
    assert read([texts], Wire(request, {"a": "x,y,z"}, {"a": "x%2Cy,z"}))[0] == {"path": {"a": ["x,y", "z"]}}
    assert read([texts], Wire(request, {"a": "50%,z"}))[0] == {"path": {"a": ["50%", "z"]}}


def content(name: str, schema: Any = None) -> MediaType:
    """The content of a parameter."""
    return MediaType(name, Schema.of(schema) if schema is not None else None)


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie"])
def test_content_parameters(location: str) -> None:
    """A parameter with `content` is read by its media type, wherever it stands."""
    schema = {"type": "object", "properties": {"lat": {"type": "number"}}}
    declared = parameter("at", location, content=content("application/json", schema))

    def sent(text: str) -> Wire:
        pair = "at=" + text.replace('"', "%22")
        requests = {
            "path": wire(path={"at": text}),
            "query": wire(pair),
            "header": wire(at=text),
            "cookie": wire(cookie=pair),
        }
        return requests[location]

    assert read([declared], sent('{"lat":1.5}')) == ({location: {"at": {"lat": 1.5}}}, [])
    assert read([declared], sent('{"lat":"x"}'))[1] == ['`at.lat` must be a number, got "x"']
    assert read([declared], sent("{"))[1] == ["`at` is no JSON: it ends too early, at line 1, column 2"]


def test_malformed_content_parameters_are_malformed() -> None:
    """JSON that cannot be read makes the request malformed."""
    found: list[Finding] = []
    read_all(readers([parameter("a", "query", content=content("application/json"))]), wire("a={"), found)
    assert [(finding.malformed, finding.where, finding.name) for finding in found] == [(True, "query", "a")]


@pytest.mark.parametrize(
    ("media_type", "query", "value"),
    [
        ("application/x-www-form-urlencoded", "foo=a+%2B+b&bar=true", {"foo": "a + b", "bar": True}),
        ("application/json", "%7B%22foo%22%3A%22+%22%7D", {"foo": "+"}),
        ("application/jsonpath", "%24.a.b%5B1%3A1%5D", b"$.a.b[1:1]"),
        ("text/plain", "a%20b", "a b"),
    ],
)
def test_querystring(media_type: str, query: str, value: Any) -> None:
    """A `querystring` parameter is the whole query, by its media type (OAS 3.2)."""
    schema = {"properties": {"bar": {"type": "boolean"}}} if "json" not in media_type else None
    schema = None if media_type == "text/plain" else schema
    declared = parameter("q", "querystring", content=content(media_type, schema))
    assert read([declared], wire(query)) == ({"querystring": {"q": value}}, [])


def test_querystring_with_a_schema() -> None:
    """A query that is described by a schema alone is its text."""
    assert read([parameter("q", "querystring")], wire("a%20b")) == ({"querystring": {"q": "a%20b"}}, [])


def test_parameters_without_a_schema() -> None:
    """A parameter of which nothing is said is its text."""
    assert read([Parameter("a", "query")], wire("a=1")) == ({"query": {"a": "1"}}, [])


@pytest.mark.parametrize("cookie", ["ids=1; ids=2", "ids=1&ids=2", "ids=1,2"])
def test_arrays_in_cookies(cookie: str) -> None:
    """An array in a cookie comes as several cookies, as one with `&`, or, since neither is usual, with commas."""
    ids = parameter("ids", "cookie", {"type": "array", "items": INTEGER})
    assert read([ids], wire(cookie=cookie)) == ({"cookie": {"ids": [1, 2]}}, [])


@pytest.mark.parametrize("cookie", ["a=1; b=2", "a=1&b=2", "z=0; a=1&b=2; y=0"])
def test_objects_in_cookies(cookie: str) -> None:
    """The properties of an exploded object come as several cookies, or as one with `&`."""
    point = parameter("point", "cookie", {"type": "object", "properties": {"a": INTEGER, "b": INTEGER}})
    assert read([point], wire(cookie=cookie)) == ({"cookie": {"point": {"a": 1, "b": 2}}}, [])


def test_querystring_is_required() -> None:
    """No query at all is no value."""
    declared = parameter("q", "querystring", content=content("application/json"), required=True)
    assert read([declared], wire())[1] == ["`q` is required"]


@pytest.mark.parametrize(
    ("parameters", "query", "also", "messages"),
    [
        ([parameter("limit", "query")], "limit=1", (), []),
        ([parameter("limit", "query")], "limt=1", (), ["`limt` is not a declared parameter; did you mean `limit`?"]),
        ([], "x=1&y=2", (), ["`x` is not a declared parameter", "`y` is not a declared parameter"]),
        ([], "key=1", ("key",), []),
        ([parameter("ids", "query", {"type": "array"})], "ids[]=1&ids[0]=2", (), []),
        ([parameter("f", "query", {"type": "object"}, style="deepObject")], "f[a]=1&g[a]=2", (), ["`g[a]` is not"]),
        ([parameter("c", "query", {"type": "object", "properties": {"R": {}}})], "R=1&S=2", (), ["`S` is not a decl"]),
        ([parameter("c", "query", {"type": "object", "additionalProperties": True})], "R=1&S=2", (), []),
        ([parameter("q", "querystring", content=content("text/plain"))], "anything=1", (), []),
        ([parameter("x", "header")], "x=1", (), ["`x` is not a declared parameter"]),
    ],
)
def test_unknown_names(parameters: list[Parameter], query: str, also: tuple[str, ...], messages: list[str]) -> None:
    """What no parameter takes is unknown, with the one that may be meant."""
    found = Known.of(readers(parameters)).unknown(wire(query).query, also)
    assert all(each.message.startswith(start) for each, start in zip(found, messages, strict=True))


def test_unknown_names_are_bounded() -> None:
    """However many unknown names, a few are told."""
    query = "&".join(f"p{number}=1" for number in range(5_000))
    assert len(list(Known.of(()).unknown(wire(query).query, ()))) < 50


def test_unknown_locations_are_left_out() -> None:
    """A parameter of a location that does not exist asks for nothing."""
    assert readers([parameter("a", "body", required=True)]) == ()


@given(st.text('abc=&[]%+,;|. "{}:0123456789', max_size=60))
def test_any_query(query: str) -> None:
    """Whatever the query, parameters are read or told wrong."""
    parameters = [
        parameter("a", "query", {"type": "array", "items": INTEGER}),
        parameter("b", "query", {"type": "object", "properties": {"a": INTEGER}}, style="deepObject"),
        parameter("c", "query", {"type": "object"}),
        parameter("ab", "query", content=content("application/json", {"type": "object"})),
        parameter("bc", "query", {"type": "array"}, style="pipeDelimited", explode=False),
    ]
    _, messages = read(parameters, wire(query, cookie=query))
    assert all(messages)
