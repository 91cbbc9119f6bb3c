"""Requests that are broken, absurd or hostile, octet by octet, and the statuses that may answer each.

`CLOSED` stands for a connection that is closed without an answer. What the rules of messages ask for in detail stands
in tests/server/test_wire.py; here is what was not thought of there.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from typing import Final

Octets = Callable[[], bytes]
Row = tuple[frozenset[int], Octets]

CLOSED: Final = 0
MILLION: Final = 1_000_000


def got(*statuses: int) -> frozenset[int]:
    """The statuses that may answer."""
    return frozenset(statuses)


FINE: Final = got(200)
BROKEN: Final = got(400)
ANY_REFUSAL: Final = got(400, 404, 405, 406, 411, 413, 414, 415, 417, 422, 431, 501, 505)
UNDERSTOOD: Final = got(200, 201, 204, 304, 400, 404, 405, 406, 412, 415, 416, 422)


def line(words: str, *fields: str, host: str = "a") -> Octets:
    """A request of this request line, and these fields."""
    hosts = [f"Host: {host}"] if host else []
    return lambda: "\r\n".join([words, *hosts, *fields, "", ""]).encode("latin-1")


def asked(*fields: str, target: str = "/ok") -> Octets:
    """A GET with these fields."""
    return line(f"GET {target} HTTP/1.1", *fields)


def posted(media_type: str, content: Octets, *fields: str, target: str = "/things") -> Octets:
    """A POST of content of a media type."""

    def octets() -> bytes:
        body = content()
        return (
            line(f"POST {target} HTTP/1.1", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", *fields)()
            + body
        )

    return octets


def chunks(octets: bytes, *fields: str) -> Octets:
    """A POST of chunks as they stand."""
    head = line("POST /things HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked", *fields)
    return lambda: head() + octets


def json(text: str) -> Octets:
    """A POST of a JSON text."""
    return posted("application/json", lambda: text.encode("utf-8", "surrogatepass"))


def parts(*lines: str, boundary: str = "b") -> Octets:
    """A POST of a multipart."""
    return posted(f"multipart/form-data; boundary={boundary}", lambda: "\r\n".join(lines).encode("latin-1"))


TARGETS: Final[Mapping[str, Row]] = {
    f"target {name}": (UNDERSTOOD | BROKEN | got(414, 501), line(f"GET {target} HTTP/1.1"))
    for name, target in {
        "half an escape": "/things/%",
        "no escape": "/things/%zz",
        "NUL": "/things/%00",
        "invalid UTF-8": "/things/%ff%fe",
        "overlong": "/things/%c0%af..%c0%af",
        "a surrogate": "/things/%ed%a0%80",
        "CR LF": "/things/%0d%0aSet-Cookie:%20stolen=1",
        "escaped twice": "/things/%2525%252e%252e",
        "upwards": "/../../../../etc/passwd",
        "upwards, escaped": "/%2e%2e/%2e%2e/etc/passwd",
        "backslashes": "/..\\..\\etc\\passwd",
        "slashes": "//things//1//",
        "many slashes": "/" * 8000,
        "semicolons": "/things/1;a=b;c;;",
        "a fragment": "/things#x",
        "asterisk": "*",
        "nothing but a query": "?a=b",
        "no slash": "things",
        "an odd query": "/search?&&=&a&=b&%&%zz=%zz&a[=1&a]=2&a[]=3&a[b][c]=4",
        "a deep query": "/search?filter" + "[a]" * 10_000 + "=1",
        "a wide query": "/search?" + "&".join(f"filter[a{n}]=1" for n in range(3000)),
        "many of one": "/search?" + "tags=a&" * 5000,
        "a number of many digits": "/things/" + "9" * 5000,
        "an exponent": "/things/1e999999999",
        "a fraction": "/search?size=1e400",
        "absolute": "http://a/ok",
        "absolute, with a password": "http://user:secret@a/ok",
        "absolute, no host": "http:///ok",
        "absolute, odd host": "http://[::1/ok",
        "absolute, odd port": "http://a:99999999/ok",
        "absolute, file": "file:///etc/passwd",
        "absolute, odd scheme": "javascript:alert(1)",
        "an authority": "a:80",
        "against a pattern": "/search?word=" + "a" * 5000 + "!",
        "html": "/<script>alert(1)</script>",
        "a template": "/things/{{7*7}}${7*7}",
    }.items()
}

LINES: Final[Mapping[str, Row]] = {
    "line nothing": (BROKEN | got(CLOSED), lambda: b"\r\n\r\n\r\n"),
    "line a word": (BROKEN, line("GET")),
    "line two words": (BROKEN, line("GET /ok")),
    "line HTTP/0.9": (BROKEN, lambda: b"GET /ok\r\n\r\n"),
    "line HTTP/1.2": (FINE, line("GET /ok HTTP/1.2")),
    "line HTTP/9.9": (got(505), line("GET /ok HTTP/9.9")),
    "line HTTP/1": (BROKEN, line("GET /ok HTTP/1")),
    "line http/1.1": (BROKEN, line("GET /ok http/1.1")),
    "line HTTP/1.1 with more": (BROKEN, line("GET /ok HTTP/1.1 more")),
    "line tabs": (BROKEN, line("GET\t/ok\tHTTP/1.1")),
    "line two spaces": (BROKEN, line("GET  /ok  HTTP/1.1")),
    "line a space before": (BROKEN, line(" GET /ok HTTP/1.1")),
    "line LF alone": (BROKEN, lambda: b"GET /ok HTTP/1.1\nHost: a\n\n"),
    "line CR alone": (BROKEN, lambda: b"GET /ok HTTP/1.1\rHost: a\r\r\n\r\n"),
    "line NUL": (BROKEN, lambda: b"GET /ok\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
    "line octets": (BROKEN, lambda: b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n"),
    "line method in small letters": (got(501, 405), line("get /ok HTTP/1.1")),
    "line method unknown": (got(501, 405), line("BREW /ok HTTP/1.1")),
    "line method of 10 kB": (ANY_REFUSAL, line("M" * 10_000 + " /ok HTTP/1.1")),
    "line method with odd signs": (BROKEN, line("G@T /ok HTTP/1.1")),
    "line CONNECT": (ANY_REFUSAL, line("CONNECT a:443 HTTP/1.1")),
    "line CONNECT to a path": (ANY_REFUSAL, line("CONNECT /ok HTTP/1.1")),
    "line TRACE": (got(405, 501), line("TRACE /ok HTTP/1.1", "Cookie: secret=1")),
    "line PRI, HTTP/2": (got(400, 505), lambda: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 100),
    "line TLS": (BROKEN | got(CLOSED), lambda: bytes.fromhex("16030100c8010000c40303") + b"\x11" * 190 + b"\r\n\r\n"),
    "line SOCKS": (BROKEN | got(CLOSED), lambda: b"\x05\x01\x00" + b"\r\n\r\n"),
    "line SSH": (BROKEN, lambda: b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "line target of 1 MB": (got(414), line("GET /" + "a" * MILLION + " HTTP/1.1")),
    "line target of 1 MB, query": (got(414), line("GET /ok?" + "a" * MILLION + " HTTP/1.1")),
    "line noise": (BROKEN | got(CLOSED), lambda: bytes(range(256)) * 20 + b"\r\n\r\n"),
    "line endless": (ANY_REFUSAL, lambda: b"A" * MILLION),
}

FIELDS: Final[Mapping[str, Row]] = {
    "host none": (BROKEN, line("GET /ok HTTP/1.1", host="")),
    "host none, 1.0": (FINE, line("GET /ok HTTP/1.0", host="")),
    "host twice": (BROKEN, asked("Host: b")),
    "host empty": (got(200, 400), line("GET /ok HTTP/1.1", "Host:", host="")),
    **{
        f"host {host}": (got(200, 400), line("GET /ok HTTP/1.1", host=host))
        for host in ("a b", "a,b", "http://a", "a:b", "[::1", "a/b", "a?b", "user@a", "\xff", "a:99999", "*", "a\tb")
    },
    "field without a colon": (BROKEN, asked("X-Odd")),
    "field with a space before the colon": (BROKEN, asked("X-Odd : a")),
    "field without a name": (BROKEN, asked(": a")),
    "field with an odd name": (BROKEN, asked("X(Odd): a")),
    "field with octets in its name": (BROKEN, asked("X-\xe4: a")),
    "field folded": (BROKEN, asked("X-Odd: a\r\n b")),
    "field before the first": (BROKEN, lambda: b"GET /ok HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n"),
    "field with LF": (BROKEN, asked("X-Odd: a\nSet-Cookie: b")),
    "field with CR": (BROKEN, asked("X-Odd: a\rb")),
    "field with NUL": (BROKEN, asked("X-Odd: a\0b")),
    "field with BEL": (BROKEN, asked("X-Odd: a\x07b")),
    "field with octets": (FINE, asked("X-Odd: \xff\xfe")),
    "field of 1 MB": (got(431), asked("X-Odd: " + "a" * MILLION)),
    "fields, 10,000": (got(431), asked(*(f"X-{n}: a" for n in range(10_000)))),
    "fields, 100,000 alike": (got(431), asked(*["X: a"] * 100_000)),
    "cookie of 100 kB": (got(431), asked("Cookie: a=" + "b" * 100_000)),
    "cookies, 5,000": (got(200, 400, 431), asked("Cookie: " + "; ".join(f"a{n}=b" for n in range(5000)), target="/search")),
    **{
        f"{name}: {value[:40]}": (UNDERSTOOD | got(417, 505), asked(f"{name}: {value}", target="/things"))
        for name, values in {
            "Accept": (";", ",", "/", "*", "*/", "a", "a/b/c", "a/b;q", "a/b;q=", "a/b;q=x", "a/b;q=9", '*/*;a="', ",,,;;;q=q",
                       "text/*;q=-1", "a/b," * 2000, "*/*;" + "a=b;" * 2000, "\xff/\xfe", '"*/*"', "*/json"),
            "Accept-Encoding": ("*;q=0", "gzip;q=x", ",", "\xff"),
            "Accept-Language": ("*", "x" * 5000, "en;q=;", "-"),
            "Prefer": ("code=", "code=x", "code=99", "code=1e3", "code=200;", '"', "code=200, code=404", "example=\xff", "wait=x",
                       "wait=1e9, code=200", "dynamic=maybe", "=" * 1000, "," * 5000, 'code="200', "code=200" + ";a=b" * 1000),
            "If-None-Match": ('"', "W/", "*, *", '"a" "b"', "x" * 5000, '"a",' * 2000, 'w/"a"'),
            "If-Match": ("", "*", '"a', ",,,"),
            "If-Modified-Since": ("yesterday", "Sun, 99 Foo 9999 99:99:99 GMT", "0", "Mon, 01 Jan 0000 00:00:00 GMT", "1e999"),
            "If-Unmodified-Since": ("Fri, 31 Feb 2026 00:00:00 GMT", "\xff"),
            "Range": ("bytes=", "bytes=-", "bytes=9-1", "bytes=0-" + "9" * 100, "bytes=" + "0-0," * 2000, "lines=1-2", "bytes=x"),
            "If-Range": ('"', "never"),
            "Authorization": ("", "Basic", "Basic !!!", "Basic " + "QQ" * 2000, "Bearer", "Bearer \xff", "Digest a=b,c", "x" * 5000,
                              "Basic Og==", "Basic gICA", 'Digest username="', "Bearer " + "a." * 1000),
            "Cookie": ("=", ";", "a", "a=b;;;=;", '"', "a=\xff", "session", "session=" + "%zz" * 100, "__proto__=1"),
            "Origin": ("null", "x", "http://[", "http://a b", "\xff", "file://", "http://a,http://b"),
            "Access-Control-Request-Method": ("", "x y", "\xff"),
            "Forwarded": ("for=", 'for="[', "by;by;by", "for=" + "a," * 2000, "host=evil;proto=javascript"),
            "X-Forwarded-For": ("x", "999.999.999.999", "," * 2000, "\xff"),
            "X-Forwarded-Proto": ("javascript", "https, http"),
            "X-Forwarded-Host": ("evil\xff", "a b"),
            "X-Forwarded-Prefix": ("//evil", "x", "\xff"),
            "X-HTTP-Method-Override": ("DELETE", "x y"),
            "Connection": ("close, keep-alive", "\xff", ",", "upgrade", "host", "content-length"),
            "Upgrade": ("websocket", "h2c", "\xff", "TLS/1.0"),
            "Expect": ("100-continue", "200-ok", ",", "\xff"),
            "Content-Type": ("", "x", "application/json; charset=\xff", "application/json;" + "a=b;" * 1000),
            "Content-Encoding": ("gzip", "x", ","),
            "TE": ("trailers", "chunked;q=x"),
            "Trailer": ("Content-Length", "\xff"),
            "Max-Forwards": ("x", "-1"),
            "Date": ("x",),
            "Referer": ("http://[", "\xff"),
            "Sec-Fetch-Site": ("cross-site", "\xff"),
            "X-Limit": ("x", "1e999", "9" * 5000, "-0", "NaN", "\xff", ""),
            "X-List": ("1" + " " * 60_000 + "x", "1" + " \t" * 30_000 + "x , ,", "," * 60_000),
        }.items()
        for value in values
    },
}  # fmt: skip

FRAMING: Final[Mapping[str, Row]] = {
    **{
        f"length {value[:20]}": (
            got(400, 413, 201, 422),
            line("POST /things HTTP/1.1", "Content-Type: application/json", f"Content-Length: {value}"),
        )
        for value in (
            "+5",
            "-5",
            "0x5",
            "5 ",
            "5, 5",
            "5,6",
            "",
            "five",
            "5.0",
            "1e1",
            "9" * 30,
            "9" * 5000,
            "\u00b2",
            "0" * 100,
            "5;a",
        )
        if value != "5 "
    },
    "length twice": (BROKEN, line("POST /things HTTP/1.1", "Content-Length: 2", "Content-Length: 2")),
    "length and chunks": (BROKEN, line("POST /things HTTP/1.1", "Content-Length: 2", "Transfer-Encoding: chunked")),
    "length too long": (
        got(413),
        line("POST /things HTTP/1.1", "Content-Type: application/json", "Content-Length: 99999999999"),
    ),
    **{
        f"coding {value}": (got(400, 501), line("POST /things HTTP/1.1", f"Transfer-Encoding: {value}"))
        for value in (
            "chunked, chunked",
            "gzip, chunked",
            "xchunked",
            "chunked, gzip",
            "identity",
            "",
            ",",
            "chunked;a=b",
            "\x0bchunked",
            "chunked\x0b",
            '"chunked"',
            "\xff",
        )
    },
    "coding twice": (
        got(400, 501),
        line("POST /things HTTP/1.1", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
    ),
    "coding with 1.0": (BROKEN, line("POST /things HTTP/1.0", "Transfer-Encoding: chunked")),
    **{
        f"chunk {name}": (statuses, chunks(octets))
        for name, (statuses, octets) in {
            "extension": (got(201, 422), b"2;a=b;c\r\n{}\r\n0\r\n\r\n"),
            "extension in quotes": (got(201, 422), b'2;a="b;c"\r\n{}\r\n0\r\n\r\n'),
            "extension of 1 MB": (ANY_REFUSAL, b"2;" + b"a" * MILLION + b"\r\n{}\r\n0\r\n\r\n"),
            "0x": (BROKEN, b"0x2\r\n{}\r\n0\r\n\r\n"),
            "negative": (BROKEN, b"-2\r\n{}\r\n0\r\n\r\n"),
            "plus": (BROKEN, b"+2\r\n{}\r\n0\r\n\r\n"),
            "space": (BROKEN, b" 2\r\n{}\r\n0\r\n\r\n"),
            "huge": (got(400, 413), b"ffffffffffffffff\r\n{}\r\n"),
            "longer than a number": (BROKEN, b"f" * 100 + b"\r\n{}\r\n"),
            "empty line": (BROKEN, b"\r\n{}\r\n0\r\n\r\n"),
            "no hexadecimal": (BROKEN, b"g\r\n{}\r\n0\r\n\r\n"),
            "LF": (BROKEN, b"2\n{}\n0\n\n"),
            "no CR LF behind": (BROKEN, b"2\r\n{}0\r\n\r\n"),
            "more than it says": (BROKEN, b"2\r\n{}}}}\r\n0\r\n\r\n"),
            "trailers": (got(201, 422), b"2\r\n{}\r\n0\r\nX: a\r\nContent-Length: 5\r\n\r\n"),
            "broken trailers": (BROKEN, b"2\r\n{}\r\n0\r\nX a\r\n\r\n"),
            "trailers of 1 MB": (ANY_REFUSAL, b"2\r\n{}\r\n0\r\n" + b"X: a\r\n" * 170_000 + b"\r\n"),
            "a million of one octet": (got(201, 413, 422, 400), b"1\r\n \r\n" * 200_000 + b"0\r\n\r\n"),
        }.items()
    },
}

BODIES: Final[Mapping[str, Row]] = {
    "json deep": (BROKEN, json("[" * 100_000)),
    "json deep, closed": (BROKEN, json("[" * 100_000 + "]" * 100_000)),
    "json deep objects": (BROKEN, json('{"a":' * 100_000 + "1" + "}" * 100_000)),
    "json deep, within bounds": (got(400, 422, 201), json("[" * 400 + "]" * 400)),
    "json an integer of many digits": (got(201, 400, 422), json('{"n": ' + "9" * MILLION + "}")),
    "json 1e999999": (got(201, 400, 422), json('{"n": 1e999999}')),
    "json NaN": (BROKEN, json('{"n": NaN}')),
    "json half a character": (got(201, 400, 422), json('{"name": "\\ud800"}')),
    "json half a character, raw": (BROKEN, json('{"name": "\ud800"}')),
    "json a name twice": (got(201, 400, 422), json('{"name": "a", "name": "b"}')),
    "json many names": (got(201, 400, 422), json("{" + ",".join(f'"a{n}": 1' for n in range(100_000)) + "}")),
    "json names that collide": (got(201, 400, 422), json('{"__proto__": {"a": 1}, "constructor": 1, "__class__": 1}')),
    "json many faults": (got(422), json('{"list": [' + '"x",' * 200_000 + '"x"]}')),
    "json against a pattern": (got(422), json('{"name": "' + "a" * 100_000 + '!"}')),
    "json unique items": (got(201, 400, 422), json('{"list": [' + ",".join(map(str, range(100_000))) + "]}")),
    "json cut off": (BROKEN, json('{"name": "a')),
    "json UTF-16": (BROKEN, posted("application/json", lambda: '{"name": "a"}'.encode("utf-16"))),
    "json with a mark": (got(201, 400, 422), posted("application/json", lambda: b"\xef\xbb\xbf{}")),
    "json noise": (BROKEN, posted("application/json", lambda: bytes(range(256)) * 100)),
    "json empty": (got(422), json("")),
    "json odd charset": (got(201, 400, 415, 422), posted("application/json; charset=ebcdic\xff", lambda: b"{}")),
    "json 9 MB": (got(201, 400, 422), json('{"name": "' + "a" * 9 * MILLION + '"}')),
    "json 20 MB": (got(413), json('{"name": "' + "a" * 20 * MILLION + '"}')),
    "type none": (got(201, 400, 415, 422), line("POST /things HTTP/1.1", "Content-Length: 2")),
    "type odd": (got(400, 415), posted("/", lambda: b"{}")),
    "type with CR": (BROKEN, posted("application/json\rX: a", lambda: b"{}")),
    "type unknown": (got(415), posted("application/x-odd", lambda: b"{}")),
    "gzip bomb": (
        got(400, 413),
        posted("application/json", lambda: gzip.compress(b" " * 200 * MILLION), "Content-Encoding: gzip"),
    ),
    "gzip of gzip": (
        got(400, 413, 415),
        posted(
            "application/json",
            lambda: gzip.compress(gzip.compress(b" " * 50 * MILLION)),
            "Content-Encoding: gzip, gzip",
        ),
    ),
    "gzip eight times": (
        ANY_REFUSAL,
        posted("application/json", lambda: b"x", "Content-Encoding: " + "gzip, " * 5000 + "gzip"),
    ),
    "gzip cut off": (BROKEN, posted("application/json", lambda: gzip.compress(b"{}")[:-5], "Content-Encoding: gzip")),
    "gzip garbage": (BROKEN, posted("application/json", lambda: b"\x1f\x8b" + b"x" * 100, "Content-Encoding: gzip")),
    "gzip with more behind": (
        got(201, 400, 422),
        posted("application/json", lambda: gzip.compress(b"{}") + b"x", "Content-Encoding: gzip"),
    ),
    "deflate bomb": (
        got(400, 413),
        posted("application/json", lambda: zlib.compress(b" " * 200 * MILLION), "Content-Encoding: deflate"),
    ),
    "br garbage": (got(400, 415), posted("application/json", lambda: b"x" * 100, "Content-Encoding: br")),
    "coding unknown": (got(415), posted("application/json", lambda: b"{}", "Content-Encoding: rot13")),
    "xml laughs": (
        got(400, 415, 422),
        posted(
            "application/xml",
            lambda: (
                b"<!DOCTYPE a [<!ENTITY a0 'lol'>%s]><a>&a9;</a>"
                % b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
            ),
        ),
    ),
    "xml entity of a file": (
        got(400, 415, 422),
        posted(
            "application/xml",
            lambda: b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><thing><name>&x;</name></thing>",
        ),
    ),
    "xml entity of the web": (
        got(400, 415, 422),
        posted("application/xml", lambda: b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><thing/>"),
    ),
    "a document type of many attributes": (
        BROKEN,
        posted(
            "application/xml",
            lambda: b"<!DOCTYPE a [<!ATTLIST a %s>]><a/>" % b" ".join(b"a%d CDATA ''" % n for n in range(300_000)),
        ),
    ),
    "a charset that hides a document type": (
        BROKEN,
        posted("application/xml", lambda: b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a+AD4-<thing/>"),
    ),
    "five million values": (BROKEN, posted("application/json", lambda: b"[" + b"1," * (5 * MILLION) + b"1]")),
    "three million triples": (
        UNDERSTOOD,
        posted("application/x-www-form-urlencoded", lambda: b"name=" + b"%41" * (3 * MILLION)),
    ),
    "a hundred thousand chunks": (
        UNDERSTOOD,
        chunks(b'1\r\n"\r\n' + b"1\r\nx\r\n" * 100_000 + b'1\r\n"\r\n0\r\n\r\n'),
    ),
    "xml deep": (got(400, 422), posted("application/xml", lambda: b"<a>" * 100_000 + b"</a>" * 100_000)),
    "xml attributes": (
        got(201, 400, 422),
        posted("application/xml", lambda: b"<a " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"/>"),
    ),
    "xml names": (got(400, 422), posted("application/xml", lambda: b"<a" + b"x" * MILLION + b"/>")),
    "xml noise": (BROKEN, posted("application/xml", lambda: bytes(range(256)))),
    "form of many": (
        got(201, 400, 413, 422),
        posted("application/x-www-form-urlencoded", lambda: b"&".join(b"a%d=b" % n for n in range(MILLION))),
    ),
    "form of one": (got(201, 400, 413, 422), posted("application/x-www-form-urlencoded", lambda: b"a=b&" * MILLION)),
    "form of nothing": (
        got(201, 400, 413, 422),
        posted("application/x-www-form-urlencoded", lambda: b"&" * 5 * MILLION),
    ),
    "form deep": (
        got(201, 400, 422),
        posted("application/x-www-form-urlencoded", lambda: b"a" + b"[b]" * 10_000 + b"=1"),
    ),
    "form of escapes": (
        got(201, 400, 422),
        posted("application/x-www-form-urlencoded", lambda: b"a=%zz&b=%ff&%00=%0d%0a"),
    ),
    "form of escapes, long": (
        got(201, 400, 422),
        posted("application/x-www-form-urlencoded", lambda: b"name=" + b"%41" * MILLION),
    ),
    "parts, many": (
        got(201, 400, 413, 422),
        posted(
            "multipart/form-data; boundary=b",
            lambda: b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 100_000 + b"--b--\r\n",
        ),
    ),
    "parts without end": (BROKEN, parts("--b", 'Content-Disposition: form-data; name="a"', "", "x")),
    "parts without a boundary": (got(400, 415), posted("multipart/form-data", lambda: b"--b--")),
    "parts of an empty boundary": (got(400, 415), posted("multipart/form-data; boundary=", lambda: b"----")),
    "parts of a long boundary": (got(400, 422), parts("--" + "b" * 5000, "", "x", boundary="b" * 5000)),
    "parts of an odd boundary": (got(400, 415, 422), parts("--b", "", "x", boundary='"b\\"\xff')),
    "parts almost ended": (got(400, 422, 413), posted("multipart/form-data; boundary=b", lambda: b"\r\n--" * 500_000)),
    "parts with long fields": (
        got(400, 413, 422),
        parts("--b", 'Content-Disposition: form-data; name="' + "a" * MILLION + '"', "", "x", "--b--"),
    ),
    "parts with many fields": (
        got(400, 413, 422),
        parts("--b", *(f"X-{n}: a" for n in range(100_000)), "", "x", "--b--"),
    ),
    "parts with a name of CR LF": (
        got(201, 400, 422),
        parts(
            "--b",
            'Content-Disposition: form-data; name="a%0d%0aSet-Cookie: x"; filename="../../etc/passwd\0"',
            "",
            "x",
            "--b--",
            "",
        ),
    ),
    "parts without a name": (got(201, 400, 422), parts("--b", "Content-Disposition: form-data", "", "x", "--b--", "")),
    "parts in parts": (
        got(201, 400, 422),
        parts(
            "--b",
            'Content-Disposition: form-data; name="name"',
            "Content-Type: multipart/mixed; boundary=c",
            "",
            "--c",
            "",
            "--b--",
            "",
        ),
    ),
    "lines of JSON": (got(201, 400, 415, 422), posted("application/x-ndjson", lambda: b"{}\n" * 300_000)),
    "text of noise": (got(201, 400, 415, 422), posted("text/plain; charset=utf-7", lambda: bytes(range(256)))),
    "yaml bomb": (
        got(201, 400, 415, 422),
        posted(
            "application/yaml",
            lambda: (
                b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d,*a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 50))
            ),
        ),
    ),
}

REQUESTS: Final[Mapping[str, Row]] = {**TARGETS, **LINES, **FIELDS, **FRAMING, **BODIES}

DOCUMENT: Final = """
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /ok: {get: {responses: {"200": {description: well}}}}
  /things:
    get:
      parameters:
        - {name: X-Limit, in: header, schema: {type: integer, maximum: 100}}
        - {name: X-List, in: header, schema: {type: array, items: {type: integer}}}
      responses:
        "200":
          description: d
          headers: {ETag: {schema: {type: string}, example: '"a"'}, Last-Modified: {schema: {type: string}}}
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}
            text/csv: {schema: {type: string}}
        "404": {description: none}
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Thing"}}
          application/xml: {schema: {$ref: "#/components/schemas/Thing"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Thing"}}
          multipart/form-data: {schema: {$ref: "#/components/schemas/Thing"}}
          application/x-ndjson: {}
          application/yaml: {}
          text/plain: {}
      responses: {"201": {description: made}}
  /things/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
  /search:
    get:
      parameters:
        - {name: filter, in: query, style: deepObject, schema: {type: object, additionalProperties: true}}
        - {name: tags, in: query, schema: {type: array, maxItems: 10, uniqueItems: true, items: {type: string}}}
        - {name: word, in: query, schema: {type: string, pattern: "^(a+)+$"}}
        - {name: size, in: query, schema: {type: number}}
        - {name: session, in: cookie, schema: {type: object}}
      responses: {"200": {description: d}}
  /large:
    get:
      responses:
        "200":
          description: d
          content:
            application/json:
              schema: {type: array, minItems: 2000, items: {$ref: "#/components/schemas/Thing"}}
  /safe:
    get:
      security: [{key: []}, {basic: []}]
      responses: {"200": {description: d}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
    basic: {type: http, scheme: basic}
  schemas:
    Thing:
      type: object
      properties:
        name: {type: string, pattern: "^(a+)+$"}
        n: {type: number}
        list: {type: array, uniqueItems: true, items: {type: integer}}
        next: {$ref: "#/components/schemas/Thing"}
"""
