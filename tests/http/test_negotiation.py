"""Which of the available media types a request prefers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.media_types import MediaRange, covers, parse
from mockserver.http.negotiation import LONGEST_KEPT, MOST_MEMBERS, Accepted, accepts, best, concrete, parse_accept

JSON_XML = ("application/json", "application/xml")
XML_JSON = ("application/xml", "application/json")
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
AXIOS = "application/json, text/plain, */*"
RFC_9110 = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"

NAMES = [
    "application/json",
    "application/hal+json",
    "text/html",
    "text/html;level=1",
    "image/png",
    "text/*",
    "*/*",
    "json",
]
MEDIA_TYPES = [media_type for media_type in map(parse, NAMES) if media_type and not media_type.is_wildcard]
FRAGMENTS = st.sampled_from([*NAMES, "*", ",", ", ", ";q=0", ";q=0.5", ";q=1", ";q=x", ";", '"', "\\", "\ud800", " "])


@pytest.mark.parametrize("accept", [None, "", " ", ",,,", "garbage", "a/b;x", "*/json", "a/b;q=x", '"', "*/*"])
@pytest.mark.parametrize("available", [JSON_XML, XML_JSON, ("image/*",), ("json",)])
def test_no_usable_accept_accepts_all(accept: str | None, available: tuple[str, ...]) -> None:
    """Without Accept, or with one that says nothing, the document's first is chosen."""
    assert best(accept, available) == available[0]


@pytest.mark.parametrize("accept", [None, "*/*", "text/html"])
def test_nothing_available(accept: str | None) -> None:
    """Of nothing, nothing is chosen."""
    assert best(accept, ()) is None


@pytest.mark.parametrize(
    ("accept", "available", "expected"),
    [
        # quality
        ("application/json;q=0.5, application/xml", JSON_XML, "application/xml"),
        ("application/json;q=0.5, application/xml;q=0.4", XML_JSON, "application/json"),
        ("application/json;q=0.001", JSON_XML, "application/json"),
        ("application/json;q=7, application/xml", XML_JSON, "application/xml"),
        ("application/json; Q=0.1, application/xml; q=0.2", JSON_XML, "application/xml"),
        ("application/json;q=1.000;ext=1, application/xml;q=0.5", XML_JSON, "application/json"),
        # q=0 excludes
        ("application/json;q=0", JSON_XML, None),
        ("application/json;q=0, */*", JSON_XML, "application/xml"),
        ("*/*;q=0", JSON_XML, None),
        ("*/*;q=0, application/xml;q=0.1", JSON_XML, "application/xml"),
        # the most specific range decides
        ("*/*, application/json;q=0.1", JSON_XML, "application/xml"),
        ("text/*;q=0.9, text/html;q=0.1, text/html;level=1", ("text/html", "text/html;level=1"), "text/html;level=1"),
        (RFC_9110, ("text/html", "image/jpeg"), "image/jpeg"),
        (RFC_9110, ("text/html", "text/plain"), "text/plain"),
        (RFC_9110, ("text/plain", "text/plain;format=flowed"), "text/plain;format=flowed"),
        (RFC_9110, ("text/plain;format=fixed", "image/jpeg"), "image/jpeg"),
        # one member twice: the more generous holds
        ("application/json;q=0.1, application/json;q=0.9, application/xml;q=0.5", XML_JSON, "application/json"),
        # ties: exactly what was asked for, then the document's order
        ("application/json, application/xml", XML_JSON, "application/xml"),
        (AXIOS, XML_JSON, "application/json"),
        ("*/*, text/*", ("image/png", "text/csv"), "text/csv"),
        (CHROME, JSON_XML, "application/xml"),
        (CHROME, ("application/json", "text/html"), "text/html"),
        (JAVA, JSON_XML, "application/json"),
        # case, white space, parameters of the document
        ("APPLICATION/JSON", JSON_XML, "application/json"),
        ("application/json", ("Application/JSON; charset=UTF-8",), "Application/JSON; charset=UTF-8"),
        ("application/json;version=1", ("application/json;version=2",), None),
        ("a/b;version=1", ("a/b;version=2", "a/b;version=1"), "a/b;version=1"),
        # nothing
        ("image/png", JSON_XML, None),
        ("image/*", JSON_XML, None),
        ("text/json", JSON_XML, None),
    ],
)  # fmt: skip
def test_best(accept: str, available: tuple[str, ...], expected: str | None) -> None:
    """Quality by the most specific range comes first, then what was asked for exactly, then the document's order."""
    assert best(accept, available) == expected


