"""Path templates, parsed once and matched without regular expressions."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import MalformedRequest
from mockserver.mock.templates import Condition, Segment, decoded, template


@pytest.mark.parametrize(
    ("text", "literals", "names"),
    [
        ("/pets", [("pets",)], ()),
        ("/pets/{petId}", [("pets",), ("", "")], ("petId",)),
        ("/reports/{id}.json", [("reports",), ("", ".json")], ("id",)),
        ("/jobs/{id}:cancel", [("jobs",), ("", ":cancel")], ("id",)),
        ("/@{lat},{lon}", [("@", ",", "")], ("lat", "lon")),
        ("/x('{id}')", [("x('", "')")], ("id",)),
        ("/hy/{pet-id}", [("hy",), ("", "")], ("pet-id",)),
        ("/a/{b/c}/d", [("a",), ("", ""), ("d",)], ("b/c",)),
        ("/caf%C3%A9", [("café",)], ()),
        ("/slash/", [("slash",), ("",)], ()),
        ("/", [("",)], ()),
        ("/{odd", [("{odd",)], ()),
    ],
)
def test_a_path_key_is_cut_into_segments(text: str, literals: list[tuple[str, ...]], names: tuple[str, ...]) -> None:
    """Slashes outside of braces part the segments; what stands around the expressions is literal, and decoded."""
    parsed = template(text)
    assert [segment.literals for segment in parsed.segments] == literals
    assert parsed.names == names


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("/v1/messages?beta=true", [Condition("beta", "true")]),
        ("/v1/messages?beta", [Condition("beta")]),
        ("/#Action=CopyObject&Version=1", [Condition("Action", "CopyObject"), Condition("Version", "1")]),
        ("/pets#only-a-label", []),
        ("/pets#overload=stream", []),
        ("/search?q={query}", [Condition("q", None, "query")]),
        ("/odd/{a?b}", []),
    ],
)
def test_a_query_or_a_fragment_in_a_path_key_is_a_condition(text: str, conditions: list[Condition]) -> None:
    """What a path key names behind `?` or `#` must be in the request's query."""
    assert list(template(text).conditions) == conditions


@pytest.mark.parametrize(
    ("literals", "text", "values"),
    [
        (("pets",), "pets", ()),
        (("pets",), "Pets", None),
        (("", ""), "7", ("7",)),
        (("", ""), "", None),
        (("", ""), "..", None),
        (("", ".json"), "5.json", ("5",)),
        (("", ".json"), ".json", None),
        (("", ".json"), "5xjson", None),
        (("@", ",", ""), "@52.5,13.4", ("52.5", "13.4")),
        (("@", ",", ""), "@,13.4", None),
        (("a", "a"), "a", None),
        (("a", "a"), "aba", ("b",)),
        (("", "", ""), "xyz", ("xy", "z")),
        (("", "", ""), "x", None),
        (("", "", ".json"), ".json", None),
        (("", "", ".json"), "x.json", None),
        (("", ".", ""), "71.4.png", ("71.4", "png")),
        (("", ".", "", ""), "a.b.cd", ("a.b", "c", "d")),
        (("", ".", ""), ".png", None),
        (("", ".", ""), "png.", None),
        (("", "-", "-x"), "a-b-x", ("a", "b")),
    ],
)
def test_a_segment_gives_the_values_of_its_expressions(literals: tuple[str, ...], text: str, values: object) -> None:
    """No value is empty, and no part of the text is left over."""
    assert Segment(literals).match(text) == values


@given(
    st.lists(st.text("ab", max_size=3), min_size=2, max_size=4),
    st.lists(st.text("abc", min_size=1), min_size=3, max_size=3),
)
def test_what_a_template_was_filled_with_it_matches(literals: list[str], values: list[str]) -> None:
    """A text made by filling the gaps of a segment is matched by it, though perhaps with other values."""
    filled = "".join(literal + value for literal, value in zip(literals, [*values, ""], strict=False))
    gaps = literals[: len(values) + 1]
    text = "".join(a + b for a, b in zip(gaps, [*values[: len(gaps) - 1], ""], strict=True))
    found = Segment(tuple(gaps)).match(text)
    assert found is None or "".join(a + b for a, b in zip(gaps, [*found, ""], strict=True)) == text
    assert filled.startswith(literals[0])


def test_a_segment_is_decoded_once() -> None:
    """RFC 3986, section 2.4: a string is not decoded twice."""
    assert decoded("a%252Fb") == "a%2Fb"
    assert decoded("caf%c3%a9") == "café"


@pytest.mark.parametrize("broken", ["%zz", "%", "%2", "a%g0b"])
def test_a_broken_percent_encoding_is_a_malformed_request(broken: str) -> None:
    """RFC 3986, section 2.1: a percent sign is followed by two hexadecimal digits."""
    with pytest.raises(MalformedRequest, match="percent-encoding"):
        decoded(broken)


@given(st.text(st.characters(max_codepoint=255)))
def test_decoding_raises_nothing_else(text: str) -> None:
    """Whatever octets a target holds, it is decoded or refused."""
    with suppress(MalformedRequest):
        assert isinstance(decoded(text), str)


def test_ranks() -> None:
    """A literal comes first, then what has a literal part, then what takes anything."""
    assert [Segment(each).rank for each in [("a",), ("", ".json"), ("a", ""), ("", "")]] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("literals", "text", "expected"),
    [
        (("", ""), ".", None),
        (("", ""), "..", None),
        (("", ""), "...", ("...",)),
        (("", "-", ""), "abc", None),
        (("", "-", ""), "-b", None),
        (("", "-", ""), "a-b", ("a", "b")),
        (("", "-", ".", ""), "a-bcd", None),
    ],
)
def test_what_an_expression_takes(literals: tuple[str, ...], text: str, expected: tuple[str, ...] | None) -> None:
    """Neither a dot segment (RFC 3986, section 3.3) nor a text without what stands between the expressions."""
    assert Segment(literals).match(text) == expected


@pytest.mark.parametrize("key", ["/m?beta=true", "/m#Action=Copy", "/m#label", "/%6D?x"])
def test_the_path_is_what_stands_before_a_condition(key: str) -> None:
    """The path of a key with conditions is matched as that of any other."""
    assert template(key).segments == (Segment(("m",)),)


def test_a_key_of_broken_utf_8() -> None:
    """Octets that are no UTF-8 are replaced, as in a target."""
    assert template("/%FF").segments == (Segment(("\ufffd",)),)
    assert decoded("%FF") == "\ufffd"
    assert decoded("☃%41") == "?A"


def test_conditions_are_shown_as_they_are_written() -> None:
    """The name, and the value if one is asked for."""
    assert [str(each) for each in template("/?a&b=c").conditions] == ["a", "b=c"]


def test_a_broken_percent_encoding_is_quoted() -> None:
    """With what follows the percent sign, and no more."""
    with pytest.raises(MalformedRequest, match=r"^'%zz' in the path"):
        decoded("a%zzx")
