"""Urlencoded forms into objects."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.model import Encoding
from mockserver.mock.bodies.forms import Form, read
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.queries import MOST_PAIRS
from mockserver.mock.shapes import ANYTHING, Shape

INTEGERS = {"type": "array", "items": {"type": "integer"}}
ADDRESS = {"type": "object", "properties": {"zip": {"type": "string"}, "floor": {"type": "integer"}}}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "is_here": {"type": "boolean"},
        "ids": INTEGERS,
        "address": ADDRESS,
        "places": {"type": "array", "items": ADDRESS},
    },
}


def form(schema: Any = SCHEMA, **encoding: Encoding) -> Form:
    """A form of that schema."""
    return Form(Shape(schema), encoding)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"required": ["ids"], "properties": {"ids": INTEGERS}}, {"ids": []}),
        ({"required": ["ids"], "properties": {"ids": {**INTEGERS, "minItems": 1}}}, {}),
        ({"required": ["name"], "properties": {"name": {"type": "string"}}}, {}),
        ({"properties": {"ids": INTEGERS}}, {}),
    ],
)
def test_a_required_array_without_items_has_no_field(schema: Any, value: Any) -> None:
    """A form cannot say "no items" but by saying nothing, so nothing is read as that where the array may be empty."""
    assert read(b"", form({"type": "object", **schema})) == value


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"", {}),
        (b"name=Ada+Lovelace&age=36&is_here=true", {"name": "Ada Lovelace", "age": 36, "is_here": True}),
        (b"age=x", {"age": "x"}),
        (b"name=%C3%A9%2B", {"name": "é+"}),
        (b"ids=1&ids=2", {"ids": [1, 2]}),
        (b"ids=1", {"ids": [1]}),
        (b"ids[]=1&ids[]=2", {"ids": [1, 2]}),
        (b"ids[0]=1&ids[1]=2", {"ids": [1, 2]}),
        (b"ids=[1,2]", {"ids": [1, 2]}),
        (b"ids=", {"ids": []}),
        (b"name=a&name=b", {"name": ["a", "b"]}),
        (b"address=%7B%22zip%22%3A%2212345%22%7D", {"address": {"zip": "12345"}}),
        (b"address[zip]=12345&address[floor]=3", {"address": {"zip": "12345", "floor": 3}}),
        (b"address=nonsense", {"address": "nonsense"}),
        (b"places=%7B%22floor%22%3A1%7D&places=%7B%22floor%22%3A2%7D", {"places": [{"floor": 1}, {"floor": 2}]}),
        (b"address=%7B%22floor%22%3A%223%22%7D", {"address": {"floor": "3"}}),
        (b"other=5&other=6&more[x]=1", {"other": ["5", "6"], "more[x]": "1"}),
        (b"name=%FF", {"name": "\ufffd"}),
    ],
)
def test_read(content: bytes, value: dict[str, Any]) -> None:
    """Properties are text or JSON by their schema, repeated for arrays, bracketed by habit."""
    assert read(content, form()) == value


@pytest.mark.parametrize(
    ("encoding", "content", "value"),
    [
        (Encoding(style="form", explode=False), b"ids=1,2", {"ids": [1, 2]}),
        (Encoding(explode=False), b"ids=1,2", {"ids": [1, 2]}),
        (Encoding(style="pipeDelimited", explode=False), b"ids=1%7C2", {"ids": [1, 2]}),
        (Encoding(style="spaceDelimited"), b"ids=1+2", {"ids": [1, 2]}),
        (Encoding(style="deepObject"), b"ids[0]=1&ids[1]=2", {"ids": [1, 2]}),
        (Encoding(allow_reserved=True), b"ids=1&ids=2", {"ids": [1, 2]}),
        (Encoding(content_type="application/json"), b"ids=[1]", {"ids": [1]}),
    ],
)
def test_encoding_of_arrays(encoding: Encoding, content: bytes, value: dict[str, Any]) -> None:
    """`style`, `explode` and `allowReserved` make a property a query parameter."""
    assert read(content, form(ids=encoding)) == value


@pytest.mark.parametrize(
    ("encoding", "content", "value"),
    [
        (Encoding(style="deepObject"), b"address[zip]=1", {"address": {"zip": "1"}}),
        (Encoding(style="form"), b"zip=1&floor=2&name=a", {"name": "a", "address": {"zip": "1", "floor": 2}}),
        (Encoding(style="form", explode=False), b"address=zip,1,floor,2", {"address": {"zip": "1", "floor": 2}}),
    ],
)
def test_encoding_of_objects(encoding: Encoding, content: bytes, value: dict[str, Any]) -> None:
    """An object is spelled as its style says, and takes its pairs with it."""
    assert read(content, form(address=encoding)) == value


def test_json_text() -> None:
    """A text whose content type is JSON stands in quotes; one without them stays as it is."""
    as_json = form(name=Encoding(content_type="application/json"))
    assert read(b"name=%22Ada%22", as_json) == {"name": "Ada"}
    assert read(b"name=Ada", as_json) == {"name": "Ada"}
    assert read(b"age=%225%22", form(age=Encoding(content_type="application/json"))) == {"age": "5"}


def test_free_form() -> None:
    """A form of which nothing is said is an object of texts."""
    assert read(b"a=1&b=2&b=3", form(ANYTHING)) == {"a": "1", "b": ["2", "3"]}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.text(st.characters(exclude_categories=["Cs"])),
            "age": st.integers(),
            "ids": st.lists(st.integers(), min_size=2),
            "address": st.fixed_dictionaries({"zip": st.text(st.characters(exclude_categories=["Cs"]))}),
        },
    )
)
def test_round_trip(value: dict[str, Any]) -> None:
    """What a browser or a client sends for a value comes back as the value."""
    plain = {key: json.dumps(each) if isinstance(each, dict) else each for key, each in value.items()}
    assert read(urlencode(plain, doseq=True, quote_via=quote_plus).encode(), form()) == value


def test_crowds_are_refused() -> None:
    """A form of more fields than anybody fills is refused."""
    with pytest.raises(Malformed):
        read(b"a=1&" * MOST_PAIRS, form())


@given(st.binary())
def test_any_octets_are_a_form(content: bytes) -> None:
    """Nothing is malformed: the parser of the standard takes all."""
    assert isinstance(read(content, form()), dict)
