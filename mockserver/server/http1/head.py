"""The head of a request, from octets to a value: request line and field lines (RFC 9112, sections 2 to 7).

Knows the grammar, and refuses what breaks it in words that say where. Knows nothing of connections; of the content it
says only how long it will be (`content` reads it). It is stricter than the standard obliges a server to be wherever
two readers could disagree about where a message ends: a line ends with CR LF, no value is folded, one length is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mockserver.errors import MalformedRequest, NotImplementedHere, Refusal, VersionNotSupported
from mockserver.http.messages import Fields, Pair, Request
from mockserver.server.http1.targets import is_host, reduced, shown

# "tchar" -- RFC 9110, section 5.6.2
TCHAR: Final = r"!#$%&'*+\-.^_`|~0-9A-Za-z"
TOKEN: Final = re.compile(f"[{TCHAR}]+")
# A field value holds visible characters, obs-text, spaces and tabs -- RFC 9110, section 5.5
VALUE: Final = r"\t -~\x80-\xff"

REQUEST_LINE: Final = re.compile(rf"([{TCHAR}]++) ([!-~]++) HTTP/1\.([0-9])\r\n")
NO_VALUE: Final = re.compile(f"[^{VALUE}]")
FIELD_LINE: Final = re.compile(rf"([{TCHAR}]++):([{VALUE}]*+)\r\n")
FIELD_LINES: Final = re.compile(rf"(?:[{TCHAR}]++:[{VALUE}]*+\r\n)*+")
VERSION: Final = re.compile(r"HTTP/([0-9])\.[0-9]")
STRAY: Final = re.compile(r"(?<!\r)\n|\r(?!\n)|\0")
ORIGIN: Final = re.compile(rb"\r\n[oO][rR][iI][gG][iI][nN]:[ \t]*([!-~]+)[ \t]*(?=\r\n)")
# "userinfo = *( unreserved / pct-encoded / sub-delims / ":" )" -- RFC 3986, section 3.2.1; who errs may write more
USER: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#@]*@")

FRAMING: Final = frozenset(("host", "content-length", "transfer-encoding", "connection", "expect"))
ENORMOUS: Final = 10**18


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its content, and what its framing fields say.

    `request` has no content yet, unless none is announced; `version` is "1.1" or "1.0"; `length` is the announced
    octets, None if they come in chunks; `expects` is whether the client waits for a 100 before it sends them.
    """

    request: Request
    version: str
    length: int | None
    keep_alive: bool
    expects: bool


def parse(octets: bytes) -> Head:
    """The head that these octets are, up to and with the empty line; raises a Refusal (400, 501, 505) if broken."""
    text = octets.decode("latin-1")
    line = REQUEST_LINE.match(text)
    if line is None:
        raise _stray(text) or fault_of_line(text.partition("\r\n")[0])
    start, end = line.end(), len(text) - 2
    if not FIELD_LINES.fullmatch(text, start, end):
        raise _stray(text) or _fault_of_fields(text[start:end])
    method, target, minor = line.groups()
    # "A recipient of a message with a higher minor version ... SHOULD process it as the highest it implements"
    # -- RFC 9110, section 2.5
    version = "1.0" if minor == "0" else "1.1"
    pairs = tuple([(name.lower(), value.strip(" \t")) for name, value in FIELD_LINE.findall(text, start, end)])
    path, query, authority = reduced(target, method=method)
    length, keep_alive, expects = _framing([pair for pair in pairs if pair[0] in FRAMING], version)
    if authority is not None:
        pairs = _with_host(pairs, authority)
    request = Request(method, path, query, Fields(pairs), b"" if length == 0 else None)
    return Head(request, version, length, keep_alive, expects)


# A client in a loop, be it a page that polls or a load test, sends one head again and again.
parse_again: Final = lru_cache(maxsize=256)(parse)


