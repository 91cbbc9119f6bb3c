"""Status codes and the fields that they cannot do without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import Refusal
from mockserver.http.messages import NO_FIELDS, Fields
from mockserver.http.statuses import NEVER_TO_POST, REASONS, REQUIRED, completed, has_content, is_final, reason


def complete(status: int, **fields: str) -> Fields:
    """The fields of a declared response of 16 octets, on a path that allows HEAD and OPTIONS."""
    return completed(status, Fields.of(**fields), length=16, allow=("HEAD", "OPTIONS"))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, "OK"),
        (104, "Upload Resumption Supported"),
        (413, "Content Too Large"),
        (416, "Range Not Satisfiable"),
        (418, "I'm a Teapot"),
        (422, "Unprocessable Content"),
        (421, "Misdirected Request"),
        (451, "Unavailable For Legal Reasons"),
        (199, "Informational"),
        (299, "Successful"),
        (399, "Redirection"),
        (499, "Client Error"),
        (520, "Server Error"),
        (600, "Unknown"),
        (999, "Unknown"),
    ],
)
def test_reason(status: int, expected: str) -> None:
    """A registered status has its phrase, another that of its class."""
    assert reason(status) == expected


def test_refusals_have_the_registered_titles() -> None:
    """Our refusals and the registry speak the same."""
    kinds = [kind for kind in Refusal.__subclasses__() if kind.status in REASONS]
    assert [kind.title for kind in kinds] == [reason(kind.status) for kind in kinds]


@pytest.mark.parametrize(
    ("status", "method", "expected"),
    [
        (200, "GET", True),
        (200, "HEAD", False),
        (404, "HEAD", False),
        (404, "DELETE", True),
        (103, "GET", False),
        (204, "DELETE", False),
        (205, "POST", False),
        (304, "GET", False),
        (200, "CONNECT", False),
        (501, "CONNECT", True),
    ],
)
def test_has_content(status: int, method: str, expected: bool) -> None:
    """Some statuses, and all answers to HEAD, have no content."""
    assert has_content(status, method) == expected


def test_is_final() -> None:
    """A response can end with 200 to 599."""
    assert [status for status in (100, 103, 199, 200, 599, 600) if is_final(status)] == [200, 599]


def test_never_to_post() -> None:
    """RFC 9110, section 9.3.3, names three."""
    assert {206, 304, 416} == NEVER_TO_POST


@pytest.mark.parametrize(
    ("status", "name", "value"),
    [
        (206, "content-range", "bytes 0-15/16"),
        (401, "www-authenticate", 'Bearer realm="mockserver"'),
        (405, "allow", "HEAD, OPTIONS"),
        (407, "proxy-authenticate", 'Basic realm="mockserver", charset="UTF-8"'),
        (416, "content-range", "bytes */16"),
        (426, "upgrade", "HTTP/2.0"),
    ],
)
def test_missing_fields_are_added(status: int, name: str, value: str) -> None:
    """What a status cannot do without is there, whatever the document forgot."""
    assert complete(status).all(name) == (value,)


@pytest.mark.parametrize(
    ("status", "name", "value"),
    [
        (206, "content-range", "items 0-9/66"),
        (401, "www-authenticate", 'Digest realm="x"'),
        (407, "proxy-authenticate", "Negotiate"),
        (416, "content-range", "bytes */7"),
        (426, "upgrade", "websocket"),
    ],
)
def test_declared_fields_are_kept(status: int, name: str, value: str) -> None:
    """What the document declares is sent, once."""
    assert completed(status, Fields(((name, value),)), length=16).all(name) == (value,)


def test_a_declared_405_allows_what_the_path_allows() -> None:
    """Allow tells the truth, whatever the document says, and may be empty."""
    assert complete(405, allow="GET, POST").all("allow") == ("HEAD, OPTIONS",)
    assert completed(405, NO_FIELDS, length=0).all("allow") == ("",)


def test_challenges_are_a_line_each() -> None:
    """401 carries each of the operation's challenges."""
    fields = completed(401, NO_FIELDS, length=0, challenges=['Basic realm="a"', 'Bearer realm="a"'])
    assert fields.all("www-authenticate") == ('Basic realm="a"', 'Bearer realm="a"')


def test_a_broken_field_is_replaced() -> None:
    """A generated value that obeys no grammar counts as missing."""
    assert complete(206, content_range="string").all("content-range") == ("bytes 0-15/16",)


def test_parts_have_no_content_range() -> None:
    """206 with multipart/byteranges says the ranges in its parts, not in the head."""
    fields = complete(206, content_type="Multipart/ByteRanges; boundary=x", content_range="bytes 0-1/2")
    assert fields.pairs == (("content-type", "Multipart/ByteRanges; boundary=x"),)


def test_a_206_of_nothing() -> None:
    """Of no content no range can be told, yet the length can."""
    assert completed(206, NO_FIELDS, length=0).all("content-range") == ("bytes */0",)


def test_upgrade_comes_with_connection() -> None:
    """Whoever sends Upgrade says so in Connection; without it there is none."""
    assert complete(426).first("connection") == "Upgrade"
    assert complete(200, upgrade="h2c").all("connection") == ("Upgrade",)
    assert "connection" not in complete(200)


def test_other_statuses_need_nothing() -> None:
    """No field is invented: a 201 without a declared Location has none."""
    assert complete(201, x_total="7").pairs == (("x-total", "7"),)


@given(st.integers(100, 599), st.lists(st.tuples(st.sampled_from([*REQUIRED.values(), "etag"]), st.text())))
def test_whatever_is_declared(status: int, pairs: list[tuple[str, str]]) -> None:
    """Whatever is declared, the field that the status needs is there, and completing twice changes nothing."""
    once = completed(status, Fields(tuple(pairs)), length=16, allow=("OPTIONS",))
    assert status not in REQUIRED or REQUIRED[status] in once
    assert completed(status, once, length=16, allow=("OPTIONS",)) == once


@pytest.mark.parametrize(("status", "expected"), [(200, False), (299, False), (300, True), (405, True)])
def test_connect(status: int, expected: bool) -> None:
    """A successful CONNECT is no message with content any more, a refused one is (RFC 9112, section 6.3)."""
    assert has_content(status, "CONNECT") == expected
