"""GET by http and https: one document, in bounded size and time, from an address that the caller allows.

Knows redirects (http and https only), proxies and TLS, which are the standard library's. What is judged by an address
is connected to by that address. Does not know OpenAPI, nor why something is fetched.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead, responses
from threading import Timer
from typing import Any, Final, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from mockserver.document.bounds import MEBIBYTE, MOST_OCTETS
from mockserver.errors import NotRetrieved

# RFC 9512 registers application/yaml; those of OpenAPI's own are in draft-ietf-httpapi-rest-api-mediatypes.
ACCEPT: Final = (
    "application/openapi+yaml, application/openapi+json, application/yaml;q=0.9, application/json;q=0.9, */*;q=0.1"
)
MOST_REDIRECTS: Final = 5
_CHUNK: Final = 64 * 1024

Target = tuple[str, int]
"""A host name or address, and a port."""

Allows = Callable[[Target, str], bool]
"""Whether a target may be connected to at an address that it was resolved to."""


def anywhere(target: Target, address: str) -> bool:  # noqa: ARG001 -- the default of a shape
    """Any address: for what the user named."""
    return True


def target_of(url: str) -> Target:
    """The host and port that a URL of http or https leads to. Raises ValueError for a broken one."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or {"https": 443}.get(parts.scheme, 80)


def fetch(url: str, *, allows: Allows = anywhere, proxies: bool = True, seconds: float = 15.0) -> tuple[str, bytes]:
    """The URL that answered in the end, and its content.

    Raises NotRetrieved: no answer, an error status, a target that is not allowed, more than 64 MiB, over `seconds`.
    `proxies`: as the environment says; behind one, it is the proxy's address that `allows` is asked about.
    """
    with _Watch(allows, seconds) as watch:
        try:
            return _get(_checked(url), watch, proxies=proxies)
        except (OSError, HTTPException, ValueError) as error:
            raise _refusal(url, error, watch) from error


def _checked(url: str) -> str:
    try:
        parts, (host, _) = urlsplit(url), target_of(url)
    except ValueError as error:
        raise NotRetrieved(f"{url} is no address: {error}", "check the address", code="uri-broken") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise NotRetrieved(f"{url} is not an address of http or https", code="scheme-refused")
    if parts.username is not None or parts.password is not None:
        hint = "fetch it yourself: curl --user NAME URL | mockserver serve -"
        raise NotRetrieved("an address that holds a name or password is not fetched", hint, code="credentials-refused")
    return url


def _get(url: str, watch: _Watch, *, proxies: bool) -> tuple[str, bytes]:
    headers = {"Accept": ACCEPT, "Accept-Encoding": "identity", "User-Agent": "mockserver"}
    request = Request(url, headers=headers)  # noqa: S310 -- _checked has seen to the scheme
    with _opener(watch, proxies=proxies).open(request, timeout=min(10.0, watch.seconds)) as answer:
        content = bytearray()
        while chunk := answer.read(_CHUNK):
            content += chunk
            if len(content) > MOST_OCTETS:
                message = f"{url} answers with more than {MOST_OCTETS // MEBIBYTE} MiB, the most that is read"
                raise NotRetrieved(message, code="too-large")
        declared = answer.headers.get("Content-Length", "")
        if watch.expired:
            raise TimeoutError
        if declared.isdecimal() and len(content) < int(declared):
            raise IncompleteRead(bytes(content))
        return str(answer.url), bytes(content)


