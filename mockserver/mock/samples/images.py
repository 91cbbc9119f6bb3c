"""Pictures: a gradient between two colours, 64 by 64, in each image format that a few lines can write.

Knows the formats' layouts; takes its colours from the random generator. AVIF is a constant, for nothing small encodes
AV1.
"""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

SIDE: Final = 64
Colour = tuple[int, int, int]


def png(random: Random) -> bytes:
    """PNG (W3C PNG, third edition): 8-bit RGB, each line with filter 0."""
    lines = b"".join(b"\0" + bytes(channel for pixel in line for channel in pixel) for line in _gradient(random))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(kind, data) for kind, data in chunks)


def gif(random: Random) -> bytes:
    """GIF 89a: 128 colours along the diagonal. The pixels are not compressed: a clear code comes before codes would
    grow.
    """
    lines = _gradient(random)
    palette = b"".join(bytes(lines[index // 2][(index + 1) // 2]) for index in range(2 * SIDE - 1)) + b"\0\0\0"
    indexes = bytes(x + y for y in range(SIDE) for x in range(SIDE))
    clear, end = b"\x80", b"\x81"
    codes = b"".join(clear + indexes[at : at + 120] for at in range(0, len(indexes), 120)) + end
    blocks = b"".join(bytes([len(codes[at : at + 255])]) + codes[at : at + 255] for at in range(0, len(codes), 255))
    screen = struct.pack("<HHBBB", SIDE, SIDE, 0xF6, 0, 0)
    image = struct.pack("<BHHHHBB", 0x2C, 0, 0, SIDE, SIDE, 0, 7)
    return b"GIF89a" + screen + palette + image + blocks + b"\0;"


def bmp(random: Random) -> bytes:
    """BMP with a BITMAPINFOHEADER: 24-bit BGR, the bottom line first."""
    pixels = b"".join(bytes(reversed(pixel)) for line in reversed(_gradient(random)) for pixel in line)
    header = struct.pack("<IiiHHIIiiII", 40, SIDE, SIDE, 1, 24, 0, len(pixels), 2835, 2835, 0, 0)
    return struct.pack("<2sIHHI", b"BM", 54 + len(pixels), 0, 0, 54) + header + pixels


def ico(random: Random) -> bytes:
    """ICO with one image, which is a PNG."""
    image = png(random)
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, SIDE, SIDE, 0, 0, 1, 24, len(image), 22) + image


def tiff(random: Random) -> bytes:
    """TIFF 6.0, little-endian: one strip of RGB, not compressed. Its entries stand in the order of their tags."""
    pixels = bytes(channel for line in _gradient(random) for pixel in line for channel in pixel)
    entries = [
        (256, 3, 1, SIDE),  # ImageWidth
        (257, 3, 1, SIDE),  # ImageLength
        (258, 3, 3, 8 + len(pixels)),  # BitsPerSample, too long to stand in its entry
        (259, 3, 1, 1),  # Compression: none
        (262, 3, 1, 2),  # PhotometricInterpretation: RGB
        (273, 4, 1, 8),  # StripOffsets
        (277, 3, 1, 3),  # SamplesPerPixel
        (278, 3, 1, SIDE),  # RowsPerStrip
        (279, 4, 1, len(pixels)),  # StripByteCounts
    ]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries) + bytes(4)
    return struct.pack("<2sHI", b"II", 42, 14 + len(pixels)) + pixels + struct.pack("<HHH", 8, 8, 8) + directory


def svg(random: Random) -> bytes:
    """SVG: a rectangle with a linear gradient."""
    first, second = (f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in _colours(random))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}">'
        '<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">'
        f'<stop offset="0" stop-color="{first}"/><stop offset="1" stop-color="{second}"/>'
        f'</linearGradient></defs><rect width="{SIDE}" height="{SIDE}" fill="url(#g)"/></svg>\n'
    ).encode()


def jpeg(random: Random) -> bytes:
    """Baseline JPEG (ITU-T T.81) in JFIF: each block of 8 by 8 is one colour, so that only its DC is coded."""
    lines = _gradient(random)
    blocks = [lines[y + 4][x + 4] for y in range(0, SIDE, 8) for x in range(0, SIDE, 8)]
    frame = struct.pack(">BHHB", 8, SIDE, SIDE, 3) + b"\x01\x11\0\x02\x11\0\x03\x11\0"
    segments = (
        (0xE0, b"JFIF\0" + struct.pack(">BBBHHBB", 1, 1, 0, 1, 1, 0, 0)),
        (0xDB, b"\0" + b"\x08" * 64),  # with 8 as quantum, the quantised DC of a flat block is its sample less 128
        (0xC0, frame),
        (0xC4, b"\0" + _DC_COUNTS + bytes(range(12))),
        (0xC4, b"\x10" + b"\x01" + bytes(15) + b"\0"),  # one AC code: "0" ends the block
        (0xDA, b"\x03\x01\0\x02\0\x03\0\0\x3f\0"),
    )
    head = b"".join(struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data for kind, data in segments)
    return b"\xff\xd8" + head + _packed(_coefficients(blocks)).replace(b"\xff", b"\xff\0") + b"\xff\xd9"


