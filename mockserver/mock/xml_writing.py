"""XML: a JSON value as elements, attributes and text, by the `xml` keyword of its schema.

Knows the XML Object of OAS 3.0 to 3.2 (name, namespace, prefix, attribute, wrapped, nodeType) and what XML 1.0 can
hold. Does not know media types. The value's nodes are made first (`_nodes`), then the tree of them (`_built`).

Where the versions differ, a property that refers to a component is named as 3.0 and 3.1 say, by the property; 3.2's
reading, by the component, holds where the component says `nodeType: element`. Null is written as 3.2 recommends,
`xsi:nil`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from mockserver.mock.aspects import Aspect
from mockserver.mock.json_writing import compact
from mockserver.mock.styles import primitive

if TYPE_CHECKING:
    from lxml import etree

    from mockserver.document.schema import Schema

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
XMLNS: Final = "http://www.w3.org/2000/xmlns/"
MOST_LEVELS: Final = 64
"""Of objects and arrays in each other; a value below them is written as JSON text."""

# "Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]" -- XML 1.0, section 2.2
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# NameStartChar and NameChar of XML 1.0, section 2.3, without the colon, which belongs to namespaces.
_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NO_NAME_CHARACTER = re.compile(f"[^{_START}0-9.\xb7\u0300-\u036f\u203f-\u2040-]")
_NO_NAME_START = re.compile(f"[^{_START}]")
_NODE_TYPES: Final = frozenset({"element", "attribute", "text", "cdata", "none"})


@dataclass(frozen=True, slots=True)
class _Name:
    """A legal name. `namespace` is "" for none of its own; a prefix always has one."""

    local: str
    namespace: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class _Attribute:
    name: _Name
    value: str


@dataclass(frozen=True, slots=True)
class _Text:
    value: str
    cdata: bool = False


@dataclass(frozen=True, slots=True)
class _Element:
    name: _Name
    nodes: tuple[_Attribute | _Text | _Element, ...] = ()


_Node = _Attribute | _Text | _Element
_NIL: Final = _Attribute(_Name("nil", XSI, "xsi"), "true")


def xml_bytes(value: Any, schema: Schema | None, *, encoding: str = "UTF-8") -> bytes:
    """The value as an XML document with its declaration. A string that begins with `<` is XML already and stays as
    written.

    The root element is named by `xml.name`, else by the component, else `root`. Raises nothing for values that a
    document can hold: names are made legal, and characters that XML cannot hold become U+FFFD.
    """
    if isinstance(value, str) and value.lstrip("\ufeff \t\r\n").startswith("<"):
        return value.encode(encoding, "replace")
    return _serialized(_root(value, Aspect.of(schema, value), schema.name if schema else ""), encoding)


# The value's nodes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: what its schema says of it, the name inferred for it, how many values are around it."""

    aspect: Aspect
    name: str
    level: int = 0

    def member(self, key: str, value: Any) -> _Place:
        return _Place(self.aspect.member(key, value), str(key), self.level + 1)

    def item(self, index: int, value: Any) -> _Place:
        # Where the schema describes no array, as in examples that give a list for one value, it describes each item.
        described = not self.aspect.types or "array" in self.aspect.types
        return _Place(self.aspect.item(index, value) if described else self.aspect, self.name, self.level + 1)


def _root(value: Any, aspect: Aspect, component: str) -> _Element:
    """A document has exactly one root element, so the root is one whatever its schema says."""
    xml = _xml(aspect)
    inferred = component or aspect.component
    if _node_type(xml, value) == "none" and isinstance(value, Mapping):
        children = tuple(_contents(value, _Place(aspect, "root")))
        if len(children) == 1 and isinstance(children[0], _Element):
            return children[0]
    name = _of_element(_named(xml, inferred or "root"))
    if isinstance(value, (list, tuple)):
        # The items of a root array have no property to be named by: their component names them.
        item = _wrapper_name(xml, (aspect.item(0, value[0]).component if value else "") or "item")
        return _Element(name, tuple(_items(value, _Place(aspect, item))))
    return _Element(name, tuple(_contents(value, _Place(aspect, name.local))))


def _wrapper_name(xml: Mapping[str, Any], inferred: str) -> str:
    """The name that the items of a wrapped array inherit.

    "if a name is not explicitly defined, the same name will be used for both the wrapping element and the list item
    elements" -- OAS 3.2, XML Arrays
    """
    name = xml.get("name")
    return name if isinstance(name, str) and name else inferred