def _opener(watch: _Watch, *, proxies: bool) -> OpenerDirector:
    """As `build_opener`, without what opens files, ftp and data."""
    opener = OpenerDirector()
    handlers = (
        ProxyHandler() if proxies else ProxyHandler({}),
        _Plain(watch),
        _Secure(watch),
        _Redirects(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    )
    for handler in handlers:
        opener.add_handler(handler)
    return opener


# --- connections


class _Watch:
    """Makes the connections of one fetch, and ends them when its time is over: reads then fail, also within TLS."""

    def __init__(self, allows: Allows, seconds: float) -> None:
        self.allows, self.seconds = allows, seconds
        self.expired = False
        self._sockets: list[socket.socket] = []
        self._timer = Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for each in self._sockets:
            each.close()

    def _expire(self) -> None:
        self.expired = True
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def connect(self, target: Target, timeout: float | None = None, *_: Any) -> socket.socket:
        """A connection to the first address of the target that is allowed and answers: see socket.create_connection."""
        found = socket.getaddrinfo(*target, type=socket.SOCK_STREAM)
        allowed = [each for each in found if self.allows(target, str(each[4][0]))]
        if not allowed:
            raise _ClosedError(target[0])
        failure: OSError = TimeoutError()
        for family, kind, protocol, _name, address in allowed:
            if self.expired:
                break
            try:
                return self._connected(socket.socket(family, kind, protocol), address, timeout)
            except OSError as error:
                failure = error
        raise failure

    def _connected(self, connection: socket.socket, address: Any, timeout: float | None) -> socket.socket:
        # A second descriptor of the same connection: TLS takes the first one over.
        self._sockets.append(connection.dup())
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection


class _ClosedError(OSError):
    """A target whose addresses are all refused."""


def _watched(connection: HTTPConnection, watch: _Watch) -> HTTPConnection:
    # http.client keeps the function that connects in this attribute; the proxy's tunnel and TLS come after it.
    connection._create_connection = watch.connect  # type: ignore[attr-defined] # noqa: SLF001
    return connection


class _Plain(HTTPHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: Request) -> Any:
        def connection(*arguments: Any, **options: Any) -> HTTPConnection:
            return _watched(HTTPConnection(*arguments, **options), self._watch)

        return self.do_open(connection, req)


class _Secure(HTTPSHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def https_open(self, req: Request) -> Any:
        def connection(*arguments: Any, **options: Any) -> HTTPConnection:
            return _watched(HTTPSConnection(*arguments, **options), self._watch)

        return self.do_open(connection, req)


class _Redirects(HTTPRedirectHandler):
    max_redirections = MOST_REDIRECTS
    max_repeats = 2

    def redirect_request(self, *arguments: Any) -> Request | None:
        _checked(arguments[-1])
        return super().redirect_request(*arguments)


# --- refusals


def _refusal(url: str, error: Exception, watch: _Watch) -> NotRetrieved:
    cause: BaseException = error
    while isinstance(cause, URLError) and not isinstance(cause, HTTPError) and isinstance(cause.reason, BaseException):
        cause = cause.reason
    if watch.expired or isinstance(cause, TimeoutError):
        return NotRetrieved(f"{url} did not answer within {watch.seconds:g} seconds", code="no-answer")
    if isinstance(cause, HTTPError):
        return _answered(url, cause)
    if isinstance(cause, _ClosedError):
        hint = "save it beside the document, and refer to the file"
        message = f"{cause.args[0]} lies on this machine or in a private network, which references may not reach"
        return NotRetrieved(message, hint, code="address-refused")
    message, hint = _unanswered(url, cause)
    return NotRetrieved(message, hint, code="no-answer")


def _unanswered(url: str, cause: BaseException) -> tuple[str, str]:
    host = urlsplit(url).hostname
    if isinstance(cause, ssl.SSLCertVerificationError):
        hint = "if the certificate is your organisation's own, name its file in SSL_CERT_FILE"
        return f"the certificate of {host} is not trusted: {cause.verify_message}", hint
    if isinstance(cause, socket.gaierror):
        return f"the host {host} is not known", "check the address"
    if isinstance(cause, ssl.SSLError) and cause.reason == "WRONG_VERSION_NUMBER":
        return f"{host} does not speak https there", f"try {url.replace('https', 'http', 1)}"
    words = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    return f"{url} could not be fetched: {words}", "check the address"


def _answered(url: str, error: HTTPError) -> NotRetrieved:
    hint = "check the address"
    if error.code in {401, 403, 407}:
        hint = "fetch it yourself, with your credentials: curl ... | mockserver serve -"
    elif 300 <= error.code < 400:
        hint = f"over {MOST_REDIRECTS} redirects, or one to another scheme, are not followed: give the last address"
    error.close()
    # The phrase is the standard's, not the server's: that may be anything.
    return NotRetrieved(f"{url} answers {error.code} {responses.get(error.code, '')}".rstrip(), hint, code="no-answer")
