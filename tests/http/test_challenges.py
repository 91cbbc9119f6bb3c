"""How a challenge is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.challenges import api_key, basic, bearer, challenge, digest
from mockserver.http.fields import is_field_value

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (challenge("bearer"), "Bearer"),
        (challenge("Negotiate"), "Negotiate"),
        (challenge("scram-sha-256", realm="a"), 'SCRAM-SHA-256 realm="a"'),
        (challenge("x-own", realm="a"), 'x-own realm="a"'),
        (challenge("Basic", realm='the "foo"\\'), r'Basic realm="the \"foo\"\\"'),
        (challenge("Basic", realm="Zoë's"), 'Basic realm="Zo%C3%AB\'s"'),
        (challenge("Digest", realm="a", stale="true", algorithm="MD5"), 'Digest realm="a", stale=true, algorithm=MD5'),
        (challenge("Digest", userhash="false"), "Digest userhash=false"),
        (challenge("Digest", algorithm="a b"), 'Digest algorithm="a b"'),
        (challenge("a b\r\nc", realm="x\r\nset-cookie: y"), 'a-b--c realm="x  set-cookie: y"'),
        (challenge("", realm="a"), '- realm="a"'),
        (challenge("A", **{"b c": "1", "d": "2"}), 'A d="2"'),
        (challenge("A", scheme="b"), 'A scheme="b"'),
    ],
)  # fmt: skip
def test_challenge(written: str, expected: str) -> None:
    """Schemes are spelled as registered, values quoted as their RFC asks, and nothing is injected."""
    assert written == expected


def test_basic() -> None:
    """RFC 7617, section 2.1: its own form."""
    assert basic("foo") == 'Basic realm="foo", charset="UTF-8"'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (bearer("example"), 'Bearer realm="example"'),
        (
            bearer("example", error="invalid_token", description="The access token expired"),
            'Bearer realm="example", error="invalid_token", error_description="The access token expired"',
        ),
        (
            bearer("a", error="insufficient_scope", scopes=["pets:read", "pets:write"]),
            'Bearer realm="a", scope="pets:read pets:write", error="insufficient_scope"',
        ),
        (bearer("a", description='no "x" \\'), 'Bearer realm="a", error_description="no \'x\' \'"'),
    ],
)  # fmt: skip
def test_bearer(written: str, expected: str) -> None:
    """RFC 6750, section 3: no error without credentials, and no escape inside of an error."""
    assert written == expected


def test_digest() -> None:
    """RFC 7616, section 3.3: qop, nonce and opaque are quoted, algorithm and stale are not."""
    expected = 'Digest realm="a", qop="auth", nonce="n", algorithm=SHA-256, charset="UTF-8"'
    assert digest("a", nonce="n") == expected
    assert digest("a", nonce="n", opaque="o", algorithm="MD5", stale=True) == (
        'Digest realm="a", qop="auth", nonce="n", opaque="o", algorithm=MD5, stale=true, charset="UTF-8"'
    )


def test_api_key() -> None:
    """A key has no registered scheme; the challenge says where it goes."""
    assert api_key("Pet store", location="query", name="key") == 'ApiKey realm="Pet store", in="query", name="key"'


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_every_challenge_can_be_sent(scheme: str, realm: str, text: str) -> None:
    """Whatever a document says, a challenge is a field value in ASCII."""
    for written in (challenge(scheme, realm=realm, stale=text), bearer(realm, error=text), basic(realm)):
        assert is_field_value(written)
        assert written.isascii()
