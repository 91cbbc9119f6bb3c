"""What is kept as long as there is room."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

from mockserver.mock.recent import MOST_DEFINITIONS, Recent, definitions


class Key:
    """Something of a size, of which something is made."""

    def __init__(self, size: int = 0) -> None:
        self.size = size


def recent(most: int = 3) -> Recent[Key, list[int]]:
    """Few things, by their keys."""
    return Recent(lambda key: key.size, most=most)


def test_it_is_made_once() -> None:
    """What is kept is not made again."""
    kept, key = recent(), Key()
    assert kept.of(key, list) is kept.of(key, list)


def test_what_was_not_asked_for_longest_is_given_up() -> None:
    """Only so many are kept, and each that is asked for counts as new."""
    kept, keys = recent(), [Key() for _ in range(4)]
    for key in (*keys[:3], keys[0], keys[3]):
        kept.of(key, list)
    assert list(kept) == [keys[2], keys[0], keys[3]]


def test_the_large_ones_make_room() -> None:
    """As many are given up as a large one needs, and no more; one beyond all room is kept by itself."""
    kept, small = recent(most=9), [Key(MOST_DEFINITIONS // 4) for _ in range(4)]
    for key in small:
        kept.of(key, list)
    assert list(kept) == small
    half, huge = Key(MOST_DEFINITIONS // 2), Key(MOST_DEFINITIONS + 1)
    kept.of(half, list)
    assert list(kept) == [*small[2:], half]
    kept.of(huge, list)
    assert list(kept) == [huge]
    kept.of(small[0], list)
    assert list(kept) == [small[0]]


def test_it_ends_with_its_key() -> None:
    """Nothing is kept of what nobody else knows any longer."""
    kept = recent()
    kept.of(Key(), list)
    gc.collect()
    assert list(kept) == []


def test_many_threads_may_ask() -> None:
    """The bound holds, and everybody gets what was made of their key."""
    kept, keys = recent(), [Key(number) for number in range(20)]

    def ask(number: int) -> bool:
        key = keys[number % 20]
        return kept.of(key, lambda: [key.size]) == [key.size]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(2_000)))
    assert len(list(kept)) == 3


def test_definitions_are_counted() -> None:
    """A schema's size is the number of its definitions; `true` and `false` have none."""
    assert [definitions(each) for each in ({"$defs": {"A": {}, "B": True}}, {"type": "null"}, True)] == [2, 0, 0]
