"""The life of the command under load and in odd surroundings: signals, broken edits, full disks; and what it tells."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.abuse.conftest import is_well
from tests.abuse.documents import BOMBS, SERVED, STRUCTURE, SYNTAX
from tests.abuse.requests import DOCUMENT
from tests.abuse.test_requests import ENDING, Server, sent, serving, status_of
from tests.server.conftest import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, /dev/full and /proc are Linux's")

COMMAND: Final = [sys.executable, "-m", "mockserver"]
GRACE: Final = 20.0
"""Seconds in which anything has to end on a busy machine; the bound itself is tested in test_run."""


@contextmanager
def loaded(port: int) -> Iterator[list[int]]:
    """Eight clients that ask and ask; gives the statuses that they got, 0 for a connection that was closed."""
    statuses: list[int] = []
    stopped = threading.Event()

    def ask() -> None:
        while not stopped.is_set():
            try:
                statuses.append(status_of(sent(port, ENDING)))
            except ConnectionRefusedError:
                return

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    try:
        yield statuses
    finally:
        stopped.set()
        for each in threads:
            each.join()


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["alone", "workers"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_under_load(number: signal.Signals, options: tuple[str, ...], tmp_path: Path) -> None:
    """Each request that was taken is answered, or its connection is closed; the exit code is 0."""
    process, port = started(tmp_path, *options)
    with loaded(port) as statuses:
        while len(statuses) < 50:
            time.sleep(0.01)
        with Wire(port) as idle, Wire(port) as slow:
            idle.send(b"GET /ok HTTP/1.1\r\nHost: a\r\n\r\n").reply()
            slow.send(b"POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{")
            process.send_signal(number)
            said = process.communicate(timeout=GRACE)[0]
    assert process.returncode == 0
    assert set(statuses) <= {200, 0}
    assert "Traceback" not in said


def started(
    folder: Path, *options: str, environment: dict[str, str] | None = None, document: str = DOCUMENT
) -> tuple[subprocess.Popen[str], int]:
    """`serve` of the document of things, or another, when it is ready; and its port."""
    (folder / "api.yaml").write_text(document)
    words = [*COMMAND, "serve", str(folder / "api.yaml"), "-p", "0", *options]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}, text=True
    )
    assert process.stdout is not None
    told = ""
    for line in process.stdout:
        told += line
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            return process, int(found[1])
    pytest.fail(f"the server did not start: {told}")


@pytest.mark.parametrize("command", ["serve", "validate"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("milliseconds", [50, 150, 250, 400, 700])
def test_a_signal_at_any_time(command: str, number: signal.Signals, milliseconds: int, tmp_path: Path) -> None:
    """Whatever is under way, it ends, and without a traceback."""
    path = tmp_path / "api.json"
    path.write_bytes(BOMBS["2,000 paths"][1]())
    words = [*COMMAND, command, str(path), "--no-cache", *(["-p", "0"] if command == "serve" else [])]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(milliseconds / 1000)
    process.send_signal(number)
    said = process.communicate(timeout=GRACE)[1]
    # `validate` may be done before it; what the interpreter says of a Ctrl-C at its own start is not ours.
    finished = {"serve": 0, "validate": 1}[command]
    assert process.returncode in {0, finished, 130, -number} or "KeyboardInterrupt" in said
    assert re.search(r'File "\S*mockserver/(?!__(init|main)__)', said) is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("milliseconds", [60, 200, 500])
def test_a_signal_while_a_document_is_read_again(number: signal.Signals, milliseconds: int, tmp_path: Path) -> None:
    """The reading is given up, an answer that is on its way is cut off after the grace, and the exit code is 0."""
    process, port = started(tmp_path, "--watch", "--timeout-graceful-shutdown", "1", document=SLOW)
    with Wire(port) as slow:
        slow.send(ASKED_SLOWLY).until(b"\r\n\r\n")
        (tmp_path / "api.yaml").write_bytes(BOMBS["2,000 paths"][1]())
        time.sleep(milliseconds / 1000)
        process.send_signal(number)
        said = process.communicate(timeout=GRACE)[0]
    assert (process.returncode, "Traceback" in said) == (0, False)


@pytest.mark.parametrize("command", ["serve", "validate"])
def test_children_end_with_their_parent(command: str, tmp_path: Path) -> None:
    """When the command is killed, so is the process that judges the document for it."""
    path = tmp_path / "api.json"
    path.write_bytes(BOMBS["20,000 faults"][1]())
    words = [*COMMAND, command, str(path), "--no-cache", *(["-p", "0"] if command == "serve" else [])]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children: list[int] = []
    while not children and process.poll() is None:
        children = children_of(process.pid)
    process.kill()
    process.wait()
    assert children
    deadline = time.monotonic() + GRACE
    while any(is_alive(each) for each in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [each for each in children if is_alive(each)] == []


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [
            int(each)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for each in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def is_alive(pid: int) -> bool:
    """Whether a process is there, and not only its entry."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# --- surroundings ---------------------------------------------------------------------------------------------------


