"""Texts with a format of their own, for which a word made by a schema would not do: calendars, cards, pages, code."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from random import Random


def csv(_random: Random) -> bytes:
    """RFC 4180, with a header line."""
    return b"id,name,price\r\n1,Apple,0.40\r\n2,Pear,0.55\r\n3,Plum,0.25\r\n"


def tsv(random: Random) -> bytes:
    """The same table, separated by tabs."""
    return csv(random).replace(b",", b"\t")


def calendar(random: Random) -> bytes:
    """A calendar of one event, an hour long (iCalendar, RFC 5545)."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mockserver//EN",
        "BEGIN:VEVENT",
        f"UID:{_uuid(random)}",
        "DTSTAMP:20300102T030405Z",
        "DTSTART:20300115T090000Z",
        "DTEND:20300115T100000Z",
        "SUMMARY:Sample meeting",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines).encode()


def vcard(random: Random) -> bytes:
    """One person as a vCard 4.0 (RFC 6350)."""
    identifier = f"UID:urn:uuid:{_uuid(random)}"
    lines = ("BEGIN:VCARD", "VERSION:4.0", identifier, "FN:Jane Doe", "EMAIL:jane.doe@example.com", "END:VCARD", "")
    return "\r\n".join(lines).encode()


def html(_random: Random) -> bytes:
    """A small page of HTML."""
    return (
        b'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Sample page</title>\n</head>\n'
        b"<body>\n<h1>Sample page</h1>\n<p>This page was made by a mock server.</p>\n</body>\n</html>\n"
    )


def xhtml(_random: Random) -> bytes:
    """The same page as XML."""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en">\n'
        b"<head><title>Sample page</title></head>\n<body><h1>Sample page</h1></body>\n</html>\n"
    )


def css(_random: Random) -> bytes:
    """One rule of CSS."""
    return b"body {\n  font-family: sans-serif;\n  color: #222;\n}\n"


def javascript(_random: Random) -> bytes:
    """A script that does nothing that could be seen, as a script and as a module."""
    return b'"use strict";\n\n/* This script was made by a mock server. */\n'


def markdown(_random: Random) -> bytes:
    """CommonMark: a heading and a list."""
    return b"# Sample\n\nThis text was made by a mock server.\n\n- one\n- two\n"


def email(_random: Random) -> bytes:
    """An Internet message (RFC 5322)."""
    lines = (
        "From: Jane Doe <jane.doe@example.com>",
        "To: John Roe <john.roe@example.com>",
        "Subject: Sample message",
        "Date: Tue, 15 Jan 2030 09:00:00 +0000",
        "Message-ID: <1@example.com>",
        "",
        "This message was made by a mock server.",
        "",
    )
    return "\r\n".join(lines).encode()


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
