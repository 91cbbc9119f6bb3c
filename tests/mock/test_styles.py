"""The styles of parameters and response fields, by the tables of OAS 3.0 to 3.2 and the rules of RFC 6570."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.fields import is_field_value
from mockserver.mock.styles import STYLES, primitive, serialize_simple, styled

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}

# OAS 3.2, Parameter Object, "Style Examples": style, explode, then undefined, string, array, object. The cells that OAS
# leaves undefined (n/a) hold what this project writes for want of better.
CELLS: list[tuple[str, bool, str, str, str, str]] = [
    ("matrix", False, "", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("matrix", True, "", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("label", False, "", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("label", True, "", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("form", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("spaceDelimited", False, "color=", "color=blue", "color=blue%20black%20brown",
     "color=R%20100%20G%20200%20B%20150"),
    ("spaceDelimited", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("pipeDelimited", False, "color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("pipeDelimited", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("tabDelimited", False, "color=", "color=blue", "color=blue%09black%09brown", "color=R%09100%09G%09200%09B%09150"),
    ("tabDelimited", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("deepObject", False, "color=", "color=blue", "color=blue,black,brown",
     "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("deepObject", True, "color=", "color=blue", "color=blue&color=black&color=brown",
     "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("cookie", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("cookie", True, "color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"),
]  # fmt: skip


@pytest.mark.parametrize(("style", "explode", "undefined", "string", "array", "mapping"), CELLS)
def test_each_cell_of_the_style_table(
    style: str,
    explode: bool,
    undefined: str,
    string: str,
    array: str,
    mapping: str,
) -> None:
    """A value in a style is the text that OAS's table shows."""
    written = [styled("color", value, style=style, explode=explode) for value in (None, "blue", ARRAY, OBJECT)]
    assert written == [undefined, string, array, mapping]


def test_the_table_has_every_style() -> None:
    """No style is without its two rows in the table above."""
    assert sorted({(style, explode) for style, explode, *_ in CELLS}) == sorted(
        (style, explode) for style in STYLES for explode in (False, True)
    )


# RFC 6570, section 3.2: the empty string is defined, and each operator shows it in its own way.
@pytest.mark.parametrize(
    ("style", "expected"),
    [("matrix", ";color"), ("label", "."), ("simple", ""), ("form", "color="), ("cookie", "color=")],
)
def test_the_empty_string_is_a_value(style: str, expected: str) -> None:
    """An empty string leaves the delimiter and the name, unlike a value that is not there."""
    assert styled("color", "", style=style) == expected


@pytest.mark.parametrize("value", [None, [], {}, [None], {"a": None}])
@pytest.mark.parametrize(("style", "expected"), [("matrix", ""), ("label", ""), ("simple", ""), ("form", "color=")])
def test_what_has_no_members_is_undefined(style: str, expected: str, value: Any) -> None:
    """An empty list, an empty object and one whose members are all null count as undefined (RFC 6570, section 2.3)."""
    assert styled("color", value, style=style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("form", True),
        ("cookie", True),
        ("simple", False),
        ("label", False),
        ("matrix", False),
        ("pipeDelimited", False),
    ],
)
def test_the_default_of_explode_depends_on_the_style(style: str, expected: bool) -> None:
    """Without `explode`, `form` and `cookie` explode and the others do not."""
    assert styled("color", ARRAY, style=style) == styled("color", ARRAY, style=style, explode=expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a b/c?d#e&f=g+h", "q=a%20b%2Fc%3Fd%23e%26f%3Dg%2Bh"),
        ("diṅnāga", "q=di%E1%B9%85n%C4%81ga"),
        (["a,b", "c"], "q=a%2Cb&q=c"),
        ("100%", "q=100%25"),
        ("\ud800", "q=%3F"),
        ("-._~", "q=-._~"),
    ],
)
def test_values_are_percent_encoded(value: Any, expected: str) -> None:
    """All but the unreserved characters are percent-encoded as UTF-8."""
    assert styled("q", value) == expected


