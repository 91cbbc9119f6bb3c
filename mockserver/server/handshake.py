"""TLS: a connection on its way to it, which counts as one that is held from its first moment on.

asyncio tells a protocol of a connection only when the handshake is over: clients who begin one and never finish it
could hold any number of connections that no limit knows of. So TLS is begun here, on a plain connection. Knows nothing
of what is spoken behind it.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from asyncio import sslproto
from functools import cache, partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, cast

from mockserver.server.room import make_room

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn.server import ServerState

    from mockserver.server.protocol import HttpProtocol, Limits
    from mockserver.server.room import Guest

logger: Final = logging.getLogger("mockserver")

RECORDS: Final = 32768
"""Octets of a connection's buffer: the largest record is 16 KiB and a little (RFC 8446, section 5.2)."""


class Handshake(asyncio.Protocol):
    """A connection until TLS is agreed on; then one of HTTP takes its place, which `speaking` makes."""

    is_open = True
    is_awaiting = True

    def __init__(
        self,
        speaking: Callable[..., HttpProtocol],
        context: ssl.SSLContext,
        *,
        limits: Limits,
        server_state: ServerState,
        **given: Any,
    ) -> None:
        self._speaking: Callable[[], HttpProtocol] = partial(speaking, server_state=server_state, **given)
        self._context, self._limits, self._state = context, limits, server_state
        self._early, self._is_eof = b"", False
        self.silent_since = monotonic()

    # --- what the transport tells -----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self._transport = cast("asyncio.Transport", transport)
        # Nothing is read before TLS reads it.
        self._transport.pause_reading()
        self._state.connections.add(cast("Any", self))
        # Where there is no room at all, the request is refused, which only TLS can tell.
        make_room(self, cast("set[Guest]", self._state.connections), most=self._limits.connections)
        task = asyncio.get_running_loop().create_task(self._shake_hands())
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def data_received(self, data: bytes) -> None:
        """Octets that came with the end of the handshake."""
        self._early += data

    def eof_received(self) -> None:
        """The client has said all, together with the end of the handshake."""
        self._is_eof = True

    # --- what the server tells --------------------------------------------------------------------------------------

    def shutdown(self) -> None:
        """The server is about to end (uvicorn calls it)."""
        self.abort()

    def give_way(self) -> None:
        """End, since another client needs the place."""
        self.abort()

    def abort(self) -> None:
        """The connection ends now."""
        self._state.connections.discard(cast("Any", self))
        self._transport.abort()

    async def _shake_hands(self) -> None:
        loop = asyncio.get_running_loop()
        if self._transport.is_closing():
            return
        try:
            secured = await loop.start_tls(
                self._transport, self, self._context, server_side=True, ssl_handshake_timeout=self._limits.head
            )
        except OSError as fault:
            if isinstance(fault, ssl.SSLError) and fault.reason == "HTTP_REQUEST":
                tell_plain()
            # Its frames hold the connection and are held by it: nobody should have to look for such rings.
            fault.__traceback__ = None
            return
        finally:
            self._state.connections.discard(cast("Any", self))
        if secured is not None:  # as it is where the client has left
            self._hand_over(secured)

    def _hand_over(self, secured: asyncio.Transport) -> None:
        speaking = self._speaking()
        secured.set_protocol(speaking)
        speaking.connection_made(secured)
        if self._early:
            speaking.data_received(self._early)
        if self._is_eof:
            speaking.eof_received()


@cache
def tell_plain() -> None:
    """Say once what a client sees as a connection that is closed without a word."""
    logger.warning("warning: a client speaks plain HTTP where TLS is spoken: the address begins with https://")


def bound_buffers() -> None:
    """Have asyncio keep a smaller buffer for each connection of TLS than its 256 KiB: a thousand would take 256 MiB."""
    sslproto.SSLProtocol.max_size = RECORDS