def broken_cache(folder: Path) -> None:
    """Noise in place of all that is kept."""
    for name in ("verdicts", "trees", "mockserver"):
        (folder / "mockserver" / name).mkdir(parents=True)
        (folder / "mockserver" / name / "x").write_bytes(bytes(range(256)))


def file_for_cache(folder: Path) -> None:
    """A file where the folder should be."""
    (folder / "mockserver").write_bytes(b"no folder")


@pytest.mark.parametrize("spoil", [broken_cache, file_for_cache])
def test_a_cache_that_cannot_be_used(spoil: object, tmp_path: Path) -> None:
    """It is done without: a document is served and judged all the same."""
    cache = tmp_path / "cache"
    cache.mkdir()
    assert callable(spoil)
    spoil(cache)
    for _ in range(2):
        process, port = started(tmp_path, environment={"XDG_CACHE_HOME": str(cache)})
        assert is_well(port)
        process.terminate()
        said = process.communicate(timeout=GRACE)[0]
        assert (process.returncode, "Traceback" in said) == (0, False)
        for each in cache.rglob("*"):
            if each.is_file():
                each.write_bytes(each.read_bytes()[:-7] + b"garbage")


@pytest.mark.parametrize("stream", ["1", "2"])
@pytest.mark.parametrize("where", ["/dev/full", "closed", "gone"])
def test_output_that_goes_nowhere(stream: str, where: str, tmp_path: Path) -> None:
    """A disk that is full, a stream that is closed and a reader that has gone do not end the server."""
    (tmp_path / "api.yaml").write_text(DOCUMENT)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    turned = {"/dev/full": f"{stream}>/dev/full", "closed": f"{stream}>&-", "gone": f"{stream}> >(true)"}[where]
    words = [sys.executable, "-m", "mockserver", "serve", str(tmp_path / "api.yaml"), "-p", str(port), "-v"]
    process = subprocess.Popen(
        ["bash", "-c", f'exec "$@" {turned}', "bash", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + GRACE
        while not is_answered(port) and time.monotonic() < deadline:
            time.sleep(0.05)
        for _ in range(20):
            assert is_well(port)
    finally:
        process.terminate()
        assert process.wait(GRACE) == 0


def is_answered(port: int) -> bool:
    """Whether somebody answers there already."""
    try:
        return is_well(port)
    except ConnectionRefusedError:
        return False


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--uds", "/nowhere/at/all.sock"), 3),
        (("--uds", "/" + "x" * 200), 3),
        (("--host", "no such host"), 2),
        (("--host", "203.0.113.1"), 3),
        (("-p", "99999"), 2),
        (("-p", "-1"), 2),
        (("--tls-cert", "/dev/null"), 2),
    ],
)
def test_an_address_that_cannot_be(options: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """It is told in a line or two, with the exit code that the documentation gives."""
    (tmp_path / "api.yaml").write_text(DOCUMENT)
    words = [*COMMAND, "serve", str(tmp_path / "api.yaml"), *options]
    done = subprocess.run(words, capture_output=True, text=True, timeout=GRACE, check=False)
    assert (done.returncode, "Traceback" in done.stderr, len(done.stderr.splitlines()) <= 4) == (code, False, True)


# --- broken edits -----------------------------------------------------------------------------------------------------


def test_broken_edits_under_load(tmp_path: Path) -> None:
    """Each document that cannot be served is written over one that can: what was served goes on."""
    broken = {name: octets for name, (code, octets) in {**SYNTAX, **STRUCTURE}.items() if code != SERVED}
    with serving(tmp_path, "--watch") as server, loaded(server.port) as statuses:
        path = tmp_path / "api.yaml"
        for octets in broken.values():
            path.write_bytes(octets())
            time.sleep(0.02)
        for name in ("lists in flow style", "aliases of aliases", "merges of merges", "mappings in block style"):
            path.write_bytes(BOMBS[name][1]())
            time.sleep(0.3)
        path.write_text(DOCUMENT.replace("/safe:", "/edited:"))
        assert_becomes(server, b"/edited", status=401)
    assert set(statuses) == {200}


def assert_becomes(server: Server, path: bytes, *, status: int) -> None:
    """That a path is answered so before long."""
    deadline = time.monotonic() + GRACE
    asked = b"GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % path
    while (found := status_of(sent(server.port, asked))) != status:
        assert time.monotonic() < deadline, (found, server.said[-2000:])
        time.sleep(0.05)


# --- secrets ----------------------------------------------------------------------------------------------------------

SECURED: Final = """
openapi: 3.1.0
info: {title: T, version: "1"}
security: [{query: []}, {field: []}, {cookie: []}, {basic: []}, {bearer: []}]
paths:
  /ok: {get: {responses: {"200": {description: d, headers: {Set-Cookie: {example: sid=hunter2; Path=/}}}}}}
  /login:
    post:
      security: []
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {password: {type: string, maxLength: 3}}}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {password: {type: string, maxLength: 3}}}}
      responses: {"200": {description: d}}
components:
  securitySchemes:
    query: {type: apiKey, in: query, name: my_key}
    field: {type: apiKey, in: header, name: X-My-Key}
    cookie: {type: apiKey, in: cookie, name: my_session}
    basic: {type: http, scheme: basic}
    bearer: {type: http, scheme: bearer}
"""
SECRET: Final = b"hunter2"
TELLING: Final = [
    b"GET /ok?my_key=hunter2 HTTP/1.1\r\nHost: a\r\n",
    b"GET /ok?my%5Fkey=hunter2&my_key=hunter2 HTTP/1.1\r\nHost: a\r\n",
    b"GET /nowhere?my_key=hunter2&access_token=hunter2 HTTP/1.1\r\nHost: a\r\n",
    b"GET /ok HTTP/1.1\r\nHost: a\r\nX-My-Key: hunter2\r\n",
    b"GET /ok HTTP/1.1\r\nHost: a\r\nCookie: my_session=hunter2; other=hunter2\r\n",
    b"GET /ok HTTP/1.1\r\nHost: a\r\nAuthorization: Basic aHVudGVyMg==hunter2\r\n",
    b"GET /ok HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer hunter2\r\n",
    b"GET /ok HTTP/1.1\r\nHost: a\r\nAuthorization: hunter2\r\n",
    b"GET /ok HTTP/1.1\r\nHost: a\r\nProxy-Authorization: Basic hunter2\r\n",
    b"GET http://user:hunter2@a/ok HTTP/1.1\r\nHost: a\r\n",
    b"DELETE /ok?my_key=hunter2 HTTP/1.1\r\nHost: a\r\n",
    b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 22\r\n",
]


@pytest.mark.parametrize("options", [(), ("-v",), ("--log-format", "json"), ("-v", "--log-format", "json")])
def test_no_secret_is_told(options: tuple[str, ...], tmp_path: Path) -> None:
    """In no line, problem or message stands a credential that a request or the document holds."""
    (tmp_path / "api.yaml").write_text(SECURED)
    log = tmp_path / "log"
    with log.open("wb") as out:
        words = [*COMMAND, "serve", str(tmp_path / "api.yaml"), "-p", "0", *options]
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)
    try:
        while not (found := re.search(rb"127\.0\.0\.1:(\d+)", log.read_bytes())):
            assert process.poll() is None
            time.sleep(0.02)
        for head in TELLING:
            content = b'{"password":"hunter2"}' if b"/login" in head else b""
            answer = sent(int(found[1]), head + b"Connection: close\r\n\r\n" + content)
            problem = answer.partition(b"\r\n\r\n")[2]
            assert SECRET not in problem
    finally:
        process.terminate()
        process.wait(GRACE)
    assert SECRET not in log.read_bytes()
    assert b"aHVudGVyMg" not in log.read_bytes()


