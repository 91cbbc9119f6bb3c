"""A deadline that may be moved."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING, Any, cast

import pytest

from mockserver.server.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable


class Loop:
    """An event loop's clock, turned by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[asyncio.TimerHandle] = []
        self.set = 0

    def time(self) -> float:
        """The time that it is."""
        return self.now

    def call_at(self, when: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        """Call at a time."""
        timer = asyncio.TimerHandle(when, call, (), self)  # type: ignore[arg-type]  # all that it needs of a loop
        self.timers.append(timer)
        self.set += 1
        return timer

    def get_debug(self) -> bool:
        """No."""
        return False

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self.timers.remove(handle)

    def turn(self, to: float) -> None:
        """Let it be that time, step by step."""
        while due := [timer for timer in self.timers if timer.when() <= to]:
            timer = min(due, key=lambda each: each.when())
            self.timers.remove(timer)
            self.now = timer.when()
            timer._run()  # noqa: SLF001 -- as a loop does
        self.now = to


@pytest.fixture
def loop() -> Loop:
    """A loop whose clock stands at 0."""
    return Loop()


def deadline(loop: Loop) -> tuple[Deadline, list[float]]:
    """A deadline, and the times at which it was missed."""
    missed: list[float] = []
    any_loop: Any = loop
    return Deadline(any_loop, lambda: missed.append(loop.now)), missed


def test_it_is_missed_in_time(loop: Loop) -> None:
    """What is not cleared is missed when its time has come, once."""
    due, missed = deadline(loop)
    due.set(5)
    loop.turn(to=20)
    assert missed == [5]


def test_the_last_time_counts(loop: Loop) -> None:
    """Moved later or earlier, it is due when it was set to last."""
    due, missed = deadline(loop)
    due.set(5)
    due.set(8)
    loop.turn(to=6)
    due.set(1)
    loop.turn(to=20)
    assert missed == [7]


def test_moving_it_later_sets_no_timer(loop: Loop) -> None:
    """A deadline that each request moves costs a timer only when one has run out."""
    due, missed = deadline(loop)
    for second in range(50):
        loop.turn(to=second)
        due.set(10)
    assert (missed, loop.set < 10) == ([], True)


@pytest.mark.parametrize(("end", "expected"), [(Deadline.clear, [11]), (Deadline.cancel, [])])
def test_it_can_be_taken_back(loop: Loop, end: Callable[[Deadline], None], expected: list[int]) -> None:
    """A deadline that was cleared is not missed, and can be set again; one that was cancelled never comes."""
    due, missed = deadline(loop)
    due.set(5)
    end(due)
    loop.turn(to=6)
    due.set(5)
    loop.turn(to=20)
    assert missed == expected


def test_what_is_over_is_not_held(loop: Loop) -> None:
    """A cancelled deadline holds nobody: who it would have called needs no collector to go."""

    class Waiting:
        def __init__(self) -> None:
            self.due = Deadline(cast("Any", loop), self.late)

        def late(self) -> None:
            """Nothing."""

    waiting = Waiting()
    gone = weakref.ref(waiting)
    waiting.due.set(5)
    waiting.due.cancel()
    loop.turn(to=6)
    gc.disable()
    try:
        del waiting
        assert gone() is None
    finally:
        gc.enable()