def _nodes(value: Any, place: _Place) -> Iterator[_Node]:
    """The nodes of one value under its parent."""
    xml = _xml(place.aspect)
    kind = _node_type(xml, value)
    if kind == "none" and value is not None:
        yield from _contents(value, place)
    elif kind == "attribute":
        yield from _attributes(value, _named(xml, place.name))
    elif kind in {"text", "cdata"}:
        yield _Text(_text(value), cdata=kind == "cdata")
    else:
        yield _element(value, place)


def _element(value: Any, place: _Place) -> _Element:
    xml = _xml(place.aspect)
    name = _of_element(_named(xml, _component_name(place.aspect) or place.name))
    inherited = _wrapper_name(xml, place.name) if isinstance(value, (list, tuple)) else place.name
    return _Element(name, tuple(_contents(value, replace(place, name=inherited))))


def _contents(value: Any, place: _Place) -> Iterator[_Node]:
    """What stands inside the element of a value, or in its place where it has none."""
    if value is None:
        # "For elements, produce an empty element with an xsi:nil="true" attribute." -- OAS 3.2, Handling null Values
        yield _NIL
    elif place.level > MOST_LEVELS or not isinstance(value, (Mapping, list, tuple)):
        yield _Text(_text(value))
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from _nodes(member, place.member(key, member))
    else:
        yield from _items(value, place)


def _items(value: Any, place: _Place) -> Iterator[_Node]:
    for index, item in enumerate(value):
        yield from _nodes(item, place.item(index, item))


def _attributes(value: Any, name: _Name) -> Iterator[_Attribute]:
    if isinstance(value, (list, tuple)):
        yield _Attribute(name, _legal(" ".join(primitive(item) for item in value)))
    elif value is not None:
        # "For attributes, omit the attribute." -- OAS 3.2, Handling null Values
        yield _Attribute(name, _text(value))


def _text(value: Any) -> str:
    return _legal(compact(value) if isinstance(value, (Mapping, list, tuple)) else primitive(value))


def _legal(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)


# What the schema says


def _xml(aspect: Aspect) -> Mapping[str, Any]:
    """The XML Object of the outermost schema, completed by those of the schemas that it refers to."""
    merged: dict[str, Any] = {}
    for schema in aspect.schemas:
        xml = schema.get("xml")
        if isinstance(xml, Mapping):
            merged = {**xml, **merged}
    return merged


def _node_type(xml: Mapping[str, Any], value: Any) -> str:
    """`nodeType`, else what 3.0's `attribute` and `wrapped` say, else the default of the value's type."""
    said = xml.get("nodeType")
    if isinstance(said, str) and said in _NODE_TYPES:
        return said
    if xml.get("attribute") is True:
        return "attribute"
    if isinstance(value, (list, tuple)):
        return "element" if xml.get("wrapped") is True else "none"
    return "element"


def _component_name(aspect: Aspect) -> str:
    """The component that is an element of its own right, by 3.2: it says so itself."""
    own = aspect.referenced.get("xml")
    return aspect.component if isinstance(own, Mapping) and own.get("nodeType") == "element" else ""


def _named(xml: Mapping[str, Any], inferred: str) -> _Name:
    said = [xml.get(field) for field in ("name", "namespace", "prefix")]
    name, namespace, prefix = (field if isinstance(field, str) else "" for field in said)
    before, colon, local = (name or inferred).partition(":")
    if colon and before and local:
        # A name with its prefix inside, as in `soap:Envelope`, is what was meant.
        return _qualified(local, namespace, prefix or before)
    return _qualified(name or inferred, namespace, prefix)


def _qualified(local: str, namespace: str, prefix: str) -> _Name:
    if prefix == "xml" or namespace == XML_NAMESPACE:
        return _Name(_legal_name(local), XML_NAMESPACE, "xml")
    if prefix == "xmlns":
        return _Name(_legal_name(local), XMLNS, "xmlns")
    # A prefix must be bound to some namespace (Namespaces in XML 1.0, section 5); a document that gives none gets one.
    bound = namespace or (f"urn:{prefix}" if prefix else "")
    return _Name(_legal_name(local), _bindable(bound) if bound else "", _legal_name(prefix) if prefix else "")


