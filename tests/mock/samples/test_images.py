"""The pictures, read by Pillow and, where it is text, by an XML parser."""

from __future__ import annotations

import io
from random import Random

import pytest
from lxml import etree

from mockserver.mock.samples import sample

Image = pytest.importorskip("PIL.Image")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("image/png", "PNG"),
        ("image/jpeg", "JPEG"),
        ("image/gif", "GIF"),
        ("image/webp", "WEBP"),
        ("image/bmp", "BMP"),
        ("image/x-icon", "ICO"),
        ("image/tiff", "TIFF"),
        ("image/avif", "AVIF"),
    ],
)
def test_pictures_are_read(name: str, expected: str, seed: int) -> None:
    """Each is a picture of its format, 64 by 64, and one sees something in it: its corners differ."""
    content = sample(name, random=Random(seed))
    assert content is not None
    picture = Image.open(io.BytesIO(content))
    picture.load()
    colours = picture.convert("RGB")
    corners = [colours.getpixel((x, y)) for x, y in ((0, 0), (63, 63))]
    difference = max(abs(first - second) for first, second in zip(*corners, strict=True))
    assert (picture.format, picture.size, difference > 40) == (expected, (64, 64), True)


@pytest.mark.parametrize("name", ["image/gif", "image/bmp", "image/tiff", "image/x-icon"])
def test_lossless_pictures_are_the_same(name: str) -> None:
    """From one state of the generator the lossless formats hold the same pixels as the PNG."""
    contents = [sample(each, random=Random(7)) for each in ("image/png", name)]
    pixels = [Image.open(io.BytesIO(content or b"")).convert("RGB").tobytes() for content in contents]
    assert pixels[0] == pixels[1]


def test_jpeg_has_the_colours_of_its_blocks() -> None:
    """The middle of each block of the JPEG is that of the PNG, but for rounding."""
    png, jpeg = (
        Image.open(io.BytesIO(sample(name, random=Random(7)) or b"")).convert("RGB")
        for name in ("image/png", "image/jpeg")
    )
    middles = [(x + 4, y + 4) for x in range(0, 64, 8) for y in range(0, 64, 8)]
    differences = [
        abs(first - second)
        for middle in middles
        for first, second in zip(png.getpixel(middle), jpeg.getpixel(middle), strict=True)
    ]
    assert max(differences) <= 3


def test_svg_is_xml() -> None:
    """The SVG is well-formed, and its root is an svg element with a size."""
    root = etree.fromstring(sample("image/svg+xml", random=Random(1)) or b"")
    assert (root.tag, root.get("viewBox")) == ("{http://www.w3.org/2000/svg}svg", "0 0 64 64")
