"""A refusal as a response."""

from __future__ import annotations

import json
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import MethodNotAllowed, NotFound, Refusal, UnprocessableContent
from mockserver.http.fields import is_field_name, is_field_value
from mockserver.http.problems import LARGEST_INTEGER, encoded, problem

ANY_TEXT = st.text(st.characters())
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.binary() | st.decimals() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT | st.integers(), inner) | st.frozensets(st.integers()),
)


def strict(content: bytes) -> Any:
    """What a strict reader of JSON in UTF-8 reads."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(content.decode("utf-8"), parse_constant=refuse)


def test_a_refused_method() -> None:
    """A 405 says which methods are allowed, in Allow and in the content."""
    refusal = MethodNotAllowed(
        "DELETE is not declared for /readonly; it allows GET, HEAD, OPTIONS",
        fields=[("allow", "GET, HEAD, OPTIONS")],
        method="DELETE",
        path="/readonly",
        allow=("GET", "HEAD", "OPTIONS"),
    )
    response = problem(refusal)
    assert response.status == 405
    assert response.fields.pairs == (
        ("content-type", "application/problem+json"),
        ("cache-control", "no-store"),
        ("allow", "GET, HEAD, OPTIONS"),
    )
    assert strict(bytes_of(response.content)) == {
        "type": "/_mockserver/problems/method-not-allowed",
        "title": "Method Not Allowed",
        "status": 405,
        "detail": "DELETE is not declared for /readonly; it allows GET, HEAD, OPTIONS",
        "method": "DELETE",
        "path": "/readonly",
        "allow": ["GET", "HEAD", "OPTIONS"],
    }


def bytes_of(content: object) -> bytes:
    """The content, which is no stream."""
    assert isinstance(content, bytes)
    return content


def refusals(kind: type[Refusal]) -> list[type[Refusal]]:
    """The class and all below it."""
    return [kind, *(lower for sub in kind.__subclasses__() for lower in refusals(sub))]


@pytest.mark.parametrize("kind", refusals(Refusal))
def test_every_refusal_is_a_problem(kind: type[Refusal]) -> None:
    """The problem's status is the response's, its title a string, its type a reference (RFC 9457, section 3.1)."""
    response = problem(kind("why"))
    details = strict(bytes_of(response.content))
    assert details["status"] == response.status == kind.status
    assert details["title"] == kind.title
    assert details["type"].startswith("/")
    assert details["detail"] == "why"


def test_fields_of_the_refusal_come_first() -> None:
    """A field of the refusal stands in place of ours, each of several lines is kept, and nothing is injected."""
    fields = [
        ("Cache-Control", "max-age=1"),
        ("www-authenticate", "A"),
        ("www-authenticate", "B\r\nx: y"),
        ("b ad", ""),
    ]
    assert problem(NotFound("", fields=fields)).fields.pairs == (
        ("content-type", "application/problem+json"),
        ("cache-control", "max-age=1"),
        ("www-authenticate", "A"),
        ("www-authenticate", "B  x: y"),
    )


def test_the_content_is_for_reading() -> None:
    """Letters stay letters, and the last line ends."""
    content = bytes_of(problem(NotFound("no path /küche")).content)
    assert "/küche".encode() in content
    assert content.endswith(b"}\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('\ud800 \x00 \x1b \u2028 "\\', '\ud800 \x00 \x1b \u2028 "\\'),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (1.5, 1.5),
        (LARGEST_INTEGER - 1, LARGEST_INTEGER - 1),
        (LARGEST_INTEGER, "an integer of 997 bits"),
        (b"\xff\xc3\xa9", "\\xffé"),
        (bytearray(b"a"), "a"),
        (Decimal("1.10"), "1.10"),
        ((1, (2,)), [1, [2]]),
        (MappingProxyType({"a": 1, 2: None}), {"a": 1, "2": None}),
        (True, True),
    ],
)
def test_whatever_is_quoted(value: Any, expected: Any) -> None:
    """What JSON can say is said, and what it cannot is said in words."""
    assert strict(encoded(value)) == expected


def test_an_integer_beyond_what_python_writes() -> None:
    """An integer of more digits than Python turns into text is described, too."""
    assert strict(encoded([10**5000])) == ["an integer of 16610 bits"]


def test_depth_is_bounded() -> None:
    """What lies deeper than anyone reads is an ellipsis, and so is a value that holds itself."""
    ring: list[Any] = []
    ring.append(ring)
    assert encoded(ring).decode() == "[" * 32 + '"…"' + "]" * 32


@given(ANY_TEXT, st.dictionaries(st.sampled_from("abc"), ANY_VALUE), st.lists(st.tuples(ANY_TEXT, ANY_TEXT)))
def test_every_problem_can_be_sent(detail: str, members: dict[str, Any], fields: list[tuple[str, str]]) -> None:
    """Whatever is quoted, the content is strict JSON in UTF-8 and the fields are fields."""
    response = problem(UnprocessableContent(detail, fields=fields, **members))
    assert strict(bytes_of(response.content))["detail"] == detail
    assert all(is_field_name(name) and is_field_value(value) for name, value in response.fields)
