"""The container image, as far as it can be checked without an engine: what the Dockerfile says holds."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from mockserver import MockServer, Settings
from mockserver.cli import main

ROOT = Path(__file__).parent.parent
PETSTORE = ROOT / "specs" / "petstore.yaml"


@dataclass(frozen=True)
class Instruction:
    """A line of a Dockerfile: its name in capitals, and what it says."""

    name: str
    said: str


def instructions() -> list[list[Instruction]]:
    """The stages of the Dockerfile; what comes before the first one belongs to none."""
    lines = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", lines).splitlines()
    stages: list[list[Instruction]] = []
    for line in filter(None, joined):
        name, said = line.split(maxsplit=1)
        if name == "FROM":
            stages.append([])
        if stages:
            stages[-1].append(Instruction(name, said))
    return stages


STAGES = instructions()
FINAL = {each.name: each.said for each in STAGES[-1]}
ENVIRONMENT = dict(pair.split("=", 1) for pair in shlex.split(FINAL["ENV"]))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage[0].said)
def test_only_known_instructions(stage: list[Instruction]) -> None:
    """Each instruction is one of Docker's, and none is ADD, which fetches and unpacks."""
    known = {"FROM", "WORKDIR", "COPY", "RUN", "LABEL", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK"}
    assert {each.name for each in stage} <= known | {"ENTRYPOINT", "CMD"}


def test_images_have_a_version() -> None:
    """What it is built on is a slim image of a Python that we support, the same in each stage."""
    found = {stage[0].said.split()[0] for stage in STAGES}
    (default,) = re.findall(r"^ARG PYTHON=(.*)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert (found, default) == ({"python:${PYTHON}-slim"}, "3.11")


def test_it_does_not_run_as_root() -> None:
    """The last USER is a number other than 0, and nothing is installed after it."""
    names = [each.name for each in STAGES[-1]]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", FINAL["USER"])
    assert not {"RUN", "COPY"} & set(names[names.index("USER") :])


def test_what_is_copied_is_there() -> None:
    """Each file that is copied is in the repository, and .dockerignore lets it through."""
    allowed = [
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    ]
    copied = [
        name
        for stage in STAGES
        for each in stage
        if each.name == "COPY" and not each.said.startswith("--from")
        for name in each.said.split()[:-1]
    ]
    assert sorted(copied) == sorted(allowed)
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_what_the_package_needs_is_copied() -> None:
    """The files that pyproject.toml names are among those that are copied."""
    said = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    copied = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert [name for name in re.findall(r'"(\w+\.md|LICENSE)"', said) if name not in copied] == []


def test_the_command_serves_the_document_in_the_folder() -> None:
    """Without arguments it serves what is in its folder, at the port that is exposed, to all of the container's network."""
    line = [*json.loads(FINAL["ENTRYPOINT"]), *json.loads(FINAL["CMD"])]
    assert line == ["mockserver", "serve", FINAL["WORKDIR"]]
    assert int(FINAL["EXPOSE"]) == Settings().port
    flags = {each.name: each for each in main.commands["serve"].params}
    named = [name.removeprefix("MOCKSERVER_").lower() for name in ENVIRONMENT if name.startswith("MOCKSERVER_")]
    assert (named, [name for name in named if name not in flags]) == (["host", "cache"], [])
    assert ENVIRONMENT["MOCKSERVER_HOST"] == "0.0.0.0"


@pytest.mark.parametrize("variable", ["PORT", "MOCKSERVER_PORT"])
def test_the_health_check_says_the_truth(variable: str) -> None:
    """It ends with 0 while the server answers, and with another code when it does not any more."""
    line = json.loads(FINAL["HEALTHCHECK"].partition("CMD ")[2])
    with MockServer(PETSTORE) as mock:
        environment = {**os.environ, variable: str(urlsplit(mock.origin).port)}
        codes = [subprocess.run([sys.executable, *line[1:]], env=environment, check=False).returncode]
    ended = subprocess.run([sys.executable, *line[1:]], env=environment, check=False, capture_output=True)
    assert (line[0], codes, ended.returncode) == ("python", [0], 1)


def test_the_compose_example() -> None:
    """It builds what is here, mounts a document that is here, and opens the port to this machine alone."""
    api = yaml.safe_load((ROOT / "compose.example.yaml").read_text(encoding="utf-8"))["services"]["api"]
    source, target, _ = api["volumes"][0].split(":")
    assert (api["build"], api["ports"]) == (".", [f"127.0.0.1:{FINAL['EXPOSE']}:{FINAL['EXPOSE']}"])
    assert (ROOT / source).exists()
    assert Path(target).parent == Path(FINAL["WORKDIR"])
