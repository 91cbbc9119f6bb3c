"""Multipart content into its parts."""

from __future__ import annotations

import logging
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.bodies.multipart import LONGEST_FIELD, MOST_FIELDS, MOST_PARTS, parts

TYPE = "multipart/form-data; boundary=B"


def part(fields: str, content: bytes = b"") -> bytes:
    """One part with its boundary."""
    return b"--B\r\n" + fields.encode().replace(b"\n", b"\r\n") + b"\r\n\r\n" + content + b"\r\n"


def named(name: str, content: bytes = b"") -> bytes:
    """A part of a form."""
    return part(f'Content-Disposition: form-data; name="{name}"', content)


END = b"--B--\r\n"


def test_parts() -> None:
    """A part has a name, fields and octets; a file says that it is one."""
    file = part('Content-Disposition: form-data; name="f"; filename="a.png"\nContent-Type: image/png', b"\x89PNG\r\n--")
    first, second = parts(named("a", b"1") + file + END, TYPE)
    assert (first.name, first.content, first.content_type, first.has_filename) == ("a", b"1", "", False)
    assert (second.name, second.content, second.content_type, second.has_filename) == (
        "f",
        b"\x89PNG\r\n--",
        "image/png",
        True,
    )


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ('Content-Disposition: form-data; name="a b"', "a b"),
        ("content-disposition: form-data; name=a", "a"),
        ('Content-Disposition: form-data; name="é"', "é"),
        ('Content-Disposition: form-data; name="a[]"', "a[]"),
        ("Content-Disposition: form-data", None),
        ("Content-Type: text/plain", None),
    ],
)
def test_names(fields: str, name: str | None) -> None:
    """The name stands in Content-Disposition, in whatever case and quoting."""
    assert parts(part(fields) + END, TYPE)[0].name == name


def test_names_in_latin_1() -> None:
    """A name that is no UTF-8 is read as latin-1."""
    content = b'--B\r\nContent-Disposition: form-data; name="\xe9"\r\n\r\n1\r\n' + END
    assert parts(content, TYPE)[0].name == "é"


def test_preamble_and_epilogue_are_ignored() -> None:
    """What stands before the first and behind the last boundary belongs to nobody (RFC 2046, section 5.1.1)."""
    found = parts(b"This is a message.\r\n" + named("a", b"1") + END + b"The end.", TYPE)
    assert [each.content for each in found] == [b"1"]


def test_boundary_may_be_quoted() -> None:
    """A boundary with odd characters is quoted in Content-Type."""
    content = b'--a b:c\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--a b:c--\r\n'
    assert parts(content, 'multipart/form-data; boundary="a b:c"')[0].content == b"1"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (named("a") + END, "multipart/form-data"),
        (named("a") + END, "multipart/form-data; boundary="),
        (named("a") + END, f"multipart/form-data; boundary={'b' * 300}"),
        (named("a") + END, "multipart/form-data; boundary=other"),
        (named("a"), TYPE),
        (b"", TYPE),
        (b"--B", TYPE),
        (b"nonsense", TYPE),
        (part("no field at all") + END, TYPE),
        (part(": no name") + END, TYPE),
        (part("Content-Type: " + "x" * (LONGEST_FIELD + 1)) + END, TYPE),
        (part("\n".join(f"x-{number}: 1" for number in range(MOST_FIELDS + 2))) + END, TYPE),
        (named("a") * (MOST_PARTS + 1) + END, TYPE),
    ],
)
def test_malformed(content: bytes, content_type: str) -> None:
    """Broken framing and crowds of parts are refused."""
    with pytest.raises(Malformed):
        parts(content, content_type)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    """What a client sends wrong is told to the client and to nobody else."""
    with caplog.at_level(logging.DEBUG), pytest.raises(Malformed):
        parts(b"--Bx", TYPE)
    assert caplog.records == []
    assert capsys.readouterr().err == ""


@given(st.lists(st.tuples(st.text("abc", min_size=1), st.binary())))
def test_round_trip(pairs: list[tuple[str, bytes]]) -> None:
    """Any octets come back from parts, unless they hold the boundary."""
    kept = [(name, content) for name, content in pairs if b"--B" not in content]
    if kept:
        content = b"".join(named(name, octets) for name, octets in kept) + END
        assert [(each.name, each.content) for each in parts(content, TYPE)] == kept


@given(st.binary(max_size=200), st.text('multipart/form-data; boundary=B"', max_size=60))
def test_any_octets(content: bytes, content_type: str) -> None:
    """Any octets and any Content-Type are parts or malformed."""
    with suppress(Malformed):
        assert isinstance(parts(b"--B\r\n" + content, content_type), list)
