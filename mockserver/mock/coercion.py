"""Coercion: text and what it is made of (lists, mappings) into values, as the schema's types ask.

Text that is no integer stays text where the schema wants an integer, so that the check refuses it with its own words:
nothing here raises. Strict where leniency would accept what no backend does: an integer is `-?[0-9]+` and not `1.0`, a
boolean is `true` or `false` and not `1` or `True`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock import searching
from mockserver.mock.bodies import json_reading
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.checking import part
from mockserver.mock.shapes import SCALARS

if TYPE_CHECKING:
    from mockserver.mock.shapes import Shape

Raw = Any
"""What a reader of text makes: `str`, or a list or mapping of Raw; also a value that needs no coercion (bytes,
numbers).
"""

LONGEST_NUMBER: Final = 400

_INTEGER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_BOOLEANS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Typed:
    """Raw that says its types itself, as JSON does: a text in it is a text, whatever the schema would rather have."""

    value: Any


def coerced(shape: Shape, raw: Raw) -> Any:
    """The value that a raw tree stands for, in that shape."""
    if isinstance(raw, str):
        return _reader(shape)(raw)
    if isinstance(raw, list):
        return [_nested(shape.item(index), each) for index, each in enumerate(raw)]
    if isinstance(raw, dict):
        return {name: _nested(shape.property(name), each) for name, each in raw.items()}
    return raw.value if isinstance(raw, Typed) else raw


def _nested(shape: Shape, raw: Raw) -> Any:
    """A value within a value: an array or an object in there has no style of its own, and is written as JSON."""
    if isinstance(raw, str) and raw[:1] in {"[", "{"} and not shape.kinds & SCALARS:
        return _parsed(raw)
    return coerced(shape, raw)


def _parsed(text: str) -> Any:
    try:
        return json_reading.read(text.encode("utf-8", errors="replace"))
    except Malformed:
        return text


def chosen(shape: Shape, readings: Sequence[Raw]) -> Any:
    """The value of the first reading that the schema accepts; if none is, of the one with the fewest faults."""
    values = [coerced(shape, raw) for raw in readings]
    if len(values) == 1:
        return values[0]
    check = part(shape)
    for value in values:
        if check.accepts(value):
            return value
    return min(values, key=lambda value: len(searching.faults(check, value)))


# --- scalars

Reader = Callable[[str], Any]


def _reader(shape: Shape) -> Reader:
    reader: Reader | None = shape.kept.get("reader")
    if reader is None:
        reader = shape.kept["reader"] = _made(shape)
    return reader


def _made(shape: Shape) -> Reader:
    readers = list(_readers(shape))
    if shape.is_free or not readers:
        return str
    if len(readers) == 1:
        return readers[0]
    return lambda text: _first(shape, readers, text)


def _readers(shape: Shape) -> Iterator[Reader]:
    """What a text may be, the narrowest first; null last, since "null" is also a good string."""
    if "number" in shape.kinds:
        yield _number
    elif "integer" in shape.kinds:
        yield _integer
    if "boolean" in shape.kinds:
        yield _boolean
    if "string" in shape.kinds:
        yield str
    if "null" in shape.kinds:
        yield _null


def _first(shape: Shape, readers: Sequence[Reader], text: str) -> Any:
    values = [reader(text) for reader in readers]
    read = [value for value in values if not isinstance(value, str)] + ([text] if "string" in shape.kinds else [])
    if len(read) < 2:
        return read[0] if read else text
    check = part(shape)
    ordered = [text, None] if read == [None, text] else read
    return next((value for value in ordered if check.accepts(value)), ordered[0])


def _integer(text: str) -> Any:
    return int(text) if len(text) <= LONGEST_NUMBER and _INTEGER.fullmatch(text) else text


def _number(text: str) -> Any:
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    # 1e999 has no double: text it stays, and is refused.
    return number if math.isfinite(number := float(text)) else text


def _boolean(text: str) -> Any:
    return _BOOLEANS.get(text, text)


def _null(text: str) -> Any:
    # OAS 3.2, appendix B leaves null to the application; these two are what clients send.
    return None if text in {"", "null"} else text
