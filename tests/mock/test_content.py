"""Which content: what is asked for, what the author wrote, what is made."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from mockserver.document.schema import Schema
from mockserver.errors import NotRetrieved
from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import respond
from mockserver.mock.content import MOST_COMPILED, Maker
from mockserver.mock.recent import MOST_DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.mock.answer import Answer, Mock

    MakeMock = Callable[..., Mock]

DOCUMENT = """
openapi: 3.2.0
info: {{title: t, version: '1'}}
paths:
  /x/{{id}}:
    get:
      operationId: readX
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: integer}}, examples: {{dogs: {{value: 7}}}}}}
      responses: {{'200': {{description: ok, headers: {{X-N: {{schema: {{type: integer, const: 3}}}}}}, content: {content}}}}}
"""
EXAMPLES = (
    "{application/json: {schema: {type: object}, examples: {cats: {value: {is: cats}}, dogs: {value: {is: dogs}}}}}"
)
SCHEMA = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
MADE = f"{{application/json: {{schema: {json.dumps(SCHEMA)}}}}}"


def _answer(make_mock: MakeMock, content: str, target: str = "/x/1", prefer: str = "", **settings: Any) -> Answer:
    mock = make_mock(DOCUMENT.format(content=content), **settings)
    path, _, query = target.partition("?")
    return respond(mock, Request("GET", path, query, Fields.of(prefer=prefer) if prefer else Fields()))


def _value(answer: Answer) -> Any:
    assert isinstance(answer.response.content, bytes)
    return json.loads(answer.response.content)


@pytest.mark.parametrize(
    ("target", "prefer", "value", "source"),
    [
        ("/x/1", "", {"is": "cats"}, "example cats"),
        ("/x/7", "", {"is": "dogs"}, "example dogs"),
        ("/x/1", "example=dogs", {"is": "dogs"}, "example dogs"),
        ("/x/1?__example=dogs", "", {"is": "dogs"}, "example dogs"),
        ("/x/7", "example=cats", {"is": "cats"}, "example cats"),
    ],
)
def test_an_example_is_chosen(make_mock: MakeMock, target: str, prefer: str, value: Any, source: str) -> None:
    """The one that is asked for; the one that the request is paired with by name; the first."""
    answer = _answer(make_mock, EXAMPLES, target, prefer)
    assert (_value(answer), answer.trail.source) == (value, source)


def test_what_was_honoured_is_said(make_mock: MakeMock) -> None:
    """RFC 7240, section 3: Preference-Applied."""
    answer = _answer(make_mock, EXAMPLES, prefer="example=dogs, code=200")
    assert answer.response.fields.first("preference-applied") == "code=200, example=dogs"


def test_an_example_that_is_not_declared_is_not_found(make_mock: MakeMock) -> None:
    """The problem lists those that are."""
    answer = _answer(make_mock, EXAMPLES, prefer="example=birds")
    assert answer.response.status == 404
    assert _value(answer)["examples"] == ["cats", "dogs"]


@pytest.mark.parametrize(
    ("media", "value"),
    [
        ("{example: 5}", 5),
        ("{schema: {type: integer, example: 5}}", 5),
        ("{schema: {type: integer, examples: [5, 6]}}", 5),
        ("{schema: {type: integer, const: 5}}", 5),
        ("{example: null}", None),
        ("{}", {}),
    ],
)
def test_the_authors_word_wins(make_mock: MakeMock, media: str, value: Any) -> None:
    """The media type's example, the schema's, else what the schema allows."""
    assert _value(_answer(make_mock, f"{{application/json: {media}}}")) == value


def test_an_example_that_breaks_its_schema_is_sent_as_written(make_mock: MakeMock) -> None:
    """The author's word is what people test against."""
    assert _value(_answer(make_mock, "{application/json: {schema: {type: integer}, example: five}}")) == "five"


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ("{type: object}", '{"a": 1}', {"a": 1}),
        ("{type: array}", ' [1.50, "x"]', [1.5, "x"]),
        ("{}", '{"a": 1}', {"a": 1}),
        ("{type: string}", '{"a": 1}', '{"a": 1}'),
        ("{type: object}", "{a: 1}", "{a: 1}"),
        ("{type: integer}", "5", "5"),
    ],
)
def test_json_inside_a_text_is_what_it_says(make_mock: MakeMock, schema: str, text: str, value: Any) -> None:
    """An example that is written as a text of JSON is sent as that JSON, unless the schema wants a text."""
    written = json.dumps(text)
    of_media_type = f"{{application/json: {{schema: {schema}, example: {written}}}}}"
    of_schema = f"{{application/json: {{schema: {{example: {written}, {schema[1:]}}}}}"
    assert _value(_answer(make_mock, of_media_type)) == value
    assert _value(_answer(make_mock, of_schema)) == (value if schema != "{}" else text)


