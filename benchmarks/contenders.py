"""The servers that are measured: how each is started, when it is ready, how much memory it took, how it is ended."""

from __future__ import annotations

import http.client
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
PATIENCE = 120.0
"""Seconds that a server may take to its first answer."""


@dataclass(frozen=True)
class Contender:
    """A server: its name in the tables, and its command, in which `{port}` stands for the port."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass
class Running:
    """A server that runs. `ready` is the seconds from its start to its first answer."""

    contender: Contender
    process: subprocess.Popen[bytes]
    port: int
    ready: float = 0.0

    def peak_memory(self) -> float | None:
        """The most memory that the process held, in MiB; None where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return None
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024

    def processor_time(self) -> float:
        """Seconds of the processor that the process has spent; NaN where the system does not tell."""
        known = Path(f"/proc/{self.process.pid}/stat")
        if not known.exists():
            return math.nan
        spent = known.read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")

    def status_of(self, method: str, target: str, content: bytes | None = None) -> int:
        """The status of one answer, so that no figure is one of errors."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, target, content, {"content-type": "application/json"} if content else {})
            return connection.getresponse().status
        finally:
            connection.close()


def mockserver(document: Path, *options: str, cache: Path | None = None, name: str = "mockserver serve") -> Contender:
    """`mockserver serve` as a user starts it, but for its port."""
    command = (sys.executable, "-m", "mockserver", "serve", str(document), "--port", "{port}", *options)
    return Contender(name, command, {"XDG_CACHE_HOME": str(cache)} if cache else {})


def through_asgi(document: Path, *options: str) -> Contender:
    """The same mock, each request through FastAPI."""
    return Contender(
        "through FastAPI", (sys.executable, str(HERE / "bare.py"), "{port}", "mock", str(document), *options)
    )


def bare(reader: str) -> Contender:
    """A uvicorn whose application does nothing; `ours` is the HTTP reader that mockserver has."""
    return Contender(f"bare uvicorn ({reader})", (sys.executable, str(HERE / "bare.py"), "{port}", reader))


def node() -> Contender | None:
    """Node's own server, if Node is here."""
    path = shutil.which("node")
    return Contender("node http", (path, str(HERE / "bare.js"), "{port}")) if path else None


def prism(document: Path, command: str | None, *options: str) -> Contender | None:
    """Prism, from a given path or installed where npx finds it."""
    found = command or path_of_prism()
    arguments = ("mock", "-h", "127.0.0.1", "-p", "{port}", *options, str(document))
    return Contender("Prism", (found, *arguments)) if found else None


def path_of_prism() -> str | None:
    """The command that npx would run, so that the process which is measured is Prism's and not npx's."""
    npx = shutil.which("npx")
    if npx is None:
        return None
    command = [npx, "--no-install", "-c", "command -v prism"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return None
    return told.stdout.strip() or None


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The variables of a server. Bytecode is written, as it is where a package is installed: this is not measured."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": os.path.join(tempfile.gettempdir(), "mockserver-benchmarks"), **kept, **more}  # noqa: PTH118


@contextmanager
def running(contender: Contender, target: str) -> Iterator[Running]:
    """The server, from its first answer to a GET of the target to the end of the block.

    Raises RuntimeError if it ends before, or does not answer in time.
    """
    port = _free_port()
    command = [part.replace("{port}", str(port)) for part in contender.command]
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(contender.environment),
        start_new_session=True,
    )
    server = Running(contender, process, port)
    try:
        _await_answer(server, target, began)
        server.ready = time.perf_counter() - began
        yield server
    finally:
        _end(process)


def _await_answer(server: Running, target: str, began: float) -> None:
    while time.perf_counter() - began < PATIENCE:
        if server.process.poll() is not None:
            raise RuntimeError(f"{server.contender.name} ended with {server.process.returncode} before it answered")
        try:
            if server.status_of("GET", target) < 500:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.002)
    raise RuntimeError(f"{server.contender.name} did not answer within {PATIENCE:.0f} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server and what it started: it leads a group of processes of its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=10)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
