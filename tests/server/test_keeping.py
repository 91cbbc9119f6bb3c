"""What is kept of answers: for whom, how long, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.mock.mounts import Mounts
from mockserver.server.keeping import LARGEST, MOST, MOST_OCTETS, Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.mock.answer import Mock

    MakeMock = Callable[..., Mock]

DOCUMENT = "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {}}"


def test_what_is_kept_is_recalled_by_the_same_mounts_alone(make_mock: MakeMock) -> None:
    """And forgotten when others keep something."""
    first, second = (Mounts.single(make_mock(DOCUMENT)) for _ in range(2))
    keeping: Keeping[str] = Keeping()
    keeping.keep("a", first, "answer", octets=1)
    assert (keeping.recall("a", first), keeping.recall("b", first), keeping.recall("a", second)) == (
        "answer",
        None,
        None,
    )
    keeping.keep("b", second, "another", octets=1)
    assert (keeping.recall("a", first), keeping.recall("a", second), keeping.recall("b", second)) == (
        None,
        None,
        "another",
    )


def test_the_number_is_bounded(make_mock: MakeMock) -> None:
    """What comes after the last that fits stands alone."""
    mounts, keeping = Mounts.single(make_mock(DOCUMENT)), Keeping[int]()
    for number in range(MOST + 1):
        keeping.keep(number, mounts, number, octets=1)
    assert (len(keeping), keeping.recall(MOST, mounts)) == (1, MOST)


def test_the_octets_are_bounded(make_mock: MakeMock) -> None:
    """Of each answer, which is not kept if it is larger, and of all."""
    mounts, keeping = Mounts.single(make_mock(DOCUMENT)), Keeping[int]()
    keeping.keep("large", mounts, 0, octets=LARGEST + 1)
    assert len(keeping) == 0
    counts = []
    for number in range(MOST_OCTETS // LARGEST + 1):
        keeping.keep(number, mounts, number, octets=LARGEST)
        counts.append(len(keeping))
    assert (max(counts), counts[-1]) == (MOST_OCTETS // LARGEST, 1)
