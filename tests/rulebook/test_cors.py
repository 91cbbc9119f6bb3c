"""What a page of another origin can do and read. Rules C, and the same under --cors-strict and --no-cors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rulebook.client import Reply, ask
from tests.rulebook.conftest import HERE, serving
from tests.rulebook.rows import JSON, ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "/store/v2"
PAGE = "http://app.example.test:3000"
CORS = "access-control-"

READABLE = [
    ("C-01", "GET", f"{BASE}/products", 200),
    ("C-01", "HEAD", f"{BASE}/products", 200),
    ("C-02", "POST", f"{BASE}/catalogue", 405),
    ("C-04", "GET", f"{BASE}/nope", 404),
    ("C-04", "GET", "/", 404),
    ("C-05", "GET", f"{BASE}/basket", 401),
    ("C-05", "GET", f"{BASE}/staff", 401),
    ("C-05", "POST", f"{BASE}/products", 415),
    ("C-05", "GET", f"{BASE}/find", 422),
    ("C-05", "GET", f"{BASE}/products/%zz", 400),
    ("C-10", "DELETE", f"{BASE}/catalogue", 405),
    ("C-15", "OPTIONS", f"{BASE}/mirror", 200),
    ("C-16", "PUT", f"{BASE}/nope", 404),
    ("C-19", "CHICKEN", f"{BASE}/products", 501),
    ("C-01", "GET", f"{BASE}/codes/204", 204),
    ("C-01", "GET", f"{BASE}/codes/304", 304),
    ("C-01", "GET", f"{BASE}/codes/301", 301),
    ("C-01", "GET", f"{BASE}/codes/503", 503),
    ("C-01", "GET", f"{BASE}/codes/103", 501),
    ("O-04", "OPTIONS", "*", 200),
    ("O-05", "GET", "*", 400),
]


def _shut_out(reply: Reply, origin: str = PAGE) -> str:
    """Why script of a page with credentials cannot read the response and its Allow; "" if it can (Fetch, 4.10, 3.3.5)."""
    if reply.get("access-control-allow-origin") != origin:
        return "Access-Control-Allow-Origin"
    if reply.get("access-control-allow-credentials") != "true":
        return "Access-Control-Allow-Credentials"
    exposed = {name.lower() for name in reply.members("access-control-expose-headers")}
    told = {"allow", "location", "retry-after", "www-authenticate", "etag", "link", "accept-patch"}
    return "" if told | {name for name in reply.names if name.startswith("x-")} <= exposed else f"exposed: {exposed}"


@pytest.mark.parametrize(("rule", "method", "target", "status"), READABLE)
def test_script_can_read_every_answer(shop: int, rule: str, method: str, target: str, status: int) -> None:
    """C-01 to C-05, C-07, C-10, C-12, C-13, C-16, C-19: with credentials, errors included, and Allow on a 405 (C-03)."""
    fields = ["Content-Type: text/plain"] if method == "POST" else []
    reply = ask(shop, method, target, ORIGIN, *fields, content=b"x" if fields else b"")
    assert (rule, status, "") == (rule, reply.status, _shut_out(reply))


@pytest.mark.parametrize("target", [f"{BASE}/catalogue", f"{BASE}/nope", f"{BASE}/codes/304", "/", f"{BASE}/codes/401"])
def test_vary_names_origin_without_one(shop: int, target: str) -> None:
    """C-13: also without Origin, or a cache would hand that answer to a page."""
    reply = ask(shop, "GET", target)
    assert "origin" in {name.lower() for name in reply.members("vary")}
    assert [name for name in reply.names if name.startswith(CORS)] == []


@pytest.mark.parametrize(
    "origin",
    ["null", "https://a.example.test", "http://[::1]:8080", "chrome-extension://abcdefgh", "http://xn--caf-dma.test"],
)
def test_any_origin_may_read(shop: int, origin: str) -> None:
    """C-20: `null`, IPv6 literals and extensions are origins as well."""
    assert _shut_out(ask(shop, "GET", f"{BASE}/products", f"Origin: {origin}"), origin) == ""
    assert _shut_out(ask(shop, "DELETE", f"{BASE}/catalogue", f"Origin: {origin}"), origin) == ""


@pytest.mark.parametrize(
    "origin", ["", "http://a b", "*", "http://a, http://b", "javascript:alert(1)", "http://a/path", "a"]
)
def test_what_is_no_origin_is_not_echoed(shop: int, origin: str) -> None:
    """Only a serialised origin comes back (Fetch, section 3.2)."""
    reply = ask(shop, "GET", f"{BASE}/products", f"Origin: {origin}")
    assert (reply.status, "access-control-allow-origin" in reply) == (200, False)


PREFLIGHTS = [
    *[("C-06", f"{BASE}/products/tea", method) for method in ("GET", "PUT", "PATCH", "DELETE")],
    ("C-06", f"{BASE}/products", "POST"),
    *[("C-09", f"{BASE}/catalogue", method) for method in ("DELETE", "PUT", "PATCH", "QUERY")],
    ("C-15", f"{BASE}/everything", "PUT"),
    ("C-15", f"{BASE}/mirror", "PUT"),
    ("C-16", f"{BASE}/nope", "PUT"),
    ("C-16", "/", "GET"),
    ("C-19", f"{BASE}/products", "CHICKEN"),
    ("C-19", f"{BASE}/nope", "x-odd!"),
    ("C-08", f"{BASE}/products/", "DELETE"),
    ("C-08", f"{BASE}/basket", "PUT"),
    ("C-08", f"{BASE}/coming-soon", "POST"),
    ("C-08", f"{BASE}/products/%zz", "PUT"),
]


@pytest.mark.parametrize(("rule", "target", "method"), PREFLIGHTS)
def test_every_preflight_goes_through(shop: int, rule: str, target: str, method: str) -> None:
    """C-06 to C-11, C-14 to C-19: 204, this origin, credentials, the method, the fields by name, and how long."""
    asked = [
        f"Access-Control-Request-Method: {method}",
        "Access-Control-Request-Headers: authorization,x-trace-id,content-type",
    ]
    reply = ask(shop, "OPTIONS", target, ORIGIN, *asked)
    assert (rule, 204) == (rule, reply.status)
    assert reply["access-control-allow-origin"] == PAGE
    assert reply["access-control-allow-credentials"] == "true"
    assert method in reply.members("access-control-allow-methods")
    assert reply.members("access-control-allow-headers") == ["authorization", "x-trace-id", "content-type"]
    assert int(reply["access-control-max-age"]) > 0
    varied = {name.lower() for name in reply.members("vary")}
    assert {"origin", "access-control-request-method", "access-control-request-headers"} <= varied


def test_a_preflight_for_a_private_network_is_let_through(shop: int) -> None:
    """C-18."""
    asked = ["Access-Control-Request-Method: PUT", "Access-Control-Request-Private-Network: true"]
    assert ask(shop, "OPTIONS", f"{BASE}/products/tea", ORIGIN, *asked).status == 204


def test_options_with_an_origin_alone_is_no_preflight(shop: int) -> None:
    """O-01: without Access-Control-Request-Method it is an ordinary OPTIONS, and so it is without Origin."""
    for field in (ORIGIN, "Access-Control-Request-Method: PUT"):
        reply = ask(shop, "OPTIONS", f"{BASE}/products", field)
        assert (reply.status, reply["allow"]) == (200, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize("method", ["COPY", "QUERY", "checkOut"])
def test_additional_methods_cross_origins(library: int, method: str) -> None:
    """Q-09: script can use QUERY and COPY, and a method's case is kept."""
    reply = ask(library, "OPTIONS", "/books/1", ORIGIN, f"Access-Control-Request-Method: {method}")
    assert method in reply.members("access-control-allow-methods")


