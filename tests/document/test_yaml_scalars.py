"""The core schema of YAML 1.2.2, section 10.3.2: which scalars are text, and which are not."""

from __future__ import annotations

import pytest

from mockserver.document.bounds import ScalarError
from mockserver.document.yaml_scalars import CORE, plain, tagged


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null(text: str) -> None:
    """Null has five spellings, one of which is empty."""
    assert plain(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False)],
)
def test_booleans(text: str, *, value: bool) -> None:
    """True and false have three spellings each."""
    assert plain(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("-19", -19),
        ("200", 200),
        ("010", 10),
        ("089", 89),
        ("0o7", 7),
        ("0o14", 12),
        ("0x3A", 58),
        ("0xff", 255),
        ("123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_integers(text: str, value: int) -> None:
    """Decimal with or without sign and leading zeros, octal with 0o, hexadecimal with 0x."""
    assert plain(text) == value
    assert type(plain(text)) is int


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.", 0.0),
        ("-0.0", -0.0),
        (".5", 0.5),
        ("+.5", 0.5),
        ("+12e03", 12000.0),
        ("-2E+05", -200000.0),
        ("1e3", 1000.0),
        ("3.0", 3.0),
        ("1.10", 1.1),
        ("12.30", 12.3),
        ("1e-999", 0.0),
    ],
)
def test_floats(text: str, value: float) -> None:
    """A point, an exponent or both make a float."""
    assert plain(text) == value
    assert type(plain(text)) is float


# Each is something else in YAML 1.1 or in another reader.
@pytest.mark.parametrize(
    "text",
    [
        *("yes", "Yes", "no", "NO", "on", "off", "y", "n", "tRUE", "nULL", "None", "nil"),
        *("2001-12-14", "2001-12-14t21:59:43.10-05:00", "12:30:45", "190:20:30", "1:20"),
        *("1_000", "0b1010", "-0o7", "+0x1", "0o8", "0xg", "0o", "0x", "1e", "e1", ".", "+", "-", "..", ".e1", "1.2.3"),
        *(
            "1,000",
            "5 0",
            "3.1.0",
            "0.1.0-beta",
            "1e3x",
            "١٢",
            "12\n",
            "=",
            "<<",
            "-1-",
            "--",
            "~x",
            "+-1",
            "nan",
            "inf",
        ),
    ],
)
def test_text(text: str) -> None:
    """All else is text, as it is written."""
    assert plain(text) == text


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN", ".inf", "-.Inf", "+.INF", "1e999", "-1e400"])
def test_numbers_that_json_has_not(text: str) -> None:
    """Not-a-number and infinities are refused, with what to do about them."""
    with pytest.raises(ScalarError) as caught:
        plain(text)
    assert caught.value.code == "number-out-of-range"
    assert "in quotes" in caught.value.hint


@pytest.mark.parametrize(
    "text", ["9" * 1001, "-" + "9" * 1001, "0x" + "f" * 1001, "0o" + "7" * 1001, "0." + "1" * 1000]
)
def test_numbers_that_are_too_long(text: str) -> None:
    """A number of more than a thousand digits is refused."""
    with pytest.raises(ScalarError, match="characters is too long"):
        plain(text)


def test_the_longest_number() -> None:
    """A thousand digits are read."""
    assert plain("9" * 1000) == 10**1000 - 1


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("!", "12", "12"),
        ("!", "", ""),
        (CORE + "str", "true", "true"),
        (CORE + "int", "3", 3),
        (CORE + "int", "0x10", 16),
        (CORE + "float", "3", 3.0),
        (CORE + "float", "1e3", 1000.0),
        (CORE + "bool", "True", True),
        (CORE + "null", "", None),
        (CORE + "null", "~", None),
    ],
)
def test_tags_of_the_core_schema(tag: str, text: str, value: object) -> None:
    """A tag of the core schema decides, whatever the text looks like."""
    assert tagged(tag, text) == value
    assert type(tagged(tag, text)) is type(value)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        (CORE + "int", "3.5"),
        (CORE + "int", "true"),
        (CORE + "float", "false"),
        (CORE + "float", "x"),
        (CORE + "bool", "yes"),
        (CORE + "bool", "1"),
        (CORE + "null", "nothing"),
    ],
)
def test_tags_that_the_text_denies(tag: str, text: str) -> None:
    """A tag that does not fit its text is refused."""
    with pytest.raises(ScalarError, match=f"'{text}' is not what its tag !!"):
        tagged(tag, text)


@pytest.mark.parametrize(
    ("tag", "shown", "hint"),
    [
        (CORE + "timestamp", "!!timestamp", "dates are text"),
        (CORE + "binary", "!!binary", "base64"),
        (CORE + "python/object/apply:os.system", "!!python/object/apply:os.system", "Python objects"),
        (CORE + "set", "!!set", "a list"),
        ("!include", "!include", "$ref"),
        ("!Ref", "!Ref", "CloudFormation"),
        ("!mine", "!mine", "in quotes"),
        ("tag:example.com,2000:x", "tag:example.com,2000:x", "remove it"),
    ],
)
def test_other_tags(tag: str, shown: str, hint: str) -> None:
    """A tag from outside the core schema is refused by its short name, with the cure for that tag."""
    with pytest.raises(ScalarError) as caught:
        tagged(tag, "x")
    assert f"the tag {shown} has no meaning" in caught.value.reason
    assert hint in caught.value.hint
    assert caught.value.code == "yaml-tag"
