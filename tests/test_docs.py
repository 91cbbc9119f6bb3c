"""What the documents say holds: their commands run and show what they say, their links lead somewhere."""

from __future__ import annotations

import ast
import http.client
import json
import os
import re
import runpy
import shlex
import signal
import subprocess
import sys
import tomllib
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import takewhile, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import yaml
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mockserver import MockServer, __version__
from mockserver.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = "http://127.0.0.1:4010"


@dataclass(frozen=True)
class Shown:
    """A command that a document shows, and the output that follows it, if any."""

    where: str
    command: str
    output: str = ""


def shown_in(document: Path) -> Iterator[Shown]:
    """The commands of a document: each line of a block of `sh`; an unmarked block right behind it is its output."""
    blocks = list(FENCE.finditer(document.read_text(encoding="utf-8")))
    for block, behind in zip_longest(blocks, blocks[1:]):
        if block["language"] != "sh":
            continue
        between = behind.string[block.end() : behind.start()] if behind else "nothing"
        output = behind["text"] if behind and not behind["language"] and not between.strip() else ""
        lines = block["text"].strip().splitlines()
        for line in lines:
            yield Shown(document.name, line, output if len(lines) == 1 else "")


COMMANDS = [shown for document in DOCUMENTS for shown in shown_in(document)]


def of_kind(beginning: str) -> list[Shown]:
    """The commands that begin so."""
    return [shown for shown in COMMANDS if shown.command.startswith(beginning)]


def command_id(shown: Shown) -> str:
    """How a command is called in the report."""
    return f"{shown.where}: {shown.command[:60]}"


# Commands.

KINDS = ["python3 -m venv", ".venv/bin/pip", "scripts/", "curl -i ", "mockserver ", "pytest "]


@pytest.mark.parametrize("shown", COMMANDS, ids=command_id)
def test_every_command_is_run(shown: Shown) -> None:
    """No document shows a command that neither these tests nor scripts/check run."""
    assert any(shown.command.startswith(kind) for kind in KINDS)


def test_the_readme_has_its_two_commands() -> None:
    """One command installs and serves, one installs and tests."""
    installs = [shown.command for shown in COMMANDS if shown.where == "README.md" and "-m venv" in shown.command]
    assert [command.split("&&")[-1].strip() for command in installs] == [
        ".venv/bin/mockserver serve specs/petstore.yaml",
        ".venv/bin/pytest -q",
    ]


@pytest.mark.parametrize("shown", [*of_kind("python3 -m venv")[1:], *of_kind(".venv/bin/pip")], ids=command_id)
def test_scripts_check_runs_it(shown: Shown) -> None:
    """What sets up and tests is what scripts/check does, to the letter."""
    assert shown.command in (ROOT / "scripts" / "check").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("shown", of_kind("scripts/"), ids=command_id)
def test_a_script_is_there(shown: Shown) -> None:
    """A script that a document names can be run."""
    assert os.access(ROOT / shown.command, os.X_OK)


def serving_lines() -> list[str]:
    """Each `mockserver serve` that a document shows anywhere: in a shell, in a package.json, in a table."""
    texts = (path.read_text(encoding="utf-8") for path in DOCUMENTS)
    found = {line for text in texts for line in re.findall(r"mockserver serve [^\n`\"'>&|]*[\w/]", text)}
    return sorted(line for line in found if not line.endswith("--help"))


