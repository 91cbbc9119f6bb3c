"""JSON: a value as the octets of RFC 8259.

Knows what the fast writer refuses and JSON allows: integers beyond 64 bits, lone surrogates, nesting, read-only
mappings. Does not know media types.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import orjson

DEEPEST = 500
"""Levels of nesting that are written, as many as a document may have; what lies deeper becomes null."""


def json_bytes(value: Any, *, indented: bool = False) -> bytes:
    """The value as UTF-8 JSON, without white space unless `indented`. Raises nothing for values that a document can
    hold.

    "Numeric values that cannot be represented in the grammar below (such as Infinity and NaN) are not permitted."
    -- RFC 8259, section 6. Both become null.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 if indented else None)
    except TypeError:
        return _slowly(plain(value), indented=indented)


def compact(value: Any) -> str:
    """The value as JSON text without white space, for what holds JSON inside: a field, a form, an attribute."""
    return json_bytes(value).decode()


def plain(value: Any) -> Any:
    """The value in dict, list, str, int, float, bool and None only, with finite numbers and bounded nesting."""
    whole: list[Any] = [None]
    waiting: list[tuple[Any, Any, Any, int]] = [(whole, 0, value, 0)]
    while waiting:
        container, key, held, depth = waiting.pop()
        container[key] = made = _opened(held) if depth <= DEEPEST else None
        if isinstance(made, dict):
            waiting.extend((made, str(name), member, depth + 1) for name, member in held.items())
        elif isinstance(made, list):
            waiting.extend((made, index, item, depth + 1) for index, item in enumerate(held))
    return whole[0]


def _opened(value: Any) -> Any:
    """A plain value as it is; of a container an empty one, with the names in order and room for the items."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Mapping):
        return dict.fromkeys(map(str, value))
    if isinstance(value, (list, tuple)):
        return [None] * len(value)
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _slowly(value: Any, *, indented: bool) -> bytes:
    indent, separators = (2, (",", ": ")) if indented else (None, (",", ":"))
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # "\ud800" is a string of JSON's grammar (RFC 8259, section 8.2), but has no UTF-8: write it as an escape.
        return json.dumps(value, allow_nan=False, indent=indent, separators=separators).encode("ascii")
