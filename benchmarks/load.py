"""Load: as many requests as a server answers (wrk), and requests at a given rate, whose delays are measured."""

from __future__ import annotations

import asyncio
import json
import re
import selectors
import socket
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

CONNECTIONS = 32


@dataclass(frozen=True)
class Ask:
    """A request, and the status that its answer must have."""

    method: str
    target: str
    status: int = 200
    content: bytes | None = None

    def script(self) -> str:
        """The request in the language of wrk."""
        lines = [f'wrk.method = "{self.method}"']
        if self.content is not None:
            lines += [
                f"wrk.body = {json.dumps(self.content.decode())}",
                'wrk.headers["Content-Type"] = "application/json"',
            ]
        return "\n".join(lines) + "\n"


def rate(port: int, ask: Ask, *, seconds: float, folder: Path) -> float:
    """Answers a second, asked for by one thread of wrk over 32 connections. Raises RuntimeError on socket errors."""
    if ask.method == "HEAD":
        return _bare_rate(port, ask, seconds)
    script = folder / "ask.lua"
    script.write_text(ask.script())
    url = f"http://127.0.0.1:{port}{ask.target}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "-s", str(script), url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Socket errors" in told and not re.search(r"connect 0, read 0, write 0, timeout 0", told):
        raise RuntimeError(f"{ask.method} {ask.target}: {re.search('Socket errors.*', told)[0]}")  # type: ignore[index]
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    return float(found[1]) if found else 0.0


def _bare_rate(port: int, ask: Ask, seconds: float) -> float:
    """The same without wrk, which waits for the content of an answer to HEAD: no answer may have any."""
    request = f"{ask.method} {ask.target} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode()
    with selectors.DefaultSelector() as selector, ExitStack() as stack:
        for _ in range(CONNECTIONS):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            selector.register(connection, selectors.EVENT_READ, connection)
            connection.sendall(request)
        answers, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            for key, _ in selector.select(1):
                # An answer without content is one small segment, and comes whole.
                if not key.data.recv(65536).endswith(b"\r\n\r\n"):
                    raise RuntimeError(f"{ask.method} {ask.target}: an answer that is no head alone")
                answers += 1
                key.data.sendall(request)
    return answers / seconds


def delays(port: int, ask: Ask, *, per_second: float, seconds: float) -> list[float]:
    """How long each answer took from the moment at which its request was due, in seconds, sorted.

    A request that is due while the one before it is unanswered waits for it, and its wait counts.
    """
    return sorted(asyncio.run(_paced(port, ask, per_second=per_second, seconds=seconds)))


async def _paced(port: int, ask: Ask, *, per_second: float, seconds: float) -> list[float]:
    found: list[float] = []
    interval = CONNECTIONS / per_second
    began = time.perf_counter() + 0.1
    workers = [
        _connection(port, ask, first=began + index / per_second, interval=interval, end=began + seconds, found=found)
        for index in range(CONNECTIONS)
    ]
    await asyncio.gather(*workers)
    return found


async def _connection(port: int, ask: Ask, *, first: float, interval: float, end: float, found: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"{ask.method} {ask.target} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode()
    due = first
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        found.append(time.perf_counter() - due)
        due += interval
    writer.close()


def percentile(ordered: list[float], share: float) -> float:
    """The value below which that share of the ordered values lies."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def as_json(value: Any) -> bytes:
    """The value as the content of a request."""
    return json.dumps(value).encode()
