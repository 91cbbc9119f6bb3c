"""The file of accepted credentials."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.document.parse import parse as parse_text
from mockserver.errors import DocumentError
from mockserver.mock import credentials
from mockserver.mock.credentials import Accepted, Credential, parse


def test_the_example_of_the_docstring() -> None:
    """The format is what the module says that it is."""
    text = (credentials.__doc__ or "").split("\n\n")[1]
    accepted = parse(parse_text(text, name="credentials.yaml").tree, name="credentials.yaml")
    assert accepted.of("bearerAuth") == (Credential("t-ada", frozenset({"pets:read"})),)
    assert accepted.of("apiKeyAuth") == (Credential("k-1"),)
    assert accepted.of("basicAuth") == (Credential("ada:lovelace"),)
    assert accepted.of("partner") == (Credential("t-1"), Credential("t-2"))
    assert accepted.of("other") is None


def test_name_and_password() -> None:
    """A Basic credential is a name and a password, in which colons may stand."""
    credential = Credential("ada:love:lace")
    assert (credential.username, credential.password) == ("ada", "love:lace")


def test_secrets_are_not_printed() -> None:
    """A credential does not tell its secret when it is printed."""
    assert "hunter2" not in repr(Accepted({"a": (Credential("hunter2"),)}))


def test_an_empty_list_accepts_nothing() -> None:
    """A scheme with no credentials is one that nobody has."""
    assert parse({"a": []}, name="c").of("a") == ()


@pytest.mark.parametrize(
    ("tree", "place", "words"),
    [
        ([], "", "credentials are a mapping"),
        (None, "", "credentials are a mapping"),
        ({"a": "t"}, "/a", "the credentials of `a` are a list"),
        ({"a": [5]}, "/a/0", "a credential is text or a mapping"),
        ({"a": [""]}, "/a/0", "a credential is text or a mapping"),
        ({"a": [{}]}, "/a/0", "a credential has one of"),
        ({"a": [{"token": "a", "key": "b"}]}, "/a/0", "a credential has one of"),
        ({"a": [{"token": 5}]}, "/a/0", "a credential has one of"),
        ({"a": [{"username": "a"}]}, "/a/0", "a credential has one of"),
        ({"a": [{"token": "t", "scope": "x"}]}, "/a/0", "`scope` is not known here; did you mean `scopes`?"),
        ({"a": [{"token": "t", "scopes": "x"}]}, "/a/0", "`scopes` is a list of names"),
        ({"a": [{"token": "t", "scopes": [1]}]}, "/a/0", "`scopes` is a list of names"),
        ({"bearer": ["t"]}, "/bearer", "`bearer` is no security scheme of the document"),
    ],
)
def test_faults(tree: Any, place: str, words: str) -> None:
    """Each fault is told with its place and in words, and the file is refused."""
    schemes = ("bearerAuth",) if isinstance(tree, dict) and "bearer" in tree else ()
    with pytest.raises(DocumentError) as caught:
        parse(tree, name="credentials.yaml", schemes=schemes)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.pointer, diagnostic.location.file) == (place, "credentials.yaml")
    assert diagnostic.message.startswith(words)
