"""Findings as values."""

from __future__ import annotations

import pytest

from mockserver.document.diagnostics import Diagnostic, Location, Severity


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("/home/somebody/apis/openapi.yaml", "openapi.yaml"),
        ("C:\\apis\\openapi.yaml", "openapi.yaml"),
        ("https://a.test/openapi.yaml?token=secret", "openapi.yaml"),
        ("openapi.yaml", "openapi.yaml"),
    ],
)
def test_clients_are_not_told_where_a_document_lies(file: str, name: str) -> None:
    """What is told to the public has the file's name, and neither its folder nor its query."""
    found = Diagnostic(Severity.ERROR, Location(file, 3, 7), "it is wrong", pointer="/paths", hint="mend it")
    assert str(found.public) == f"{name}:3:7: error: it is wrong (/paths) -- mend it"


def test_long_keys_fit_on_a_screen() -> None:
    """A pointer or a message that a document makes long is cut where people read it, and whole for programs."""
    told = Diagnostic(Severity.ERROR, Location("a.yaml"), "m" * 5000, "/" + "k" * 5000)
    assert len(str(told)) < 1000
    assert len(told.pointer) == 5001
