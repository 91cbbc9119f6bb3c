"""Sequential media types into arrays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.bodies.sequences import MOST_ITEMS, events, lines, reader, records


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"", []),
        (b'{"a":1}\n{"a":2}\n', [{"a": 1}, {"a": 2}]),
        (b"1\r\n\r\n2", [1, 2]),
        (b'"a\\nb"\n', ["a\nb"]),
    ],
)
def test_lines(content: bytes, value: list[Any]) -> None:
    """Each line is a value; blank lines count for nothing."""
    assert lines(content) == value


def test_records() -> None:
    """Each record begins with its separator and may take several lines."""
    assert records(b'\x1e{"a":\n1}\n\x1e2\n') == [{"a": 1}, 2]


@pytest.mark.parametrize("content", [b"", b"1", b"1\n\x1e2"])
def test_records_without_separator(content: bytes) -> None:
    """A text before the first separator belongs to no record."""
    with pytest.raises(Malformed):
        records(content)


def test_faults_are_found_by_item() -> None:
    """A broken line is told with its number."""
    with pytest.raises(Malformed) as caught:
        lines(b"1\n\n{\n")
    assert (caught.value.path, caught.value.rule.endswith("(of item 3)")) == ((1,), True)


def test_crowds_are_refused() -> None:
    """There are bounds on the number of items."""
    with pytest.raises(Malformed):
        lines(b"1\n" * (MOST_ITEMS + 1))
    with pytest.raises(Malformed):
        events(b"data:\n\n" * (MOST_ITEMS + 2))


# After HTML, section 9.2.6, "Interpreting an event stream".
EVENTS = [
    (b"", []),
    (b": a comment\n\n", []),
    (b"data: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event", [
        {"data": "first event", "id": "1"}, {"data": "second event", "id": ""}, {"data": " third event"},
    ]),
    (b"data\n\ndata\ndata\n\ndata:", [{"data": ""}, {"data": "\n"}, {"data": ""}]),
    (b"data: YHOO\ndata: +2\ndata: 10\n\n", [{"data": "YHOO\n+2\n10"}]),
    (b"event: addString\ndata: a\nretry: 5\nunknown: x\n\n", [{"data": "a", "event": "addString", "retry": 5}]),
    (b"data: a\rdata: b\r\n\r\n", [{"data": "a\nb"}]),
    (b"\xef\xbb\xbfdata: a\n\n", [{"data": "a"}]),
    (b"retry: soon\ndata: a\n\n", [{"data": "a"}]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "value"), EVENTS)
def test_events(content: bytes, value: list[Any]) -> None:
    """Events are read as a browser reads them."""
    assert events(content) == value


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/jsonl", lines),
        ("application/x-ndjson; charset=utf-8", lines),
        ("application/json-seq", records),
        ("application/geo+json-seq", records),
        ("text/event-stream", events),
        ("application/json", None),
        ("nonsense", None),
    ],
)
def test_reader(content_type: str, expected: object) -> None:
    """Each sequential media type has its reader."""
    assert reader(content_type) is expected


@given(st.lists(st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | st.lists(st.booleans())))
def test_round_trip(values: list[Any]) -> None:
    """Any values come back from lines and from records."""
    texts = [json.dumps(value) for value in values]
    assert lines("\n".join(texts).encode()) == values
    if values:
        assert records("".join(f"\x1e{text}\n" for text in texts).encode()) == values
