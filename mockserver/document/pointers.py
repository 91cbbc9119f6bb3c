"""JSON Pointer (RFC 6901): text to keys and back. Knows nothing of what the keys lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
