"""Lines that come again."""

from __future__ import annotations

import pytest

from mockserver.server.repeats import Repeats

AGAIN = "\x1b[1A\x1b[2K"


def line(second: int, path: str = "/pets", took: str = "0.4 ms") -> str:
    """A line for a request."""
    return f"12:00:{second:02}  GET     {path}   200  listPets  {took}"


@pytest.mark.parametrize(
    ("batches", "written"),
    [
        ([[line(1)], [line(2, "/toys")]], [[line(1)], [line(2, "/toys")]]),
        ([[line(1), line(2, took="1.2 s")]], [[f"{line(2, took='1.2 s')}  (x2)"]]),
        ([[line(1)], [line(2)]], [[line(1)], [f"{AGAIN}{line(2)}  (x2)"]]),
        (
            [[line(1)], [line(2), line(3)], [line(4)]],
            [[line(1)], [f"{AGAIN}{line(3)}  (x3)"], [f"{AGAIN}{line(4)}  (x4)"]],
        ),
        ([[line(1), line(2), line(3, "/toys"), line(4)]], [[f"{line(2)}  (x2)", line(3, "/toys"), line(4)]]),
        ([["other", "other"]], [["other", "other"]]),
        (
            [["\x1b[2m12:00:01\x1b[0m  a  \x1b[2m3 ms\x1b[0m", "\x1b[2m12:00:02\x1b[0m  a  \x1b[2m4 ms\x1b[0m"]],
            [["\x1b[2m12:00:02\x1b[0m  a  \x1b[2m4 ms\x1b[0m  (x2)"]],
        ),
        ([[line(1, "/" + 90 * "a"), line(2, "/" + 90 * "a")]], [[line(1, "/" + 90 * "a"), line(2, "/" + 90 * "a")]]),
        ([["12:00:01  a\nb", "12:00:01  a\nb"]], [["12:00:01  a\nb", "12:00:01  a\nb"]]),
    ],
    ids=[
        "different",
        "at once",
        "one by one",
        "many",
        "others between",
        "no request",
        "colours",
        "too wide",
        "two rows",
    ],
)
def test_a_repetition_is_counted(batches: list[list[str]], written: list[list[str]]) -> None:
    """A request that comes again is counted in its line, which is written over; what would take two rows is not."""
    repeats = Repeats(columns=lambda: 80)
    assert [repeats.counted(batch) for batch in batches] == written
