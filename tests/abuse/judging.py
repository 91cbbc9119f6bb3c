"""A process that is given one bad document after the other, with a GiB of memory, and says what became of each."""

from __future__ import annotations

import json
import re
import resource
import socket
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import DocumentError, Overloaded
from mockserver.http.messages import Fields, Request, Stream
from mockserver.mock.mounts import Mounts
from mockserver.server.loading import load
from mockserver.server.patience import PATIENCE
from mockserver.server.validating import on_a_screen
from mockserver.settings import DEFAULTS
from tests.abuse.documents import DOCUMENTS

if TYPE_CHECKING:
    from mockserver.mock.routing import Resource

GIBIBYTE: Final = 1 << 30
SECONDS: Final = 120
"""Of the processor, for all."""

ASKED: Final = 50
"""Of a document of thousands of paths, so many are asked for."""


FIELD: Final = re.compile(r"[\t -~\x80-\xff]*")


def main() -> None:
    """Write a line for each document: its name, the code of its refusal, what is said of it, what it answers."""
    resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTE, GIBIBYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    folder = Path(sys.argv[1])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        for name, (_, octets) in DOCUMENTS.items():
            data = octets().replace(b"127.0.0.1:9/", b"127.0.0.1:%d/" % listener.getsockname()[1])
            path = folder / ("api.json" if data[:1] == b"{" else "api.yaml")
            path.write_bytes(data)
            print(json.dumps([name, {**outcome(path), "is_fetched": is_called(listener)}]), flush=True)  # noqa: T201
            path.unlink()


def outcome(path: Path) -> dict[str, Any]:
    """What becomes of a document."""
    try:
        loaded = load(str(path), DEFAULTS)
    except DocumentError as refused:
        said = on_a_screen(refused.diagnostics, [str(path)])
        worst = max(refused.diagnostics, key=lambda each: each.severity)
        return {"code": worst.code, "said": said, "answers": []}
    mounts = Mounts.single(loaded.mock(DEFAULTS))
    requests = [each for one in mounts.whole.routes.resources[:ASKED] for each in requests_for(one)]
    said = on_a_screen(loaded.diagnostics, [str(path)])
    return {"code": "", "said": said, "answers": [answer(mounts, each) for each in requests]}


def requests_for(asked: Resource) -> list[Request]:
    """A GET and a POST."""
    path = re.sub(r"\{[^{}]*\}", "1", asked.base + asked.template)
    path = "".join(each if each.isascii() and each.isprintable() and each != " " else "%20" for each in path)
    fields = Fields((("host", "localhost"), ("content-type", "application/json")))
    return [Request("GET", path, "", fields, b""), Request("POST", path, "", fields, b'{"a": ["x", 1]}')]


def answer(mounts: Mounts, request: Request) -> list[Any]:
    """The status, and what is wrong with the answer."""
    try:
        response = PATIENCE.bounded(partial(mounts.respond, request)).response
    except Overloaded as refusal:
        return [refusal.status, ""]
    except Exception as fault:  # noqa: BLE001 -- told to the test
        return [0, f"{type(fault).__name__}: {fault}"[:300]]
    content = b"" if isinstance(response.content, Stream) else response.content
    wrong = [f"{name}: {value}"[:100] for name, value in response.fields.pairs if not FIELD.fullmatch(name + value)]
    wrong += ["it leaks"] * (b"root:x:" in content or b"PATH=" in content)
    return [response.status, "; ".join(wrong)]


def is_called(listener: socket.socket) -> bool:
    """Whether somebody has connected."""
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    main()