def test_json_inside_a_text_that_breaks_its_schema_is_mended(make_mock: MakeMock) -> None:
    """What it says right is kept, and what it lacks is made: the text alone is of no use to anybody."""
    schema = (
        "{type: object, required: [age, n, m], properties: {age: {type: integer}, n: {maxLength: 5}, m: {const: 1}}}"
    )
    written = json.dumps('{"age": 812, "n": "much too long"}')
    media_type = f"{{application/json: {{schema: {schema}, example: {written}}}}}"
    mock = make_mock(DOCUMENT.format(content=media_type))
    value, again = (_value(respond(mock, Request("GET", "/x/1"))) for _ in range(2))
    assert (value["age"], value["m"]) == (812, 1)
    assert value["n"] != "much too long"
    assert again == value


def test_made_content_is_the_same_for_the_same_request(make_mock: MakeMock) -> None:
    """In another mock of the document, too; another path or seed makes another."""
    first, again = (_value(_answer(make_mock, MADE)) for _ in range(2))
    assert first == again
    assert jsonschema_rs.Draft202012Validator(SCHEMA).is_valid(first)
    assert first != _value(_answer(make_mock, MADE, "/x/2"))
    assert first != _value(_answer(make_mock, MADE, seed=1))
    assert _value(_answer(make_mock, MADE, seed=1)) == _value(_answer(make_mock, MADE, prefer="seed=1"))


def test_the_paths_parameters_come_back(make_mock: MakeMock) -> None:
    """`GET /x/7` has `id: 7`."""
    assert _value(_answer(make_mock, MADE, "/x/7"))["id"] == 7


def test_new_values_for_each_request(make_mock: MakeMock) -> None:
    """`dynamic`, by setting or by preference; with the same seed the same row of them."""
    rows = []
    for _ in range(2):
        mock = make_mock(DOCUMENT.format(content=MADE), dynamic=True)
        rows.append([_value(respond(mock, Request("GET", "/x/1"))) for _ in range(3)])
    assert rows[0] == rows[1]
    assert len({row["name"] for row in rows[0]}) > 1
    assert _value(_answer(make_mock, EXAMPLES, prefer="dynamic=true")) != {"is": "cats"}


def test_new_values_are_not_the_examples_of_properties(make_mock: MakeMock) -> None:
    """What is new for each request is made, even where the author wrote an example."""
    media = "{schema: {type: object, required: [name], properties: {name: {type: string, example: Rex}}}}"
    content = f"{{application/json: {media}}}"
    assert _value(_answer(make_mock, content))["name"] == "Rex"
    assert _value(_answer(make_mock, content, dynamic=True))["name"] != "Rex"


def test_a_schema_that_nothing_obeys_is_answered_all_the_same(make_mock: MakeMock) -> None:
    """With the empty value of its type, and a note in the trail."""
    answer = _answer(make_mock, "{application/json: {schema: {type: string, minLength: 3, maxLength: 2}}}")
    assert answer.response.status == 200
    assert any("no value obeys the schema" in note for note in answer.trail.notes)


