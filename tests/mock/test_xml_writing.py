"""XML by the `xml` keyword: the examples of OAS 3.0, 3.1 and 3.2, and what XML 1.0 and its namespaces ask for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mockserver.document.schema import Schema
from mockserver.mock.xml_writing import xml_bytes

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
STRING = {"type": "string"}


def written(value: Any, schema: dict[str, Any] | None, name: str = "") -> str:
    """The document without its declaration."""
    text = xml_bytes(value, Schema.of(schema, name) if schema is not None else None).decode()
    declaration, _, rest = text.partition("\n")
    assert declaration == '<?xml version="1.0" encoding="UTF-8"?>'
    return rest


def object_of(xml: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """A schema of an object whose element is `zoo`."""
    return {"type": "object", "xml": {"name": "zoo", **(xml or {})}, "properties": properties}


def array_of(items: dict[str, Any], **xml: Any) -> dict[str, Any]:
    """A schema of an array."""
    return {"type": "array", "items": items, **({"xml": xml} if xml else {})}


PETS = {"animals": ["cat", "owl"]}
NAMED_ITEM = {"type": "string", "xml": {"name": "animal"}}

# OAS 3.0.4 and 3.1.2, XML Object Examples; the same arrays by `nodeType` in 3.2.
ARRAYS: list[tuple[dict[str, Any], str]] = [
    (array_of(STRING), "<animals>cat</animals><animals>owl</animals>"),
    (array_of(NAMED_ITEM), "<animal>cat</animal><animal>owl</animal>"),
    (array_of(NAMED_ITEM, name="aliens"), "<animal>cat</animal><animal>owl</animal>"),
    (array_of(STRING, wrapped=True), "<animals><animals>cat</animals><animals>owl</animals></animals>"),
    (array_of(STRING, nodeType="element"), "<animals><animals>cat</animals><animals>owl</animals></animals>"),
    (array_of(NAMED_ITEM, wrapped=True), "<animals><animal>cat</animal><animal>owl</animal></animals>"),
    (array_of(NAMED_ITEM, nodeType="element"), "<animals><animal>cat</animal><animal>owl</animal></animals>"),
    (array_of(NAMED_ITEM, name="aliens", wrapped=True), "<aliens><animal>cat</animal><animal>owl</animal></aliens>"),
    (
        array_of(NAMED_ITEM, name="aliens", nodeType="element"),
        "<aliens><animal>cat</animal><animal>owl</animal></aliens>",
    ),
    (array_of(STRING, name="aliens", wrapped=True), "<aliens><aliens>cat</aliens><aliens>owl</aliens></aliens>"),
    (array_of(STRING, name="aliens", nodeType="element"), "<aliens><aliens>cat</aliens><aliens>owl</aliens></aliens>"),
    (array_of(NAMED_ITEM, nodeType="none"), "<animal>cat</animal><animal>owl</animal>"),
    (array_of(NAMED_ITEM, name="aliens", wrapped=False), "<animal>cat</animal><animal>owl</animal>"),
    # OAS 3.2 shows a list under a schema of one string, renamed.
    (NAMED_ITEM, "<animal>cat</animal><animal>owl</animal>"),
]


@pytest.mark.parametrize(("schema", "expected"), ARRAYS)
def test_arrays(schema: dict[str, Any], expected: str) -> None:
    """An array is wrapped only if its schema says so, and its items take their own name, the wrapper's or its own."""
    assert written(PETS, object_of(animals=schema)) == f"<zoo>{expected}</zoo>"


PERSON = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"namespace": "https://example.com/ns", "prefix": "sample"}},
    },
}
DOCUMENTATION: dict[str, Any] = {"properties": {"content": {"type": "string", "xml": {"nodeType": "cdata"}}}}
PAGE = {"content": "<p>a & b</p>"}
CDATA = "<![CDATA[<p>a & b</p>]]>"

