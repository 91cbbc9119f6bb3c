"""Data for programs: octets without a format, and the shortest valid file of formats that programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.mock import object_writing

if TYPE_CHECKING:
    from random import Random


def octets(random: Random) -> bytes:
    """64 octets of any value, as `application/octet-stream` says no more."""
    return random.randbytes(64)


def nothing(_random: Random) -> bytes:
    """The empty content: a Protocol Buffers message of any type, with each field at its default."""
    return b""


def grpc(_random: Random) -> bytes:
    """One gRPC frame, not compressed, that holds an empty message."""
    return bytes(5)


def wasm(_random: Random) -> bytes:
    """A WebAssembly module without sections: its magic number and version."""
    return b"\0asm\x01\0\0\0"


def cbor(random: Random) -> bytes:
    """A CBOR map (RFC 8949)."""
    return object_writing.cbor_bytes(_record(random))


def message_pack(random: Random) -> bytes:
    """A MessagePack map."""
    return object_writing.message_pack_bytes(_record(random))


def _record(random: Random) -> dict[str, int | str]:
    return {"id": random.randrange(1, 1000), "name": "Sample"}
