"""JSON Pointers: the table of RFC 6901, and the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.pointers import keys_in, keys_of, pointer_of


# The examples of RFC 6901, section 5.
@pytest.mark.parametrize(
    ("pointer", "keys"),
    [
        ("", ()),
        ("/foo", ("foo",)),
        ("/foo/0", ("foo", "0")),
        ("/", ("",)),
        ("/a~1b", ("a/b",)),
        ("/c%d", ("c%d",)),
        ("/ ", (" ",)),
        ("/m~0n", ("m~n",)),
        ("/~01", ("~1",)),
    ],
)
def test_the_examples_of_the_rfc(pointer: str, keys: tuple[str, ...]) -> None:
    """A pointer and its keys are each other's."""
    assert keys_of(pointer) == keys
    assert pointer_of(keys) == pointer


@given(st.lists(st.text()))
def test_any_keys_come_back(keys: list[str]) -> None:
    """What a pointer was made of is found in it."""
    assert keys_of(pointer_of(keys)) == tuple(keys)


def test_indexes_are_keys() -> None:
    """An index is written as its digits."""
    assert pointer_of(["servers", 0, "url"]) == "/servers/0/url"


def test_a_pointer_begins_with_a_slash() -> None:
    """A text that is no pointer is refused with the reason."""
    with pytest.raises(ValueError, match="begins with a slash, unlike 'paths'"):
        keys_of("paths")


@pytest.mark.parametrize(
    ("value", "keys", "expected"),
    [
        ({"a": {"7": 1}}, ("a", 7), ("a", "7")),
        ({"00": {"+07": 1}}, (0, 7), ("00", "+07")),
        ({"7": {}, "07": {}}, (7,), ("7",)),
        ([0, {"1": [{}]}], (1, 1, 0), (1, "1", 0)),
        ({"17": {}}, (7,), ("7",)),
        ({"a": 1}, ("a", 0, "b"), ("a", 0, "b")),
        (1, (0,), (0,)),
        ([], (0,), (0,)),
    ],
)
def test_keys_are_as_they_stand_in_the_value(
    value: object, keys: tuple[str | int, ...], expected: tuple[str | int, ...]
) -> None:
    """A number that leads through a mapping is the key that is written so; all else stays."""
    assert keys_in(value, keys) == expected
