"""The nouns of an OpenAPI document, in the shape of 3.2 whatever version it was written in.

All are frozen and valid as they stand: sequences are tuples, mappings are read-only, a missing list is empty. Only
`Operation` computes: its parts are built when they are first asked for, since a document of 1,200 operations is
mostly never asked. Building a part may raise `Unbuildable`.

Read `Document`, `PathItem`, `Operation`, then what an operation holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

from mockserver.once import cached_property

if TYPE_CHECKING:
    from mockserver.document.schema import Schema

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def _nothing() -> Mapping[str, Any]:
    # Python 3.11 takes a read-only mapping for a mutable default; 3.12 does not.
    return NOTHING


class _Absent:
    """The value that is not there, where None would be a value."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Server:
    """OAS Server Object: `url` with the variables at their defaults."""

    url: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """OAS Example Object. `value` is the data (ABSENT if only another form is given); `serialized` is the wire's text
    (3.2 `serializedValue`); `external` is the absolute URI of `externalValue`.

    The one that stands in the singular field `example` has the name "".
    """

    name: str
    value: Any = ABSENT
    serialized: str | None = None
    external: str | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Encoding:
    """OAS Encoding Object, of one property of a form or of one part. The last three are of what it nests (3.2)."""

    content_type: str | None = None
    headers: Mapping[str, Header] = field(default_factory=_nothing)
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    encoding: Mapping[str, Encoding] = field(default_factory=_nothing)
    prefix_encoding: tuple[Encoding, ...] = ()
    item_encoding: Encoding | None = None


@dataclass(frozen=True, slots=True)
class MediaType:
    """OAS Media Type Object. `item_schema` is of each item of a stream; `prefix_encoding` and `item_encoding` are of
    the parts of a multipart by position (3.2).
    """

    name: str
    schema: Schema | None = None
    item_schema: Schema | None = None
    examples: Mapping[str, Example] = field(default_factory=_nothing)
    encoding: Mapping[str, Encoding] = field(default_factory=_nothing)
    prefix_encoding: tuple[Encoding, ...] = ()
    item_encoding: Encoding | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """OAS Parameter Object. `location` is path, query, header, cookie or querystring; `style` is one of the OAS style
    table or `tabDelimited` (2.0's `tsv`). Exactly one of `schema` and `content` is used; `content` is one media type.
    """

    name: str
    location: str
    required: bool = False
    deprecated: bool = False
    style: str = "form"
    explode: bool = True
    allow_reserved: bool = False
    allow_empty_value: bool = False
    schema: Schema | None = None
    content: MediaType | None = None
    examples: Mapping[str, Example] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Header:
    """OAS Header Object: of the style `simple`, under the name that its mapping gives it."""

    name: str
    required: bool = False
    explode: bool = False
    schema: Schema | None = None
    content: MediaType | None = None
    examples: Mapping[str, Example] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class RequestBody:
    """OAS Request Body Object: media types and ranges, in the document's order."""

    required: bool
    content: Mapping[str, MediaType]


@dataclass(frozen=True, slots=True)
class Link:
    """OAS Link Object: to an operation, by its id or by reference."""

    name: str
    operation_id: str | None = None
    operation_ref: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class DeclaredResponse:
    """OAS Response Object. `status` is as declared: "200", "2XX" (upper case) or "default"."""

    status: str
    description: str = ""
    headers: Mapping[str, Header] = field(default_factory=_nothing)
    content: Mapping[str, MediaType] = field(default_factory=_nothing)
    links: Mapping[str, Link] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """OAS Security Scheme Object. `type` is apiKey, http, mutualTLS, oauth2 or openIdConnect; `scheme` is lower case;
    `location` and `parameter` are an apiKey's `in` and `name`.
    """

    name: str
    type: str
    scheme: str = ""
    location: str = ""
    parameter: str = ""
    bearer_format: str = ""
    scopes: tuple[str, ...] = ()


SecurityRequirement = Mapping[str, tuple[str, ...]]
"""Scheme name -> scopes, all of which are needed. An operation's security is a tuple of them, any of which suffices."""


class Parts(Protocol):
    """What builds the parts of an operation (document/build). Each may raise `Unbuildable`."""

    def parameters(self) -> tuple[Parameter, ...]:
        """Builds `Operation.parameters`."""
        ...

    def request_body(self) -> RequestBody | None:
        """Builds `Operation.request_body`."""
        ...

    def responses(self) -> Mapping[str, DeclaredResponse]:
        """Builds `Operation.responses`."""
        ...

    def security(self) -> tuple[SecurityRequirement, ...]:
        """Builds `Operation.security`."""
        ...


@dataclass(frozen=True, eq=False)
class Operation:
    """OAS Operation Object, under its method and template. Compared by identity; not `slots`: it keeps its parts."""

    method: str
    template: str
    parts: Parts = field(repr=False)
    id: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    servers: tuple[Server, ...] = ()

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The path item's and the operation's, the latter winning by name and location."""
        return self.parts.parameters()

    @cached_property
    def request_body(self) -> RequestBody | None:
        """The declared request content, or None."""
        return self.parts.request_body()

    @cached_property
    def responses(self) -> Mapping[str, DeclaredResponse]:
        """The declared responses by status, in the document's order."""
        return self.parts.responses()

    @cached_property
    def security(self) -> tuple[SecurityRequirement, ...]:
        """The alternatives, the operation's own before the document's; empty if none is needed."""
        return self.parts.security()

    @property
    def label(self) -> str:
        """What a log line calls it: the operation id, else method and template."""
        return self.id or f"{self.method} {self.template}"


@dataclass(frozen=True, slots=True)
class PathItem:
    """OAS Path Item Object: its template as written, its operations by method (upper case, or exactly as in
    `additionalOperations`), in the document's order.
    """

    template: str
    operations: Mapping[str, Operation]
    servers: tuple[Server, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """An OpenAPI document. `servers` are the effective ones of the whole document, never empty."""

    uri: str
    openapi: str
    title: str
    version: str
    servers: tuple[Server, ...]
    path_items: tuple[PathItem, ...]
    security_schemes: Mapping[str, SecurityScheme] = field(default_factory=_nothing)
