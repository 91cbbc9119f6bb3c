"""The real command in a process of its own, and how to see that it is well."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.rulebook.client import request
from tests.rulebook.conftest import serving
from tests.server.conftest import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.conftest import Reply


def told(wire: Wire, method: str, target: str, *fields: str, content: bytes = b"") -> Reply:
    """The response to a request, which may be any well-formed one."""
    return wire.send(request(method, target, fields, content)).reply(method)


def is_well(port: int, target: str = "/ok") -> bool:
    """Whether a plain request of somebody else is answered."""
    with Wire(port) as wire:
        return told(wire, "GET", target).status == 200


def written(folder: Path, document: Any) -> Path:
    """The file of a document."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server of all hostile schemas."""
    from tests.abuse.schemas import document

    with serving(written(tmp_path_factory.mktemp("hostile"), document())) as port:
        yield port
