"""Verdicts are remembered as long as nothing changes, and whatever is odd means that nothing is known."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.document.parse import parse
from mockserver.errors import NotRetrieved
from mockserver.server import verdicts
from mockserver.server.retrieval import Retriever
from mockserver.server.verdicts import Asked, Remembering, Verdicts
from mockserver.settings import DEFAULTS

FOUND = (Diagnostic(Severity.ERROR, Location("d.yaml", 1, 2), "odd", "/a", "mend it", "odd"),)


@pytest.fixture
def known(tmp_path: Path) -> Verdicts:
    """An empty folder of verdicts, which does not exist yet."""
    return Verdicts(tmp_path / "cache" / "verdicts")


def asked(folder: Path, text: str = "openapi: 3.1.0") -> Asked:
    """A question about a document in a folder."""
    return Asked(parse(text, name="d.yaml"), (folder / "d.yaml").as_uri(), DEFAULTS)


def test_what_was_found_is_recalled(known: Verdicts, tmp_path: Path) -> None:
    """The same question has the same answer, without judging again; also the answer that nothing was found."""
    known.keep(asked(tmp_path), FOUND, files={})
    known.keep(asked(tmp_path, "openapi: 3.1.1"), (), files={})
    assert known.recall(asked(tmp_path)) == FOUND
    assert known.recall(asked(tmp_path, "openapi: 3.1.1")) == ()


def test_another_question_is_not_known(known: Verdicts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another text, name, address, setting or version of a judge makes another verdict."""
    this = asked(tmp_path)
    known.keep(this, FOUND, files={})
    others = [
        asked(tmp_path, "openapi: 3.1.0 "),
        replace(this, source=parse(this.source.text, name="e.yaml")),
        replace(this, uri="file:///elsewhere/d.yaml"),
        replace(this, settings=replace(DEFAULTS, allow_root=("/x",))),
        replace(this, settings=replace(DEFAULTS, allow_remote_refs=True)),
    ]
    assert [known.recall(other) for other in others] == [None] * len(others)
    assert known.recall(replace(this, settings=replace(DEFAULTS, port=1))) == FOUND
    monkeypatch.setattr(verdicts, "judges", lambda: ("openapi-spec-validator 99",))
    assert known.recall(this) is None


def test_a_change_of_another_file_is_noticed(known: Verdicts, tmp_path: Path) -> None:
    """A verdict holds while the files that were read are the same, and those that were missing are missing."""
    other, missing = tmp_path / "other.yaml", tmp_path / "missing.yaml"
    other.write_text("a: 1")
    remembering = Remembering(Retriever(asked(tmp_path).uri))
    remembering(other.as_uri())
    with pytest.raises(NotRetrieved):
        remembering(missing.as_uri())
    known.keep(asked(tmp_path), FOUND, files=remembering.digests)
    assert known.recall(asked(tmp_path)) == FOUND
    other.write_text("a: 2")
    assert known.recall(asked(tmp_path)) is None
    other.write_text("a: 1")
    assert known.recall(asked(tmp_path)) == FOUND
    missing.write_text("b: 1")
    assert known.recall(asked(tmp_path)) is None


@pytest.mark.parametrize(
    ("files", "remote", "expected"),
    [
        ({"http://example.com/a.yaml": None}, False, FOUND),
        ({"http://example.com/a.yaml": None}, True, None),
        ({"http://example.com/a.yaml": "fetched"}, True, None),
    ],
)
def test_what_was_fetched_is_not_kept(
    known: Verdicts,
    tmp_path: Path,
    files: dict[str, str | None],
    remote: bool,
    expected: object,
) -> None:
    """What comes from a server may change at any time; a refusal to fetch does not."""
    this = replace(asked(tmp_path), settings=replace(DEFAULTS, allow_remote_refs=remote))
    known.keep(this, FOUND, files=files)
    assert known.recall(this) == expected


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "5",
        "{}",
        '{"files": {}, "found": [{}]}',
        '{"files": [], "found": 5}',
        '{"files": 1, "found": []}',
        "[" * 99_999,
        "\x00",
    ],
)
def test_a_broken_verdict_is_not_known(known: Verdicts, tmp_path: Path, content: str) -> None:
    """A file that somebody else wrote, or half of one, is no verdict and no failure."""
    known.keep(asked(tmp_path), FOUND, files={})
    (file,) = known.folder.iterdir()
    file.write_text(content)
    assert known.recall(asked(tmp_path)) is None


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    """Where the folder cannot be made, nothing is kept and nothing is said."""
    (tmp_path / "file").write_text("")
    known = Verdicts(tmp_path / "file" / "verdicts")
    known.keep(asked(tmp_path), FOUND, files={})
    assert known.recall(asked(tmp_path)) is None


def test_a_file_is_written_whole_or_not_at_all(
    known: Verdicts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full in between leaves the old verdict, and no file of ours behind."""
    known.keep(asked(tmp_path), FOUND, files={})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    known.keep(asked(tmp_path), (), files={})
    assert known.recall(asked(tmp_path)) == FOUND
    assert len(list(known.folder.iterdir())) == 1


def test_the_folder_stays_small(known: Verdicts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bounds, the verdicts that were not used for longest go."""
    monkeypatch.setattr(verdicts, "MOST_FILES", 3)
    for number in range(6):
        known.keep(asked(tmp_path, f"openapi: 3.1.{number}"), FOUND, files={})
        for old in known.folder.iterdir() if number < 5 else ():
            os.utime(old, (number, number))
    assert len(list(known.folder.iterdir())) == 3
    assert known.recall(asked(tmp_path, "openapi: 3.1.5")) == FOUND
    monkeypatch.setattr(verdicts, "MOST_OCTETS", 10)
    known.keep(asked(tmp_path), FOUND, files={})
    assert list(known.folder.iterdir()) == []


def test_a_verdict_that_is_too_large_is_not_kept(
    known: Verdicts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verdict has a bound of its own, for writing and for reading."""
    known.keep(asked(tmp_path), FOUND, files={})
    monkeypatch.setattr(verdicts, "LARGEST", 10)
    known.keep(asked(tmp_path, "openapi: 3.1.9"), FOUND, files={})
    assert len(list(known.folder.iterdir())) == 1
    assert known.recall(asked(tmp_path)) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permissions of this kind")
def test_verdicts_are_json_for_their_owner(known: Verdicts, tmp_path: Path) -> None:
    """The folder is the user's own, and what stands in it is plain JSON."""
    known.keep(asked(tmp_path), FOUND, files={})
    (file,) = known.folder.iterdir()
    assert json.loads(file.read_text())["found"][0]["code"] == "odd"
    assert known.folder.stat().st_mode & 0o077 == 0


def test_the_users_folder_is_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Verdicts stand in the folder that the platform has for caches."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: tmp_path / name)
    assert Verdicts.of_user().folder == tmp_path / "mockserver" / "verdicts"
