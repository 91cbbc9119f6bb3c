"""Octets and text: how a document's octets become characters, and where in a text a character stands.

Knows encodings, lines and columns; does not know JSON, YAML or OpenAPI. `unreadable` is how all readers refuse a text.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from typing import Any, Final

from mockserver.document.bounds import MEBIBYTE, MOST_OCTETS
from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.errors import DocumentError

# YAML 1.2.2, section 5.4: a carriage return and a line feed, or either alone. JSON counts no lines; editors count so.
_BREAK: Final = re.compile(r"\r\n|\n|\r")

_ESCAPED: Final = re.compile(rb"\\[\x80-\xff]")
_ASCII: Final = bytes(range(128))
_ESCAPING: Final = "mockserver.escaping"
"""How the codecs call `_escape`: their loop is in C, and asks for what is not ASCII alone."""

_ENCODINGS: Final = (
    (BOM_UTF32_LE, None),  # before UTF-16, whose mark it begins with
    (BOM_UTF32_BE, None),
    (BOM_UTF8, "utf-8"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES: Final = (
    (b"\x1f\x8b", "a gzip archive", "unpack it with gunzip"),
    (b"PK\x03\x04", "a ZIP archive (or an office file)", "unpack it, and give the document in it"),
    (b"BZh", "a bzip2 archive", "unpack it with bunzip2"),
    (b"\xfd7zXZ", "an xz archive", "unpack it with unxz"),
    (b"%PDF-", "a PDF", "give the OpenAPI document itself, in YAML or JSON"),
    (b"\x89PNG", "an image", "give the OpenAPI document itself, in YAML or JSON"),
    (b"\x7fELF", "a program", "give the OpenAPI document itself, in YAML or JSON"),
)


def unreadable(place: Location, message: str, *, code: str, hint: str = "", pointer: str = "") -> DocumentError:
    """The error that refuses a text: one fatal diagnostic."""
    return DocumentError([Diagnostic(Severity.FATAL, place, message, pointer, hint, code)])


class Lines:
    r"""The lines of a text: where each begins, found once, so that a position costs a search by halves.

    >>> Lines("a: 1\nb: 2").position(5)
    (2, 1)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, counted from 1, of the character at an offset counted from 0."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end; empty where there is no such line."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        return self._text[self._starts[number - 1] : end].rstrip("\r\n")


def decode(data: bytes, *, name: str = "the document") -> str:
    """The text of a document's octets: UTF-8 with or without a byte order mark, UTF-16 with one.

    Raises DocumentError, which names the place of the first octet that cannot be read and the likely encoding.
    """
    check_size(len(data), name)
    for mark, encoding in _ENCODINGS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, name)
    _refuse_binary(data, name)
    return _decoded(data, "utf-8", name)


def narrowed(data: bytes) -> str | None:
    r"""JSON in UTF-8 as a text of ASCII alone, each other character written as an escape; None where that is no gain.

    A text with one emoji in it takes four octets for each character, and this one takes one.

    >>> narrowed('{"city": "Pozna\u0144, by the river Warta"}'.encode())
    '{"city": "Pozna\\u0144, by the river Warta"}'
    """
    if data.isascii():
        return data.decode("ascii")
    # A backslash before such a character would become one before a backslash, and its meaning another.
    if len(data.translate(None, _ASCII)) > len(data) // 16 or _ESCAPED.search(data):
        return None
    try:
        return data.decode("ascii", _ESCAPING)
    except UnicodeDecodeError:
        return None


def _escape(error: Any) -> tuple[str, int]:
    """What stands for octets that are not ASCII, and where ASCII goes on. Raises UnicodeDecodeError if no UTF-8."""
    octets, end = error.object, error.start
    while end < len(octets) and octets[end] > 0x7F:
        end += 1
    units = octets[error.start : end].decode("utf-8").encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), end


codecs.register_error(_ESCAPING, _escape)


def check_size(octets: int, name: str) -> None:
    """Raise DocumentError if a document is larger than any that is read."""
    if octets > MOST_OCTETS:
        message = f"the document is larger than {MOST_OCTETS // MEBIBYTE} MiB, the most that is read"
        hint = "give the form in which references are not written out"
        raise unreadable(Location(name), message, code="too-large", hint=hint)


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, what, cure in _SIGNATURES:
        if data.startswith(signature):
            raise unreadable(Location(name, 1, 1), f"this is {what}, not a text", code="not-text", hint=cure)
    if b"\0" in data[:2]:
        message = "this looks like UTF-16 without a byte order mark"
        raise unreadable(Location(name, 1, 1), message, code="encoding", hint="save the file as UTF-8")


def _decoded(data: bytes, encoding: str | None, name: str) -> str:
    if encoding is None:
        raise unreadable(Location(name, 1, 1), "this is UTF-32", code="encoding", hint="save the file as UTF-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        place = _place(data, error.start, encoding=encoding, name=name)
        raise _undecodable(data, error.start, encoding=encoding, place=place) from None


def _place(data: bytes, offset: int, *, encoding: str, name: str) -> Location:
    before = data[:offset].decode(encoding)
    return Location(name, *Lines(before).position(len(before)))


def _undecodable(data: bytes, offset: int, *, encoding: str, place: Location) -> DocumentError:
    octet = data[offset]
    if encoding != "utf-8":
        message = f"the octets at offset {offset} are not UTF-16, which the byte order mark announces"
        return unreadable(place, message, code="encoding", hint="save the file as UTF-8")
    likely = bytes([octet]).decode("cp1252", errors="replace")
    meant = f" (in Windows-1252 it would be {likely!r})" if likely.isprintable() and likely != "\ufffd" else ""
    message = f"the octet 0x{octet:02X} at offset {offset} is not UTF-8{meant}"
    return unreadable(place, message, code="encoding", hint="save the file as UTF-8")
