"""Work in a process of its own: bounded, alone, and gone when its parent is."""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.document.parse import parse
from mockserver.server import fence
from mockserver.server.fence import MEBIBYTE, Child, Judging, Limits, Outcome, deep_in_child, deep_meanwhile
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.document.diagnostics import Diagnostic

PATIENCE = 30.0
"""Seconds after which a test gives up on what should happen; no test waits for it to pass."""

WORK = """
import ctypes, os, re, sys, time

def echo(value):
    yield value
    yield [value]

def count(value):
    yield from range(value)

def sleep(_):
    yield os.getpid()
    time.sleep(600)

def search(_):
    yield os.getpid()
    re.match("(a+)+$", "a" * 60 + "!")

def crash(_):
    yield 1
    ctypes.string_at(0)

def grow(_):
    yield len([0] * 10**10)

def fail(_):
    raise ValueError("odd")
    yield

def chatter(_):
    while True:
        yield "x" * 1000

def leave(_):
    os._exit(7)
    yield

def loud(_):
    print("hello")
    os.write(1, b"world")
    yield 1

def environment(_):
    yield dict(os.environ)

def path(_):
    yield sys.path

def limits(_):
    import resource
    yield [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)]
    yield os.nice(0)
"""


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of work, where both processes find it; and no cache but one of this test."""
    (tmp_path / "fence_work.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: tmp_path / "cache" / name)


def ran(name: str, argument: Any = None, **limits: Any) -> tuple[list[Any], Outcome]:
    """The values of a piece of work, and how it ended."""
    child = Child.start(f"fence_work:{name}", argument, Limits(**{"seconds": PATIENCE, **limits}))
    return list(child.values()), child.outcome


def test_values_go_both_ways() -> None:
    """The argument and what comes back are JSON values, of any size."""
    value = {"a": [1, None, "é 🦊\n\x00"], "b": "x" * 2_000_000}
    assert ran("echo", value) == ([value, [value]], Outcome("done"))


@pytest.mark.parametrize(
    ("name", "limits", "values", "outcome"),
    [
        ("crash", {}, [1], Outcome("crash", "it was ended by SIGSEGV")),
        ("leave", {}, [], Outcome("crash", "it ended with status 7")),
        ("fail", {}, [], Outcome("raised", "ValueError: odd")),
        ("nothing", {}, [], Outcome("raised", "AttributeError: module 'fence_work' has no attribute 'nothing'")),
        ("grow", {"memory": 400 * MEBIBYTE}, [], Outcome("memory")),
        ("loud", {}, [1], Outcome("done")),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems call signals and bounds otherwise")
def test_each_end_has_its_name(name: str, limits: dict[str, Any], values: list[Any], outcome: Outcome) -> None:
    """However the child ends, the parent goes on and learns how; what a library prints is no value."""
    assert ran(name, **limits) == (values, outcome)


class Clock(threading.Timer):
    """A timer that goes off when the test says so; the last one that was made is `made`."""

    made: Clock

    def start(self) -> None:
        """Wait for the test."""
        Clock.made = self

    def go_off(self) -> None:
        """Let the time be over."""
        self.function(*self.args, **self.kwargs)


@pytest.mark.parametrize("name", ["sleep", "search"])
def test_what_takes_too_long_is_ended(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting or busy in C, a child ends when its time is over; the values before are kept."""
    monkeypatch.setattr(threading, "Timer", Clock)
    child = Child.start(f"fence_work:{name}", None, Limits(seconds=7))
    values = child.values()
    pid = next(values)
    Clock.made.go_off()
    assert list(values) == []
    assert (child.outcome, Clock.made.interval) == (Outcome("timeout"), 7)
    assert not is_alive(pid)


def test_what_says_too_much_is_ended() -> None:
    """Output beyond the bound ends the child, and what came before is kept."""
    values, outcome = ran("chatter", output=10_000)
    assert (len(values) < 10, outcome) == (True, Outcome("output"))


