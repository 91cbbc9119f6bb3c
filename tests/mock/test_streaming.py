"""Items of streams on the wire, read back by small readers written from the standards."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.streaming import Repeated, event, frame, is_written, items, json_line, json_record, records


def read_events(content: bytes) -> list[dict[str, str]]:
    """The events that a browser would dispatch: HTML, section 9.2.6, "Interpreting an event stream"."""
    text = content.decode("utf-8").removeprefix("\ufeff")
    found: list[dict[str, str]] = []
    data, kind, last_id, retry = "", "", "", ""
    # The text after the last line break is an incomplete line: its event is never dispatched.
    for line in re.split(r"\r\n|\r|\n", text)[:-1]:
        field, colon, value = line.partition(":")
        value = value.removeprefix(" ") if colon else ""
        if line == "":
            if data:
                event = {"data": data.removesuffix("\n"), "event": kind, "id": last_id, "retry": retry}
                found.append({name: text for name, text in event.items() if text or name == "data"})
            data, kind = "", ""
        elif field == "data":
            data += value + "\n"
        elif field == "event":
            kind = value
        elif field == "id" and "\0" not in value:
            last_id = value
        elif field == "retry" and re.fullmatch(r"[0-9]+", value):
            retry = value
    return found


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("hello", [{"data": "hello"}]),
        ("two\nlines", [{"data": "two\nlines"}]),
        ("a\r\nb\rc\n", [{"data": "a\nb\nc\n"}]),
        (" leading", [{"data": " leading"}]),
        (":colon", [{"data": ":colon"}]),
        (7, [{"data": "7"}]),
        (True, [{"data": "true"}]),
        ([1, "x"], [{"data": '[1,"x"]'}]),
        ({}, [{"data": "{}"}]),
        ({"name": "Ann"}, [{"data": '{"name":"Ann"}'}]),
        ({"id": 7, "event": "x"}, [{"data": '{"id":7,"event":"x"}'}]),
        ({"data": "d", "other": 1}, [{"data": '{"data":"d","other":1}'}]),
        (
            {"data": "one\ntwo", "event": "add", "id": "7", "retry": 5},
            [{"data": "one\ntwo", "event": "add", "id": "7", "retry": "5"}],
        ),
        ({"data": {"k": 1}, "event": "json"}, [{"data": '{"k":1}', "event": "json"}]),
        ({"data": "d", "event": None}, [{"data": "d"}]),
        ({"data": "d", "event": "x\nid: 3"}, [{"data": "d", "event": "x id: 3"}]),
        ({"data": "d", "id": "a\0b"}, [{"data": "d", "id": "ab"}]),
        ({"data": "d", "retry": "soon"}, [{"data": "d"}]),
        ("\ud800", [{"data": "?"}]),
    ],
)
def test_events(item: Any, expected: list[dict[str, str]]) -> None:
    """An event object becomes its fields, and anything else the data of an event."""
    assert read_events(event(item)) == expected


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"))


@given(st.lists(texts))
def test_any_text_is_read_back_as_an_event(lines: list[str]) -> None:
    """Whatever a string holds, the reader gets it back as one event, and no other field is set."""
    stream = b"".join(event(line) for line in lines)
    assert read_events(stream) == [{"data": line} for line in lines]


@given(st.text(), st.text(), st.text())
def test_no_field_leaks_into_another(data: str, kind: str, identifier: str) -> None:
    """Line breaks in one field never make another event or field."""
    found = read_events(event({"data": data, "event": kind, "id": identifier}))
    assert (len(found), found[0].keys() <= {"data", "event", "id"}) == (1, True)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(json_values))
def test_json_lines_are_read_back(values: list[Any]) -> None:
    """Each line of JSON Lines is one value."""
    content = b"".join(map(json_line, values))
    assert [json.loads(line) for line in content.split(b"\n")[:-1]] == values


@given(st.lists(json_values))
def test_json_text_sequences_are_read_back(values: list[Any]) -> None:
    """Each record between separators is one value, and ends in LF, so that none seems cut off (RFC 7464, 2.4)."""
    content = b"".join(map(json_record, values))
    read = content.split(b"\x1e")[1:]
    assert ([json.loads(record) for record in read], all(record.endswith(b"\n") for record in read)) == (values, True)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/event-stream", event),
        ("application/jsonl", json_line),
        ("application/x-ndjson", json_line),
        ("application/json-seq", json_record),
        ("application/geo+json-seq", json_record),
        ("application/json", None),
        ("text/plain", None),
        ("multipart/mixed", None),
    ],
)
def test_which_media_types_are_streams(media_type: str, expected: Any) -> None:
    """OAS's sequential media types have a frame for their items, and no other has."""
    assert frame(media_type) is expected


def test_items() -> None:
    """The items are an array's; any other value is the only one."""
    assert [list(items(value)) for value in ([1, 2], (3,), [], "text", {"a": 1}, None)] == [
        [1, 2],
        [3],
        [],
        ["text"],
        [{"a": 1}],
        [None],
    ]


def test_repeated_items_are_made_anew() -> None:
    """Made items are made at each reading, as many as were asked for."""
    counter = itertools.count(1)
    repeated = Repeated(lambda: next(counter), 3)
    assert [list(items(repeated)), list(items(repeated))] == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("text", "media_type", "expected"),
    [
        ("data: a\n\ndata: b\n\n", "text/event-stream", ("data: a\n\n", "data: b\n\n")),
        ("event: x\ndata: a\n\n\n: hi\ndata: b", "text/event-stream", ("event: x\ndata: a\n\n\n", ": hi\ndata: b\n\n")),
        ("data: a\r\n\r\ndata: b\r\n\r\n", "text/event-stream", ("data: a\r\n\r\n", "data: b\n\n")),
        ("\n", "text/event-stream", ()),
        ('{"a":1}\n{"a":2}', "application/jsonl", ('{"a":1}\n', '{"a":2}\n')),
        ('"\u2028"\n', "application/x-ndjson", ('"\u2028"\n',)),
        ("", "application/jsonl", ()),
        ('\x1e{"a":\n1}\n\x1e2\n', "application/json-seq", ('\x1e{"a":\n1}\n', "\x1e2\n")),
        ("", "application/json-seq", ()),
    ],
)
def test_written_streams_are_sent_record_by_record(text: str, media_type: str, expected: tuple[str, ...]) -> None:
    """An example that is the stream's text is cut where its records end, and its last event is complete."""
    assert records(text, media_type) == expected


@pytest.mark.parametrize(
    ("value", "media_type", "expected"),
    [
        ("data: x", "text/event-stream", True),
        (": comment", "text/event-stream", True),
        ("event", "text/event-stream", True),
        ("hello", "text/event-stream", False),
        ("database: x", "text/event-stream", False),
        ("{}", "application/jsonl", True),
        ({"data": "x"}, "text/event-stream", False),
    ],
)
def test_which_strings_are_a_whole_stream(value: Any, media_type: str, expected: bool) -> None:
    """A string is a whole stream where items are no plain strings, or where it looks like events."""
    assert is_written(value, media_type) is expected
