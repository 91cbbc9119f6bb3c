"""Archives: one or two small text files in each format that the standard library writes, with no date and no owner."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

README: Final = b"This file was made by a mock server.\n"
FILES: Final[Mapping[str, bytes]] = {"README.txt": README, "data/items.csv": b"id,name\r\n1,Apple\r\n2,Pear\r\n"}


def zipped(files: Mapping[str, bytes] = FILES) -> bytes:
    """A ZIP file of the files, in their order; one named `mimetype` is stored, not compressed, as OpenDocument asks."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # dated 1980, so that the same files make the same octets
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, content)
    return file.getvalue()


def zip_file(_random: Random) -> bytes:
    """A ZIP file."""
    return zipped()


def jar(_random: Random) -> bytes:
    """A Java archive: a ZIP file that begins with its manifest."""
    return zipped({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\r\n\r\n", **FILES})


def tar(_random: Random) -> bytes:
    """A POSIX tar file."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in FILES.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def gzipped(_random: Random) -> bytes:
    """A gzip file (RFC 1952) of one text."""
    return gzip.compress(README, mtime=0)


def tar_gzipped(random: Random) -> bytes:
    """A gzip file of a tar file."""
    return gzip.compress(tar(random), mtime=0)


def bzipped(_random: Random) -> bytes:
    """A bzip2 file of one text."""
    return bz2.compress(README)


def xz(_random: Random) -> bytes:
    """An xz file of one text."""
    return lzma.compress(README)


def zstandard(_random: Random) -> bytes:
    """A Zstandard frame (RFC 8878) whose one block holds the text as it is."""
    # Single segment, one octet of content size; then the block's header: last, raw, so many octets.
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(README)]) + (1 | len(README) << 3).to_bytes(3, "little") + README