def test_little_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child has the variables that Python needs, and no secret of the parent's."""
    monkeypatch.setenv("API_TOKEN", "hunter2")
    monkeypatch.setenv("HTTP_PROXY", "http://user:hunter2@proxy")
    monkeypatch.setenv("OPENAPI_SPEC_VALIDATOR_SCHEMA_VALIDATOR_BACKEND", "odd")
    ((variables,), _) = ran("environment")
    assert "hunter2" not in str(variables)
    assert set(variables) <= {*fence.KEPT_VARIABLES, "PYTHONPATH", "PYTHONUTF8", "LC_CTYPE"}


def test_modules_in_the_users_folder_are_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that lies where the user happens to be, called like a module, is not imported."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(folder)
    assert ran("echo", 1) == ([1, [1]], Outcome("done"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound other things")
def test_the_bounds_are_the_systems() -> None:
    """Memory, processor time and niceness are bounded by the system itself."""
    (bounds, niceness), _ = ran("limits", seconds=20, memory=600 * MEBIBYTE, niceness=3)
    assert bounds == [600 * MEBIBYTE, 25, 0]
    assert niceness >= 3


def test_a_child_can_be_stopped() -> None:
    """`stop` ends the child from another thread, and its reader with it."""
    child = Child.start("fence_work:sleep", None, Limits(seconds=PATIENCE))
    values = child.values()
    pid = next(values)
    threading.Thread(target=child.stop).start()
    assert list(values) == []
    assert child.outcome == Outcome("stopped")
    assert not is_alive(pid)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not fetched does not."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes otherwise")
@pytest.mark.parametrize("name", ["sleep", "search"])
def test_a_child_ends_with_its_parent(tmp_path: Path, name: str) -> None:
    """When the parent is killed, the child ends by itself, also if it is busy in C."""
    script = (
        f"import sys; sys.path[:0] = {[str(tmp_path), *sys.path]!r}\n"
        "from mockserver.server.fence import Child, Limits\n"
        f"for value in Child.start('fence_work:{name}', None, Limits()).values(): print(value, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.send_signal(signal.SIGKILL)
        deadline = monotonic() + PATIENCE
        while is_alive(pid) and monotonic() < deadline:
            sleep(0.01)
        assert not is_alive(pid)


# --- the deep judgement

SETTINGS = Settings(cache=False)
DOCUMENT = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\ncomponents: {schemas: {A: {$ref: '#/nowhere'}}}"


def judged(text: str, folder: Path, settings: Settings = SETTINGS, **limits: Any) -> list[tuple[int, str]]:
    """Line and code of what a child finds in a document in a folder."""
    source = parse(text, name="d.yaml")
    found = deep_in_child(source, uri=(folder / "d.yaml").as_uri(), settings=settings, limits=Limits(**limits))
    return [(each.location.line, each.code) for each in found]


def test_a_document_is_judged_in_a_child(tmp_path: Path) -> None:
    """What is found there is what `deep` finds; files beside the document are read."""
    (tmp_path / "pet.yaml").write_text("type: strng\n")
    text = f"{DOCUMENT}\npaths: {{/a: {{$ref: pet.yaml}}}}"
    assert judged(text, tmp_path) == [(3, "ref-not-found"), (1, "unknown-field")]


@pytest.mark.parametrize(
    ("schema", "codes"),
    [
        ("{$ref: '#/components/schemas/A'}", ["ref-ring"]),
        ("{oneOf: [{$ref: '#/components/schemas/A'}]}", ["schema-ring"]),
        (f"{{type: string, pattern: '^(a+)+$', default: '{'a' * 60}!'}}", ["default-invalid"]),
        (f"{{type: string, pattern: '^(a+)+\\1$', example: '{'a' * 60}!'}}", ["example-invalid"]),
        (f"{{type: string, pattern: '{'(' * 5000}'}}", ["bad-pattern"]),
        ("{$ref: 'file:///etc/passwd'}", ["file-refused"]),
        ("{$ref: '../../../../etc/passwd'}", ["file-refused"]),
    ],
)
def test_hazards_are_told_and_survived(schema: str, codes: list[str], tmp_path: Path) -> None:
    """Rings, catastrophic patterns and references to files that are none of a document's business."""
    text = f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\ncomponents: {{schemas: {{A: {schema}}}}}"
    assert [code for _, code in judged(text, tmp_path)] == codes


def test_nobody_is_called(tmp_path: Path) -> None:
    """A reference to a server on this machine is refused, and no connection waits when the child has ended."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/a.yaml"
        schema = f"{{A: {{$ref: '{address}'}}, B: {{$schema: '{address}'}}, C: {{example: {{$ref: '{address}'}}}}}}"
        text = f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\ncomponents: {{schemas: {schema}}}"
        assert "remote-refused" in [code for _, code in judged(text, tmp_path)]
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize(
    ("work", "limits", "words"),
    [
        ("sleep", {"seconds": 1.5}, "the validation was stopped after 1.5 s; there may be more to find"),
        ("grow", {"memory": 400 * MEBIBYTE}, "the validation was stopped at 400 MiB of memory"),
        ("crash", {}, "the validation was stopped since it crashed: it was ended by SIGSEGV"),
        ("fail", {}, "the validation was stopped by an error: ValueError: odd"),
        ("found", {"output": 3_000}, "the validation was stopped since it found too much to tell"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems call signals and bounds otherwise")
def test_what_stopped_the_judgement_is_told(
    work: str, limits: dict[str, Any], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A judgement that did not come to its end says so, as an error of the whole file."""
    target = "def found(_):\n    while True:\n        yield {'found': []}\n"
    bare = WORK.replace("yield os.getpid()", "yield {}").replace("yield 1\n", "yield {}\n")
    given = re.sub(r"^(def \w+\(\w+)\):", r"\1, *octets):", bare + target, flags=re.MULTILINE)
    (tmp_path / "fence_work.py").write_text(given)
    monkeypatch.setattr(Judging, "work", f"fence_work:{work}")
    source = parse(DOCUMENT, name="d.yaml")
    (told,) = deep_in_child(source, uri="file:///d.yaml", settings=SETTINGS, limits=Limits(**limits))
    assert told.message.startswith(words)
    assert (told.code, told.severity.name, str(told.location)) == ("not-judged", "ERROR", "d.yaml")


def test_a_verdict_is_kept_only_where_that_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second judgement of the same document starts no child, unless the cache is off."""
    started: list[str] = []
    start = Child.start

    def counted(name: str, argument: Any, limits: Limits, **more: Any) -> Child:
        started.append(name)
        return start(name, argument, limits, **more)

    monkeypatch.setattr(Child, "start", counted)
    expected = [(3, "ref-not-found")]
    assert [judged(DOCUMENT, tmp_path, Settings(cache=True)) for _ in range(2)] == [expected] * 2
    assert len(started) == 1
    assert judged(DOCUMENT, tmp_path, Settings(cache=False)) == expected
    assert len(started) == 2


def test_a_judgement_that_was_stopped_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a stopped child left out is judged again the next time."""
    with monkeypatch.context() as broken:
        broken.setattr(Judging, "work", "fence_work:fail")
        assert judged(DOCUMENT, tmp_path, Settings(cache=True)) == [(0, "not-judged")]
    assert judged(DOCUMENT, tmp_path, Settings(cache=True)) == [(3, "ref-not-found")]


def test_the_judgement_meanwhile_calls_back(tmp_path: Path) -> None:
    """`deep_meanwhile` returns at once, and tells what was found from its own thread."""
    told: queue.Queue[tuple[Diagnostic, ...]] = queue.Queue()
    source = parse(DOCUMENT, name="d.yaml")
    judging = deep_meanwhile(source, told.put, uri=(tmp_path / "d.yaml").as_uri(), settings=SETTINGS)
    assert [each.code for each in told.get(timeout=PATIENCE)] == ["ref-not-found"]
    assert judging.join(PATIENCE)
    judging.stop()


def test_a_judgement_that_is_stopped_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`stop` ends the child and the thread, and nobody is called."""
    monkeypatch.setattr(Judging, "work", "fence_work:sleep")
    told: list[tuple[Diagnostic, ...]] = []
    source = parse(DOCUMENT, name="d.yaml")
    judging = deep_meanwhile(source, told.append, uri=(tmp_path / "d.yaml").as_uri(), settings=SETTINGS)
    judging.stop()
    assert judging.join(PATIENCE)
    assert told == []