@pytest.mark.parametrize(
    ("accept", "available", "expected"),
    [
        ("image/png", ("image/*",), "image/*"),
        ("image/png", ("*/*",), "*/*"),
        ("image/*", ("image/*",), "image/*"),
        ("*/*", ("image/*",), "image/*"),
        ("text/html", ("image/*",), None),
        ("image/png;q=0", ("image/*",), None),
        ("image/*;q=0, image/png", ("image/*",), "image/*"),
        ("image/*;q=0", ("image/*",), None),
        ("image/png, text/csv;q=0.5", ("text/*", "image/*"), "image/*"),
        ("text/plain", ("text/*", "text/plain"), "text/plain"),
        ("*/*", ("*/*", "application/json"), "application/json"),
        ("application/hal+json", ("application/*+json",), "application/*+json"),
        ("application/*+json", ("application/json", "application/hal+json"), "application/hal+json"),
    ],
)
def test_declared_ranges(accept: str, available: tuple[str, ...], expected: str | None) -> None:
    """A declared range is matched by what is inside of it, and gives way to a media type that can be sent as it is."""
    assert best(accept, available) == expected


@pytest.mark.parametrize(
    ("accept", "available", "expected"),
    [
        ("application/json", ("application/vnd.x+json",), "application/vnd.x+json"),
        ("application/json", ("text/html", "application/problem+json"), "application/problem+json"),
        ("application/xml", ("image/svg+xml",), "image/svg+xml"),
        ("application/json", ("application/vnd.x+json", "application/json"), "application/json"),
        ("application/json, text/html;q=0.1", ("application/vnd.x+json", "text/html"), "text/html"),
        ("application/json, */*;q=0.1", ("text/html", "application/hal+json"), "application/hal+json"),
        (AXIOS, ("text/html", "application/hal+json"), "application/hal+json"),
        ("application/json;q=0", ("application/vnd.x+json",), None),
        ("application/json, application/vnd.x+json;q=0", ("application/vnd.x+json",), None),
        ("application/json, */*;q=0", ("application/vnd.x+json",), None),
        ("application/json;charset=utf-8", ("application/json",), "application/json"),
        ("application/json;charset=utf-8", ("application/hal+json",), "application/hal+json"),
        ("application/json;charset=utf-8", ("application/json;charset=latin1",), None),
        ("application/vnd.x+json", ("application/json",), "application/json"),
        ("application/vnd.x+json;version=1", ("application/json;charset=utf-8",), "application/json;charset=utf-8"),
        ("application/vnd.x+json", ("text/html", "application/json"), "application/json"),
        ("application/vnd.x+json, text/html;q=0.1", ("application/json", "text/html"), "text/html"),
        ("application/vnd.x+json, */*;q=0.1", ("text/html", "application/json"), "application/json"),
        (
            "application/vnd.x+json, application/json;q=0.1",
            ("application/hal+json", "application/json"),
            "application/json",
        ),
        ("application/vnd.x+json, application/json;q=0", ("application/json",), None),
        ("application/vnd.x+json;q=0", ("application/json",), None),
        ("application/vnd.x.v2+json", ("application/vnd.x.v1+json",), None),
        ("application/vnd.x+json", ("application/xml",), None),
        ("application/atom+xml", ("application/xml",), "application/xml"),
        ("image/svg+xml", ("application/xml",), None),
        ("application/json", ("application/*+json",), "application/*+json"),
    ],
)
def test_what_accept_did_not_speak_of(accept: str, available: tuple[str, ...], expected: str | None) -> None:
    """A suffix and an unmentioned parameter count if nothing else is acceptable, and never against a quality of 0."""
    assert best(accept, available) == expected


def test_a_name_that_is_no_media_type() -> None:
    """A declared name without a slash is reached by `*/*` alone."""
    assert best("*/*", ("json",)) == "json"
    assert best("application/json", ("json",)) is None
    assert best("application/json, */*;q=0.1", ("json", "application/json")) == "application/json"
    assert best("x/*, /*", ("json",)) is None