@pytest.mark.parametrize(
    ("style", "value", "expected"),
    [
        ("form", "/a?b:c@d", "q=/a?b:c@d"),
        ("form", "a&b#c[d]+e", "q=a%26b%23c%5Bd%5D%2Be"),
        ("form", "50%25 and 5%", "q=50%25%20and%205%25"),
        ("simple", "a:b/c?d#e", "a:b%2Fc%3Fd%23e"),
    ],
)
def test_reserved_characters_pass_if_allowed(style: str, value: str, expected: str) -> None:
    """With allowReserved the reserved characters and triples pass, but for those that would break the URL."""
    assert styled("q", value, style=style, allow_reserved=True) == expected


def test_cookie_style_encodes_nothing() -> None:
    """The style `cookie` takes values as they are, as OAS 3.2 shows with a greeting."""
    value = {"greeting": "Hello%2C%20world!", "code": 42}
    assert styled("cookie", value, style="cookie") == "greeting=Hello%2C%20world!; code=42"


def test_nested_deep_objects() -> None:
    """What lies deeper in a deepObject gets further brackets, and arrays repeat the name."""
    value = {"a": {"b": 1}, "c": [2, 3], "d e": None}
    assert styled("f", value, style="deepObject") == "f%5Ba%5D%5Bb%5D=1&f%5Bc%5D=2&f%5Bc%5D=3&f%5Bd%20e%5D="


def test_an_unknown_style_is_form() -> None:
    """A style that OAS does not know is written as `form`, the default."""
    assert styled("color", ARRAY, style="fancy", explode=True) == "color=blue&color=black&color=brown"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (2**70, "1180591620717411303424"),
        (1.0, "1"),
        (0.5, "0.5"),
        (1e300, "1e+300"),
        (float("inf"), "null"),
        ("text", "text"),
        ({"a": [1]}, '{"a":[1]}'),
    ],
)
def test_primitives_have_the_words_of_json(value: Any, expected: str) -> None:
    """A primitive is its JSON text without quotes, and a whole number is one without a fraction."""
    assert primitive(value) == expected


@pytest.mark.parametrize(
    ("value", "explode", "expected"),
    [
        ([12345678, 90099], False, "12345678,90099"),
        (OBJECT, False, "R,100,G,200,B,150"),
        (OBJECT, True, "R=100,G=200,B=150"),
        ("Tue, 15 Jan 2030 09:00:00 GMT", False, "Tue, 15 Jan 2030 09:00:00 GMT"),
        ("one\r\nset-cookie: x=1", False, "one  set-cookie: x=1"),
        (None, False, ""),
    ],
)
def test_response_fields_are_not_percent_encoded(value: Any, explode: bool, expected: str) -> None:
    """A field's value is the simple style as it is, and no line break gets into it."""
    assert serialize_simple(value, explode) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(json_values, st.booleans())
def test_any_value_can_be_sent_in_a_field(value: Any, explode: bool) -> None:
    """Whatever a document holds becomes a field value that is legal."""
    assert is_field_value(serialize_simple(value, explode))


@given(st.text(), json_values, st.sampled_from(STYLES), st.sampled_from([True, False, None]), st.booleans())
def test_any_value_is_ascii_without_spaces_in_a_url(
    name: str,
    value: Any,
    style: str,
    explode: bool | None,
    reserved: bool,
) -> None:
    """In every style but `cookie`, which encodes nothing, the text can stand in a URL."""
    if style != "cookie":
        text = styled(name, value, style=style, explode=explode, allow_reserved=reserved)
        assert text.isascii()
        assert not set(text) & set(' "#<>[]\\^`{|}\t\r\n')


scalar_texts = st.text(st.characters(codec="utf-8"), min_size=1)


@given(scalar_texts, st.lists(scalar_texts, min_size=1))
def test_exploded_form_is_read_back(name: str, values: list[str]) -> None:
    """What `form` writes exploded, a reader of query strings reads back."""
    assert parse_qsl(styled(name, values), keep_blank_values=True) == [(name, value) for value in values]


@given(st.lists(scalar_texts, min_size=1))
def test_simple_is_read_back(values: list[str]) -> None:
    """What `simple` writes splits at its commas into the values, percent-encoded."""
    assert [unquote(piece) for piece in styled("x", values, style="simple").split(",")] == values