def test_a_password_of_the_document_s_address_is_not_told() -> None:
    """Neither by serve nor by validate."""
    for words in (["serve", "-p", "0"], ["validate"]):
        command = [*COMMAND, words[0], "http://user:hunter2@127.0.0.1:9/openapi.yaml?token=hunter2", *words[1:]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=GRACE, check=False)
        assert done.returncode == 2
        assert "user:hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ((b"Host: localhost",), 200),
        ((b"Host: evil.example",), 403),
        ((b"Host: localhost.evil.example",), 403),
        ((b"Host: 127.0.0.1.evil.example:80",), 403),
    ],
)
def test_our_pages_are_for_this_machine(fields: tuple[bytes, ...], status: int, tmp_path: Path) -> None:
    """A name that somebody else's DNS has led here is refused, and nothing is told of the document."""
    with serving(tmp_path) as server:
        for page in (b"/_mockserver/health", b"/_mockserver/problems/not-found"):
            head = b"\r\n".join([b"GET %s HTTP/1.1" % page, *fields, b"Connection: close", b"", b""])
            answer = sent(server.port, head)
            assert status_of(answer) == status
            assert b"access-control-allow-origin" not in answer.lower()
        for method in (b"POST", b"PUT", b"DELETE", b"PATCH"):
            head = b"%s /_mockserver/health HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n" % method
            head += b"Sec-Fetch-Site: cross-site\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            assert status_of(sent(server.port, head)) in {403, 404, 405}


