"""JSON Pointers: the table of RFC 6901, and the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.pointers import keys_of, pointer_of


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
