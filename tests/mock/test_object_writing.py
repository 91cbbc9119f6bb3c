"""CBOR and MessagePack, read back by the libraries for them."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.object_writing import cbor_bytes, message_pack_bytes

cbor2 = pytest.importorskip("cbor2")
msgpack = pytest.importorskip("msgpack")

texts = st.text(st.characters(codec="utf-8"))


def values(integers: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    """JSON values with such integers."""
    return st.recursive(
        st.none() | st.booleans() | integers | st.floats(allow_nan=False, allow_infinity=False) | texts,
        lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    )


@given(values(st.integers()))
def test_cbor_is_read_back(value: Any) -> None:
    """Any JSON value survives CBOR, integers of any size included."""
    assert cbor2.loads(cbor_bytes(value)) == value


@given(values(st.integers(-(2**63), 2**64 - 1)))
def test_message_pack_is_read_back(value: Any) -> None:
    """Any JSON value survives MessagePack as far as its integers reach."""
    assert msgpack.unpackb(message_pack_bytes(value)) == value


@pytest.mark.parametrize("length", [0, 15, 16, 23, 24, 31, 32, 255, 256, 65535, 65536])
def test_lengths(length: int) -> None:
    """Strings, arrays and maps of each class of length are read back."""
    value = ["x" * length, [0] * length, {str(index): index for index in range(length)}]
    assert [cbor2.loads(cbor_bytes(value)), msgpack.unpackb(message_pack_bytes(value))] == [value, value]


# RFC 8949, appendix A, as far as JSON's values reach
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (1000, "1903e8"),
        (1000000, "1a000f4240"),
        (18446744073709551615, "1bffffffffffffffff"),
        (18446744073709551616, "c249010000000000000000"),
        (-18446744073709551617, "c349010000000000000000"),
        (-1, "20"),
        (-1000, "3903e7"),
        (1.1, "fb3ff199999999999a"),
        (False, "f4"),
        (None, "f6"),
        ("IETF", "6449455446"),
        ([1, [2, 3]], "8201820203"),
        ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
    ],
)
def test_examples_of_the_cbor_standard(value: Any, expected: str) -> None:
    """The values of RFC 8949's appendix have the octets that it gives."""
    assert cbor_bytes(value).hex() == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2**64, 2.0**64), (-(2**63) - 1, -(2.0**63)), (10**400, sys.float_info.max), (-(10**400), -sys.float_info.max)],
    ids=["a bit more", "a bit less", "far more", "far less"],
)
def test_integers_beyond_message_pack(value: int, expected: float) -> None:
    """An integer that MessagePack has no room for is the nearest float."""
    assert msgpack.unpackb(message_pack_bytes(value)) == expected
