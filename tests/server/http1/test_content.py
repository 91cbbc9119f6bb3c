"""Content: what comes out of lengths and chunks, in whatever pieces they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import MalformedRequest, Refusal
from mockserver.server.http1.content import Chunked, Content, Sized


def read(content: Content, octets: bytes, cut: int = 1 << 30) -> tuple[bytes, bool, bytes]:
    """All that is read of octets that come in pieces of `cut`: the content, whether it has ended, what is left over."""
    buffer, taken = bytearray(), b""
    for start in range(0, len(octets), cut):
        buffer += octets[start : start + cut]
        while piece := content.read(buffer):
            taken += piece
        if piece == b"":
            return taken, True, bytes(buffer) + octets[start + cut :]
    return taken, False, bytes(buffer)


@pytest.mark.parametrize("cut", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"0\r\n\r\n", b""),
        (b"3\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n", b"abc0123456789"),
        (b"3;x=y\r\nabc\r\n0;z\r\n\r\n", b"abc"),
        (b'3 ; x="a;b"\r\nabc\r\n0\r\n\r\n', b"abc"),
        (b"2\r\n\r\n\r\n0\r\n\r\n", b"\r\n"),
        (b"3\r\nabc\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n", b"abc"),
    ],
)
def test_chunks_are_put_together(octets: bytes, expected: bytes, cut: int) -> None:
    """Chunks become one content; extensions and trailers are dropped; what follows is left (RFC 9112, section 7.1)."""
    assert read(Chunked(), octets + b"GET / ", cut) == (expected, True, b"GET / ")


@pytest.mark.parametrize(
    "octets",
    [
        b"x\r\n",
        b"\r\n",
        b" 3\r\nabc",
        b"3 \r\nabc\r\n",
        b"-3\r\nabc",
        b"+3\r\nabc",
        b"0x3\r\nabc",
        b"3\nabc\r\n",
        b"3\r\nabcd\r\n",
        b"3\r\nabc\n0\r\n\r\n",
        b"3\r\nabc0\r\n\r\n",
        b"3\r\rabc",
        b"3;a\0b\r\nabc\r\n",
        b"11111111111111111\r\n",
        b"3;" + b"x" * 5000 + b"\r\n",
        b"3;" + b"x" * 5000,
        b"0\r\nX : y\r\n\r\n",
        b"0\r\nno colon\r\n\r\n",
        b"0\r\n folded: x\r\n\r\n",
        b"0\r\n" + b"X: y\r\n" * 20000,
        b"0\r\n\n",
    ],
)
@pytest.mark.parametrize("cut", [1, 1 << 30])
def test_broken_chunks_are_malformed(octets: bytes, cut: int) -> None:
    """A chunk size, an end of a chunk or a trailer that breaks the grammar is refused; nothing grows without end."""
    with pytest.raises(MalformedRequest):
        read(Chunked(), octets, cut)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"3",
        b"3\r",
        b"3\r\n",
        b"3\r\nab",
        b"3\r\nabc",
        b"3\r\nabc\r",
        b"0\r\n",
        b"0\r\nX: y\r\n",
        b"0\r\nX: y\r\n\r",
    ],
)
def test_unfinished_chunks_wait(octets: bytes) -> None:
    """What may become a whole content waits for the rest."""
    assert read(Chunked(), octets)[1] is False


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=10), st.integers(min_value=1, max_value=64))
def test_any_chunks_in_any_pieces(parts: list[bytes], cut: int) -> None:
    """However content is cut into chunks and those into packets, it comes out whole, and its end is found."""
    octets = b"".join(b"%X\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert read(Chunked(), octets + b"next", cut) == (b"".join(parts), True, b"next")


@given(st.binary(max_size=300), st.integers(min_value=1, max_value=64))
def test_any_octets_are_chunks_or_refused(octets: bytes, cut: int) -> None:
    """Whatever comes in place of chunks is read, waited for or refused."""
    try:
        taken, _, _ = read(Chunked(), octets, cut)
    except Refusal:
        return
    assert len(taken) <= len(octets)


@given(st.binary(max_size=100), st.integers(min_value=1, max_value=64))
def test_a_length_is_counted(octets: bytes, cut: int) -> None:
    """As many octets as announced are the content, in whatever pieces they come."""
    assert read(Sized(len(octets)), octets + b"next", cut) == (octets, True, b"next")


def test_what_remains_is_known_by_length_only() -> None:
    """A length tells what is still to come, chunks do not."""
    content = Sized(5)
    content.read(bytearray(b"ab"))
    assert (content.remaining(), Chunked().remaining()) == (3, None)
