"""Text into `str`: by the charset that the media type names, UTF-8 without one.

Only charsets of text are known: Python also calls `zlib` and `rot13` a codec, and no content may choose such.
"""

from __future__ import annotations

from typing import Final

from mockserver.http import media_types
from mockserver.mock.bodies.malformed import Malformed

CHARSETS: Final = frozenset(
    {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "utf-32", "us-ascii", "ascii", "latin1", "koi8-r", "koi8-u"}
    | {f"iso-8859-{number}" for number in (*range(1, 12), *range(13, 17))}
    | {f"windows-{number}" for number in range(1250, 1259)}
    | {"shift_jis", "euc-jp", "iso-2022-jp", "gb2312", "gbk", "gb18030", "big5", "euc-kr"}
)
"""Those of the WHATWG's Encoding standard that Python knows under the same name."""


def is_known(content_type: str) -> bool:
    """Whether text of that media type can be read here."""
    return (media_types.charset(content_type) or "utf-8") in CHARSETS


def read(content: bytes, content_type: str = "") -> str:
    """The text of a content. Raises Malformed if its octets are not of its charset."""
    charset = media_types.charset(content_type) or "utf-8"
    if charset not in CHARSETS:
        raise Malformed(f"is text in the charset {charset[:40]}, which is not read here")
    try:
        return content.decode("utf-8-sig" if charset in {"utf-8", "utf8"} else charset)
    except UnicodeDecodeError as fault:
        raise Malformed(f"is no {charset} text: the octet at offset {fault.start} does not belong there") from None