@pytest.fixture(scope="module")
def strict() -> Iterator[int]:
    """The shop under --cors-strict, at another base path."""
    with serving(HERE / "shop.yaml", "--cors-strict", "--base-path", "/api/") as port:
        yield port


@pytest.fixture(scope="module")
def closed() -> Iterator[int]:
    """The shop under --no-cors, at the root."""
    with serving(HERE / "shop.yaml", "--no-cors", "--base-path", "/") as port:
        yield port


STRICT = [("/api/catalogue", "DELETE", False), ("/api/catalogue", "GET", True), ("/api/products/tea", "PUT", True),
          ("/api/nope", "PUT", False), ("/api/products", "CHICKEN", False), ("/api/mirror", "GET", False),
          ("/store/v2/catalogue", "GET", False)]  # fmt: skip


@pytest.mark.parametrize(("target", "method", "is_let_through"), STRICT)
def test_strict_preflights_refuse_the_undeclared(
    strict: int, target: str, method: str, *, is_let_through: bool
) -> None:
    """D7: an ok status without the method, or 403; what is declared goes through, and real answers stay readable."""
    reply = ask(strict, "OPTIONS", target, ORIGIN, f"Access-Control-Request-Method: {method}")
    assert reply.status in {200, 204, 403}
    assert is_let_through == (method in reply.members("access-control-allow-methods"))
    assert _shut_out(ask(strict, method, target, ORIGIN)) == ""


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/catalogue", 200),
        ("PUT", "/catalogue", 405),
        ("GET", "/nope", 404),
        ("GET", "/store/v2/catalogue", 404),
    ],
)
def test_without_cors_nothing_is_said(closed: int, method: str, target: str, status: int) -> None:
    """--no-cors: no Access-Control field on any answer, and no Vary: Origin that would say otherwise."""
    reply = ask(closed, method, target, ORIGIN)
    assert status == reply.status
    assert [name for name in reply.names if name.startswith(CORS)] == []
    assert "origin" not in reply.get("vary").lower()


def test_without_cors_vary_is_one_line(closed: int) -> None:
    """cispa:duplicate_fields: what the document declares and what negotiation adds stand in one Vary."""
    assert ask(closed, "GET", "/price-list")["vary"] == "Accept-Language, Accept"


def test_without_cors_a_preflight_is_an_options(closed: int) -> None:
    """--no-cors: what asks as a preflight gets OPTIONS' answer, which a browser takes for no."""
    reply = ask(closed, "OPTIONS", "/catalogue", ORIGIN, "Access-Control-Request-Method: PUT", JSON)
    assert (reply.status, reply["allow"]) == (200, "GET, HEAD, OPTIONS")
