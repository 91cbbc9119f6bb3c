"""Our own pages: who may ask, what is there, and that they are harmless."""

from __future__ import annotations

import json

import pytest

from mockserver.errors import PROBLEMS
from mockserver.http.messages import Fields, Request, Response
from mockserver.server.control import control, is_own_host
from mockserver.server.explanations import EXPLANATIONS, KINDS


def ask(path: str, method: str = "GET", host: str | None = "localhost:4010", **fields: str) -> Response:
    """The response to a request for one of our pages."""
    of_host = {} if host is None else {"host": host}
    return control(Request(method, path, fields=Fields.of(**of_host, **fields)), ["mock.internal"])


def test_health_is_ok() -> None:
    """The health page says ok in JSON."""
    response = ask("/_mockserver/health")
    assert (response.status, response.content) == (200, b'{"status":"ok"}')


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_problem_type_has_its_page(kind: str) -> None:
    """The type of each problem leads to a page that explains it (RFC 9457, section 3.1.1)."""
    response = ask(PROBLEMS + kind)
    content = response.content
    assert isinstance(content, bytes)
    assert (response.status, f"<h1>{KINDS[kind].status} {KINDS[kind].title}</h1>".encode() in content) == (200, True)


def test_each_kind_is_explained() -> None:
    """There is an explanation for each kind of refusal, and none for another."""
    assert sorted(EXPLANATIONS) == sorted(KINDS)


def test_pages_load_nothing_and_are_not_framed() -> None:
    """A page runs no script, loads nothing and stands in no frame; its style is the one that the policy names."""
    response = ask(PROBLEMS + "not-found")
    policy = response.fields.first("content-security-policy") or ""
    content = response.content
    assert isinstance(content, bytes)
    assert (policy.split(";")[0], "frame-ancestors 'none'" in policy) == ("default-src 'none'", True)
    assert [mark for mark in (b"<script", b"http://", b"https://", b"src=") if mark in content] == []


@pytest.mark.parametrize("path", ["/_mockserver/health", PROBLEMS + "not-found"])
@pytest.mark.parametrize(
    ("method", "status", "allow"),
    [
        ("GET", 200, None),
        ("HEAD", 200, None),
        ("OPTIONS", 200, "GET, HEAD, OPTIONS"),
        ("POST", 405, "GET, HEAD, OPTIONS"),
        ("DELETE", 405, "GET, HEAD, OPTIONS"),
        ("BREW", 501, None),
    ],
)
def test_methods_are_told_apart(path: str, method: str, status: int, allow: str | None) -> None:
    """GET, HEAD and OPTIONS are answered, other methods refused with a true Allow, unknown ones with 501."""
    response = ask(path, method)
    assert (response.status, response.fields.first("allow")) == (status, allow)


@pytest.mark.parametrize("path", ["/_mockserver/health", PROBLEMS + "gone", PROBLEMS + "not-found"])
def test_head_is_get_without_content(path: str) -> None:
    """HEAD has the fields of GET, its length too, and no content (RFC 9110, section 9.3.2)."""
    get, head = ask(path), ask(path, "HEAD")
    assert isinstance(get.content, bytes)
    assert (head.status, head.fields, head.content) == (get.status, get.fields, b"")
    assert get.fields.first("content-length") == str(len(get.content))


@pytest.mark.parametrize(
    "path", ["/_mockserver/", "/_mockserver/health/", "/_mockserver/console", PROBLEMS, PROBLEMS + "<b>"]
)
def test_nothing_else_is_there(path: str) -> None:
    """Below `/_mockserver/` all else is 404."""
    assert ask(path).status == 404


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("localhost:4010", True),
        ("LOCALHOST.:4010", True),
        ("app.localhost:4010", True),
        ("127.0.0.1:4010", True),
        ("192.168.0.7", True),
        ("[::1]:4010", True),
        ("[::1]", True),
        ("mock.internal:4010", True),
        ("localhost:", True),
        (None, True),
        ("rebound.example:4010", False),
        ("localhost.example", False),
        ("notlocalhost", False),
        ("127.0.0.1.example", False),
        ("", False),
    ],
)
def test_only_this_machine_is_asked(host: str | None, *, expected: bool) -> None:
    """A name that is not this machine's, which a page may have made to point here, is refused (DNS rebinding)."""
    status = ask("/_mockserver/health", host=host).status
    assert (is_own_host(host, ["mock.internal"]), status) == (expected, 200 if expected else 403)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "health"), ("POST", "health"), ("OPTIONS", "health"), ("GET", "gone")]
)
def test_no_other_origin_reads_our_pages(method: str, path: str) -> None:
    """There are no CORS fields below `/_mockserver/`, whatever the answer."""
    response = ask(f"/_mockserver/{path}", method, origin="http://app.test", access_control_request_method="GET")
    assert [name for name, _ in response.fields if name.startswith("access-control")] == []


def test_a_refusal_is_a_problem() -> None:
    """What is refused below `/_mockserver/` is told as a problem."""
    content = ask("/_mockserver/health", "POST").content
    assert isinstance(content, bytes)
    assert json.loads(content)["allow"] == ["GET", "HEAD", "OPTIONS"]
