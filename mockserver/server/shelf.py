"""A folder of files that are kept from one start to the next, and may vanish any moment: named by a digest, bounded.

Knows nothing of what is in them. Whatever is wrong with the folder or a file means that it is not kept: no failure.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


def folder_of_user(name: str) -> Path:
    """The folder of this name, where the platform has such things."""
    from platformdirs import user_cache_path

    return user_cache_path("mockserver", appauthor=False) / name


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files in one folder, of which no more are kept than `most_files` and `most_octets`: the oldest go first.

    A file of more octets than `largest` is neither written nor read.
    """

    folder: Path
    most_files: int
    most_octets: int
    largest: int

    def recall(self, name: str) -> bytes | None:
        """What is kept under a name, or None. What is asked for is young."""
        path = self.folder / name
        try:
            octets = path.read_bytes() if path.stat().st_size <= self.largest else None
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return octets

    def keep(self, name: str, *pieces: bytes) -> None:
        """Keep this under a name."""
        if sum(map(len, pieces)) <= self.largest:
            with contextlib.suppress(OSError):
                self._write(self.folder / name, pieces)
                self._tidy()

    def _write(self, path: Path, pieces: tuple[bytes, ...]) -> None:
        """Write beside, then rename: whoever reads meanwhile sees the old file or the new one."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix="writing-", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
            Path(beside).replace(path)
        except OSError:
            Path(beside).unlink(missing_ok=True)
            raise

    def _tidy(self) -> None:
        """Remove the files that were not used for longest, until few enough are left."""
        files = [(each.stat().st_mtime, each.stat().st_size, each) for each in self.folder.iterdir() if each.is_file()]
        files.sort(key=lambda each: each[0], reverse=True)
        octets = 0
        for at, (_, size, path) in enumerate(files):
            octets += size
            if at >= self.most_files or octets > self.most_octets:
                path.unlink(missing_ok=True)
