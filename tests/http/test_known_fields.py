"""Declared fields are brought into the grammar that their standard asks for, or left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.fields import is_field_value
from mockserver.http.known_fields import conforming, is_retry_after
from mockserver.http.messages import Fields

ANY_TEXT = st.text(st.characters())
MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT"


def conform(name: str, value: str) -> str | None:
    """The value as it is sent, None if the line is left out."""
    return conforming(Fields(((name, value),))).first(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept-ranges", "bytes"),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-headers", "x-a, X-B"),
        ("access-control-allow-origin", "*"),
        ("access-control-allow-origin", "null"),
        ("access-control-allow-origin", "https://app.example:8443"),
        ("access-control-max-age", "-1"),
        ("age", "12"),
        ("allow", ""),
        ("allow", "GET,HEAD"),
        ("cache-control", "private, max-age=0"),
        ("content-disposition", 'attachment; filename="a.csv"'),
        ("content-language", "en-GB, de"),
        ("content-range", "bytes 0-9/100"),
        ("content-range", "items 0-9/*"),
        ("content-range", "0-24/3573"),
        ("content-range", "bytes */16"),
        ("deprecation", "@1688169599"),
        ("deprecation", "true"),
        ("deprecation", MODIFIED),
        ("etag", '"abc"'),
        ("etag", 'W/"abc"'),
        ("expires", "0"),
        ("expires", "-1"),
        ("expires", MODIFIED),
        ("last-modified", MODIFIED),
        ("link", '</pets?page=2>; rel="next"'),
        ("location", "/pets/9"),
        ("location", "https://a.example/b?c=d%20e#f"),
        ("retry-after", "120"),
        ("retry-after", MODIFIED),
        ("set-cookie", "a=b; Path=/"),
        ("upgrade", "HTTP/2.0, websocket"),
        ("vary", "*"),
        ("www-authenticate", 'Bearer realm="a"'),
        ("www-authenticate", "Negotiate"),
        ("x-rate-limit", "string"),
    ],
)
def test_good_values_pass(name: str, value: str) -> None:
    """What obeys its grammar, and what no standard knows, is sent as it is."""
    assert conform(name, value) == value


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("etag", "abc", '"abc"'),
        ("etag", "W/abc", 'W/"abc"'),
        ("expires", "2024-05-01", "Wed, 01 May 2024 00:00:00 GMT"),
        ("last-modified", "2024-05-01T12:00:00+02:00", "Wed, 01 May 2024 10:00:00 GMT"),
        ("sunset", "2024-05-01T12:00:00Z", "Wed, 01 May 2024 12:00:00 GMT"),
        ("location", "/a b/<c>", "/a%20b/%3Cc%3E"),
        ("location", "/küche", "/k%C3%BCche"),
        ("location", "/你", "/%E4%BD%A0"),
        ("content-location", "a\r\nb", "a%20%20b"),
        ("deprecation", "word", "@0"),
        ("deprecation", "@1.5", "@0"),
        ("retry-after", "soon", "1"),
        ("retry-after", "-1", "1"),
        ("x-name", "a\r\nb", "a  b"),
    ],
)
def test_values_are_repaired(name: str, value: str, expected: str) -> None:
    """What can be brought into its grammar is."""
    assert conform(name, value) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept-ranges", "a b"),
        ("access-control-allow-credentials", "false"),
        ("access-control-allow-origin", "app"),
        ("access-control-max-age", "long"),
        ("age", "old"),
        ("allow", "GET,,HEAD"),
        ("content-language", "en GB"),
        ("content-range", "string"),
        ("etag", 'a"b'),
        ("expires", "soon"),
        ("last-modified", "0001-01-01T00:00:00+14:00"),
        ("link", "/pets"),
        ("upgrade", "a b"),
        ("vary", "a b"),
        ("www-authenticate", ""),
        ("access-control-allow-headers", "a b"),
        ("access-control-allow-methods", "a b"),
        ("access-control-expose-headers", "a b"),
        ("content-disposition", "a b"),
        ("proxy-authenticate", ""),
        ("connection", "close"),
        ("content-length", "1"),
        ("date", MODIFIED),
        ("keep-alive", "timeout=5"),
        ("proxy-connection", "close"),
        ("te", "trailers"),
        ("trailer", "x-a"),
        ("transfer-encoding", "chunked"),
        ("content-encoding", "gzip"),
        ("strict-transport-security", "max-age=1"),
    ],
)
def test_bad_values_are_left_out(name: str, value: str) -> None:
    """What obeys no grammar, what the server writes and what is untrue here is left out."""
    assert conforming(Fields(((name, value),))).pairs == ()


@given(st.sampled_from(["etag", "expires", "location", "retry-after", "link", "vary", "x-a"]), ANY_TEXT)
def test_whatever_is_declared(name: str, value: str) -> None:
    """Whatever the value, what is sent can be sent, and conforms as it is."""
    sent = conform(name, value)
    assert sent is None or (is_field_value(sent) and conform(name, sent) == sent)


def test_names_are_lower_case() -> None:
    """The grammar is found by the name in any case, and a name that is none is left out."""
    assert conforming(Fields((("ETag", "a"), ("x y", "b")))).pairs == (("etag", '"a"'),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", True), ("120", True), (MODIFIED, True), ("", False), ("1.5", False), ("-1", False), ("\u0661", False)],
)
def test_is_retry_after(text: str, expected: bool) -> None:
    """Retry-After is a number of seconds or a date."""
    assert is_retry_after(text) == expected
