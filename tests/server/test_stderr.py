"""Tests of lines on the standard error."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from mockserver.server.stderr import Told, takes_now, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows asks only sockets")


@pytest.fixture
def full() -> Iterator[TextIO]:
    """A pipe that nobody reads, and that is full."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, bytes(4096))
    except BlockingIOError:
        os.set_blocking(writing, True)
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        yield stream
    os.close(reading)


@unix_only
def test_a_full_pipe_stops_nobody(full: TextIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a pipe does not take now is lost, and not waited for."""
    monkeypatch.setattr(sys, "stderr", full)
    assert not takes_now(full)
    tell("lost")


def test_what_the_system_does_not_know_takes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream without a file is written to; a long line is cut."""
    monkeypatch.setattr(sys, "stderr", stream := StringIO())
    tell("x" * 5000)
    assert stream.getvalue() == "x" * 1000 + "\n"


@pytest.mark.parametrize("stream", [None, "closed"])
def test_no_stream_is_no_failure(stream: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the standard error is closed, or was never there, a line vanishes."""
    closed = StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", stream and closed)
    tell("lost")


def test_a_fault_that_is_logged_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither its traceback nor more lines are told."""
    fault = ValueError("inside")
    trouble = (ValueError, fault, None)
    record = logging.LogRecord("asyncio", logging.ERROR, "f.py", 1, "it failed\n%s", ("more",), trouble)
    Told().emit(record)
    assert capsys.readouterr().err == "it failed\n"


@unix_only
def test_a_process_that_logs_to_a_full_pipe_goes_on() -> None:
    """What libraries log as a warning does not wait either."""
    program = (
        "import logging, os, sys; from mockserver.server.stderr import tell_logs; tell_logs(); tell_logs();"
        "[logging.getLogger('x').warning('y' * 500) for _ in range(1000)]; print(len(logging.getLogger().handlers))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.read() == b"1\n"
