"""A fence: work that may hang, explode or crash, done in a process of its own, within bounds.

`Child` runs a callable of ours by its name. It gets one JSON value and gives JSON values, line by line, over a pipe; it
is bounded in time, memory and output, and ends with the process that started it, whatever becomes of that. Nothing is
inherited but the search path for modules and a few variables.

What is done so is the deep judgement of a document: `deep_in_child` waits for it, `deep_meanwhile` calls back.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.server.findings import as_json, of_json
from mockserver.server.verdicts import Asked, Remembering, Verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import IO, NoReturn

    from mockserver.document.parse import Source
    from mockserver.settings import Settings

MEBIBYTE: Final = 1024 * 1024

End = Literal["done", "timeout", "memory", "output", "crash", "raised", "stopped"]

# What a Python process may need of its environment to start, and to find its libraries, certificates and temporary
# folder. No proxy is among them: references are fetched without (server/retrieval).
KEPT_VARIABLES: Final = (
    "PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX",
    "PYTHONDONTWRITEBYTECODE", "SSL_CERT_FILE", "SSL_CERT_DIR",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of a child: seconds of time, octets of memory and of output, and how much it yields to others.

    Memory and niceness are kept where the platform has them: not on Windows.
    """

    seconds: float = 15.0
    memory: int = 1024 * MEBIBYTE
    output: int = 32 * MEBIBYTE
    niceness: int = 0


