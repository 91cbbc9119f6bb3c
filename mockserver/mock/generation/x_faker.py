"""`x-faker`, as json-schema-faker's users write it: `name.fullName`, `{"helpers.arrayElement": [["a", "b"]]}`.

Knows the usual names of Faker for JavaScript, old and new, in a table; what is not in it is passed over. Text of the
document is looked up and never run: servers that evaluated it have been taken over that way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.generation import formats, words
from mockserver.mock.generation.hints import Hint
from mockserver.mock.generation.roles import TEXTS
from mockserver.mock.generation.tidying import number

if TYPE_CHECKING:
    from mockserver.mock.generation.hints import Context

Make = Callable[["Context"], Any]
_MOST: Final = 1_000

# Method, without its module, in lower case: our role.
_ROLES: Final = {
    "fullname": "full_name", "findname": "full_name", "firstname": "first_name", "lastname": "last_name",
    "jobtitle": "job",
    "jobarea": "department", "jobtype": "job", "gender": "gender", "sex": "gender", "prefix": "salutation",
    "bio": "sentence",
    "title": "job", "middlename": "first_name", "displayname": "full_name",
    "email": "email", "exampleemail": "email", "username": "username", "password": "password", "avatar": "avatar",
    "url": "website", "domainname": "domain", "ip": "ip", "ipv4": "ip", "ipv6": "ipv6", "mac": "mac",
    "useragent": "user_agent",
    "protocol": "scheme", "httpmethod": "http_method", "color": "color", "rgb": "hex_color", "human": "color",
    "city": "city", "cityname": "city", "state": "region", "stateabbr": "region_code", "county": "region",
    "country": "country", "countrycode": "country_code", "zipcode": "postal_code", "streetaddress": "street",
    "street": "street",
    "streetname": "street", "secondaryaddress": "address_line", "buildingnumber": "house_number",
    "timezone": "timezone",
    "phonenumber": "phone", "number": "number_between", "imei": "ean",
    "companyname": "company", "company": "company", "catchphrase": "sentence", "bs": "sentence",
    "buzzphrase": "sentence",
    "productname": "product", "product": "product", "productmaterial": "material", "productdescription": "description",
    "department": "category", "price": "price", "isbn": "isbn",
    "currencycode": "currency", "currencysymbol": "currency_symbol", "iban": "iban", "bic": "bic", "account": "ean",
    "accountname": "title", "creditcardissuer": "card_brand", "transactiontype": "payment_method",
    "word": "word", "words": "title", "sentence": "sentence", "sentences": "description", "paragraph": "description",
    "paragraphs": "description", "text": "description", "lines": "description", "slug": "slug",
    "uuid": "uuid", "filename": "file_name", "commonfilename": "file_name", "mimetype": "media_type",
    "fileext": "extension",
    "filepath": "path", "directorypath": "path", "semver": "version", "branch": "branch", "commitsha": "sha",
    "commitmessage": "sentence", "imageurl": "image", "image": "image", "dataurl": "image",
    "dog": "breed", "cat": "breed", "type": "species", "genre": "genre", "songname": "title",
    "weekday": "weekday", "month": "month", "adjective": "word", "noun": "word", "verb": "word",
}  # fmt: skip
_BY_MODULE: Final = {
    "company.name": "company", "commerce.department": "category", "database.mongodbobjectid": "object_id",
    "science.unit": "unit", "system.networkinterface": "word", "person.sex": "gender", "person.jobtitle": "job",
    "name.title": "job", "name.jobdescriptor": "word", "vehicle.manufacturer": "company", "vehicle.model": "title",
    "git.branch": "branch", "git.commitsha": "sha", "git.shortsha": "short_sha",
    "finance.transactiondescription": "sentence",
    "finance.currencyname": "currency", "location.countrycode": "country_code", "book.title": "book",
    "food.dish": "dish",
    "food.ingredient": "word", "music.genre": "genre", "animal.type": "species", "location.language": "language",
}  # fmt: skip


def faked(said: Any) -> Make | None:
    """What makes the values that `x-faker` asks for; None where it is not understood."""
    name, arguments = _read(said)
    method = name.rpartition(".")[2]
    if method in _COMPUTED:
        return _COMPUTED[method](arguments)
    role = _BY_MODULE.get(name) or _ROLES.get(method, "")
    if role in _DRAWN:
        return _DRAWN[role]
    if role not in TEXTS:
        return None
    text = TEXTS[role]
    return lambda context: text(context, Hint())


def _read(said: Any) -> tuple[str, list[Any]]:
    if isinstance(said, str):
        return said.strip().lower(), []
    if isinstance(said, Mapping) and len(said) == 1:
        name, arguments = next(iter(said.items()))
        return str(name).strip().lower(), arguments if isinstance(arguments, list) else [arguments]
    return "", []


def _between(arguments: list[Any], low: float, high: float) -> tuple[float, float]:
    """`(min, max)` or `({min, max})`; a lone number is the greatest."""
    first = arguments[0] if arguments else None
    if isinstance(first, Mapping):
        found = number(first.get("min")), number(first.get("max"))
    else:
        numbers = [number(each) for each in arguments[:2]]
        found = (numbers[0], numbers[1]) if len(numbers) == 2 else (None, numbers[0] if numbers else None)
    least, most = low if found[0] is None else found[0], high if found[1] is None else found[1]
    return (least, most) if least <= most else (most, least)


def _places(arguments: list[Any], otherwise: int) -> int:
    first = arguments[0] if arguments else None
    said = (
        first.get("fractionDigits", first.get("dec")) if isinstance(first, Mapping) else (arguments[2:3] or [None])[0]
    )
    return min(int(found), 10) if (found := number(said)) is not None and found >= 0 else otherwise


def _element(arguments: list[Any]) -> Make | None:
    choices = arguments[0] if arguments else None
    return (lambda context: context.pick(choices)) if isinstance(choices, list) and choices else None


def _elements(arguments: list[Any]) -> Make | None:
    choices = arguments[0] if arguments else None
    if not isinstance(choices, list) or not choices:
        return None
    count = number(arguments[1]) if len(arguments) > 1 else None
    wanted = min(len(choices), 2 if count is None else max(0, int(count)))
    return lambda context: context.random.sample(choices, wanted)


def _integer(arguments: list[Any]) -> Make:
    low, high = _between(arguments, 0, _MOST)
    return lambda context: context.between(int(low), int(high))


def _float(arguments: list[Any]) -> Make:
    low, high = _between(arguments, 0, 1)
    places = _places(arguments, 2)
    return lambda context: round(low + context.roll() * (high - low), places)


def _amount(arguments: list[Any]) -> Make:
    """`finance.amount` gives a text in JavaScript, but is used for numbers nearly always: a number is given."""
    low, high = _between(arguments, 1, _MOST)
    places = _places(arguments, 2)
    return lambda context: round(low + context.roll() * (high - low), places)


def _alphanumeric(arguments: list[Any]) -> Make:
    said = arguments[0] if arguments else None
    length = number(said.get("length")) if isinstance(said, Mapping) else number(said)
    wanted = 5 if length is None else max(0, min(int(length), _MOST))
    return formats.drawn("abcdefghijklmnopqrstuvwxyz0123456789", wanted)


def _moment(first_day: int, last_day: int) -> Callable[[list[Any]], Make]:
    def made(_: list[Any]) -> Make:
        return lambda context: formats.instant(
            context.epoch
            + timedelta(seconds=86_400 * first_day + int(context.roll() * 86_400 * (last_day - first_day)))
        )

    return made


def _boolean(_: list[Any]) -> Make:
    return lambda context: context.roll() < 0.5


_DRAWN: Final[dict[str, Make]] = {
    "object_id": formats.hexadecimal(24),
    "short_sha": formats.hexadecimal(7),
    "number_between": lambda context: context.between(0, _MOST),
    "material": lambda context: context.pick(words.MATERIALS),
}
_COMPUTED: Final[dict[str, Callable[[list[Any]], Make | None]]] = {
    "arrayelement": _element,
    "randomize": _element,
    "arrayelements": _elements,
    "int": _integer,
    "float": _float,
    "amount": _amount,
    "latitude": lambda _: lambda context: context.scene.place.latitude,
    "longitude": lambda _: lambda context: context.scene.place.longitude,
    "alphanumeric": _alphanumeric,
    "boolean": _boolean,
    "past": _moment(-365, -1),
    "recent": _moment(-3, 0),
    "soon": _moment(1, 4),
    "future": _moment(1, 365),
    "anytime": _moment(-365, 365),
    "birthdate": _moment(-25_000, -7_000),
}