OTHERS: list[tuple[Any, dict[str, Any], str]] = [
    # a plain property, and one with another name
    ({"animals": "cat"}, object_of(animals=STRING), "<zoo><animals>cat</animals></zoo>"),
    ({"animals": "cat"}, object_of(animals=NAMED_ITEM), "<zoo><animal>cat</animal></zoo>"),
    # attribute, prefix and namespace; the root is named by the component
    (
        {"id": 123, "name": "Ann"},
        {"$ref": "#/$defs/Person", "$defs": {"Person": PERSON}},
        '<Person id="123"><sample:name xmlns:sample="https://example.com/ns">Ann</sample:name></Person>',
    ),
    # an element with an attribute and text
    (
        [{"kind": "Cat", "name": "Tom"}, {"kind": "Dog", "name": "Rex"}],
        {
            "type": "array",
            "xml": {"nodeType": "element", "name": "animals"},
            "items": {
                "xml": {"name": "animal"},
                "properties": {"kind": {"xml": {"nodeType": "attribute"}}, "name": {"xml": {"nodeType": "text"}}},
            },
        },
        '<animals><animal kind="Cat">Tom</animal><animal kind="Dog">Rex</animal></animals>',
    ),
    # a referenced element with CDATA
    (
        PAGE,
        {"$ref": "#/$defs/Documentation", "$defs": {"Documentation": DOCUMENTATION}},
        f"<Documentation>{CDATA}</Documentation>",
    ),
    # the element is named where the component is used, and the component has none of its own
    (
        PAGE,
        {
            "xml": {"nodeType": "element", "name": "StoredDocument"},
            "$ref": "#/$defs/Documentation",
            "$defs": {"Documentation": {**DOCUMENTATION, "xml": {"nodeType": "none"}}},
        },
        f"<StoredDocument>{CDATA}</StoredDocument>",
    ),
    # an order given by prefixItems, and null
    (
        ["Text", {"unit": "ells", "value": 42}, None],
        {
            "type": "array",
            "xml": {"nodeType": "element", "name": "OneTwoThree"},
            "prefixItems": [
                {"type": "string", "xml": {"name": "One"}},
                {
                    "type": "object",
                    "xml": {"name": "Two"},
                    "properties": {
                        "unit": {"type": "string", "xml": {"nodeType": "attribute"}},
                        "value": {"type": "number", "xml": {"nodeType": "text"}},
                    },
                },
                {"type": ["boolean", "null"], "xml": {"name": "Three"}},
            ],
        },
        f'<OneTwoThree {XSI}><One>Text</One><Two unit="ells">42</Two><Three xsi:nil="true"/></OneTwoThree>',
    ),
    # text between elements
    (
        ["Before ", 42, " behind."],
        {
            "type": "array",
            "xml": {"nodeType": "element", "name": "Report"},
            "prefixItems": [
                {"type": "string", "xml": {"nodeType": "text"}},
                {"type": "number", "xml": {"name": "data"}},
                {"type": "string", "xml": {"nodeType": "text"}},
            ],
        },
        "<Report>Before <data>42</data> behind.</Report>",
    ),
    # null as attribute and as element, and an empty object
    (
        {"count": None, "description": "Thing", "related": None},
        {"xml": {"name": "product"}, "properties": {"count": {"xml": {"nodeType": "attribute"}}}},
        f'<product {XSI}><description>Thing</description><related xsi:nil="true"/></product>',
    ),
    (
        {"count": 42, "description": "Thing", "related": {}},
        {"xml": {"name": "product"}, "properties": {"count": {"xml": {"nodeType": "attribute"}}}},
        '<product count="42"><description>Thing</description><related/></product>',
    ),
]


@pytest.mark.parametrize(("value", "schema", "expected"), OTHERS)
def test_examples_of_oas(value: Any, schema: dict[str, Any], expected: str) -> None:
    """Each further example of the XML Object's text is written as it shows."""
    assert written(value, schema) == expected


