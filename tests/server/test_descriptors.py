"""Tests of the files that a process may have open."""

from __future__ import annotations

import subprocess
import sys
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.server.descriptors import Room, room_for

resource = pytest.importorskip("resource", reason="Windows has no such limit")


@given(st.integers(70, 100_000), st.integers(1, 1_000_000))
@example(71, 1)
def test_what_is_held_fits(most: int, wanted: int) -> None:
    """Whatever a process may open and a user wants, the connections fit, and there is at least one."""
    with patch.object(resource, "getrlimit", return_value=(most, most)):
        room = room_for(wanted)
    assert room.descriptors <= most
    assert 1 <= room.connections <= wanted
    assert room.at_once >= 1


def test_without_a_limit_all_are_held() -> None:
    """What a user wants is held where the system has no limit, or one that is high enough."""
    for most in (resource.RLIM_INFINITY, 3000):
        with patch.object(resource, "getrlimit", return_value=(most, most)):
            assert room_for(1000) == Room(1000)


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "expected"),
    [(256, 4096, 1000, 2364), (256, 1024, 1000, 1024), (256, 256, 1000, 256), (4000, 4096, 10, 4000)],
)
def test_the_limit_is_raised_as_far_as_it_may_be(soft: int, hard: int, wanted: int, expected: int) -> None:
    """The soft limit becomes what the connections take, at most the hard one; it never becomes lower."""
    program = (
        "import resource, sys; from mockserver.server.descriptors import take; soft, hard, wanted = map(int, sys.argv[1:]);"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard)); take(wanted);"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    words = [sys.executable, "-c", program, str(soft), str(hard), str(wanted)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(expected), str(hard)]
