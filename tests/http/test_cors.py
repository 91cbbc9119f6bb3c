"""CORS: the preflight is let through, and every response can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.cors import is_preflight, origin_of, preflight, with_cors
from mockserver.http.fields import is_field_value, is_token, members
from mockserver.http.messages import NO_FIELDS, Fields, Request

ALLOW = ("GET", "HEAD", "OPTIONS")
VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
ANY_TEXT = st.text(st.characters())
HOSTILE = st.lists(st.sampled_from(["http://a", "null", "\r\n", "x: y", ",", " ", "*", "PUT", "\x00", "é", ":80"])).map(
    "".join
)


def asking(method: str = "DELETE", **fields: str) -> Request:
    """A preflight for that method, with further fields."""
    known = {"origin": "http://app.test", "access_control_request_method": method}
    return Request("OPTIONS", "/pets", fields=Fields.of(**(known | fields)))


def from_origin(origin: str | None) -> Request:
    """A GET of a page of that origin."""
    return Request("GET", "/pets", fields=Fields.of(origin=origin) if origin is not None else NO_FIELDS)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (asking(), True),
        (asking("not a token"), True),
        (Request("OPTIONS", "/", fields=Fields.of(origin="http://a")), False),
        (Request("OPTIONS", "/", fields=Fields.of(access_control_request_method="PUT")), False),
        (Request("GET", "/", fields=asking().fields), False),
        (Request("OPTIONS", "/"), False),
    ],
)
def test_is_preflight(request_: Request, expected: bool) -> None:
    """A preflight is OPTIONS with Origin and Access-Control-Request-Method."""
    assert is_preflight(request_) == expected


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://localhost",
        "http://localhost:5173",
        "https://app.example.com",
        "http://127.0.0.1:4010",
        "http://[::1]:8080",
        "https://xn--mnchen-3ya.example",
        "http://my_host.test",
        "chrome-extension://abcdefghijklmnop",
        "capacitor://localhost",
        "file://",
    ],
)
def test_origins(origin: str) -> None:
    """The origin of a page comes back byte for byte, `null` and those of apps and extensions too."""
    assert origin_of(from_origin(origin)) == origin
    assert with_cors(from_origin(origin), NO_FIELDS).first("access-control-allow-origin") == origin


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "*",
        "app",
        "http:/a",
        "http://a/b",
        "http://a b",
        "http://a, http://b",
        "http://a\r\nset-cookie: x",
        "http://a\n",
        "http://a:port",
        "http://a:123456",
        "http://é",
        "http://" + "a" * 300,
        "null, null",
        "Null",
    ],
)
def test_what_is_no_origin_is_not_echoed(origin: str | None) -> None:
    """A value that is no origin gets an answer without CORS fields, and yet one that names Origin in Vary."""
    assert origin_of(from_origin(origin)) is None
    assert with_cors(from_origin(origin), NO_FIELDS).pairs == (("vary", "Origin"),)


def test_two_origins_are_none() -> None:
    """Two Origin lines name no origin."""
    request = Request("GET", "/", fields=Fields((("origin", "http://a"), ("origin", "http://b"))))
    assert origin_of(request) is None


def test_a_preflight_is_let_through() -> None:
    """Whatever method is asked for, it is allowed beside those of the path, and so are the fields asked for."""
    response = preflight(asking(access_control_request_headers="authorization,x-trace-id"), ALLOW, strict=False)
    assert response.status == 204
    assert response.content == b""
    assert response.fields.pairs == (
        ("allow", "GET, HEAD, OPTIONS"),
        ("access-control-allow-origin", "http://app.test"),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "GET, HEAD, OPTIONS, DELETE"),
        ("access-control-allow-headers", "authorization, x-trace-id"),
        ("access-control-max-age", "600"),
        ("vary", VARY),
    )


@pytest.mark.parametrize(
    ("method", "allow", "expected"),
    [
        ("GET", ALLOW, "GET, HEAD, OPTIONS"),
        ("COPY", ALLOW, "GET, HEAD, OPTIONS, COPY"),
        ("patch", ALLOW, "GET, HEAD, OPTIONS, patch"),
        ("CHICKEN", (), "CHICKEN"),
        ("PUT, DELETE", ALLOW, "GET, HEAD, OPTIONS"),
        ("PUT\r\nx: y", ALLOW, "GET, HEAD, OPTIONS"),
        ("", ALLOW, "GET, HEAD, OPTIONS"),
        ("é", (), None),
    ],
)
def test_methods_of_a_preflight(method: str, allow: tuple[str, ...], expected: str | None) -> None:
    """The method asked for is named once, on unknown paths too, and only if it is a method."""
    response = preflight(asking(method), allow, strict=False)
    assert response.fields.first("access-control-allow-methods") == expected
    assert response.fields.first("allow") == (", ".join(allow) or None)


def test_a_strict_preflight() -> None:
    """If strict, only the methods of the path are allowed, and the answer is not kept for long."""
    fields = preflight(asking("DELETE"), ALLOW, strict=True).fields
    assert fields.first("access-control-allow-methods") == "GET, HEAD, OPTIONS"
    assert fields.first("access-control-max-age") == "5"
    assert fields.first("access-control-allow-origin") == "http://app.test"


def test_a_strict_preflight_of_an_unknown_path() -> None:
    """If strict, an unknown path allows no method, and the field is not sent empty."""
    assert "access-control-allow-methods" not in preflight(asking("DELETE"), (), strict=True).fields


def test_names_of_a_preflight() -> None:
    """Of the fields asked for, each name comes back once; what is no name does not."""
    names = "x-a,, x-b, x-a, bad name, x:y, \u00e9"
    fields = preflight(asking(access_control_request_headers=names), ALLOW, strict=False).fields
    assert fields.first("access-control-allow-headers") == "x-a, x-b"
    assert "access-control-allow-headers" not in preflight(asking(), ALLOW, strict=False).fields


@pytest.mark.parametrize(("asked", "expected"), [("true", "true"), ("false", None), ("true\r\n", None)])
def test_private_networks(asked: str, expected: str | None) -> None:
    """A page that asks to reach a private network may."""
    fields = preflight(asking(access_control_request_private_network=asked), ALLOW, strict=False).fields
    assert fields.first("access-control-allow-private-network") == expected


def test_a_preflight_of_no_origin() -> None:
    """Without an origin nothing is opened, and yet it is answered."""
    response = preflight(asking(origin="http://a\r\nx: y"), ALLOW, strict=False)
    assert response.status == 204
    assert response.fields.pairs == (("allow", "GET, HEAD, OPTIONS"), ("vary", VARY))


def test_a_response_is_made_readable() -> None:
    """Script of the origin may read the response, with credentials, and each of its fields by name."""
    fields = Fields.of(content_type="application/json", allow="GET", x_total="7", set_cookie="a=b")
    readable = with_cors(from_origin("http://app.test"), fields)
    assert readable.pairs[: len(fields)] == fields.pairs
    assert readable.first("vary") == "Origin"
    assert readable.first("access-control-allow-origin") == "http://app.test"
    assert readable.first("access-control-allow-credentials") == "true"
    exposed = members(readable.first("access-control-expose-headers") or "")
    assert exposed == (
        "Accept-Patch", "Accept-Post", "Accept-Query", "Allow", "Content-Disposition", "Content-Location",
        "Content-Range", "Date", "Deprecation", "ETag", "Link", "Location", "Preference-Applied", "Retry-After",
        "Server", "Sunset", "Vary", "WWW-Authenticate", "x-total",
    )  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma",
        "set-cookie", "set-cookie2", "access-control-max-age",
    ],
)  # fmt: skip
def test_what_script_reads_anyway_is_not_named(name: str) -> None:
    """Nor what it never reads (Fetch, section 2.2.2), nor the fields of CORS themselves."""
    readable = with_cors(from_origin("http://app.test"), Fields(((name, "1"),)))
    assert name not in (readable.first("access-control-expose-headers") or "").split(", ")


def test_declared_cors_fields_give_way() -> None:
    """What a document declares of these fields would shut the page out: ours are the only ones."""
    declared = Fields(
        (
            ("access-control-allow-origin", "*"),
            ("access-control-allow-origin", "https://real.example"),
            ("access-control-allow-credentials", "false"),
            ("access-control-expose-headers", "*"),
            ("access-control-max-age", "1"),
        )
    )
    readable = with_cors(from_origin("null"), declared)
    assert readable.all("access-control-allow-origin") == ("null",)
    assert readable.all("access-control-allow-credentials") == ("true",)
    assert "*" not in (readable.combined("access-control-expose-headers") or "")
    assert readable.first("access-control-max-age") == "1"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ("Origin",)),
        (["Accept"], ("Accept, Origin",)),
        (["Accept", "Prefer"], ("Accept, Prefer, Origin",)),
        (["ORIGIN, Accept"], ("ORIGIN, Accept",)),
        (["*"], ("*",)),
        ([""], ("Origin",)),
    ],
)
def test_vary_is_merged(lines: list[str], expected: tuple[str, ...]) -> None:
    """Vary names Origin once, beside what it named before."""
    fields = Fields(tuple(("vary", line) for line in lines))
    assert with_cors(from_origin("http://a"), fields).all("vary") == expected
    assert with_cors(from_origin(None), fields).all("vary") == expected


@given(ANY_TEXT | HOSTILE, ANY_TEXT | HOSTILE, ANY_TEXT | HOSTILE, st.booleans())
def test_nothing_is_injected(origin: str, method: str, names: str, strict: bool) -> None:
    """Whatever a client sends, every field can be sent, every method is a token, and nothing is open to all."""
    request = asking(method, origin=origin, access_control_request_headers=names)
    for fields in (preflight(request, ALLOW, strict=strict).fields, with_cors(request, NO_FIELDS)):
        assert all(is_field_value(value) for _, value in fields)
        assert fields.first("access-control-allow-origin") in {None, origin}
        assert fields.first("access-control-allow-origin") != "*"
        assert all(map(is_token, members(fields.first("access-control-allow-methods") or "")))
        assert all(map(is_token, members(fields.first("access-control-allow-headers") or "")))
