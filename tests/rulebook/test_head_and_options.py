"""HEAD is GET without content, OPTIONS is always answered. Rules H and O."""

from __future__ import annotations

import pytest

from tests.rulebook.client import Connection, ask
from tests.rulebook.rows import JSON, Row, row

BASE = "/store/v2"
GETS = [
    f"{BASE}/catalogue",
    f"{BASE}/products?q=x",
    f"{BASE}/products/tea",
    f"{BASE}/products/featured",
    f"{BASE}/invoices/7.pdf",
    f"{BASE}/export",
    f"{BASE}/everything?as=get",
    f"{BASE}/find",
    f"{BASE}/find?term=tea",
    f"{BASE}/basket",
    f"{BASE}/staff",
    f"{BASE}/nope",
    f"{BASE}/orders/",
    f"{BASE}/products/%zz",
    *[f"{BASE}/codes/{code}" for code in (103, 203, 204, 205, 206, 301, 304, 401, 407, 416, 426, 429, 503, 599)],
    *[f"{BASE}/codes/{code}" for code in ("range", "client-range", "default", "none", "injected")],
]
CHANGING = {"date", "connection"}


@pytest.mark.parametrize("target", [each for each in GETS if "everything" not in each])
@pytest.mark.parametrize("field", ["Accept: */*", "Accept: text/csv;q=0.5, image/png", "Origin: http://a.example.test"])
def test_head_says_what_get_says(shop: int, target: str, field: str) -> None:
    """H-01 to H-04: the same status and the same fields, Content-Length too, and no content."""
    with Connection(shop) as connection:
        if target.endswith("%zz"):
            head, got = ask(shop, "HEAD", target, field), ask(shop, "GET", target, field)
        else:
            head, got = connection.ask("HEAD", target, field), connection.ask("GET", target, field)
    allowed = {"allow"} if got.status == 405 else set()
    assert got.status == head.status
    assert [p for p in got.fields if p[0] not in CHANGING | allowed] == [
        p for p in head.fields if p[0] not in CHANGING | allowed
    ]


SHOP = [
    row("H-01", f"HEAD {BASE}/products", status=200),
    row("H-03", f"HEAD {BASE}/catalogue", status=200, has={"x-total-count": "2", "x-page-size": "50"}),
    row("H-05", f"HEAD {BASE}/orders", status=405, allow="POST, OPTIONS"),
    row("H-06", f"HEAD {BASE}/health", status=200, has={"x-health": "fine"}),
    row("H-06", f"GET {BASE}/health", status=405, allow="HEAD, OPTIONS"),
    row("H-07", f"HEAD {BASE}/stock", status=200, has={"x-stock": "40"}),
    row("H-07", f"GET {BASE}/stock", status=200, says="forty", lacks=("x-stock",)),
    row("O-01", f"OPTIONS {BASE}/products", status=200, says="", has={"content-length": "0"}),
    row("O-03", f"OPTIONS {BASE}/nope", status=404),
    row("O-03", "OPTIONS /products", status=404),
    row("O-04", "OPTIONS *", status=(200, 204), says="", has={"allow": ("get", "post", "options")}),
    row("O-04", "OPTIONS *", "Origin: http://a.example.test", status=(200, 204)),
    *[row("O-05", f"{method} *", status=400) for method in ("GET", "HEAD", "POST", "DELETE", "QUERY")],
    row("O-05", "BREW *", status=501),
    row("O-06", f"OPTIONS {BASE}/everything", status=200, has={"allow": ("trace", "get")}, says="everything"),
    row("O-08", f"OPTIONS {BASE}/products/tea", status=200,
        has={"accept-patch": ("application/merge-patch+json", "application/json-patch+json")}),
    row("O-09", f"OPTIONS {BASE}/products", status=200, has={"accept-post": ("application/json", "application/xml")}),
    row("O-08", f"OPTIONS {BASE}/catalogue", status=200, lacks=("accept-patch", "accept-post", "accept-query")),
    row("O-10", f"OPTIONS {BASE}/basket", status=200, lacks=("www-authenticate",)),
    row("O-10", f"OPTIONS {BASE}/find", status=200),
    row("O-10", f"OPTIONS {BASE}/pictures/a", "Content-Type: text/csv", content=b"a,b", status=200),
    row("O-10", f"OPTIONS {BASE}/products", "Accept: image/png", status=200),
    row("O-10", f"OPTIONS {BASE}/products", JSON, "Content-Encoding: wibble", content=b"{", status=200),
]  # fmt: skip

LIBRARY = [
    row("O-06", "OPTIONS /members", status=204, allow="GET, HEAD, OPTIONS, PURGE", has={"x-options": "declared"}),
    row("O-08", "OPTIONS /members/1/loans", status=200,
        has={"accept-patch": "application/merge-patch+json", "accept-post": ("multipart/form-data",)}),
    row("O-04", "OPTIONS *", status=(200, 204), has={"allow": ("query", "copy", "checkout")}),
]  # fmt: skip


@pytest.mark.parametrize("each", SHOP)
def test_head_and_options_of_the_shop(shop: int, each: Row) -> None:
    """Each row of H and O holds."""
    each.holds(shop)


@pytest.mark.parametrize("each", LIBRARY)
def test_options_of_the_library(library: int, each: Row) -> None:
    """A declared OPTIONS speaks, and Allow is added; what is taken is told."""
    each.holds(library)


@pytest.mark.parametrize("target", ["/store/v2/catalogue", "/store/v2/nope", "/store/v2/orders", "/store/v2/codes/206"])
def test_after_head_the_connection_is_in_frame(shop: int, target: str) -> None:
    """H-02, H-08: nothing follows the head of a response to HEAD, and the next request is served."""
    with Connection(shop) as connection:
        assert connection.ask("HEAD", target).content == b""
        assert connection.ask("GET", "/store/v2/catalogue").status == 200
        connection.ask("HEAD", target, "Connection: close")
        assert connection.is_ended()
