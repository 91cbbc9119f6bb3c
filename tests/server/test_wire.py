"""The rulebook's message rules, octet by octet over a real connection: each row names the rule that it shows.

Beside what a row expects, each response has what every response owes: Date, a Content-Type where there is content, no
field twice, no Transfer-Encoding to HTTP/1.0; and after it the connection serves the next request or is closed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mockserver.server.answering import Served
from mockserver.server.loading import load
from mockserver.server.run import serve_in_thread
from mockserver.settings import Settings
from tests.server.conftest import Reply, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

RULEBOOK = Path(__file__).parents[2] / "specs" / "rulebook.yaml"

GET = b"GET /v1/pets HTTP/1.1\r\nHost: a.test\r\n\r\n"
DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
SINGLE = {
    "date",
    "server",
    "content-type",
    "content-length",
    "location",
    "access-control-allow-origin",
    "allow",
    "vary",
}
PET = b'{"name":"Rex"}'


def head(line: str, *fields: str, version: str = "1.1", host: str | None = "a.test") -> bytes:
    """A request line with its fields."""
    lines = [f"{line} HTTP/{version}", *([f"Host: {host}"] if host is not None else []), *fields, "", ""]
    return "\r\n".join(lines).encode("latin-1")


@dataclass(frozen=True)
class Row:
    """What is sent, in pieces, and the statuses that come back; `ends` is whether the connection is closed then.

    `fields` are those of the last response, None for one that must not be there.
    """

    rule: str
    pieces: tuple[bytes, ...]
    statuses: tuple[int, ...]
    ends: bool = False
    fields: tuple[tuple[str, str | None], ...] = ()
    method: str = "GET"


def row(
    rule: str,
    *pieces: bytes,
    gets: int | tuple[int, ...],
    ends: bool = False,
    method: str = "GET",
    **fields: str | None,
) -> Row:
    """A row of the table."""
    statuses = gets if isinstance(gets, tuple) else (gets,)
    return Row(
        rule, pieces, statuses, ends, tuple((name.replace("_", "-"), value) for name, value in fields.items()), method
    )


METHODS = [
    row("M-06", head("BREW /v1/pets"), gets=501),
    row("M-07 M-08", head("get /v1/pets"), gets=501),
    row("M-09", head("PROPFIND /v1/pets"), gets=501),
    row("M-09 Q-08", head("COPY /v1/pets"), gets=405, allow="GET, HEAD, POST, OPTIONS"),
    row("M-10", head("!#$%&'*+-.^_`|~09az /v1/pets"), gets=501),
    row("M-11 slash", head("GE/T /v1/pets"), gets=400, ends=True),
    row("M-11 at", head("G@T /v1/pets"), gets=400, ends=True),
    row("M-11 parenthesis", head("G(T /v1/pets"), gets=400, ends=True),
    row("M-12", head("A" * 9000 + " /v1/pets"), gets=501),
    row("M-12 endless", b"A" * 100_000, gets=501, ends=True),
    row("M-13 M-14 authority", head("CONNECT example.test:443", host="example.test:443"), gets=501),
    row("M-13 origin", head("CONNECT /v1/pets"), gets=501),
    row("M-14 own", head("CONNECT 127.0.0.1:8000"), gets=501),
    row("M-20", head("QUERY /v1/pets"), gets=405, allow="GET, HEAD, POST, OPTIONS"),
    row("M-21 405", head("TRACE /v1/pets") + GET, gets=(405, 200)),
    row("M-21 501", head("BREW /v1/pets") + GET, gets=(501, 200)),
    row("M-21 404", head("GET /v1/nope") + GET, gets=(404, 200)),
    row("H-02 H-08", head("HEAD /v1/nope"), gets=404, method="HEAD"),
    row("O-04", head("OPTIONS *"), gets=200, content_length="0"),
    row("O-04 absolute", head("OPTIONS http://a.test"), gets=200, content_length="0"),
    row("O-05", head("GET *"), gets=400),
    row("X-07 Host before 501", head("BREW /v1/nope", host=None), gets=400, ends=True),
]

DELETE = "DELETE /v1/readonly"
WAITS = "Expect: 100-continue"
HIDDEN = b"GET /v1/nope HTTP/1.1\r\nHost: a.test\r\n\r\n"
HIDES = f"Content-Length: {len(HIDDEN)}"
CHUNKS = b"%x\r\n%b\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)
POST = "POST /v1/pets"
JSON = "Content-Type: application/json"

CONTENT = [
    row("E-01 E-11 E-12", head(DELETE, "Content-Length: 1000", WAITS), gets=405, ends=True, connection="close"),
    row("E-02", head(DELETE, HIDES, WAITS) + HIDDEN, gets=405),
    row("E-03", head(POST, JSON, "Content-Length: 14", WAITS), gets=100),
    row("E-03 at once", head(POST, JSON, "Content-Length: 14", WAITS) + PET, gets=201),
    row("E-03 chunked", head(POST, JSON, "Transfer-Encoding: chunked", WAITS), gets=100),
    row("E-04", head(POST, JSON, "Content-Length: 14", WAITS, version="1.0"), PET, gets=201, ends=True),
    row("E-05", head(DELETE, HIDES) + HIDDEN + GET, gets=(405, 200)),
    row("E-06", head(DELETE, "Transfer-Encoding: chunked") + CHUNKS + GET, gets=(405, 200)),
    row("E-07", head(DELETE, HIDES) + HIDDEN[:20], gets=405, connection=None),
    row("E-08", head(DELETE, "Content-Length: 4000000"), b"x" * 4_000_000, gets=405, ends=True, connection="close"),
    row(
        "E-08 chunked",
        head(DELETE, "Transfer-Encoding: chunked"),
        b"3d0900\r\n" + b"x" * 4_000_000,
        gets=405,
        ends=True,
    ),
    row("E-09 200", head("GET /v1/pets", "Connection: close"), gets=200, ends=True, connection="close"),
    row("E-09 405", head(DELETE, "Connection: close"), gets=405, ends=True, connection="close"),
    row("E-10", GET + head(DELETE) + head("GET /v1/nope"), gets=(200, 405, 404)),
    row("X-05", head(DELETE, "Content-Length: 99999999999"), gets=405, ends=True, connection="close"),
    row("X-05 Expect", head(DELETE, "Expect: tea"), gets=405),
    row("U-05", head(POST, JSON, "Content-Length: 99999999999"), gets=413, ends=True, connection="close"),
]

UPGRADE = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA==")
H2C = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAA")

MESSAGES = [
    row("W-01", head("GET http://b.test:81/v1/pets"), gets=200),
    row("W-01 405", head("DELETE HTTP://b.test/v1/readonly"), gets=405, allow="GET, HEAD, OPTIONS"),
    row("W-02", head("GET /v1/pets?x=" + "a" * 7976), gets=200),
    row("W-03", head("GET /v1/pets?x=" + "a" * 200_000), gets=414, ends=True),
    row("W-04", head("GET /v1/pets", "X: " + "a" * 300_000), gets=431, ends=True),
    row("W-04 many", head("GET /v1/pets", *["X: a"] * 20_000), gets=431, ends=True),
    row("W-05", head("GET /v1/pets", *UPGRADE), gets=200, upgrade=None),
    row("W-06", head("DELETE /v1/writeonly", *UPGRADE), gets=405, allow="POST, OPTIONS"),
    row("W-07", head(POST, HIDES, "Transfer-Encoding: chunked") + CHUNKS, gets=400, ends=True),
    row("W-08 word", head(POST, "Content-Length: abc"), gets=400, ends=True),
    row("W-08 sign", head(POST, "Content-Length: -1"), gets=400, ends=True),
    row("W-08 two", head(POST, "Content-Length: 1", "Content-Length: 2"), gets=400, ends=True),
    row("W-09", head(POST, "Transfer-Encoding: wibble, chunked"), gets=501, ends=True),
    row("W-09 gzip", head(POST, "Transfer-Encoding: gzip"), gets=501, ends=True),
    row("W-09 twice", head(POST, "Transfer-Encoding: chunked, chunked"), gets=400, ends=True),
    row("W-09 1.0", head(POST, "Transfer-Encoding: chunked", version="1.0"), gets=400, ends=True),
    row("W-10 2", head("GET /v1/pets", version="2.0"), gets=505, ends=True),
    row("W-10 9", head("GET /v1/pets", version="9.9"), gets=505, ends=True),
    row("W-10 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", gets=505, ends=True),
    row("W-10 minor", head("GET /v1/pets", version="1.2"), gets=200),
    row("W-11", head("GET /v1/pets", "X-A: a", " b"), gets=400, ends=True),
    row("W-11 tab", head("GET /v1/pets", "X-A: a", "\tb"), gets=400, ends=True),
    row("W-13", head(DELETE), gets=405, transfer_encoding=None),
    row("W-14 no fields", b"GET /v1/pets HTTP/1.0\r\n\r\n", gets=200, ends=True),
    row("W-14 odd fields", head("GET /v1/pets", "X:", "Y: \t", "Z: \xff", "!#$%&'*+-.^_`|~: 1"), gets=200),
    row("W-14 in pieces", *[bytes([octet]) for octet in GET], gets=200),
    row("W-15 noise", b"\xff\xfe\xfd\r\n\r\n", gets=400, ends=True),
    row("W-15 TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01", gets=400, ends=True),
    row("W-15 chunk", head(POST, "Transfer-Encoding: chunked") + b"zz\r\n", gets=400, ends=True),
    row("S-01", head("DELETE /v1/pets/1"), gets=204, content_length=None, transfer_encoding=None),
    row("S-02", head("POST /v1/st/205"), gets=205, content_length="0"),
    row("S-03", head("GET /v1/st/304"), gets=304, transfer_encoding=None),
    row("S-08", head("GET /v1/st/426"), gets=426, connection="Upgrade"),
]

PETS = "GET /v1/pets"
SPACED = b"GET /v1/pets HTTP/1.1\r\n Host: a.test\r\n\r\n"

CISPA = [
    row("code_400_after_bad_host_request none", head(PETS, host=None), gets=400, ends=True),
    row("code_400_after_bad_host_request two", head(PETS, "Host: a.test"), gets=400, ends=True),
    row("code_400_after_bad_host_request invalid", head(PETS, host="###"), gets=400, ends=True),
    row("code_400_after_bad_host_request user", head(PETS, host="u@a.test"), gets=400, ends=True),
    row("reject_fields_contaning_cr_lf_nul NUL", head(PETS, "X: a\0b"), gets=400, ends=True),
    row("reject_fields_contaning_cr_lf_nul CR", head(PETS, "X: a\rb"), gets=400, ends=True),
    row("reject_fields_contaning_cr_lf_nul LF", head(PETS, "X: a\nY: b"), gets=400, ends=True),
    row("reject_msgs_with_whitespace_between_startline_and_first_header_field", SPACED, gets=400, ends=True),
    row("code_400_if_msg_with_whitespace_between_header_field_and_colon", head(PETS, "X : a"), gets=400, ends=True),
    row("allow_crlf_start", b"\r\n" + GET, gets=200),
    row("allow_crlf_start two", b"\r\n\r\n", b"\r", b"\n" + GET, gets=200),
    row("continue_before_upgrade", head(POST, JSON, "Content-Length: 14", WAITS, *H2C) + PET, gets=201, upgrade=None),
    row("switch_protocol_without_client", head(PETS, *H2C), gets=200, upgrade=None),
    row("transfer_encoding_http11", head(PETS, version="1.0"), gets=200, ends=True, transfer_encoding=None),
    row("close_option_in_final_response", head(PETS, "Connection: CLOSE"), gets=200, ends=True, connection="close"),
    row("server_header_long", head(PETS), gets=200, server="mockserver"),
    row("sts_header_http", head(PETS), gets=200, strict_transport_security=None),
    row("HTTP/1.0 keep-alive", head(PETS, "Connection: keep-alive", version="1.0"), gets=200, connection="keep-alive"),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where the rulebook's document is served."""
    settings = Settings()
    with serve_in_thread(Served(load(str(RULEBOOK), settings).mock(settings))) as address:
        yield address.port


