"""The nouns of the model."""

from __future__ import annotations

from mockserver.document.model import ABSENT


def test_what_is_absent_is_no_value() -> None:
    """It is false, is no None, and shows what it is."""
    assert not ABSENT
    assert ABSENT is not None
    assert repr(ABSENT) == "ABSENT"
