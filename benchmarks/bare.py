"""What is measured against: a bare ASGI application that answers fixed octets, or the mock through FastAPI.

python benchmarks/bare.py PORT ours|h11|httptools           fixed octets, read by that HTTP reader
python benchmarks/bare.py PORT mock DOCUMENT [--dynamic]    the document, each request through FastAPI's ASGI cycle
"""

from __future__ import annotations

import sys
from typing import Any

import uvicorn

CONTENT = b'{"id":1,"name":"Rex","tag":"dog","status":"available"}'
FIELDS = [(b"content-type", b"application/json"), (b"content-length", str(len(CONTENT)).encode())]
START = {"type": "http.response.start", "status": 200, "headers": FIELDS}
BODY = {"type": "http.response.body", "body": CONTENT}


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers every request alike, once it has its content."""
    if scope["type"] != "http":
        return
    if scope["method"] == "POST":
        while (await receive()).get("more_body"):
            pass
    await send(START)
    await send(BODY)


def bare(port: int, reader: str) -> None:
    """Serve the fixed octets."""
    if reader == "ours":
        from mockserver.server.run import run
        from mockserver.settings import Settings

        run(application, Settings(port=port))
    else:
        uvicorn.run(application, port=port, http=reader, log_level="warning", access_log=False, lifespan="off")


def mock(port: int, document: str, *, dynamic: bool) -> None:
    """Serve a document through FastAPI, whatever `mockserver serve` does to be faster."""
    from mockserver.server.answering import Served
    from mockserver.server.app import create_app
    from mockserver.server.loading import load
    from mockserver.server.protocol import HttpProtocol
    from mockserver.server.run import run
    from mockserver.settings import Settings

    settings = Settings(port=port, dynamic=dynamic)
    application = create_app(Served(load(document, settings).mock(settings)))
    run(application, settings, protocol=HttpProtocol)


if __name__ == "__main__":
    if sys.argv[2] == "mock":
        mock(int(sys.argv[1]), sys.argv[3], dynamic="--dynamic" in sys.argv)
    else:
        bare(int(sys.argv[1]), sys.argv[2])
