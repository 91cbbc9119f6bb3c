"""The configuration file, as a user meets it: where it is looked for, what it sets, what is said of its mistakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.configuring import toml_value
from mockserver.server import configuration

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_VARIABLES = {name: "" for name in os.environ if name.startswith("MOCKSERVER_") or name in {"HOST", "PORT"}}
DOCUMENT = (
    "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n"
)


def ran(*arguments: str, **variables: str) -> Result:
    """What a command says and how it ends."""
    return CliRunner().invoke(main, arguments, env={**WITHOUT_VARIABLES, **variables}, prog_name="mockserver")


def effective(*arguments: str, **variables: str) -> dict[str, tuple[Any, str]]:
    """Value and origin of each setting."""
    result = ran("config", "--format", "json", *arguments, **variables)
    assert result.exit_code == 0, result.stderr
    return {name: (each["value"], each["origin"]) for name, each in json.loads(result.stdout).items()}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document, which is the current one."""
    real = tmp_path.resolve()
    (real / "openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.chdir(real)
    return real


def configured(folder: Path, *lines: str, name: str = configuration.OWN) -> None:
    """Write a configuration."""
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


# Where it is, and what goes before what.


def test_the_order_of_origins(folder: Path) -> None:
    """A flag goes before a variable, a variable before the file, and that before the default."""
    configured(folder, "port = 1", "seed = 1", "quiet = true")
    told = effective("--port", "3", MOCKSERVER_PORT="2", MOCKSERVER_SEED="2")
    assert [told[name] for name in ("port", "seed", "quiet", "strict")] == [
        (3, "command line"),
        (2, "MOCKSERVER_SEED"),
        (True, "mockserver.toml:3"),
        (False, "default"),
    ]


def test_the_closest_file_upward(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several files the closest one counts, alone; in one folder our own goes before pyproject.toml."""
    configured(folder, "[tool.mockserver]", "port = 1", "seed = 1", name="pyproject.toml")
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert effective()["port"] == (1, f"{folder / 'pyproject.toml'}:2")
    configured(folder, "port = 2")
    assert effective()["port"][0] == 2
    configured(folder / "a", "port = 3")
    configured(inner, "[tool.other]", "port = 4", name="pyproject.toml")
    told = effective()
    assert (told["port"][0], told["seed"]) == (3, (0, "default"))


def test_a_file_of_the_users_choice(folder: Path) -> None:
    """`--config` and its variable name another file."""
    configured(folder, "port = 1")
    configured(folder, "port = 2", name="ci.toml")
    assert effective("--config", "ci.toml")["port"] == (2, "ci.toml:1")
    assert effective(MOCKSERVER_CONFIG="ci.toml")["port"] == (2, "ci.toml:1")


def test_files_are_relative_to_the_configuration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents and folders are found from wherever the command is run; URLs and the standard input stay as they are."""
    (folder / "sub").mkdir()
    documents = ["openapi.yaml", "/x=openapi.yaml", "http://h/o.yaml", "/y=http://h/o.yaml", "-"]
    (folder / "c.pem").touch()
    configured(folder, f"documents = {toml_value(documents)}", 'allow-root = "."', 'tls-cert = "c.pem"', 'uds = "s"')
    monkeypatch.chdir(folder / "sub")
    told = effective()
    document = str(folder / "openapi.yaml")
    assert told["documents"][0] == [document, f"/x={document}", "http://h/o.yaml", "/y=http://h/o.yaml", "-"]
    assert told["allow-root"][0] == [str(folder)]
    assert [told[each][0] for each in ("tls-cert", "uds")] == [str(folder / "c.pem"), str(folder / "s")]


def test_each_command_takes_what_is_its_own(folder: Path) -> None:
    """`validate`, `routes` and `get` find the configured documents, and leave alone what they have no option for."""
    (folder / "openapi.yaml").rename(folder / "api.yaml")
    configured(folder, 'document = "/x=api.yaml"', "port = 1", "strict = true", "max-body = '4mb'")
    assert "no findings in api.yaml" in ran("validate", "--no-cache").stdout
    assert " /x/a " in ran("routes").stdout
    assert ran("get", "/x/a").exit_code == 0


@pytest.mark.parametrize(("line", "value"), [('cors = "strict"', "strict"), ("", "on")])
def test_one_value_of_several_flags(folder: Path, line: str, value: str) -> None:
    """What several flags set is one key; a flag goes before it."""
    configured(folder, line)
    assert effective()["cors"][0] == value
    assert effective("--no-cors")["cors"] == ("off", "command line")
    assert effective(MOCKSERVER_CORS="no")["cors"] == ("off", "MOCKSERVER_CORS")


def test_the_settings_as_text(folder: Path) -> None:
    """Each setting is a line of TOML with its origin as a comment."""
    configured(folder, 'documents = ["openapi.yaml"]', "port = 1")
    lines = ran("config").stdout.splitlines()
    assert [" ".join(line.split()) for line in lines[:3]] == [
        'documents = ["openapi.yaml"] # mockserver.toml:1',
        'host = "127.0.0.1" # default',
        "port = 1 # mockserver.toml:2",
    ]


# Mistakes.


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["", "prot = 1"], "mockserver.toml:2: there is no setting 'prot' -- did you mean 'port'?"),
        (["port = 'http'"], "mockserver.toml:1: port: 'http' is no port: write 0 to 65535, 0 for a free one"),
        (["port = 70000"], "mockserver.toml:1: port: 70000 is no port: write 0 to 65535, 0 for a free one"),
        (["port = [1]"], "mockserver.toml:1: port: [1] is not one value"),
        (["max_body = 'lots'"], "mockserver.toml:1: max-body: 'lots' is no size: write 500, 4mb or 10MiB"),
        (['cors = "of"'], "mockserver.toml:1: cors: 'of' is none of on, off, strict"),
        (["allow-root = 'nowhere'"], "mockserver.toml:1: allow-root: Directory 'nowhere' does not exist."),
        (["documents = ['/a b=x.yaml']"], "mockserver.toml:1: documents: '/a b' is more than a path: write it without"),
        (["port = "], "mockserver.toml: this is no TOML: Invalid value (at line 1, column 8)"),
        (["strict = 5"], "mockserver.toml:1: strict: 5 is neither yes nor no"),
        (["seed = inf"], "mockserver.toml:1: seed: cannot convert float infinity to integer"),
        ([f"seed = {'9' * 5000}"], "mockserver.toml: a number in it is too long, or a list too deep, to be read"),
        ([f"seed = {'[' * 5000}"], "mockserver.toml: a number in it is too long, or a list too deep, to be read"),
    ],
)
def test_a_mistake_is_told_with_its_place(folder: Path, lines: list[str], said: str) -> None:
    """What is wrong, where, and what to do; nothing is served."""
    configured(folder, *lines)
    result = ran("serve")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {said}")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["[[tool.mockserver]]", "port = 1"],
            "pyproject.toml: 'mockserver' is no table -- write [tool.mockserver] once",
        ),
        (["tool = 5", "a = '''", "[tool.mockserver]", "'''"], "pyproject.toml:1: 'tool' is no table -- write"),
    ],
)
def test_a_pyproject_whose_table_is_none(folder: Path, lines: list[str], said: str) -> None:
    """It seems to speak of us, and is told."""
    configured(folder, *lines, name=configuration.SHARED)
    result = ran("config")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {said}")


