"""Files read with care: URIs to paths, kinds of file that are refused, folders and symbolic links."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from mockserver.document.bounds import MOST_OCTETS
from mockserver.errors import NotRetrieved
from mockserver.server.files import Octets, is_below, path_of, read, shown_path

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.yaml", "/a/b.yaml"),
        ("file://localhost/a", "/a"),
        ("file:/a/b", "/a/b"),
        ("file:///a%20b/%7Bid%7D%3F%23.yaml", "/a b/{id}?#.yaml"),
        ("file:///%C3%A4", "/ä"),
    ],
)
def test_paths_of_uris(uri: str, path: str) -> None:
    """A file URI names the path that its octets say."""
    assert path_of(uri) == path


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("file://server/share/a", "names a file of another machine"),
        ("file://127.0.0.1/a", "names a file of another machine"),
        ("file:///a%00b", "names no file"),
        ("file:", "names no file"),
    ],
)
def test_uris_that_name_no_file_here(uri: str, reason: str) -> None:
    """A URI of another machine or without a path is refused."""
    with pytest.raises(NotRetrieved, match=reason):
        path_of(uri)


def test_reading(tmp_path: Path) -> None:
    """A file's octets are what it holds."""
    (tmp_path / "a.yaml").write_bytes(b"\xff\x00a")
    assert read(str(tmp_path / "a.yaml")) == b"\xff\x00a"


def test_what_is_no_file(tmp_path: Path) -> None:
    """Folders, pipes, sockets and devices are called what they are, and none of them is waited for."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        for name, kind in (
            ("pipe", "a pipe"),
            ("folder", "a folder"),
            ("socket", "a socket"),
            ("/dev/zero", "a device"),
        ):
            with pytest.raises(NotRetrieved, match=f"is {kind}, not a file") as caught:
                read(str(tmp_path / name))
            assert caught.value.code == "file-refused"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The name that was likely meant is told, else the folder."""
    (tmp_path / "openapi.yaml").touch()
    with pytest.raises(NotRetrieved, match=r"opnapi.yaml does not exist -- did you mean 'openapi.yaml'\?"):
        read(str(tmp_path / "opnapi.yaml"))
    with pytest.raises(NotRetrieved, match=r"quite-other does not exist -- the folder that was looked into is "):
        read(str(tmp_path / "quite-other"))
    with pytest.raises(NotRetrieved, match=r"the folder .*nowhere does not exist either"):
        read(str(tmp_path / "nowhere" / "openapi.yaml"))


def test_a_file_within_a_file(tmp_path: Path) -> None:
    """A path that goes on behind a file cannot be read, and says so."""
    (tmp_path / "a").touch()
    with pytest.raises(NotRetrieved, match="cannot be read: Not a directory"):
        read(str(tmp_path / "a" / "b"))


def test_links_are_not_followed_when_reading(tmp_path: Path) -> None:
    """A link that takes a file's place after its path was resolved is not followed."""
    (tmp_path / "secret").write_text("x")
    (tmp_path / "link").symlink_to("secret")
    with pytest.raises(NotRetrieved, match="cannot be read"):
        read(str(tmp_path / "link"))


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A file of more than 64 MiB is refused; it is sparse here, and read no further than that."""
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MOST_OCTETS * 100)
    with pytest.raises(NotRetrieved, match="larger than 64 MiB"):
        read(str(tmp_path / "large"))


def test_a_file_that_is_too_large_is_not_digested(tmp_path: Path) -> None:
    """It will not be served, so that its gigabytes need not be looked at; one that is read has a digest."""
    path = str(tmp_path / "a.json")
    for size, has_digest in ((MOST_OCTETS, True), (MOST_OCTETS + 1, False)):
        with open(path, "wb") as file:  # noqa: PTH123 -- to make it as long as that without writing
            file.truncate(size)
        assert (Octets(path).digest() is not None) == has_digest


@pytest.mark.parametrize(
    ("path", "folders", "below"),
    [
        ("/a/b/c", ["/a/b"], True),
        ("/a/b", ["/a/b"], True),
        ("/a/bc", ["/a/b"], False),
        ("/a/c", ["/a/b"], False),
        ("/a/c", ["/a/b", "/a/c"], True),
        ("/a", ["/"], True),
        ("/a", [], False),
    ],
)
def test_below(path: str, folders: list[str], *, below: bool) -> None:
    """A path lies below a folder, not below one whose name only begins alike."""
    assert is_below(path, folders) is below


def test_shown_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path below the current folder is shown from there, another one whole."""
    monkeypatch.chdir(tmp_path)
    assert shown_path(str(tmp_path / "a" / "b")) == "a/b"
    assert shown_path("/etc/hosts") == "/etc/hosts"
