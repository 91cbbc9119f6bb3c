"""Text by its charset."""

from __future__ import annotations

import pytest

from mockserver.mock.bodies import text_reading
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.bodies.text_reading import CHARSETS, read


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        (b"a", "", "a"),
        ("é".encode(), "text/plain", "é"),
        (b"\xef\xbb\xbfa", "text/plain", "a"),
        (b"\xe9", "text/plain; charset=ISO-8859-1", "é"),
        (b"\x80", "text/plain; charset=windows-1252", "€"),
        ("é".encode("utf-16"), 'text/plain; charset="utf-16"', "é"),
        (b"", "text/plain", ""),
    ],
)
def test_read(content: bytes, content_type: str, text: str) -> None:
    """Text is read in the charset that is named, UTF-8 without one."""
    assert read(content, content_type) == text


@pytest.mark.parametrize(
    "content_type", ["text/plain", "text/plain; charset=us-ascii", "text/plain; charset=zlib_codec"]
)
def test_malformed(content_type: str) -> None:
    """Octets that are not of the charset are malformed, and so is a charset that is none."""
    with pytest.raises(Malformed):
        read(b"\xff", content_type)


@pytest.mark.parametrize("charset", sorted(CHARSETS))
def test_every_charset_reads_text(charset: str) -> None:
    """Each charset that is listed is known to Python and is one of text."""
    assert read("a".encode(charset), f"text/plain; charset={charset}") == "a"


@pytest.mark.parametrize("charset", ["rot13", "idna", "punycode", "unicode_escape", "hex", "base64", "nonsense"])
def test_codecs_that_are_no_charsets(charset: str) -> None:
    """What Python also calls a codec cannot be chosen by content."""
    assert not text_reading.is_known(f"text/plain; charset={charset}")
