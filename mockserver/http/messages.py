"""Request, Response and Fields: what goes over the wire, as frozen values (RFC 9110, sections 5 and 6).

Knows nothing of sockets, of ASGI or of OpenAPI. A field name is lower case here; a field value is a `str` of latin-1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fields:
    """The field lines of a message, in order: pairs of lower-case name and value.

    >>> fields = Fields.of(accept="text/html", vary="origin")
    >>> fields.first("accept"), fields.first("etag")
    ('text/html', None)
    """

    pairs: tuple[Pair, ...] = ()

    @classmethod
    def of(cls, **values: str) -> Fields:
        """Fields from keywords; an underscore stands for a hyphen."""
        return cls(tuple((name.replace("_", "-"), value) for name, value in values.items()))

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __contains__(self, name: object) -> bool:
        return any(known == name for known, _ in self.pairs)

    def first(self, name: str, default: str | None = None) -> str | None:
        """The value of the first line of that name, else the default."""
        for known, value in self.pairs:
            if known == name:
                return value
        return default

    def all(self, name: str) -> tuple[str, ...]:
        """The value of each line of that name."""
        return tuple(value for known, value in self.pairs if known == name)

    def combined(self, name: str) -> str | None:
        """The lines of that name as one value, joined by commas (RFC 9110, section 5.3); None without any."""
        values = self.all(name)
        return ", ".join(values) if values else None

    def adding(self, pairs: Iterable[Pair]) -> Fields:
        """A copy with further lines behind these."""
        return Fields(self.pairs + tuple(pairs))

    def without(self, *names: str) -> Fields:
        """A copy without any line of these names."""
        return Fields(tuple(pair for pair in self.pairs if pair[0] not in names))

    def with_field(self, name: str, value: str) -> Fields:
        """A copy in which exactly one line has this name, behind the others."""
        return self.without(name).adding([(name, value)])

    def varying(self, *names: str) -> Fields:
        """A copy whose Vary has these names, each once; a `*` stays alone, for it says more (RFC 9110, 12.5.5)."""
        vary = self.combined("vary")
        known = {name.strip(" \t").lower() for name in vary.split(",")} if vary else set()
        missing = [name for name in names if name.lower() not in known]
        if "*" in known or not missing:
            return self
        return self.with_field("vary", ", ".join([vary, *missing] if vary else missing))


NO_FIELDS = Fields()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came: the path still percent-encoded, the query without its question mark.

    `content` is None until it has been read; a request that announces none has `b""`. `root` is the path below which a
    proxy shows the server (the path is without it); `client` the address of another machine, for the log alone.
    """

    method: str
    path: str
    query: str = ""
    fields: Fields = NO_FIELDS
    content: bytes | None = b""
    root: str = ""
    client: str = ""

    @property
    def spoken_of(self) -> str:
        """The method that a refusal names: GET for HEAD, whose Content-Length is that of the content GET would get.

        "a server MUST NOT send Content-Length in such a response unless its field value equals the decimal number of
        octets that would have been sent in the content of a response if the same request had used the GET method."
        -- RFC 9110, section 8.6
        """
        return "GET" if self.method == "HEAD" else self.method


@dataclass(frozen=True, slots=True)
class Stream:
    """Content that is sent piece by piece: `pieces()` gives them anew, `delay` is the seconds between two."""

    pieces: Callable[[], Iterator[bytes]]
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Response:
    """A final response. `content` is all of it, or a Stream of unknown length."""

    status: int
    fields: Fields = NO_FIELDS
    content: bytes | Stream = field(default=b"", repr=False)