DEFAULTS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended; `detail` says in words why, where that was not well."""

    end: End
    detail: str = ""


# --- the parent's side ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Child:
    """A callable at work in another process. Start it and read it in one thread; `stop` it from any.

    One thread, since on Linux the child ends with the thread that started it (prctl(2), PR_SET_PDEATHSIG).
    """

    process: subprocess.Popen[bytes]
    limits: Limits
    _outcome: list[Outcome] = field(default_factory=list)

    @classmethod
    def start(cls, name: str, argument: Any, limits: Limits, *, octets: bytes | None = None) -> Child:
        """Start `module:function` with a JSON value, and octets if there are any; it yields JSON values."""
        process = subprocess.Popen(
            # -P: a module in the folder where the user happens to be is not ours.
            [sys.executable, "-P", "-c", "from mockserver.server.fence import work; work()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        child = cls(process, limits)
        size = None if octets is None else len(octets)
        order = {"name": name, "argument": argument, "size": size, "parent": os.getpid(), "bounds": _bounds(limits)}
        given = json.dumps(order).encode(), octets or b""
        threading.Thread(target=child._hand_over, args=given, daemon=True).start()
        return child

    def _hand_over(self, order: bytes, octets: bytes) -> None:
        """Write the order, and leave the pipe open: it closes when this process ends, and that ends the child."""
        with contextlib.suppress(OSError, ValueError):
            stdin = _there(self.process.stdin)
            stdin.write(len(order).to_bytes(8, "big") + order)
            stdin.write(octets)
            stdin.flush()

    def values(self) -> Iterator[Any]:
        """The values as they come. When they are exhausted the child is gone, and `outcome` says how it ended."""
        timer = threading.Timer(self.limits.seconds, self._end, args=(Outcome("timeout"),))
        timer.daemon = True
        timer.start()
        try:
            yield from self._values(_there(self.process.stdout))
        finally:
            timer.cancel()
            self.stop()
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError, ValueError):
                    _there(pipe).close()

    def _values(self, stdout: IO[bytes]) -> Iterator[Any]:
        left = self.limits.output
        while line := stdout.readline(left + 1):
            left -= len(line)
            message: Any = json.loads(line) if left >= 0 and line.endswith(b"\n") else {"end": "output"}
            if "end" in message:
                end: End = message["end"]
                self._end(Outcome(end, message.get("detail", "")))
                return
            yield message["value"]
        self._outcome.append(_crash(self.process.wait()))

    def _end(self, outcome: Outcome) -> None:
        self._outcome.append(outcome)
        self.process.kill()

    def stop(self) -> None:
        """End the child now, if it has not ended."""
        self._end(Outcome("stopped"))
        self.process.wait()

    @property
    def outcome(self) -> Outcome:
        """How it ended: the first cause is the true one."""
        return self._outcome[0] if self._outcome else Outcome("stopped")


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:  # pragma: no cover -- both are asked for above
        raise ValueError("the child has no pipe")
    return pipe


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    path = os.pathsep.join(os.path.abspath(each) for each in sys.path)  # noqa: PTH100 -- a path may be a zip file's
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def _bounds(limits: Limits) -> dict[str, int]:
    # The processor's time is bounded too, for a child whose parent died and which cannot notice.
    return {"cpu": int(limits.seconds) + 5, "memory": limits.memory, "niceness": limits.niceness}


def _crash(status: int) -> Outcome:
    """What an end without a last word means, by the exit status."""
    if status >= 0:
        return Outcome("crash", f"it ended with status {status}")
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    if name == "SIGXCPU":
        return Outcome("timeout")
    if name == "SIGKILL":
        return Outcome("memory", "the system killed it, most likely for want of memory")
    return Outcome("crash", f"it was ended by {name}")


# --- the deep judgement ---------------------------------------------------------------------------------------------


def deep_in_child(
    source: Source, *, uri: str, settings: Settings, limits: Limits = DEFAULTS, cache: bool | None = None
) -> tuple[Diagnostic, ...]:
    """The deep diagnostics of a document, found in a child or remembered; one more where it was stopped before its end.

    `uri` is the document's own, to which references are relative. `cache` is `settings.cache` unless given.
    """
    judging = Judging(source, uri, settings, limits=limits, cache=settings.cache if cache is None else cache)
    return judging.result()


def deep_meanwhile(
    source: Source,
    then: Callable[[tuple[Diagnostic, ...]], None],
    *,
    uri: str,
    settings: Settings,
    limits: Limits | None = None,
) -> Judging:
    """The same in a thread, which calls `then` with the diagnostics, unless it is stopped before. Returns at once.

    The child yields the processor to the server.
    """
    polite = limits if limits is not None else Limits(niceness=10)
    judging = Judging(source, uri, settings, limits=polite, cache=settings.cache)
    judging.begin(then)
    return judging


class Judging:
    """A deep judgement under way; `stop` ends it, and then nothing is told. `work` is what the child does."""

    work = "mockserver.server.fence:judge"

    def __init__(self, source: Source, uri: str, settings: Settings, *, limits: Limits, cache: bool) -> None:
        self._source, self._uri, self._settings = source, uri, settings
        self._limits = limits
        self._verdicts = Verdicts.of_user() if cache else None
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._is_stopped = False
        self._thread: threading.Thread | None = None

    def begin(self, then: Callable[[tuple[Diagnostic, ...]], None]) -> None:
        """Judge in a thread, and call `then` from it."""

        def run() -> None:
            told = self.result()
            if not self._is_stopped:
                then(told)

        self._thread = threading.Thread(target=run, name="judging", daemon=True)
        self._thread.start()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until it has ended; whether it has."""
        if self._thread is not None:
            self._thread.join(timeout)
        return self._thread is None or not self._thread.is_alive()

    def stop(self) -> None:
        """End it now. Nothing is told that was not told before."""
        with self._lock:
            self._is_stopped = True
            if self._child is not None:
                self._child.stop()

    def result(self) -> tuple[Diagnostic, ...]:
        """The diagnostics: remembered ones if the document and its files are the same, else the child's."""
        asked = Asked(self._source, self._uri, self._settings)
        known = self._verdicts.recall(asked) if self._verdicts is not None else None
        if known is not None:
            return known
        found, files, outcome = self._found()
        if outcome.end == "done" and self._verdicts is not None:
            self._verdicts.keep(asked, found, files=files)
        return (*found, *_stopped(outcome, self._limits, self._source.name))

    def _found(self) -> tuple[tuple[Diagnostic, ...], Mapping[str, str | None], Outcome]:
        """What the child finds, the digests of the files that it read, and how it ended."""
        with self._lock:
            if self._is_stopped:
                return (), {}, Outcome("stopped")
            self._child = child = Child.start(self.work, self._order(), self._limits, octets=self._source.packed())
        found: list[Diagnostic] = []
        files: dict[str, str | None] = {}
        for value in child.values():
            found += [of_json(each) for each in value.get("found", ())]
            files |= value.get("files", {})
        return tuple(found), files, child.outcome

    def _order(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "name": self._source.name,
            "uri": self._uri,
            "allow_root": list(settings.allow_root),
            "allow_remote_refs": settings.allow_remote_refs,
        }


