"""What a field line may hold: tokens, quoted strings, lists, and values that can be sent (RFC 9110, section 5).

Knows the characters; has never heard of any one field (that is `known_fields`). Nothing here raises: what cannot be
sent is made sendable, so that no text of a document or of a request ever injects a field or splits a response.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mockserver.http.messages import Pair

# Possessive quantifiers (`++`, `*+`) keep every pattern linear: what was taken is never tried again.

TOKEN: Final = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"  # noqa: S105 -- no secret, a grammar
"""RFC 9110, section 5.6.2, as a regular expression."""

QUOTED_STRING: Final = r'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*+"'
"""RFC 9110, section 5.6.4, as a regular expression."""

UNQUOTED: Final = r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x7e]++"
"""A parameter's value as it is sent in practice: `boundary=a/b=c` is no token, and no recipient minds."""

_TOKEN: Final = re.compile(TOKEN)
_VALUE: Final = re.compile(r"(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?")
_MEMBER: Final = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*+(?:"|\\?\Z))++', re.DOTALL)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_BEYOND_LATIN_1: Final = re.compile(r"[^\x00-\xff]")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_STRUCTURED_KEY: Final = re.compile(r"[a-z*][a-z0-9_\-.*]*+")


def is_token(text: str) -> bool:
    """Whether the text is a token: what methods, field names and parameter names are (RFC 9110, section 5.6.2)."""
    return _TOKEN.fullmatch(text) is not None


def is_field_name(text: str) -> bool:
    """Whether a field can have this name (RFC 9110, section 5.1)."""
    return is_token(text)


def is_field_value(text: str) -> bool:
    """Whether the text can be sent as it is: latin-1 without controls, no white space around it (section 5.5)."""
    return _VALUE.fullmatch(text) is not None


def clean_value(text: str) -> str:
    """The text as a value that can be sent; what `is_field_value` accepts comes back unchanged.

    Controls become spaces and white space at both ends goes. If the text holds a character beyond latin-1, then all
    that is not ASCII is percent-encoded as UTF-8; a lone surrogate, which UTF-8 cannot say, becomes `%3F`.
    """
    # "... a recipient of CR, LF, or NUL within a field value MUST either reject the message or replace each of those
    # characters with SP before further processing" -- RFC 9110, section 5.5. We do as sender what it does as receiver.
    return _printable(text).strip(" \t")


def _printable(text: str) -> str:
    printable = _CONTROLS.sub(" ", text)
    return percent_encoded(printable) if _BEYOND_LATIN_1.search(printable) else printable


def percent_encoded(text: str) -> str:
    """The text with all that is not ASCII percent-encoded as UTF-8 (RFC 3986, section 2.5)."""
    return _BEYOND_ASCII.sub(lambda run: quote(run[0], errors="replace"), text)


def sendable(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The field lines with lower-case names and clean values; a line whose name is no token is left out."""
    return tuple((name.lower(), clean_value(value)) for name, value in pairs if is_field_name(name))


def quoted(text: str) -> str:
    """The text as a quoted-string (RFC 9110, section 5.6.4), cleaned as a value must be; white space stays."""
    return '"' + re.sub(r'["\\]', r"\\\g<0>", _printable(text)) + '"'


def unquoted(text: str) -> str:
    """What a quoted-string says; any other text comes back as it is."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL) if text.startswith('"') else text


def word(text: str) -> str:
    """The text as a token if it is one, else as a quoted-string."""
    return text if is_token(text) else quoted(text)


def members(value: str) -> tuple[str, ...]:
    """The members of a comma-separated list, trimmed, without the empty ones; linear in the length of the value.

    A comma inside a quoted-string does not part; a quote that never ends reaches to the end of the value.
    """
    # "A recipient MUST parse and ignore a reasonable number of empty list elements" -- RFC 9110, section 5.6.1.2
    trimmed = (member.strip(" \t") for member in _MEMBER.findall(value))
    return tuple(member for member in trimmed if member)


def structured_list(items: Iterable[tuple[str, Iterable[Pair]]]) -> str:
    """A structured field's List of Strings, each with its parameters as Strings (RFC 9651, section 4.1).

    >>> structured_list([("application/json", []), ("application/sql", [("charset", "UTF-8")])])
    '"application/json", "application/sql";charset="UTF-8"'
    """
    return ", ".join(_structured_string(text) + _structured_parameters(pairs) for text, pairs in items)


def _structured_string(text: str) -> str:
    # RFC 9651, section 3.3.3: printable ASCII alone.
    return quoted(percent_encoded(text.replace("\t", " ")))


def _structured_parameters(pairs: Iterable[Pair]) -> str:
    # RFC 9651, section 3.1.2: a key is lower case and begins with a letter or an asterisk.
    keyed = ((name.lower(), value) for name, value in pairs)
    return "".join(f";{key}={_structured_string(value)}" for key, value in keyed if _STRUCTURED_KEY.fullmatch(key))
