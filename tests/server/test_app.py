"""The application: a mock behind FastAPI, in process and on the wire."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Match, NoMatchFound

from mockserver.document.model import (
    DeclaredResponse,
    Document,
    Example,
    MediaType,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    SecurityRequirement,
    Server,
)
from mockserver.http.messages import Response, Stream
from mockserver.mock.answer import Answer, Mock, Trail
from mockserver.mock.mounts import Mounts
from mockserver.server.answering import Served
from mockserver.server.app import Application, create_app
from mockserver.server.run import serve_in_thread
from mockserver.settings import Settings
from tests.server.conftest import PATIENCE, Wire, exchange

if TYPE_CHECKING:
    from mockserver.server.layers.journal import Exchange

Message = MutableMapping[str, Any]
NO_CONTENT: Mapping[str, MediaType] = {}


@dataclass(frozen=True)
class Declared:
    """The parts of an operation, by hand."""

    says: str
    takes: Mapping[str, MediaType] = field(default_factory=lambda: NO_CONTENT)

    def parameters(self) -> tuple[Parameter, ...]:
        """None."""
        return ()

    def request_body(self) -> RequestBody | None:
        """JSON, or none."""
        return RequestBody(required=True, content=self.takes) if self.takes else None

    def responses(self) -> Mapping[str, DeclaredResponse]:
        """One."""
        example = Example("", {"says": self.says})
        return {
            "200": DeclaredResponse(
                "200", content={"application/json": MediaType("application/json", examples={"": example})}
            )
        }

    def security(self) -> tuple[SecurityRequirement, ...]:
        """None."""
        return ()


def item(template: str, says: str, **takes: Mapping[str, MediaType]) -> PathItem:
    """A path item whose operations say this; content is taken where it is given."""
    methods = takes or {"get": NO_CONTENT}
    operations = {
        method.upper(): Operation(method.upper(), template, Declared(says, media), id=f"{method}{says}")
        for method, media in methods.items()
    }
    return PathItem(template, operations)


JSON = {"application/json": MediaType("application/json")}


def mock_of(*items: PathItem, settings: Settings | None = None) -> Mock:
    """The mock of a document with these path items, below /v1."""
    document = Document("file:///a.yaml", "3.1.0", "A", "1", (Server("/v1"),), items)
    return Mock.of(document, settings or Settings())


PETS = mock_of(item("/pets", "pets", get=NO_CONTENT, post=JSON), item("/pets/{petId}", "pet"))


async def ask(
    app: Application, method: str, path: str, *, content: bytes | None = None, **fields: str
) -> tuple[int, Any, dict[str, str]]:
    """Status, content as JSON and fields of the answer to a request in process."""
    headers = [
        (name.replace("_", "-").encode(), value.encode()) for name, value in {"host": "localhost", **fields}.items()
    ]
    if content is not None:
        headers += [(b"content-length", str(len(content)).encode()), (b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "headers": headers,
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": content or b""}

    async def send(message: Message) -> None:
        sent.append(message)

    await app({**scope, "query_string": b"", "root_path": ""}, receive, send)
    octets = b"".join(message["body"] for message in sent[1:])
    got = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], json.loads(octets) if octets else None, got


def answered(app: Application, method: str, path: str, **more: Any) -> tuple[int, Any]:
    """Status and content of the answer."""
    return asyncio.run(ask(app, method, path, **more))[:2]


def test_the_mock_answers() -> None:
    """A declared operation is answered, a path outside of the document is 404, another method 405 with Allow."""
    app = create_app(PETS)
    assert answered(app, "GET", "/v1/pets") == (200, {"says": "pets"})
    assert answered(app, "GET", "/v1/nope")[0] == 404
    assert asyncio.run(ask(app, "DELETE", "/v1/pets"))[2]["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/v1/pets/", "/"])
def test_nothing_of_the_framework_leaks(path: str) -> None:
    """What FastAPI serves by default is 404, and no slash is corrected (rules P-07, P-18)."""
    assert answered(create_app(PETS), "GET", path)[0] == 404


def test_content_is_read_when_it_is_needed() -> None:
    """An operation that takes content gets it read; broken content is refused, too much of it too."""
    app = create_app(PETS)
    assert answered(app, "POST", "/v1/pets", content=b'{"a": 1}')[0] == 200
    assert answered(app, "POST", "/v1/pets", content=b'{"a": ')[0] in (400, 422)
    assert answered(app, "DELETE", "/v1/pets", content=b'{"a": ')[0] == 405
    small = create_app(mock_of(*PETS.document.path_items, settings=Settings(max_body=5)))
    assert answered(small, "POST", "/v1/pets", content=b'{"a": 1}')[0] == 413


def test_chunked_content_beyond_the_limit_is_refused() -> None:
    """Content whose length nobody announced is read up to the limit, then refused with 413 and closed (rule U-05)."""
    mock = mock_of(*PETS.document.path_items, settings=Settings(max_body=1000))
    head = b"POST /v1/pets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serve_in_thread(create_app(mock)) as address, Wire(address.port) as wire:
        reply = wire.send(head, b"500\r\n" + b" " * 0x500 + b"\r\n").reply()
        assert (reply.status, json.loads(reply.content)["status"]) == (413, 413)


def test_the_routes_list_the_api() -> None:
    """`app.routes` has one route for each path item, with the methods that it allows."""
    assert [(route.path, sorted(route.methods)) for route in create_app(PETS).routes] == [  # type: ignore[attr-defined]  # a ResourceRoute
        ("/v1/pets", ["GET", "HEAD", "OPTIONS", "POST"]),
        ("/v1/pets/{petId}", ["GET", "HEAD", "OPTIONS"]),
    ]


def test_a_route_knows_its_target() -> None:
    """A route matches the requests for its path item and no other, and can answer them alone."""
    app = create_app(PETS)
    scope = {"type": "http", "http_version": "1.1", "method": "PUT", "headers": [], "query_string": b""}
    paths = ["/v1/pets", "/v1/pets/7", "/v1", "/v1/pets/%zz"]
    matches = [
        [route.matches({**scope, "path": path, "raw_path": path.encode()})[0] for route in app.routes] for path in paths
    ]
    full, none = Match.FULL, Match.NONE
    assert matches == [[full, none], [none, full], [none, none], [none, none]]
    with pytest.raises(NoMatchFound):
        app.routes[0].url_path_for("pets")


def test_a_reload_is_one_assignment() -> None:
    """The next request is answered by the new mock, and the routes are its routes (rule U-10)."""
    served = Served(PETS)
    app = create_app(served)
    before = answered(app, "GET", "/v1/pets"), len(app.routes)
    served.mounts = Mounts.single(mock_of(item("/cats", "cats")))
    after = answered(app, "GET", "/v1/pets")[0], answered(app, "GET", "/v1/cats"), len(app.routes)
    assert (before, after) == (((200, {"says": "pets"}), 2), (404, (200, {"says": "cats"}), 1))


def test_routes_of_a_user_come_first() -> None:
    """An application that embeds the mock may add routes of its own; all else still reaches the mock."""
    app = create_app(PETS)

    @app.get("/own")
    def own() -> dict[str, str]:
        return {"says": "own"}

    assert answered(app, "GET", "/own") == (200, {"says": "own"})
    assert answered(app, "GET", "/v1/pets") == (200, {"says": "pets"})
    assert answered(app, "GET", "/v1/pets/")[0] == 404
    assert [route.path for route in app.routes][-2:] == ["/v1/pets", "/v1/pets/{petId}"]  # type: ignore[attr-defined]  # as above


def test_middleware_of_a_user_is_called() -> None:
    """An application that embeds the mock may add middleware."""
    seen: list[str] = []

    class Seeing:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
            seen.append(scope["path"])
            await self.app(scope, receive, send)

    app = create_app(PETS)
    app.add_middleware(Seeing)
    assert (answered(app, "GET", "/v1/pets")[0], seen) == (200, ["/v1/pets"])


def test_the_mock_can_be_mounted() -> None:
    """Mounted below a path of another application, the mock sees the paths below it."""
    outer = create_app(mock_of(item("/outer", "outer")))
    outer.mount("/inner", create_app(PETS))
    assert answered(outer, "GET", "/inner/v1/pets") == (200, {"says": "pets"})
    assert answered(outer, "GET", "/v1/outer") == (200, {"says": "outer"})
    assert answered(outer, "GET", "/inner/v1/pet")[1]["suggestions"][0] == "/inner/v1/pets"


def test_exchanges_are_told() -> None:
    """The listener is told of answers and refusals with the operation and the reason; not of our own pages."""
    told: list[Exchange] = []
    app = create_app(PETS, on_exchange=told.append)
    for method, path in [("GET", "/v1/pets"), ("DELETE", "/v1/pets"), ("GET", "/_mockserver/health")]:
        answered(app, method, path)
    shown = [(each.request.method, each.answer.response.status, each.answer.operation is not None) for each in told]
    assert shown == [("GET", 200, True), ("DELETE", 405, False)]


def test_what_is_no_request_is_told() -> None:
    """The listener is told of messages that were refused before they were a request."""
    told: list[Exchange] = []
    with serve_in_thread(create_app(PETS, on_exchange=told.append)) as address:
        reply = exchange(address.port, b"GET /v1/pets HTTP/1.1\r\n\r\n")
    assert [(each.request.path, each.answer.response.status, each.answer.reason) for each in told] == [
        ("/v1/pets", reply.status, "the request has no Host field, which HTTP/1.1 requires")
    ]


@pytest.mark.parametrize(("cors", "origin"), [("on", "http://app.test"), ("off", None)])
def test_cors_is_off_for_refused_messages_too(cors: Any, origin: str | None) -> None:
    """Whether a refused message gets CORS fields is what the settings say."""
    with serve_in_thread(Served(mock_of(settings=Settings(cors=cors)))) as address:
        reply = exchange(address.port, b"GET / HTTP/1.1\r\nOrigin: http://app.test\r\n\r\n")
    assert (reply.status, reply.first("access-control-allow-origin")) == (400, origin)


def test_our_own_pages_are_served() -> None:
    """Health and problem types are there whatever the document says, under the names that are ours."""
    app = create_app(PETS, hosts=["mock.internal"])
    assert answered(app, "GET", "/_mockserver/health") == (200, {"status": "ok"})
    assert answered(app, "GET", "/_mockserver/health", host="mock.internal")[0] == 200
    assert answered(app, "GET", "/_mockserver/health", host="rebound.test")[0] == 403


def test_a_fault_of_ours_is_a_500(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A fault inside of the core is a 500 problem that a page can read, and one line in the log."""

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("mockserver.mock.mounts.respond", broken)
    status, content, fields = asyncio.run(ask(create_app(PETS), "GET", "/v1/pets", origin="http://app.test"))
    assert (status, content["status"], fields["access-control-allow-origin"]) == (500, 500, "http://app.test")
    assert [record.getMessage().split(" (")[0] for record in caplog.records] == [
        "GET /v1/pets failed: ZeroDivisionError: a fault of ours"
    ]


def test_a_stream_ends_with_its_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream without end is sent piece by piece, until the client leaves; then its iterator is closed."""
    closed = threading.Event()

    def pieces() -> Iterator[bytes]:
        try:
            while True:
                yield b"tick"
        finally:
            closed.set()

    streamed = Answer(Response(200, content=Stream(pieces, delay=0.001)), Trail())
    monkeypatch.setattr("mockserver.mock.mounts.respond", lambda *_: streamed)
    with serve_in_thread(create_app(PETS)) as address:
        with Wire(address.port) as wire:
            wire.send(b"GET /v1/pets HTTP/1.1\r\nHost: a\r\n\r\n")
            while wire.waiting.count(b"tick") < 3:
                wire.waiting += wire.connection.recv(100)
            assert b"\r\n4\r\ntick\r\n4\r\ntick\r\n" in wire.waiting
        assert closed.wait(PATIENCE)


def test_what_is_no_http_is_turned_away() -> None:
    """A WebSocket that another server hands over is closed, since a document declares none."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/v1/pets", "headers": [], "query_string": b""}
    asyncio.run(create_app(PETS)(scope, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]
