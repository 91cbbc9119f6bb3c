"""The server's life: it starts, tells where it is, serves, and ends within seconds when it is told to.

Knows uvicorn and signals. A first SIGINT or SIGTERM lets the requests in progress end, for five seconds at most; a
second one ends at once. In a thread it has no signals, and is ended by who started it.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import signal
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import uvicorn

from mockserver.errors import CannotListen
from mockserver.server import descriptors
from mockserver.server.answering import Answering, Served
from mockserver.server.direct import DirectProtocol
from mockserver.server.front import Front
from mockserver.server.listening import BACKLOG, Address, forget, listen, tls_context
from mockserver.server.protocol import HttpProtocol, Limits
from mockserver.server.stderr import tell, tell_logs, tell_once
from mockserver.settings import Settings

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable, Iterator
    from types import FrameType

    from mockserver.server.workers import Worker

    AsgiApplication = Callable[..., Awaitable[None]]

logger: Final = logging.getLogger("mockserver")

FAILED: Final = 1

M_TRIM_THRESHOLD: Final = -1
M_MMAP_THRESHOLD: Final = -3
LARGE_BLOCK: Final = 512 * 1024


def run(
    app: AsgiApplication | Served,
    settings: Settings,
    *,
    on_ready: Callable[[Address], None] | None = None,
    limits: Limits | None = None,
    protocol: type[HttpProtocol] = DirectProtocol,
) -> int:
    """Serve until a signal comes, and give the exit code: 0; 1 if the application does not start; 2 or 3 if the address
    cannot be listened on; 128 and the signal's number if a second one came.

    `on_ready` is told the address once requests are answered. What is wrong is told in one line on the standard error.
    """
    try:
        address, sockets = listen(settings)
    except CannotListen as refused:
        tell(f"error: {refused}")
        return refused.exit_code
    warn_of_reach(address, settings)
    prepare_process(settings)
    stay_small(settings)
    application = Answering(app, hosts=(settings.host,)) if isinstance(app, Served) else app
    server = _Server(_configured(application, limits, protocol, settings=settings), address, on_ready)
    try:
        return server.exit_code if _lived(server, sockets) else FAILED
    finally:
        forget(address)


def run_worker(app: Answering, settings: Settings, worker: Worker, *, on_ready: Callable[[Address], None]) -> int:
    """As `run`, one process of several, at sockets that another one has opened and cares for."""
    stay_small(settings)
    server = _Server(_configured(app, None, DirectProtocol, settings=settings), worker.address, on_ready)
    return server.exit_code if _lived(server, worker.sockets) else FAILED


@contextmanager
def serve_in_thread(
    app: AsgiApplication | Served,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    settings: Settings | None = None,
    limits: Limits | None = None,
    protocol: type[HttpProtocol] = DirectProtocol,
) -> Iterator[Address]:
    """Serve in a thread as long as the context lasts; gives the address, whose `url` is where it is.

    `settings` say where in place of `host` and `port`. Raises CannotListen. No signal is touched, so any number may run
    in a process, each in a thread of its own.
    """
    settings = settings or Settings(host=host, port=port)
    address, sockets = listen(settings)
    is_ready = threading.Event()
    application = Answering(app, hosts=(settings.host,)) if isinstance(app, Served) else app
    configured = _configured(application, limits, protocol, settings=settings)
    server = _Server(configured, address, lambda _: is_ready.set())
    thread = threading.Thread(target=_run_in_thread, args=(server, sockets, is_ready), name="mockserver", daemon=True)
    thread.start()
    try:
        is_ready.wait()
        if not server.started:
            raise CannotListen("the application did not start", cure="see its log")
        yield address
    finally:
        server.should_exit = True
        thread.join()


class _Server(uvicorn.Server):
    """uvicorn's server, which tells when it is ready and keeps the exit code in its own hands."""

    def __init__(self, config: uvicorn.Config, address: Address, on_ready: Callable[[Address], None] | None) -> None:
        super().__init__(config)
        self.exit_code = 0
        self.address, self._on_ready = address, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so. A terminal that has gone does not stop the service."""
        await super().startup(sockets)
        asyncio.get_running_loop().set_exception_handler(tell_fault)
        for each in sockets or ():
            # Few are accepted at once; that is no reason for few to wait.
            each.listen(BACKLOG)
        if self._on_ready is not None and not self.should_exit:
            with suppress(OSError):
                self._on_ready(self.address)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; what is still open then, or when a second signal comes, is cut off."""
        hurry = asyncio.create_task(self._hurry())
        await super().shutdown(sockets)
        hurry.cancel()
        self._cut_off()

    async def _hurry(self) -> None:
        # A signal's handler may come at any moment, and so must not touch the loop: it is asked.
        while not self.force_exit:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        self._cut_off()

    def _cut_off(self) -> None:
        for connection in cast("set[HttpProtocol]", self.server_state.connections.copy()):
            connection.abort()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but a signal that was obeyed is not raised again: the exit code tells of it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- the signature of a handler
        """The first signal lets requests end, the second does not wait for them."""
        if self.should_exit:
            self.force_exit = True
            self.exit_code = 128 + sig
        self.should_exit = True


