"""JSON values as binary objects: CBOR (RFC 8949) and MessagePack.

Knows both formats as far as JSON's values reach, so that no library is needed for them. Does not know media types.
"""

from __future__ import annotations

import struct
import sys
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.json_writing import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SIZES: Final = ((0xFF, 24, "B"), (0xFFFF, 25, "H"), (0xFFFF_FFFF, 26, "I"), (0xFFFF_FFFF_FFFF_FFFF, 27, "Q"))
_SIMPLE: Final[Mapping[Any, bytes]] = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}
_FIXED: Final[Mapping[Any, bytes]] = {False: b"\xc2", True: b"\xc3", None: b"\xc0"}


def cbor_bytes(value: Any) -> bytes:
    """The value in the preferred serialization: each length and integer as short as it can be, floats of 64 bits."""
    return _written(plain(value), _cbor_item)


def message_pack_bytes(value: Any) -> bytes:
    """The value in MessagePack; an integer beyond 64 bits becomes a float, since the format has none."""
    return _written(plain(value), _packed_item)


def _written(value: Any, item: Callable[[Any], bytes]) -> bytes:
    """Each value's octets, a container's before those of what it holds; without recursion, so at any depth."""
    pieces: list[bytes] = []
    waiting = [value]
    while waiting:
        held = waiting.pop()
        pieces.append(item(held))
        if isinstance(held, dict):
            waiting.extend(part for pair in reversed(held.items()) for part in reversed(pair))
        elif isinstance(held, list):
            waiting.extend(reversed(held))
    return b"".join(pieces)


def _cbor_item(value: Any) -> bytes:
    if value is None or isinstance(value, bool):
        return _SIMPLE[value]
    if isinstance(value, int):
        return _cbor_integer(value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        text = value.encode("utf-8", "replace")
        return _cbor_head(3, len(text)) + text
    return _cbor_head(5 if isinstance(value, dict) else 4, len(value))


def _cbor_head(major: int, argument: int) -> bytes:
    """A major type with its argument (RFC 8949, section 3)."""
    if argument < 24:
        return bytes([major << 5 | argument])
    _, additional, code = next(size for size in _SIZES if argument <= size[0])
    return bytes([major << 5 | additional]) + struct.pack(f">{code}", argument)


def _cbor_integer(value: int) -> bytes:
    major, argument = (0, value) if value >= 0 else (1, -1 - value)
    if argument <= _SIZES[-1][0]:
        return _cbor_head(major, argument)
    # "Bignums are protocol numbers for integers that do not fit into the basic integer representations" -- 3.4.3
    octets = argument.to_bytes((argument.bit_length() + 7) // 8, "big")
    return bytes([0xC2 + major]) + _cbor_head(2, len(octets)) + octets


def _packed_item(value: Any) -> bytes:
    if value is None or isinstance(value, bool):
        return _FIXED[value]
    if isinstance(value, int):
        return _packed_integer(value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        text = value.encode("utf-8", "replace")
        return _packed_head(len(text), _STRING) + text
    return _packed_head(len(value), _MAP if isinstance(value, dict) else _ARRAY)


_STRING: Final = (0xA0, 32, ((0xFF, 0xD9, "B"), (0xFFFF, 0xDA, "H"), (0xFFFF_FFFF, 0xDB, "I")))
_ARRAY: Final = (0x90, 16, ((0xFFFF, 0xDC, "H"), (0xFFFF_FFFF, 0xDD, "I")))
_MAP: Final = (0x80, 16, ((0xFFFF, 0xDE, "H"), (0xFFFF_FFFF, 0xDF, "I")))
"""The octet that lengths are added to, the first length that does not fit, and then the longest, its octet, its code.
"""

_POSITIVE: Final = ((0xFF, 0xCC, "B"), (0xFFFF, 0xCD, "H"), (0xFFFF_FFFF, 0xCE, "I"), (2**64 - 1, 0xCF, "Q"))
_NEGATIVE: Final = ((2**7, 0xD0, "b"), (2**15, 0xD1, "h"), (2**31, 0xD2, "i"), (2**63, 0xD3, "q"))


def _packed_head(length: int, kind: tuple[int, int, Sequence[tuple[int, int, str]]]) -> bytes:
    short, limit, sizes = kind
    if length < limit:
        return bytes([short + length])
    _, octet, code = next(size for size in sizes if length <= size[0])
    return bytes([octet]) + struct.pack(f">{code}", length)


def _packed_integer(value: int) -> bytes:
    if -32 <= value <= 0x7F:
        return struct.pack(">b", value)
    for most, octet, code in _POSITIVE if value >= 0 else _NEGATIVE:
        if abs(value) <= most:
            return bytes([octet]) + struct.pack(f">{code}", value)
    return b"\xcb" + struct.pack(">d", _nearest_float(value))


def _nearest_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return sys.float_info.max if value > 0 else -sys.float_info.max
