"""XML into values, by the `xml` keyword of the schema."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.schema import Schema
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.bodies.xml_reading import DEEPEST, MOST_ATTRIBUTES, MOST_ELEMENTS, read
from mockserver.mock.shapes import ANYTHING, Shape
from mockserver.mock.xml_writing import xml_bytes

NIL = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'


def value_of(text: str, schema: Any) -> Any:
    """The value of an XML text for a schema."""
    return read(text.encode(), Shape(schema))


def document(**properties: Any) -> dict[str, Any]:
    """The schema of an element `document` with these properties."""
    return {"type": "object", "xml": {"name": "document"}, "properties": properties}


ANIMALS = {"type": "array", "items": {"type": "string", "xml": {"name": "animal"}}}
INTEGER = {"type": "integer"}

# After the examples of the XML Object, OAS 3.0 to 3.2.
EXAMPLES = [
    (document(animals={"type": "string"}), "<document><animals>dog, cat</animals></document>", {"animals": "dog, cat"}),
    (
        document(animals={"type": "array", "items": {"type": "string"}}),
        "<document><animals>dog</animals><animals>cat</animals></document>",
        {"animals": ["dog", "cat"]},
    ),
    (
        document(animals={"type": "string", "xml": {"name": "animal"}}),
        "<document><animal>a</animal></document>",
        {"animals": "a"},
    ),
    (document(animals=ANIMALS), "<document><animal>a</animal><animal>b</animal></document>", {"animals": ["a", "b"]}),
    (
        document(animals={**ANIMALS, "xml": {"name": "aliens"}}),
        "<document><animal>a</animal></document>",
        {"animals": ["a"]},
    ),
    (
        document(animals={**ANIMALS, "xml": {"wrapped": True}}),
        "<document><animals><animal>a</animal><animal>b</animal></animals></document>",
        {"animals": ["a", "b"]},
    ),
    (
        document(animals={"type": "array", "xml": {"wrapped": True}, "items": {"type": "string"}}),
        "<document><animals><animals>a</animals></animals></document>",
        {"animals": ["a"]},
    ),
    (
        document(animals={**ANIMALS, "xml": {"nodeType": "element", "name": "zoo"}}),
        "<document><zoo><animal>a</animal></zoo></document>",
        {"animals": ["a"]},
    ),
    (document(animals={**ANIMALS, "xml": {"wrapped": True}}), "<document><animals/></document>", {"animals": []}),
    (document(animals=ANIMALS), "<document/>", {}),
    ({**document(animals=ANIMALS), "required": ["animals"]}, "<document/>", {"animals": []}),
    (document(id={**INTEGER, "xml": {"attribute": True}}), '<document id="5"/>', {"id": 5}),
    (document(id={**INTEGER, "xml": {"nodeType": "attribute", "name": "no"}}), '<document no="5"/>', {"id": 5}),
    (document(id={"type": ["integer", "null"], "xml": {"attribute": True}}), "<document/>", {"id": None}),
    (document(id={**INTEGER, "xml": {"attribute": True}}), "<document/>", {}),
    (
        document(name={"type": "string", "xml": {"namespace": "http://a.example", "prefix": "s"}}),
        '<document xmlns:x="http://a.example"><x:name>Ada</x:name></document>',
        {"name": "Ada"},
    ),
    (
        document(
            text={"type": "string", "xml": {"nodeType": "text"}}, lang={"type": "string", "xml": {"attribute": True}}
        ),
        '<document lang="de">Hallo</document>',
        {"text": "Hallo", "lang": "de"},
    ),
    (
        document(code={"type": "string", "xml": {"nodeType": "cdata"}}),
        "<document><![CDATA[a < b]]></document>",
        {"code": "a < b"},
    ),
    (
        document(owner={"type": "object", "xml": {"nodeType": "none"}, "properties": {"age": INTEGER}}),
        "<document><age>5</age></document>",
        {"owner": {"age": 5}},
    ),
    (document(age=INTEGER), "<document><age> 5\n</age></document>", {"age": 5}),
    (document(name={"type": "string"}), "<document><name> Ada </name></document>", {"name": " Ada "}),
    (document(name={"type": "string"}), "<document><name/></document>", {"name": ""}),
    (document(age={"type": ["integer", "null"]}), f"<document><age {NIL}/></document>", {"age": None}),
    (document(age=INTEGER), "<document><age>1</age><age>2</age></document>", {"age": [1, 2]}),
    (document(age=INTEGER), "<document><age>old</age></document>", {"age": "old"}),
    (
        document(owner={"type": "object", "properties": {"is_here": {"type": "boolean"}}}),
        "<document><owner><is_here>true</is_here></owner></document>",
        {"owner": {"is_here": True}},
    ),
    (document(), '<document extra="1"><a>2</a><b>3</b><b>4</b></document>', {"extra": "1", "a": "2", "b": ["3", "4"]}),
    (document(age=INTEGER), "<document><!-- c --><?p i?><age>5</age></document>", {"age": 5}),
    ({"type": "array", "items": INTEGER}, "<root><a>1</a><b>2</b></root>", [1, 2]),
    ({"type": ["array", "string"], "items": INTEGER}, "<root>text</root>", "text"),
    ({"type": ["array", "string"], "items": INTEGER}, "<root><a>1</a></root>", [1]),
    ({"type": ["object", "string"]}, "<root>text</root>", "text"),
    ({"type": "integer"}, "<root><a>1</a></root>", {"a": "1"}),
    (document(), '<document xmlns:x="http://x.example" x:a="1"/>', {}),
    ({"type": "string"}, "<root>text</root>", "text"),
    (True, "<root>text</root>", "text"),
    (True, "<root><a>1</a></root>", {"a": "1"}),
]


@pytest.mark.parametrize(("schema", "text", "value"), EXAMPLES)
def test_read(schema: Any, text: str, value: Any) -> None:
    """Elements, attributes and texts are the properties that the schema says."""
    assert value_of(text, schema) == value


def test_namespaces_count_where_the_schema_names_one() -> None:
    """An element of another namespace is another element."""
    schema = document(name={"type": "string", "xml": {"namespace": "http://a.example"}})
    text = '<document xmlns:b="http://b.example"><b:name>b</b:name></document>'
    assert value_of(text, schema) == {"name": "b"}
    both = '<document xmlns:a="http://a.example" xmlns:b="http://b.example"><b:name>b</b:name><a:name>a</a:name></document>'
    assert value_of(both, schema) == {"name": "a"}


def test_component_names_an_element() -> None:
    """A property that refers to a component may also be called as the component is (3.2)."""
    schema = {"type": "object", "properties": {"owner": {"$ref": "#/$defs/Person"}}}
    shape = Shape(schema, {"Person": {"type": "object", "properties": {"age": INTEGER}}})
    for name in ("owner", "Person"):
        text = f"<root><{name}><age>5</age></{name}></root>"
        assert read(text.encode(), shape) == {"owner": {"age": 5}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<document>true</document>", "true"),
        ("<document><inner>5</inner></document>", {"inner": "5"}),
        ("<document> <inner>\n</inner> </document>", {"inner": {}}),
        ("<document/>", {}),
        ("<document><inner a='1'>5</inner></document>", {"inner": {"a": "1"}}),
        ("<document><noted>5</noted></document>", {"noted": {"text": "5"}}),
    ],
)
def test_text_where_an_object_is_meant(text: str, value: Any) -> None:
    """An element that is nothing but text is no object, for the schema to refuse, unless a property is that text."""
    noted = {"type": "object", "properties": {"text": {"type": "string", "xml": {"nodeType": "text"}}}}
    assert value_of(text, document(inner={"type": "object"}, noted=noted)) == value


def test_root_is_called_as_the_author_wrote() -> None:
    """A root of another name than `xml.name` is refused; the name of a component alone is not insisted on."""
    with pytest.raises(Malformed, match="root element `pet`; it must be `document`"):
        value_of("<pet/>", document())


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "text",
        "<a",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a>&nope;</a>",
        "<a>\x00</a>",
        "<?xml version='1.0' encoding='nonsense'?><a/>",
        "<!DOCTYPE a><a/>",
        "\n<?xml version='1.0'?> <!-- <a> --><?a <b>?><!DOCTYPE a><a/>",
        # This takes libxml2 minutes.
        "<!DOCTYPE a [<!ATTLIST a " + " ".join(f"a{n} CDATA 'x'" for n in range(200_000)) + ">]><a/>",
        "<a>" + ("<b " + " ".join(f"a{n}=''" for n in range(MOST_ATTRIBUTES)) + "/>") * 101 + "</a>",
        "<?xml version='1.0'" + " " * 1000 + "encoding='UTF-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>",
        "<a>" * 100_000,
        "<a>" * (DEEPEST + 2) + "</a>" * (DEEPEST + 2),
        "<a>" + "<b/>" * MOST_ELEMENTS + "</a>",
        "<a " + " ".join(f"a{n}=''" for n in range(MOST_ATTRIBUTES + 1)) + "/>",
    ],
    ids=lambda text: text[:20],
)
def test_refused(text: str) -> None:
    """What is no XML, or asks for more than reading, is refused."""
    with pytest.raises(Malformed):
        value_of(text, ANYTHING)


PROLOG = "<?xml version='1.0' encoding='{0}'?><!--<!DOCTYPE a>-->\n"


@pytest.mark.parametrize("charset", ["utf-8", "UTF-16", "utf-16-le", "iso-8859-1", "Shift_JIS"])
def test_a_document_type_is_seen_in_any_charset(charset: str) -> None:
    """The declaration is refused, and the same document without it is read."""
    prolog = PROLOG.format(charset.replace("-le", "le"))
    assert read((prolog + "<a><![CDATA[<!DOCTYPE a>]]></a>").encode(charset), Shape(ANYTHING)) == "<!DOCTYPE a>"
    with pytest.raises(Malformed, match="document type"):
        read((prolog + "<!DOCTYPE a><a/>").encode(charset), Shape(ANYTHING))


@pytest.mark.parametrize("content", [PROLOG.format("cp037").encode("cp037"), PROLOG.format("utf-7").encode()])
def test_a_charset_that_may_hide_something_is_refused(content: bytes) -> None:
    """Where `<` is another octet, a document type declaration would not be seen."""
    with pytest.raises(Malformed, match="charset"):
        read(content, Shape(ANYTHING))


def test_billion_laughs_are_refused() -> None:
    """Entities that grow are refused before they do."""
    entities = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 10))
    with pytest.raises(Malformed):
        value_of(f"<!DOCTYPE a [<!ENTITY l0 'lol'>{entities}]><a>&l9;</a>", ANYTHING)


WRITTEN = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string"},
        "price": {"type": "number"},
        "is_here": {"type": "boolean"},
        "tags": {"type": "array", "xml": {"wrapped": True}, "items": {"type": "string", "xml": {"name": "tag"}}},
        "ids": {"type": "array", "items": {"type": "integer"}},
        "owner": {"type": "object", "properties": {"age": {"type": ["integer", "null"]}}},
    },
}
TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=0xD7FF))


@given(
    st.fixed_dictionaries(
        {"name": TEXT},
        optional={
            "id": st.integers(),
            "price": st.floats(-1e9, 1e9).filter(lambda number: abs(number) > 1e-5),
            "is_here": st.booleans(),
            "tags": st.lists(TEXT),
            "ids": st.lists(st.integers(), min_size=1),
            "owner": st.fixed_dictionaries({"age": st.none() | st.integers()}),
        },
    )
)
def test_round_trip(value: dict[str, Any]) -> None:
    """What our writer writes for a value comes back as the value."""
    assert read(xml_bytes(value, Schema.of(WRITTEN)), Shape(WRITTEN)) == value


@given(st.binary(max_size=100) | st.text("<>/a b=\"'&;!?[]-", max_size=60).map(str.encode))
def test_any_octets(content: bytes) -> None:
    """Any octets are a value or malformed."""
    with suppress(Malformed):
        assert read(content, Shape(WRITTEN)) is not Ellipsis
