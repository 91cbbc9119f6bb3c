"""Content codings undone, within bounds."""

from __future__ import annotations

import gzip
import random
import zlib
from contextlib import suppress

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import ContentTooLarge
from mockserver.mock.bodies.codings import MOST_MEMBERS, accepted, are_known, decoded, named
from mockserver.mock.bodies.malformed import Malformed

LIMIT = 1_000_000


def raw_deflate(content: bytes) -> bytes:
    """Deflate without the zlib wrapper, as some send it."""
    writer = zlib.compressobj(wbits=-15)
    return writer.compress(content) + writer.flush()


WRITERS = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotli.compress),
]


@pytest.mark.parametrize(("coding", "compress"), WRITERS)
@given(content=st.binary(max_size=2_000))
def test_undone(coding: str, compress: object, content: bytes) -> None:
    """What was coded comes back."""
    assert decoded(compress(content), [coding], limit=LIMIT) == content  # type: ignore[operator]


def test_several_codings_are_undone_from_the_last() -> None:
    """Codings are listed in the order in which they were applied."""
    assert decoded(brotli.compress(gzip.compress(b"a")), ["gzip", "br"], limit=LIMIT) == b"a"


def test_members_follow_each_other() -> None:
    """A gzip content may have several members, and zeros behind them."""
    assert decoded(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0", ["gzip"], limit=LIMIT) == b"ab"


@pytest.mark.parametrize(("coding", "compress"), WRITERS)
def test_bombs_stop_at_the_limit(coding: str, compress: object) -> None:
    """Fifty megabytes of zeros are refused before they are there."""
    bomb = compress(bytes(50_000_000))  # type: ignore[operator]
    with pytest.raises(ContentTooLarge) as caught:
        decoded(bomb, [coding], limit=LIMIT)
    assert caught.value.members == {"limit": LIMIT}


@pytest.mark.parametrize(("coding", "compress"), WRITERS)
def test_exactly_the_limit_is_read(coding: str, compress: object) -> None:
    """The limit itself is allowed, one octet more is not."""
    text = random.Random(1).randbytes(20_001)
    assert decoded(compress(text[:-1]), [coding], limit=20_000) == text[:-1]  # type: ignore[operator]
    with pytest.raises(ContentTooLarge):
        decoded(compress(text), [coding], limit=20_000)  # type: ignore[operator]


def test_crowds_of_members_are_refused() -> None:
    """A content of empty gzip members is refused before it costs time."""
    with pytest.raises(Malformed):
        decoded(gzip.compress(b"") * (MOST_MEMBERS + 1), ["gzip"], limit=LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
@given(content=st.binary(max_size=200))
def test_garbage_is_malformed(coding: str, content: bytes) -> None:
    """Octets that are not coded so are malformed, or happen to be coded."""
    with suppress(Malformed, ContentTooLarge):
        assert isinstance(decoded(content, [coding], limit=LIMIT), bytes)


@pytest.mark.parametrize(("coding", "compress"), WRITERS)
def test_what_ends_too_early_is_malformed(coding: str, compress: object) -> None:
    """A content that is cut off is malformed."""
    with pytest.raises(Malformed):
        decoded(compress(b"hello " * 50)[:-1], [coding], limit=LIMIT)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("value", "codings", "is_known"),
    [
        (None, (), True),
        ("", (), True),
        ("identity", (), True),
        ("GZip", ("gzip",), True),
        ("gzip, br", ("gzip", "br"), True),
        ("gzip,,identity", ("gzip",), True),
        ("zstd", ("zstd",), False),
        ("wibble", ("wibble",), False),
        ("gzip, gzip, gzip, gzip", ("gzip",) * 4, False),
    ],
)
def test_named(value: str | None, codings: tuple[str, ...], is_known: bool) -> None:
    """The field is read without regard to case; what cannot be undone is not known."""
    assert named(value) == codings
    assert are_known(named(value)) is is_known


def test_accepted() -> None:
    """Accept-Encoding names what can be undone."""
    assert accepted() == "gzip, deflate, br, identity"
