"""What a user may name and what a document may name: files, folders, standard input, URLs; and what is refused."""

from __future__ import annotations

import io
import os
import pickle
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest

from mockserver.document.parse import Source, parse
from mockserver.errors import DocumentError, NotRetrieved
from mockserver.server import retrieval
from mockserver.server.retrieval import NAMES, Entry, Retriever, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one; its path has no symbolic links."""
    real = tmp_path.resolve()
    monkeypatch.chdir(real)
    return real


def _refused(reference: str, stdin: BinaryIO | None = None) -> Any:
    with pytest.raises(DocumentError) as caught:
        load(reference, stdin=stdin)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


# --- the entry document


def test_a_file(folder: Path) -> None:
    """A file is called what the user called it, and its URI is absolute."""
    (folder / "api").mkdir()
    (folder / "api" / "my api.yaml").write_text(TEXT)
    entry = load("api/my api.yaml")
    assert (entry.name, entry.text) == ("api/my api.yaml", TEXT)
    assert entry.uri == (folder / "api" / "my api.yaml").as_uri()
    assert entry.source.tree["openapi"] == "3.1.0"
    assert load(entry.uri).source.tree == entry.source.tree


def test_a_link(folder: Path) -> None:
    """Behind a symbolic link, references are relative to the real file."""
    (folder / "real").mkdir()
    (folder / "real" / "api.yaml").write_text(TEXT)
    (folder / "link.yaml").symlink_to("real/api.yaml")
    entry = load("link.yaml")
    assert (entry.name, entry.uri) == ("link.yaml", (folder / "real" / "api.yaml").as_uri())


@pytest.mark.parametrize("name", NAMES)
def test_a_folder(folder: Path, name: str) -> None:
    """In a folder, the document of a usual name is taken."""
    (folder / "api").mkdir()
    (folder / "api" / name).write_text(TEXT)
    (folder / "api" / "other.yaml").write_text("other: 1")
    assert load("api").name == f"api/{name}"


def test_a_folder_with_several_documents(folder: Path) -> None:
    """Of several, openapi.yaml comes first."""
    for name in reversed(NAMES):
        (folder / name).write_text(f"name: {name}")
        assert load(".").source.tree == {"name": name}


def test_a_folder_without_a_document(folder: Path) -> None:
    """A folder without one tells which names are looked for, and what is there."""
    (folder / "pets.yaml").touch()
    diagnostic = _refused(".")
    assert "holds none of openapi.yaml, openapi.yml, openapi.json" in diagnostic.message
    assert (diagnostic.code, diagnostic.hint) == ("file-not-found", "name the document: pets.yaml")
    assert str(diagnostic.location) == "."


def test_a_folder_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder whose names may not be read says so."""

    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(folder), "iterdir", refuse)
    assert _refused(".").message == "the folder . cannot be read: Permission denied"


def test_a_file_that_is_not_there(folder: Path) -> None:
    """A wrong name is told with the likely one."""
    (folder / "openapi.yaml").touch()
    diagnostic = _refused("openapi.yml")
    assert (diagnostic.message, diagnostic.hint) == ("openapi.yml does not exist", "did you mean 'openapi.yaml'?")


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("", "no document is named"),
        ("/dev/zero", "/dev/zero is a device, not a file"),
        ("/dev/fd/4321", "fd/4321 does not exist"),
        ("a\0b", "is no path"),
        ("ftp://api.test/x", "documents are not read by ftp"),
        ("data://x", "documents are not read by data"),
        ("file://api.test/x", "names a file of another machine"),
        ("http://127.0.0.1:1/", "could not be fetched"),
        ("http://[::1", "is no address"),
        ("x" * 5000, "cannot be read: File name too long"),
    ],
)
def test_references_that_cannot_be_read(folder: Path, reference: str, message: str) -> None:
    """What cannot be read is told without a traceback."""
    assert not list(folder.iterdir())
    assert message in _refused(reference).message


def test_a_password_is_not_repeated() -> None:
    """A URL that holds a password is not fetched, and no message holds the password."""
    diagnostic = _refused("https://me:secret@api.test/openapi.yaml")
    assert "secret" not in str(diagnostic)
    assert diagnostic.location.file == "https://api.test/openapi.yaml"


def test_a_pipe_without_a_writer(folder: Path) -> None:
    """A named pipe is not waited for."""
    os.mkfifo(folder / "pipe")
    assert _refused("pipe").message == "pipe is a pipe, not a file"


def test_an_open_descriptor() -> None:
    """What a shell's <(command) gives is read like the standard input."""
    reading, writing = os.pipe()
    os.write(writing, TEXT.encode())
    os.close(writing)
    try:
        entry = load(f"/dev/fd/{reading}")
    finally:
        os.close(reading)
    assert (entry.name, entry.text) == (f"/dev/fd/{reading}", TEXT)


