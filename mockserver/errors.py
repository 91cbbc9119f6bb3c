"""Every exception that mockserver raises on purpose, in one tree.

    MockserverError
    ├── DocumentError            a document that cannot be served: it carries its diagnostics
    ├── Unbuildable              one part of a document (an operation's response, say) that cannot be built
    ├── NotRetrieved             a reference that may not be read, or that leads nowhere
    ├── Misconfigured            a configuration file that cannot be read, or sets what there is not
    ├── Clash                    two documents that declare the same path
    ├── CannotListen             the address that was asked for cannot be served on
    ├── Unsatisfiable            a schema that no value obeys
    ├── ContentNeeded            not an error: the answer depends on the request's content, which is not read yet
    └── Refusal                  an answer of HTTP's own: a status, its fields and a problem (RFC 9457)
        ├── MalformedRequest     400
        ├── Unauthorized         401
        ├── Forbidden            403
        ├── NotFound             404
        ├── MethodNotAllowed     405
        ├── NotAcceptable        406
        ├── RequestTimeout       408
        ├── PreconditionFailed   412
        ├── ContentTooLarge      413
        ├── TargetTooLong        414
        ├── UnsupportedMediaType 415
        ├── UnprocessableContent 422
        ├── FieldsTooLarge       431
        ├── BrokenOperation      500
        ├── NotImplementedHere   501
        ├── Overloaded           503
        └── VersionNotSupported  505

A leaf: it imports nothing of ours, and anyone may import it. An exception carries data; its text is computed from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mockserver.document.diagnostics import Diagnostic

PROBLEMS = "/_mockserver/problems/"


class MockserverError(Exception):
    """The root: catch it to catch all that mockserver raises on purpose."""


class DocumentError(MockserverError):
    """A document that cannot be served; `diagnostics` say what is wrong, where, and the cure."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(*self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(str(diagnostic) for diagnostic in self.diagnostics)


class Unbuildable(MockserverError):  # noqa: N818 -- named for what it says of the part
    """One part of the document that cannot be built, such as a response whose `$ref` leads nowhere."""

    def __init__(self, diagnose: Callable[[], Diagnostic]) -> None:
        self._diagnose = diagnose
        super().__init__()

    @property
    def diagnostic(self) -> Diagnostic:
        """What is wrong, and where. Found when somebody asks: to find a place, all of the text is read again."""
        return self._diagnose()

    def __str__(self) -> str:
        return str(self.diagnostic)


class Misconfigured(MockserverError):  # noqa: N818
    """A configuration that is wrong: `place` is a file and perhaps a line, `reason` says why, `hint` is the cure."""

    def __init__(self, place: str, reason: str, hint: str = "") -> None:
        self.place, self.reason, self.hint = place, reason, hint
        super().__init__(f"{place}: {reason}{f' -- {hint}' if hint else ''}")


class Clash(MockserverError):  # noqa: N818
    """Two documents that are served together and declare the same `path`; `names` are what the user called them."""

    def __init__(self, path: str, names: tuple[str, str]) -> None:
        self.path, self.names = path, names
        first, second = names
        cure = f"serve one of them under a prefix of its own, /other={second} for example"
        super().__init__(f"{path} is declared both by {first} and by {second} -- {cure}")


class CannotListen(MockserverError):  # noqa: N818
    """The host and port cannot be listened on: `reason` says why, `cure` what to do, `exit_code` how a command ends."""

    def __init__(self, reason: str, *, cure: str, exit_code: int = 3) -> None:
        self.reason, self.cure, self.exit_code = reason, cure, exit_code
        super().__init__(f"{reason}: {cure}")


class NotRetrieved(MockserverError):  # noqa: N818
    """A reference that was not followed: `reason` says why, `hint` the cure, `code` is the rule's kebab-case name."""

    def __init__(self, reason: str, hint: str = "", *, code: str = "not-retrieved") -> None:
        self.reason, self.hint, self.code = reason, hint, code
        super().__init__(f"{reason} -- {hint}" if hint else reason)


class Unsatisfiable(MockserverError):  # noqa: N818
    """A schema that no value obeys; `pointer` (JSON Pointer in the schema) and `reason` say why."""

    def __init__(self, reason: str, *, pointer: str = "") -> None:
        self.reason, self.pointer = reason, pointer
        super().__init__(f"{pointer or '/'}: {reason}")


