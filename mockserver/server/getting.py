"""The story of `mockserver get`: one request answered without a server, and why it is answered so.

Knows how a request is written on a command line, as curl has it; the answer is the one that `serve` would give.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from mockserver.errors import NotRetrieved
from mockserver.http.messages import Fields, Request, Response, Stream
from mockserver.http.statuses import reason
from mockserver.mock.why import why
from mockserver.server.opening import mounts_of, open_documents
from mockserver.server.terminal import Terminal, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mockserver.mock.answer import Answer
    from mockserver.server.naming import Named
    from mockserver.settings import Settings

REFUSED = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was written: `target` is a path or a URL, a field is `Name: value`, `data` may be `@file`."""

    target: str
    method: str | None = None
    fields: tuple[str, ...] = ()
    data: str | None = None


def get(names: Sequence[Named], settings: Settings, asked: Asked, *, head: bool = False, tell_why: bool = False) -> int:
    """Write the answer to the standard output, the reasons to the standard error; 1 for an answer of 400 or more.

    `head` adds the status line and the fields. Raises DocumentError, and NotRetrieved for data that cannot be read.
    """
    mounts = mounts_of(open_documents(names, settings, stdin=sys.stdin.buffer if sys.stdin else None))
    request = request_of(asked)
    answer = mounts.respond(request)
    if tell_why:
        told = Terminal.of(sys.stderr)
        for what, how in why(mounts.whole, request, answer):
            told.write(f"{told.paint(f'{what:<12}', 'dim')} {printable(how)}")
        told.write("")
    write(answer, head=head)
    return REFUSED if answer.response.status >= 400 else 0


def request_of(asked: Asked) -> Request:
    """The request: POST where there is data, else GET; data without a Content-Type is JSON if it reads as such."""
    parts = urlsplit(asked.target)
    pairs = [pair_of(line) for line in asked.fields]
    names = {name for name, _ in pairs}
    content = data_of(asked.data)
    if "host" not in names:
        pairs.append(("host", parts.netloc or "localhost"))
    if "accept" not in names:
        pairs.append(("accept", "*/*"))
    if content and "content-type" not in names:
        pairs.append(("content-type", likely_type(content)))
    if asked.data is not None:
        pairs.append(("content-length", str(len(content))))
    method = asked.method or ("GET" if asked.data is None else "POST")
    path = quote(parts.path or "/", safe="/!$&'()*+,;=:@~-._%")
    return Request(method, path, quote(parts.query, safe="/!$&'()*+,;=:@~-._%?[]"), Fields(tuple(pairs)), content)


def pair_of(line: str) -> tuple[str, str]:
    """`Name: value` as a field; without a colon, a field without a value."""
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


def data_of(data: str | None) -> bytes:
    """The octets of `-d`: the text itself, or what `@file` and `@-` hold. Raises NotRetrieved."""
    if data is None or not data.startswith("@"):
        return (data or "").encode("utf-8", "surrogateescape")
    if data == "@-":
        return sys.stdin.buffer.read() if sys.stdin else b""
    try:
        return Path(data[1:]).read_bytes()
    except OSError as fault:
        raise NotRetrieved(
            f"-d {data}: {fault.strerror}", "name a file that can be read", code="file-not-read"
        ) from fault


def likely_type(content: bytes) -> str:
    """JSON if it is JSON, or begins so and has a mistake in it; else a form, as curl has it."""
    with suppress(ValueError):
        json.loads(content)
        return "application/json"
    return "application/json" if content.lstrip()[:1] in {b"{", b"["} else "application/x-www-form-urlencoded"


def write(answer: Answer, *, head: bool) -> None:
    """Write the response; a terminal gets a line feed behind it."""
    response = answer.response
    out = sys.stdout.buffer
    if head:
        out.write(head_of(response).encode("latin-1", "replace"))
    for piece in pieces_of(response):
        out.write(piece)
    if sys.stdout.isatty():
        out.write(b"\n")
    out.flush()


def head_of(response: Response) -> str:
    """The status line and the fields, and the empty line behind them."""
    lines = [f"HTTP/1.1 {response.status} {reason(response.status)}".rstrip()]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in response.fields.pairs), "", ""])


def pieces_of(response: Response) -> Iterable[bytes]:
    """The content, a stream without its delays."""
    return response.content.pieces() if isinstance(response.content, Stream) else (response.content,)