def test_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document from standard input is called -, and is relative to the current folder."""
    entry = load("-", stdin=io.BytesIO(b"\xef\xbb\xbf" + TEXT.encode()))
    assert (entry.name, entry.text, entry.uri) == ("-", TEXT, (folder / "-").as_uri())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert load("-").text == TEXT


class Terminal(io.BytesIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


class Broken(io.RawIOBase):
    """A stream that cannot be read."""

    def read(self, _: int = -1) -> bytes:
        """Fail."""
        raise OSError(5, "Input/output error")


def test_standard_input_that_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal is not waited for; a closed, broken or endless input is told."""
    assert _refused("-", Terminal()).message == "the standard input is a terminal"
    closed = io.BytesIO()
    closed.close()
    assert _refused("-", closed).message == "there is no standard input"
    broken: Any = Broken()
    assert _refused("-", broken).message == "the standard input cannot be read: Input/output error"
    assert _refused("-", io.BytesIO()).message == "the document is empty"
    monkeypatch.setattr(sys, "stdin", None)
    assert _refused("-").message == "there is no standard input"
    with open("/dev/zero", "rb") as endless:  # noqa: PTH123 -- a stream
        assert "the standard input is larger than 64 MiB" in _refused("-", endless).message


def test_a_broken_document(folder: Path) -> None:
    """What is wrong within a document is told with its place in the file as the user named it."""
    (folder / "api.yaml").write_bytes(b"a: 1\nb: \xff")
    assert str(_refused("api.yaml").location) == "api.yaml:2:4"
    (folder / "api.yaml").write_text("a: 1\nb: [1")
    assert str(_refused("./api.yaml").location) == "./api.yaml:2:4"


# --- what references may read


def _retriever(folder: Path, **options: Any) -> Retriever:
    (folder / "api").mkdir(exist_ok=True)
    (folder / "api" / "openapi.yaml").write_text(TEXT)
    return Retriever((folder / "api" / "openapi.yaml").as_uri(), **options)


def _reason(retriever: Retriever, uri: str) -> NotRetrieved:
    with pytest.raises(NotRetrieved) as caught:
        retriever(uri)
    with pytest.raises(NotRetrieved) as again:
        retriever(uri)
    assert (again.value.reason, again.value.code) == (caught.value.reason, caught.value.code)
    return caught.value


def test_files_beside_the_document(folder: Path) -> None:
    """Files in the document's folder and below are read once, by any form of their URI."""
    retriever = _retriever(folder)
    (folder / "api" / "schemas").mkdir()
    (folder / "api" / "schemas" / "my pet.yaml").write_text("type: string")
    source = retriever("schemas/my%20pet.yaml#/type")
    assert (source.tree, source.name) == ({"type": "string"}, "api/schemas/my pet.yaml")
    (folder / "api" / "schemas" / "my pet.yaml").unlink()
    assert retriever((folder / "api" / "schemas" / "my pet.yaml").as_uri() + "#x") is source
    assert retriever("./schemas/../schemas/my%20pet.yaml") is source
    assert retriever("openapi.yaml").text == TEXT


def test_files_to_watch(folder: Path) -> None:
    """The document, what was read, and what was looked for in vain: all may change."""
    retriever = _retriever(folder)
    (folder / "api" / "a.yaml").write_text("a: 1")
    retriever("a.yaml")
    _reason(retriever, "b.yaml")
    _reason(retriever, "../c.yaml")
    assert retriever.files == tuple(str(folder / "api" / each) for each in ("openapi.yaml", "a.yaml", "b.yaml"))


def test_octets(folder: Path) -> None:
    """Octets come as they are, under the same rules."""
    retriever = _retriever(folder)
    (folder / "api" / "cat.png").write_bytes(b"\x89PNG\x00")
    assert retriever.octets("cat.png") == retriever.octets("cat.png#x") == b"\x89PNG\x00"
    with pytest.raises(NotRetrieved, match="outside of the folders"):
        retriever.octets("../cat.png")


def test_a_file_that_holds_no_document(folder: Path) -> None:
    """A file that is neither YAML nor JSON is told with its place, as often as it is asked for."""
    retriever = _retriever(folder)
    (folder / "api" / "a.yaml").write_text("a: [1")
    for _ in range(2):
        with pytest.raises(DocumentError, match=r"^api/a.yaml:1:4: fatal: this \[ is never closed"):
            retriever("a.yaml")