def test_json_lines_stay_lines(tmp_path: Path) -> None:
    """Whatever is asked for, each line of the log is one JSON object."""
    with serving(tmp_path, "--log-format", "json") as server:
        for target in (b"/%0a{}", b"/\\u000a", b"/%22,%22a%22:%22", b"/%ff%fe", b"/\x7f"):
            sent(server.port, b"GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % target)
    lines = [json.loads(each) for each in server.said.splitlines() if each.startswith("{")]
    assert len([each for each in lines if "status" in each]) >= 5


# --- crowds, and readers who have stopped ------------------------------------------------------------------------------

SLOW: Final = """
openapi: 3.2.0
info: {title: Slow, version: "1"}
paths:
  /ok: {get: {responses: {"200": {description: well}}}}
  /slow:
    get:
      responses:
        "200":
          description: forty items, one after the other
          content:
            application/jsonl: {schema: {type: array, minItems: 40, maxItems: 40, items: {type: integer}}}
"""
ASKED_SLOWLY: Final = b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"


def test_the_limit_of_connections(tmp_path: Path) -> None:
    """Where as many as may be held are being answered, one more gets 503 and why; that is told once."""
    with serving(tmp_path, "--limit-concurrency", "3", document=SLOW) as server:
        with ExitStack() as open_ones:
            busy = [open_ones.enter_context(Wire(server.port)) for _ in range(3)]
            for each in busy:
                each.send(ASKED_SLOWLY).until(b"\r\n\r\n")
            for _ in range(5):
                with Wire(server.port) as further:
                    reply = further.send(ENDING).reply()
                    further.rest()
                assert (reply.status, reply.first("retry-after"), reply.first("connection")) == (503, "1", "close")
                assert b"more than 3 connections are open" in reply.content
        assert_becomes(server, b"/ok", status=200)
    assert server.said.count("warning: more than 3 connections are open") == 1


@pytest.mark.parametrize("limit", ["soft", "hard"])
def test_fewer_files_than_connections(limit: str, tmp_path: Path) -> None:
    """The limit of a shell is raised; one that may not be raised is told, and as many are held as it allows."""
    (tmp_path / "api.yaml").write_text(DOCUMENT)
    flag = {"soft": "-S", "hard": "-SH"}[limit]
    words = [*COMMAND, "serve", str(tmp_path / "api.yaml"), "-p", "0", "--no-cache", "-q"]
    process = subprocess.Popen(
        ["bash", "-c", f'ulimit {flag} -n 256; exec "$@"', "bash", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        told = ""
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", told)):
            told += process.stdout.readline()
            assert process.poll() is None, told
        assert ("60 connections are held at once and not 1000" in told) == (limit == "hard")
        with ExitStack() as open_ones:
            for _ in range(600):
                open_ones.enter_context(Wire(int(found[1])))
            assert is_well(int(found[1]))
    finally:
        process.terminate()
        said = process.communicate(timeout=GRACE)[0]
    assert process.returncode == 0
    assert "Errno 24" not in said


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["alone", "workers"])
def test_a_terminal_that_is_stopped(options: tuple[str, ...], tmp_path: Path) -> None:
    """Where nobody reads what is told, and no more of it fits, requests are answered, and warnings are lost."""
    (tmp_path / "api.yaml").write_text(DOCUMENT)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    reading, writing = os.pipe()
    words = [*COMMAND, "serve", str(tmp_path / "api.yaml"), "-p", str(port), "--no-cache", "--limit-concurrency", "4"]
    process = subprocess.Popen([*words, *options], stdout=writing, stderr=writing)
    try:
        deadline = time.monotonic() + GRACE
        while not is_answered(port) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.set_blocking(writing, False)
        with suppress(BlockingIOError):
            while True:
                os.write(writing, bytes(4096))
        for _ in range(20):
            assert is_well(port)
        with ExitStack() as open_ones:
            for _ in range(20):
                open_ones.enter_context(Wire(port))
            assert is_well(port)
        for each in children_of(process.pid)[:1] if options else ():
            os.kill(each, signal.SIGKILL)
        assert_answered_again(port)
    finally:
        process.terminate()
        assert process.wait(GRACE) == 0
        os.close(reading)
        os.close(writing)


def assert_answered_again(port: int) -> None:
    """That all is well once a worker that was killed has been replaced."""
    deadline = time.monotonic() + GRACE
    well = 0
    while well < 5:
        assert time.monotonic() < deadline
        try:
            well = well + 1 if is_well(port) else 0
        except (OSError, AssertionError):
            well = 0


# --- documents that are no files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("becomes", ["gone", "a folder", "a pipe", "a broken link", "empty"])
def test_a_document_that_is_replaced(becomes: str, tmp_path: Path) -> None:
    """What takes its place is told and not served; the document that comes back is."""
    with serving(tmp_path, "--watch") as server:
        path = tmp_path / "api.yaml"
        path.unlink()
        if becomes == "a folder":
            path.mkdir()
        elif becomes == "a pipe":
            os.mkfifo(path)
        elif becomes == "a broken link":
            path.symlink_to(tmp_path / "nowhere")
        elif becomes == "empty":
            path.touch()
        deadline = time.monotonic() + GRACE
        while "cannot be served as it is now" not in server.said and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "cannot be served as it is now" in server.said
        assert is_well(server.port)
        path.rmdir() if becomes == "a folder" else path.unlink(missing_ok=True)
        path.write_text(DOCUMENT.replace("/safe:", "/edited:"))
        assert_becomes(server, b"/edited", status=401)


# --- caches ---------------------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """Where nothing can be written, nothing is kept, and nothing is left half written."""
    cache = tmp_path / "cache"
    path = tmp_path / "api.json"
    path.write_bytes(BOMBS["2,000 paths"][1]())
    # Python ignores the signal of that limit: a write fails, as it does on a full disk.
    words = ["bash", "-c", 'ulimit -f 1; exec "$@"', "bash", *COMMAND, "serve", str(path), "-p", "0", "-q"]
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        text=True,
    )
    try:
        assert process.stdout
        while "http://127.0.0.1:" not in (line := process.stdout.readline()):
            assert line, process.poll()
        time.sleep(0.5)
    finally:
        process.terminate()
        said = process.communicate(timeout=GRACE)[0]
    assert (process.returncode, "Traceback" in said) == (0, False)
    assert [each for each in cache.rglob("writing-*") if each.is_file()] == []


def test_a_cache_that_leads_elsewhere(tmp_path: Path) -> None:
    """A folder that is a link is the folder that it leads to; files there that are not ours are left alone."""
    elsewhere, cache = tmp_path / "elsewhere", tmp_path / "cache"
    elsewhere.mkdir()
    cache.mkdir()
    (elsewhere / "mine").write_text("mine")
    (cache / "mockserver").symlink_to(elsewhere)
    process, port = started(tmp_path, environment={"XDG_CACHE_HOME": str(cache)})
    assert is_well(port)
    process.terminate()
    said = process.communicate(timeout=GRACE)[0]
    assert (process.returncode, "Traceback" in said) == (0, False)
    assert (elsewhere / "mine").read_text() == "mine"


# --- workers ----------------------------------------------------------------------------------------------------------------


def test_a_worker_that_dies_at_once_does_not_spin(tmp_path: Path) -> None:
    """Whatever kills each one that comes, there is a breath between them; and a signal ends it all."""
    process, port = started(tmp_path, "--workers", "2")
    assert is_well(port)
    killed: set[int] = set()
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        for each in set(children_of(process.pid)) - killed:
            killed.add(each)
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        time.sleep(0.01)
    process.terminate()
    said = process.communicate(timeout=GRACE)[0]
    assert (process.returncode, "Traceback" in said) == (0, False)
    assert 2 <= len(killed) <= 12