def owes(reply: Reply) -> list[str]:
    """What a response lacks of what every response owes (cispa's date_header_required and its kin)."""
    names = Counter(name for name, _ in reply.fields)
    faults = [f"{name} twice" for name in SINGLE if names[name] > 1]
    if not DATE.fullmatch(reply.first("date") or ""):
        faults.append("Date")
    if reply.content and not reply.first("content-type"):
        faults.append("Content-Type")
    if reply.status >= 400 and reply.content and json.loads(reply.content).get("status") not in (reply.status, None):
        faults.append("the problem's status")
    if "strict-transport-security" in names:
        faults.append("Strict-Transport-Security over http")
    return faults


@pytest.mark.parametrize("expected", [*METHODS, *CONTENT, *MESSAGES, *CISPA], ids=lambda each: each.rule)
def test_the_rules_of_messages_hold(port: int, expected: Row) -> None:
    """Each message gets the statuses and fields that its rule asks for; then the connection serves on or is closed."""
    with Wire(port) as wire:
        wire.send(*expected.pieces)
        replies = [wire.reply(expected.method) for _ in expected.statuses]
        last = replies[-1]
        assert tuple(reply.status for reply in replies) == expected.statuses
        assert {name: last.first(name) for name, _ in expected.fields} == dict(expected.fields)
        assert [fault for reply in replies if reply.status >= 200 for fault in owes(reply)] == []
        if expected.ends:
            assert wire.rest() == b""


