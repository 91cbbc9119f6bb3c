"""Which methods a path takes: 2xx, 404, 405 or 501, and what Allow says. Rules M and A."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rulebook.client import Connection, ask
from tests.rulebook.rows import JSON, PRODUCT, Row, problem, row

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

READ = "GET, HEAD, OPTIONS"
ALL = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE"
PRODUCTS = "GET, HEAD, POST, OPTIONS"
PRODUCT_ALLOW = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"
BOOK = "GET, HEAD, OPTIONS, COPY, M-SEARCH, checkOut, reshelve"

SHOP_ALLOWS = {
    "/store/v2/catalogue": READ,
    "/store/v2/products": PRODUCTS,
    "/sandbox/v2/products": PRODUCTS,
    "/store/v2/products/tea": PRODUCT_ALLOW,
    "/store/v2/products/featured": "GET, HEAD, PUT, OPTIONS",
    "/store/v2/products/tea/reviews/4": READ,
    "/store/v2/books/bestsellers": "GET, HEAD, DELETE, OPTIONS",
    "/store/v2/shelves/bestsellers": "GET, HEAD, PUT, OPTIONS",
    "/store/v2/invoices/7.pdf": READ,
    "/store/v2/invoices/7:void": "POST, OPTIONS",
    "/store/v2/stores/@47.1,-8.5": READ,
    "/store/v2/odata/Products('x')": READ,
    "/store/v2/orders": "POST, OPTIONS",
    "/store/v2/archive/": READ,
    "/store/v2/caf%C3%A9/menu%20du%20jour": READ,
    "/store/v2/health": "HEAD, OPTIONS",
    "/store/v2/stock": READ,
    "/store/v2/mirror": "OPTIONS, TRACE",
    "/store/v2/everything": ALL,
    "/store/v2/coming-soon": "OPTIONS",
    "/store/v2/coming-soon/also": "OPTIONS",
    "/store/v2/basket": "GET, HEAD, PUT, OPTIONS",
    "/store/v2/pictures/a": "PUT, PATCH, OPTIONS",
    "/store/v2/codes/204": READ,
    "/store/v2/codes/post-304": "POST, OPTIONS",
    "/flagship/elsewhere": READ,
}
LIBRARY_ALLOWS = {
    "/": READ,
    "/books": "GET, HEAD, OPTIONS, QUERY",
    "/books/1": BOOK,
    "/reading-rooms": "OPTIONS, QUERY",
    "/members": "GET, HEAD, OPTIONS, PURGE",
    "/members/1/loans": "POST, PATCH, OPTIONS",
    "/docs": READ,
}
FIXED = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
ADDITIONAL = ("COPY", "M-SEARCH", "checkOut", "reshelve", "PURGE")
UNKNOWN = ("FOO", "get", "Get", "PROPFIND", "CONNECT", "copy", "CHECKOUT", "PRI", "-", "*")


def _matrix(allows: dict[str, str], methods: tuple[str, ...]) -> list[ParameterSet]:
    return [
        pytest.param(method, target, allow, id=f"A-05: {method} {target}")
        for target, allow in allows.items()
        for method in methods
    ]


def _is_true(port: int, method: str, target: str, allow: str) -> None:
    """405 exactly for what Allow does not list, with that Allow, less nothing; what is listed is never 404, 405, 501."""
    reply = ask(port, method, target)
    if method in allow.split(", "):
        assert reply.status not in {404, 501}, reply
        assert reply.status != 405 or "/405" in target, reply
        return
    assert reply.status == 405, reply
    assert allow == reply["allow"]
    if method != "HEAD":
        said = problem(reply)
        assert (method, allow.split(", ")) == (said["method"], said["allow"])
        assert method in said["detail"]


@pytest.mark.parametrize(("method", "target", "allow"), _matrix(SHOP_ALLOWS, FIXED))
def test_the_shops_allow_is_true(shop: int, method: str, target: str, allow: str) -> None:
    """Each path takes what it declares, HEAD with GET and OPTIONS, and refuses the rest with 405 and a true Allow.

    A-01 to A-07, M-02: the Allow is compared whole, so it lists all that is declared and nothing else.
    """
    _is_true(shop, method, target, allow)


@pytest.mark.parametrize(("method", "target", "allow"), _matrix(LIBRARY_ALLOWS, FIXED + ADDITIONAL))
def test_the_librarys_allow_is_true(library: int, method: str, target: str, allow: str) -> None:
    """The same with QUERY and additional methods, each of which is recognised on every path (Q-04, Q-07, Q-08)."""
    _is_true(library, method, target, allow)


@pytest.mark.parametrize(("target", "allow"), [*SHOP_ALLOWS.items()], ids=[*SHOP_ALLOWS])
def test_options_says_the_same_allow_as_405(shop: int, target: str, allow: str) -> None:
    """O-01, O-02, A-10: OPTIONS is answered 2xx with the Allow of 405, each time in the same order (A-09)."""
    first, second = ask(shop, "OPTIONS", target), ask(shop, "OPTIONS", target)
    assert first.status == 200
    assert allow == first["allow"] == second["allow"]


@pytest.mark.parametrize("method", [each for each in UNKNOWN if each not in {"copy", "CHECKOUT"}])
@pytest.mark.parametrize("target", ["/store/v2/products", "/store/v2/coming-soon", "/store/v2/nowhere", "/"])
def test_an_unknown_method_gets_501(shop: int, method: str, target: str) -> None:
    """M-04 to M-09, M-13: 501 on whatever path, and the connection serves on (M-21).

    As CONNECT never gets a 2xx, cispa:content_length_2XX_connect and its twin hold.
    """
    with Connection(shop) as connection:
        reply = connection.ask(method, target)
        assert reply.status == 501
        assert "GET" in problem(reply)["detail"]
        assert reply.get("connection") == "close" or connection.ask("GET", "/store/v2/products").status == 200


@pytest.mark.parametrize("method", UNKNOWN)
@pytest.mark.parametrize("target", ["/books", "/books/1", "/nowhere/at/all"])
def test_case_and_spelling_of_additional_methods_count(library: int, method: str, target: str) -> None:
    """Q-06: `copy` and `CHECKOUT` are not the declared `COPY` and `checkOut`."""
    assert ask(library, method, target).status == 501


TOKEN = "!#$%&'*+-.^_`|~09az"
SHOP = [
    row("M-01", "GET /store/v2/catalogue", status=200, says='[{"sku":"tea"},{"sku":"pots"}]'),
    row("M-01", "POST /store/v2/products", JSON, content=PRODUCT, status=201),
    row("M-01", "PUT /store/v2/products/tea", JSON, content=PRODUCT, status=200),
    row("M-01", "GET /sandbox/v2/catalogue", status=200),
    row("M-02", "DELETE /store/v2/catalogue", status=405, allow=READ),
    *[row("M-03", f"{method} /store/v2/nope", status=404, lacks=("location",)) for method in FIXED],
    row("M-10", f"{TOKEN} /store/v2/products", status=501),
    *[
        row("M-11", f"{method} /store/v2/products", status=400, has={"connection": "close"})
        for method in ("GE/T", "G@T", "G(T", "GET:", "G\tT", "G\x00T", "GÄT", '"GET"', "G,T", "{}")
    ],
    row("M-12", f"{'A' * 9000} /store/v2/products", status=501),
    row("M-12", f"{'GET' * 100} /store/v2/nowhere", status=501),
    row("M-13", "CONNECT /store/v2/products", status=(400, 501)),
    row("M-14", "CONNECT example.test:443", "Host: example.test:443", status=501),
    row("M-14", "CONNECT 127.0.0.1:80", status=501),
    row("M-15", "TRACE /store/v2/products", "Cookie: sid=hunter2", status=405, allow=PRODUCTS),
    row("M-15", "TRACE /store/v2/basket", "Authorization: Bearer hunter2-secret", status=405),
    row("M-16", "TRACE /store/v2/mirror", "Cookie: sid=hunter2", status=200, says="declared trace"),
    row("M-16", "OPTIONS /store/v2/mirror", status=200, says="declared options", allow="OPTIONS, TRACE"),
    row("M-17", "GET /store/v2/catalogue", "X-HTTP-Method-Override: DELETE", status=200),
    row("M-17", "GET /store/v2/catalogue", "X-HTTP-Method: PUT", "X-Method-Override: PATCH", status=200),
    row("M-17", "GET /store/v2/catalogue?_method=DELETE", status=200),
    row("M-17", "POST /store/v2/catalogue?_method=GET", "X-HTTP-Method-Override: GET", status=405),
    row("M-18", "GET /store/v2/coming-soon", status=405, allow="OPTIONS"),
    row("M-18", "OPTIONS /store/v2/coming-soon", status=200, allow="OPTIONS"),
    *[row("M-19", f"{method} /store/v2/everything", status=200) for method in ALL.split(", ")],
    row("M-20", "QUERY /store/v2/products", JSON, content=b"{}", status=405, allow=PRODUCTS),
    row("A-01", "HEAD /store/v2/orders", status=405, allow="POST, OPTIONS"),
    row("A-11", "GET /store/v2/codes/405", status=405, allow="HEAD, OPTIONS", says="not so"),
    row("A-11", "HEAD /store/v2/codes/405", status=405, allow="GET, OPTIONS"),
    row("A-11", "GET /store/v2/codes/405/lying", status=405, allow="HEAD, OPTIONS"),
]


@pytest.mark.parametrize("each", SHOP)
def test_methods_of_the_shop(shop: int, each: Row) -> None:
    """Each row of M and A holds."""
    each.holds(shop)


def test_a_refusal_leaves_the_connection_usable(shop: int) -> None:
    """M-21: every kind of refusal on one connection, and after each of them a GET is served."""
    with Connection(shop) as connection:
        for method, target in [
            ("TRACE", "/store/v2/products"),
            ("PUT", "/store/v2/nope"),
            ("FOO", "/"),
            ("BREW", "/x"),
        ]:
            assert connection.ask(method, target).status in {404, 405, 501}
            assert connection.ask("GET", "/store/v2/catalogue").status == 200
