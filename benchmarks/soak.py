"""A soak: minutes of mixed load with faults, in which memory must stay flat and no descriptor may leak.

    python benchmarks/soak.py [--seconds 600]

Two real servers: one follows a document that is saved well and badly all the time, one has two workers, of which one is
killed now and then. Both get good requests, broken ones, requests that are cut off at any octet, slow ones, large ones,
and clients that do not read. A client beside them asks all the time, and waits for its answer. Prints a table, a row a
minute. Ends with 1 where

- memory grows by more than 5 % after the warm-up (from the median of the second fifth of the time to that of the last);
- more descriptors are open than at the start, once all clients have gone;
- the client beside them waits for longer than two seconds, or gets no answer, or one that is wrong.

Linux only: memory (PSS) and descriptors are read from /proc.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GROWTH: Final = 1.05
PATIENCE: Final = 2.0
"""Seconds within which a normal request is answered at all times."""
KILLED: Final = 20
"""Seconds between two deaths of a worker."""

DOCUMENT: Final = """openapi: 3.1.0
info: {title: soak, version: '1'}
paths:
  /ok:
    get: {responses: {'200': {description: d, content: {application/json: {example: 1}}}}}
  /pets:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 1000000}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/x-pet'}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/x-pet'}}}}
      responses: {'201': {description: d}}
  /pets/{id}:
    get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/x-pet'}}}}}}
  /large:
    get: {responses: {'200': {description: d, content: {text/plain: {example: LARGE}}}}}
x-pet:
  type: object
  required: [name]
  properties:
    id: {type: integer}
    name: {type: string}
    tags: {type: array, items: {type: string}}
    born: {type: string, format: date}
""".replace("LARGE", "x" * 300_000)
HOST: Final = b"Host: 127.0.0.1\r\n"
BROKEN: Final = (
    b"GET /%zz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n",
    b"GET /ok HTTP/1.1\n\n",
    b"\0\1\2",
    b"\x16\x03\x01\x02\x00",
    b"GET /ok HTTP/1.1\r\n\r\n",
    b"POST /pets HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST /pets HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /ok HTTP/1.1\r\n" + HOST + b"Accept: " + b"*/*;q=" * 9000 + b"\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    b"POST /pets HTTP/1.1\r\n%bContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n" % HOST + b"[" * 9000,
)  # fmt: skip


# --- servers


@dataclass(slots=True)
class Server:
    """A process that serves, its port, and what was measured of it: second, octets of memory, descriptors."""

    name: str
    process: subprocess.Popen[str]
    port: int
    samples: list[tuple[float, int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, *options: str, folder: Path) -> Self:
        """Start one."""
        path = folder / f"{name}.yaml"
        path.write_text(DOCUMENT)
        command = [sys.executable, "-m", "mockserver", "serve", str(path), "-p", "0", "-q", "--log-format", "json"]
        process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
        lines: Any = process.stdout
        port = urlsplit(json.loads(lines.readline())["urls"][0]).port or 0
        # What it says further on is read, so that it never waits for us.
        threading.Thread(target=lambda: [None for _ in lines], daemon=True).start()
        return cls(name, process, port)

    @property
    def workers(self) -> list[int]:
        """The processes that it has started and that serve: children that run as long as it does."""
        return [pid for pid in children(self.process.pid) if pid != self.process.pid and not _is_judging(pid)]

    def sample(self, second: float) -> None:
        """Measure it."""
        pids = [self.process.pid, *(self.workers if self.name == "workers" else [])]
        with suppress(OSError):
            self.samples.append((second, sum(map(memory, pids)), sum(map(descriptors, pids))))


def children(parent: int) -> list[int]:
    """The processes whose parent this is."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _is_judging(pid: int) -> bool:
    # A document is judged in a process of its own, which starts anew.
    return b"workers" not in Path(f"/proc/{pid}/cmdline").read_bytes()


def memory(pid: int) -> int:
    """The octets of memory that a process has for itself, and its share of what it has with others (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def descriptors(pid: int) -> int:
    """How many files and sockets a process has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 -- not one path is needed


# --- clients


