"""The configuration file: `mockserver.toml`, or `[tool.mockserver]` in pyproject.toml, the closest one upward.

Its keys are the options of `serve` without their dashes, and `documents`. Finds and reads it, knows which keys there
are and what a mistaken one was meant to be; what a value may be is the command line's to say.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mockserver.document.likeness import did_you_mean
from mockserver.errors import Misconfigured, NotRetrieved
from mockserver.server import files
from mockserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWN: Final = "mockserver.toml"
SHARED: Final = "pyproject.toml"
PATHS: Final = frozenset({"documents", "allow_root", "credentials", "tls_cert", "tls_key", "uds"})
"""Settings that name files: in a configuration they are relative to the folder that it is in."""

LISTS: Final = frozenset({"documents", "allow_root"})
KEYS: Final = frozenset(field.name for field in fields(Settings)) | {"documents"}


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a file sets, by the name of the setting."""

    path: Path
    text: str
    values: Mapping[str, Any]

    def place(self, name: str) -> str:
        """Where a setting stands: `mockserver.toml:3`."""
        return placed(self.path, self.text, name)


def find(folder: Path) -> Path | None:
    """The closest file upward from a folder that configures us; in one folder our own goes before pyproject.toml."""
    for each in (folder, *folder.parents):
        if (each / OWN).is_file():
            return each / OWN
        if _is_ours(each / SHARED):
            return each / SHARED
    return None


def read(path: Path) -> Configuration:
    """What a file sets. Raises Misconfigured: it cannot be read, is no TOML, or has a key that is none."""
    try:
        text = _text(path)
        tree = tomllib.loads(text)
    except NotRetrieved as fault:
        raise Misconfigured(shown(path), fault.reason, fault.hint) from fault
    except UnicodeDecodeError as fault:
        raise Misconfigured(shown(path), str(fault)) from fault
    except tomllib.TOMLDecodeError as fault:
        raise Misconfigured(shown(path), f"this is no TOML: {fault}") from fault
    except (ValueError, RecursionError) as fault:
        raise Misconfigured(shown(path), "a number in it is too long, or a list too deep, to be read") from fault
    for key in ("tool", "mockserver") if path.name == SHARED else ():
        tree = tree.get(key, {})
        if not isinstance(tree, dict):
            raise Misconfigured(placed(path, text, key), f"{key!r} is no table", "write [tool.mockserver] once")
    return Configuration(path, text, dict(_settings(tree, path, text)))


def _text(path: Path) -> str:
    """The text of a file. Raises NotRetrieved for what is none, or no regular file; UnicodeDecodeError."""
    if str(path) == os.devnull:  # the usual word for: none
        return ""
    return files.read(os.path.realpath(path)).decode("utf-8")


def _settings(table: Mapping[str, Any], path: Path, text: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        name = "documents" if key == "document" else key.replace("-", "_")
        if name not in KEYS:
            known = sorted(each.replace("_", "-") for each in KEYS)
            hint = did_you_mean(key, known) or f"there are {', '.join(known)}"
            if isinstance(value, dict) and path.name != SHARED:
                hint = f"settings stand in no table here: leave [{key}] out"
            raise Misconfigured(placed(path, text, key), f"there is no setting {key!r}", hint)
        listed = value if isinstance(value, list) or name not in LISTS else [value]
        if name in PATHS:
            listed = [_below(path.parent, each) for each in listed] if name in LISTS else _below(path.parent, listed)
        wrong = next((each for each in listed if not isinstance(each, str)), None) if name in LISTS else None
        if wrong is not None:
            raise Misconfigured(placed(path, text, key), f"{key}: {wrong!r} is not a name")
        yield name, listed


def _below(folder: Path, reference: Any) -> Any:
    """A file name made relative to the folder of the configuration, its prefix kept; URLs and `-` as they are."""
    if not isinstance(reference, str) or reference == "-" or "://" in reference:
        return reference
    found = re.fullmatch(r"(/[^=]*=)(.+)", reference)
    prefix, name = (found[1], found[2]) if found else ("", reference)
    if "://" in name:
        return reference
    return prefix + shown(folder / name)


def placed(path: Path, text: str, key: str) -> str:
    """`mockserver.toml:3`: the file as it is seen from here, and the line of a key, if it is found."""
    pattern = re.compile(rf"""\s*["']?{re.escape(key).replace("_", "[-_]")}["']?\s*=""")
    lines = (number for number, line in enumerate(text.splitlines(), start=1) if pattern.match(line))
    line = next(lines, None)
    return f"{shown(path)}:{line}" if line else shown(path)


def shown(path: Path) -> str:
    """A path as it is seen from the current folder, if it is below."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _is_ours(path: Path) -> bool:
    """Whether a pyproject.toml speaks of us; one that does not may be broken for all we care."""
    try:
        return re.search(r"(?m)^\s*\[{1,2}tool\.mockserver", _text(path)) is not None
    except (NotRetrieved, UnicodeDecodeError):
        return False
