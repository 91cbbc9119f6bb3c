"""A text for each `format`: those of JSON Schema 2020-12 (validation, section 7.3), of the OpenAPI format registry, and
the common ones of neither.

Knows what a format's texts look like. Does not know lengths and patterns: see `texts`, which tries what comes from
here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from mockserver.mock.generation import words
from mockserver.mock.generation.scene import DOMAIN

if TYPE_CHECKING:
    from mockserver.mock.generation.hints import Context

Make = Callable[["Context"], str]
_HEX: Final = "0123456789abcdef"
_ALPHANUMERIC: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


# --- times ------------------------------------------------------------------------------------------------------------


def instant(moment: datetime) -> str:
    """RFC 3339, in UTC, to the second: `2025-11-03T08:14:22Z`."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _some_moment(context: Context) -> datetime:
    return context.epoch - timedelta(seconds=int(context.roll() * 400 * 86_400))


def _duration(context: Context) -> str:
    return str(context.pick(("PT15M", "PT30M", "PT45M", "PT1H", "PT1H30M", "PT2H", "P1D", "P3D", "P1W", "P1M")))


def _time(context: Context) -> str:
    return f"{_time_local(context)}Z"


def _time_local(context: Context) -> str:
    return f"{context.between(8, 18):02d}:{context.pick((0, 15, 30, 45)):02d}:00"


# --- names and addresses ----------------------------------------------------------------------------------------------


def uuid(context: Context) -> str:
    """A random UUID of version 4 (RFC 9562, section 5.4)."""
    bits = context.random.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62) | 0x4 << 76 | 0x2 << 62
    digits = f"{bits:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def email(context: Context) -> str:
    """An address of the person whom the object is about."""
    return f"{context.scene.handle}@{DOMAIN}"


def host(context: Context) -> str:
    """A name below the domain that is reserved for examples."""
    return f"{context.pick(words.WORDS)}.{DOMAIN}"


def address(context: Context) -> str:
    """192.0.2.0/24, 198.51.100.0/24 or 203.0.113.0/24: reserved for documentation (RFC 5737)."""
    return f"{context.pick(('192.0.2', '198.51.100', '203.0.113'))}.{context.between(1, 254)}"


def address6(context: Context) -> str:
    """2001:db8::/32: reserved for documentation (RFC 3849)."""
    return f"2001:db8::{context.between(1, 0xFFFF):x}:{context.between(1, 0xFFFF):x}"


def url(context: Context) -> str:
    """A page of the domain that is reserved for examples."""
    return f"https://{DOMAIN}/{context.pick(words.WORDS)}/{context.pick(words.WORDS)}"


def hexadecimal(digits: int) -> Make:
    """So many hexadecimal digits."""
    return lambda context: f"{context.random.getrandbits(4 * digits):0{digits}x}"


def drawn(alphabet: str, length: int) -> Make:
    """So many characters of an alphabet."""
    return lambda context: "".join([context.pick(alphabet) for _ in range(length)])


def mac(context: Context) -> str:
    """A MAC address of the block that is reserved for documentation (RFC 9542, section 2.1.4)."""
    return f"00:00:5e:00:53:{context.between(0, 255):02x}"


def encoded(context: Context) -> str:
    """Some words in Base64 (RFC 4648, section 4)."""
    return base64.b64encode(_some_bytes(context)).decode()


def _encoded_for_urls(context: Context) -> str:
    return base64.urlsafe_b64encode(_some_bytes(context)).decode().rstrip("=")


def _some_bytes(context: Context) -> bytes:
    return " ".join(context.pick(words.WORDS) for _ in range(3)).encode()


def token(context: Context) -> str:
    """Something like a JSON Web Token: three parts in Base64, signed by nobody."""
    parts = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"none"}', b'{"sub":"example"}')]
    return ".".join([*parts, drawn(_ALPHANUMERIC, 22)(context)])


# --- others -----------------------------------------------------------------------------------------------------------


def digits(count: int) -> Make:
    """A number of so many digits as a text, the first of them not zero."""
    return lambda context: str(context.between(10 ** (count - 1), 10**count - 1))


def _decimal(context: Context) -> str:
    return f"{context.between(1, 400)}.{context.between(0, 99):02d}"


def color(context: Context) -> str:
    """A color as in style sheets: `#3fa7d6`."""
    return f"#{context.random.getrandbits(24):06x}"


