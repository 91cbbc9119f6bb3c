"""Texts with a format of their own, and data for programs."""

from __future__ import annotations

import csv
import email
import io
from random import Random
from uuid import UUID

import pytest
from lxml import etree

from mockserver.mock.samples import sample


def made(name: str, seed: int = 1) -> bytes:
    """The file."""
    content = sample(name, random=Random(seed))
    assert content is not None
    return content


@pytest.mark.parametrize(("name", "dialect"), [("text/csv", "excel"), ("text/tab-separated-values", "excel-tab")])
def test_tables(name: str, dialect: str) -> None:
    """Each line of the table has as many cells as its header."""
    rows = list(csv.reader(io.StringIO(made(name).decode(), newline=""), dialect))
    assert (rows[0], {len(row) for row in rows}) == (["id", "name", "price"], {3})


@pytest.mark.parametrize(
    ("name", "kind", "required"),
    [
        ("text/calendar", "VCALENDAR", {"VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART"}),
        ("text/vcard", "VCARD", {"VERSION", "FN", "UID"}),
    ],
)
def test_cards_and_calendars(name: str, kind: str, required: set[str]) -> None:
    """Lines end in CRLF, what begins ends, what is required is there, and the identifier is a UUID."""
    lines = made(name).decode().split("\r\n")
    properties = dict(line.split(":", 1) for line in lines if line)
    assert (lines[0], lines[-2:], required <= properties.keys()) == (f"BEGIN:{kind}", [f"END:{kind}", ""], True)
    assert UUID(properties["UID"]).version == 4
    assert made(name) != made(name, 2)


def test_pages() -> None:
    """The page has a title, as HTML and as XML."""
    page = etree.fromstring(made("text/html"), etree.HTMLParser())
    document = etree.fromstring(made("application/xhtml+xml"))
    assert (page.findtext("head/title"), document[0][0].text) == ("Sample page", "Sample page")


def test_the_message_has_what_it_needs() -> None:
    """The message is read without defects and has a date and a sender."""
    message = email.message_from_bytes(made("message/rfc822"))
    assert (message.defects, message["From"], message["Date"] is None) == ([], "Jane Doe <jane.doe@example.com>", False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("application/wasm", b"\0asm\1\0\0\0"),
        ("application/x-protobuf", b""),
        ("application/grpc", bytes(5)),
    ],
)
def test_shortest_files(name: str, expected: bytes) -> None:
    """The shortest valid file of a format is what its standard says."""
    assert made(name) == expected


def test_objects_are_read() -> None:
    """CBOR and MessagePack hold the same record."""
    cbor2, msgpack = pytest.importorskip("cbor2"), pytest.importorskip("msgpack")
    objects = [cbor2.loads(made("application/cbor")), msgpack.unpackb(made("application/msgpack"))]
    assert (objects[0], objects[0]["name"]) == (objects[1], "Sample")


def test_octets_differ() -> None:
    """Octets without a format are some, and others from another state."""
    assert len({made("application/octet-stream", seed) for seed in range(4)}) == 4


@pytest.mark.parametrize("name", ["text/css", "text/javascript", "text/markdown"])
def test_code_is_text(name: str) -> None:
    """Code is ASCII and ends with a line break."""
    content = made(name)
    assert (content.isascii(), content[-1:]) == (True, b"\n")