def test_files_elsewhere(folder: Path) -> None:
    """A file outside of the document's folder is refused, in whatever form, and whether it is there or not."""
    retriever = _retriever(folder)
    (folder / "secret.yaml").write_text("secret: 1")
    (folder / "api" / "link.yaml").symlink_to("../secret.yaml")
    (folder / "api" / "folder").symlink_to("..")
    (folder / "api-2").mkdir()
    (folder / "api-2" / "a.yaml").touch()
    elsewhere = [
        *("../secret.yaml", "%2E%2E/secret.yaml", "..%2Fsecret.yaml", "x/../../secret.yaml", "../api-2/a.yaml"),
        *("link.yaml", "folder/secret.yaml", "../absent.yaml", "/etc/passwd", "file:///etc/passwd", "file:/etc/passwd"),
        *("file://localhost/etc/passwd", "/dev/zero", "/proc/self/environ", "folder/api/../secret.yaml"),
    ]
    for uri in elsewhere:
        error = _reason(retriever, uri)
        assert "lies outside of the folders that references may read" in error.reason
        assert "--allow-root" in error.hint
        assert error.code == "file-refused"


def test_a_link_within_the_folder(folder: Path) -> None:
    """A link that stays in the document's folder is followed."""
    retriever = _retriever(folder)
    (folder / "api" / "a.yaml").write_text("a: 1")
    (folder / "api" / "b.yaml").symlink_to("a.yaml")
    assert retriever("b.yaml").tree == {"a": 1}


def test_a_folder_that_is_a_link(folder: Path) -> None:
    """The document's folder is its real one, also when it was reached through a link."""
    _retriever(folder)
    (folder / "api" / "a.yaml").write_text("a: 1")
    (folder / "link").symlink_to("api")
    assert Retriever(load("link/openapi.yaml").uri)("a.yaml").tree == {"a": 1}
    assert Retriever((folder / "link" / "openapi.yaml").as_uri())("a.yaml").tree == {"a": 1}


def test_folders_that_were_allowed(folder: Path) -> None:
    """A further folder may be read when it was allowed, by a relative or absolute path, and nothing beside it."""
    (folder / "shared").mkdir()
    (folder / "shared" / "a.yaml").write_text("a: 1")
    (folder / "other.yaml").write_text("b: 1")
    for root in ("shared", str(folder / "shared")):
        retriever = _retriever(folder, allow_root=(root,))
        assert retriever("../shared/a.yaml").tree == {"a": 1}
        assert "outside" in _reason(retriever, "../other.yaml").reason


@pytest.mark.parametrize(
    ("uri", "reason", "code"),
    [
        ("http://api.test/a.yaml", "is not fetched", "remote-refused"),
        ("https://api.test/a.yaml", "is not fetched", "remote-refused"),
        ("data:application/json,{}", "not followed by data", "scheme-refused"),
        ("ftp://api.test/a", "not followed by ftp", "scheme-refused"),
        ("urn:example:a", "not followed by urn", "scheme-refused"),
        ("javascript:alert(1)", "not followed by javascript", "scheme-refused"),
        ("jar:file:///etc/passwd!/", "not followed by jar", "scheme-refused"),
        ("//api.test/a.yaml", "names a file of another machine", "file-refused"),
        ("http://[::1/", "is no URI", "uri-broken"),
        ("a%00b", "names no file", "file-not-found"),
        ("absent.yaml", "api/absent.yaml does not exist", "file-not-found"),
        (".", "is a folder, not a file", "file-refused"),
        ("pipe", "is a pipe, not a file", "file-refused"),
    ],
)
def test_what_references_may_not_read(folder: Path, uri: str, reason: str, code: str) -> None:
    """Other schemes, other machines and what is no file are refused, with the reason and the rule."""
    retriever = _retriever(folder)
    os.mkfifo(folder / "api" / "pipe")
    error = _reason(retriever, uri)
    assert (reason in error.reason, error.code) == (True, code)


