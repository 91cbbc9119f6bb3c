"""A document that changes while it is served."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.document.changes import Changes
from mockserver.http.messages import Request
from mockserver.server import reload, trees
from mockserver.server.answering import Served
from mockserver.server.naming import Named
from mockserver.server.opening import mounts_of, open_documents
from mockserver.server.reload import Reloaded, Reloader
from mockserver.server.run import serve_in_thread
from mockserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 20


def document(*paths: str, refers: str = "") -> str:
    """A document with these paths; what they answer may be in another file."""
    response = f"{{$ref: '{refers}'}}" if refers else "{description: d}"
    operations = "".join(f"  {path}: {{get: {{responses: {{'200': {response}}}}}}}\n" for path in paths)
    return f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{operations}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    real = tmp_path.resolve()
    monkeypatch.chdir(real)
    return real


class Followed:
    """What is served, and what is told of its changes."""

    def __init__(self, *names: str, **settings: Any) -> None:
        self.settings = Settings(watch=True, **settings)
        self.opened = open_documents([Named(each) for each in names], self.settings)
        self.served = Served(mounts_of(self.opened))
        self.told: Queue[Reloaded] = Queue()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Its changes are followed."""
        reloader = Reloader(self.opened, self.settings, self.served, listener=self.told.put).start()
        try:
            yield
        finally:
            reloader.stop()

    def next(self) -> Reloaded:
        """What is told next."""
        return self.told.get(timeout=PATIENCE)

    def status(self, path: str) -> int:
        """How a path is answered."""
        return self.served.mounts.respond(Request("GET", path)).response.status


def replaced(path: Path, text: str) -> None:
    """Save as many editors do: a new file takes the name of the old one."""
    aside = path.with_name(f".{path.name}.swp")
    aside.write_text(text)
    aside.replace(path)


def in_place(path: Path, text: str) -> None:
    """Save as others do."""
    path.write_text(text)


@pytest.mark.parametrize("save", [in_place, replaced])
def test_a_save_is_served(folder: Path, save: Any) -> None:
    """However an editor saves, the next requests are answered by what the file says now, and the change is told."""
    path = folder / "openapi.yaml"
    path.write_text(document("/a", "/b"))
    followed = Followed("openapi.yaml")
    with followed.watched():
        save(path, document("/b", "/c"))
        told = followed.next()
    assert (told.name, told.changes) == (
        "openapi.yaml",
        Changes(added=("GET /c",), removed=("GET /a",), breaking=("GET /a is gone",)),
    )
    assert [followed.status(each) for each in ("/a", "/b", "/c")] == [404, 200, 200]


