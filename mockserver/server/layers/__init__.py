"""What may stand between a request and its answer, one feature a file.

A handler makes an answer of a request; a layer makes a handler of a handler. The list of those that are on stands in
`server/app`. A layer that is off is not in the list, and costs nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from mockserver.http.messages import Request
from mockserver.mock.answer import Answer
from mockserver.server.asgi import Sender

Handler = Callable[[Request, Sender], Awaitable[Answer]]
"""Makes an answer of a request, whose content is None as long as nobody has read it."""

Layer = Callable[[Handler], Handler]
