"""Every option once: one frozen object that the command line, the environment and the library fill and all else reads.

A leaf: it imports nothing of ours. The name of a field is the name of the flag, of the variable and of the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a document is read, answered and served. Sizes are octets, times are seconds."""

    # reading
    strict: bool = False
    """Refuse a document with errors, not only a fatal one."""
    allow_root: tuple[str, ...] = ()
    """Further folders that `$ref` may read from, beside the document's own."""
    allow_remote_refs: bool = False
    """Let `$ref` fetch http and https."""

    # answering
    base_path: str | None = None
    """Serve under this path instead of those of `servers`."""
    cors: Literal["on", "off", "strict"] = "on"
    """`strict`: a preflight refuses a method that the path does not declare."""
    dynamic: bool = False
    """New generated values for each request."""
    seed: int = 0
    """Where generation starts from."""
    locale: str = "en_US"
    """Of generated names, places and words: any that Faker knows."""
    realistic: bool = True
    """Infer generated values from names, formats and descriptions."""
    validate_requests: bool = True
    """Check parameters and content against the operation."""
    strict_query: bool = False
    """Refuse query parameters that the operation does not declare."""
    security: bool = True
    """Ask for the credentials that the operation declares."""
    credentials: str | None = None
    """A file of the credentials that are accepted; without one, all that are well-formed."""
    max_body: int = 10 * MEBIBYTE
    """A larger request content gets 413."""
    stream_delay: float = 0.25
    """Between two items of a streamed response."""

    # serving
    host: str = "127.0.0.1"
    port: int = 4010
    """0 takes a free one."""
    uds: str | None = None
    """Listen on a Unix socket at this path instead."""
    tls_cert: str | None = None
    """A PEM file with the certificate and its chain: speak https."""
    tls_key: str | None = None
    """A PEM file with the key of the certificate, where that has none in it."""
    root_path: str | None = None
    """The path under which a reverse proxy shows the server: it is taken off a target, and put before what we write."""
    forwarded_allow_ips: str = ""
    """Whose `X-Forwarded-For`, `X-Forwarded-Prefix` and `Forwarded` are believed: addresses, networks, `unix`, `*`."""
    workers: int = 1
    """Processes that answer, all at one address."""
    limit_concurrency: int = 1000
    """Connections that a process holds at once. Above it silent clients give way; where there are none, 503."""
    timeout_keep_alive: int = 75
    """For the next request on a connection: longer than the pools of browsers and of Node keep one."""
    timeout_graceful_shutdown: int = 5
    """For requests in progress to end, once the server is told to end."""
    watch: bool = False
    """Read a document again when a file of it changes."""
    watch_interval: float | None = None
    """Between two fetches of a document that comes from an address; without one, it is fetched once."""

    # telling
    log_format: Literal["text", "json"] = "text"
    """How a request is told: a line for people, or a JSON object for programs."""
    quiet: bool = False
    """Tell the address and errors only."""
    verbose: bool = False
    """Tell each request and response in full, secrets masked."""
    open: bool = False
    """Open the address in a browser."""
    cache: bool = True
    """Keep what was read, and the verdict on it, in the user's cache folder, for the next start."""


DEFAULTS = Settings()
