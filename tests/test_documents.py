"""Real documents, each served and driven by an independent tool: every operation and every undeclared method."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
CORPUS = SHARED / "documents" / "corpus.json"
DRIVER = SHARED / "tools" / "drive_spec.py"
DOCUMENTS = [each["path"] for each in json.loads(CORPUS.read_text("utf-8"))] if CORPUS.exists() else []


@pytest.mark.slow
@pytest.mark.skipif(not DOCUMENTS, reason="the documents do not lie beside the repository")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_real_document_is_served_as_declared(document: str) -> None:
    """Each operation answers with a declared status and valid content, each other method with 405 and a true Allow."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serving = f"{sys.executable} -m mockserver serve {{document}} --port {{port}} --quiet --no-cache"
    command = [sys.executable, str(DRIVER), str(SHARED / "documents" / document), "--server-cmd", serving]
    run = subprocess.run([*command, "--port", str(port)], capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-2000:]
