"""One server for each document of the rulebook: the real command in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


@contextmanager
def serving(document: Path, *options: str) -> Iterator[int]:
    """`mockserver serve` of a document at a free port; gives the port, and ends with the server still alive (W-15)."""
    command = [sys.executable, "-m", "mockserver", "serve", str(document), "-p", "0", "-q", "--no-cache", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                yield int(found[1])
                assert process.poll() is None, "W-15: the server has ended"
                return
        pytest.fail(f"the server did not start: {''.join(told)}")
    finally:
        process.terminate()
        said = process.communicate(timeout=10)[0]
        assert "Traceback" not in said, said


@pytest.fixture(scope="session")
def shop() -> Iterator[int]:
    """The port of the shop: OpenAPI 3.1, two base paths."""
    with serving(HERE / "shop.yaml") as port:
        yield port


@pytest.fixture(scope="session")
def library() -> Iterator[int]:
    """The port of the library: OpenAPI 3.2, no base path, QUERY and additional methods."""
    with serving(HERE / "library.yaml") as port:
        yield port
