"""Tests of the room for connections: who gives way to whom."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from mockserver.server.room import make_room


@dataclass(eq=False)
class Held:
    """A connection of a certain state, and what became of it."""

    silent_since: float = 0.0
    is_open: bool = True
    is_awaiting: bool = True
    fate: list[str] = field(default_factory=list)

    def give_way(self) -> None:
        """Note it."""
        self.fate.append("gave way")

    def abort(self) -> None:
        """Note it."""
        self.fate.append("aborted")


def crowd(silent: int = 0, busy: int = 0, closing: int = 0) -> list[Held]:
    """So many that wait for their client, the first for longest; that answer; that are being closed."""
    return [
        *(Held(silent_since=float(since)) for since in range(silent)),
        *(Held(is_awaiting=False) for _ in range(busy)),
        *(Held(is_open=False) for _ in range(closing)),
    ]


@pytest.mark.parametrize(
    ("held", "has_room", "fates"),
    [
        (crowd(silent=3), True, [[], [], []]),
        (crowd(silent=4), True, [["gave way"], [], [], []]),
        (crowd(silent=1, busy=3), True, [["gave way"], [], [], []]),
        (crowd(busy=4), False, [[], [], [], []]),
        (crowd(busy=3, closing=2), True, [[], [], [], [], []]),
        (crowd(busy=2, closing=6), True, [[], [], ["aborted"], [], [], [], [], []]),
    ],
    ids=["room", "silent", "one silent", "busy", "closing", "many closing"],
)
def test_who_gives_way(held: list[Held], fates: list[list[str]], *, has_room: bool) -> None:
    """Of four that may be held: the one that is silent longest gives way, none that is being answered."""
    newcomer = Held(silent_since=99.0)
    assert make_room(newcomer, [*held, newcomer], most=4) == has_room
    assert [each.fate for each in held] == fates
    assert newcomer.fate == []


def test_above_twice_as_many_nobody_is_told() -> None:
    """Where all are being answered and as many more have been refused, a newcomer is cut off."""
    newcomer = Held()
    assert not make_room(newcomer, [*crowd(busy=4, closing=4), newcomer], most=4)
    assert newcomer.fate == ["aborted"]


def test_several_give_way_at_a_time() -> None:
    """Where many are held, one newcomer makes room for those that follow it."""
    held, newcomer = crowd(silent=100), Held(silent_since=100.0)
    assert make_room(newcomer, [*held, newcomer], most=100)
    assert [each.fate for each in held] == [["gave way"]] * 5 + [[]] * 95