class ContentNeeded(MockserverError):  # noqa: N818
    """The answer depends on the request's content: read at most `limit` octets of it and ask again."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"the answer depends on the content, of at most {limit} octets")


class Refusal(MockserverError):  # noqa: N818
    """An answer that HTTP asks for rather than the document: status, fields, problem details.

    `fields` are pairs of lower-case field name and value; `members` are the problem's extension members
    (RFC 9457, section 3.2), such as `allow` or `errors`. `kind` names the problem type, whose address stands below
    `root` where a proxy shows the server there.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal Server Error"
    kind: ClassVar[str] = "internal-server-error"

    def __init__(self, detail: str, *, fields: Iterable[tuple[str, str]] = (), **members: Any) -> None:
        self.detail = detail
        self.fields = tuple(fields)
        self.members = members
        self.root = ""
        super().__init__(detail)

    def alone(self) -> Self:
        """Itself without what led to it: the frames of a traceback hold the request, its content, its connection."""
        self.__traceback__ = self.__cause__ = self.__context__ = None
        return self

    def problem(self) -> dict[str, Any]:
        """The problem details object of RFC 9457, section 3.1, with our members behind the standard ones."""
        return {
            "type": self.root + PROBLEMS + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.members,
        }


class MalformedRequest(Refusal):
    """The message or its target is broken (RFC 9110, section 15.5.1)."""

    status, title, kind = 400, "Bad Request", "malformed-request"


class Unauthorized(Refusal):
    """The credentials that the operation asks for are missing or wrong; fields hold the challenges (15.5.2)."""

    status, title, kind = 401, "Unauthorized", "unauthorized"


class Forbidden(Refusal):
    """The credentials are good, but do not reach far enough (15.5.4)."""

    status, title, kind = 403, "Forbidden", "forbidden"


class NotFound(Refusal):
    """No path item of the document matches the target, or a preferred answer is not declared (15.5.5)."""

    status, title, kind = 404, "Not Found", "not-found"


class MethodNotAllowed(Refusal):
    """The target exists and the document does not declare this method for it (15.5.6)."""

    status, title, kind = 405, "Method Not Allowed", "method-not-allowed"


class NotAcceptable(Refusal):
    """No declared media type satisfies the request's Accept (15.5.7)."""

    status, title, kind = 406, "Not Acceptable", "not-acceptable"


class RequestTimeout(Refusal):
    """The request did not come whole within the time that this server waits (15.5.9)."""

    status, title, kind = 408, "Request Timeout", "request-timeout"


class PreconditionFailed(Refusal):
    """The request was to be done for another state of the resource, by its ETag or its date (15.5.13)."""

    status, title, kind = 412, "Precondition Failed", "precondition-failed"


class ContentTooLarge(Refusal):
    """The content is larger than this server reads (15.5.14)."""

    status, title, kind = 413, "Content Too Large", "content-too-large"


class TargetTooLong(Refusal):
    """The request target is longer than this server reads (15.5.15)."""

    status, title, kind = 414, "URI Too Long", "uri-too-long"


class UnsupportedMediaType(Refusal):
    """The content is of a media type or coding that the operation does not declare (15.5.16)."""

    status, title, kind = 415, "Unsupported Media Type", "unsupported-media-type"


class UnprocessableContent(Refusal):
    """Parameters or content break their schema (15.5.21); the member `errors` lists each fault."""

    status, title, kind = 422, "Unprocessable Content", "unprocessable-content"


class FieldsTooLarge(Refusal):
    """The header fields are larger, or more, than this server reads (RFC 6585, section 5)."""

    status, title, kind = 431, "Request Header Fields Too Large", "fields-too-large"


class BrokenOperation(Refusal):
    """The document is broken where this operation needs it; the detail is the diagnostic."""

    status, title, kind = 500, "Internal Server Error", "broken-operation"


class NotImplementedHere(Refusal):
    """No resource of this document supports the method, or the declared status can never be final (15.6.2)."""

    status, title, kind = 501, "Not Implemented", "not-implemented"


class Overloaded(Refusal):
    """More connections are open than this server serves at once, or an answer takes too much work (15.6.4)."""

    status, title, kind = 503, "Service Unavailable", "service-unavailable"


class VersionNotSupported(Refusal):
    """The request is of another major version than HTTP/1 (15.6.6)."""

    status, title, kind = 505, "HTTP Version Not Supported", "version-not-supported"
