"""JSON octets: what the fast writer does, and what it refuses and JSON allows."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.json_writing import DEEPEST, compact, json_bytes, plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None, "é"]}, '{"b":1,"a":[true,null,"é"]}'),
        (2**64, "18446744073709551616"),
        (-(2**70), "-1180591620717411303424"),
        (float("nan"), "null"),
        ([float("inf"), 2**64], "[null,18446744073709551616]"),
        ("\ud800é", '"\\ud800\\u00e9"'),
        ({"\udfff": 2**64}, '{"\\udfff":18446744073709551616}'),
        (MappingProxyType({"a": (1, 2)}), '{"a":[1,2]}'),
        ({1: "one", None: 2}, '{"1":"one","None":2}'),
        ({"octets": b"\xe9"}, '{"octets":"é"}'),
        (1.0, "1.0"),
        ("", '""'),
    ],
)
def test_values_of_documents(value: Any, expected: str) -> None:
    """Each value that a document can hold is one JSON text, without white space."""
    assert json_bytes(value).decode() == expected


def test_indented() -> None:
    """Indented JSON has two spaces a level, also where the slow writer is needed."""
    expected = '{\n  "a": [\n    18446744073709551616\n  ]\n}'
    assert [json_bytes({"a": [2**64]}, indented=True).decode(), json_bytes({"a": [1]}, indented=True).decode()] == [
        expected,
        expected.replace("18446744073709551616", "1"),
    ]


def test_deep_nesting() -> None:
    """As many levels as a document may have are written; what lies deeper becomes null."""
    value: Any = "core"
    for _ in range(DEEPEST):
        value = [value]
    whole, cut = compact(value), compact([value])
    assert (whole, cut) == (
        "[" * DEEPEST + '"core"' + "]" * DEEPEST,
        "[" * (DEEPEST + 1) + "null" + "]" * (DEEPEST + 1),
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(json_values)
def test_what_is_written_is_read_back(value: Any) -> None:
    """Any JSON value survives being written and read."""
    assert json.loads(json_bytes(value)) == value


@given(json_values)
def test_plain_values_stay(value: Any) -> None:
    """Making a value plain changes nothing about one that is."""
    assert plain(value) == value


@given(st.recursive(st.floats() | st.characters(), lambda inner: st.lists(inner) | st.tuples(inner)))
def test_there_is_never_a_nan(value: Any) -> None:
    """No text holds what RFC 8259 does not permit."""

    def refuse(word: str) -> None:
        raise AssertionError(word)

    json.loads(json_bytes(value), parse_constant=refuse)
