"""The path's parameters come back."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mockserver.mock.generation import compile_schema


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


_INTEGER = {"type": "integer"}
_STRING = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "name", "given", "expected"),
    [
        (_object(id=_INTEGER), "Pet", {"petId": "7"}, {"id": 7}),
        (_object(id=_STRING), "Pet", {"petId": "7"}, {"id": "7"}),
        (_object(id=_INTEGER), "Pet", {"id": 7}, {"id": 7}),
        (_object(petId=_INTEGER), "Pet", {"petId": "7"}, {"petId": 7}),
        (_object(pet_id=_INTEGER), "Pet", {"petId": "7"}, {"pet_id": 7}),
        (_object(id=_INTEGER, petId=_INTEGER), "Pet", {"petId": "7"}, {"id": 7, "petId": 7}),
        (_object(petId=_INTEGER), "Order", {"pet-id": "7"}, {"petId": 7}),
        (_object(username=_STRING), "User", {"username": "ada"}, {"username": "ada"}),
        (_object(userId=_INTEGER, id=_INTEGER), "Pet", {"userId": "3", "petId": "7"}, {"userId": 3, "id": 7}),
        (_object(slug=_STRING), "Post", {"slug": "a-b"}, {"slug": "a-b"}),
        (_object(id=_STRING), "Pet", {"pet": "p7"}, {"id": "p7"}),
        (_object(uuid=_STRING), "Thing", {"thingUuid": "x"}, {"uuid": "x"}),
        (_object(data=_object(id=_INTEGER)), "Envelope", {"petId": "7"}, {"data": {"id": 7}}),
        (_object(active={"type": "boolean"}), "Pet", {"active": "true"}, {"active": True}),
        (_object(price={"type": "number"}), "Pet", {"price": "1.5"}, {"price": 1.5}),
        (_object(id={"$ref": "#/$defs/Id"}), "Pet", {"petId": "7"}, {"id": 7}),
        (_object(id={"type": ["null", "integer"]}), "Pet", {"petId": "7"}, {"id": 7}),
    ],
    ids=str,
)  # fmt: skip
def test_given_values_are_found_by_name(schema: dict[str, Any], name: str, given: Any, expected: Any) -> None:
    """A parameter is the property of its name in any spelling, and the last one is the thing's own `id`."""
    whole = {**schema, "$defs": {"Id": _INTEGER}}
    value = compile_schema(whole, name=name).value(Random(0), given)
    assert {key: value[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("schema", "given"),
    [
        (_object(id=_INTEGER), {"petId": "seven"}),
        (_object(id={"type": "integer", "maximum": 5}), {"petId": "7"}),
        (_object(id={"type": "string", "format": "uuid"}), {"petId": "7"}),
        (_object(id={"enum": ["a", "b"]}), {"petId": "7"}),
        (_object(name=_STRING), {"petId": "7"}),
    ],
    ids=str,
)
def test_constraints_win(schema: dict[str, Any], given: dict[str, Any]) -> None:
    """What the schema forbids does not come back; the value is the one without it."""
    generator = compile_schema(schema, name="Pet")
    assert generator.value(Random(0), given) == generator.value(Random(0))


def test_another_thing_s_id_is_not_taken() -> None:
    """The order below a pet has an id of its own beside the pet's."""
    generator = compile_schema(_object(id=_INTEGER, petId=_INTEGER), name="Order")
    value = generator.value(Random(0), {"petId": "70007"})
    assert (value["petId"], value["id"] == 70007) == (70007, False)


def test_lists_have_what_the_path_says_but_no_id() -> None:
    """The pets of user 7 all have that `userId`, and ids of their own."""
    schema = {"type": "array", "items": _object(id=_INTEGER, userId=_INTEGER), "minItems": 2}
    items = compile_schema(schema).value(Random(0), {"userId": "70007"})
    assert {item["userId"] for item in items} == {70007}
    assert 70007 not in {item["id"] for item in items}


def test_examples_give_way_to_the_path() -> None:
    """The example shows pet 1; who asks for pet 7 gets pet 7."""
    generator = compile_schema({**_object(id=_INTEGER, name=_STRING), "example": {"id": 1, "name": "Rex"}}, name="Pet")
    assert generator.value(Random(0), {"petId": 7}) == {"id": 7, "name": "Rex"}
    assert generator.value(Random(0)) == {"id": 1, "name": "Rex"}


def test_closed_objects_are_not_opened() -> None:
    """A parameter never adds a property that is not declared."""
    value = compile_schema({**_object(a=_STRING), "additionalProperties": False}).value(
        Random(0), {"petId": 7, "id": 3}
    )
    assert list(value) == ["a"]


_KINDS = {
    name: {
        "type": "object",
        "required": ["id", name.lower()],
        "properties": {"id": {"type": "integer"}, name.lower(): {"type": "boolean"}},
    }
    for name in ("Cat", "Dog")
}
_UNION = [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": _UNION},
        {"anyOf": _UNION},
        {"oneOf": _UNION, "unevaluatedProperties": False},
        {"allOf": [{"oneOf": _UNION}, {"anyOf": [{"required": ["id"]}, {"required": ["key"]}]}]},
        {
            "type": "object",
            "required": ["cat"],
            "properties": {"cat": {"type": "boolean"}},
            "if": {"required": ["cat"]},
            "then": {"required": ["id"], "properties": {"id": {"type": "integer"}}},
        },
    ],
    ids=str,
)
def test_a_choice_gets_what_its_branch_declares(schema: dict[str, Any]) -> None:
    """Pet 7 is pet 7, whether it is a cat or a dog."""
    generator = compile_schema({**schema, "$defs": _KINDS}, name="Pet")
    assert {generator.value(Random(seed), {"petId": "7"})["id"] for seed in range(10)} == {7}


def test_the_items_of_a_list_are_of_their_own_branches() -> None:
    """Each event of a stream is of its order, of whichever kind it is."""
    paid, sent = (_object(**{name: _STRING, "orderId": _INTEGER}) for name in ("paid", "sent"))
    for each in (paid, sent):
        each["required"] = list(each["properties"])
    schema = {"type": "array", "minItems": 3, "items": {"oneOf": [paid, sent], "unevaluatedProperties": False}}
    items = compile_schema(schema).value(Random(0), {"orderId": "70007"})
    assert [item["orderId"] for item in items] == [70007] * len(items)


def test_what_no_branch_that_was_followed_declares_stays() -> None:
    """Of very many choices only the first are followed; the value obeys the schema all the same."""
    parts = [{"anyOf": [{"properties": {f"p{at}": _STRING}}, {"required": [f"p{at}"]}]} for at in range(20)]
    parts.append({"anyOf": [{"properties": {"data": _object(id=_INTEGER)}, "required": ["data"]}, False]})
    generator = compile_schema({"type": "object", "allOf": parts, "unevaluatedProperties": False})
    assert generator.value(Random(0), {"petId": "70007"}) == generator.value(Random(0))


def test_items_without_names_stay() -> None:
    """A list of texts below `/users/7` is a list of texts."""
    generator = compile_schema({"type": "array", "minItems": 2, "items": {"type": "string"}})
    assert generator.value(Random(0), {"userId": "7"}) == generator.value(Random(0))


def test_a_property_that_is_not_allowed_is_not_given() -> None:
    """A property may be declared in order to rule it out."""
    value = compile_schema(_object(petId=False, id=_INTEGER), name="Pet").value(Random(0), {"petId": "70007"})
    assert value == {"id": 70007}
