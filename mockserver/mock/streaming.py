"""Items of a stream, each as the octets that its media type puts on the wire: JSON Lines, JSON text sequences, events.

Knows OAS 3.2's sequential media types ("Sequential Media Types", Media Type Object): a stream is an array whose items
are sent one by one. Does not wait between two items: that is the server's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mockserver.mock.json_writing import json_bytes
from mockserver.mock.styles import primitive

Frame = Callable[[Any], bytes]

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_EVENT_LINE = re.compile(r"(?:data|event|id|retry)?:|(?:data|event|id|retry)(?:[\r\n]|$)")
_EVENT = re.compile(r".+?(?:\r\n|\r|\n){2,}", re.DOTALL)
_RECORD = re.compile(r"\x1e[^\x1e]*|[^\x1e]+")
_EVENT_FIELDS: Final = ("event", "id", "retry", "data")


@dataclass(frozen=True, slots=True)
class Repeated:
    """Items that are made when they are sent: `make` is called `count` times, anew for each reading."""

    make: Callable[[], Any]
    count: int

    def __iter__(self) -> Iterator[Any]:
        return (self.make() for _ in range(self.count))


def items(value: Any) -> Iterator[Any]:
    """The items of a stream: those of an array or of `Repeated`; any other value is the only item."""
    if isinstance(value, (list, tuple, Repeated)):
        return iter(value)
    return iter((value,))


def json_line(item: Any) -> bytes:
    """One line of JSON Lines and of NDJSON: a JSON text without a line break inside, and one behind it."""
    return json_bytes(item) + b"\n"


def json_record(item: Any) -> bytes:
    """One record of a JSON text sequence: "JSON-sequence = *(RS JSON-text LF)" -- RFC 7464, section 2.2."""
    return b"\x1e" + json_bytes(item) + b"\n"


def event(item: Any) -> bytes:
    """One server-sent event (HTML, section 9.2): of an object that is one its fields, of a string its lines as `data`,
    of any other value its JSON as `data`.

    An object is an event if it holds `data` and nothing but `event`, `id` and `retry` beside it, for an event without
    data is never dispatched: "If the data buffer is an empty string, set the data buffer and the event type buffer to
    the empty string and return." -- HTML, section 9.2.6
    """
    fields = item if _is_event(item) else {"data": item}
    lines = [line for name in _EVENT_FIELDS for line in _field(name, fields.get(name))]
    return "".join(f"{line}\n" for line in [*lines, ""]).encode("utf-8", "replace")


def records(text: str, media_type: str) -> tuple[str, ...]:
    """The pieces in which an example that is written as the wire's text is sent: an event, a record or a line each."""
    if media_type == "text/event-stream":
        # The blank line behind the last event is added, since without it no reader dispatches that event.
        return tuple(_EVENT.findall(text.rstrip("\r\n") + "\n\n")) if text.strip() else ()
    if media_type.endswith("json-seq"):
        return tuple(_RECORD.findall(text))
    return tuple(f"{line}\n" for line in text.removesuffix("\n").split("\n")) if text else ()


def is_written(value: Any, media_type: str) -> bool:
    """Whether the value is the text of a whole stream, and not an item of it."""
    return isinstance(value, str) and (media_type != "text/event-stream" or _EVENT_LINE.match(value) is not None)


FRAMES: Final[Mapping[str, Frame]] = {
    "text/event-stream": event,
    "application/jsonl": json_line,
    "application/jsonlines": json_line,
    "application/x-jsonlines": json_line,
    "application/x-ndjson": json_line,
    "application/ndjson": json_line,
    "application/json-seq": json_record,
    "application/stream+json": json_line,
    "application/x-json-stream": json_line,
}


def frame(media_type: str) -> Frame | None:
    """How each item of a stream of that type is written; None if the type is no stream of items.

    `media_type` is type and subtype in lower case, without parameters. The suffix `+json-seq` is RFC 8091's.
    """
    return json_record if media_type.endswith("+json-seq") else FRAMES.get(media_type)


def _is_event(item: Any) -> bool:
    """The fields are those of OAS 3.2, "Special Considerations for Server-Sent Events"."""
    return isinstance(item, Mapping) and "data" in item and all(name in _EVENT_FIELDS for name in item)


def _field(name: str, value: Any) -> list[str]:
    text = primitive(value)
    if value is None or (name == "retry" and not text.isdecimal()):
        return []
    if name == "data":
        # A line break ends the field, and the reader joins the lines of one event by LF (HTML, section 9.2.6).
        return [f"data: {line}" for line in _LINE_BREAK.split(text)]
    # No other field can hold a line break, and readers ignore an id with U+0000 in it.
    return [f"{name}: {_LINE_BREAK.sub(' ', text).replace(chr(0), '')}"]