@dataclass(slots=True)
class Load:
    """All clients: until when, whom they ask, and what they got."""

    servers: list[Server]
    ended: threading.Event = field(default_factory=threading.Event)
    seen: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def connected(self, server: Server) -> Iterator[socket.socket]:
        """A connection; what happens to it is the client's own fault."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 10) as connection:
            yield connection

    def loop(self, kind: str, ask: Callable[[Load, Server, random.Random], int | None]) -> None:
        """One client: asks one server after the other, until the end."""
        chance = random.Random(kind)
        while not self.ended.is_set():
            for server in self.servers:
                with suppress(OSError, http.client.HTTPException):
                    self.seen[kind] += ask(self, server, chance) or 1


def good(_: Load, server: Server, chance: random.Random) -> int:
    """Fifty different requests on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for _each in range(50):
        path = chance.choice(
            ["/ok", f"/pets?limit={chance.randrange(10**6)}", f"/pets/{chance.randrange(10**6)}", "/none"]
        )
        connection.request(
            chance.choice(["GET", "GET", "HEAD", "OPTIONS"]), path, headers={"Prefer": chance.choice(["", "dynamic"])}
        )
        connection.getresponse().read()
        time.sleep(0.005)
    connection.close()
    return 50


def broken(load: Load, server: Server, chance: random.Random) -> None:
    """What is no request."""
    with load.connected(server) as connection:
        connection.sendall(chance.choice(BROKEN))
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
    time.sleep(0.01)


def aborted(load: Load, server: Server, chance: random.Random) -> None:
    """A request that is cut off at any octet, by a reset."""
    content = b'{"name": "a"}' * 100
    whole = b"POST /pets HTTP/1.1\r\n%bContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        HOST, len(content), content,
    )  # fmt: skip
    with load.connected(server) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(whole[: chance.randrange(len(whole))])
    time.sleep(0.01)


def slow(load: Load, server: Server, chance: random.Random) -> None:
    """A head that comes octet by octet."""
    with load.connected(server) as connection:
        for octet in b"GET /ok HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n":
            connection.sendall(bytes([octet]))
            time.sleep(chance.random() / 50)
        connection.recv(65536)