def _of_element(name: _Name) -> _Name:
    # "Element names MUST NOT have the prefix xmlns." -- Namespaces in XML 1.0, section 3
    return _Name(name.local) if name.namespace == XMLNS else name


def _legal_name(text: str) -> str:
    name = _NO_NAME_CHARACTER.sub("_", text) or "_"
    return f"_{name}" if _NO_NAME_START.match(name) else name


# The tree


def _serialized(root: _Element, encoding: str) -> bytes:
    from lxml import etree

    tree = _built(root, None, "")
    if _holds_nil(root):
        etree.cleanup_namespaces(tree, top_nsmap={"xsi": XSI}, keep_ns_prefixes=_prefixes(tree))
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n{etree.tostring(tree, encoding="unicode")}'
    return text.encode(encoding, "xmlcharrefreplace")


def _holds_nil(element: _Element) -> bool:
    return any(node is _NIL or (isinstance(node, _Element) and _holds_nil(node)) for node in element.nodes)


def _prefixes(tree: etree._Element) -> list[str]:
    return [prefix for element in tree.iter() for prefix in element.nsmap if prefix and prefix != "xsi"]


def _built(element: _Element, parent: etree._Element | None, default: str) -> etree._Element:
    from lxml import etree

    declared = _declared(element)
    # A child without a namespace of its own stands in its parent's default one, as it does in the text of the document.
    default = declared.get(None, default)
    namespace = element.name.namespace or default
    tag = f"{{{namespace}}}{element.name.local}" if namespace else element.name.local
    bound = cast("dict[str, str]", declared)  # the stubs forget the default namespace, whose key is None
    built = etree.Element(tag, nsmap=bound) if parent is None else etree.SubElement(parent, tag, nsmap=bound)
    for node in element.nodes:
        if isinstance(node, _Element):
            _built(node, built, default)
        elif isinstance(node, _Attribute):
            _set(built, node)
        else:
            _append_text(built, node)
    return built


def _declared(element: _Element) -> dict[str | None, str]:
    """The namespaces that the start tag declares: its own, those of its attributes' names, and those given as
    attributes `xmlns` and `xmlns:p`.
    """
    declared: dict[str | None, str] = {}
    attributes = [node for node in element.nodes if isinstance(node, _Attribute)]
    for node in attributes:
        if _declares(node) and node.value:
            declared[node.name.local if node.name.prefix else None] = _bindable(node.value)
        elif node.name.prefix:
            declared[node.name.prefix] = node.name.namespace
    if element.name.namespace:
        declared[element.name.prefix or None] = element.name.namespace
    # Neither the prefix xml nor xmlns is declared by anybody (Namespaces in XML 1.0, section 3).
    return {prefix: namespace for prefix, namespace in declared.items() if prefix not in {"xml", "xmlns"}}


def _declares(attribute: _Attribute) -> bool:
    name = attribute.name
    return name.namespace == XMLNS or (name.local == "xmlns" and not name.namespace)


@lru_cache(maxsize=256)
def _bindable(namespace: str) -> str:
    """The namespace if a prefix can be bound to it, else percent-encoded as far as is needed."""
    from lxml import etree

    for candidate in (namespace, quote(namespace, safe=":/?#&=+,;@~!$'()*%", errors="replace")):
        with suppress(ValueError):
            if etree.Element("x", nsmap={"p": candidate}) is not None and candidate not in {XML_NAMESPACE, XMLNS}:
                return candidate
    return "urn:x:" + quote(namespace, safe="", errors="replace")


def _set(element: etree._Element, attribute: _Attribute) -> None:
    if _declares(attribute):
        return
    name = attribute.name
    element.set(f"{{{name.namespace}}}{name.local}" if name.namespace else name.local, attribute.value)


def _append_text(element: etree._Element, text: _Text) -> None:
    """Behind what is there. Only a section that stands alone, between two elements or in one, can be CDATA."""
    from lxml import etree

    last = element[-1] if len(element) else None
    before = (element.text if last is None else last.tail) or ""
    whole = before + text.value
    # "]]>" ends a section (XML 1.0, section 2.7), so text that holds it is escaped instead.
    content = etree.CDATA(whole) if text.cdata and not before and "]]>" not in whole else whole
    if last is None:
        element.text = content
    else:
        last.tail = content
