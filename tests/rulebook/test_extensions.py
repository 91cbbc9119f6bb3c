"""What OpenAPI 3.2 adds: QUERY and additional methods. Rules Q. And documents that must not be served: rules D."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.rulebook.client import ask
from tests.rulebook.conftest import serving
from tests.rulebook.rows import JSON, Row, problem, row

if TYPE_CHECKING:
    from pathlib import Path

BOOK = "GET, HEAD, OPTIONS, COPY, M-SEARCH, checkOut, reshelve"
TEXT = b'{"text": "tea"}'

LIBRARY = [
    row("Q-01", "QUERY /books", JSON, content=TEXT, status=200, says='[{"isbn":"2"}]'),
    row("Q-01", "QUERY /books", "Content-Type: application/sql", content=b"select 1", status=200),
    row("Q-01", "QUERY /books", "Content-Type: application/json; charset=utf-8", content=TEXT, status=200),
    row("Q-02", "QUERY /books", content=TEXT, status=(400, 415)),
    row("Q-02", "QUERY /books", status=(400, 415, 422)),
    row("Q-02", "QUERY /reading-rooms", content=b"a=1", status=(400, 415)),
    row("Q-02", "QUERY /reading-rooms", status=(400, 415)),
    row("Q-03", "QUERY /books", "Content-Type: text/csv", content=b"x", status=415,
        has={"accept-query": '"application/json", "application/sql"'}),
    row("Q-04", "DELETE /books", status=405, allow="GET, HEAD, OPTIONS, QUERY"),
    row("Q-04", "QUERY /docs", JSON, content=b"{}", status=405, allow="GET, HEAD, OPTIONS"),
    row("Q-04", "GET /reading-rooms", status=405, allow="OPTIONS, QUERY"),
    row("Q-05", "COPY /books/1", status=201, has={"location": "/books/2"}),
    row("Q-05", "checkOut /books/1", status=200, says="taken home"),
    row("Q-05", "reshelve /books/1", status=204),
    row("Q-05", "M-SEARCH /books/1", status=200, says="found"),
    *[row("Q-06", f"{method} /books/1", status=501) for method in ("copy", "Copy", "CHECKOUT", "checkout", "RESHELVE")],
    row("Q-07", "DELETE /books/1", status=405, allow=BOOK),
    row("Q-08", "COPY /docs", status=405, allow="GET, HEAD, OPTIONS"),
    row("Q-08", "COPY /nope", status=404),
    row("Q-08", "PURGE /books/1", status=405, allow=BOOK),
    row("Q-10", "OPTIONS /books", status=200, has={"accept-query": '"application/json", "application/sql"'}),
    row("Q-10", "OPTIONS /reading-rooms", status=200, has={"accept-query": '"application/x-www-form-urlencoded"'}),
    row("Q-10", "OPTIONS /docs", status=200, lacks=("accept-query",)),
    row("S-05", "PURGE /members", status=401, has={"www-authenticate": ()}),
    row("S-05", "GET /members", status=401, has={"www-authenticate": ()}),
    row("S-14", "POST /members/1/loans", "Content-Type: image/png", content=b"x", status=415, has={"accept": ()}),
    row("S-15", "POST /members/1/loans", "Content-Type: text/markdown", content=b"x", status=201),
]  # fmt: skip


@pytest.mark.parametrize("each", LIBRARY)
def test_extensions_of_the_library(library: int, each: Row) -> None:
    """Each row of Q holds."""
    each.holds(library)


HEAD = "openapi: {version}\ninfo: {{title: x, version: '1'}}\n"
OPERATION = "{responses: {'200': {description: fine}}}"
REFUSED = [
    ("D-01", "3.1.0", f"paths: {{pets: {{get: {OPERATION}}}}}", "pets"),
    ("D-01", "3.0.3", f"paths: {{'{{id}}': {{get: {OPERATION}}}}}", "{id}"),
    *[("D-03", "3.2.0", f"paths: {{/pets: {{additionalOperations: {{{name}: {OPERATION}}}}}}}", name)
      for name in ("POST", "QUERY")],
]  # fmt: skip


@pytest.mark.parametrize(("rule", "version", "paths", "named"), REFUSED, ids=[f"{row[0]}: {row[3]}" for row in REFUSED])
def test_what_cannot_be_served_is_refused(tmp_path: Path, rule: str, version: str, paths: str, named: str) -> None:
    """D-01, D-03: the command ends with 2 and says where, and what."""
    document = tmp_path / "document.yaml"
    document.write_text(HEAD.format(version=version) + paths)
    command = [sys.executable, "-m", "mockserver", "serve", str(document), "-p", "0", "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (rule, 2) == (rule, done.returncode)
    assert f"{document}:" in done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("method", ["CONNECT", "TRACK"])
def test_a_method_that_browsers_forbid_is_told(tmp_path: Path, method: str) -> None:
    """U-12: such a method may be declared; that no browser sends it is said."""
    document = tmp_path / "document.yaml"
    document.write_text(
        HEAD.format(version="3.2.0") + f"paths: {{/pets: {{additionalOperations: {{{method}: {OPERATION}}}}}}}"
    )
    command = [sys.executable, "-m", "mockserver", "validate", str(document), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert f"warning: no browser sends {method}" in done.stdout


UNITED = f"""
paths:
  /authors/{{id}}: {{get: {OPERATION}}}
  /authors/{{name}}: {{post: {OPERATION}, get: {{responses: {{'202': {{description: never}}}}}}}}
  /authors/{{id}}/books: {{get: {OPERATION}}}
  /authors/{{name}}/films: {{get: {OPERATION}}}
"""


def test_templates_that_differ_in_names_alone_are_one(tmp_path: Path) -> None:
    """D-02, D3: methods united, Allow true, the first declaration of a method wins."""
    document = tmp_path / "united.yaml"
    document.write_text(HEAD.format(version="3.0.3") + UNITED)
    with serving(document) as port:
        reply = ask(port, "PUT", "/authors/1")
        assert (reply.status, reply["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
        assert problem(reply)["allow"] == ["GET", "HEAD", "POST", "OPTIONS"]
        said = [ask(port, method, f"/authors/1{rest}").status
                for method, rest in [("GET", ""), ("POST", ""), ("GET", "/books"), ("GET", "/films")]]  # fmt: skip
        assert said == [200, 200, 200, 200]