@pytest.mark.parametrize(
    "expected", [each for each in [*METHODS, *MESSAGES, *CISPA] if not each.ends], ids=lambda each: each.rule
)
def test_the_connection_serves_on(port: int, expected: Row) -> None:
    """After an answer that does not close the connection, the next request on it is answered in frame (M-21, H-08)."""
    with Wire(port) as wire:
        wire.send(*expected.pieces)
        [wire.reply(expected.method) for _ in expected.statuses]
        assert wire.send(GET).reply().status == 200


def test_half_of_the_content_may_come_late(port: int) -> None:
    """The rest of a refused request's content comes after the answer, and is not read as a request (E-07)."""
    with Wire(port) as wire:
        assert wire.send(head(DELETE, HIDES), HIDDEN[:20]).reply().status == 405
        assert wire.send(HIDDEN[20:] + GET).reply().status == 200


def test_content_sent_after_an_early_refusal_is_no_request(port: int) -> None:
    """Content that comes after the refusal that closes the connection is thrown away (E-02)."""
    with Wire(port) as wire:
        assert wire.send(head(DELETE, HIDES, WAITS)).reply().status == 405
        assert wire.send(HIDDEN, GET).rest() == b""


@pytest.mark.parametrize("fields", [(), H2C], ids=["plain", "upgrade"])
def test_content_is_sent_after_100(port: int, fields: tuple[str, ...]) -> None:
    """A client that waits for it gets 100, sends its content and is answered, also if it offers an upgrade (E-03)."""
    with Wire(port) as wire:
        assert wire.send(head(POST, JSON, "Content-Length: 14", WAITS, *fields)).reply() == Reply(100)
        reply = wire.send(PET).reply()
        assert (reply.status, reply.first("location"), wire.send(GET).reply().status) == (201, "/v1/pets/9", 200)


def test_the_server_is_still_there(port: int) -> None:
    """After clients that leave at any octet of a request, the server answers (W-15)."""
    whole = head(POST, JSON, "Transfer-Encoding: chunked") + b"e\r\n" + PET + b"\r\n0\r\n\r\n"
    for end in range(len(whole)):
        with Wire(port) as wire:
            wire.send(whole[:end])
    with Wire(port) as wire:
        assert wire.send(GET).reply().status == 200


def test_a_page_reads_a_refused_message(port: int) -> None:
    """A refusal of the message itself has the CORS fields of any other (C-05)."""
    with Wire(port) as wire:
        reply = wire.send(head("GET /v1/pets", "X : a", "Origin: http://app.test")).reply()
    names = {name for name, _ in reply.fields if name.startswith("access-control-")}
    assert (reply.first("access-control-allow-origin"), names) == (
        "http://app.test",
        {"access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers"},
    )
