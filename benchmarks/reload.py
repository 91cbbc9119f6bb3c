"""Saves, good and broken, while requests are asked: none may be lost, and the last save must be served.

    python benchmarks/reload.py [SAVES [WORKERS]]

A real server (`mockserver serve --watch`) in a process of its own; clients on connections that are kept. Each save is
one of: in place, by rename, broken, cut in half, a file that is referred to. Prints the figures; ends with 1 if a
request got no answer, or another than a good reading of the document gives.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

CLIENTS = 4
PAUSE = 0.02
"""Seconds between two saves: shorter than the watcher waits for the end of a save, and at times longer."""


def document(number: int) -> str:
    """A document that says its number, and refers to another file."""
    return f"""openapi: 3.1.0
info: {{title: T, version: '{number}'}}
paths:
  /number:
    get: {{responses: {{'200': {{description: d, content: {{application/json: {{example: {number}}}}}}}}}}}
  /shared:
    get: {{responses: {{'200': {{$ref: 'shared.yaml#/Ok'}}}}}}
"""


SHARED = "Ok: {description: d, content: {application/json: {schema: {const: %d}}}}\n"


def save(folder: Path, number: int) -> None:
    """One save, of the kind that the number says."""
    path, text = folder / "openapi.yaml", document(number)
    match number % 5:
        case 0:
            path.write_text(text)
        case 1:
            aside = folder / ".openapi.yaml.swp"
            aside.write_text(text)
            aside.replace(path)
        case 2:
            path.write_text(text + "  - [\n")
        case 3:
            path.write_text(text[: len(text) // 2])
        case _:
            (folder / "shared.yaml").write_text(SHARED % number if number % 2 else "Ok: {")


def ask(port: int, ended: threading.Event, seen: Counter[str]) -> None:
    """Ask until it is over; count how it was answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while not ended.is_set():
        for path in ("/number", "/shared"):
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                content = response.read()
                seen["answered" if response.status == 200 and isinstance(json.loads(content), int) else "wrong"] += 1
            except (OSError, http.client.HTTPException, ValueError) as fault:
                seen[f"lost: {type(fault).__name__}"] += 1
                connection.close()


def number_served(port: int) -> int:
    """The number that the document says which is served now."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/number")
    number = json.loads(connection.getresponse().read())
    connection.close()
    return int(number)


def main(saves: int, workers: int) -> int:
    """Save so many times under load, and print what came of it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "openapi.yaml").write_text(document(0))
        (folder / "shared.yaml").write_text(SHARED % 0)
        command = [sys.executable, "-m", "mockserver", "serve", "-p", "0", "--watch", "--quiet", "--log-format", "json"]
        command += ["--workers", str(workers)]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
            try:
                return measured(server, folder, saves)
            finally:
                server.terminate()


def measured(server: subprocess.Popen[str], folder: Path, saves: int) -> int:
    """The saves and what they led to."""
    if server.stdout is None:
        return 1
    port = urlsplit(json.loads(server.stdout.readline())["urls"][0]).port or 0
    events: Counter[str] = Counter()
    lines = server.stdout
    threading.Thread(target=lambda: events.update(json.loads(line)["event"] for line in lines), daemon=True).start()
    ended, seen = threading.Event(), Counter[str]()
    clients = [threading.Thread(target=ask, args=(port, ended, seen)) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    began = time.perf_counter()
    for number in range(saves):
        save(folder, number)
        time.sleep(PAUSE if number % 7 else PAUSE * 10)
    (folder / "shared.yaml").write_text(SHARED % saves)
    (folder / "openapi.yaml").write_text(document(saves * 10))
    last = time.perf_counter()
    while number_served(port) != saves * 10 and time.perf_counter() - last < 10:
        time.sleep(0.01)
    late = time.perf_counter() - last
    is_last = number_served(port) == saves * 10
    ended.set()
    for each in clients:
        each.join()
    print(f"{saves} saves in {last - began:.1f} s, the last one served {late * 1000:.0f} ms later: {is_last}")
    print(f"requests: {dict(seen)}")
    server.terminate()
    server.wait()
    print(f"events: {dict(events)}")
    return 0 if is_last and set(seen) == {"answered"} else 1


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:3]]
    sys.exit(main(*given, *(1000, 1)[len(given) :]))