_CLOSED = "{type: object, required: [%s], properties: {%s: {type: string}}, additionalProperties: false}"
_PET = "{type: object, required: [kind], properties: {kind: {type: string}}}"


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        (f"{{oneOf: [{_PET}, {_PET}]}}", {"kind"}),
        (f"{{allOf: [{_CLOSED % ('a', 'a')}, {_CLOSED % ('b', 'b')}]}}", {"a", "b"}),
        (f"{{additionalProperties: false, allOf: [{_PET}]}}", {"kind"}),
    ],
)
def test_of_a_schema_that_nothing_obeys_is_made_what_can_be(make_mock: MakeMock, schema: str, names: set[str]) -> None:
    """Branches that nothing tells apart, and objects that are closed before they are whole: the same for each request."""
    mock = make_mock(DOCUMENT.format(content=f"{{application/json: {{schema: {schema}}}}}"))
    answers = [respond(mock, Request("GET", "/x/1")) for _ in range(3)]
    assert set(_value(answers[0])) == names
    assert len({json.dumps(_value(each)) for each in answers}) == 1
    assert all("no value obeys the schema" in each.trail.notes[0] for each in answers)


def test_declared_headers_are_sent(make_mock: MakeMock) -> None:
    """With their examples or made values (OAS Header Object)."""
    assert _answer(make_mock, MADE).response.fields.first("x-n") == "3"


@pytest.mark.parametrize(
    ("content", "accept", "media_type"),
    [
        ("{'*/*': {schema: {type: object}}}", "", "application/json"),
        ("{'*/*': {schema: {type: string, format: binary}}}", "", "application/octet-stream"),
        ("{'*/*': {}}", "text/csv", "text/csv; charset=utf-8"),
        ("{'image/*': {}}", "", "image/png"),
        ("{'image/*': {}}", "image/gif", "image/gif"),
        ("{'text/*': {schema: {type: string}}}", "", "text/plain; charset=utf-8"),
        ("{'application/*+json': {}}", "", "application/vnd.mock+json"),
        ("{'application/*+json': {}}", "application/hal+json", "application/hal+json"),
        ("{'Application/*+XML; v=1': {}}", "", "application/vnd.mock+xml"),
        ("{'nonsense': {}}", "", "nonsense"),
    ],
)
def test_a_declared_range_becomes_a_media_type(make_mock: MakeMock, content: str, accept: str, media_type: str) -> None:
    """What Accept names inside of it, else what the schema describes."""
    mock = make_mock(DOCUMENT.format(content=content))
    answer = respond(mock, Request("GET", "/x/1", "", Fields.of(accept=accept) if accept else Fields()))
    assert answer.response.fields.first("content-type") == media_type


def test_an_external_example_is_read_by_the_function_that_is_passed_in(make_mock: MakeMock) -> None:
    """The core reads no files; without a reader the schema is used."""
    content = "{application/json: {schema: {const: made}, examples: {far: {externalValue: far.json}}}}"
    mock = make_mock(DOCUMENT.format(content=content))
    assert _value(respond(mock, Request("GET", "/x/1"))) == "made"
    mock.maker.external = lambda uri: json.dumps(uri).encode()
    assert _value(respond(mock, Request("GET", "/x/1"))) == "file:///api/far.json"


