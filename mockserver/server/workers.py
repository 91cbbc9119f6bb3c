"""Several processes that serve one address: the first one reads the documents, starts the others and sees to them.

Knows processes, signals and sockets; what a worker does is passed in. The workers are copies (fork) of a process that
has read everything and runs no thread, so that they share its memory. The first process serves nobody: it starts
another worker where one has ended, passes SIGTERM and SIGINT on, and ends those that do not end in time. A worker
whose first process is gone ends, too.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

from mockserver.errors import CannotListen
from mockserver.server.listening import USAGE, Address, forget, listen, siblings
from mockserver.server.run import FAILED, prepare_process, warn_of_reach
from mockserver.server.stderr import tell

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from types import FrameType

    from mockserver.settings import Settings

BREATH: Final = 1.0
"""Seconds between a worker that ends and the next in its place, where it did not live longer than that."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker has to know: where it listens, which one it is, whether it stands in for one that ended."""

    address: Address
    sockets: list[socket.socket]
    number: int
    is_first: bool
    ready: Callable[[], None]
    """To be called when requests are answered."""


def run_workers(settings: Settings, work: Callable[[Worker], int], *, on_ready: Callable[[Address], None]) -> int:
    """Have `settings.workers` processes `work` until a signal comes, and give the exit code, as `run` does.

    `on_ready` is told the address once all of them answer.
    """
    try:
        _require_fork()
        address, sockets = listen(settings)
    except CannotListen as refused:
        tell(f"error: {refused}")
        return refused.exit_code
    warn_of_reach(address, settings)
    prepare_process(settings)
    try:
        grace = settings.timeout_graceful_shutdown + 2
        return _Supervisor(address, siblings(sockets, settings.workers), work, grace=grace).run(on_ready)
    finally:
        forget(address)


def _require_fork() -> None:
    if not hasattr(os, "fork"):
        cure = "start several servers at ports of their own"
        raise CannotListen("this system cannot share an address among --workers", cure=cure, exit_code=USAGE)


class _Supervisor:
    """The first process. It must run no thread: a copy of it would have the locks that threads hold, and no threads."""

    def __init__(
        self, address: Address, listening: list[list[socket.socket]], work: Callable[[Worker], int], *, grace: int
    ) -> None:
        self._address, self._listening, self._work, self._grace = address, listening, work, grace
        self._workers: dict[int, tuple[int, float]] = {}
        self._is_ending = False
        self._exit_code = 0
        # Nothing is ever written to it: its end is read when this process is gone.
        self._life, self._end_of_life = os.pipe()
        self._heard, self._said = os.pipe()

    def run(self, on_ready: Callable[[Address], None]) -> int:
        before = {each: signal.signal(each, self._pass_on) for each in _SIGNALS}
        try:
            for number in range(len(self._listening)):
                self._start(number, is_first=True)
            if self._are_ready():
                with suppress(OSError):
                    on_ready(self._address)
            self._supervise()
        finally:
            self._kill(signal.SIGKILL)
            for each, handler in before.items():
                signal.signal(each, handler)
            for listening in (one for sockets in self._listening for one in sockets):
                listening.close()
        return self._exit_code

    def _start(self, number: int, *, is_first: bool) -> None:
        # A signal that comes before the worker is ready for it waits.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        pid = os.fork()
        if pid == 0:
            self._be_worker(number, is_first=is_first)
        self._workers[pid] = number, time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    def _are_ready(self) -> bool:
        """Wait until each worker has said so; False where one has ended instead, which ends all."""
        waiting = len(self._listening)
        os.set_blocking(self._heard, False)
        while waiting and not self._is_ending:
            with suppress(BlockingIOError):
                waiting -= len(os.read(self._heard, waiting))
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                self._workers.pop(pid, None)
                self._exit_code = self._exit_code or _code(status) or FAILED
                self._end(signal.SIGTERM)
            time.sleep(0.005)
        return not self._is_ending

    def _supervise(self) -> None:
        while self._workers:
            pid, status = os.waitpid(-1, 0)
            number, began = self._workers.pop(pid, (None, 0.0))
            if self._is_ending or number is None:
                continue
            tell(f"warning: worker {pid} ended {_how(status)}; another one takes its place")
            if time.monotonic() - began < BREATH:
                time.sleep(BREATH)
            if not self._is_ending:
                self._start(number, is_first=False)

    # ending

    def _pass_on(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- the signature of a handler
        """The first signal lets requests end, the second does not wait for them: the workers know."""
        if self._is_ending:
            self._exit_code = 128 + sig
        self._end(sig)

    def _end(self, sig: int) -> None:
        self._is_ending = True
        self._kill(sig)
        signal.signal(signal.SIGALRM, lambda *_: self._kill(signal.SIGKILL))
        signal.alarm(self._grace)

    def _kill(self, sig: int) -> None:
        for pid in tuple(self._workers):
            with suppress(ProcessLookupError):
                os.kill(pid, sig)

    # the worker's side

    def _be_worker(self, number: int, *, is_first: bool) -> NoReturn:
        code = FAILED
        try:
            # Ctrl-C at a terminal goes to the whole group, and would come a second time from the first process.
            os.setpgid(0, 0)
            for each in _SIGNALS:
                signal.signal(each, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            os.close(self._end_of_life)
            threading.Thread(target=self._end_with_first, name="mockserver-life", daemon=True).start()
            worker = Worker(self._address, self._listening[number], number, is_first, self._say_ready)
            code = self._work(worker)
        except BaseException as fault:  # noqa: BLE001 -- no copy of the first process may go on as if it were the first
            tell(f"error: worker {os.getpid()} failed: {type(fault).__name__}: {fault}")
        finally:
            os._exit(code)

    def _say_ready(self) -> None:
        os.write(self._said, b"r")

    def _end_with_first(self) -> None:
        os.read(self._life, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(self._grace)
        os.kill(os.getpid(), signal.SIGKILL)


def _code(status: int) -> int:
    return max(os.waitstatus_to_exitcode(status), 0)


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"by signal {-code}" if code < 0 else f"with code {code}"