def test_half_of_a_save_is_not_served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that is in progress is waited for, even where its first half is a document, and something else is due."""
    monkeypatch.setattr(reload, "QUIET", 500)
    path = folder / "openapi.yaml"
    path.write_text(document("/a", "/b"))
    followed = Followed("openapi.yaml")
    whole = document("/a", "/b", "/c")
    with path.open("w") as half:
        half.write(whole[: whole.index("  /b")])
        half.flush()
        with followed.watched():
            Event().wait(0.1)
            half.write(whole[whole.index("  /b") :])
            half.flush()
            told = followed.next()
    assert told.changes == Changes(added=("GET /c",))


@pytest.mark.parametrize("refers", ["", "other.yaml#/x"])
def test_a_document_that_was_kept_is_followed(folder: Path, monkeypatch: pytest.MonkeyPatch, refers: str) -> None:
    """What a save has changed is told of a document that was not read but recalled, too, whatever it refers to."""
    monkeypatch.setattr(trees, "SMALLEST", 0)
    monkeypatch.setattr(trees, "folder_of_user", folder.joinpath)
    (folder / "other.yaml").write_text("x: {description: d}")
    path = folder / "openapi.yaml"
    path.write_text(document("/a", "/b", refers=refers))
    followed = [Followed("openapi.yaml"), Followed("openapi.yaml")][1]
    assert isinstance(followed.opened[0].loaded.source, trees.Kept)
    with followed.watched():
        path.write_text(document("/a", refers=refers))
        told = followed.next()
    assert told.changes == Changes(removed=("GET /b",), breaking=("GET /b is gone",))


@pytest.mark.parametrize(
    ("text", "code"),
    [("openapi: 3.1.0\npaths: [", "yaml-syntax"), ("", "empty"), (None, "file-not-found")],
)
def test_what_cannot_be_served_changes_nothing(folder: Path, text: str | None, code: str) -> None:
    """A broken save, and a file that is gone, leave the last good document, and say what is wrong, once."""
    path = folder / "openapi.yaml"
    path.write_text(document("/a"))
    followed = Followed("openapi.yaml")
    with followed.watched():
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
        broken = followed.next()
        assert (broken.changes, broken.diagnostics[0].code, followed.status("/a")) == (None, code, 200)
        path.write_text(document("/a", "/b"))
        assert followed.next().changes == Changes(added=("GET /b",))
    assert followed.status("/b") == 200


def test_files_that_are_referred_to(folder: Path) -> None:
    """A change in a file that the document refers to is a change of the document; broken, it leaves the last good one."""
    (folder / "parts").mkdir()
    part = folder / "parts" / "answers.yaml"
    part.write_text("Ok: {description: d}\n")
    (folder / "openapi.yaml").write_text(document("/a", refers="parts/answers.yaml#/Ok"))
    followed = Followed("openapi.yaml")
    assert followed.status("/a") == 200
    with followed.watched():
        part.write_text("Ok: {description: other}\n")
        assert followed.next().changes == Changes(changed=("GET /a",))
        part.write_text("Ok: {description: [\n")
        broken = followed.next()
        assert (broken.changes, broken.diagnostics[0].location.file) == (None, str(Path("parts", "answers.yaml")))
        part.unlink()
        assert followed.next().diagnostics[0].code == "file-not-found"
        assert followed.status("/a") == 200


def test_a_file_that_appears(folder: Path) -> None:
    """A file that was referred to and not there is read when it comes, with its folder."""
    (folder / "openapi.yaml").write_text(document("/a", refers="parts/answers.yaml#/Ok"))
    followed = Followed("openapi.yaml")
    assert followed.status("/a") == 500
    with followed.watched():
        (folder / "parts").mkdir()
        (folder / "parts" / "answers.yaml").write_text("Ok: {description: d}\n")
        assert followed.next().changes == Changes(changed=("GET /a",))
    assert followed.status("/a") == 200


def test_a_link_that_is_put_elsewhere(folder: Path) -> None:
    """A document behind a link is followed through the link, too: so a Kubernetes ConfigMap changes."""
    for name, path in (("one", "/a"), ("two", "/b")):
        (folder / name).mkdir()
        (folder / name / "openapi.yaml").write_text(document(path))
    (folder / "current").symlink_to("one")
    (folder / "openapi.yaml").symlink_to("current/openapi.yaml")
    followed = Followed("openapi.yaml")
    with followed.watched():
        (folder / "next").symlink_to("two")
        (folder / "next").replace(folder / "current")
        assert followed.next().changes is not None
    assert followed.status("/b") == 200


def test_a_folder_that_is_replaced(folder: Path) -> None:
    """Another folder takes the place of the document's, as a build or a checkout does it; saves in it are seen, too."""
    for name, path in (("api", "/a"), ("built", "/b")):
        (folder / name).mkdir()
        (folder / name / "openapi.yaml").write_text(document(path))
    followed = Followed("api")
    with followed.watched():
        (folder / "api").rename(folder / "old")
        (folder / "built").rename(folder / "api")
        while followed.next().changes is None:
            pass
        assert followed.status("/b") == 200
        (folder / "api" / "openapi.yaml").write_text(document("/c"))
        assert followed.next().changes == Changes(added=("GET /c",), removed=("GET /b",), breaking=("GET /b is gone",))


