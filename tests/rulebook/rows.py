"""A rule as a row of a table: one request, and what holds of its response."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.rulebook.client import ask

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from tests.rulebook.client import Reply

ORIGIN = "Origin: http://app.example.test:3000"
JSON = "Content-Type: application/json"
PRODUCT = b'{"sku": "tea", "price": 4.5}'


@dataclass(frozen=True)
class Row:
    """`has`: fields with their whole value, or with a tuple of members that are in it; `says`: the content's text."""

    method: str
    target: str
    fields: tuple[str, ...]
    content: bytes
    status: tuple[int, ...]
    has: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    says: str | None = None

    def holds(self, port: int) -> Reply:
        """Send the request to a server and compare; the reply, for what else is to be said about it."""
        reply = ask(port, self.method, self.target, *self.fields, content=self.content)
        assert reply.status in self.status, f"{self.status} expected: {reply}"
        for name, expected in self.has.items():
            if isinstance(expected, str):
                assert (name, expected) == (name, reply[name])
            else:
                assert set(expected) <= {each.lower() for each in reply.members(name)}, f"{name}: {reply}"
        assert set() == set(self.lacks) & set(reply.names)
        if self.says is not None:
            assert self.says == reply.content.decode()
        return reply


def row(
    rule: str,
    line: str,
    *fields: str,
    content: bytes = b"",
    status: int | tuple[int, ...],
    allow: str = "",
    **more: Any,
) -> ParameterSet:
    """A row: the rule's name, `METHOD target`, field lines, and what is expected. `allow` is all of Allow."""
    method, _, target = line.partition(" ")
    has = {**more.pop("has", {}), **({"allow": allow} if allow else {})}
    statuses = status if isinstance(status, tuple) else (status,)
    shown = line if line.isascii() and len(line) < 60 else f"{line[:50].encode('unicode_escape').decode()}..."
    extra = f" + {fields[-1][:40]}" if fields else ""
    return pytest.param(Row(method, target, fields, content, statuses, has, **more), id=f"{rule}: {shown}{extra}")


def problem(reply: Reply) -> dict[str, Any]:
    """The members of a problem."""
    assert reply.is_problem, f"no problem: {reply}"
    said = json.loads(reply.content)
    assert isinstance(said, dict)
    return said