def test_a_huge_field() -> None:
    """A field of any length is read in one pass, and only its first members count."""
    assert best("," * 8192 + "application/xml", JSON_XML) == "application/xml"
    assert best('a/b;x="' * 2000, JSON_XML) == "application/json"
    assert MOST_MEMBERS == 128
    beyond = "a/b, " * MOST_MEMBERS + "application/xml"
    assert best(beyond, JSON_XML) is None
    long = f"a/b;x={'y' * LONGEST_KEPT}, application/json;q=0.5"
    assert best(long, XML_JSON) == "application/json"


@given(st.lists(FRAGMENTS).map("".join), st.lists(st.sampled_from(NAMES), unique=True))
def test_a_choice_is_one_of_the_available(accept: str, available: list[str]) -> None:
    """Whatever the field, the choice is available or None, and the same each time."""
    chosen = best(accept, available)
    assert chosen in {None, *available}
    assert best(accept, tuple(available)) == chosen


@given(st.lists(st.sampled_from(MEDIA_TYPES), min_size=1, unique=True), st.data())
def test_what_is_asked_for_alone_is_had(available: list[MediaRange], data: st.DataObject) -> None:
    """Who accepts exactly one available media type gets it, or one that it covers."""
    wanted = data.draw(st.sampled_from(available))
    chosen = best(str(wanted), [str(media_type) for media_type in available])
    assert chosen in {str(media_type) for media_type in available if covers(wanted, media_type)}


@given(st.lists(FRAGMENTS).map("".join))
def test_parse_accept_never_fails(text: str) -> None:
    """Any field is read, and its qualities are from 0 to 1."""
    assert all(0.0 <= member.quality <= 1.0 for member in parse_accept(text))


def test_parse_accept() -> None:
    """A member is a range without its weight; broken members are left out."""
    assert parse_accept('text/html;level=1;q=0.5;ext="x", */*, a/b;q=-1, a/b;q=.25, */*;q=0, *') == (
        Accepted(MediaRange("text", "html", (("level", "1"),)), 0.5),
        Accepted(MediaRange("*", "*"), 1.0),
        Accepted(MediaRange("a", "b"), 0.25),
        Accepted(MediaRange("*", "*"), 0.0),
        Accepted(MediaRange("*", "*"), 1.0),
    )


@pytest.mark.parametrize(
    ("accept", "declared", "expected"),
    [
        ("image/png", "image/*", "image/png"),
        ("image/webp;q=0.5, image/png, */*", "image/*", "image/png"),
        ("image/webp, image/png", "*/*", "image/webp"),
        ("text/html;level=1", "*/*", "text/html;level=1"),
        ("image/*, */*", "image/*", None),
        ("image/png;q=0", "image/*", None),
        ("text/html", "image/*", None),
        (None, "image/*", None),
        (None, "image/png", "image/png"),
        ("text/html", "image/png", "image/png"),
        ("text/html", "json", "json"),
    ],
)
def test_concrete(accept: str | None, declared: str, expected: str | None) -> None:
    """Of a declared range, the media type that Accept names inside of it is sent."""
    assert concrete(accept, declared) == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("PATCH", ("accept-patch", "application/json, text/csv;header=present")),
        ("POST", ("accept-post", "application/json, text/csv;header=present")),
        ("QUERY", ("accept-query", '"application/json", "text/csv";header="present"')),
        ("PUT", ("accept", "application/json, text/csv;header=present")),
    ],
)
def test_accepts(method: str, expected: tuple[str, str]) -> None:
    """Each method has its field that tells which content it takes; names that are no media types are left out."""
    assert accepts(method, ["Application/JSON", "json", "text/csv; header=present"]) == expected


@pytest.mark.parametrize(
    "accept",
    [
        "application/*;q=0.8, application/*+json;q=0",
        "application/*+json;q=0.8, application/hal+json;q=0",
        "*/*;q=0.8, application/*;q=0",
    ],
)
def test_the_most_specific_range_decides(accept: str) -> None:
    """A name is more specific than a suffix, a suffix than a type, a type than nothing (RFC 9110, section 12.5.1)."""
    assert best(accept, ("application/hal+json",)) is None
