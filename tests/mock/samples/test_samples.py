"""Which media types are files, and that each file is made the same each time."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mockserver.http.media_types import parse
from mockserver.mock import samples
from mockserver.mock.samples.catalogue import MAKERS

LARGEST = 16 * 1024


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_the_same_state_makes_the_same_file(name: str) -> None:
    """A file is small, and depends on nothing but the generator."""
    first, second = (samples.sample(name, random=Random(5)) for _ in range(2))
    assert first == second
    assert first is not None
    assert len(first) <= LARGEST


@pytest.mark.parametrize("name", ["image/png", "image/jpeg", "image/webp", "application/pdf", "video/mp4", "audio/wav"])
def test_another_state_makes_another_file(name: str) -> None:
    """Two pictures are told apart when the generator is in another state."""
    made = {samples.sample(name, random=Random(seed)) for seed in range(3)}
    assert len(made) > 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("image/png", True),
        ("IMAGE/PNG; q=1", True),
        ("image/*", True),
        ("image/svg+xml", True),
        ("image/unheard-of", True),
        ("audio/mpeg", True),
        ("video/mp4", True),
        ("font/woff2", True),
        ("model/gltf-binary", True),
        ("model/gltf+json", False),
        ("application/octet-stream", True),
        ("application/pdf", True),
        ("application/zip", True),
        ("application/epub+zip", True),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", True),
        ("application/vnd.ms-excel", True),
        ("application/x-protobuf", True),
        ("application/json", False),
        ("application/vnd.api+json", False),
        ("application/xml", False),
        ("application/soap+xml", False),
        ("application/x-www-form-urlencoded", False),
        ("application/cbor", False),
        ("application/msgpack", False),
        ("application/yaml", False),
        ("application/jsonl", False),
        ("application/vnd.unheard-of", False),
        ("text/plain", False),
        ("text/csv", False),
        ("text/calendar", False),
        ("multipart/form-data", False),
        ("*/*", False),
        ("application/*", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_which_media_types_are_files(name: str, expected: bool) -> None:
    """A file has a format of its own, that no schema describes; a range is one if all of it is."""
    assert samples.is_binary(name) is expected


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("image/png", {"type": "object"}, True),
        ("text/calendar", {"type": "string"}, True),
        ("text/calendar", {}, True),
        ("text/html; charset=utf-8", {"type": "string", "description": "A page"}, True),
        ("text/html", {"type": "string", "enum": ["<p>"]}, False),
        ("text/csv", {"type": "array"}, False),
        ("text/csv", {"$ref": "#/$defs/Rows", "$defs": {}}, False),
        ("text/plain", {"type": "string"}, False),
        ("application/json", {}, False),
        ("application/cbor", {"type": "object"}, False),
    ],
)
def test_where_a_file_is_better_than_a_string(name: str, schema: dict[str, Any], expected: bool) -> None:
    """A file is made where the schema says nothing of the text, and for pictures and their like."""
    assert samples.suits(name, schema) is expected


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("image/*", b"\x89PNG"),
        ("audio/*", b"RIFF"),
        ("text/*", b"<!DOCTYPE html>"),
        ("Image/JPG; x=y", b"\xff\xd8"),
        ("application/vnd.ms-excel", b"\x09\x00\x04\x00"),
    ],
)
def test_ranges_and_other_names(name: str, beginning: bytes) -> None:
    """A range has a file of one of its types, and the names in use beside the registered ones are known."""
    made = samples.sample(name, random=Random(1))
    assert made is not None
    assert made.startswith(beginning)


@pytest.mark.parametrize("name", ["application/json", "font/woff2", "image/heic", "text/plain", "nonsense", ""])
def test_what_is_not_made(name: str) -> None:
    """For other media types there is no file."""
    assert samples.sample(name, random=Random(1)) is None


@pytest.mark.parametrize(
    ("name", "expected"), [("image/*", "image/png"), ("*/*", "application/octet-stream"), ("a/b; c=d", "a/b; c=d")]
)
def test_concrete_names(name: str, expected: str) -> None:
    """A range has one media type that stands for it."""
    assert samples.concrete(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("image/png", "png"),
        ("image/jpeg; q=1", "jpg"),
        ("image/svg+xml", "svg"),
        ("text/plain", "txt"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("application/octet-stream", "bin"),
        ("application/x-unheard-of", "bin"),
        ("video/webm", "webm"),
        ("nonsense", "bin"),
    ],
)
def test_extensions(name: str, expected: str) -> None:
    """A file's name ends as its media type's files do."""
    assert samples.extension(name) == expected


def test_every_name_is_a_media_type() -> None:
    """The catalogue's names are media types in lower case, without parameters."""
    assert [name for name in MAKERS if str(parse(name)) != name] == []
