"""The corpus holds: every input that was ever kept is taken by its target, with the fuzzer and without."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import pytest

from tests.fuzz.run import CORPUS, FAULTS, ROOT
from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from pathlib import Path

MOST: Final = 40
"""Files of a corpus: what is kept is minimised."""


def test_every_target_has_a_corpus() -> None:
    """Each target has a folder of inputs, and none is left of a target that is gone."""
    assert sorted(path.name for path in CORPUS.iterdir()) == sorted(TARGETS)


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_the_corpus_is_taken(target: str) -> None:
    """No input of the corpus breaks a promise of its target."""
    inputs = [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]
    for octets in inputs:
        TARGETS[target](octets)
    assert 0 < len(inputs) <= MOST


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed: pip install mockserver[fuzz]")
@pytest.mark.parametrize("target", sorted(TARGETS))
def test_fuzzing_finds_nothing(target: str, tmp_path: Path) -> None:
    """Five seconds of new inputs break no promise either: the same inputs every time, so that who changed nothing of it
    is not stopped by it. Other seeds are a person's to try.
    """
    options = ["--seconds", "5", "--seed", "1", "--into", str(tmp_path)]
    command = [sys.executable, "tests/fuzz/run.py", target, *options]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(FAULTS)] == [], told[-3000:]
    assert "Done" in told, told[-3000:]
