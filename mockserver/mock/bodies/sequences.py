"""Sequences into arrays: JSON Lines, JSON text sequences (RFC 7464) and event streams (HTML, section 9.2).

"Implementations MUST support mapping sequential media types into the JSON Schema data model by treating them as if
the values were in an array in the same order." -- OAS 3.2, Sequential Media Types
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mockserver.http import media_types
from mockserver.mock.bodies import json_reading, text_reading
from mockserver.mock.bodies.malformed import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_ITEMS: Final = 100_000

_LINES: Final = frozenset({"application/jsonl", "application/x-jsonlines", "application/jsonlines"})
_NDJSON: Final = frozenset({"application/x-ndjson", "application/ndjson"})


def reader(content_type: str) -> Callable[[bytes], list[Any]] | None:
    """What reads the items of a sequential media type; None if it is none (or multipart, which has parts)."""
    parsed = media_types.parse(content_type)
    if parsed is None:
        return None
    if parsed.essence in _LINES | _NDJSON:
        return lines
    if parsed.essence == "application/json-seq" or parsed.suffix == "json-seq":
        return records
    return events if parsed.essence == "text/event-stream" else None


def lines(content: bytes) -> list[Any]:
    """The values of JSON Lines; blank lines count for nothing."""
    return [_value(line, index, number) for index, (number, line) in enumerate(_numbered(content.split(b"\n")))]


def records(content: bytes) -> list[Any]:
    """The values of a JSON text sequence: each begins with the character U+001E."""
    before, *rest = content.split(b"\x1e")
    if before.strip() or not rest:
        raise Malformed("is no JSON text sequence: each text begins with the control character U+001E")
    return [_value(text, index, number) for index, (number, text) in enumerate(_numbered(rest))]


def _numbered(texts: list[bytes]) -> list[tuple[int, bytes]]:
    found = [(number, text) for number, text in enumerate(texts, 1) if text.strip()]
    if len(found) > MOST_ITEMS:
        raise Malformed(f"has more than {MOST_ITEMS} items")
    return found


def _value(text: bytes, index: int, number: int) -> Any:
    try:
        return json_reading.read(text)
    except Malformed as fault:
        raise Malformed(f"{fault.rule} (of item {number})", path=(index,), position=fault.position) from None


def events(content: bytes) -> list[dict[str, Any]]:
    """The events of a stream, each with `data` and, where given, `event`, `id` and `retry`."""
    text = text_reading.read(content).replace("\r\n", "\n").replace("\r", "\n")
    return list(_events(text))


def _events(text: str) -> Iterator[dict[str, Any]]:
    for number, block in enumerate(text.split("\n\n")):
        if number > MOST_ITEMS:
            raise Malformed(f"has more than {MOST_ITEMS} items")
        event = _event(block)
        if event:
            yield event


def _event(block: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    data = []
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "retry" and value.isascii() and value.isdigit():
            found["retry"] = int(value[:18])
        elif name in {"event", "id"}:
            found[name] = value
    return {"data": "\n".join(data), **found} if data else found
