"""A refusal as a response: problem details in JSON (RFC 9457).

Knows how a problem is written, and not why it arose. Whatever it quotes, a lone surrogate or NaN or a hundred nested
lists, comes out as strict JSON in UTF-8.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from mockserver.http.fields import sendable
from mockserver.http.messages import Fields, Response

if TYPE_CHECKING:
    from mockserver.errors import Refusal

DEEPEST: Final = 32
"""Levels of a quoted value that are shown; what lies below is an ellipsis."""

LARGEST_INTEGER: Final = 10**300
"""Larger integers are described instead of written: JSON's readers take them for infinity."""

# A refusal is sent as a problem whatever Accept says: "the server might simply disregard the header field by treating
# the response as if it is not subject to content negotiation" (RFC 9110, section 12.4.1). 404, 405 and 501 are
# heuristically cacheable (15.1), and the document may change: hence no-store.
_FIELDS: Final = Fields((("content-type", "application/problem+json"), ("cache-control", "no-store")))


def problem(refusal: Refusal) -> Response:
    """The response that tells of a refusal: its status, its fields and its problem details.

    A field of the refusal stands in place of ours of the same name. The content ends with a line feed, so that a
    terminal's prompt begins on a line of its own.
    """
    own = sendable(refusal.fields)
    fields = _FIELDS.without(*(name for name, _ in own)).adding(own)
    return Response(refusal.status, fields, encoded(refusal.problem()) + b"\n")


def encoded(value: Any) -> bytes:
    """The value as strict JSON in UTF-8, whatever it is: what JSON cannot say is said in words."""
    # orjson would refuse lone surrogates; written by `backslashreplace` they are JSON's own escapes.
    text = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def _plain(value: Any, depth: int = 0) -> Any:
    """A copy that JSON can say."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)):
        return _plain_number(value)
    if depth == DEEPEST:
        return "…"
    return _plain_container(value, depth + 1)


def _plain_number(value: float) -> float | str:
    if isinstance(value, int):
        return value if abs(value) < LARGEST_INTEGER else f"an integer of {value.bit_length()} bits"
    return value if math.isfinite(value) else str(value)


def _plain_container(value: Any, depth: int) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(member, depth) for key, member in value.items()}
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, Iterable):
        return [_plain(member, depth) for member in value]
    return str(value)
