"""A value as text: plain, CSV, tab-separated, HTML, YAML.

Knows how each of these formats writes JSON's values; a string is taken for the text itself, as the document's examples
of such media types are. Does not know charsets: what comes out is `str`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mockserver.mock.json_writing import json_bytes, plain
from mockserver.mock.styles import primitive

if TYPE_CHECKING:
    import yaml

_NEEDS_QUOTES = re.compile(r'[",\r\n]|^[ \t]|[ \t]$')
_BREAKS = re.compile(r"[\t\r\n]+")
_OLD_BREAKS = re.compile("[\x85\u2028\u2029]")
_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"


def plain_text(value: Any) -> str:
    """A string as it is, a list of primitives line by line, an object or a list of objects as indented JSON."""
    if isinstance(value, (list, tuple)) and not any(isinstance(item, (list, tuple, Mapping)) for item in value):
        return "".join(f"{primitive(item)}\n" for item in value)
    return json_bytes(value, indented=True).decode() if isinstance(value, (list, tuple, Mapping)) else primitive(value)


def html_text(value: Any) -> str:
    """A string as it is; any other value as a small page that shows it."""
    if isinstance(value, str):
        return value
    import html

    body = f"<body><pre>{html.escape(plain_text(value))}</pre></body>"
    return f'<!DOCTYPE html>\n<html lang="en">\n<head><title>Response</title></head>\n{body}\n</html>\n'


def csv_text(value: Any) -> str:
    """RFC 4180: a header line and a line for each object; a line for each list; one column of a list of primitives."""
    return value if isinstance(value, str) else _lines(value, ",", _csv_cell)


def tsv_text(value: Any) -> str:
    """IANA's text/tab-separated-values: the same without quotes; a tab or line break in a value becomes a space."""
    return value if isinstance(value, str) else _lines(value, "\t", _tsv_cell)


def yaml_text(value: Any) -> str:
    """YAML that readers of 1.1 and of 1.2 read alike: what either would take for another type is quoted."""
    if isinstance(value, str):
        return value
    import yaml

    text: str = yaml.dump(plain(value), Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=10_000)
    return text


@lru_cache(maxsize=1)
def _dumper() -> type[yaml.SafeDumper]:
    """PyYAML's own, which knows what YAML 1.1 takes for no string, and what YAML 1.2 does: `1e3`, `0o17`."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes whatever readers of either version would not take for a string."""

        def represent_text(self, text: str) -> yaml.ScalarNode:
            # In single quotes PyYAML writes these line breaks of YAML 1.1 as they are, and they are read as a space.
            style = '"' if _OLD_BREAKS.search(text) else None
            return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, Dumper.represent_text)

    # The tags' regular expressions are those of YAML 1.2.2, section 10.3.2, Tag Resolution.
    for tag, pattern, first in (("int", r"0o[0-7]+", "0"), ("float", _FLOAT, "-+.0123456789")):
        Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"{pattern}\Z"), list(first))
    return Dumper


def _lines(value: Any, separator: str, cell: Callable[[str], str]) -> str:
    # "Each record is located on a separate line, delimited by a line break (CRLF)." -- RFC 4180, section 2
    return "".join(separator.join(cell(primitive(item)) for item in row) + "\r\n" for row in _rows(value))


def _rows(value: Any) -> list[Sequence[Any]]:
    records = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
    columns = list(dict.fromkeys(name for record in records if isinstance(record, Mapping) for name in record))
    header = [columns] if columns else []
    return header + [_row(record, columns) for record in records]


def _row(record: Any, columns: Sequence[str]) -> Sequence[Any]:
    if isinstance(record, Mapping):
        return [record.get(name) for name in columns]
    return record if isinstance(record, (list, tuple)) else [record]


def _csv_cell(text: str) -> str:
    # RFC 4180, section 2: "Fields containing line breaks (CRLF), double quotes, and commas should be enclosed in
    # double-quotes."
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _tsv_cell(text: str) -> str:
    return _BREAKS.sub(" ", text)