def test_a_save_before_the_watch(folder: Path) -> None:
    """What is saved after the document was read and before it is watched is not missed."""
    (folder / "openapi.yaml").write_text(document("/a"))
    followed = Followed("openapi.yaml")
    (folder / "openapi.yaml").write_text(document("/b"))
    with followed.watched():
        followed.next()
    assert followed.status("/b") == 200


def test_several_documents(folder: Path) -> None:
    """Of several documents only the one is read again whose file has changed; a clash leaves all as they were."""
    for name in "ab":
        (folder / f"{name}.yaml").write_text(document(f"/{name}"))
    followed = Followed("a.yaml", "b.yaml")
    with followed.watched():
        (folder / "b.yaml").write_text(document("/a"))
        clash = followed.next()
        assert (clash.name, clash.changes, "declared both" in clash.reason) == ("b.yaml", None, True)
        assert [followed.status(each) for each in ("/a", "/b")] == [200, 200]
        (folder / "a.yaml").write_text(document("/c"))
        assert followed.next().name == "a.yaml"
    assert [followed.status(each) for each in ("/a", "/b", "/c")] == [404, 200, 200]


def test_a_fault_of_ours_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens while a document is read, the last good one is served on."""
    (folder / "openapi.yaml").write_text(document("/a"))
    followed = Followed("openapi.yaml")

    def broken(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("mockserver.server.reload.open_document", broken)
    with followed.watched():
        (folder / "openapi.yaml").write_text(document("/b"))
        assert followed.next().reason == "mockserver itself failed: RecursionError: too deep"
    assert followed.status("/a") == 200


@contextmanager
def fetched(texts: list[str]) -> Iterator[str]:
    """A server that gives these texts one after the other, the last one for ever; an empty one is an error."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Give the next text."""
            text = texts.pop(0) if len(texts) > 1 else texts[0]
            self.send_response(200 if text else 503)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/openapi.yaml"
        server.shutdown()


def test_a_document_from_an_address() -> None:
    """A URL is fetched again at the interval: trouble is told once and changes nothing, the same text is not told."""
    with fetched([document("/a"), document("/a"), "", "", document("/a"), document("/b")]) as url:
        followed = Followed(url, watch_interval=0.1)
        with followed.watched():
            first, second = followed.next(), followed.next()
    assert (first.changes, [each.code for each in first.diagnostics]) == (None, ["no-answer"])
    assert (second.changes, second.name) == (
        Changes(added=("GET /b",), removed=("GET /a",), breaking=("GET /a is gone",)),
        url,
    )


def test_an_address_is_fetched_once_without_an_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's server is asked again and again unless the user says so."""
    monkeypatch.setattr("mockserver.server.reload.LOOK", 10)
    texts = [document("/a"), document("/b"), document("/c")]
    with fetched(texts) as url:
        followed = Followed(url)
        with followed.watched(), pytest.raises(Empty):
            followed.told.get(timeout=0.3)
    assert len(texts) == 2


def test_no_request_is_lost(folder: Path) -> None:
    """While a document is saved again and again, good and broken, each request gets one of its good answers."""
    path = folder / "openapi.yaml"
    path.write_text(document("/a", "/b0"))
    followed = Followed("openapi.yaml")
    statuses: Counter[int] = Counter()
    ended = Event()

    def ask(port: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        while not ended.is_set():
            connection.request("GET", "/a")
            response = connection.getresponse()
            response.read()
            statuses[response.status] += 1
        connection.close()

    with serve_in_thread(followed.served) as address, followed.watched():
        asking = Thread(target=ask, args=(address.port,))
        asking.start()
        for number in range(12):
            (replaced if number % 2 else in_place)(path, document("/a", f"/b{number}"))
            path.write_text("openapi: 3.1.0\npaths: [")
            ended.wait(0.07)
        path.write_text(document("/a", "/last"))
        while followed.status("/last") != 200:
            followed.next()
        ended.set()
        asking.join()
    assert set(statuses) == {200}
    assert followed.status("/last") == 200
