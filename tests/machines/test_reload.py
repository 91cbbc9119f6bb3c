"""A document that is saved well and badly while it is served: what answers is always the last good one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mockserver.document.changes import surfaces
from mockserver.http.messages import Request
from mockserver.server import reload
from mockserver.server.answering import Served
from mockserver.server.naming import Named
from mockserver.server.opening import mounts_of, open_documents
from mockserver.server.reload import Reloaded, Reloader
from mockserver.settings import Settings

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
NUMBER = "'200': {description: n, content: {application/json: {example: %d}}}"
OWN = HEAD + "paths:\n  /number: {get: {responses: {" + NUMBER + "}}}\n"
REFERRING = OWN + "  /part: {$ref: 'part.yaml'}\n"
PART = "get: {responses: {" + NUMBER + "}}\n"
BROKEN = st.sampled_from([b"", b"openapi: [", b"\xff\xfe\xff", b"[]", b"a: *b", HEAD.encode()[:20], None])
"""What cannot be read or served; None is a file that is gone."""


def write(path: Path, octets: bytes | None, *, is_moved: bool = False, second: int = 0) -> None:
    """Write a file in place or anew, as of that second, or remove it."""
    if octets is None:
        path.unlink(missing_ok=True)
        return
    target = path.with_suffix(".new") if is_moved else path
    target.write_bytes(octets)
    os.utime(target, ns=(second * 10**9, second * 10**9))
    target.replace(path)


class Saving(RuleBasedStateMachine):
    """A user who saves, and what a client gets.

    The model: the numbers that are on the disk, and those that are served. `None` is what is not there, "broken" a part
    that was broken already when the document began to refer to it: then it is served so.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp()).resolve()
        self.saves = 0
        self.number: int | None = 0
        self.refers = True
        self.part: int | None = 0
        self.served_number: int = 0
        self.served_part: int | str | None = 0
        self.is_dirty = False
        write(self.folder / "openapi.yaml", (REFERRING % 0).encode())
        write(self.folder / "part.yaml", (PART % 0).encode())
        opened = open_documents([Named(str(self.folder / "openapi.yaml"))], SETTINGS)
        self.served = Served(mounts_of(opened))
        self.told: list[Reloaded] = []
        self.reloader = Reloader(opened, SETTINGS, self.served, listener=self.told.append)
        self.reloader._surfaces = [surfaces(each.loaded.document) for each in opened]  # noqa: SLF001 -- without its thread

    # --- what a user does

    @rule(refers=st.booleans(), is_moved=st.booleans(), is_seen=st.booleans())
    def save_well(self, refers: bool, is_moved: bool, is_seen: bool) -> None:
        """Save a good document, with or without a reference to the other file."""
        self.number, self.refers = self.saves, refers
        self.save(
            "openapi.yaml", ((REFERRING if refers else OWN) % self.number).encode(), is_moved=is_moved, is_seen=is_seen
        )

    @rule(octets=BROKEN, is_moved=st.booleans(), is_seen=st.booleans())
    def save_badly(self, octets: bytes | None, is_moved: bool, is_seen: bool) -> None:
        """Save what cannot be served, or remove it."""
        self.number = None
        self.save("openapi.yaml", octets, is_moved=is_moved, is_seen=is_seen)

    @rule(is_moved=st.booleans(), is_seen=st.booleans())
    def save_the_part_well(self, is_moved: bool, is_seen: bool) -> None:
        """Save the other file."""
        self.part = self.saves
        self.save("part.yaml", (PART % self.part).encode(), is_moved=is_moved, is_seen=is_seen)

    @rule(
        octets=st.sampled_from([b"get: [", b"\xff\xfe\xff", b"a: *b", None]),
        is_moved=st.booleans(),
        is_seen=st.booleans(),
    )
    def save_the_part_badly(self, octets: bytes | None, is_moved: bool, is_seen: bool) -> None:
        """Save what cannot be read as the other file, or remove it."""
        self.part = None
        self.save("part.yaml", octets, is_moved=is_moved, is_seen=is_seen)

    @precondition(lambda self: self.is_dirty)
    @rule()
    def look(self) -> None:
        """The files are looked at; the model takes over what is good."""
        self.reloader._refresh()  # noqa: SLF001 -- what its thread does
        self.is_dirty = False
        if self.number is None:
            return
        part: int | str | None = ("broken" if self.part is None else self.part) if self.refers else None
        if part == "broken" and isinstance(self.served_part, int):
            return
        self.served_number, self.served_part = self.number, part

    # --- what must hold

    @invariant()
    def the_last_good_one_answers(self) -> None:
        """Whatever was saved, and whether it was looked at or not."""
        assert self.answer("/number") == (200, str(self.served_number).encode())
        status, content = self.answer("/part")
        if isinstance(self.served_part, int):
            assert (status, content) == (200, str(self.served_part).encode())
        else:
            assert status in (404, 405, 500)

    def answer(self, path: str) -> tuple[int, Any]:
        """Status and content for a path."""
        response = self.served.mounts.respond(Request("GET", path)).response
        return response.status, response.content

    def save(self, name: str, octets: bytes | None, *, is_moved: bool, is_seen: bool) -> None:
        """Save a file; it may be seen before the next step."""
        self.saves += 1
        self.is_dirty = True
        write(self.folder / name, octets, is_moved=is_moved, second=self.saves)
        if is_seen:
            self.look()

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)


SETTINGS = Settings(watch=True, cache=False)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken save is not looked at twice."""
    monkeypatch.setattr(reload, "SETTLING", 0)


TestReload = Saving.TestCase
TestReload.settings = settings(max_examples=40, stateful_step_count=20)