def sketch(octets: bytes) -> Request:
    """What can be told of a head that was refused: its request line, without a password in it, and its Origin, so that
    a page reads why.
    """
    text = octets[:8192].decode("latin-1")
    parts = text.partition("\r\n")[0].split(" ")
    method = parts[0] if TOKEN.fullmatch(parts[0]) else ""
    target = USER.sub(r"\1", parts[1]) if method and len(parts) > 1 else ""
    path, _, query = target.partition("?")
    origins = ORIGIN.findall(octets)
    fields = Fields((("origin", origins[0].decode("latin-1")),)) if len(origins) == 1 else Fields()
    return Request(method, path, query, fields)


def fault_of_line(line: str) -> Refusal:
    """Why this is no request line that we read: 400, or 505 for another major version (RFC 9112, section 3)."""
    method, *rest = line.split(" ")
    if not TOKEN.fullmatch(method):
        return MalformedRequest(f"the request line begins with {shown(method)}, which cannot be a method")
    if len(rest) < 2:
        return MalformedRequest("the request line needs a method, a target and a version, such as GET / HTTP/1.1")
    version = VERSION.fullmatch(rest[-1])
    if version is None:
        return MalformedRequest(f"the request line ends with {shown(rest[-1])} in place of HTTP/1.1")
    if version[1] != "1":
        return VersionNotSupported(f"{rest[-1]} is not spoken here, HTTP/1.1 and HTTP/1.0 are")
    # "Recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) error or a 301 ...
    # A recipient SHOULD NOT attempt to autocorrect" -- RFC 9112, section 3
    path = " ".join(rest[:-1]).partition("?")[0]
    return MalformedRequest(
        f"the request target {shown(path)} holds white space or other characters that are sent "
        "percent-encoded, a space as %20"
    )


def _stray(text: str) -> Refusal | None:
    # "Although the line terminator for the start-line and fields is the sequence CRLF, a recipient MAY recognize a
    # single LF as a line terminator" -- RFC 9112, section 2.2. It is refused here, since readers disagree about it.
    if STRAY.search(text):
        return MalformedRequest("the head holds a bare CR, a bare LF or NUL; each of its lines ends with CR LF")
    return None


def _fault_of_fields(section: str) -> Refusal:
    lines = section.split("\r\n")
    for number, line in enumerate(lines):
        if not FIELD_LINE.fullmatch(line + "\r\n"):
            return MalformedRequest(_words_for(line, number))
    return MalformedRequest("the field lines are broken")  # pragma: no cover -- a section fails for one of its lines


def _words_for(line: str, number: int) -> str:
    """What is wrong with a field line. Neither its value is quoted nor a line without a name: a secret may be."""
    name, colon, value = line.partition(":")
    if line[:1] in (" ", "\t"):
        # "A recipient that receives whitespace between the start-line and the first header field MUST either reject
        # the message as invalid or consume" it -- RFC 9112, section 2.2
        # "A server that receives an obs-fold in a request message ... MUST either reject the message by sending a 400
        # (Bad Request) ... or replace each received obs-fold" -- RFC 9112, section 5.2
        return "white space before the first field line" if number == 0 else "a field value is folded over two lines"
    if not colon:
        return f"field line {number + 1} has no colon"
    if name != name.rstrip(" \t"):
        # "A server MUST reject, with a response status code of 400 (Bad Request), any received request message that
        # contains whitespace between a header field name and colon" -- RFC 9112, section 5.1
        return f"white space between the field name {shown(name.rstrip())} and its colon"
    if not TOKEN.fullmatch(name):
        return f"{shown(name)} cannot be a field name"
    # "Field values containing CR, LF, or NUL characters are invalid and dangerous ... a recipient ... MUST either
    # reject the message or replace each of those characters with SP" -- RFC 9110, section 5.5
    return f"the value of the field {name} holds a control character: {shown(''.join(NO_VALUE.findall(value)))}"


