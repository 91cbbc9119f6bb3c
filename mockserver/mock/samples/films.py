"""Films: two pictures in MP4, one in WebM.

Knows the containers, and of H.264 the one way to code a picture without compressing it; of VP8 one frame that was
encoded for this file.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

COLUMNS: Final = 4
ROWS: Final = 3
"""In macroblocks of 16 by 16."""
SECOND: Final = 1000
MATRIX: Final = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_VP8_FRAME: Final = bytes.fromhex(
    "1003009d012a2000200000470885858885848802020275aa03f803fa0208590cbd00feeb8e5ffe3993730c4ff8e6dffe32447bb5e7ffc5f400"
)


def mp4(random: Random) -> bytes:
    """MP4 (ISO 14496-12 and -14) with one track of H.264: two seconds, two pictures of 64 by 48."""
    pictures = [_picture(random, number) for number in range(2)]
    samples = [struct.pack(">I", len(picture)) + picture for picture in pictures]
    kind = _box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomiso2avc1mp41")
    position = len(kind) + len(_movie(samples, 0)) + 8
    return kind + _movie(samples, position) + _box(b"mdat", *samples)


def webm(_random: Random) -> bytes:
    """WebM: one VP8 picture of 32 by 32."""
    head = {b"\x42\x86": b"\1", b"\x42\xf7": b"\1", b"\x42\xf2": b"\4", b"\x42\xf3": b"\x08", b"\x42\x82": b"webm",
            b"\x42\x87": b"\2", b"\x42\x85": b"\2"}  # fmt: skip
    information = _elements({b"\x2a\xd7\xb1": b"\x0f\x42\x40", b"\x4d\x80": b"mockserver", b"\x57\x41": b"mockserver"})
    video = _elements({b"\xb0": b"\x20", b"\xba": b"\x20"})
    track = {b"\xd7": b"\1", b"\x73\xc5": b"\1", b"\x83": b"\1", b"\x86": b"V_VP8", b"\xe0": video}
    cluster = _elements({b"\xe7": b"\0", b"\xa3": b"\x81\0\0\x80" + _VP8_FRAME})
    tracks = _element(b"\xae", _elements(track))
    segment = {b"\x15\x49\xa9\x66": information, b"\x16\x54\xae\x6b": tracks, b"\x1f\x43\xb6\x75": cluster}
    return _element(b"\x1a\x45\xdf\xa3", _elements(head)) + _element(b"\x18\x53\x80\x67", _elements(segment))


# MP4


def _movie(samples: list[bytes], position: int) -> bytes:
    """The `moov` box; `position` is where the first sample stands in the file."""
    duration = len(samples) * SECOND
    width, height = 16 * COLUMNS, 16 * ROWS
    header = struct.pack(">5IIH10x", 0, 0, 0, SECOND, duration, 0x10000, 0x100) + MATRIX + struct.pack(">24xI", 2)
    track = struct.pack(">I5I8xHHHH", 7, 0, 0, 1, 0, duration, 0, 0, 0, 0) + MATRIX
    track += struct.pack(">II", width << 16, height << 16)
    media = (
        _box(b"mdhd", struct.pack(">5IHH", 0, 0, 0, SECOND, duration, 0x55C4, 0)),
        _box(b"hdlr", struct.pack(">II4s12x", 0, 0, b"vide"), b"VideoHandler\0"),
        _box(
            b"minf",
            _box(b"vmhd", struct.pack(">I8x", 1)),
            _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1), _box(b"url ", struct.pack(">I", 1)))),
            _sample_table(samples, position, width=width, height=height),
        ),
    )
    return _box(b"moov", _box(b"mvhd", header), _box(b"trak", _box(b"tkhd", track), _box(b"mdia", *media)))


def _sample_table(samples: list[bytes], position: int, *, width: int, height: int) -> bytes:
    count = len(samples)
    settings = struct.pack(">BBBBBB", 1, 66, 0xC0, 10, 0xFF, 0xE1) + struct.pack(">H", len(_SEQUENCE)) + _SEQUENCE
    settings += struct.pack(">BH", 1, len(_PICTURE_SET)) + _PICTURE_SET
    entry = struct.pack(">6xH16xHHIIIH32xHh", 1, width, height, 0x480000, 0x480000, 0, 1, 24, -1)
    return _box(
        b"stbl",
        _box(b"stsd", struct.pack(">II", 0, 1), _box(b"avc1", entry, _box(b"avcC", settings))),
        _box(b"stts", struct.pack(">IIII", 0, 1, count, SECOND)),
        _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, count, 1)),
        _box(b"stsz", struct.pack(">III", 0, 0, count), *(struct.pack(">I", len(sample)) for sample in samples)),
        _box(b"stco", struct.pack(">III", 0, 1, position)),
    )


def _box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", len(content) + 8) + kind + content


# H.264 (ITU-T H.264, section 7.3): syntax elements as strings of bits


def _unsigned(number: int) -> str:
    """ue(v), the Exp-Golomb code of section 9.1."""
    digits = f"{number + 1:b}"
    return "0" * (len(digits) - 1) + digits


def _unit(kind: int, bits: str, rest: bytes = b"") -> bytes:
    """A NAL unit: its octet of type, the bits, filled up with zeros, and then whole octets."""
    bits += "0" * (-len(bits) % 8)
    payload = int(bits, 2).to_bytes(len(bits) // 8, "big") + rest
    return bytes([kind]) + payload


_SEQUENCE: Final = _unit(
    0x67,
    f"{66:08b}{0xC0:08b}{10:08b}"  # baseline profile, level 1
    + "".join(map(_unsigned, (0, 0, 2, 1)))  # its id, 4 bits of frame_num, order of output as decoded, one reference
    + "0"
    + "".join(map(_unsigned, (COLUMNS - 1, ROWS - 1)))
    + "1100"  # frames only, direct_8x8_inference, no cropping, no VUI
    + "1",
)
_PICTURE_SET: Final = _unit(
    0x68,
    _unsigned(0) * 2 + "00" + _unsigned(0) * 3 + "000" + _unsigned(0) * 3 + "100" + "1",
)


def _picture(random: Random, number: int) -> bytes:
    """An IDR slice whose macroblocks are all I_PCM: their samples stand in it as they are."""
    head = _unsigned(0) + _unsigned(7) + _unsigned(0) + "0000" + _unsigned(number) + "00" + _unsigned(0) + _unsigned(1)
    blue, red = random.randrange(60, 200), random.randrange(60, 200)
    content = b""
    for place in range(COLUMNS * ROWS):
        luminance = 40 + 12 * (place % COLUMNS + place // COLUMNS) + 40 * number
        samples = bytes([luminance]) * 256 + bytes([blue]) * 64 + bytes([red]) * 64
        content += _macroblock(head if place == 0 else "") + samples
    # No octet of the samples is below 4, so that nothing in them looks like a start code (section 7.4.1).
    return b"\x65" + content + b"\x80"


def _macroblock(head: str) -> bytes:
    """mb_type 25, and zeros up to the next octet."""
    bits = head + _unsigned(25)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


# WebM: elements of EBML (RFC 8794)


def _element(identifier: bytes, content: bytes) -> bytes:
    return identifier + (len(content) | 1 << 56).to_bytes(8, "big") + content


def _elements(contents: dict[bytes, bytes]) -> bytes:
    return b"".join(_element(identifier, content) for identifier, content in contents.items())
