"""What each kind of refusal means to who meets it: when it is sent, and what to do.

Words only; the kinds, their statuses and titles stand in `errors`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from mockserver.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Explanation(NamedTuple):
    """When a refusal is sent, and what to do about it."""

    when: str
    cure: str


EXPLANATIONS: Final[Mapping[str, Explanation]] = MappingProxyType(
    {
        "malformed-request": Explanation(
            "The message breaks the syntax of HTTP, its target is not a valid path, or its content cannot be read as "
            "the media type that it claims to be.",
            "The detail names the place. Clients and browsers write the message by themselves, so look at what is put "
            "into it by hand: characters in the path that are not percent-encoded, a field value with a line break, "
            "a length that does not fit the content, JSON with a comma too many.",
        ),
        "unauthorized": Explanation(
            "The operation declares a security requirement, and the request has no credentials that fulfil it.",
            "Send what the WWW-Authenticate field asks for. A mock takes any credentials of the right form, such as "
            "'Authorization: Bearer anything'. Start with --no-security to do without.",
        ),
        "forbidden": Explanation(
            "The credentials are understood and do not reach far enough, or a page of this server was asked for under "
            "a name that is not its own.",
            "Use credentials with the scopes that the detail names; for the pages below /_mockserver/, ask localhost.",
        ),
        "not-found": Explanation(
            "No path of the document matches the target, or the answer that was preferred is not declared.",
            "Compare the path with the suggestions in the problem. The base path of the document's servers is part of "
            "it, a slash at the end counts, and so does upper and lower case.",
        ),
        "method-not-allowed": Explanation(
            "The path is in the document, and the document does not declare this method for it.",
            "Use one of the methods in the Allow field, or declare the operation in the document.",
        ),
        "not-acceptable": Explanation(
            "No media type that the document declares for this answer satisfies the Accept field.",
            "Accept one of the types that the problem lists, or declare the one that is missing.",
        ),
        "request-timeout": Explanation(
            "The connection was open, and the request did not come whole within the time that this server waits.",
            "Look for a client that announces more content than it sends, or that stops in the middle.",
        ),
        "precondition-failed": Explanation(
            "The request holds for another state of the resource: If-Match or If-Unmodified-Since names an ETag or a "
            "date that is not the one which the document declares for this answer.",
            "Send the ETag of the answer, or leave the field out. A mock keeps no states: its ETag stays as declared.",
        ),
        "content-too-large": Explanation(
            "The content of the request is larger than this server reads.",
            "Send less, or start the server with a larger --max-body.",
        ),
        "uri-too-long": Explanation(
            "The target of the request is longer than this server reads.",
            "Send what makes it long as the content of the request, with POST or QUERY.",
        ),
        "unsupported-media-type": Explanation(
            "The operation does not declare content of the media type, or of the coding, that the request has.",
            "Send one of the types in the Accept, Accept-Post, Accept-Patch or Accept-Query field of the answer, and "
            "check that Content-Type says what is sent.",
        ),
        "unprocessable-content": Explanation(
            "Parameters or content can be read, and break the schema that the document declares for them.",
            "The member 'errors' of the problem lists each fault with its place. Start with --no-validate-requests to "
            "have them ignored.",
        ),
        "fields-too-large": Explanation(
            "The header fields of the request are larger, or more, than this server reads.",
            "Usually cookies: those of all ports of localhost are sent to each of them. Delete what is not needed.",
        ),
        "broken-operation": Explanation(
            "The document is broken where this operation needs it, for instance by a $ref that leads nowhere. The "
            "other operations work.",
            "The detail is the finding. 'mockserver validate' lists all of them.",
        ),
        "internal-server-error": Explanation(
            "Something failed inside of the mock server itself.",
            "Its log has a line that says what and where. Please report it with the request and the document.",
        ),
        "not-implemented": Explanation(
            "No path of the document knows this method, or the message is coded in a way that this server does not "
            "read, or the document declares an answer that cannot be one, such as a status of 1xx.",
            "Check the spelling of the method, which is in capitals: 'get' is another method than 'GET'.",
        ),
        "service-unavailable": Explanation(
            "More connections are open than this server serves at once, other requests hold too much content, too many "
            "wait for answers that take long, or the answer takes more work than one request may cost.",
            "The detail says which. Try again; let the client use its connections again instead of opening one for "
            "each request. An answer that was given up is so each time: ask for less, or let its schema ask for less.",
        ),
        "version-not-supported": Explanation(
            "The request is of another version of HTTP than 1.1 or 1.0.",
            "Have the client speak HTTP/1.1: 'curl --http1.1', for instance.",
        ),
    }
)


def _kinds(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    yield refusal
    for below in refusal.__subclasses__():
        yield from _kinds(below)


KINDS: Final[Mapping[str, type[Refusal]]] = MappingProxyType({refusal.kind: refusal for refusal in _kinds(Refusal)})
"""Each kind of refusal by its name."""
