"""Which check comes first. Rules X, D8, U-05 and U-08."""

from __future__ import annotations

import pytest

from tests.rulebook.rows import JSON, ORIGIN, Row, row

BASE = "/store/v2"
READ = "GET, HEAD, OPTIONS"
ASKED = "Access-Control-Request-Method: PUT"
BEARER = "Authorization: Bearer x"
HUGE = "Content-Length: 99999999999"
CSV = "Content-Type: text/csv"

SHOP = [
    row("X-01", f"DELETE {BASE}/find", status=405, allow=READ),
    row("X-02", f"POST {BASE}/pictures/a", JSON, content=b'{"broken', status=405),
    row("X-02", f"POST {BASE}/catalogue", CSV, content=b"x", status=405),
    row("X-02", f"POST {BASE}/catalogue", "Content-Encoding: wibble", content=b"x", status=405),
    row("X-03", f"DELETE {BASE}/basket", status=405, lacks=("www-authenticate",)),
    row("X-03", f"PATCH {BASE}/staff", status=405, lacks=("www-authenticate",)),
    row("X-04", f"DELETE {BASE}/export", "Accept: image/png", status=405, allow=READ),
    row("X-05", f"DELETE {BASE}/catalogue", HUGE, status=405, allow=READ),
    row("X-05", f"DELETE {BASE}/catalogue", "Expect: the-unexpected", status=405, allow=READ),
    row("X-05", f"DELETE {BASE}/nope", HUGE, status=404),
    row("X-05", f"FOO {BASE}/nope", HUGE, status=501),
    *[row("X-06", f"PUT {BASE}/nope", *fields, content=b"x", status=404)
      for fields in ((CSV,), (JSON,), ("Accept: image/png",), ("Content-Encoding: wibble",), ("Expect: odd",))],
    row("X-07", f"FOO {BASE}/nope", "Host: a", "Host: b", status=400),
    row("X-07", f"FOO {BASE}/nope", "X : a", status=400),
    row("X-07", f"FOO {BASE}/nope", "Content-Length: x", status=400),
    row("D8", f"FOO {BASE}/nope", ORIGIN, status=501),
    row("D8", f"OPTIONS {BASE}/nope", ORIGIN, ASKED, status=204),
    row("D8", f"OPTIONS {BASE}/basket", ORIGIN, ASKED, status=204),
    row("D8", f"PUT {BASE}/basket", CSV, "Accept: image/png", content=b"x", status=401),
    row("U-08", f"PUT {BASE}/basket", CSV, content=b"x", status=401),
    row("U-08", f"PUT {BASE}/basket", JSON, content=b"{", status=401),
    row("U-08", f"PUT {BASE}/basket", BEARER, CSV, content=b"x", status=415),
    row("U-08", f"PUT {BASE}/basket", BEARER, JSON, "Content-Encoding: wibble", content=b"{", status=415),
    row("U-08", f"PUT {BASE}/basket", BEARER, JSON, "Accept: image/png", content=b"{", status=400),
    row("U-08", f"PUT {BASE}/basket", BEARER, JSON, content=b"{}", status=422),
    row("U-08", f"PUT {BASE}/basket", BEARER, JSON, content=b'{"items":1}', status=204),
    row("U-08", f"GET {BASE}/find", "Accept: image/png", status=422),
    row("U-08", f"GET {BASE}/find?term=tea", "Accept: image/png", status=406),
    row("U-08", f"GET {BASE}/staff", "Accept: image/png", status=401),
    row("U-05", f"PUT {BASE}/basket", BEARER, JSON, HUGE, status=413, has={"connection": "close"}, lacks=("retry-after",)),
    row("U-05", f"PUT {BASE}/basket", BEARER, CSV, HUGE, status=415),
    row("U-05", f"PUT {BASE}/basket", JSON, HUGE, status=401),
]  # fmt: skip


@pytest.mark.parametrize("each", SHOP)
def test_the_order_of_checks(shop: int, each: Row) -> None:
    """Each row of X holds: message, 501, 404, 405, 401, 415, 413, 400, 422, 406."""
    each.holds(shop)
