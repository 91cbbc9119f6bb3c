"""Hostile texts: each is refused, or read, by a process that has 1 GiB of memory and a minute of the processor for all.

A text that is small and expands, one that is deep, one that is long, and those that make a parser slow: the child would
be killed by its limits if one of them got through.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MILLION = 1_000_000


def _generations(rule: str, first: str) -> str:
    """Thirty anchors, each made of nine aliases of the one before."""
    lines = (f"a{n}: &a{n} {rule.format(','.join([f'*a{n - 1}'] * 9))}\n" for n in range(1, 30))
    return f"a0: &a0 {first}\n" + "".join(lines)


# name -> the code of its refusal ("" if it is read), and how its text is made
BOMBS: Mapping[str, tuple[str, Callable[[], str]]] = {
    # small texts that expand
    "aliases of aliases": ("too-many-values", lambda: _generations("[{}]", "[x, x, x]")),
    "aliases in mappings": ("too-many-values", lambda: _generations("{{b: [{}]}}", "{x: 1}")),
    "merges of merges": ("too-many-values", lambda: _generations("{{<<: [{}]}}", "{x: 1}")),
    "a wide merge, often": (
        "too-many-values",
        lambda: (
            "a: &a {"
            + ",".join(f"k{n}: 1" for n in range(2000))
            + "}\n"
            + "".join(f"b{n}: {{<<: *a}}\n" for n in range(2000))
        ),
    ),
    "a merge that grows": (
        "too-many-values",
        lambda: "a0: &a0 {k0: 1}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" for n in range(1, 5000)),
    ),
    "an alias of itself": ("yaml-cycle", lambda: "a: &a [*a]"),
    "many aliases of little": ("", lambda: "a: &a 1\nb:\n" + "- *a\n" * 100_000),
    # deep texts
    "lists": ("too-deep", lambda: "[" * 100_000),
    "lists, closed": ("too-deep", lambda: "[" * 100_000 + "]" * 100_000),
    "JSON objects": ("too-deep", lambda: '{"a":' * 100_000 + "1" + "}" * 100_000),
    "mappings in flow style": ("too-deep", lambda: "{a: " * 100_000),
    "lists in block style": ("too-deep", lambda: "- " * 100_000),
    "mappings in block style": ("too-deep", lambda: "".join(" " * n + "a:\n" for n in range(2000))),
    "keys of keys": ("yaml-key", lambda: "? " * 100_000),
    "deep and wide": ("", lambda: "[" * 490 + "1," * 100_000 + "1" + "]" * 490),
    "deep and wide, keys twice": (
        "duplicate-key",
        lambda: '{"a":' * 490 + '{"b":1,"b":2,"c":[' + "{}," * 300_000 + "{}]}" + "}" * 490,
    ),
    # long texts
    "a long plain line": ("", lambda: "a: " + "x " * 5 * MILLION),
    "a long key": ("yaml-syntax", lambda: "x" * 10 * MILLION + ": 1"),
    "a long string": ("", lambda: '{"a":"' + "x" * 10 * MILLION + '"}'),
    "a long number": ("number-out-of-range", lambda: "a: " + "9" * 10 * MILLION),
    "a long fraction": ("number-out-of-range", lambda: "[0." + "9" * 10 * MILLION + "]"),
    "a long anchor": ("", lambda: "a: &" + "x" * 10 * MILLION + " 1"),
    "a long tag": ("yaml-tag", lambda: "a: !" + "x" * 10 * MILLION + " 1"),
    "a long alias": ("yaml-alias", lambda: "a: *" + "x" * 10 * MILLION),
    "many values": ("too-many-values", lambda: "- a\n" * 3 * MILLION),
    "many JSON values": ("too-many-values", lambda: "[" + "[]," * 3 * MILLION + "1]"),
    "a long comment": ("empty", lambda: "#" * 10 * MILLION),
    "many spaces": ("", lambda: " " * 10 * MILLION + "a: 1"),
    "many lines": ("empty", lambda: "\n" * 10 * MILLION),
    "many documents": ("several-documents", lambda: "---\n" * MILLION),
    "many separators of lines": ("", lambda: "a: '" + "\u2028" * 3 * MILLION + "'"),
    "many halves of characters": ("", lambda: '{"a":"' + "\\ud800" * MILLION + '"}'),
    # texts that make a parser slow
    "many handles": ("yaml-tag", lambda: "".join(f"%TAG !a{n}! x\n" for n in range(100_000)) + "---\na: 1"),
    "many keys twice": ("duplicate-key", lambda: "{" + '"a":1,' * 300_000 + '"a":1}'),
    "many keys twice in YAML": ("duplicate-key", lambda: "a: 1\n" * 300_000),
    "many possible keys": ("json-syntax", lambda: "{" + '"a" ' * MILLION + "}"),
    "many quotes": ("yaml-syntax", lambda: '"' * 10 * MILLION),
    "many anchors": ("", lambda: "".join(f"a{n}: &x{n} 1\n" for n in range(200_000))),
    # what does not belong into a text
    "control characters": ("yaml-character", lambda: "a: " + "\x01" * MILLION),
    "control characters in JSON": ("json-syntax", lambda: '{"a": "' + "\x01" * MILLION + '"}'),
    "a web page": ("not-openapi", lambda: "<html>" + "<p>" * 3 * MILLION),
}

CHILD = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
sys.path.insert(0, sys.argv[1])
import test_bombs
from mockserver.document.parse import parse
from mockserver.errors import DocumentError
for name, (_, make) in test_bombs.BOMBS.items():
    try:
        parse(make(), name="api")
        found = [""]
    except DocumentError as error:
        found = [error.diagnostics[0].code, max(len(str(each)) for each in error.diagnostics)]
    print(json.dumps([name, *found]), flush=True)
"""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[str | int]]:
    """What became of each text, by name: the code, and the length of the longest message. Of the last one it died."""
    pytest.importorskip("resource", reason="limits on memory and processor are POSIX's")
    command = [sys.executable, "-c", CHILD, __file__.rpartition("/")[0]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = {name: rest for name, *rest in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0, f"after {list(found)[-1:]}: {done.returncode} {done.stderr[-2000:]}"
    return found


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, (code, _) in BOMBS.items()])
def test_bombs(name: str, code: str, outcomes: dict[str, list[str | int]]) -> None:
    """A hostile text is refused by its rule, or harmless; and what is said of it fits on a screen."""
    found, *length = outcomes[name]
    assert found == code
    assert all(int(each) < 1000 for each in length)
