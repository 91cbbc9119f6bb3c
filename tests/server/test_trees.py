"""Large documents that are kept as they were read."""

from __future__ import annotations

import re
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.document import validation
from mockserver.document.parse import parse_octets
from mockserver.document.references import WORDS
from mockserver.errors import DocumentError
from mockserver.http.messages import NO_FIELDS, Request, Stream
from mockserver.mock.answer import respond
from mockserver.server import trees
from mockserver.server.files import Octets
from mockserver.server.loading import load
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.document.parse import Source
    from mockserver.mock.answer import Mock

SPECS = Path(__file__).parent.parent.parent / "specs"
YAML = "openapi: 3.1.0\ninfo: {title: Größe 😀, version: '1'}\npaths: {}\nx: [1, 1.0, -0.0, 1e-300, true, null, 2020-01-01]\n".encode()
JSON = b'{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {"/a": {"get": 3}, "b": {}}, "$anchor": "c"}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where trees are kept, be they ever so small."""
    monkeypatch.setattr(trees, "SMALLEST", 0)
    return tmp_path / "trees"


def kept(data: bytes, folder: Path, name: str = "a.yaml") -> Source:
    """A document that is read and kept."""
    source = parse_octets(data, name=name)
    trees.keep(source, validation.shape(source), folder=folder)
    return source


def recalled(data: bytes, folder: Path, name: str = "a.yaml") -> trees.Kept | None:
    """What is kept of it."""
    return trees.recall(Octets(held=data), name, folder=folder)


@pytest.mark.parametrize("data", [YAML, JSON], ids=["YAML", "JSON"])
def test_a_document_is_read_once(folder: Path, data: bytes) -> None:
    """What is recalled is what was read: values of the same types, places, text, faults and words."""
    first, second = kept(data, folder), recalled(data, folder)
    assert second is not None
    assert repr(second.tree) == repr(first.tree)
    assert (second.name, second.is_json, second.octets) == (first.name, first.is_json, first.octets)
    assert (second.digest, second.text) == (first.digest, first.text)
    assert second.locate("/info/title") == first.locate("/info/title")
    assert second.found == validation.shape(first)
    assert [word for word in (*WORDS, "info", "nothing") if second.mentions(word)] == [
        word for word in (*WORDS, "info", "nothing") if first.mentions(word)
    ]


def test_a_file_is_recalled_without_being_held(folder: Path, tmp_path: Path) -> None:
    """A file is known by its digest, as octets are that came otherwise."""
    kept(YAML, folder)
    (tmp_path / "a.yaml").write_bytes(YAML)
    assert trees.recall(Octets(str(tmp_path / "a.yaml")), "a.yaml", folder=folder) is not None


@pytest.mark.parametrize("is_held", [True, False], ids=["held", "file"])
def test_a_byte_order_mark_makes_no_difference(folder: Path, tmp_path: Path, *, is_held: bool) -> None:
    """What Windows wrote is recalled like any: the mark is no part of the text that was kept."""
    data = b"\xef\xbb\xbf" + YAML
    kept(data, folder)
    (tmp_path / "a.yaml").write_bytes(data)
    octets = Octets(held=data) if is_held else Octets(str(tmp_path / "a.yaml"))
    assert trees.recall(octets, "a.yaml", folder=folder) is not None


def test_another_text_or_name_is_read(folder: Path) -> None:
    """One letter that differs makes another document, and messages name the file, so another name does, too."""
    kept(YAML, folder)
    assert (recalled(YAML + b"#", folder), recalled(YAML, folder, "b.yaml")) == (None, None)


def test_other_versions_read_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other versions have kept is not taken: they may have read and judged differently."""
    kept(YAML, folder)
    monkeypatch.setattr(trees, "judges", lambda: ("mockserver 0.0",))
    assert recalled(YAML, folder) is None


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
def test_a_broken_file_is_ignored(folder: Path, broken: Any) -> None:
    """What is not as we wrote it is not taken, and is written anew."""
    kept(YAML, folder)
    (file,) = folder.iterdir()
    good = file.read_bytes()
    file.write_bytes(broken(good) if callable(broken) else broken)
    assert recalled(YAML, folder) is None
    kept(YAML, folder)
    assert file.read_bytes() == good


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("openapi: 3.1.0\nx: 123456789012345678901234567890\n", id="a large integer"),
        pytest.param("a: &a [one, two, three]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n", id="aliases"),
        pytest.param("a: " + "[" * 300 + "]" * 300, id="depth"),
        pytest.param("- 1", id="a sequence"),
    ],
)
def test_what_would_not_come_back_the_same_is_not_kept(folder: Path, text: str) -> None:
    """Nothing is written for what JSON would make larger or cannot tell."""
    kept(text.encode(), folder)
    assert (recalled(text.encode(), folder), folder.exists()) == (None, False)


def test_a_small_document_is_not_kept(tmp_path: Path) -> None:
    """What is read in no time leaves no file."""
    kept(YAML, tmp_path / "trees")
    assert (recalled(YAML, tmp_path / "trees"), (tmp_path / "trees").exists()) == (None, False)


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose tree is kept beside it."""
    monkeypatch.setattr(trees, "SMALLEST", 0)
    monkeypatch.setattr(trees, "folder_of_user", partial(tmp_path.joinpath))
    (tmp_path / "a.yaml").write_bytes(YAML)
    return tmp_path / "a.yaml"


def told(mock: Mock, request: Request) -> tuple[Any, ...]:
    """What a mock answers, of a stream the beginning."""
    response = respond(mock, request).response
    content = response.content
    return response.status, response.fields, [*islice(content.pieces(), 3)] if isinstance(content, Stream) else content


@pytest.mark.parametrize("spec", sorted(path.name for path in SPECS.glob("*.yaml")))
def test_what_is_kept_answers_the_same(document: Path, spec: str) -> None:
    """Each operation of each of our documents answers from parts as it does from the whole."""
    document.write_bytes((SPECS / spec).read_bytes())
    mocks = [load(str(document), Settings()) for _ in range(2)]
    assert [isinstance(each.source, trees.Kept) for each in mocks] == [False, True]
    whole, parts = (each.mock(Settings(validate_requests=False)) for each in mocks)
    asked = [
        Request(method, re.sub(r"\{[^}]*\}", "1", resource.base + resource.template), "", NO_FIELDS, b"")
        for resource in whole.routes.resources
        for method in resource.allowed
    ]
    assert [told(parts, each) for each in asked] == [told(whole, each) for each in asked]


@pytest.mark.parametrize(("cache", "files"), [(True, 1), (False, 0)])
def test_the_setting_decides(document: Path, *, cache: bool, files: int) -> None:
    """A document is loaded through what is kept, unless nothing is to be."""
    loaded = [load(str(document), Settings(cache=cache)) for _ in range(2)]
    assert len(list(document.parent.glob("trees/*"))) == files
    assert [isinstance(each.source, trees.Kept) for each in loaded] == [False, cache]


def test_faults_are_told_each_time(document: Path) -> None:
    """What is wrong with a document is told the second time as the first; one that cannot be read is not kept."""
    document.write_bytes(JSON.replace(b'"b"', b'"/b"').replace(b"3}", b"{}}, "))
    for _ in range(2):
        with pytest.raises(DocumentError):
            load(str(document), Settings())
    assert not list(document.parent.glob("trees/*"))
    document.write_bytes(YAML.replace(b"info:", b"infos:"))
    first, second = load(str(document), Settings()), load(str(document), Settings())
    assert first.diagnostics
    assert second.diagnostics == first.diagnostics
    with pytest.raises(DocumentError):
        load(str(document), Settings(strict=True))