REFERRED: dict[str, Any] = {"type": "object", "properties": {"n": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("component", "place", "expected"),
    [
        ({}, {"$ref": "#/$defs/Cat"}, "<pet><n>1</n></pet>"),
        ({"xml": {"name": "tomcat"}}, {"$ref": "#/$defs/Cat"}, "<tomcat><n>1</n></tomcat>"),
        ({"xml": {"name": "tomcat"}}, {"$ref": "#/$defs/Cat", "xml": {"name": "own"}}, "<own><n>1</n></own>"),
        ({"xml": {"nodeType": "element"}}, {"$ref": "#/$defs/Cat"}, "<Cat><n>1</n></Cat>"),
        ({"xml": {"nodeType": "none"}}, {"$ref": "#/$defs/Cat"}, "<n>1</n>"),
        ({}, {"allOf": [{"$ref": "#/$defs/Cat"}]}, "<pet><n>1</n></pet>"),
        ({"xml": {"name": "tomcat"}}, {"allOf": [{"$ref": "#/$defs/Cat"}]}, "<tomcat><n>1</n></tomcat>"),
    ],
)
def test_the_name_of_a_referenced_property(component: dict[str, Any], place: dict[str, Any], expected: str) -> None:
    """A reference is named by `xml.name`, nearest first, else by its property; by its component if that says so."""
    schema = {**object_of(pet=place), "$defs": {"Cat": {**REFERRED, **component}}}
    assert written({"pet": {"n": 1}}, schema) == f"<zoo>{expected}</zoo>"


@pytest.mark.parametrize(
    ("schema", "name", "expected"),
    [
        (None, "", "<root><a>1</a></root>"),
        ({}, "", "<root><a>1</a></root>"),
        ({}, "Thing", "<Thing><a>1</a></Thing>"),
        ({"xml": {"name": "thing"}}, "Thing", "<thing><a>1</a></thing>"),
        ({"$ref": "#/$defs/Thing", "$defs": {"Thing": {}}}, "", "<Thing><a>1</a></Thing>"),
        ({"xml": {"nodeType": "none"}}, "", "<a>1</a>"),
        ({"xml": {"nodeType": "attribute"}}, "", "<root><a>1</a></root>"),
    ],
)
def test_the_root_is_one_element(schema: dict[str, Any] | None, name: str, expected: str) -> None:
    """The root is named by `xml.name`, the component or `root`, whatever kind of node its schema asks for."""
    assert written({"a": 1}, schema, name) == expected


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        ([1, 2], None, "<root><item>1</item><item>2</item></root>"),
        ({"a": 1, "b": 2}, {"xml": {"nodeType": "none"}}, "<root><a>1</a><b>2</b></root>"),
        ([1], array_of({"$ref": "#/$defs/Pet"}) | {"$defs": {"Pet": {}}}, "<root><Pet>1</Pet></root>"),
        ([1], array_of({"xml": {"name": "pet"}}), "<root><pet>1</pet></root>"),
        ([1], array_of({}, name="pets"), "<pets><pets>1</pets></pets>"),
        ([], array_of({}, name="pets"), "<pets/>"),
        ("text", {"type": "string"}, "<root>text</root>"),
        (True, None, "<root>true</root>"),
        (1.0, None, "<root>1</root>"),
        (None, None, f'<root {XSI} xsi:nil="true"/>'),
        ([[1], [2, 3]], None, "<root><item>1</item><item>2</item><item>3</item></root>"),
    ],
)
def test_roots_that_are_no_objects(value: Any, schema: dict[str, Any] | None, expected: str) -> None:
    """Arrays and primitives have a root element, too."""
    assert written(value, schema) == expected


@pytest.mark.parametrize(
    ("value", "xml", "expected"),
    [
        ({"a": 1}, {"namespace": "urn:n"}, '<zoo xmlns="urn:n"><a>1</a></zoo>'),
        ({"a": 1}, {"namespace": "urn:n", "prefix": "p"}, '<p:zoo xmlns:p="urn:n"><a>1</a></p:zoo>'),
        ({"a": 1}, {"prefix": "p"}, '<p:zoo xmlns:p="urn:p"><a>1</a></p:zoo>'),
        ({"a": 1}, {"namespace": "a b"}, '<zoo xmlns="a%20b"><a>1</a></zoo>'),
        (
            {"a": 1},
            {"namespace": "http://www.w3.org/2000/xmlns/"},
            '<zoo xmlns="urn:x:http%3A%2F%2Fwww.w3.org%2F2000%2Fxmlns%2F"><a>1</a></zoo>',
        ),
        ({"a": 1}, {"namespace": "http://www.w3.org/XML/1998/namespace"}, "<xml:zoo><a>1</a></xml:zoo>"),
        ({"a": 1}, {"prefix": "xmlns"}, "<zoo><a>1</a></zoo>"),
        ({"a": 1}, {"name": "p:zoo", "namespace": "urn:n"}, '<p:zoo xmlns:p="urn:n"><a>1</a></p:zoo>'),
    ],
)
def test_namespaces(value: Any, xml: dict[str, Any], expected: str) -> None:
    """A prefix is always bound, and a child without a namespace stands in the default one."""
    assert written(value, object_of(xml)) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("xmlns", '<zoo xmlns="urn:x"><a/></zoo>'),
        ("xmlns:q", '<zoo xmlns:q="urn:x"><a/></zoo>'),
        ("xml:lang", '<zoo xml:lang="urn:x"><a/></zoo>'),
        ("q:b", '<zoo xmlns:q="urn:q" q:b="urn:x"><a/></zoo>'),
        ("1 b", '<zoo _1_b="urn:x"><a/></zoo>'),
    ],
)
def test_attributes_with_names_that_xml_knows(key: str, expected: str) -> None:
    """A property called `xmlns` declares a namespace, `xml:lang` is XML's own, and a colon is a prefix."""
    attribute = {"type": "string", "xml": {"attribute": True}}
    document = written({key: "urn:x", "a": {}}, object_of(**{key: attribute}))
    assert document == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a b", "a_b"), ("1st", "_1st"), ("-x", "_-x"), ("", "_"), ("é", "é"), ("a/b", "a_b"), (":a", "_a"), ("$", "_")],
)
def test_names_are_made_legal(name: str, expected: str) -> None:
    """A property's name that is no XML name becomes one."""
    assert written({name: 1}, None) == f"<root><{expected}>1</{expected}></root>"


