"""XML into values, by the `xml` keyword of the schema (OAS 3.0 to 3.2, XML Object).

Elements and attributes become properties by their names, `wrapped` and `nodeType` say where arrays and texts stand,
and text becomes numbers and booleans as the schema's types ask. Element names that the schema does not know stay, so
that the schema refuses them where it allows no others.

No entity is expanded, no DTD is read, nothing is fetched; a document type declaration is refused. Prefixes mean
nothing, namespaces do where the schema names one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mockserver.document.model import ABSENT, NOTHING
from mockserver.mock.bodies import text_reading
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.coercion import coerced
from mockserver.mock.shapes import ANYTHING, SCALARS, Shape

DEEPEST: Final = 100
MOST_ELEMENTS: Final = 100_000
MOST_ATTRIBUTES: Final = 1_000
"""Of one element: libxml2 looks for the value of each from the first one on. All have as many as there are elements."""

# The prolog of a document up to its document type declaration (XML 1.0, section 2.8), whose octets have NUL between
# them in UTF-16. It is looked for here, since libxml2 reads all of a declaration before it tells that there is one, and
# takes minutes for one of many attributes.
_DOCUMENT_TYPE: Final = re.compile(
    rb"(?:[\s\0\xef\xbb\xbf\xff\xfe]|<\0*\?.*?\?\0*>|<\0*!\0*-\0*-.*?-\0*-\0*>)*+<\0*!\0*D", re.DOTALL
)
_ENCODING: Final = re.compile(rb"""\A[\s\xef\xbb\xbf\xff\xfe]*+<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)""")
_EBCDIC: Final = b"Lo\xa7\x94"

_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"


def read(content: bytes, shape: Shape) -> Any:
    """The value of an XML document, in that shape. Raises Malformed, with line and column."""
    root = _parsed(content)
    xml = _xml(shape)
    # The component's name is only the default name of the element, and clients that are tolerated elsewhere do not know
    # it; a name that the author wrote is meant, though authors themselves are not sure of its case.
    if isinstance(xml.get("name"), str) and _local(root).casefold() != xml["name"].casefold():
        raise Malformed(f"has the root element `{_local(root)}`; it must be `{xml['name']}`")
    return _value(root, shape, 0)


def _parsed(content: bytes) -> Any:
    # Imported here: it is large, and most requests bring no XML.
    from lxml import etree

    _check_prolog(content)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        line, column = fault.position
        words = _plain(fault.msg or "it is empty")
        raise Malformed(f"is no XML: {words}, at line {line}, column {column}", position=(line, column)) from None
    for kind, path in (("elements", "//*"), ("attributes", "//@*")):
        if float(str(root.xpath(f"count({path})"))) > MOST_ELEMENTS:
            raise Malformed(f"is XML of more than {MOST_ELEMENTS} {kind}, which is not read here")
    return root


def _check_prolog(content: bytes) -> None:
    """Refuses a document type declaration, and a charset in which one might hide."""
    encoding = _ENCODING.match(content[: content.find(b">")].replace(b"\0", b""))
    charset = (
        encoding[1].decode("latin-1").lower() if encoding else "ebcdic" if content.startswith(_EBCDIC) else "utf-8"
    )
    if charset not in text_reading.CHARSETS:
        raise Malformed(f"is XML in the charset {charset[:40]}, which is not read here")
    if _DOCUMENT_TYPE.match(content):
        raise Malformed("has a document type declaration, which is not read here")


def _plain(message: str) -> str:
    words = message.partition(", line ")[0].strip()
    return words[:1].lower() + words[1:200]


# --- names


def _xml(shape: Shape) -> Mapping[str, Any]:
    said = shape.keyword("xml")
    return said if isinstance(said, Mapping) else NOTHING


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _namespace(element: Any) -> str:
    # "{http://example.test/ns}name" is how lxml writes a name.
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def _names(name: str, shape: Shape) -> list[str]:
    """What the element of a property may be called: `xml.name`, else the property's name; in 3.2 also its
    component's.
    """
    xml = _xml(shape)
    if isinstance(xml.get("name"), str):
        return [xml["name"]]
    reference = shape.schema.get("$ref") if isinstance(shape.schema, Mapping) else None
    return [name, reference.rpartition("/")[2]] if isinstance(reference, str) else [name]


def _node_type(shape: Shape) -> str:
    xml = _xml(shape)
    if isinstance(xml.get("nodeType"), str):
        return str(xml["nodeType"])
    if xml.get("attribute") is True:
        return "attribute"
    # "schemas of `type: "array"` default to `nodeType: "none"`" -- OAS 3.2, Modeling Element Lists
    return (
        "none" if shape.holds("array") and not shape.holds("object") and xml.get("wrapped") is not True else "element"
    )


# --- values


def _value(element: Any, shape: Shape, depth: int) -> Any:
    if depth > DEEPEST:
        raise Malformed(f"is XML nested deeper than {DEEPEST} levels, which is not read here")
    if len(element.attrib) > MOST_ATTRIBUTES:
        raise Malformed(f"is XML with more than {MOST_ATTRIBUTES} attributes in an element, which is not read here")
    if element.get(_XSI + "nil") in {"true", "1"}:
        return None
    is_plain = len(element) == 0 and not any(not name.startswith("{") for name in element.attrib)
    if shape.is_free:
        return _text(element) if is_plain else _object(element, shape, depth)
    if shape.holds("object") and not (is_plain and (shape.kinds & SCALARS or _is_stray(element, shape))):
        return _object(element, shape, depth)
    if shape.holds("array") and not (is_plain and shape.kinds & SCALARS and not _is_blank(element)):
        return [_value(child, shape.item(index), depth + 1) for index, child in enumerate(_children(element))]
    return _object(element, Shape(ANYTHING), depth) if len(element) else _scalar(shape, _text(element))


def _text(element: Any) -> str:
    return "".join(element.itertext(with_tail=False))


def _is_stray(element: Any, shape: Shape) -> bool:
    """Whether an element is text alone where an object is meant none of whose properties is its text."""
    return not _is_blank(element) and not any(
        _node_type(shape.property(name)) in {"text", "cdata"} for name in shape.names
    )


def _is_blank(element: Any) -> bool:
    return not (element.text or "").strip()


def _children(element: Any) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str)]


def _scalar(shape: Shape, text: str) -> Any:
    # White space around a number or a boolean is no part of it (XML Schema, part 2, section 4.3.6).
    return coerced(shape, text if "string" in shape.kinds else text.strip())


@dataclass(slots=True)
class _Content:
    """What an element holds: its text, attributes and elements, each taken out when a property claims it."""

    element: Any
    attributes: dict[str, str]
    children: dict[str, list[Any]]

    @classmethod
    def of(cls, element: Any) -> _Content:
        children: dict[str, list[Any]] = {}
        for child in _children(element):
            children.setdefault(_local(child), []).append(child)
        return cls(element, dict(element.attrib), children)

    def take(self, names: Sequence[str], namespace: str | None) -> list[Any]:
        """The elements of one of these names, and of that namespace if it says any."""
        found = []
        for name in dict.fromkeys(names):
            group = self.children.pop(name, [])
            fitting = [child for child in group if not namespace or _namespace(child) == namespace]
            if len(fitting) < len(group):
                self.children[name] = [child for child in group if child not in fitting]
            found += fitting
        return found

    def take_attribute(self, names: Sequence[str], namespace: str | None) -> str | None:
        """The value of the attribute of one of these names, qualified or not."""
        for name in names:
            for key in (f"{{{namespace}}}{name}", name):
                if key in self.attributes:
                    return self.attributes.pop(key)
        return None


def _object(element: Any, shape: Shape, depth: int) -> dict[str, Any]:
    content = _Content.of(element)
    found = _declared(content, shape, depth)
    for name, text in content.attributes.items():
        if not name.startswith("{"):
            found.setdefault(name, _scalar(shape.property(name), text))
    for name, children in content.children.items():
        found.setdefault(name, _one_or_more([_value(child, shape.property(name), depth + 1) for child in children]))
    return found


def _declared(content: _Content, shape: Shape, depth: int) -> dict[str, Any]:
    read = ((name, _property(content, name, shape, depth=depth)) for name in shape.names)
    return {name: value for name, value in read if value is not ABSENT}


def _one_or_more(values: list[Any]) -> Any:
    """Twice is what no schema but an array's allows, and it says so."""
    return values[0] if len(values) == 1 else values