def unread(load: Load, server: Server, chance: random.Random) -> None:
    """Answers that are asked for and not read."""
    with load.connected(server) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall((b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n") * 20)
        time.sleep(chance.random() * 2)


def large(load: Load, server: Server, chance: random.Random) -> None:
    """Content of megabytes, some of it too large."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    content = json.dumps({"name": "a", "tags": ["x" * 1000] * chance.choice([1000, 3000, 11_000])})
    connection.request("POST", "/pets", content, {"Content-Type": "application/json"})
    connection.getresponse().read()
    connection.close()
    load.ended.wait(0.5)


def beside(load: Load, server: Server, _: random.Random) -> None:
    """A client that needs its answer."""
    began = time.perf_counter()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", "/ok", headers={"Connection": "close"})
        content = connection.getresponse().read()
        if content != b"1":
            load.faults.append(f"{server.name}: {content[:80]!r}")
    except (OSError, http.client.HTTPException) as fault:
        # Who is connected to a worker that is killed loses the connection, as with any server.
        if server.name != "workers" or not isinstance(fault, (ConnectionError, http.client.RemoteDisconnected)):
            load.faults.append(f"{server.name}: {type(fault).__name__}: {fault}")
    load.slowest = max(load.slowest, time.perf_counter() - began)
    load.ended.wait(0.1)


KINDS: Final = (good, broken, aborted, slow, unread, large, beside)


def saved(load: Load, folder: Path) -> None:
    """Save the document of the first server, every other time badly."""
    path, number = folder / "followed.yaml", 0
    while not load.ended.wait(2):
        number += 1
        path.write_text(DOCUMENT.replace("'1'", f"'{number}'") + ("" if number % 2 else "  - [\n"))
        load.seen["saves"] += 1


def killed(load: Load, server: Server) -> None:
    """End a worker the hard way, again and again: always the youngest, so that the other one grows old."""
    while not load.ended.wait(KILLED):
        with suppress(OSError, IndexError):
            os.kill(server.workers[-1], signal.SIGKILL)
            load.seen["kills"] += 1


# --- the soak


def main() -> int:
    """Soak, and say what does not hold."""
    parser = argparse.ArgumentParser(description="Minutes of mixed load with faults.")
    parser.add_argument("--seconds", type=float, default=600)
    seconds = parser.parse_args().seconds
    with TemporaryDirectory() as name:
        folder = Path(name)
        servers = [
            Server.of("followed", "--watch", folder=folder),
            Server.of("workers", "--workers", "2", "--no-watch", folder=folder),
        ]
        try:
            return soaked(servers, folder, seconds)
        finally:
            for server in servers:
                server.process.terminate()
                server.process.wait()


def soaked(servers: list[Server], folder: Path, seconds: float) -> int:
    """The table, then what does not hold."""
    load = Load(servers)
    for server in servers:
        http.client.HTTPConnection("127.0.0.1", server.port).request("GET", "/ok")
    time.sleep(2)
    for server in servers:
        server.sample(0.0)
    clients = [threading.Thread(target=load.loop, args=(kind.__name__, kind)) for kind in KINDS]
    clients += [
        threading.Thread(target=saved, args=(load, folder)),
        threading.Thread(target=killed, args=(load, servers[1])),
    ]
    for client in clients:
        client.start()
    measured(load, seconds)
    load.ended.set()
    for client in clients:
        client.join()
    faults = [*load.faults[:10], *leaks(load), *growth(servers, seconds)]
    if load.slowest > PATIENCE:
        faults.append(f"a normal request waited for {load.slowest:.1f} s")
    print("\n".join(faults) or "all holds")
    return 1 if faults else 0


def measured(load: Load, seconds: float) -> None:
    """Take samples, and print a row a minute."""
    heads = (*(f"{server.name} MiB, open" for server in load.servers), "slowest ms")
    print("minute", *(kind.__name__.rjust(8) for kind in KINDS), "   saves    kills", *heads, sep=" | ")
    began = time.monotonic()
    row = 1
    while (second := time.monotonic() - began) < seconds:
        time.sleep(1)
        for server in load.servers:
            server.sample(second)
        if second >= row * 60 or second + 1 >= seconds:
            print_row(row, load)
            row += 1


def print_row(row: int, load: Load) -> None:
    """What was done so far, and how large the servers are."""
    counts = [f"{load.seen[name]:8}" for name in (*(kind.__name__ for kind in KINDS), "saves", "kills")]
    sizes = [
        f"{median(each[1] for each in server.samples[-20:]) / 2**20:7.1f}, {server.samples[-1][2]:4}"
        for server in load.servers
    ]
    print(
        f"{row:6}",
        *counts,
        *(size.rjust(len(server.name) + 10) for size, server in zip(sizes, load.servers, strict=True)),
        f"{load.slowest * 1000:7.0f}",
        sep=" | ",
        flush=True,
    )


def leaks(load: Load) -> list[str]:
    """What is open, a while after all clients have gone, and was not at the start."""
    found = []
    for server in load.servers:
        before = server.samples[0][2]
        end = time.monotonic() + 60
        while (server.sample(0.0) or server.samples[-1][2]) > before and time.monotonic() < end:
            time.sleep(1)
        if server.samples[-1][2] > before:
            found.append(f"{server.name}: {server.samples[-1][2]} descriptors are open, {before} were at the start")
    return found


def growth(servers: list[Server], seconds: float) -> list[str]:
    """Whose memory is not flat after the warm-up."""
    found = []
    for server in servers:
        early = median(size for second, size, _ in server.samples if 0.2 * seconds <= second < 0.4 * seconds)
        late = median(size for second, size, _ in server.samples if second >= 0.8 * seconds)
        sizes = f"{early / 2**20:.1f} MiB after the warm-up, {late / 2**20:.1f} at the end"
        print(f"{server.name}: {sizes} ({late / early - 1:+.1%})")
        if late > early * GROWTH:
            found.append(f"{server.name}: memory grows by {late / early - 1:.1%}")
    return found


if __name__ == "__main__":
    sys.exit(main())