def test_bounds_on_references(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """References may not lead to any number of files, octets or addresses."""
    monkeypatch.setattr(retrieval, "MOST_FILES", 2)
    retriever = _retriever(folder)
    (folder / "api" / "a.yaml").write_text("a: 1")
    for uri in ("a.yaml", "a.yaml?1"):
        retriever(uri)
    assert _reason(retriever, "a.yaml?2").code == "too-many-files"
    monkeypatch.setattr(retrieval, "MOST_OCTETS", 5)
    retriever = _retriever(folder)
    retriever("a.yaml")
    assert _reason(retriever, "a.yaml?1").code == "too-large"
    monkeypatch.setattr(retrieval, "MOST_FETCHES", 0)
    assert _reason(_retriever(folder, allow_remote_refs=True), "http://api.test/").code == "too-many-files"


def test_a_document_from_standard_input(folder: Path) -> None:
    """Its references read the current folder; it is itself known by its URI, and nothing is to be watched."""
    (folder / "a.yaml").write_text("a: 1")
    entry = load("-", stdin=io.BytesIO(TEXT.encode()))
    retriever = Retriever(entry.uri, source=entry.source)
    assert retriever(entry.uri + "#/info") is entry.source
    assert retriever.files == ()
    assert retriever("a.yaml").tree == {"a": 1}
    assert "outside" in _reason(retriever, "../a.yaml").reason


def test_a_retriever_can_be_sent_to_a_process(folder: Path) -> None:
    """A retriever can be pickled, with what it has read."""
    retriever = _retriever(folder)
    (folder / "api" / "a.yaml").write_text("a: 1")
    retriever("a.yaml")
    assert pickle.loads(pickle.dumps(retriever))("a.yaml").tree == {"a": 1}  # noqa: S301


# --- by http


class Server:
    """Answers each path with a text, and notes which were asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.seen: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                path = connection.recv(65536).split(b" ")[1].decode()
                self.seen.append(path)
                page = self.pages.get(path, "")
                head = (
                    "HTTP/1.1 200 OK\r\n\r\n"
                    if not page.startswith("http")
                    else f"HTTP/1.1 302 F\r\nLocation: {page}\r\n\r\n"
                )
                connection.sendall((head + page).encode())

    def url(self, path: str = "") -> str:
        """The address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        """Stop answering."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine, with a document and a schema."""
    server = Server()
    server.pages |= {"/api/openapi.yaml": TEXT, "/api/a.yaml": "a: 1", "/go": server.url("/api/openapi.yaml")}
    yield server
    server.close()


@pytest.fixture
def other() -> Iterator[Server]:
    """Another server on this machine."""
    server = Server()
    server.pages |= {"/a.yaml": "secret: 1"}
    yield server
    server.close()


def test_a_url(server: Server) -> None:
    """A document is fetched from where the user says, also from this machine; its URI is the one that answered."""
    entry = load(server.url("/go#fragment"))
    assert (entry.name, entry.uri, entry.text) == (server.url("/go#fragment"), server.url("/api/openapi.yaml"), TEXT)


def test_a_web_page(server: Server) -> None:
    """A web page is called one."""
    server.pages["/docs"] = "<!DOCTYPE html>"
    assert "this is a web page" in _refused(server.url("/docs")).message


def test_references_to_servers(server: Server, folder: Path) -> None:
    """Nothing is fetched for a reference unless it was allowed, also not from where the document came from."""
    for retriever in (_retriever(folder), Retriever(server.url("/api/openapi.yaml"))):
        assert "--allow-remote-refs" in _reason(retriever, server.url("/api/a.yaml")).hint
    assert _reason(Retriever(server.url("/api/openapi.yaml")), "a.yaml").code == "remote-refused"
    assert server.seen == []


def test_references_to_this_machine(server: Server, folder: Path) -> None:
    """Where they are allowed, references of a local document still reach no server of this machine."""
    retriever = _retriever(folder, allow_remote_refs=True)
    for host in ("127.0.0.1", "localhost", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "0.0.0.0"):
        error = _reason(retriever, f"http://{host}:{server.port}/api/a.yaml")
        assert (error.code, server.seen) == ("address-refused", [])


def test_references_to_the_document_s_own_server(server: Server, other: Server, folder: Path) -> None:
    """Where they are allowed, references of a fetched document reach its own server, and no other one near it."""
    retriever = Retriever(server.url("/api/openapi.yaml"), allow_remote_refs=True)
    assert retriever("a.yaml").tree == {"a": 1}
    assert retriever("a.yaml").name == server.url("/api/a.yaml")
    assert _reason(retriever, other.url("/a.yaml")).code == "address-refused"
    server.pages["/api/away.yaml"] = other.url("/a.yaml")
    assert _reason(retriever, "away.yaml").code == "address-refused"
    assert (server.seen, other.seen) == (["/api/a.yaml", "/api/away.yaml"], [])
    (folder / "a.yaml").touch()
    assert _reason(retriever, (folder / "a.yaml").as_uri()).code == "file-refused"
    assert retriever.files == ()


def test_references_to_public_servers(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they are allowed, references reach public addresses, each judged after its name was resolved."""
    resolved: list[Any] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: resolved)
    assert _reason(_retriever(folder, allow_remote_refs=True), "http://api.test/api/a.yaml").code == "address-refused"
    monkeypatch.setattr(retrieval, "is_public", lambda _: True)
    retriever = _retriever(folder, allow_remote_refs=True)
    assert retriever("http://api.test/api/a.yaml#/a").tree == {"a": 1}
    assert retriever("http://api.test/api/a.yaml#/b").tree == {"a": 1}
    assert server.seen == ["/api/a.yaml"]


def test_an_entry_is_a_value() -> None:
    """An entry holds a source and its URI, and names what the source names."""
    source = parse("a: 1", name="x")
    entry = Entry(source, "file:///x")
    assert (entry.name, entry.text, isinstance(entry.source, Source)) == ("x", "a: 1", True)
