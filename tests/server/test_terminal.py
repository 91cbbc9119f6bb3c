"""What may go to a terminal, and how it gets there."""

from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.server.terminal import Lines, Terminal, portions, printable, takes_colour

if TYPE_CHECKING:
    from collections.abc import Mapping


class Watched(io.StringIO):
    """A stream that says somebody looks at it."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="an old Windows console is no terminal in this sense")
@pytest.mark.parametrize(
    ("environ", "watched", "colour"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, False, True),
    ],
)
def test_colour_is_decided(environ: Mapping[str, str], watched: bool, colour: bool) -> None:
    """NO_COLOR comes before FORCE_COLOR, that before TERM=dumb, that before whether it is a terminal."""
    assert takes_colour(Watched() if watched else io.StringIO(), environ) == colour


def test_a_closed_stream_takes_no_colour() -> None:
    """A stream that is closed is no terminal, and asking it is no failure."""
    stream = io.StringIO()
    stream.close()
    assert Terminal.of(stream, {}).colour is False


def test_paint_without_colour_is_the_text() -> None:
    """Where colour is not taken, nothing is added."""
    assert Terminal(io.StringIO()).paint("text", "red", "bold") == "text"


def test_paint_puts_the_codes_around() -> None:
    """Where it is taken, the text stands between its codes and the reset."""
    assert Terminal(io.StringIO(), colour=True).paint("text", "red", "bold") == "\x1b[31;1mtext\x1b[0m"


@given(st.text())
def test_nothing_unprintable_is_left(text: str) -> None:
    """Whatever the text: no control character, no bidirectional override, no lone surrogate is left in it."""
    bad = {*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)}
    assert not bad & set(map(ord, printable(text)))


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"])))
def test_ordinary_text_is_left_alone(text: str) -> None:
    """Letters, digits and punctuation of any script stay as they are."""
    assert printable(text) == text


def test_an_escape_is_told() -> None:
    """What was sent can be read: an escape is written out."""
    assert printable("\x1b]0;title\x07") == "\\x1b]0;title\\x07"


def test_lines_arrive_in_order() -> None:
    """Each line is written once, in its order, with a line feed."""
    stream = io.StringIO()
    with Lines(stream) as lines:
        for number in range(1000):
            lines.put(str(number))
    assert stream.getvalue() == "".join(f"{number}\n" for number in range(1000))


def test_what_an_encoding_lacks_is_written_out(tmp_path: Path) -> None:
    """A stream of ASCII gets ASCII."""
    with (tmp_path / "out").open("w", encoding="ascii") as stream:
        Terminal(stream).write("caf\xe9 \u2713")
    assert (tmp_path / "out").read_bytes() == b"caf\\xe9 \\u2713\n"


def test_buffered_text_comes_first(tmp_path: Path) -> None:
    """What was printed before stands before."""
    with (tmp_path / "out").open("w", encoding="utf-8") as stream:
        stream.write("first\n")
        Terminal(stream).write("second")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "first\nsecond\n"


def test_a_closed_stream_is_no_failure() -> None:
    """Lines for a stream that is closed vanish."""
    stream = io.StringIO()
    stream.close()
    Terminal(stream).write("text")
    with Lines(stream) as lines:
        lines.put("text")
    assert stream.closed


def test_a_broken_pipe_is_no_failure() -> None:
    """Lines for a reader who has left vanish."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        Terminal(stream).write("text")
        with Lines(stream) as lines:
            lines.put("text")
    assert stream.closed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_no_failure() -> None:
    """Lines for a full disk vanish, and nothing is kept that would fail again when the stream is closed."""
    with Path("/dev/full").open("w", encoding="utf-8") as stream:
        Terminal(stream).write("text")
        with Lines(stream) as lines:
            lines.put("text")
    assert stream.closed


class Stuck(io.StringIO):
    """A stream that waits until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.let_go = threading.Event(), threading.Event()

    def write(self, text: str) -> int:
        """Wait, then write."""
        self.reached.set()
        self.let_go.wait(20)
        return super().write(text)


def test_a_reader_who_does_not_read_stops_nobody() -> None:
    """`put` returns although the stream is stuck; above the limit lines are counted, and the number is told."""
    stream = Stuck()
    lines = Lines(stream, limit=2)
    lines.put("first")
    stream.reached.wait(20)
    for number in range(5):
        lines.put(str(number))
    stream.let_go.set()
    lines.close(20)
    assert stream.getvalue() == "first\n0\n1\n(3 more lines could not be written in time)\n"


def test_closing_does_not_wait_for_a_stuck_stream() -> None:
    """`close` gives up; the stream may be stuck for ever."""
    stream = Stuck()
    lines = Lines(stream)
    lines.put("text")
    stream.reached.wait(20)
    lines.close(0.01)
    assert stream.getvalue() == ""
    stream.let_go.set()


def test_a_stream_that_takes_a_little_at_a_time() -> None:
    """A raw stream may take a part of the octets, or none for now; all of them arrive."""

    class Slow(io.RawIOBase):
        taken = b""
        turns = 0

        def writable(self) -> bool:
            return True

        def write(self, octets: Any) -> int | None:
            self.turns += 1
            if self.turns == 1:
                return None
            self.taken += bytes(octets[:2])
            return len(bytes(octets[:2]))

    slow = Slow()
    stream = io.TextIOWrapper(io.BufferedWriter(slow), encoding="utf-8")
    Terminal(stream).write("some text")
    assert slow.taken == b"some text\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], []),
        (["a", "b"], ["a\nb\n"]),
        (["aaaa", "bbbb"], ["aaaa\n", "bbbb\n"]),
        (["a" * 20, "b"], ["a" * 20 + "\n", "b\n"]),
        (["ää", "b", "c", "d"], ["ää\nb\n", "c\nd\n"]),
    ],
)
def test_lines_are_written_in_portions(lines: list[str], expected: list[str]) -> None:
    """No line is cut, and no portion has more octets than a pipe takes at once, unless a line itself has."""
    assert list(portions(lines, 8)) == expected