def _configured(
    app: AsgiApplication, given: Limits | None, protocol: type[HttpProtocol], *, settings: Settings
) -> uvicorn.Config:
    refuse: dict[str, Any] = {"refuse": app.refused_message} if isinstance(app, Answering) else {}
    limits = given or Limits.of(settings)
    room = descriptors.room_for(limits.connections)
    held = replace(limits, connections=room.connections)
    speaking: Any = partial(protocol, limits=held, front=Front.of(settings), **refuse)
    context = tls_context(settings)
    if context is not None:
        from mockserver.server.handshake import Handshake

        speaking = partial(Handshake, speaking, context, limits=held)
    return uvicorn.Config(
        app,
        http=speaking,
        # An Upgrade is ignored, as RFC 9110, section 7.8 allows: OpenAPI declares no WebSocket.
        ws="none",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        headers=[("server", "mockserver")],
        backlog=room.at_once,
        timeout_graceful_shutdown=settings.timeout_graceful_shutdown,
    )


def _run_in_thread(server: _Server, sockets: list[socket.socket], is_ready: threading.Event) -> None:
    _lived(server, sockets)
    forget(server.address)
    is_ready.set()


def prepare_process(settings: Settings) -> None:
    """What concerns all that a process does: its log, and as many open files as --limit-concurrency takes.

    Says so where the system does not allow them.
    """
    tell_logs()
    wanted = settings.limit_concurrency
    descriptors.take(wanted)
    held = descriptors.room_for(wanted).connections
    if held < wanted:
        tell(
            f"warning: {held} connections are held at once and not {wanted} (--limit-concurrency), since this process "
            "may not have more files open; ulimit -Hn raises that"
        )


def stay_small(settings: Settings) -> None:
    """Have the process keep no more memory than it uses."""
    if settings.tls_cert is not None:
        from mockserver.server.handshake import bound_buffers

        bound_buffers()
    give_back_memory()


def give_back_memory() -> None:
    """Have large blocks go back to the system when they are free, as mallopt(3) tells it.

    The GNU library else takes its thresholds from the largest block that it has ever freed, up to 32 MiB: a server that
    was once sent contents of megabytes would stay large.
    """
    with suppress(OSError, AttributeError, TypeError):  # other systems have none of this; Windows has no such library
        library = ctypes.CDLL(None)
        for threshold in (M_MMAP_THRESHOLD, M_TRIM_THRESHOLD):
            library.mallopt(threshold, LARGE_BLOCK)
        library.malloc_trim(0)  # what reading the document has left


def tell_fault(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say in a line, and once, what has failed outside of any request; the traceback is for debugging."""
    fault = context.get("exception")
    tell_once(f"warning: {context['message']}" + (f": {type(fault).__name__}: {fault}" if fault else ""))
    logger.debug("the fault in full", exc_info=fault)


def warn_of_reach(address: Address, settings: Settings) -> None:
    """Say so if other machines reach this address."""
    if not address.is_loopback:
        tell(f"warning: {settings.host} is reached from other machines; --host 127.0.0.1 keeps to this one")


def _lived(server: _Server, sockets: list[socket.socket]) -> bool:
    """Run the server to its end; whether it has started at all."""
    try:
        server.run(sockets=sockets)
    except SystemExit:
        # uvicorn leaves so if the application does not start, and has said why.
        return False
    finally:
        for each in sockets:
            each.close()
    return True
