"""Octets as requests, for the targets that speak HTTP: read in pieces and as a whole, answered, and read again by h11."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import h11

from mockserver.errors import ContentNeeded, Refusal
from mockserver.http.messages import Stream
from mockserver.mock.answer import respond
from mockserver.server.http1.reader import Reader
from mockserver.server.http1.writer import ResponseWriter

if TYPE_CHECKING:
    from mockserver.http.messages import Request, Response
    from mockserver.mock.answer import Mock
    from mockserver.server.http1.head import Head

Read = tuple[list[tuple["Head", bytes]], bool]
"""The requests with their content, and whether what follows them is refused."""


def read(octets: bytes, cut: int) -> Read:
    """The requests in octets that come in pieces of that size."""
    reader, found = Reader(), []
    head: Head | None = None
    content = b""
    try:
        for start in range(0, len(octets), cut):
            reader.feed(octets[start : start + cut])
            while True:
                head = head or reader.head()
                piece = reader.content() if head else None
                if head is None or piece is None:
                    break
                content += piece
                if not piece:
                    found.append((head, content))
                    head, content = None, b""
    except Refusal:
        reader.sketch()
        return found, True
    return found, False


def pieces_agree(octets: bytes, cut: int) -> None:
    """What is read does not depend on the pieces in which it came."""
    whole, pieces = read(octets, max(1, len(octets))), read(octets, cut)
    assert whole == pieces


def exchanges(mock: Mock, octets: bytes) -> None:
    """Each request that the octets hold is answered, and h11 reads the answer."""
    for head, content in read(octets, max(1, len(octets)))[0]:
        request = replace(head.request, content=content)
        response = _response(mock, request)
        if request.method != "CONNECT":
            _is_read(_written(head, response), request.method, response.status)


def _response(mock: Mock, request: Request) -> Response:
    try:
        return respond(mock, request).response
    except ContentNeeded:
        raise AssertionError("the content is there") from None


def _written(head: Head, response: Response) -> bytes:
    writer = ResponseWriter(head.request.method, head.version, keep_alive=head.keep_alive)
    lines = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.fields]
    content = b"".join(response.content.pieces()) if isinstance(response.content, Stream) else response.content
    return writer.whole(response.status, lines, content)


def _is_read(octets: bytes, method: str, status: int) -> None:
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="/", headers=[("host", "a.test")]))
    client.send(h11.EndOfMessage())
    client.receive_data(octets)
    client.receive_data(b"")
    event = client.next_event()
    assert isinstance(event, h11.Response)
    assert event.status_code == status
    while not isinstance(event, h11.EndOfMessage):
        event = client.next_event()
        assert not isinstance(event, type(h11.NEED_DATA))
    assert client.trailing_data[0] == b""
