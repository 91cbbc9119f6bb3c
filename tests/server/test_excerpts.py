"""Diagnostics with the lines that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.server.excerpts import excerpts

if TYPE_CHECKING:
    from pathlib import Path


def of_file(name: Path | str) -> Diagnostic:
    """A diagnostic of the second line."""
    return Diagnostic(Severity.ERROR, Location(str(name), 2, 8), "wrong", pointer="/info/title")


def test_the_line_is_shown(tmp_path: Path) -> None:
    """The line of the file stands in the excerpt, with a mark under the place."""
    path = tmp_path / "openapi.yaml"
    path.write_text("info:\n  title: here\n", encoding="utf-8")
    (shown,) = excerpts([of_file(path)], width=200)
    assert [line.rstrip() for line in shown.splitlines()[-2:]] == ["2 |   title: here", "  |        ^"]


def test_a_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many diagnostics a file has, it is read once."""
    calls: list[str] = []

    def read(name: str) -> bytes:
        calls.append(name)
        return b"a\nb\n"

    monkeypatch.setattr("mockserver.server.excerpts.read", read)
    assert len(list(excerpts([of_file("openapi.yaml")] * 3, width=80))) == 3
    assert calls == ["openapi.yaml"]


@pytest.mark.parametrize("name", ["-", "https://example.org/openapi.yaml", "gone.yaml", ""])
def test_what_is_no_file(name: str) -> None:
    """Where there is no file to read, the pointer stands for the line."""
    (shown,) = excerpts([of_file(name)], width=80)
    assert "/info/title" in shown