@pytest.mark.parametrize("line", serving_lines())
def test_a_command_that_serves_is_understood(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`mockserver serve` knows the options that a document shows it with, and their values."""
    monkeypatch.chdir(tmp_path)
    for name in re.findall(r"[\w-]+\.pem", line):  # a certificate and its key have to be there
        Path(name).touch()
    arguments = shlex.split(line)[2:]
    assert main.commands["serve"].make_context("serve", arguments).params["debug"] is False


def files_shown_in(name: str) -> dict[str, str]:
    """The files that a document tells its reader to save: blocks of YAML that begin with a name."""
    path = next(each for each in DOCUMENTS if each.name == name)
    blocks = (
        block["text"] for block in FENCE.finditer(path.read_text(encoding="utf-8")) if block["language"] == "yaml"
    )
    return {found[1]: block for block in blocks if (found := re.match(r"# (\w+\.yaml)\n", block))}


@pytest.mark.parametrize(
    "shown", [shown for shown in of_kind("mockserver ") if " serve " not in shown.command], ids=command_id
)
def test_a_command_of_ours_runs(shown: Shown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A command runs where the reader is, with the files that were shown, and says what the document shows."""
    for name, text in files_shown_in(shown.where).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "specs").symlink_to(ROOT / "specs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    result = CliRunner().invoke(main, shlex.split(shown.command)[1:])
    assert (result.exit_code, result.output if shown.output else "") == (0, shown.output)


@pytest.fixture(scope="module")
def start() -> Iterator[list[str]]:
    """What `mockserver serve specs/petstore.yaml` says at its start, at a free port, while it serves."""
    line = [sys.executable, "-m", "mockserver", "serve", "specs/petstore.yaml", "--port", "0", "--no-cache"]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield [*lines_until_empty(process.stdout), "\n", *lines_until_empty(process.stdout)]
        process.kill()


def lines_until_empty(stream: IO[str]) -> list[str]:
    """The lines up to an empty one, or to the end of a server that did not start."""
    return list(takewhile(lambda line: line != "\n", stream))


def test_the_start_is_as_shown(start: list[str]) -> None:
    """The README shows what appears, but for the port and the time."""
    shown = next(shown for shown in COMMANDS if shown.command.endswith("serve specs/petstore.yaml"))
    assert without_chance("".join(start)) == without_chance(shown.output)


def without_chance(text: str) -> str:
    """The text without what differs from start to start."""
    return re.sub(r"ready in \S+ s", "ready", re.sub(r":\d{4,5}/", ":PORT/", text))


def test_json_lines_are_described() -> None:
    """Each member of a line of JSON is named where the lines are described."""
    line = [sys.executable, "-m", "mockserver", "serve", "specs/petstore.yaml", "--port", "0", "--no-cache"]
    with subprocess.Popen([*line, "--log-format", "json", "--verbose"], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        address = urlsplit(ready["urls"][0])
        with closing(http.client.HTTPConnection("127.0.0.1", address.port or 0)) as connection:
            connection.request("GET", "/nowhere")
            request = json.loads(process.stdout.readline())
        process.kill()
    page = (ROOT / "docs" / "reference" / "exit-codes.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: set(re.findall(r"`(\w+)`", row)) for row in page.splitlines() if row.startswith("| `")}
    assert [set(told) - rows[told["event"]] for told in (ready, request)] == [{"event"}, {"event"}]


@pytest.mark.parametrize("shown", of_kind("curl -i "), ids=command_id)
def test_curl_shows_what_is_shown(shown: Shown, start: list[str]) -> None:
    """Each line of the answer that a document shows is in the answer; other fields may be there."""
    port = urlsplit(start[1].split()[0]).port or 0
    with ExitStack() as ends:
        for text in files_shown_in(shown.where).values():
            port = urlsplit(ends.enter_context(served(text)).origin).port or 0
        said = curl(shown.command, port)
    assert shown.output
    assert [line for line in shown.output.splitlines() if line not in said] == []


@contextmanager
def served(text: str) -> Iterator[MockServer]:
    """A server of a document that is shown."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "openapi.yaml")
        path.write_text(text, encoding="utf-8")
        with MockServer(path) as mock:
            yield mock


def curl(command: str, port: int) -> list[str]:
    """What `curl -i` says, line by line, for the few options that the documents use."""
    words = shlex.split(command)[2:]
    method, sent, content, url = "GET", {}, None, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, value = words.pop(0).split(": ")
            sent[name] = value
        elif word == "-d":
            method, content = "POST", words.pop(0)
        else:
            url = word
    assert url.startswith(ADDRESS)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, url.removeprefix(ADDRESS), body=content, headers=sent)
        with connection.getresponse() as response:
            head = [f"{name}: {value}" for name, value in response.headers.items()]
            lines = response.read().decode().splitlines()
            return [f"HTTP/1.1 {response.status} {response.reason}", *head, "", *lines]


def files_of_the_repository() -> Iterator[Path]:
    """What a clone would hold; all but environments where there is no repository, as in an unpacked archive."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        yield from (path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file())
    else:
        yield from (path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the command is for a POSIX shell")
def test_the_command_that_serves_works_on_a_fresh_machine(tmp_path: Path) -> None:
    """The README's first command installs and serves, in a copy of the repository, with nothing but Python and pip."""
    shown = next(shown for shown in COMMANDS if shown.command.endswith("serve specs/petstore.yaml"))
    for path in files_of_the_repository():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    line = (
        shown.command.replace("&& .venv/bin/mockserver", "&& exec .venv/bin/mockserver") + " --port 0 --log-format json"
    )
    with subprocess.Popen(["sh", "-c", line], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        assert curl(f"curl -i {ADDRESS}/v1/pets", urlsplit(ready["urls"][0]).port or 0)[0] == "HTTP/1.1 200 OK"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


# Words.

LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """A link within the repository leads to a file."""
    links = LINK.findall(FENCE.sub("", document.read_text(encoding="utf-8")))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_options_exist(document: Path) -> None:
    """An option that a document names is one of ours, or of a tool that it names it with."""
    ours = {
        name
        for command in main.commands.values()
        for option in command.params
        for name in (*option.opts, *option.secondary_opts)
    }
    named = set(re.findall(r"`(?:mockserver [a-z]+ )?(--[a-z-]+)", document.read_text(encoding="utf-8")))
    assert named - ours - {"--strict", "--help", "--version"} == set()


def test_the_reference_is_that_of_the_code() -> None:
    """The pages of docs/reference that are made of the code are up to date: scripts/reference writes them."""
    made = runpy.run_path(str(ROOT / "scripts" / "reference"))["pages"]()
    told = {name: (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") for name in made}
    assert [name for name in made if made[name] != told[name]] == [], "run scripts/reference"


def test_every_page_is_in_the_menu() -> None:
    """mkdocs.yml lists each page once, and no other."""
    menu = re.findall(r"^ +- ([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(menu) == sorted(str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md"))


READERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "python": partial(compile, filename="shown", mode="exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT),
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_code_that_is_shown_is_code(document: Path) -> None:
    """Python, JSON, TOML and YAML that a document shows can be read; blocks within lists, too."""
    text = document.read_text(encoding="utf-8")
    for language, block in re.findall(r"^ *```(\w+)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL):
        READERS.get(language, str)(dedent(block))


def test_the_layout_is_true() -> None:
    """Each file that ARCHITECTURE.md lists is there."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listing = next(block["text"] for block in FENCE.finditer(text) if block["text"].startswith("mockserver/"))
    folder, missing = ROOT / "mockserver", []
    for indent, name in re.findall(r"^( *)([\w./]+)", listing.split("\nspecs/")[0], re.MULTILINE)[1:]:
        folder = ROOT / "mockserver" / name if len(indent) == 2 and name.endswith("/") else folder
        path = folder / name if len(indent) == 4 else ROOT / "mockserver" / name
        missing += [] if path.exists() else [str(path.relative_to(ROOT))]
    assert missing == []


@pytest.mark.parametrize("path", sorted((ROOT / "specs").glob("*.*")), ids=lambda path: path.name)
def test_a_document_says_why_it_is_here(path: Path) -> None:
    """Each document in specs/ begins its description so."""
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["info"]["description"].startswith("Why this is here:")


def test_the_changelog_knows_this_version() -> None:
    """The newest section is that of the version."""
    versions = re.findall(r"^## (\S+?),? ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert versions[0] == __version__


def test_promises_name_their_tests() -> None:
    """Each test that SECURITY.md names is there, and each promise names one."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition("|---|---|\n")[2].partition("\n\n")[0].splitlines()
    assert [row for row in table if "`tests/" not in row] == []
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(
            rf"^(?:async )?(?:def {name}\(|{name} = )", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert missing == []


# The project.


def pins() -> dict[str, str]:
    """What constraints.txt pins, by canonical name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def requirements() -> list[Requirement]:
    """All that the project and its extras require."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    listed = [*PROJECT["project"]["dependencies"], *(each for extra in extras for each in extra)]
    return [Requirement(each) for each in listed if not each.startswith("mockserver")]


@pytest.mark.parametrize("required", requirements(), ids=str)
def test_lower_bounds_are_what_is_tested(required: Requirement) -> None:
    """constraints.txt pins each requirement, within its bounds and at the lower one's minor version."""
    pinned = pins()[canonicalize_name(required.name)]
    (bound,) = required.specifier
    assert required.specifier.contains(pinned)
    assert pinned.split(".")[:2] == bound.version.split(".")[:2] or len(bound.version.split(".")) == 1


def test_constraints_are_plain() -> None:
    """constraints.txt holds names and versions, no addresses."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines[1:] if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
