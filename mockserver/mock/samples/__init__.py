"""Samples: a real, small, valid file of a media type, made in code; which media types are files, and what theirs end
in.

Knows formats, and no schema: for a picture JSON Schema has nothing to say. What is made depends on nothing but the
random generator. Not made: fonts, HEIC and JPEG XL pictures, PowerPoint files, EPUB, 7z and RAR archives, AVI and
QuickTime films, Parquet, Avro, SQLite. Read `catalogue` for what is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from mockserver.http import media_types

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

__all__ = ["concrete", "extension", "is_binary", "sample", "suits"]

OCTETS: Final = "application/octet-stream"

_OF_RANGE: Final[Mapping[str, str]] = {
    "*/*": OCTETS,
    "application/*": OCTETS,
    "image/*": "image/png",
    "audio/*": "audio/wav",
    "video/*": "video/mp4",
    "text/*": "text/html",
}

_BINARY_KINDS: Final = frozenset({"image", "audio", "video", "font", "haptics", "model", "binary"})
_BINARY_SUFFIXES: Final = frozenset({"zip", "gzip", "zstd", "der", "wbxml", "fastinfoset", "sqlite3", "proto", "ber"})
_BINARY_FAMILIES: Final = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/vnd.ms-",
    "application/vnd.apache.",
    "application/vnd.android.",
    "application/grpc",
    "application/x-font-",
)
_BINARY_APPLICATIONS: Final = frozenset({
    "avro", "binary", "bson", "bzip2", "dicom", "epub+zip", "excel", "fits", "font-sfnt", "font-woff", "gzip", "ion",
    "java-archive", "java-serialized-object", "mp4", "msexcel", "mspowerpoint", "msword", "ocsp-request",
    "ocsp-response", "octet-stream", "ogg", "pdf", "pgp-encrypted", "pkcs10", "pkcs12", "pkcs7-mime",
    "pkcs7-signature", "pkcs8", "pkix-cert", "pkix-crl", "postscript", "protobuf", "rtf", "smile", "tar",
    "timestamp-query", "timestamp-reply", "vnd.google.protobuf", "vnd.mapbox-vector-tile", "vnd.rar", "vnd.sqlite3",
    "vnd.tcpdump.pcap", "wasm", "x-7z-compressed", "x-amzn-ion", "x-apple-diskimage", "x-binary", "x-bzip", "x-bzip2",
    "x-compressed-tar", "x-debian-package", "x-download", "x-dvi", "x-executable", "x-google-protobuf", "x-gtar",
    "x-gzip", "x-hdf5", "x-iso9660-image", "x-jackson-smile", "x-java-archive", "x-java-serialized-object", "x-lzma",
    "x-msdownload", "x-netcdf", "x-parquet", "x-pcap", "x-pdf", "x-pkcs12", "x-protobuf", "x-rar-compressed", "x-rpm",
    "x-sharedlib", "x-shockwave-flash", "x-sqlite3", "x-tar", "x-tgz", "x-x509-ca-cert", "x-xz", "x-zip",
    "x-zip-compressed", "x-zstd", "xls", "zip", "zip-compressed", "zstd",
})  # fmt: skip

_SAYING_NOTHING: Final = frozenset({"type", "$defs", "title", "description", "$comment", "readOnly", "deprecated"})
"""Keywords that leave a string free to be any text."""

_EXTENSIONS: Final[Mapping[str, str]] = {
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "image/x-icon": "ico",
    "image/vnd.microsoft.icon": "ico",
    "audio/mpeg": "mp3",
    "text/plain": "txt",
    "text/html": "html",
    "text/javascript": "js",
    "application/javascript": "js",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "text/markdown": "md",
    "text/tab-separated-values": "tsv",
    "application/gzip": "gz",
    "application/x-tar": "tar",
    "application/octet-stream": "bin",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.ms-excel": "xls",
    "application/msword": "doc",
}


def sample(media_type_name: str, *, random: Random) -> bytes | None:
    """A file of that media type, or of one in that range; None if none is made here.

    The same state of the generator gives the same octets.
    """
    from mockserver.mock.samples.catalogue import MAKERS

    make = MAKERS.get(_essence(concrete(media_type_name)))
    return make(random) if make else None


def concrete(media_type_name: str) -> str:
    """A media type for a range, so that a file of it can be made; any other name as it is."""
    return _OF_RANGE.get(_essence(media_type_name), media_type_name)


@lru_cache(maxsize=1024)
def is_binary(media_type_name: str) -> bool:
    """Whether content of that type is a file with a format of its own, so that no schema describes its octets.

    A picture is one also as SVG, whose text no string of a schema would be. A range is one if all of its types are.
    """
    essence = _essence(media_type_name)
    kind, _, subtype = essence.partition("/")
    if essence == "image/svg+xml":
        return True
    if media_types.is_json(essence) or media_types.is_xml(essence):
        return False
    if kind in _BINARY_KINDS or essence.startswith(_BINARY_FAMILIES):
        return True
    is_known = kind == "application" and subtype in _BINARY_APPLICATIONS
    return is_known or ("+" in subtype and subtype.rpartition("+")[2] in _BINARY_SUFFIXES)


def suits(media_type_name: str, schema: Mapping[str, Any]) -> bool:
    """Whether a file made here is better content than a string made by the schema.

    It is for the media type of a file, and for text with a format of its own (a calendar, a page) of which the schema
    says no more than that it is a string.
    """
    from mockserver.mock.samples.catalogue import MAKERS

    if is_binary(media_type_name):
        return True
    is_free = schema.get("type", "string") == "string" and not (schema.keys() - _SAYING_NOTHING)
    return is_free and _essence(media_type_name) in MAKERS


def extension(media_type_name: str) -> str:
    """What the name of such a file ends in, without the dot: `png`; `bin` where nothing better is known."""
    essence = _essence(media_type_name)
    _, _, subtype = essence.partition("/")
    return _EXTENSIONS.get(essence) or (subtype if subtype.isalnum() else "bin")


def _essence(media_type_name: str) -> str:
    """Type and subtype in lower case, without parameters; also of text that is no media type."""
    return media_type_name.partition(";")[0].strip().lower()