def _sentence(context: Context) -> str:
    return context.scene.vocabulary.sentence(context.random)


def _word(context: Context) -> str:
    return context.scene.vocabulary.word(context.random)


def _of(choices: tuple[str, ...]) -> Make:
    return lambda context: str(context.pick(choices))


FORMATS: Final[dict[str, Make]] = {
    # JSON Schema 2020-12, section 7.3
    "date-time": lambda context: instant(_some_moment(context)),
    "date": lambda context: _some_moment(context).date().isoformat(),
    "time": _time,
    "duration": _duration,
    "email": email,
    "idn-email": email,
    "hostname": host,
    "idn-hostname": host,
    "ipv4": address,
    "ipv6": address6,
    "uri": url,
    "uri-reference": lambda context: f"/{context.pick(words.WORDS)}/{context.between(1, 999)}",
    "iri": url,
    "iri-reference": lambda context: f"/{context.pick(words.WORDS)}/{context.between(1, 999)}",
    "uuid": uuid,
    "uri-template": lambda context: f"https://{DOMAIN}/{context.pick(words.WORDS)}{{/id}}",
    "json-pointer": lambda context: f"/{context.pick(words.WORDS)}/{context.between(0, 9)}",
    "relative-json-pointer": lambda context: f"{context.between(0, 3)}/{context.pick(words.WORDS)}",
    "regex": _of(("^[a-z]+$", "^\\d{3}-\\d{4}$", "^[A-Z]{2}[0-9]{6}$")),
    # the OpenAPI format registry
    "base64url": _encoded_for_urls,
    "binary": encoded,
    "byte": encoded,
    "char": _of(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
    "commonmark": lambda context: f"**{context.scene.title}**: {_sentence(context)}",
    "date-time-local": lambda context: instant(_some_moment(context)).removesuffix("Z"),
    "decimal": _decimal,
    "decimal128": _decimal,
    "double": _decimal,
    "double-int": digits(6),
    "float": _decimal,
    "html": lambda context: f"<p>{_sentence(context)}</p>",
    "http-date": lambda context: format_datetime(_some_moment(context), usegmt=True),
    "int8": digits(2),
    "int16": digits(4),
    "int32": digits(6),
    "int64": digits(9),
    "uint8": digits(2),
    "uint16": digits(4),
    "uint32": digits(6),
    "uint64": digits(9),
    "media-range": _of(("application/json", "text/*", "image/*", "*/*")),
    "password": lambda context: f"{_word(context).capitalize()}-{_word(context)}-{context.between(10, 99)}!",
    "sf-binary": lambda context: f":{encoded(context)}:",
    "sf-boolean": _of(("?1", "?0")),
    "sf-decimal": _decimal,
    "sf-integer": digits(4),
    "sf-string": lambda context: f'"{_word(context)}"',
    "sf-token": _word,
    "single-quoted": lambda context: f"'{_word(context)}'",
    "time-local": _time_local,
    "unixtime": lambda context: str(int(_some_moment(context).timestamp())),
    # of neither, but met
    "base64": encoded,
    "bcp47": _of(("en", "en-US", "de-DE", "fr-FR")),
    "color": color,
    "country-code": lambda context: context.scene.place.country_code,
    "creditcard": lambda _: "4242424242424242",
    "currency": lambda context: words.CURRENCIES[context.scene.currency()],
    "guid": uuid,
    "hex": hexadecimal(16),
    "hex-color": color,
    "ip": address,
    "jwt": token,
    "language": _of(("en", "en-US", "de-DE", "fr-FR")),
    "mac": mac,
    "markdown": lambda context: f"**{context.scene.title}**: {_sentence(context)}",
    "md5": hexadecimal(32),
    "mime-type": _of(words.MEDIA_TYPES),
    "objectid": hexadecimal(24),
    "phone": lambda context: context.scene.vocabulary.phone(context.random, context.scene.place.dial),
    "semver": lambda context: f"{context.between(0, 4)}.{context.between(0, 20)}.{context.between(0, 9)}",
    "sha1": hexadecimal(40),
    "sha256": hexadecimal(64),
    "slug": lambda context: context.scene.slug,
    "timezone": lambda context: context.scene.place.timezone,
    "ulid": lambda context: f"0{drawn(_CROCKFORD, 25)(context)}",
    "url": url,
    "year": lambda context: str(_some_moment(context).year),
}
_ALIASES: Final = {
    "datetime": "date-time", "timestamp": "date-time", "iso8601": "date-time", "iso-8601": "date-time",
    "rfc3339": "date-time",
    "dateonly": "date", "full-date": "date", "partial-time": "time-local", "link": "url", "href": "url",
    "uuid4": "uuid",
    "uuidv4": "uuid", "phone-number": "phone", "phonenumber": "phone", "tel": "phone", "telephone": "phone",
    "e164": "phone",
    "ip-address": "ip", "ipaddress": "ip", "mac-address": "mac", "object-id": "objectid", "bson-objectid": "objectid",
    "hexadecimal": "hex", "colour": "color", "rgb": "color", "iso-4217": "currency", "iso4217": "currency",
    "iso-3166-1-alpha-2": "country-code", "credit-card": "creditcard", "locale": "language", "bigint": "int64",
    "integer": "int32", "long": "int64", "int": "int32", "number": "decimal", "money": "decimal", "numeric": "decimal",
    "media-type": "mime-type", "mimetype": "mime-type", "time-zone": "timezone", "sha-256": "sha256", "sha-1": "sha1",
    "version": "semver", "password-hash": "sha256", "unix-time": "unixtime", "epoch": "unixtime",
    "local-date": "date", "local-time": "time-local", "local-date-time": "date-time-local",
}  # fmt: skip


def make_of(name: str) -> Make | None:
    """What makes texts of a format; None for a format that is not known here."""
    return FORMATS.get(_ALIASES.get(name, name))


# --- of a length ------------------------------------------------------------------------------------------------------

_LONGER: Final = len("2025-11-03T08:14:22.1Z")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def sized(name: str, low: int, high: int | None) -> Iterator[Make]:
    """What makes texts of a format within bounds that the usual ones do not keep; nothing where the length is fixed."""
    if _ALIASES.get(name, name) == "date-time" and (high is None or high > max(low, _LONGER) - 1):
        yield partial(_precise, places=max(low, _LONGER) - _LONGER + 1)
    for before, after, parts in _FRAMES.get(_ALIASES.get(name, name), ()):
        least = len(before) + len(after)
        room = (high if high is not None else max(low, least + 12)) - least
        if room > 0:
            wanted = min(max(low - least, min(room, 6)), room)
            yield partial(_framed, before=before, after=after, length=wanted, separator=parts)


def _precise(context: Context, *, places: int) -> str:
    """A moment with a fraction of a second of so many digits (RFC 3339, section 5.6, `time-secfrac`)."""
    return f"{instant(_some_moment(context)).removesuffix('Z')}.{drawn('0123456789', places)(context)}Z"


def _framed(context: Context, *, before: str, after: str, length: int, separator: str) -> str:
    return f"{before}{_parted(context, length, separator)}{after}"


def _parted(context: Context, length: int, separator: str) -> str:
    """Letters, with a separator after each eight where one may stand."""
    text = drawn(_LETTERS, length)(context)
    if not separator:
        return text
    return "".join(separator if at % 9 == 8 and at < length - 1 else char for at, char in enumerate(text))


# What stands before and behind a part of any length, and what parts that.
_FRAMES: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "email": (("", "@example.com", "."), ("", "@b.co", "."), ("", "@b", "")),
    "idn-email": (("", "@example.com", "."), ("", "@b.co", "."), ("", "@b", "")),
    "hostname": (("", "", "."),),
    "idn-hostname": (("", "", "."),),
    "uri": (("https://example.com/", "", "/"), ("http://", "", "/")),
    "url": (("https://example.com/", "", "/"), ("http://", "", "/")),
    "iri": (("https://example.com/", "", "/"), ("http://", "", "/")),
    "uri-reference": (("/", "", "/"),),
    "iri-reference": (("/", "", "/"),),
    "uri-template": (("/", "", "/"),),
    "json-pointer": (("/", "", "/"),),
    "relative-json-pointer": (("0/", "", "/"),),
    "regex": (("", "", ""),),
    "html": (("<p>", "</p>", " "),),
    "commonmark": (("", "", " "),),
    "markdown": (("", "", " "),),
    "password": (("", "", ""),),
    "slug": (("", "", "-"),),
    "sf-token": (("", "", ""),),
    "sf-string": (('"', '"', " "),),
}