def judge(order: Mapping[str, Any], octets: bytes) -> Iterator[Mapping[str, Any]]:
    """In the child: judge this packed text stage by stage; last, say which files were read, and which could not be."""
    from mockserver.document.parse import parse_octets
    from mockserver.document.validation import deep_by_stage
    from mockserver.server.retrieval import Retriever

    source = parse_octets(zlib.decompress(octets), name=order["name"])
    # A fifth of the time of a large document: the collector looks at what stays, again and again.
    gc.freeze()
    gc.set_threshold(100_000)
    allowed = {key: order[key] for key in ("allow_root", "allow_remote_refs")}
    retrieve = Remembering(Retriever(order["uri"], **allowed, source=source))
    for stage in deep_by_stage(source, retrieve, uri=order["uri"]):
        yield {"found": [as_json(each) for each in stage]}
    yield {"files": retrieve.digests}


def _stopped(outcome: Outcome, limits: Limits, name: str) -> Iterator[Diagnostic]:
    """What to say of a judgement that did not come to its end."""
    because = {
        "timeout": f"after {limits.seconds:g} s",
        "memory": f"at {limits.memory // MEBIBYTE} MiB of memory",
        "output": "since it found too much to tell",
        "crash": f"since it crashed: {outcome.detail}",
        "raised": f"by an error: {outcome.detail}",
    }.get(outcome.end)
    if because is not None:
        message = f"the validation was stopped {because}; there may be more to find"
        yield Diagnostic(Severity.ERROR, Location(name), message, hint=_HINTS.get(outcome.end, ""), code="not-judged")


_HINTS: Final = {
    "timeout": "is there a pattern, or a ring of references, that takes very long?",
    "memory": "is there an example or a schema that grows without bounds?",
    "crash": "please report it with the document, if you can",
    "raised": "please report it with the document, if you can",
}


# --- the child's side -----------------------------------------------------------------------------------------------


def work() -> NoReturn:
    """The whole life of a child: read the order, confine oneself, do it, say each value and how it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the terminal is the parent's to answer
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no value of ours
    stdin = sys.stdin.buffer
    order = json.loads(stdin.read(int.from_bytes(stdin.read(8), "big")))
    octets = [] if order["size"] is None else [stdin.read(order["size"])]
    _confine(order["bounds"], order["parent"])
    threading.Thread(target=_end_with, args=(stdin,), daemon=True).start()
    last: dict[str, Any] = {"end": "done"}
    try:
        for value in _callable(order["name"])(order["argument"], *octets):
            _say(out, {"value": value})
    except MemoryError:
        last = {"end": "memory"}
    except Exception as error:  # noqa: BLE001 -- told to the parent, whatever it is
        last = {"end": "raised", "detail": f"{type(error).__name__}: {error}"[:500]}
    _say(out, last)
    os._exit(0)


def _say(out: IO[bytes], message: Mapping[str, Any]) -> None:
    out.write(json.dumps(message).encode() + b"\n")
    out.flush()


def _end_with(stdin: IO[bytes]) -> None:
    """End this process when the parent's end of the pipe is closed."""
    stdin.read(1)
    os._exit(1)


def _callable(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _confine(bounds: Mapping[str, int], parent: int) -> None:
    if sys.platform == "linux":
        _die_with(parent)
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.nice(bounds["niceness"])
        _limit(bounds)


def _die_with(parent: int) -> None:
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG of prctl(2): works also while a regex holds the lock
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _limit(bounds: Mapping[str, int]) -> None:
    import resource

    wanted = {resource.RLIMIT_AS: bounds["memory"], resource.RLIMIT_CPU: bounds["cpu"], resource.RLIMIT_CORE: 0}
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(OSError, ValueError):  # macOS bounds no address space
            resource.setrlimit(kind, (soft, hard))
