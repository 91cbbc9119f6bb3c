"""What a property can be for, and a value for each: an e-mail address, the price of a product, the end of an event.

Knows what such values look like. Which property is which, `realistic` says; whether a value obeys the schema, its
makers try.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.generation import formats, words
from mockserver.mock.generation.scene import DOMAIN

if TYPE_CHECKING:
    from mockserver.mock.generation.hints import Context, Hint

Text = Callable[["Context", "Hint"], str]
_BASE62: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Measure:
    """Where numbers of a kind usually are, and with how many decimal places. `exact` gives the very number, if there is
    one.
    """

    low: float
    high: float
    places: int = 0
    exact: Callable[[Context], float] | None = None


# --- helpers that make roles ------------------------------------------------------------------------------------------


def _of(choices: tuple[Any, ...]) -> Text:
    return lambda context, _: str(context.pick(choices))


def _plain(make: formats.Make) -> Text:
    return lambda context, _: make(context)


def _place(field: str) -> Text:
    return lambda context, _: str(getattr(context.scene.place, field))


def _from(moment: Callable[[Context], datetime]) -> Text:
    return lambda context, _: formats.instant(moment(context))


# --- things -----------------------------------------------------------------------------------------------------------


def _stem(hint: Hint) -> str:
    """What an identifier is of: `customer` of customerId, the owner of a plain id."""
    joined = "".join(char for char in hint.name if char.isascii() and char.isalnum()).lower()
    for ending in ("uuid", "guid", "id", "key", "ref", "reference", "number", "code"):
        joined = joined.removesuffix(ending)
    owner = "".join(char for char in hint.owner if char.isascii() and char.isalpha()).lower()
    return (joined or owner)[:8]


def _identifier(context: Context, hint: Hint) -> str:
    tail = formats.drawn("abcdefghijklmnopqrstuvwxyz0123456789", 12)(context)
    stem = _stem(hint)
    return f"{stem}_{tail}" if stem else tail


def _number_of(context: Context, hint: Hint) -> str:
    return f"{_stem(hint)[:3].upper() or 'NO'}-{context.between(10_000, 99_999)}"


def _title(context: Context, _: Hint) -> str:
    return context.scene.title


def titled(choices: tuple[str, ...]) -> Text:
    """One of the choices, which then is what the object is called, if the property says that."""
    return lambda context, hint: _called(context, hint, context.pick(choices))


def _called(context: Context, hint: Hint, title: str) -> str:
    """What the object is called, by its `name`, or the `productName` of a product; its brand is called otherwise."""
    thing = "".join(char for char in hint.name if char.isalnum()).lower().removesuffix("name")
    return context.scene.titled(title) if thing in hint.owner.lower() else title


def _product(context: Context, hint: Hint) -> str:
    return _called(context, hint, f"{context.pick(words.MATERIALS)} {context.pick(words.PRODUCTS)}")


def _company(context: Context, hint: Hint) -> str:
    return _called(context, hint, context.scene.vocabulary.company(context.random))


def _sentence(context: Context, _: Hint) -> str:
    return context.scene.vocabulary.sentence(context.random)


def _paragraph(context: Context, _: Hint) -> str:
    return " ".join(dict.fromkeys(context.scene.vocabulary.sentence(context.random) for _ in range(3)))


def _word(context: Context, _: Hint) -> str:
    return context.scene.vocabulary.word(context.random)


# --- people -----------------------------------------------------------------------------------------------------------


def _full_name(context: Context, _: Hint) -> str:
    return " ".join(context.scene.person)


def _initials(context: Context, _: Hint) -> str:
    return "".join(part[0] for part in context.scene.person if part)


def _birthday(context: Context) -> datetime:
    return context.epoch - timedelta(days=context.between(19 * 366, 70 * 365))


# --- the web ----------------------------------------------------------------------------------------------------------


def _page(context: Context, hint: Hint) -> str:
    """A page that is called like the property: `events_url` is below /events."""
    name = hint.name.lower()
    for ending in ("urls", "url", "uri", "link", "href", "_", "-"):
        name = name.removesuffix(ending)
    path = "".join(char for char in name if char.isascii() and char.isalnum()) or context.scene.slug
    return f"https://{DOMAIN}/{path}/{context.between(100, 9999)}"


def _image(context: Context, _: Hint) -> str:
    return f"https://{DOMAIN}/images/{context.pick(words.WORDS)}-{context.between(1, 99)}.png"


def _avatar(context: Context, _: Hint) -> str:
    return f"https://{DOMAIN}/avatars/{context.scene.handle.replace('.', '-')}.png"


def _website(context: Context, _: Hint) -> str:
    return f"https://{context.pick(words.WORDS)}.{DOMAIN}"


def _file_name(context: Context, _: Hint) -> str:
    stem, extension = context.pick(words.FILES)
    return f"{stem}-{context.between(1, 99)}.{extension}"


def _path(context: Context, hint: Hint) -> str:
    return f"/{context.pick(words.WORDS)}/{_file_name(context, hint)}"


def _version(context: Context, _: Hint) -> str:
    return f"{context.between(1, 4)}.{context.between(0, 12)}.{context.between(0, 9)}"


def _slug(context: Context, _: Hint) -> str:
    return context.scene.slug


# --- commerce ---------------------------------------------------------------------------------------------------------


def _price(context: Context, _: Hint) -> str:
    return f"{context.between(3, 180)}.{context.pick(('00', '50', '90', '95', '99'))}"


def _currency(spellings: tuple[str, ...]) -> Text:
    return lambda context, hint: spellings[context.scene.currency(is_one="currenc" in hint.owner.lower())]


def _sku(context: Context, _: Hint) -> str:
    return f"{context.pick(words.PRODUCTS)[:3].upper()}-{context.between(1000, 9999)}"


def _iban(context: Context, _: Hint) -> str:
    """A German account number with check digits that are right (ISO 13616)."""
    account = f"37040044{context.between(0, 9_999_999_999):010d}"
    return f"DE{98 - int(account + '131400') % 97:02d}{account}"


def _ean(context: Context, _: Hint) -> str:
    return _checked(f"40{context.between(0, 9_999_999_999):010d}")


def _checked(number: str) -> str:
    """Twelve digits with the one that checks them (GS1, and ISBN as well)."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(number))
    return f"{number}{-total % 10}"


