"""Documents of offices: PDF, Office Open XML, OpenDocument, and what older programs open as theirs.

Knows the least that each program accepts; says one heading, one line and one small table.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from mockserver.mock.samples.archives import zipped

if TYPE_CHECKING:
    from random import Random

HEADING: Final = "Sample document"
LINE: Final = "This file was made by a mock server."
TABLE: Final[tuple[tuple[str | int, ...], ...]] = (("Name", "Quantity"), ("Apples", 3), ("Pears", 5))

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def pdf(random: Random) -> bytes:
    """PDF 1.4 (ISO 32000-1): one A4 page with two lines of text, and a cross-reference table that is right."""
    number = random.randrange(1000, 10_000)
    drawn = f"BT /F1 24 Tf 72 760 Td ({HEADING} {number}) Tj 0 -36 Td /F1 12 Tf ({LINE}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    file, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for index, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (index, content)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % size + entries + trailer


def xlsx(_random: Random) -> bytes:
    """A SpreadsheetML workbook (ECMA-376) of one sheet, its texts inline."""
    rows = "".join(f"<row>{''.join(map(_sheet_cell, row))}</row>" for row in TABLE)
    sheet = '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    return _package({
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>{sheet}</sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
    }, "spreadsheetml", {"xl/workbook.xml": "sheet.main", "xl/worksheets/sheet1.xml": "worksheet"})  # fmt: skip


def docx(_random: Random) -> bytes:
    """A WordprocessingML document (ECMA-376) of two paragraphs."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (HEADING, LINE))
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
    return _package({"word/document.xml": body}, "wordprocessingml", {"word/document.xml": "document.main"})


def odt(_random: Random) -> bytes:
    """An OpenDocument text (OASIS ODF 1.3) of a heading and a paragraph."""
    text = f'<text:h text:outline-level="1">{HEADING}</text:h><text:p>{LINE}</text:p>'
    return _open_document("text", f"<office:text>{text}</office:text>")


def ods(_random: Random) -> bytes:
    """An OpenDocument spreadsheet (OASIS ODF 1.3) of one table."""
    rows = "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in TABLE)
    table = f'<table:table table:name="Sheet1">{rows}</table:table>'
    return _open_document("spreadsheet", f"<office:spreadsheet>{table}</office:spreadsheet>")


def xls(_random: Random) -> bytes:
    """A worksheet as Excel 2 wrote it (BIFF2): a stream of records, without the container of later versions."""
    cells = [_biff_cell(row, column, value) for row, line in enumerate(TABLE) for column, value in enumerate(line)]
    return b"".join([struct.pack("<HHHH", 0x09, 4, 2, 0x10), *cells, struct.pack("<HH", 0x0A, 0)])


def rtf(_random: Random) -> bytes:
    """Rich Text Format 1.9, which word processors also open under the name of a .doc file."""
    return f"{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Helvetica;}}}}\\f0\\b {HEADING}\\b0\\par {LINE}\\par}}\n".encode()


def _package(parts: dict[str, str], family: str, kinds: dict[str, str]) -> bytes:
    """The zip file of a package (ECMA-376, part 2); the first part is the document itself."""
    main = next(iter(parts))
    application = f"application/vnd.openxmlformats-officedocument.{family}"
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{application}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    default = f'<Default Extension="rels" ContentType="{relations}"/>'
    types = f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'
    files = {"[Content_Types].xml": types, "_rels/.rels": _relationship("officeDocument", main), **parts}
    return zipped({name: (_XML + content).encode() for name, content in files.items()})


def _relationship(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'


def _sheet_cell(value: str | int) -> str:
    return f"<c><v>{value}</v></c>" if isinstance(value, int) else f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def _open_document(kind: str, body: str) -> bytes:
    """The zip file of ODF 1.3, part 2: the media type comes first and is not compressed, so that it is found by its
    place.
    """
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table"))
    content = f'<office:document-content {spaces} office:version="1.3"><office:body>{body}</office:body>'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", media_type), ("content.xml", "text/xml"))
    )
    space = f'xmlns:manifest="{_ODF}:manifest:1.0"'
    manifest = f'<manifest:manifest {space} manifest:version="1.3">{entries}</manifest:manifest>'
    return zipped({
        "mimetype": media_type.encode(),
        "content.xml": (_XML + content + "</office:document-content>").encode(),
        "META-INF/manifest.xml": (_XML + manifest).encode(),
    })  # fmt: skip


def _open_cell(value: str | int) -> str:
    kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'


def _biff_cell(row: int, column: int, value: str | int) -> bytes:
    """An INTEGER or a LABEL record, with its cell's attributes at their defaults."""
    if isinstance(value, int):
        return struct.pack("<HHHH3xH", 0x02, 9, row, column, value)
    text = value.encode("ascii")
    return struct.pack("<HHHH3xB", 0x04, 8 + len(text), row, column, len(text)) + text
