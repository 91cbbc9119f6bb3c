"""Several processes that serve one address: real ones, which are killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from mockserver.server.listening import open_sockets, siblings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PETSTORE = Path(__file__).parents[2] / "specs" / "petstore.yaml"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc, sockets are shared out")


@contextmanager
def served(*options: str, workers: int = 2) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server of several processes, and its port."""
    command = [sys.executable, "-m", "mockserver", "serve", str(PETSTORE), "-p", "0", "--log-format", "json"]
    with subprocess.Popen(
        [*command, "--no-cache", "--workers", str(workers), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            started = json.loads(process.stdout.readline())
            yield process, urlsplit(started["urls"][0]).port or 0
        finally:
            process.kill()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a process has started, and that have a session with us: not what they start themselves."""
    return [int(each) for each in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def is_there(pid: int) -> bool:
    """Whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """What the condition says, once that is true."""
    end = monotonic() + seconds
    while not (said := condition()) and monotonic() < end:
        sleep(0.02)
    return said


def is_refused(port: int) -> bool:
    """Whether nobody listens."""
    try:
        status(port)
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False


def status(port: int) -> int:
    """Of a GET on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/v1/pets")
    found = connection.getresponse().status
    connection.close()
    return found


def test_all_answer_and_one_tells_the_start() -> None:
    """Each worker answers at the one address; the start is told once, each request in a line."""
    with served() as (process, port):
        assert len(workers_of(process)) == 2
        assert [status(port) for _ in range(20)] == [200] * 20
        process.terminate()
        told = [json.loads(line) for line in process.communicate()[0].splitlines()]
        assert process.returncode == 0
    assert len([each for each in told if each.get("status") == 200]) == 20
    assert not any(each["event"] == "ready" for each in told)


def test_a_worker_that_dies_is_replaced() -> None:
    """Where one is killed, another takes its place, and the user is told."""
    with served() as (process, port):
        before = workers_of(process)
        os.kill(before[0], signal.SIGKILL)
        after = wait_for(lambda: len(now := workers_of(process)) == 2 and now != before and now)
        assert before[1] in after
        assert [status(port) for _ in range(8)] == [200] * 8
        process.terminate()
        assert f"worker {before[0]} ended by signal 9" in process.communicate()[1]
        assert process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all(number: signal.Signals) -> None:
    """A signal to the first process ends the workers, then itself."""
    with served() as (process, _):
        workers = workers_of(process)
        process.send_signal(number)
        assert process.wait(20) == 0
        assert not any(is_there(each) for each in workers)


def test_a_second_signal_does_not_wait() -> None:
    """A connection with half a request is not waited for when a second signal comes."""
    with served() as (process, port), socket.create_connection(("127.0.0.1", port)) as stuck:
        stuck.sendall(
            b"POST /v1/pets HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Type: application/json\r\n\r\n{"
        )
        status(port)
        process.send_signal(signal.SIGTERM)
        sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in {0, 128 + signal.SIGINT}


def test_workers_end_with_the_first_process() -> None:
    """Nobody is left behind when the first process is killed."""
    with served() as (process, port):
        workers = workers_of(process)
        process.kill()
        process.wait(20)
        assert wait_for(lambda: not any(is_there(each) for each in workers))
        # The last thread of a process closes its sockets, perhaps a moment after the first one has ended.
        assert wait_for(lambda: is_refused(port))


def test_a_taken_port_is_noticed() -> None:
    """Sharing among workers is no sharing with a second server."""
    with served() as (_, port):
        command = [sys.executable, "-m", "mockserver", "serve", str(PETSTORE), "-p", str(port), "--workers", "2"]
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        assert second.returncode == 3
        assert f"port {port} of 127.0.0.1 is taken" in second.stderr


def test_each_worker_reloads(tmp_path: Path) -> None:
    """A change of the document reaches all workers, and is told once."""
    document = tmp_path / "a.yaml"
    text = (
        "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'204': {description: ok}}}}}\n"
    )
    document.write_text(text)
    command = [sys.executable, "-m", "mockserver", "serve", str(document), "-p", "0", "--log-format", "json", "--watch"]
    with subprocess.Popen([*command, "--workers", "2"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = urlsplit(json.loads(process.stdout.readline())["urls"][0]).port or 0
            document.write_text(text.replace("204", "202"))

            def statuses() -> set[int]:
                found = set()
                for _ in range(16):
                    connection = HTTPConnection("127.0.0.1", port, timeout=20)
                    connection.request("GET", "/a")
                    found.add(connection.getresponse().status)
                    connection.close()
                return found

            assert wait_for(lambda: statuses() == {202})
            process.terminate()
            events = [json.loads(line).get("event") for line in process.communicate()[0].splitlines()]
            assert events.count("reloaded") == 1
        finally:
            process.kill()


def test_siblings_share_a_port() -> None:
    """As many sets of sockets as processes, all at one port, which nobody else can take."""
    address, sockets = open_sockets("127.0.0.1", 0)
    sets = siblings(sockets, 3)
    try:
        assert [[each.getsockname()[1] for each in one] for one in sets] == [[address.port]] * 3
    finally:
        for each in (one for several in sets for one in several):
            each.close()
