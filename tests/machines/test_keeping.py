"""What is kept of answers is never seen: the same requests get the same octets with it and without."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule
from uvicorn import Config
from uvicorn.server import ServerState

from mockserver.mock.mounts import Mounts
from mockserver.server.answering import Answering, Served
from mockserver.server.direct import DirectProtocol
from mockserver.server.keeping import Keeping
from mockserver.server.protocol import HttpProtocol
from tests.fuzz.targets import SHOP, SHOP_TEXT, mock_of
from tests.machines.wire import Line

OTHER = mock_of(SHOP_TEXT.replace("petId", "id").replace("'\"a\"'", "'\"b\"'").replace("maximum: 100", "maximum: 5"))
PET = b'{"name": "a", "age": 5}'


def octets(line: str, *fields: str, content: bytes = b"") -> bytes:
    """A request."""
    length = [f"Content-Length: {len(content)}"] if content else []
    return "\r\n".join([f"{line} HTTP/1.1", "Host: a.test", *fields, *length, "", ""]).encode() + content


REQUESTS = st.sampled_from(
    [
        octets("GET /v1/pets"),
        octets("GET /pets"),
        octets("HEAD /pets"),
        octets("GET /pets?limit=50"),
        octets("GET /pets", "Accept: application/xml"),
        octets("GET /pets", "Accept: image/png"),
        octets("GET /pets", 'If-None-Match: "a"'),
        octets("GET /pets", "Prefer: code=404"),
        octets("GET /pets", "Prefer: dynamic"),
        octets("GET /pets", "Origin: http://b.test"),
        octets("GET /pets/1"),
        octets("GET /none"),
        octets("GET /%zz"),
        octets("BREW /pets"),
        octets("DELETE /pets/1"),
        octets("DELETE /pets/1", "X-Key: k"),
        octets("OPTIONS /pets"),
        octets("POST /pets", "Content-Type: application/json", content=PET),
        octets("POST /pets", "Content-Type: application/json", content=b"{}"),
        octets("POST /pets", "Content-Type: application/xml", content=b"<a/>"),
        octets("POST /pets", "Content-Type: application/json", "Transfer-Encoding: chunked")
        + b"17\r\n"
        + PET
        + b"\r\n0\r\n\r\n",
        octets("GET /reports/a.b"),
    ]
)
LAST = st.sampled_from([octets("GET /pets", "Connection: close"), b"GET /pets HTTP/1.0\r\n\r\n", b"GET /pets\r\n\r\n"])


class Forgetful(Keeping[Any]):
    """Keeps nothing."""

    def keep(self, *_: Any, **__: Any) -> None:
        """No."""


class Pair(RuleBasedStateMachine):
    """Two servers of the same document, one of which keeps nothing, asked alike."""

    asked = Bundle[bytes]("asked")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.states = [ServerState(), ServerState()]
        self.apps = [Answering(Served(SHOP)), Answering(Served(SHOP))]
        self.apps[1].kept, self.apps[1].kept_messages = Forgetful(), Forgetful()
        self.seconds = 0
        self.protocol: type[HttpProtocol] = DirectProtocol
        self.serve(SHOP)
        self.pass_a_second()
        self.connect(protocol=DirectProtocol)

    @rule(mock=st.sampled_from([SHOP, OTHER]))
    def serve(self, mock: Any) -> None:
        """Serve another document, or the same one anew."""
        for app in self.apps:
            app.served.mounts = Mounts.single(replace(mock, draws=count().__next__))

    def pass_a_second(self) -> None:
        """The Date of all responses from now on is another one."""
        self.seconds += 1
        for state in self.states:
            state.default_headers = [(b"date", b"Sun, 06 Nov 1994 08:49:%02d GMT" % (self.seconds % 60))]

    @rule(protocol=st.sampled_from([DirectProtocol, DirectProtocol, HttpProtocol]))
    def connect(self, protocol: type[HttpProtocol]) -> None:
        """A new connection, answered by itself or by way of ASGI."""
        self.protocols = [
            protocol(Config(app, log_config=None, proxy_headers=False), state, {}, self.loop)
            for app, state in zip(self.apps, self.states, strict=True)
        ]
        self.lines = [Line(self.loop, each) for each in self.protocols]
        for each, line in zip(self.protocols, self.lines, strict=True):
            each.connection_made(line)

    @rule(target=asked, each=REQUESTS)
    def ask(self, each: bytes) -> bytes:
        """A request comes in one piece, and is answered by the same octets."""
        self.send(each)
        return each

    @rule(each=asked, is_later=st.booleans())
    def ask_again(self, each: bytes, is_later: bool) -> None:
        """A request that came before, in the same second or later."""
        self.send(each)
        if is_later:
            self.pass_a_second()
        self.send(each)

    @rule(several=st.lists(asked, min_size=1, max_size=3), size=st.sampled_from([9, 50, 10_000]))
    def ask_in_pieces(self, several: list[bytes], size: int) -> None:
        """Requests come one behind the other, in pieces of whatever size."""
        self.send(b"".join(several), size)

    @rule(each=LAST)
    def ask_for_the_last_time(self, each: bytes) -> None:
        """A request with which the connection ends; then comes another one."""
        self.send(each)
        self.connect(DirectProtocol)

    def send(self, octets: bytes, size: int = 10_000) -> None:
        """Send both the same, and compare what they answer."""
        for at in range(0, len(octets), size):
            for protocol in self.protocols:
                protocol.data_received(octets[at : at + size])
            self.run()
        first, second = (bytes(line.written) for line in self.lines)
        assert first == second
        assert first

    def run(self) -> None:
        """Let the tasks work until they wait."""
        for _ in range(30):
            self.loop.run_until_complete(asyncio.sleep(0))

    def teardown(self) -> None:
        """Leave nothing behind."""
        for line in self.lines:
            line.close()
        self.run()
        self.loop.close()


TestKeeping = Pair.TestCase
TestKeeping.settings = settings(max_examples=60, stateful_step_count=25)