def test_a_configuration_that_is_no_file_is_not_waited_for(folder: Path) -> None:
    """A pipe without a writer, a device without an end."""
    os.mkfifo(folder / "pipe")
    for path, said in ((str(folder / "pipe"), "pipe: pipe is a pipe, not a file"), ("/dev/zero", "is a device")):
        result = ran("config", "--config", path)
        assert result.exit_code == 2
        assert said in result.stderr


def test_an_unlikely_key_is_told_with_all_keys(folder: Path) -> None:
    """Where nothing is near, all keys are named."""
    configured(folder, "zzz = 1")
    assert "there are allow-remote-refs, allow-root, base-path" in ran("serve").stderr


def test_a_file_that_cannot_be_read(folder: Path) -> None:
    """What is no text is told by its name."""
    (folder / configuration.OWN).write_bytes(b"\xff")
    assert ran("routes").stderr.startswith("error: mockserver.toml: 'utf-8' codec can't decode byte 0xff")


def test_the_pyproject_of_others_may_be_broken(folder: Path) -> None:
    """A pyproject.toml that does not speak of us is not read, whatever is in it."""
    (folder / "pyproject.toml").write_bytes(b"\xff[")
    assert ran("routes").exit_code == 0


# The first file.


def test_init_writes_a_file_that_says_the_defaults(folder: Path) -> None:
    """The file names the document; with every comment opened it is TOML that changes nothing."""
    assert ran("init").stdout == "mockserver.toml is written; now `mockserver serve` serves openapi.yaml\n"
    text = (folder / configuration.OWN).read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"documents": ["openapi.yaml"]}
    before = {name: value for name, (value, _) in effective().items()}
    opened = [line.removeprefix("# ") if " = " in line else line for line in text.splitlines()]
    kept = [line for line in opened if not any(word in line for word in ('"FILE"', '"FOLDER"', '"PATH"', '"SECONDS"'))]
    configured(folder, *kept)
    after = {name: value for name, (value, _) in effective().items()}
    assert after | {"watch": None} == before


def test_every_setting_is_in_the_first_file(folder: Path) -> None:
    """Whoever opens the file finds all that can be set."""
    ran("init", "openapi.yaml", "/b=openapi.yaml")
    text = (folder / configuration.OWN).read_text(encoding="utf-8")
    assert tomllib.loads(text)["documents"] == ["openapi.yaml", "/b=openapi.yaml"]
    assert [name for name in effective("--config", os.devnull) if f"{name} = " not in text] == []


def test_init_overwrites_nothing(folder: Path) -> None:
    """A file that is there stays."""
    configured(folder, "port = 1")
    result = ran("init")
    assert (result.exit_code, result.stderr[:44]) == (2, "error: mockserver.toml: File exists -- mocks")
    assert (folder / configuration.OWN).read_text(encoding="utf-8") == "port = 1\n"


def test_init_without_a_document(folder: Path) -> None:
    """Without a document here, the message says what to name."""
    (folder / "openapi.yaml").unlink()
    result = ran("init")
    assert (result.exit_code, "mockserver init api.yaml" in result.stderr) == (2, True)


# Completion.


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script(shell: str) -> None:
    """Each shell gets its script."""
    assert "_MOCKSERVER_COMPLETE" in ran("completion", shell).stdout


def test_documents_are_completed_as_files(folder: Path) -> None:
    """Behind `serve` the shell completes files, behind dashes our options."""

    def completed(words: str, current: str) -> list[str]:
        variables = {"_MOCKSERVER_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": current}
        code = "from mockserver.cli import main; main(prog_name='mockserver')"
        command = [sys.executable, "-c", code]
        done = subprocess.run(
            command, env={**os.environ, **variables}, cwd=folder, capture_output=True, text=True, check=False
        )
        return done.stdout.splitlines()

    assert completed("mockserver serve open", "2") == ["file,open"]
    assert "plain,--watch-interval" in completed("mockserver serve --w", "2")
