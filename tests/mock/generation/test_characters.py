"""Sets of characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.mock.generation.characters import (
    LAST,
    Alphabet,
    Ranges,
    complement,
    intersection,
    property_ranges,
    size,
    union,
)

_RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)).map(lambda pair: (pair[0], sum(pair)))).map(tuple)


def _points(ranges: Ranges) -> set[int]:
    return {point for low, high in ranges for point in range(low, min(high, 99) + 1)}


@settings(max_examples=100)
@given(_RANGES, _RANGES)
def test_sets_of_ranges_are_sets(one: Ranges, other: Ranges) -> None:
    """Union, intersection and complement are those of the code points."""
    assert _points(union(one, other)) == _points(one) | _points(other)
    assert _points(intersection(one, other)) == _points(one) & _points(other)
    assert _points(complement(one)) == set(range(100)) - _points(one)
    assert size(union(one)) + size(complement(one)) == LAST + 1


@pytest.mark.parametrize(
    ("ranges", "others"),
    [((), ((0, LAST),)), (((0, 9),), ((10, LAST),)), (((5, LAST),), ((0, 4),)), (((0, LAST),), ())],
)
def test_the_others_end_where_code_points_do(ranges: Ranges, others: Ranges) -> None:
    """There is nothing below 0 or above U+10FFFF."""
    assert complement(ranges) == others


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("L", "é"), ("Lu", "A"), ("Letter", "a"), ("gc=Nd", "5"), ("General_Category=Punctuation", "!"),
        ("Lt", "\u01c5"),
        ("Script=Greek", "α"), ("sc=Han", "好"), ("Emoji", "\U0001f600"), ("Alphabetic", "a"), ("ASCII", "~"),
        ("Zs", " "),
    ],
)  # fmt: skip
def test_properties_have_their_members(name: str, member: str) -> None:
    """A property of Unicode, by any of its names, has the characters that one would expect."""
    assert any(low <= ord(member) <= high for low, high in property_ranges(name))


@pytest.mark.parametrize(
    ("ranges", "usual"),
    [
        (((0, LAST),), "abcdefghijklmnopqrstuvwxyz"),
        (((0x30, 0x39), (0x41, 0x46)), "ABCDEF0123456789"),
        (((0x2D, 0x2F),), "-./"),
        (((0xE9, 0xEA),), "éê"),
        (((0xD800, 0xDFFF),), ""),
        ((), ""),
    ],
)
def test_letters_are_drawn_where_there_are_any(ranges: Ranges, usual: str) -> None:
    """Of a wide set, lower-case letters; of a narrow one, letters and digits; of others, what there is, but no
    surrogate.
    """
    assert Alphabet.of(ranges).usual == usual


def test_of_a_large_set_the_first_are_enough() -> None:
    """Of tens of thousands of signs and syllables, 400 are drawn from."""
    odd = Alphabet.of(((0x4E00, 0x9FA5), (0xAC00, 0xD7A3))).odd
    assert (odd[0], len(odd)) == ("\u4e00", 400)
