"""Request, Response and Fields: frozen values whose changes are copies."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from mockserver.http.messages import NO_FIELDS, Fields, Request, Response

FIELDS = Fields((("accept", "text/html"), ("vary", "origin"), ("accept", "image/png")))


def test_of_writes_hyphens() -> None:
    """A keyword's underscore stands for a hyphen."""
    assert Fields.of(content_type="text/html").pairs == (("content-type", "text/html"),)


def test_lookups() -> None:
    """Lines are found by their name, in their order."""
    assert FIELDS.first("accept") == "text/html"
    assert FIELDS.first("etag") is None
    assert FIELDS.first("etag", "none") == "none"
    assert FIELDS.all("accept") == ("text/html", "image/png")
    assert FIELDS.combined("accept") == "text/html, image/png"
    assert FIELDS.combined("etag") is None
    assert "vary" in FIELDS
    assert "etag" not in FIELDS


def test_a_change_is_a_copy() -> None:
    """Adding, leaving out and replacing leave the original as it was."""
    before = FIELDS.pairs
    assert FIELDS.adding([("etag", '"1"')]).pairs == (*before, ("etag", '"1"'))
    assert FIELDS.without("accept", "etag").pairs == (("vary", "origin"),)
    assert FIELDS.with_field("accept", "*/*").pairs == (("vary", "origin"), ("accept", "*/*"))
    assert FIELDS.pairs == before


@pytest.mark.parametrize(
    ("vary", "names", "expected"),
    [
        ((), ("Accept",), ("Accept",)),
        (("Cookie",), ("Accept", "Origin"), ("Cookie, Accept, Origin",)),
        (("accept", "Cookie"), ("Origin",), ("accept, Cookie, Origin",)),
        (("origin , x",), ("Origin",), ("origin , x",)),
        (("*",), ("Origin",), ("*",)),
    ],
)
def test_varying(vary: tuple[str, ...], names: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Vary has each name once, on one line, and a `*` stays alone."""
    fields = Fields(tuple(("vary", value) for value in vary)).varying(*names)
    assert expected == fields.all("vary")


def test_iteration() -> None:
    """Fields are as long as they have lines, and give pairs."""
    assert list(FIELDS) == list(FIELDS.pairs)
    assert len(FIELDS) == 3
    assert len(NO_FIELDS) == 0


def test_messages_are_frozen() -> None:
    """No message can be changed behind someone's back."""
    with pytest.raises(FrozenInstanceError):
        Request("GET", "/").method = "PUT"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Response(200).status = 404  # type: ignore[misc]


def test_what_is_not_said_of_a_request_is_empty() -> None:
    """A request has no query, no fields, no content, no prefix and no client, unless they are given."""
    request = Request("GET", "/")
    assert (request.query, request.fields, request.content, request.root, request.client) == ("", Fields(), b"", "", "")


@pytest.mark.parametrize(("method", "expected"), [("GET", "GET"), ("HEAD", "GET"), ("POST", "POST")])
def test_a_refusal_speaks_of_get_for_head(method: str, expected: str) -> None:
    """Its content is as long as that of the answer to GET (RFC 9110, section 8.6)."""
    assert Request(method, "/").spoken_of == expected


def test_a_response_is_shown_without_its_content() -> None:
    """Which may be megabytes."""
    assert "secret" not in repr(Response(200, content=b"secret"))