def test_characters_that_xml_cannot_hold() -> None:
    """A control character or a lone surrogate becomes the replacement character; what can be escaped is."""
    assert written("\0a\ud800<&>\r\n", None) == "<root>\ufffda\ufffd&lt;&amp;&gt;&#13;\n</root>"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": "x]]>y"}, "<zoo>x]]&gt;y</zoo>"),
        ({"b": "x", "a": "y"}, "<zoo>xy</zoo>"),
        ({"a": {"k": 1}}, '<zoo><![CDATA[{"k":1}]]></zoo>'),
        ({"c": 1, "a": "<"}, "<zoo><c>1</c><![CDATA[<]]></zoo>"),
    ],
)
def test_cdata_where_it_can_be(value: Any, expected: str) -> None:
    """A section that would end early, or that stands beside text, is escaped text instead."""
    schema = object_of(a={"xml": {"nodeType": "cdata"}}, b={"xml": {"nodeType": "text"}})
    assert written(value, schema) == expected


def test_lists_and_objects_as_attributes() -> None:
    """A list as an attribute is a list of XML Schema, its items set apart by spaces; an object is JSON."""
    attribute = {"xml": {"attribute": True}}
    document = written({"a": [1, "x"], "b": {"k": 1}}, object_of(a=attribute, b=attribute))
    assert document == '<zoo a="1 x" b="{&quot;k&quot;:1}"/>'


def test_a_string_of_xml_stays_as_written() -> None:
    """An example that is XML text is sent as it is, without another declaration or root."""
    text = '\n<?xml version="1.0"?>\n<pets><!-- none --></pets>'
    assert xml_bytes(text, Schema.of({"type": "object"})) == text.encode()


def test_another_encoding() -> None:
    """In another charset the declaration names it, and characters that it lacks are references."""
    document = xml_bytes("é€", None, encoding="iso-8859-1")
    assert document == b'<?xml version="1.0" encoding="iso-8859-1"?>\n<root>\xe9&#8364;</root>'


def test_additional_properties_have_their_schema() -> None:
    """A property that is not named is written by `additionalProperties`."""
    schema = {"xml": {"name": "zoo"}, "additionalProperties": array_of(NAMED_ITEM, wrapped=True)}
    assert written({"x": ["owl"]}, schema) == "<zoo><x><animal>owl</animal></x></zoo>"


def test_the_branch_that_fits_gives_the_names() -> None:
    """Of a `oneOf` the branch that is like the value says how it is written."""
    cat = {"required": ["lives"], "properties": {"lives": {"xml": {"attribute": True}}}}
    dog = {"required": ["tricks"], "properties": {"tricks": array_of({"xml": {"name": "trick"}})}}
    schema = {"xml": {"name": "pet"}, "oneOf": [cat, dog]}
    documents = [written({"lives": 9}, schema), written({"tricks": ["sit"]}, schema)]
    assert documents == ['<pet lives="9"/>', "<pet><trick>sit</trick></pet>"]


@pytest.mark.parametrize("schema", [None, {"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}])
def test_deep_values_end_as_json(schema: dict[str, Any] | None) -> None:
    """A value nested far deeper than any message is still written, its depth as JSON text."""
    value: Any = "core"
    for _ in range(400):
        value = {"a": [value]}
    document = etree.fromstring(xml_bytes(value, Schema.of(schema) if schema else None))
    deepest = list(document.iter())[-1].text
    assert deepest is not None
    assert deepest.startswith('[{"a":[{')


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
xml_objects = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(max_size=6),
        "prefix": st.text(max_size=4),
        "namespace": st.text(max_size=8),
        "attribute": st.booleans(),
        "wrapped": st.booleans(),
        "nodeType": st.sampled_from(["element", "attribute", "text", "cdata", "none", "other", 7]),
    },
)


@given(json_values, xml_objects, xml_objects)
def test_whatever_is_written_can_be_read(value: Any, outer: dict[str, Any], inner: dict[str, Any]) -> None:
    """Any value under any XML Object is a well-formed document, namespaces included."""
    schema = {"xml": outer, "items": {"xml": inner}, "additionalProperties": {"xml": inner}}
    text = xml_bytes(value, Schema.of(schema))
    if not (isinstance(value, str) and value.lstrip("\ufeff \t\r\n").startswith("<")):
        assert etree.fromstring(text) is not None
