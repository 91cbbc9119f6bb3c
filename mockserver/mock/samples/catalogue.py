"""Which function makes the file of which media type. Imported when the first file is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from mockserver.mock.samples import archives, data, documents, films, images, sounds, texts

Make = Callable[[Random], bytes]

_MADE: Final[Mapping[Make, str]] = {
    images.png: "image/png image/x-png image/apng",
    images.jpeg: "image/jpeg image/jpg image/pjpeg",
    images.gif: "image/gif",
    images.webp: "image/webp",
    images.svg: "image/svg+xml image/svg",
    images.bmp: "image/bmp image/x-ms-bmp image/x-bmp",
    images.ico: "image/x-icon image/vnd.microsoft.icon image/ico",
    images.tiff: "image/tiff image/tif",
    images.avif: "image/avif",
    sounds.wav: "audio/wav audio/x-wav audio/wave audio/vnd.wave",
    sounds.mp3: "audio/mpeg audio/mp3 audio/mpeg3 audio/x-mpeg",
    sounds.aac: "audio/aac audio/x-aac audio/aacp",
    sounds.flac: "audio/flac audio/x-flac",
    sounds.ogg: "audio/ogg audio/opus application/ogg",
    sounds.midi: "audio/midi audio/x-midi",
    films.mp4: "video/mp4 application/mp4 video/x-m4v",
    films.webm: "video/webm",
    documents.pdf: "application/pdf application/x-pdf",
    documents.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    documents.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    documents.odt: "application/vnd.oasis.opendocument.text",
    documents.ods: "application/vnd.oasis.opendocument.spreadsheet",
    documents.xls: "application/vnd.ms-excel application/msexcel application/excel application/xls",
    documents.rtf: "application/rtf text/rtf application/msword application/vnd.ms-word",
    archives.zip_file: "application/zip application/x-zip-compressed application/x-zip application/zip-compressed",
    archives.jar: "application/java-archive application/x-java-archive",
    archives.tar: "application/x-tar application/tar",
    archives.gzipped: "application/gzip application/x-gzip",
    archives.tar_gzipped: "application/x-gtar application/x-tgz application/x-compressed-tar application/tar+gzip",
    archives.bzipped: "application/x-bzip2 application/bzip2",
    archives.xz: "application/x-xz",
    archives.zstandard: "application/zstd application/x-zstd",
    texts.csv: "text/csv application/csv text/x-csv",
    texts.tsv: "text/tab-separated-values",
    texts.calendar: "text/calendar",
    texts.vcard: "text/vcard text/x-vcard text/directory",
    texts.html: "text/html",
    texts.xhtml: "application/xhtml+xml",
    texts.css: "text/css",
    texts.javascript: "text/javascript application/javascript application/x-javascript application/ecmascript",
    texts.markdown: "text/markdown text/x-markdown",
    texts.email: "message/rfc822",
    data.octets: "application/octet-stream binary/octet-stream application/binary application/x-binary",
    data.wasm: "application/wasm",
    data.cbor: "application/cbor",
    data.message_pack: "application/msgpack application/x-msgpack application/vnd.msgpack",
    data.nothing: "application/x-protobuf application/protobuf application/vnd.google.protobuf",
    data.grpc: "application/grpc application/grpc+proto",
}
MAKERS: Final[Mapping[str, Make]] = {name: make for make, names in _MADE.items() for name in names.split()}
