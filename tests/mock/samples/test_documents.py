"""Office documents and archives, opened by independent readers."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from random import Random

import pytest
from lxml import etree

from mockserver.mock.samples import sample

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
README = b"This file was made by a mock server.\n"


def made(name: str) -> bytes:
    """The file."""
    content = sample(name, random=Random(1))
    assert content is not None
    return content


def test_pdf_is_read() -> None:
    """A strict reader finds one page with the text, by the cross-reference table."""
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(made("application/pdf")), strict=True)
    lines = reader.pages[0].extract_text().splitlines()
    assert (len(reader.pages), lines[0][:15], lines[1]) == (1, "Sample document", README.decode().strip())


def test_the_cross_references_of_pdf_are_right() -> None:
    """Each entry of the table points at the object of its number, and startxref at the table."""
    content = made("application/pdf")
    start = int(content.split(b"startxref\n")[1].split(b"\n")[0])
    lines = content[start:].split(b"\n")
    offsets = [int(line[:10]) for line in lines[3:8]]
    assert lines[0] == b"xref"
    assert [content[offset:].split(b"\n")[0] for offset in offsets] == [b"%d 0 obj" % number for number in range(1, 6)]


def test_xlsx_is_read() -> None:
    """The workbook holds the table."""
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(made(SHEET))).active
    assert list(sheet.values) == [("Name", "Quantity"), ("Apples", 3), ("Pears", 5)]


@pytest.mark.parametrize(
    ("name", "main"),
    [(WORD, "word/document.xml"), (SHEET, "xl/workbook.xml")],
)
def test_packages_name_their_parts(name: str, main: str) -> None:
    """Each part of the package is well-formed, and the relationships lead to the document, whose type is declared."""
    with zipfile.ZipFile(io.BytesIO(made(name))) as package:
        parts = {each: etree.fromstring(package.read(each)) for each in package.namelist()}
    relation = parts["_rels/.rels"][0]
    declared = [override.get("PartName") for override in parts["[Content_Types].xml"]]
    assert (relation.get("Target"), main in parts, f"/{main}" in declared) == (main, True, True)


def test_docx_has_its_text() -> None:
    """The paragraphs of the document are the heading and the line."""
    with zipfile.ZipFile(io.BytesIO(made(WORD))) as package:
        document = etree.fromstring(package.read("word/document.xml"))
    assert list(document.itertext()) == ["Sample document", README.decode().strip()]


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_open_documents(kind: str) -> None:
    """The media type comes first and is stored, the manifest lists the content, and the body is of its kind."""
    name = f"application/vnd.oasis.opendocument.{kind}"
    content = made(name)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        first = package.infolist()[0]
        manifest = etree.fromstring(package.read("META-INF/manifest.xml"))
        body = etree.fromstring(package.read("content.xml"))[0][0]
    assert (first.filename, first.compress_type, content[38 : 38 + len(name)]) == ("mimetype", 0, name.encode())
    paths = [next(iter(entry.attrib.values())) for entry in manifest]
    assert (paths, etree.QName(body).localname) == (["/", "content.xml"], kind)


def test_xls_is_a_stream_of_records() -> None:
    """The records of the worksheet begin and end as BIFF2 says, and hold the six cells of the table."""
    content, records, at = made("application/vnd.ms-excel"), [], 0
    while at < len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        records.append((kind, content[at + 4 : at + 4 + length]))
        at += 4 + length
    places = [struct.unpack_from("<HH", data) for _, data in records[1:-1]]
    assert ([kind for kind, _ in records], places[-1]) == ([0x09, 4, 4, 4, 2, 4, 2, 0x0A], (2, 1))


def test_rtf_is_balanced() -> None:
    """The braces of the text close, and its text is there."""
    content = made("application/rtf")
    assert (content[:6], content.count(b"{"), b"Sample document" in content) == (b"{\\rtf1", content.count(b"}"), True)


@pytest.mark.parametrize("name", ["application/zip", "application/java-archive"])
def test_zip_files(name: str) -> None:
    """The archive passes its own checksums and holds the files."""
    with zipfile.ZipFile(io.BytesIO(made(name))) as archive:
        assert archive.testzip() is None
        assert archive.read("README.txt") == README


def test_tar_files() -> None:
    """The archive holds the files, plain and compressed."""
    plain = made("application/x-tar")
    with tarfile.open(fileobj=io.BytesIO(made("application/x-gtar")), mode="r:gz") as archive:
        names = archive.getnames()
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        member = archive.extractfile("README.txt")
        assert member is not None
        assert (names, member.read()) == (archive.getnames(), README)


def test_compressed_texts() -> None:
    """Each format gives the text back."""
    assert [
        gzip.decompress(made("application/gzip")),
        bz2.decompress(made("application/x-bzip2")),
        lzma.decompress(made("application/x-xz")),
    ] == [README] * 3


def test_zstandard_is_a_raw_frame() -> None:
    """The frame says its size, and its one block is the last, raw, of that size (RFC 8878, section 3.1.1)."""
    content = made("application/zstd")
    header = int.from_bytes(content[6:9], "little")
    assert (content[:4], content[4:6]) == (b"\x28\xb5\x2f\xfd", bytes([0x20, len(README)]))
    assert (header & 1, header >> 1 & 3, header >> 3, content[9:]) == (1, 0, len(README), README)
