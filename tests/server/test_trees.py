"""Large YAML documents that are kept as they were read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.document.parse import parse_octets
from mockserver.errors import DocumentError
from mockserver.server import trees
from mockserver.server.loading import load
from mockserver.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

YAML = "openapi: 3.1.0\ninfo: {title: Größe 😀, version: '1'}\npaths: {}\nx: [1, 1.0, -0.0, 1e-300, true, null, 2020-01-01]\n".encode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where trees are kept, be they ever so small."""
    monkeypatch.setattr(trees, "SMALLEST", 0)
    return tmp_path / "trees"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The octets that were read rather than recalled."""
    seen: list[bytes] = []

    def reading(data: bytes, *, name: str) -> Any:
        seen.append(data)
        return parse_octets(data, name=name)

    monkeypatch.setattr(trees, "parse_octets", reading)
    return seen


def test_a_tree_is_read_once(folder: Path, readings: list[bytes]) -> None:
    """The second time, the tree is recalled: the same values of the same types, whose places are found."""
    first = trees.kept_parse(YAML, name="a.yaml", folder=folder)
    second = trees.kept_parse(YAML, name="b.yaml", folder=folder)
    assert readings == [YAML]
    assert repr(second.tree) == repr(first.tree)
    assert (second.name, second.is_json) == ("b.yaml", False)
    assert second.locate("/info/title").line == 2


def test_another_text_is_read(folder: Path, readings: list[bytes]) -> None:
    """One letter that differs makes another document."""
    trees.kept_parse(YAML, name="a.yaml", folder=folder)
    trees.kept_parse(YAML + b"#", name="a.yaml", folder=folder)
    assert readings == [YAML, YAML + b"#"]


def test_another_version_reads_anew(folder: Path, readings: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of ours has kept is not taken: it may have read differently."""
    trees.kept_parse(YAML, name="a.yaml", folder=folder)
    monkeypatch.setattr(trees, "__version__", "0.0")
    trees.kept_parse(YAML, name="a.yaml", folder=folder)
    assert readings == [YAML, YAML]


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{}",
        b"0" * 64 + b'{"openapi": "3.1.0"}',
        pytest.param(lambda octets: octets[:-1], id="half"),
        pytest.param(lambda octets: octets.replace(b"3.1.0", b"3.0.0"), id="changed"),
    ],
)
def test_a_broken_file_is_ignored(folder: Path, readings: list[bytes], broken: Any) -> None:
    """What is not as we wrote it is not taken, and is written anew."""
    trees.kept_parse(YAML, name="a.yaml", folder=folder)
    (file,) = folder.iterdir()
    good = file.read_bytes()
    file.write_bytes(broken(good) if callable(broken) else broken)
    assert trees.kept_parse(YAML, name="a.yaml", folder=folder).tree["openapi"] == "3.1.0"
    assert readings == [YAML, YAML]
    assert file.read_bytes() == good


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"openapi": "3.1.0"}', id="JSON"),
        pytest.param("openapi: 3.1.0\nx: 123456789012345678901234567890\n", id="a large integer"),
        pytest.param("a: &a [one, two, three]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n", id="aliases"),
        pytest.param("a: " + "[" * 300 + "]" * 300, id="depth"),
    ],
)
def test_what_would_not_come_back_the_same_is_not_kept(folder: Path, text: str) -> None:
    """Nothing is written for what is quick to read anyway, or what JSON would make larger or cannot tell."""
    first = trees.kept_parse(text.encode(), name="a.yaml", folder=folder)
    second = trees.kept_parse(text.encode(), name="a.yaml", folder=folder)
    assert repr(second.tree) == repr(first.tree)
    assert not folder.exists()


def test_a_small_document_is_not_kept(tmp_path: Path) -> None:
    """What is read in no time leaves no file."""
    trees.kept_parse(YAML, name="a.yaml", folder=tmp_path / "trees")
    assert not (tmp_path / "trees").exists()


def test_faults_are_told_each_time(folder: Path) -> None:
    """A text that cannot be read is refused the second time as the first, and is not kept."""
    for _ in range(2):
        with pytest.raises(DocumentError):
            trees.kept_parse(b"a: [", name="a.yaml", folder=folder)
    assert not folder.exists()


@pytest.mark.parametrize(("cache", "files"), [(True, 1), (False, 0)])
def test_the_setting_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, cache: bool, files: int) -> None:
    """A document is loaded through what is kept, unless nothing is to be."""
    monkeypatch.setattr(trees, "SMALLEST", 0)
    monkeypatch.setattr(trees, "folder_of_user", partial(tmp_path.joinpath))
    (tmp_path / "a.yaml").write_bytes(YAML)
    load(str(tmp_path / "a.yaml"), Settings(cache=cache))
    assert len(list(tmp_path.glob("trees/*.json"))) == files