def webp(random: Random) -> bytes:
    """Lossless WebP (RFC 9649): red and blue are constant, green has one code of eight bits for each of its values."""
    (red, _, blue), _ = _colours(random)
    greens = [2 * (x + y) for y in range(SIDE) for x in range(SIDE)]
    bits = [(SIDE - 1, 14), (SIDE - 1, 14), (0, 1), (0, 3)]  # width, height, no alpha, version
    bits += [(0, 1), (0, 1), (0, 1)]  # no transform, no colour cache, one set of prefix codes
    bits += _WEBP_GREEN_CODE
    for constant in (red, blue, 255, 0):  # red, blue, alpha, distance: a simple code with one symbol of eight bits
        bits += [(1, 1), (0, 1), (1, 1), (constant, 8)]
    bits += [(int(f"{green:08b}"[::-1], 2), 8) for green in greens]  # prefix codes go out from their first bit
    image = b"\x2f" + _little_endian(bits)
    image += bytes(len(image) % 2)
    return b"RIFF" + struct.pack("<I", len(image) + 12) + b"WEBPVP8L" + struct.pack("<I", len(image)) + image


def avif(_random: Random) -> bytes:
    """AVIF (AV1 Image File Format): a gradient that was encoded for this file."""
    return base64.b64decode(_AVIF)


def _colours(random: Random) -> tuple[Colour, Colour]:
    """Two colours that are far enough apart to see a gradient: the second is brighter in each channel."""
    first = (random.randrange(30, 120), random.randrange(30, 120), random.randrange(30, 120))
    return first, (first[0] + 120, first[1] + 80, first[2] + 100)


def _gradient(random: Random) -> Sequence[Sequence[Colour]]:
    """The lines of a picture, from one colour at the top left to the other at the bottom right."""
    first, second = _colours(random)
    steps = [_between(first, second, step) for step in range(2 * SIDE)]
    return [[steps[x + y] for x in range(SIDE)] for y in range(SIDE)]


def _between(first: Colour, second: Colour, step: int) -> Colour:
    red, green, blue = (start + (end - start) * step // (2 * SIDE) for start, end in zip(first, second, strict=True))
    return red, green, blue


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# JPEG

_DC_COUNTS: Final = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
_DC_CODES: Final = (
    "00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110", "11111110", "111111110",
)  # fmt: skip
"""ITU-T T.81, table K.3: the code of each number of bits that a difference needs."""


def _coefficients(blocks: Sequence[Colour]) -> Iterator[str]:
    """The bits of each block's three components: the difference to the block before, and the end of the block."""
    before = [0, 0, 0]
    for block in blocks:
        after = [round(level) for level in _luminance_and_chrominance(block)]
        yield from (_dc(level - last) + "0" for level, last in zip(after, before, strict=True))
        before = after


def _luminance_and_chrominance(colour: Colour) -> tuple[float, float, float]:
    """JFIF's YCbCr of an RGB colour, each less 128."""
    red, green, blue = colour
    return (
        0.299 * red + 0.587 * green + 0.114 * blue - 128,
        -0.1687 * red - 0.3313 * green + 0.5 * blue,
        0.5 * red - 0.4187 * green - 0.0813 * blue,
    )


def _dc(difference: int) -> str:
    size = abs(difference).bit_length()
    # A negative difference is coded as itself plus 2^size - 1 (T.81, F.1.2.1.1).
    return _DC_CODES[size] + (f"{difference + (difference < 0) * (2**size - 1):0{size}b}" if size else "")


def _packed(bits: Iterator[str]) -> bytes:
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


# WebP

_WEBP_GREEN_CODE: Final = [
    (0, 1),  # a normal code, whose lengths are themselves coded
    (8, 4),  # 12 lengths of code length codes follow, in the order 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8
    *([(0, 3)] * 11),
    (1, 3),  # only the code length 8 occurs, so that naming it takes no bits
    (1, 1),  # not all 280 lengths are given,
    (3, 3),  # but as many as the next 2 + 2 * 3 bits say,
    (254, 8),  # plus 2: the 256 literals; the length prefixes behind them have no code
]


def _little_endian(bits: list[tuple[int, int]]) -> bytes:
    """Values of so many bits each, packed from the lowest bit of the first octet on."""
    whole, length = 0, 0
    for value, width in bits:
        whole |= value << length
        length += width
    return whole.to_bytes((length + 7) // 8, "little")


_AVIF: Final = """
AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcGl0bQAA
AAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAPgAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtp
cGNvAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEA
AQQBAoMEAAAARm1kYXQSAAoJGBV//bICGg0IMi8cR4eF3cAALDAQAJe6gtq/DOyKcf9htpoKOpzf00b0u///Eci/k1K0hOgf+z2WXA==
"""