@pytest.mark.parametrize(
    ("name", "media"),
    [("image/*", "{}"), ("application/*+json", "{}"), ("text/*", "{}"), ("application/vnd.own", "{}"), ("*/*", "{}")],
)
def test_a_media_type_without_a_schema(make_mock: MakeMock, name: str, media: str) -> None:
    """Something of it is sent, under a name that is no range."""
    response = _answer(make_mock, f"{{{name!r}: {media}}}").response
    assert response.status == 200
    assert "*" not in (response.fields.first("content-type") or "*")


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("{application/json: {examples: {a: {serializedValue: '[1,  2]'}}}}", b"[1,  2]"),
        ("{application/jsonl: {itemSchema: {const: 5}}}", b"5\n5\n5\n"),
        ("{image/x-unheard-of: {schema: {type: string, const: octets}}}", b"octets"),
    ],
)
def test_content_of_other_kinds(make_mock: MakeMock, media: str, content: bytes) -> None:
    """An example in its own syntax, items of a stream, a file of which none is made here."""
    response = _answer(make_mock, media).response
    sent = response.content if isinstance(response.content, bytes) else b"".join(response.content.pieces())
    assert (response.status, sent) == (200, content)


def test_a_ring_of_references_has_no_example(make_mock: MakeMock) -> None:
    """What is nothing but a reference back to itself says nothing, so that anything may be made of it."""
    ring = "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}"
    media = "{application/json: {schema: {$ref: '#/components/schemas/A'}}}"
    mock = make_mock(DOCUMENT.format(content=media) + ring)
    answer = respond(mock, Request("GET", "/x/1"))
    assert (answer.response.status, answer.trail.source) == (200, "generated")


def test_the_content_of_a_request_is_paired_with_an_example(make_mock: MakeMock) -> None:
    """What is sent as the example `dogs` of the request gets the response's example `dogs`."""
    body = "requestBody: {content: {application/json: {examples: {cats: {value: [1]}, dogs: {value: [2]}}}}}"
    text = DOCUMENT.format(content=EXAMPLES).replace("    get:", f"    post:\n      {body}")
    for content, expected in ((b"[1]", "cats"), (b"[2]", "dogs"), (b"[3]", "cats")):
        request = Request("POST", "/x/1", "", Fields.of(content_type="application/json"), content)
        assert _value(respond(make_mock(text), request)) == {"is": expected}


def test_an_example_from_elsewhere(make_mock: MakeMock) -> None:
    """It is read by whoever knows files; where it cannot be read, or nobody reads, something is made."""

    def read(uri: str) -> bytes:
        if uri.endswith("there.json"):
            return b'"there"'
        raise NotRetrieved("it is not there")

    for name, external, expected in (("there", read, "there"), ("gone", read, 7), ("there", None, 7)):
        media = f"{{application/json: {{schema: {{const: 7}}, examples: {{a: {{externalValue: {name}.json}}}}}}}}"
        mock = make_mock(DOCUMENT.format(content=media))
        mock = replace(mock, maker=replace(mock.maker, external=external))
        assert _value(respond(mock, Request("GET", "/x/1"))) == expected


def test_what_was_not_used_for_longest_is_given_up() -> None:
    """A bounded number of schemas stays compiled."""
    maker, schemas = Maker(), [Schema.of({"const": number}) for number in range(MOST_COMPILED + 1)]
    for schema in schemas:
        assert maker.value(schema, Random(0)).value == schema.whole["const"]
    assert len(list(maker.generators)) == MOST_COMPILED
    assert schemas[0] not in maker.generators


def test_fewer_large_schemas_stay_compiled() -> None:
    """What a schema takes goes by its definitions; one that is larger than all room is kept by itself."""
    large = {"const": 1, "$defs": {f"D{number}": True for number in range(MOST_DEFINITIONS // 2)}}
    maker, schemas = Maker(), [Schema.of({**large, "title": str(number)}) for number in range(3)]
    for schema in schemas:
        maker.value(schema, Random(0))
    assert list(maker.generators) == schemas[1:]
    huge = Schema.of({"const": 1, "$defs": {f"D{number}": True for number in range(MOST_DEFINITIONS + 1)}})
    maker.value(huge, Random(0))
    assert list(maker.generators) == [huge]


def test_everything_obeys_no_schema() -> None:
    """Where nothing is said of a value, every value will do."""
    assert Maker().accepts(None)("anything")
    assert not Maker().accepts(Schema.of({"const": 1}))("anything")
