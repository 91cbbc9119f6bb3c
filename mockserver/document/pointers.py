"""JSON Pointer (RFC 6901): text to keys and back, and the keys of values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def keys_of(pointer: str) -> tuple[str, ...]:
    """The keys that a pointer passes through; the empty pointer, which is the whole document, has none.

    Raises ValueError for a text that is not a pointer.

    >>> keys_of("/paths/~1pets/get")
    ('paths', '/pets', 'get')
    """
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"a JSON Pointer begins with a slash, unlike {pointer!r}")
    # "first transforming any occurrence of the sequence '~1' to '/', and then ... '~0' to '~'" -- RFC 6901, section 4
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])


def pointer_of(keys: Iterable[str | int]) -> str:
    """The pointer that passes through these keys and indexes.

    >>> pointer_of(["paths", "/pets", "get"])
    '/paths/~1pets/get'
    """
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def keys_in(value: Any, keys: Iterable[str | int]) -> tuple[str | int, ...]:
    """The keys as they stand in a value, of a path in which jsonschema-rs has the number 7 for the key "7" or "007".

    >>> keys_in({"007": [5]}, [7, 0])
    ('007', 0)
    """
    found: list[str | int] = []
    for each in keys:
        key = _name_in(value, each) if isinstance(value, dict) and isinstance(each, int) else each
        found.append(key)
        value = below(value, key)
    return tuple(found)


def _name_in(mapping: dict[str, Any], number: int) -> str:
    plain, written = str(number), re.compile(rf"\+?0*{number}")
    return plain if plain in mapping else next(filter(written.fullmatch, mapping), plain)


def below(value: Any, key: str | int) -> Any:
    """What stands under a key or index; None where nothing does."""
    if isinstance(value, dict):
        return value.get(str(key))
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None