# --- times ------------------------------------------------------------------------------------------------------------


def ended(context: Context) -> datetime:
    """Some time after the start, on the same day."""
    return context.scene.started + timedelta(minutes=30 * context.between(1, 6))


def due(context: Context) -> datetime:
    """Some time in the year to come."""
    return context.epoch + timedelta(days=context.between(7, 365))


MOMENTS: Final[dict[str, Callable[[Context], datetime]]] = {
    "created": lambda context: context.scene.created,
    "updated": lambda context: context.scene.updated,
    "started": lambda context: context.scene.started,
    "ended": ended,
    "due": due,
    "birthday": _birthday,
}

TEXTS: Final[dict[str, Text]] = {
    **{role: _from(moment) for role, moment in MOMENTS.items()},
    "birthday": lambda context, _: _birthday(context).date().isoformat(),
    # things
    "id": _identifier,
    "uuid": _plain(formats.uuid),
    "number": _number_of,
    "title": _title,
    "company": _company,
    "product": _product,
    "pet": titled(words.PET_NAMES),
    "category": titled(words.CATEGORIES),
    "planet": titled(words.PLANETS),
    "dish": titled(words.DISHES),
    "book": titled(words.BOOKS),
    "event": titled(words.EVENTS),
    "department": titled(words.DEPARTMENTS),
    "tag": _of(words.TAGS),
    "key": _of(words.KEYS),
    "word": _word,
    "code": lambda context, _: str(context.pick(words.NOUNS))[:4].upper(),
    "slug": _slug,
    "description": _paragraph,
    "sentence": _sentence,
    "message": _of(words.MESSAGES),
    "error": _of(words.ERRORS),
    "error_code": _of(words.ERROR_CODES),
    "status": _of(words.STATUSES),
    "priority": _of(words.PRIORITIES),
    "access_role": _of(words.ROLES),
    "species": _of(words.SPECIES),
    "breed": _of(words.BREEDS),
    "genre": _of(words.GENRES),
    "color": _of(words.COLORS),
    "hex_color": _plain(formats.color),
    "kind": _of(words.KINDS),
    "size": _of(words.SIZES),
    "unit": _of(words.UNITS),
    "weight_unit": _of(("kg", "g", "lb")),
    "length_unit": _of(("cm", "mm", "in")),
    "material": _of(words.MATERIALS),
    "version": _version,
    "environment": _of(words.ENVIRONMENTS),
    "platform": _of(words.PLATFORMS),
    "duration": _of(("00:25:00", "00:40:00", "01:30:00")),
    # people
    "first_name": lambda context, _: context.scene.person[0],
    "last_name": lambda context, _: context.scene.person[1],
    "full_name": _full_name,
    "initials": _initials,
    "username": lambda context, _: context.scene.handle.replace(".", "_"),
    "email": _plain(formats.email),
    "phone": _plain(formats.FORMATS["phone"]),
    "gender": _of(words.GENDERS),
    "salutation": _of(("Ms.", "Mr.", "Dr.")),
    "job": lambda context, _: context.scene.vocabulary.job(context.random),
    "avatar": _avatar,
    "password": _plain(formats.FORMATS["password"]),
    # places
    "street": lambda context, _: context.scene.vocabulary.street(context.random),
    "address_line": lambda context, _: f"Apt {context.between(1, 40)}",
    "address": lambda context, hint: f"{TEXTS['street'](context, hint)}, {context.scene.place.city}",
    "house_number": lambda context, _: str(context.between(1, 120)),
    "city": _place("city"),
    "region": _place("region"),
    "region_code": _place("region_code"),
    "postal_code": _place("postal_code"),
    "country": _place("country"),
    "country_code": _place("country_code"),
    "timezone": _place("timezone"),
    "latitude": _place("latitude"),
    "longitude": _place("longitude"),
    "language": _of(words.LANGUAGES),
    "language_code": _of(("en", "de", "fr", "es")),
    "locale": _of(("en-US", "en-GB", "de-DE", "fr-FR")),
    # the web
    "url": _page,
    "image": _image,
    "website": _website,
    "domain": _plain(formats.host),
    "ip": _plain(formats.address),
    "ipv6": _plain(formats.address6),
    "mac": _plain(formats.mac),
    "user_agent": _of(words.BROWSERS),
    "file_name": _file_name,
    "path": _path,
    "extension": lambda context, _: str(context.pick(words.FILES)[1]),
    "media_type": _of(words.MEDIA_TYPES),
    "http_method": _of(("GET", "POST", "PUT", "DELETE")),
    "scheme": _of(("https", "http")),
    "sha": _plain(formats.hexadecimal(40)),
    "hash": _plain(formats.hexadecimal(64)),
    "md5": _plain(formats.hexadecimal(32)),
    "token": _plain(formats.drawn(_BASE62, 32)),
    "branch": _of(words.BRANCHES),
    # commerce
    "price": _price,
    "currency": _currency(words.CURRENCIES),
    "currency_symbol": _currency(words.CURRENCY_SYMBOLS),
    "sku": _sku,
    "ean": _ean,
    "isbn": lambda context, _: _checked(f"978{context.between(0, 999_999_999):09d}"),
    "iban": _iban,
    "bic": lambda context, _: f"{context.pick(words.NOUNS)[:4].upper():X<4}DEFF",
    "last4": _of(("4242", "1881", "0005", "4444")),
    "card_brand": _of(words.CARD_BRANDS),
    "payment_method": _of(words.PAYMENT_METHODS),
    "carrier": _of(words.CARRIERS),
    # numbers that are sent as text
    "count": lambda context, _: str(context.between(1, 90)),
    "weekday": _of(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")),
    "month": _of(("January", "March", "May", "July", "October")),
    "year": lambda context, _: str(context.scene.created.year),
}


def _instant_of(role: str) -> Callable[[Context], float]:
    return lambda context: int(MOMENTS[role](context).timestamp())


MEASURES: Final[dict[str, Measure]] = {
    **{role: Measure(1_600_000_000, 1_800_000_000, 0, _instant_of(role)) for role in MOMENTS},
    "id": Measure(1, 9_999),
    "number": Measure(10_000, 99_999),
    "age": Measure(18, 80),
    "price": Measure(3, 180, 2),
    "amount": Measure(10, 900, 2),
    "cents": Measure(500, 45_000),
    "salary": Measure(32_000, 95_000),
    "count": Measure(1, 90),
    "many": Measure(10, 5_000),
    "few": Measure(1, 8),
    "rating": Measure(3, 5, 1),
    "score": Measure(40, 100),
    "percent": Measure(5, 95),
    "fraction": Measure(0, 1, 2),
    "weight": Measure(0.2, 40, 1),
    "length": Measure(5, 200),
    "bytes": Measure(1_200, 4_800_000),
    "pixels": Measure(200, 1920),
    "seconds": Measure(30, 3_600),
    "distance": Measure(0.5, 60, 1),
    "temperature": Measure(-5, 32, 1),
    "latitude": Measure(-90, 90, 4, lambda context: context.scene.place.latitude),
    "longitude": Measure(-180, 180, 4, lambda context: context.scene.place.longitude),
    "year": Measure(1990, 2026, 0, lambda context: context.scene.created.year),
    "month": Measure(1, 12),
    "day": Measure(1, 28),
    "hour": Measure(0, 23),
    "minute": Measure(0, 59),
    "port": Measure(1_024, 49_151),
    "page": Measure(1, 1),
    "per_page": Measure(20, 20),
    "offset": Measure(0, 0),
    "position": Measure(1, 20),
    "priority": Measure(1, 5),
    "version": Measure(1, 9),
    "calories": Measure(80, 800),
    "error_status": Measure(400, 422),
}
