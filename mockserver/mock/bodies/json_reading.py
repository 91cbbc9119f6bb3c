"""JSON into values: strict as RFC 8259, quick, and with a message that finds the fault.

orjson reads it: NaN, numbers that no double holds, lone surrogates and octets that are no UTF-8 are refused, and
nothing crashes. Duplicate names are taken as nearly every backend takes them, the last one wins: "The names within an
object SHOULD be unique" -- RFC 8259, section 4; JSONTestSuite wants them accepted. Integers beyond 64 bits keep all
their digits.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import orjson

from mockserver.mock.bodies.malformed import Malformed, where

DEEPEST: Final = 200
"""Levels of nesting. More is no content, and what comes behind us (schemas, stores, writers) needs none of it."""

MOST_VALUES: Final = 2_000_000
"""Values in one text: each takes a hundred octets of memory, and time in a library that lets nobody else do anything.
"""

_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BOM: Final = b"\xef\xbb\xbf"
_UTF_16_OR_32: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"{\x00", b"[\x00", b'"\x00')


def read(content: bytes) -> Any:
    """The value of a JSON text. Raises Malformed, with line and column."""
    # "implementations that parse JSON texts MAY ignore the presence of a byte order mark" -- RFC 8259, section 8.1
    content = content.removeprefix(_BOM)
    if len(content) > MOST_VALUES and _are_too_many(content) and _are_too_many(_STRING.sub(b"", content)):
        raise Malformed(f"is no JSON that is read here: it has more than {MOST_VALUES} values")
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise _explained(content, error) from None
    if type(value) in {dict, list}:
        depth, is_exact = _measured(value)
        if depth > DEEPEST:
            raise Malformed(f"is no JSON that is read here: it is nested deeper than {DEEPEST} levels")
        return value if is_exact else _exact(content)
    return value if _is_exact(value) else _exact(content)


def _are_too_many(content: bytes) -> bool:
    return sum(map(content.count, (b",", b"[", b"{"))) >= MOST_VALUES


def _is_exact(value: Any) -> bool:
    return type(value) is not float or -9e15 < value < 9e15


def _measured(value: Any) -> tuple[int, bool]:
    """How deep the value is, and whether no number in it may have lost digits. Level by level, so nothing overflows."""
    depth, is_exact, level = 0, True, [value]
    while level and depth <= DEEPEST:
        depth += 1
        below: list[Any] = []
        for each in level:
            for child in each.values() if type(each) is dict else each:
                kind = type(child)
                if kind is dict or kind is list:
                    below.append(child)
                elif kind is float and not -9e15 < child < 9e15:
                    is_exact = False
        level = below
    return depth + bool(level), is_exact


def _exact(content: bytes) -> Any:
    """The same text read with integers of any length; a double stays the double that it is.

    What is no double, and so any integer of more than 309 digits, was refused before.
    """
    return json.loads(content)


# --- what is wrong


def _explained(content: bytes, error: orjson.JSONDecodeError) -> Malformed:
    if not content.strip():
        return Malformed("is no JSON: it is empty", position=(1, 1))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        return _not_utf_8(content, fault)
    offset, words = _fault(text, error)
    line, column = where(text, offset)
    return Malformed(f"is no JSON: {words}, at line {line}, column {column}", position=(line, column))


def _not_utf_8(content: bytes, fault: UnicodeDecodeError) -> Malformed:
    # "JSON text exchanged between systems that are not part of a closed ecosystem MUST be encoded using UTF-8"
    # -- RFC 8259, section 8.1
    if content.startswith(_UTF_16_OR_32):
        return Malformed("is no JSON: it must be UTF-8, and this looks like UTF-16 or UTF-32", position=(1, 1))
    before = content[: fault.start].decode("utf-8")
    line, column = where(before, len(before))
    place = f"at line {line}, column {column}"
    words = f"is no JSON: it must be UTF-8, and the octet 0x{content[fault.start]:02x} {place} is none"
    return Malformed(words, position=(line, column))


def _fault(text: str, error: orjson.JSONDecodeError) -> tuple[int, str]:
    """Offset and words: the standard library's if it refuses the text, too, since it knows better what it expected."""
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as fault:
        return fault.pos, _words(text, fault.pos, fault.msg)
    except (RecursionError, ValueError):
        pass
    offset = min(error.pos, len(text))
    return offset, _words(text, offset, error.msg)


def _refuse(name: str) -> None:
    raise ValueError(name)


def _words(text: str, offset: int, message: str) -> str:
    rest = text[offset : offset + 20]
    if message in _MEANINGS:
        return _MEANINGS[message]
    if not rest.strip():
        return "it ends too early"
    for begins, words in _BEGINNINGS:
        if rest.startswith(begins):
            return words
    if text[:offset].rstrip().endswith(",") and rest[0] in "]}":
        return _TRAILING_COMMA
    return f"{_EXPECTATIONS.get(message, message)}, not {json.dumps(rest[0])}"


_TRAILING_COMMA: Final = "there is a comma after the last element"
_MEANINGS: Final = {
    "Unterminated string starting at": "a string is not closed",
    "Invalid control character at": "a control character in a string must be written as an escape",
    "Invalid \\escape": "a string has an escape that JSON does not know",
    "Invalid \\uXXXX escape": "\\u takes four hexadecimal digits",
    "Illegal trailing comma before end of object": _TRAILING_COMMA,
    "Illegal trailing comma before end of array": _TRAILING_COMMA,
    "number is infinity when parsed as double": "a number is larger than any double",
    "no low surrogate in string": "a string has half a surrogate pair",
    "depth limit exceeded": f"it is nested deeper than {DEEPEST} levels",
}
_BEGINNINGS: Final = (
    ("'", "strings stand in double quotes, not single ones"),
    ("//", "there are no comments in JSON"),
    ("/*", "there are no comments in JSON"),
    ("NaN", "NaN is no JSON number"),
    ("Infinity", "Infinity is no JSON number"),
    ("-Infinity", "-Infinity is no JSON number"),
    ("-", "a digit is expected after the minus sign"),
    ("True", "it is true, in lower case"),
    ("False", "it is false, in lower case"),
    ("None", "it is null, not None"),
    ("undefined", "it is null, not undefined"),
)
_EXPECTATIONS: Final = {
    "Expecting value": "a value is expected",
    "Expecting property name enclosed in double quotes": "a name in double quotes is expected",
    "Expecting ':' delimiter": "a colon is expected",
    "Expecting ',' delimiter": "a comma or the end is expected",
    "Extra data": "nothing more is expected",
}
