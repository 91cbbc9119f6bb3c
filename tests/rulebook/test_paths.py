"""Which path item a target means. Rules P and U-11."""

from __future__ import annotations

import pytest

from tests.rulebook.rows import JSON, PRODUCT, Row, row

BASE = "/store/v2"
SHELF = "GET, HEAD, PUT, OPTIONS"
READ = "GET, HEAD, OPTIONS"

SHOP = [
    row("P-01", f"GET {BASE}/products", status=200),
    row("P-01", "GET /sandbox/v2/products", status=200),
    row("P-01", "PUT /sandbox/v2/products/tea", JSON, content=PRODUCT, status=200),
    *[row("P-02", f"GET {path}", status=404) for path in ("/products", "/", BASE, f"{BASE}/", "/v2/products", "/store")],
    row("P-02", "DELETE /products", status=404),
    row("P-02", "GET /prod/v2/products", status=404),
    row("P-02", "GET /STORE/v2/products", status=404),
    row("P-03", f"GET {BASE}/products/featured", status=200, says='{"which":"featured"}'),
    row("P-03", f"GET {BASE}/products/f%65atured", status=200, says='{"which":"featured"}'),
    row("P-04", f"DELETE {BASE}/products/featured", status=405, allow=SHELF),
    row("P-04", f"PATCH {BASE}/products/featured", status=405, allow=SHELF),
    row("P-05", f"GET {BASE}/shelves/bestsellers", status=200, says="by shelf"),
    row("P-05", f"DELETE {BASE}/shelves/bestsellers", status=405, allow=SHELF),
    row("P-06", f"GET {BASE}/books/bestsellers", status=200, says="by department"),
    row("P-06", f"DELETE {BASE}/books/bestsellers", status=204),
    row("P-06", f"PUT {BASE}/products/bestsellers", JSON, content=PRODUCT, status=200),
    *[
        row("P-07", f"{method} {BASE}/catalogue/", status=404, lacks=("location",))
        for method in ("GET", "HEAD", "DELETE", "OPTIONS", "POST")
    ],
    row("P-07", f"GET {BASE}/products/tea/", status=404),
    row("P-08", f"GET {BASE}/archive/", status=200, says="old"),
    row("P-08", f"GET {BASE}/archive", status=404, lacks=("location",)),
    row("P-09", f"GET {BASE}/products/a%2Fb", status=200),
    row("P-09", f"GET {BASE}/products/a%2fb/reviews/1", status=200, says="good"),
    row("P-09", f"GET {BASE}/products%2Ffeatured", status=404),
    row("P-09", f"GET {BASE}%2Fproducts", status=404),
    row("P-10", f"GET {BASE}/p%72oducts", status=200),
    row("P-10", "GET /%73tore/v%32/products", status=200),
    row("P-10", f"DELETE {BASE}/%63atalogue", status=405, allow=READ),
    row("P-11", f"GET {BASE}/caf%c3%a9/menu%20du%20jour", status=200, says="soupe"),
    row("P-11", f"GET {BASE}/caf%C3%A9/m%65nu%20du%20jour", status=200, says="soupe"),
    row("P-11", f"GET {BASE}/gr%C3%B6%C3%9Fen/%E2%99%A5", status=200, says="gross"),
    row("P-11", f"GET {BASE}/caf%25C3%25A9/menu%20du%20jour", status=404),
    row("P-11", f"GET {BASE}/a+b&c=d;e,f", status=200, says="odd"),
    row("P-11", f"GET {BASE}/a%2Bb%26c%3Dd%3Be%2Cf", status=200, says="odd"),
    row("P-11", f"GET {BASE}/a%20b&c=d;e,f", status=404),
    row("P-12", f"GET {BASE}/products/t/reviews/5", status=200, says="good"),
    row("P-12", f"GET {BASE}/products/t/reviews/five", status=(400, 422)),
    row("P-13", f"GET {BASE}/invoices/7.pdf", status=200, has={"content-type": "application/pdf"}),
    row("P-13", f"GET {BASE}/invoices/7.v2.pdf", status=200),
    row("P-13", f"POST {BASE}/invoices/7:void", status=202),
    row("P-13", f"POST {BASE}/invoices/7%3Avoid", status=202),
    row("P-13", f"POST {BASE}/invoices/7.pdf", status=405, allow=READ),
    *[row("P-13", f"GET {BASE}/invoices/{name}", status=404) for name in ("7xpdf", ".pdf", "7", "7.pdfx", "7.PDF", ":void")],
    row("P-13", f"GET {BASE}/stores/@47.1,8.5", status=200, says="near"),
    row("P-13", f"GET {BASE}/stores/%4047.1%2C8.5", status=200, says="near"),
    row("P-13", f"GET {BASE}/stores/47.1,8.5", status=404),
    row("P-13", f"GET {BASE}/odata/Products('a')", status=200, says="by key"),
    row("P-13", f"GET {BASE}/odata/Products(%27a%27)", status=200, says="by key"),
    row("P-13", f"GET {BASE}/odata/Products('')", status=404),
    row("P-14", f"GET {BASE}/catalogue%0A", status=404),
    row("P-14", f"GET {BASE}/catalogue%0D%0A", status=404),
    row("P-14", f"GET {BASE}/catalogue%00", status=404),
    row("P-14", f"GET {BASE}/catalogue%20", status=404),
    *[row("P-15", f"GET {path}", status=404)
      for path in (f"{BASE}/CATALOGUE", f"/{BASE}/catalogue", f"{BASE}//catalogue", f"{BASE}/catalogue//", "//")],
    *[row("P-16", f"GET {BASE}/products/{value}", status=400) for value in ("%zz", "%", "%2", "a%", "%%", "%-1", "%0x")],
    row("P-16", f"GET {BASE}/nope/%zz", status=(400, 404)),
    row("P-16", f"GET {BASE}/products/%FF%FE", status=(200, 400)),
    row("P-16", f"GET {BASE}/products/%C0%AF", status=(200, 400)),
    row("P-16", f"GET {BASE}/products/%ED%A0%80", status=(200, 400)),
    row("P-17", f"DELETE {BASE}/catalogue?x=/a/b", status=405, allow=READ),
    row("P-17", f"GET {BASE}/catalogue?", status=200),
    row("P-17", f"GET {BASE}/catalogue?/products/tea?x=%zz&&=", status=(200, 400)),
    *[row("P-18", f"GET {prefix}{path}", status=404)
      for path in ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/openapi.yaml", "/favicon.ico")
      for prefix in ("", BASE)],
    row("P-19", f"GET {BASE}/products/", status=404),
    row("P-19", f"GET {BASE}/products//reviews/1", status=404),
    row("P-19", f"DELETE {BASE}/products/", status=404),
    *[row("P-20", f"GET {path}", status=(404, 400))
      for path in (f"{BASE}/../../etc/passwd", f"{BASE}/%2e%2e/%2e%2e/etc/passwd", "/..", f"{BASE}/codes/../../x/catalogue")],
    row("P-20", f"GET {BASE}/products/..", status=(200, 400, 404)),
    row("U-11", "GET /flagship/elsewhere", status=200, says="elsewhere"),
    row("U-11", "PUT /flagship/elsewhere", status=405, allow=READ),
]  # fmt: skip

LIBRARY = [
    row("P-18", "GET /docs", status=200, says="own docs"),
    row("P-18", "GET /redoc", status=404),
    row("P-18", "GET /openapi.json", status=404),
    row("P-01", "GET /", status=200, says="root"),
    row("P-15", "GET //", status=404),
    row("P-03", "GET /old/book", status=200, has={"deprecation": "@0"}),
    row("P-19", "GET /old/", status=404),
    row("P-12", "POST /members/x/loans", "Content-Type: text/plain", content=b"1", status=(400, 422)),
]


@pytest.mark.parametrize("each", SHOP)
def test_paths_of_the_shop(shop: int, each: Row) -> None:
    """Each row of P holds under two base paths."""
    each.holds(shop)


@pytest.mark.parametrize("each", LIBRARY)
def test_paths_of_the_library(library: int, each: Row) -> None:
    """Each row of P holds at the root."""
    each.holds(library)
