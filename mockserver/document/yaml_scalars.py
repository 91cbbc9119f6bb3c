"""What a YAML scalar means: the core schema of YAML 1.2.2 (section 10.3.2), as far as JSON can say it.

`yes`, `no`, `on`, `off`, dates, `12:30:45` and `1_000` are text here; `010` is ten. Infinities and not-a-number, which
JSON has no word for, are refused. Knows nothing of mappings, anchors or places.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mockserver.document.bounds import ScalarError, finite, integer
from mockserver.document.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = str | int | float | bool | None

# "null | Null | NULL | ~", "true | True | TRUE | false | False | FALSE" -- YAML 1.2.2, section 10.3.2
WORDS: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OCTAL: Final = re.compile(r"0o[0-7]+", re.ASCII)
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NO_NUMBER: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

# What a scalar that is not text can begin with: all others need no further look.
BEGINNINGS: Final = frozenset("-+.0123456789nNtTfF~")

CORE: Final = "tag:yaml.org,2002:"


def plain(text: str) -> Value:
    """The value of a scalar without quotes and without a tag. Raises ScalarError.

    >>> [plain("200"), plain("1.10"), plain("no"), plain("2020-01-02"), plain("~")]
    [200, 1.1, 'no', '2020-01-02', None]
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in BEGINNINGS:
        return text
    if _FLOAT.fullmatch(text):
        return integer(text) if _DECIMAL.fullmatch(text) else finite(text)
    if _OCTAL.fullmatch(text):
        return integer(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return integer(text[2:], 16)
    if _NO_NUMBER.fullmatch(text):
        hint = "leave it out, or put it in quotes if it is text"
        raise ScalarError(f"{text} is not a number in JSON", hint=hint, code="number-out-of-range")
    return text


def _only(kind: type | tuple[type, ...], name: str) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        value = plain(text)
        # A bool is an int to Python, not to YAML.
        if isinstance(value, bool) is not (kind is bool) or not isinstance(value, kind):
            hint = "change the value, or remove the tag"
            raise ScalarError(f"'{shown(text)}' is not what its tag !!{name} says", hint=hint, code="yaml-tag")
        return value

    return read


def _tagged_float(text: str) -> Value:
    value = _only((int, float), "float")(text)
    assert isinstance(value, int | float)  # noqa: S101 -- what _only has seen to
    return finite(str(value))


_TAGGED: Final[Mapping[str, Callable[[str], Value]]] = {
    # The tag ! alone makes a scalar a string, whatever it looks like: YAML 1.2.2, section 6.9.1.
    "!": str,
    CORE + "str": str,
    CORE + "int": _only(int, "int"),
    CORE + "float": _tagged_float,
    CORE + "bool": _only(bool, "bool"),
    CORE + "null": _only(type(None), "null"),
}


def tagged(tag: str, text: str) -> Value:
    """The value of a scalar with a tag of the core schema. Raises ScalarError for any other, or for the wrong text."""
    if tag not in _TAGGED:
        raise foreign(tag)
    return _TAGGED[tag](text)


_CURES: Final = (
    (CORE + "python/", "a document cannot make Python objects: write the plain value"),
    (CORE + "timestamp", "remove the tag: dates are text in OpenAPI"),
    (CORE + "binary", "remove the tag, and give the content as text in base64"),
    (CORE + "set", "write a list"),
    (CORE + "omap", "write a mapping"),
    (CORE + "pairs", "write a list of mappings"),
    (CORE + "merge", "write the key as << without a tag"),
    ("!include", "OpenAPI includes other files by $ref: write $ref: 'FILE'"),
    ("!Ref", "resolve the CloudFormation template first"),
    ("!Sub", "resolve the CloudFormation template first"),
    ("!GetAtt", "resolve the CloudFormation template first"),
    ("!reference", "GitLab's tag means nothing in OpenAPI: write $ref, or the value itself"),
)


def foreign(tag: str) -> ScalarError:
    """The error for a tag outside of the core schema."""
    cure = next((cure for start, cure in _CURES if tag.startswith(start)), None)
    hint = cure or "remove it; if the exclamation mark belongs to the text, put the text in quotes"
    return ScalarError(
        f"the tag {shown(tag.replace(CORE, '!!', 1))} has no meaning in OpenAPI", hint=hint, code="yaml-tag"
    )