def _check_host(hosts: list[str], version: str) -> None:
    # "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a Host
    # header field and to any request message that contains more than one Host header field line or a Host header field
    # with an invalid field value." -- RFC 9112, section 3.2
    if len(hosts) > 1:
        raise MalformedRequest("the request has more than one Host field")
    if not hosts and version != "1.0":
        raise MalformedRequest("the request has no Host field, which HTTP/1.1 requires")
    if hosts and not is_host(hosts[0]):
        raise MalformedRequest(f"the Host field holds {shown(hosts[0])}, which is no host")


def _with_host(pairs: tuple[Pair, ...], authority: str) -> tuple[Pair, ...]:
    # "When an origin server receives a request with an absolute-form of request-target, the origin server MUST ignore
    # the received Host header field (if any) and instead use the host information of the request-target."
    # -- RFC 9112, section 3.2.2
    return (("host", authority), *(pair for pair in pairs if pair[0] != "host"))


def _framing(framing: list[Pair], version: str) -> tuple[int | None, bool, bool]:
    """The length of the content, whether the connection persists, whether the client waits for a 100."""
    persists = version == "1.1"
    _check_host([value for name, value in framing if name == "host"], version)
    if len(framing) == 1 and framing[0][0] == "host":
        return 0, persists, False
    length = _length(
        [value for name, value in framing if name == "content-length"],
        codings=[value for name, value in framing if name == "transfer-encoding"],
        version=version,
    )
    options = _members(framing, "connection")
    # "If the "close" connection option is present ... the connection will not persist" -- RFC 9112, section 9.3
    keep_alive = "close" not in options and (persists or "keep-alive" in options)
    # There is no other expectation, and one that is not known may be ignored. "A server that receives a 100-continue
    # expectation in an HTTP/1.0 request MUST ignore that expectation." -- RFC 9110, section 10.1.1
    expects = persists and length != 0 and "100-continue" in _members(framing, "expect")
    return length, keep_alive, expects


def _members(framing: list[Pair], name: str) -> set[str]:
    return {member.strip(" \t").lower() for known, value in framing if known == name for member in value.split(",")}


def _length(lengths: list[str], *, codings: list[str], version: str) -> int | None:
    # The length of the content is decided as RFC 9112, section 6.3 tells; what is in dispute is refused.
    if codings:
        _check_codings([coding.strip(" \t").lower() for coding in ",".join(codings).split(",")], lengths, version)
        return None
    if not lengths:
        return 0
    if len(lengths) > 1 or not lengths[0].isdigit() or not lengths[0].isascii():
        # "the recipient MUST treat it as an unrecoverable error ... the server MUST respond with a 400 (Bad Request)
        # status code and then close the connection" -- RFC 9112, section 6.3
        raise MalformedRequest(f"the Content-Length {shown(', '.join(lengths))} is not one number")
    digits = lengths[0].lstrip("0")
    # "a recipient MUST anticipate potentially large decimal numerals" -- RFC 9110, section 8.6
    return int(digits or "0") if len(digits) <= 18 else ENORMOUS


def _check_codings(codings: list[str], lengths: list[str], version: str) -> None:
    if version == "1.0":
        # "A server or client that receives an HTTP/1.0 message containing a Transfer-Encoding header field MUST treat
        # the message as if the framing is faulty" -- RFC 9112, section 6.1
        raise MalformedRequest("Transfer-Encoding came with HTTP/1.0, which does not know it")
    if lengths:
        # "A server MAY reject a request that contains both Content-Length and Transfer-Encoding" -- as above
        raise MalformedRequest("both Content-Length and Transfer-Encoding came: where the content ends is in dispute")
    unknown = [coding for coding in codings if coding not in ("chunked", "")]
    if unknown:
        # "A server that receives a request message with a transfer coding it does not understand SHOULD respond with
        # 501 (Not Implemented)." -- RFC 9112, section 6.1
        raise NotImplementedHere(f"the transfer coding {shown(unknown[0])} is not understood here, chunked is")
    if codings != ["chunked"]:
        # "A sender MUST NOT apply the chunked transfer coding more than once" -- RFC 9112, section 6.1
        raise MalformedRequest("Transfer-Encoding has to be chunked, once")
