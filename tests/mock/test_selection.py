"""Which declared response, by preference or by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.document.model import DeclaredResponse, Operation
from mockserver.errors import NotFound, NotImplementedHere
from mockserver.http.messages import Fields, Request
from mockserver.mock.selection import NO_PREFERENCES, Preferences, preferences, select

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Responses:
    """The parts of an operation that only declares responses."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = statuses

    def parameters(self) -> tuple[()]:
        return ()

    def request_body(self) -> None:
        return None

    def responses(self) -> Mapping[str, DeclaredResponse]:
        return {status: DeclaredResponse(status) for status in self.statuses}

    def security(self) -> tuple[()]:
        return ()


def _operation(*statuses: str, method: str = "GET") -> Operation:
    return Operation(method, "/x", _Responses(*statuses), "readX")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["404", "201", "200"], (200, "200")),
        (["default", "404", "2XX"], (200, "2XX")),
        (["2XX", "204"], (204, "204")),
        (["404", "default"], (200, "default")),
        (["503", "404"], (404, "404")),
        (["4XX"], (400, "4XX")),
        (["103", "404"], (404, "404")),
        (["302", "400"], (302, "302")),
        (["odd", "500"], (500, "500")),
        ([], None),
    ],
)
def test_success_is_taken_by_default(statuses: list[str], expected: tuple[int, str] | None) -> None:
    """Lowest 2xx, `2XX`, `default` as 200, then the lowest that is declared."""
    selected = select(_operation(*statuses), None)
    assert (selected and (selected.status, selected.declared.status)) == expected


@pytest.mark.parametrize(
    ("code", "declared"), [(404, "404"), (418, "4XX"), (503, "default"), (200, "200"), (204, "default")]
)
def test_a_preferred_code_is_taken(code: int, declared: str) -> None:
    """Itself, its range, `default`; the status is the one that is asked for."""
    selected = select(_operation("200", "404", "4XX", "default"), code)
    assert selected is not None
    assert (selected.status, selected.declared.status) == (code, declared)


def test_an_undeclared_code_is_not_found() -> None:
    """As with Prism; the problem lists what is declared."""
    with pytest.raises(NotFound, match="readX declares no response 404; it declares 200, 3XX") as refused:
        select(_operation("200", "3XX"), 404)
    assert refused.value.members == {"declared": ["200", "3XX"]}


@pytest.mark.parametrize(("method", "statuses"), [("GET", ["103"]), ("POST", ["206"]), ("POST", ["304", "416"])])
def test_what_can_never_be_the_answer_is_not_sent(method: str, statuses: list[str]) -> None:
    """RFC 9110: a 1xx is not final (15), a POST is never answered 206, 304 or 416 (9.3.3)."""
    with pytest.raises(NotImplementedHere, match="can never be the final response"):
        select(_operation(*statuses, method=method), None)
    with pytest.raises(NotFound):
        select(_operation(*statuses, method=method), int(statuses[0]))


@pytest.mark.parametrize(
    ("fields", "query", "expected"),
    [
        ([], "", NO_PREFERENCES),
        ([("prefer", "code=404, example=cats")], "", Preferences(404, "cats")),
        (
            [("prefer", "code=404"), ("prefer", 'dynamic; seed=1, example="two cats"')],
            "",
            Preferences(404, "two cats", True),
        ),
        ([("prefer", "dynamic=false, seed=7")], "", Preferences(dynamic=False, seed=7)),
        ([], "a=1&__code=503&__dynamic=true", Preferences(503, dynamic=True)),
        ([("cookie", "a=1; __code=500; __example=x")], "", Preferences(500, "x")),
        ([("prefer", "code=404"), ("cookie", "__code=500")], "__code=503", Preferences(404)),
        ([("cookie", "__code=500")], "__code=503", Preferences(503)),
        ([("prefer", "code=none, seed=1e9, wait=5")], "", NO_PREFERENCES),
        ([("prefer", "code=1234567")], "", NO_PREFERENCES),
    ],
)
def test_preferences_are_read(fields: list[tuple[str, str]], query: str, expected: Preferences) -> None:
    """From `Prefer` before the query before the cookie; what is no sense is ignored (RFC 7240, section 2)."""
    assert preferences(Request("GET", "/x", query, Fields(tuple(fields)))) == expected