def _property(content: _Content, name: str, parent: Shape, *, depth: int) -> Any:
    shape = parent.property(name)
    kind = _node_type(shape)
    if kind == "attribute":
        return _attribute(content, name, shape)
    if kind in {"text", "cdata"}:
        return _scalar(shape, _text(content.element).strip())
    if kind == "none" and shape.holds("array"):
        return _items(content, name, parent, depth=depth)
    if kind == "none" and shape.holds("object"):
        return _declared(content, shape, depth + 1) if depth < DEEPEST else ABSENT
    found = content.take(_names(name, shape), _xml(shape).get("namespace"))
    return _one_or_more([_value(child, shape, depth + 1) for child in found]) if found else ABSENT


def _attribute(content: _Content, name: str, shape: Shape) -> Any:
    text = content.take_attribute(_names(name, shape), _xml(shape).get("namespace"))
    if text is not None:
        return _scalar(shape, text)
    # "when parsing an element that omits an attribute, implementations SHOULD set the corresponding property to
    # `null` if the schema allows for that value" -- OAS 3.2, Handling null Values
    return None if shape.holds("null") else ABSENT


def _items(content: _Content, name: str, parent: Shape, *, depth: int) -> Any:
    """An array without a wrapper: the children named by `items`, else by the array or the property."""
    shape = parent.property(name)
    item = shape.item()
    names = _names(name, item) if _xml(item).get("name") else [*_names(name, shape), *_names(name, item)]
    found = content.take(names, _xml(item).get("namespace"))
    if not found:
        # No element is how an empty array is written.
        return [] if any(name in part.get("required", ()) for part in parent.parts) else ABSENT
    return [_value(child, shape.item(index), depth + 1) for index, child in enumerate(found)]
