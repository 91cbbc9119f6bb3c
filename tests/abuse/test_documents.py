"""Bad documents: each is refused by its rule, on a screen, with its file; or it is served, and answers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.abuse.documents import BOMBS, DOCUMENTS, FILES, NAMES, SERVED, WELL
from tests.abuse.judging import GIBIBYTE
from tests.server.conftest import Wire

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits on memory and processor are POSIX's")

ROOT = Path(__file__).parents[2]
SCREEN = 40
PATIENCE = 20.0
"""Seconds that a command may take in the worst case."""

# What would steer a terminal, or turn what it shows.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def surroundings(folder: Path) -> Path:
    """A folder for documents, with a pipe and a link beside them, and a file above them."""
    (folder / "outside.yaml").write_text("root:x:0:0\n")
    within = folder / "in"
    within.mkdir()
    os.mkfifo(within / "pipe")
    (within / "link.yaml").symlink_to(folder / "outside.yaml")
    return within


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of each document, by name. Of one that is missing, the process died."""
    command = [sys.executable, "-m", "tests.abuse.judging", str(surroundings(tmp_path_factory.mktemp("bad")))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found: dict[str, Any] = dict(map(json.loads, done.stdout.splitlines()))
    assert done.returncode == 0, f"after {list(found)[-1:]}: {done.returncode} {done.stderr[-2000:]}"
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_bad_document(name: str, outcomes: dict[str, Any]) -> None:
    """It is refused by its rule or served; what is said of it is plain text on one screen, and names its line."""
    found = outcomes[name]
    assert found["code"] == DOCUMENTS[name][0]
    assert len(found["said"].splitlines()) <= SCREEN
    assert len(found["said"]) < 20_000
    assert STEERING.search(found["said"]) is None
    assert found["code"] in {SERVED, "too-large", "too-many-values"} or re.search(r"api\.\w+:\d+:\d+: ", found["said"])
    assert not found["is_fetched"]


@pytest.mark.parametrize("name", [name for name, (code, _) in DOCUMENTS.items() if code == SERVED])
def test_a_bad_document_that_is_served_answers(name: str, outcomes: dict[str, Any]) -> None:
    """Each path with a response; a 500 says what is broken in the document, which no client can mend."""
    assert outcomes[name]["answers"]
    for status, wrong in outcomes[name]["answers"]:
        assert wrong == ""
        assert 200 <= status <= 599


LIMITED = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, ({GIBIBYTE}, {GIBIBYTE}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from mockserver.cli import main
main()
"""


def command(name: str, path: Path, *options: str) -> subprocess.Popen[str]:
    """A command at a document, in a process with bounds."""
    words = [sys.executable, "-c", LIMITED, name, str(path), "--no-cache", *options]
    nothing, pipe = subprocess.DEVNULL, subprocess.PIPE
    return subprocess.Popen(words, encoding="utf-8", stdin=nothing, stdout=pipe, stderr=subprocess.STDOUT)


def assert_told(said: str) -> None:
    """On one screen, in plain text, without a traceback."""
    assert "Traceback" not in said
    assert "mockserver itself failed" not in said
    assert len(said.splitlines()) <= SCREEN
    assert STEERING.search(said) is None


@pytest.mark.parametrize("name", FILES)
def test_what_only_looks_like_a_file(name: str, tmp_path: Path) -> None:
    """Neither command waits for it, reads without end, or serves it: exit code 2, with its name."""
    path = FILES[name](tmp_path)
    for words in (("validate",), ("serve", "-p", "0")):
        process = command(words[0], path, *words[1:])
        said = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 2
        assert path.name[:60] in said
        assert_told(said)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*BOMBS, *NAMES])
def test_the_commands_at_a_bad_document(name: str, tmp_path: Path) -> None:
    """`validate` ends with its code; `serve` does, too, or serves until it is told to end."""
    code, octets = DOCUMENTS[name]
    data = octets()
    path = tmp_path / ("api.json" if data[:1] == b"{" else "api.yaml")
    path.write_bytes(data)
    judging = command("validate", path)
    said = judging.communicate(timeout=PATIENCE)[0]
    assert judging.returncode in ({0, 1} if code == SERVED else {2})
    assert_told(said)
    serving = command("serve", path, "-p", "0")
    assert serving.stdout is not None
    told = ""
    try:
        for line in serving.stdout:
            told += line
            port = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if port:
                with Wire(int(port[1])) as wire:
                    # One of the documents has an odd base path.
                    assert wire.send(b"GET /ok HTTP/1.1\r\nHost: a\r\n\r\n").reply().status in {200, 404}
                break
    finally:
        serving.terminate()
        told += serving.communicate(timeout=PATIENCE)[0]
    assert serving.returncode == (0 if code == SERVED else 2)
    assert_told(told)


def test_a_file_that_vanishes_while_it_is_served(tmp_path: Path) -> None:
    """What was read is served on."""
    path = tmp_path / "api.yaml"
    path.write_text(WELL)
    serving = command("serve", path, "-p", "0", "--watch")
    assert serving.stdout is not None
    try:
        port = next(found for line in serving.stdout if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
        path.unlink()
        with Wire(int(port[1])) as wire:
            assert wire.send(b"GET /ok HTTP/1.1\r\nHost: a\r\n\r\n").reply().status == 200
    finally:
        serving.terminate()
        serving.communicate(timeout=PATIENCE)
    assert serving.returncode == 0
