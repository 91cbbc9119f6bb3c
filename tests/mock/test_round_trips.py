"""What is written as an answer is read as the same value when a client sends it back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.model import Encoding, MediaType
from mockserver.document.schema import Schema
from mockserver.http.messages import Stream
from mockserver.mock.bodies.reading import reader
from mockserver.mock.serialization import serialize


def back_again(value: Any, media_type: MediaType) -> Any:
    """The value after it was written and read."""
    serialized = serialize(value, media_type, media_type.name)
    content = serialized.content
    octets = b"".join(content.pieces()) if isinstance(content, Stream) else content
    read, faults = reader(media_type, media_type.name).read(octets, serialized.content_type)
    assert faults == []
    return read


TAG = {"type": "object", "required": ["label"], "properties": {"label": {"type": "string"}}, "xml": {"name": "tag"}}
PET = {
    "type": "object",
    "required": ["id", "name", "tags", "owner", "weight", "tame"],
    "xml": {"name": "pet", "namespace": "urn:pets"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"prefix": "p", "namespace": "urn:names"}},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/Tag"}, "xml": {"wrapped": True}},
        "photos": {"type": "array", "minItems": 1, "items": {"type": "string"}, "xml": {"name": "photo"}},
        "owner": {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]},
        "weight": {"type": "number"},
        "tame": {"type": "boolean"},
        "nick": {"type": ["string", "null"]},
    },
    "$defs": {"Tag": TAG},
}
# A reader of XML may drop white space around text, and CR is LF to all of them; no document is about that.
words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1)
pets = st.fixed_dictionaries(
    {
        "id": st.integers(),
        "name": words,
        "tags": st.lists(st.fixed_dictionaries({"label": words}), max_size=3),
        "owner": st.fixed_dictionaries({"age": st.integers()}),
        "weight": st.floats(allow_nan=False, allow_infinity=False),
        "tame": st.booleans(),
    },
    optional={"photos": st.lists(words, min_size=1, max_size=3), "nick": st.none() | words},
)


@given(pets)
def test_xml(value: Any) -> None:
    """An object written as XML by its schema is read as it was."""
    assert back_again(value, MediaType("application/xml", schema=Schema.of(PET))) == value


@given(pets)
def test_json(value: Any) -> None:
    """An object written as JSON is read as it was."""
    assert back_again(value, MediaType("application/json", schema=Schema.of(PET))) == value


@given(
    st.lists(pets, min_size=1, max_size=3),
    st.sampled_from(["application/jsonl", "application/x-ndjson", "application/json-seq"]),
)
def test_streams_of_json(values: list[Any], name: str) -> None:
    """The items of a stream are read as they were."""
    assert back_again(values, MediaType(name, item_schema=Schema.of(PET))) == values


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"))
events = st.fixed_dictionaries(
    {"data": texts},
    optional={
        "event": st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), min_size=1),
        "retry": st.integers(0, 10**9),
    },
)


@given(st.lists(events, min_size=1, max_size=3))
def test_events(values: list[Any]) -> None:
    """Events are read as they were."""
    schema = {"type": "object", "properties": {"data": {"type": "string"}, "retry": {"type": "integer"}}}
    assert back_again(values, MediaType("text/event-stream", item_schema=Schema.of(schema))) == values


FORM = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "tame": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "owner": {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]},
    },
}
forms = st.fixed_dictionaries(
    {"name": words, "age": st.integers(), "tame": st.booleans()},
    optional={
        "tags": st.lists(words, min_size=1, max_size=3),
        "owner": st.fixed_dictionaries({"age": st.integers()}),
    },
)


@pytest.mark.parametrize("name", ["application/x-www-form-urlencoded", "multipart/form-data"])
@given(forms)
def test_forms(name: str, value: Any) -> None:
    """A form is read as it was."""
    assert back_again(value, MediaType(name, schema=Schema.of(FORM))) == value


@pytest.mark.parametrize("name", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize(
    ("style", "explode"), [("form", True), ("form", False), ("spaceDelimited", False), ("pipeDelimited", False)]
)
def test_styled_forms(name: str, style: str, explode: bool) -> None:
    """Arrays in each style of a form are read as they were."""
    value = {"tags": ["cat", "owl"]}
    encoding = {"tags": Encoding(style=style, explode=explode)}
    assert back_again(value, MediaType(name, schema=Schema.of(FORM), encoding=encoding)) == value


def test_files_in_a_form() -> None:
    """A file in a form is read as its octets."""
    schema = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    value = {"file": b"\x00\xff\r\n"}
    assert back_again(value, MediaType("multipart/form-data", schema=Schema.of(schema))) == value
