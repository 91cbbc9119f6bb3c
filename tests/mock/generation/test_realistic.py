"""It looks real: values by name, format, description and owner."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.mock.generation import compile_schema, words
from mockserver.mock.generation.hints import Hint
from mockserver.mock.generation.realistic import likelihood, role_of, singular, words_of

Values = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("firstName", ("first", "name")),
        ("first_name", ("first", "name")),
        ("FIRST-NAME", ("first", "name")),
        ("HTMLUrl", ("html", "url")),
        ("address1", ("address", "1")),
        ("", ()),
        ("$%", ()),
    ],
)
def test_names_are_split_however_they_are_joined(name: str, words: tuple[str, ...]) -> None:
    """Camel case, snake case and kebab case have the same words."""
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("name", "owner", "role"),
    [
        ("email", "", "email"),
        ("billingEmailAddress", "", "email"),
        ("customer_first_name", "", "first_name"),
        ("shippingAddress", "", "street"),
        ("home_city", "", "city"),
        ("zip", "", "postal_code"),
        ("name", "Pet", "pet"),
        ("name", "User", "full_name"),
        ("name", "UserResponse", "full_name"),
        ("name", "Company", "company"),
        ("name", "Zork", "title"),
        ("fileName", "", "file_name"),
        ("categoryName", "", "category"),
        ("state", "Address", "region"),
        ("state", "Ticket", "status"),
        ("title", "Person", "job"),
        ("title", "Book", "title"),
        ("createdAt", "", "created"),
        ("deliveredOn", "", "created"),
        ("expires_at", "", "due"),
        ("customerId", "", "id"),
        ("itemCount", "", "count"),
        ("code", "CurrencyModel", "currency"),
        ("Code", "country", "country_code"),
        ("countryISOCode", "provider", "country_code"),
        ("symbol", "Currency", "currency_symbol"),
        ("unit", "Weight", "weight_unit"),
        ("units", "Dimensions", "length_unit"),
        ("discountCode", "", "code"),
        ("symbol", "Stock", "code"),
        ("messageText", "", "message"),
        ("owner", "Repository", "full_name"),
        ("leaveTime", "", "updated"),
        ("avatarUrl", "", "avatar"),
        ("repos_url", "", "url"),
        ("zork", "", ""),
        ("sortOrder", "", "position"),
    ],
)
def test_a_role_is_told_from_the_name(name: str, owner: str, role: str) -> None:
    """The longest known ending of a name decides, and what the thing is that bears it."""
    assert role_of(Hint(name, owner)) == role


@pytest.mark.parametrize(
    ("description", "role"),
    [
        ("Three-letter ISO 4217 code", "currency"),
        ("the ISO 3166-1 country code", "country_code"),
        ("UUID of the thing", "uuid"),
        ("An email address.", "email"),
        ("Unix timestamp of the change", "created"),
        ("nothing of note", ""),
    ],
)
def test_a_role_is_told_from_the_description(description: str, role: str) -> None:
    """Where the name says nothing, the description may."""
    assert role_of(Hint("zork"), description) == role


@pytest.mark.parametrize(
    ("name", "schema", "pattern"),
    [
        ("email", {"type": "string"}, r"^[a-z0-9.]+@example\.com$"),
        ("phone", {"type": "string"}, r"^\+1 \d{3}-555-01\d\d$"),
        ("price", {"type": "string"}, r"^\d+\.\d\d$"),
        ("currency", {"type": "string"}, r"^[A-Z]{3}$"),
        ("country", {"type": "string", "maxLength": 2}, r"^[A-Z]{2}$"),
        ("code", {"type": "string"}, r"^[A-Z]{3,4}$"),
        ("project", {"type": "string", "description": "The UUID of the project"}, r"^[0-9a-f]{8}-"),
        ("sentAt", {"type": "string", "format": "date-time", "minLength": 24, "maxLength": 24}, r"T[\d:]{8}\.\d{3}Z$"),
        ("avatarUrl", {"type": "string", "format": "uri"}, r"^https://example\.com/avatars/.+\.png$"),
        ("createdAt", {"type": "string"}, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"),
        ("createdAt", {"type": "string", "format": "date"}, r"^\d{4}-\d\d-\d\d$"),
        ("birthDate", {"type": "string"}, r"^(19|20)\d\d-\d\d-\d\d$"),
        ("startTime", {"type": "string", "format": "time"}, r"^\d\d:\d\d:\d\dZ$"),
        ("customerId", {"type": "string"}, r"^customer_[a-z0-9]{12}$"),
        ("id", {"type": "string", "format": "uuid"}, r"^[0-9a-f]{8}-"),
        ("sha", {"type": "string"}, r"^[0-9a-f]{40}$"),
        ("ipAddress", {"type": "string"}, r"^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$"),
        ("color", {"type": "string", "pattern": "^#[0-9a-f]{6}$"}, r"^#[0-9a-f]{6}$"),
        ("email", {"type": "string", "maxLength": 5}, r"^.{1,5}$"),
        ("events_url", {"type": "string"}, r"^https://example\.com/events/\d+$"),
        ("iban", {"type": "string"}, r"^DE\d{20}$"),
        ("zork", {"type": "string"}, r"^[a-z]+$"),
        ("region", {"type": "string", "maxLength": 2}, r"^[A-Z]{2}$"),
        ("amount", {"type": "string"}, r"^\d+\.\d\d$"),
        ("zorkQuantity", {"type": "string"}, r"^\d+$"),
        ("zorkDate", {"type": "string"}, r"^\d{4}-\d\d-\d\d$"),
        ("zork", {"type": "string", "description": "The ISO 4217 currency code"}, r"^[A-Z]{3}$"),
    ],
)  # fmt: skip
def test_strings_look_like_what_they_are(name: str, schema: dict[str, Any], pattern: str, valid_values: Values) -> None:
    """A text looks like what its name says, as far as the schema allows."""
    made = valid_values({"type": "object", "properties": {name: schema}})
    assert [value[name] for value in made if not re.search(pattern, value[name])] == []


@pytest.mark.parametrize(
    ("name", "schema", "low", "high"),
    [
        ("age", {"type": "integer"}, 18, 80),
        ("price", {"type": "number"}, 3, 180),
        ("price", {"type": "integer"}, 500, 45_000),
        ("latitude", {"type": "number"}, -90, 90),
        ("year", {"type": "integer"}, 1990, 2026),
        ("month", {"type": "integer"}, 1, 12),
        ("rating", {"type": "number"}, 3, 5),
        ("createdAt", {"type": "integer"}, 1_600_000_000, 1_800_000_000),
        ("zork", {"type": "integer", "format": "unixtime"}, 1_600_000_000, 1_800_000_000),
        ("id", {"type": "integer", "format": "int64"}, 1, 9_999),
        ("port", {"type": "integer"}, 1_024, 49_151),
        ("percentage", {"type": "number"}, 5, 95),
        ("age", {"type": "integer", "minimum": 100, "maximum": 110}, 100, 110),
        ("latitude", {"type": "number", "minimum": 89, "maximum": 90}, 89, 90),
    ],
)  # fmt: skip
def test_numbers_are_where_they_usually_are(
    name: str, schema: dict[str, Any], low: float, high: float, valid_values: Values
) -> None:
    """A number is in the range that its name suggests, as far as the bounds have it."""
    made = [value[name] for value in valid_values({"type": "object", "properties": {name: schema}})]
    assert [number for number in made if not low <= number <= high] == []


@pytest.mark.parametrize("name", ["tags", "countries", "errors", "genders"])
def test_a_list_says_each_text_once(name: str, valid_values: Values) -> None:
    """No real list says one thing twice; where so many are asked for that some have to come again, they do."""
    texts = {"type": "array", "items": {"type": "string"}}
    made = valid_values({"type": "object", "properties": {name: texts}})
    assert [value[name] for value in made if len(set(value[name])) < len(value[name])] == []
    many = valid_values({"type": "object", "properties": {name: {**texts, "minItems": 30}}})
    assert {len(value[name]) for value in many} == {30}


@pytest.mark.parametrize(
    ("name", "chance"), [("isActive", 0.9), ("deleted", 0.05), ("zork", 0.5), ("emailVerified", 0.9)]
)
def test_flags_are_likely_what_they_usually_are(name: str, chance: float) -> None:
    """Most things are active, and few are deleted."""
    assert likelihood(Hint(name)) == chance


@pytest.mark.parametrize(
    ("name", "one"),
    [("emails", "email"), ("categories", "category"), ("addresses", "address"), ("boxes", "box"), ("status", "status")],
)
def test_names_of_one(name: str, one: str) -> None:
    """The items of a list go by the singular."""
    assert singular(name) == one


def test_an_object_tells_one_story(valid_values: Values) -> None:
    """The address is made from the names, the place is one place, what was updated had been created."""
    text = {"type": "string"}
    names = (
        "lastName",
        "firstName",
        "email",
        "username",
        "fullName",
        "avatar",
        "createdAt",
        "updatedAt",
        "startDate",
        "endDate",
    )
    schema = {"type": "object", "properties": dict.fromkeys(names, text)}
    for value in valid_values(schema):
        first, last = value["firstName"], value["lastName"]
        assert value["fullName"] == f"{first} {last}"
        assert value["email"] == f"{first.lower()}.{last.lower()}@example.com"
        assert value["username"] == f"{first.lower()}_{last.lower()}"
        assert value["createdAt"] <= value["updatedAt"]
        assert value["startDate"] <= value["endDate"]


def test_places_are_one_place(valid_values: Values) -> None:
    """City, state, postal code and coordinates belong together."""
    schema = {
        "type": "object",
        "title": "Address",
        "properties": {"city": {}, "stateCode": {}, "zip": {}, "lat": {"type": "number"}, "lng": {"type": "number"}},
    }
    portland = {"city": "Portland", "stateCode": "OR", "zip": "97205", "lat": 45.5202, "lng": -122.6742}
    assert portland in valid_values(schema, seeds=60)


def test_what_a_thing_belongs_to_is_called_otherwise(valid_values: Values) -> None:
    """The brand and the category of a product are not called as the product is; its slug is."""
    names = ("name", "productName", "brand", "category", "vendor", "slug")
    product = {"type": "object", "title": "Product", "properties": {name: {"type": "string"} for name in names}}
    for value in valid_values(product):
        assert value["name"] == value["productName"]
        assert value["slug"] == value["name"].lower().replace(" ", "-")
        assert value["name"] not in {value["brand"], value["category"], value["vendor"]}


def test_who_has_first_and_last_name_is_a_person(valid_values: Values) -> None:
    """Whatever the schema is called."""
    names = {name: {"type": "string"} for name in ("firstName", "lastName", "name")}
    for value in valid_values({"type": "object", "title": "UserWithPhotoFile", "properties": names}):
        assert value["name"] == f"{value['firstName']} {value['lastName']}"


def test_one_answer_has_one_currency(valid_values: Values) -> None:
    """But for a list of currencies, each of which has its own sign."""
    code = {"type": "string"}
    money = {"type": "object", "properties": {"amount": {"type": "number"}, "currency": code}}
    orders = {"type": "array", "items": {"type": "object", "properties": {"fee": money, "currency": code}}}
    for value in valid_values({"type": "object", "properties": {"total": money, "orders": orders, "currency": code}}):
        parts = [value, value["total"], *value["orders"], *(order["fee"] for order in value["orders"])]
        assert len({part["currency"] for part in parts}) == 1
    shown = {"currency": {**code, "example": "CHF"}, "fee": money}
    assert {value["fee"]["currency"] for value in valid_values({"type": "object", "properties": shown})} == {"CHF"}
    symbol = {"type": "object", "title": "Currency", "properties": {"code": code, "symbol": code}}
    pairs = {(each["code"], each["symbol"]) for each in valid_values({"type": "array", "items": symbol})[3]}
    assert pairs <= set(zip(words.CURRENCIES, words.CURRENCY_SYMBOLS, strict=True))


def test_the_slug_is_made_from_the_title(valid_values: Values) -> None:
    """Also where the slug is declared first, and where the title is an example."""
    schema = {"type": "object", "properties": {"slug": {"type": "string"}, "title": {"type": "string"}}}
    assert all(value["slug"] == value["title"].lower().replace(" ", "-") for value in valid_values(schema))
    shown = {
        "type": "object",
        "properties": {"slug": {"type": "string"}, "title": {"type": "string", "example": "Été à Paris"}},
    }
    assert compile_schema(shown).value(Random(0))["slug"] == "ete-a-paris"


def test_names_of_an_example_are_taken_up() -> None:
    """The author calls her Grace Hopper, and so does the address."""
    schema = {
        "type": "object",
        "properties": {
            "email": {"type": "string", "format": "email"},
            "firstName": {"type": "string", "example": "Grace"},
            "lastName": {"type": "string", "example": "Hopper"},
        },
    }
    assert compile_schema(schema).value(Random(0))["email"] == "grace.hopper@example.com"


def test_who_has_an_address_has_a_name(valid_values: Values) -> None:
    """`name` beside `email` is the name of a person, whatever the object is called."""
    schema = {
        "type": "object",
        "title": "Zork",
        "properties": {"name": {"type": "string"}, "email": {"type": "string"}},
    }
    assert all(
        value["email"].split("@")[0] == value["name"].lower().replace(" ", ".") for value in valid_values(schema)
    )


def test_inference_can_be_turned_off(valid_values: Values) -> None:
    """Without it, only what the schema asks for is kept."""
    schema = {"type": "object", "properties": {"email": {"type": "string"}, "age": {"type": "integer"}}}
    assert not any("@" in value["email"] for value in valid_values(schema, realistic=False))
