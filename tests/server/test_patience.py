"""Patience: work that takes too much of the processor is given up, all else is left alone."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from mockserver.errors import Overloaded
from mockserver.http.messages import Fields, Request
from mockserver.mock.mounts import Mounts
from mockserver.server.answering import Answering, Served
from mockserver.server.patience import Patience
from tests.server.conftest import exchange

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import MakeMock

QUICK = Patience(longest=0.05, interval=0.01)


def endless() -> None:
    """Work that never ends, and does not let go of what is raised in it."""
    while True:
        try:
            sum(range(1000))
        except Exception:  # noqa: BLE001, S112 -- as a careless caller would
            continue


def test_work_without_end_is_given_up() -> None:
    """It raises Overloaded, whatever handlers stand in the way, and as often as it is begun."""
    for _ in range(3):
        with pytest.raises(Overloaded, match="of work, and others wait"):
            QUICK.bounded(endless)


def test_work_that_ends_is_left_alone() -> None:
    """What it gives is given, what it raises is raised."""
    assert QUICK.bounded(lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        QUICK.bounded(lambda: 1 // 0)


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="the system keeps no such clock")
def test_waiting_is_no_work() -> None:
    """A machine that is busy with other things gives nothing up."""
    assert QUICK.bounded(lambda: time.sleep(0.2)) is None


def test_large_content_is_given_longer() -> None:
    """Who allows uploads of a hundred megabytes waits until they are read: 20 s more, and no answer is given up."""

    def work() -> int:
        until = time.thread_time() + 0.3
        while time.thread_time() < until:
            pass
        return 5

    assert QUICK.bounded(work, octets=100_000_000) == 5


def test_what_has_to_be_brief_is_given_up_sooner() -> None:
    """Where everybody waits, as in an event loop, nobody waits long, whatever the size of the content."""
    with pytest.raises(Overloaded, match=r"over 0\.02 s of work"):
        QUICK.bounded(endless, octets=100_000_000, most=0.02)


def test_what_is_lost_on_the_way_is_raised_again() -> None:
    """An exception that comes while an object is being deleted is told and dropped by Python: another one follows."""
    lost: list[object] = []

    def careless() -> None:
        try:
            endless()
        except BaseException as raised:  # noqa: BLE001 -- as Python does around a `__del__`
            lost.append(raised)
        endless()

    with pytest.raises(Overloaded):
        QUICK.bounded(careless)
    assert len(lost) == 1


LOST = """
from mockserver.errors import Overloaded
from mockserver.server.patience import Patience

class Slow:
    def __del__(self):
        while not given_up:
            pass

given_up = []
try:
    Patience(0.1, 0.02).bounded(lambda: (Slow(), [None for _ in iter(int, 1)]))
except Overloaded:
    print("given up")
"""


def test_what_is_lost_is_not_told() -> None:
    """Python prints what is raised in a `__del__`; this is no fault, and nothing is printed."""
    done = subprocess.run([sys.executable, "-c", LOST], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("given up\n", "")


def test_nothing_comes_afterwards() -> None:
    """Work that ends just as it is given up either gives its value or raises, and nothing is raised later."""
    ended = {True: 0, False: 0}
    for milliseconds in range(40, 80):
        until = time.thread_time() + milliseconds / 1000

        def work(until: float = until) -> int:
            while time.thread_time() < until:
                pass
            return 5

        try:
            ended[QUICK.bounded(work) == 5] += 1
        except Overloaded:
            ended[False] += 1
        sum(range(100_000))
    assert ended[True] > 0
    assert ended[False] > 0


def test_each_thread_is_watched_by_itself() -> None:
    """One that works without end is given up, and another one beside it goes on."""
    found: dict[str, str] = {}

    def told(name: str, work: Callable[[], object]) -> None:
        try:
            found[name] = str(QUICK.bounded(work))
        except Overloaded:
            found[name] = "given up"

    threads = [
        threading.Thread(target=told, args=("endless", endless)),
        threading.Thread(target=told, args=("waiting", lambda: time.sleep(0.3))),
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == {"endless": "given up", "waiting": "None"}


DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /heavy: {get: {responses: {"200": {description: d}}}}
  /light: {get: {responses: {"200": {description: d}}}}
"""


def test_a_request_that_takes_too_long_is_answered_503(make_mock: MakeMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at once, but as a problem that says so; the next one is answered."""
    from mockserver.server.run import serve_in_thread

    respond = Mounts.respond

    def heavy(self: Mounts, request: Request) -> object:
        if request.path == "/heavy":
            endless()
        return respond(self, request)

    monkeypatch.setattr(Mounts, "respond", heavy)
    monkeypatch.setattr("mockserver.server.answering.PATIENCE", Patience(longest=0.5, interval=0.05))
    served = Served(make_mock(DOCUMENT))
    assert Answering(served).at_once(Request("GET", "/heavy", "", Fields(()), b"")) is None
    with serve_in_thread(served) as address:
        asked = b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n"
        reply = exchange(address.port, asked % b"heavy")
        assert (reply.status, reply.first("retry-after")) == (503, "1")
        assert b"it was given up" in reply.content
        assert exchange(address.port, asked % b"light").status == 200


def test_what_was_given_up_is_tried_anew(make_mock: MakeMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 503 is not kept as an answer is: the same request may find a machine that is less busy, or work half done."""
    from mockserver.server.run import serve_in_thread

    respond = Mounts.respond
    asked: list[Request] = []

    def heavy_at_first(self: Mounts, request: Request) -> object:
        asked.append(request)
        if len(asked) <= 2:  # at once, and in its turn
            endless()
        return respond(self, request)

    monkeypatch.setattr(Mounts, "respond", heavy_at_first)
    monkeypatch.setattr("mockserver.server.answering.PATIENCE", QUICK)
    with serve_in_thread(Served(make_mock(DOCUMENT))) as address:
        replies = [exchange(address.port, b"GET /light HTTP/1.1\r\nHost: a\r\n\r\n").status for _ in range(2)]
    assert replies == [503, 200]


def test_large_content_keeps_nobody_waiting(make_mock: MakeMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is read and judged, others are answered; it is answered in its turn."""
    from mockserver.server.run import serve_in_thread

    respond = Mounts.respond
    light_was_answered = threading.Event()

    def heavy(self: Mounts, request: Request) -> object:
        if request.content:
            assert light_was_answered.wait(20)
        return respond(self, request)

    monkeypatch.setattr(Mounts, "respond", heavy)
    with serve_in_thread(Served(make_mock(WITH_CONTENT))) as address, ThreadPoolExecutor() as threads:
        head = b"POST /heavy HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 70000\r\n\r\n"
        replies = [threads.submit(exchange, address.port, head + b"x" * 70_000) for _ in range(4)]
        assert exchange(address.port, b"GET /light HTTP/1.1\r\nHost: a\r\n\r\n").status == 200
        light_was_answered.set()
        assert [reply.result(20).status for reply in replies] == [200] * 4


WITH_CONTENT = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /heavy: {post: {requestBody: {content: {text/plain: {}}}, responses: {"200": {description: d}}}}
  /light: {get: {responses: {"200": {description: d}}}}
"""


def test_a_system_without_a_clock_for_each_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows, where `time` has no clocks by number at all: the clock of all counts."""
    monkeypatch.delattr(time, "pthread_getcpuclockid")
    monkeypatch.delattr(time, "clock_gettime")
    patience = Patience(longest=0.3, interval=0.05)
    assert patience.bounded(lambda: 5) == 5
    with pytest.raises(Overloaded):
        patience.bounded(endless)
