"""YAML as content of a request."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.bodies.json_reading import DEEPEST
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.bodies.yaml_reading import MOST_VALUES, read
from mockserver.mock.text_writing import yaml_text

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"a: 1\nb: [x, {c: 2024-01-01}]", {"a": 1, "b": ["x", {"c": "2024-01-01"}]}),
        (b"- &a {n: 1}\n- *a", [{"n": 1}, {"n": 1}]),
        (b"base: &b {x: 1}\nmore: {<<: *b, y: 2}", {"base": {"x": 1}, "more": {"x": 1, "y": 2}}),
        (b'{"a": [true, null]}', {"a": [True, None]}),
        (b"---\n1.5\n", 1.5),
        (b"", None),
    ],
)
def test_read(content: bytes, value: Any) -> None:
    """YAML is read as YAML 1.2 with what JSON can hold; dates stay text."""
    assert read(content) == value


def test_the_charset_counts() -> None:
    """A charset that the Content-Type names is the one that is read."""
    assert read("a: é".encode("latin-1"), "text/yaml; charset=iso-8859-1") == {"a": "é"}


@given(VALUES)
def test_what_is_written_is_read(value: Any) -> None:
    """What a response writes as YAML is the same value as content of a request, within an object."""
    assert read(yaml_text({"a": value}).encode()) == {"a": value}


LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (98 + n, 98 + n, *[97 + n] * 9) for n in range(8)
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: [1", "at line 1, column 4"),
        (b"a: 1\n\tb: 2", "at line 2, column 1"),
        (b"a: *b", "the alias \\*b names no anchor above it"),
        (b"--- 1\n--- 2", "a second document begins here"),
        (b"a: !!python/object:os.system x", "python/object"),
        (b"a: \xff", "is no utf-8 text"),
        (b"[" * (DEEPEST + 1) + b"1" + b"]" * (DEEPEST + 1), "deeper than 200 levels"),
        (b"[" * 100_000, "nested deeper"),
        (b"[" + b"1," * MOST_VALUES + b"]", "more than 100,000 values"),
        (LAUGHS, "holds more than"),
    ],
    ids=lambda each: repr(each)[:24],
)
def test_refused(content: bytes, words: str) -> None:
    """What is no YAML is refused with its place, and what a small text would grow into is not built."""
    with pytest.raises(Malformed, match=words):
        read(content)


@given(st.binary(max_size=60))
def test_any_octets(content: bytes) -> None:
    """Octets are a value or Malformed, never another failure."""
    with suppress(Malformed):
        read(content)
