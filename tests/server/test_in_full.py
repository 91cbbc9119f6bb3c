"""An exchange in full, without its secrets."""

from __future__ import annotations

import pytest

from mockserver.http.messages import Fields, Request, Response, Stream
from mockserver.mock.answer import Answer, Trail
from mockserver.server.in_full import MOST, InFull
from mockserver.server.layers.journal import Exchange
from mockserver.server.request_lines import SECRETS

JSON = "application/json"


def exchange(content: bytes | Stream = b"", kind: str = JSON, *, sent: bytes = b"", **fields: str) -> Exchange:
    """A POST of `sent`, answered by 200 with the content."""
    request = Request("POST", "/a", "token=1&b=2", Fields.of(content_type=kind, **fields), sent)
    response = Response(200, Fields.of(content_type=kind, set_cookie="s=1"), content)
    return Exchange(request, Answer(response, Trail()), 0.0)


def shown(content: bytes | Stream, kind: str = JSON) -> str:
    """How a content is shown."""
    return str(InFull(SECRETS | {"x-key"}).members_of(exchange(content, kind))["response"]["content"])


def test_as_text() -> None:
    """The request behind `>`, the response behind `<`; fields, parameters and members that hold secrets are masked."""
    told = exchange(b'{"ok": true}', sent=b'{"password": "x", "name": "Rex"}', authorization="Bearer x", x_key="k")
    assert InFull(SECRETS | {"x-key"}).text(told).splitlines() == [
        "    > POST /a?token=***&b=2",
        "    > content-type: application/json",
        "    > authorization: ***",
        "    > x-key: ***",
        "    >",
        '    > {"password": "***", "name": "Rex"}',
        "    < 200 OK",
        "    < content-type: application/json",
        "    < set-cookie: ***",
        "    <",
        '    < {"ok": true}',
    ]


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (b"", JSON, ""),
        (b'{"a": {"Api_Key" : 7, "token":"a\\"b"}, "tokens": "c"}', JSON, '{"a": {"Api_Key" : "***", "token":"***"}, "tokens": "c"}'),
        (b"a=1&password=x", "application/x-www-form-urlencoded", "a=1&password=***"),
        (b"<a/>", "application/atom+xml; charset=utf-8", "<a/>"),
        (b"\x89PNG", "image/png", "(4 octets of image/png)"),
        (Stream(lambda: iter([b"x"])), "text/event-stream", "(a stream of text/event-stream)"),
        (b"x" * (MOST + 1), "text/plain", "x" * MOST + "... (10,001 octets in all)"),
        (b"\xff", "text/plain", "\ufffd"),
    ],
)  # fmt: skip
def test_a_content(content: bytes | Stream, kind: str, text: str) -> None:
    """Text is shown without its secrets, as far as it is of use; of all else, what it is."""
    assert shown(content, kind) == text


def test_no_control_character_reaches_the_terminal() -> None:
    """What a client sends moves no cursor."""
    assert "\x1b" not in InFull().text(exchange(b"\x1b[2J", "text/plain"))
