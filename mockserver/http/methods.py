"""Which methods there are, and which of them a resource allows: 405 and its kin (RFC 9110, sections 9 and 15).

Knows methods and nothing of paths, documents or messages. The rules:

    asked                                              answer
    ------------------------------------------------   -----------------------------------------------------
    a method that is not recognised                    501, on whatever path
    a recognised method that the resource lacks        405, with Allow
    HEAD where GET is declared                         GET's answer, without its content
    OPTIONS                                            always answered, so always in Allow
    TRACE                                              only where declared: it sends back what it was sent
    CONNECT                                            never: a 2xx would mean a tunnel

"An origin server that receives a request method that is unrecognized or not implemented SHOULD respond with the 501
(Not Implemented) status code. An origin server that receives a request method that is recognized and implemented, but
not allowed for the target resource, SHOULD respond with the 405 (Method Not Allowed) status code."
-- RFC 9110, section 9.1

So what is recognised is what this server can serve, and not the IANA registry: PROPFIND is registered there, and no
document can declare it but by name. A method that a document names anywhere is recognised everywhere, since 501 says
"not capable of supporting it for any resource" (section 15.6.2).

Names are compared exactly: "The request method is case-sensitive" (section 9.1). `get` is another method than `GET`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mockserver.http.fields import is_token

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

__all__ = ["FIXED_ORDER", "RECOGNISED", "allowed", "answering", "is_token", "recognised"]

FIXED_ORDER: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
"""The order inside Allow: the same each time, so that tests, caches and people can compare. QUERY is RFC 10008's."""

RECOGNISED: Final = frozenset(FIXED_ORDER)
"""What is recognised without a word from the document."""

_NEVER: Final = frozenset({"CONNECT"})


def recognised(additional: Iterable[str]) -> frozenset[str]:
    """The methods that the server recognises when a document names these additional ones; any other gets 501."""
    return RECOGNISED.union(additional) - _NEVER


def allowed(declared: Iterable[str]) -> tuple[str, ...]:
    """The methods that Allow lists for a resource which declares these; never empty, no name twice.

    The fixed ones come in the fixed order, others sorted behind them. A name that no request can have is left out.

    >>> allowed(["POST", "GET", "COPY"])
    ('GET', 'HEAD', 'POST', 'OPTIONS', 'COPY')
    """
    methods = {*filter(is_token, declared), "OPTIONS"} - _NEVER
    if "GET" in methods:
        # "All general-purpose servers MUST support the methods GET and HEAD." -- RFC 9110, section 9.1
        methods.add("HEAD")
    return (*(method for method in FIXED_ORDER if method in methods), *sorted(methods - RECOGNISED))


def answering(method: str, declared: Container[str]) -> str | None:
    """The declared method whose answer this one gets: itself, GET for a HEAD that is not declared, else None."""
    if method in declared:
        return method
    return "GET" if method == "HEAD" and "GET" in declared else None
