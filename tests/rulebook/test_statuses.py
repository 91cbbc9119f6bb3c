"""What a status needs, and what a refusal says. Rules S, B and those U that speak of statuses."""

from __future__ import annotations

import pytest

from tests.rulebook.client import Connection, ask
from tests.rulebook.rows import JSON, PRODUCT, Row, problem, row

BASE = "/store/v2"
CODES = f"{BASE}/codes"
BEARER = "Authorization: Bearer hunter2-secret"

SHOP = [
    row("S-01", f"DELETE {BASE}/products/tea", status=204, lacks=("content-length", "content-type", "transfer-encoding")),
    row("S-01", f"GET {CODES}/204", status=204, lacks=("content-length", "content-type"), has={"x-kept": "yes"}),
    row("S-02", f"GET {CODES}/205", status=205, has={"content-length": "0"}, says=""),
    row("S-03", f"GET {CODES}/304", status=304, says=""),
    row("S-04", f"GET {CODES}/103", status=501),
    row("S-04", f"GET {CODES}/100", status=501),
    row("S-04", f"GET {CODES}/200-and-103", status=200, says="final"),
    row("S-05", f"GET {CODES}/401", status=401, has={"www-authenticate": ()}, says="who"),
    row("S-05", f"GET {BASE}/staff", status=401, has={"www-authenticate": ()}, says="who are you"),
    row("S-06", f"GET {BASE}/basket", status=401, has={"www-authenticate": ()}),
    row("S-06", f"GET {BASE}/basket", "Authorization: Basic aGk6aG8=", status=401),
    row("S-06", f"GET {BASE}/basket", BEARER, status=200, says='{"items":3}'),
    row("S-06", f"GET {BASE}/basket", "Authorization: bearer hunter2-secret", status=200),
    row("S-06", f"GET {BASE}/basket?api_key=hunter2-secret", status=200),
    row("S-06", f"GET {BASE}/staff", "x-staff-key: hunter2-secret", status=200),
    row("S-06", f"PUT {BASE}/basket?api_key=hunter2-secret", JSON, content=b'{"items":1}', status=401),
    row("S-07", f"GET {CODES}/407", status=407, has={"proxy-authenticate": ()}),
    row("S-08", f"GET {CODES}/426", status=426, has={"upgrade": (), "connection": ("upgrade",)}),
    row("S-09", f"GET {CODES}/206", status=206, has={"content-range": "bytes 0-11/12"}, says="a part of it"),
    row("S-09", f"GET {CODES}/206/multipart", status=206, has={"content-range": "bytes 0-3/9"}),
    row("S-10", f"GET {CODES}/301", status=301, has={"location": f"{BASE}/catalogue"}),
    row("S-10", f"GET {CODES}/302", status=302, lacks=("location",)),
    row("S-10", f"POST {CODES}/303", status=303, has={"location": "https://shop.example.test/gr%C3%B6%C3%9Fe?x=a%20b"}),
    row("S-10", f"GET {CODES}/307", status=307, has={"location": f"{BASE}/catalogue"}),
    row("S-10", f"PUT {CODES}/308", status=308, has={"location": "../catalogue"}),
    row("S-11", f"POST {BASE}/products", JSON, content=PRODUCT, status=201, has={"location": f"{BASE}/products/tea"}),
    row("S-12", f"GET {BASE}/catalogue", status=200, has={"x-total-count": "2", "x-page-size": "50"}),
    row("S-12", f"GET {CODES}/429", status=429, has={"x-ratelimit-remaining": "0", "retry-after": ()}),
    row("S-12", f"GET {CODES}/503", status=503, has={"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}),
    row("S-12", f"GET {CODES}/injected", status=200, has={"content-type": ("text/plain; charset=utf-8",)}, says="clean",
        lacks=("x-injected", "transfer-encoding")),
    row("S-13", f"GET {CODES}/416", status=416, has={"content-range": ()}),
    row("S-14", f"POST {BASE}/products", "Content-Type: text/csv", content=b"a", status=415,
        has={"accept": ("application/json", "application/xml")}),
    row("S-14", f"PATCH {BASE}/products/tea", JSON, content=b"{}", status=415,
        has={"accept-patch": ("application/merge-patch+json", "application/json-patch+json")}),
    row("S-15", f"PUT {BASE}/pictures/a", "Content-Type: text/csv", content=b"a", status=415, has={"accept": "image/png"}),
    row("S-15", f"PUT {BASE}/pictures/a", "Content-Type: junk", content=b"a", status=(400, 415)),
    # "If a Content-Type header field is not present, the recipient MAY ... examine the data" -- RFC 9110, section 8.3
    row("S-15", f"PUT {BASE}/pictures/a", content=b"a", status=(204, 400, 415)),
    row("S-16", f"GET {BASE}/export", "Accept: image/png", status=406),
    row("S-16", f"GET {BASE}/export", "Accept: ;;;q=,", status=(200, 400, 406)),
    row("S-16", f"GET {BASE}/export", "Accept:", status=200),
    row("S-17", f"GET {BASE}/export", "Accept: text/csv", status=200, has={"content-type": (), "vary": ("accept",)}),
    row("S-17", f"GET {BASE}/export", "Accept: text/*;q=0.2, application/json;q=0.1", status=200, says="n\r\n1\r\n"),
    row("S-17", f"GET {BASE}/export", "Accept: application/vnd.shop.v2+json", status=200, says='{"n":2}'),
    row("S-17", f"GET {BASE}/export", "Accept: */*;q=0.1, application/json;q=0", status=200, has={"vary": ("accept",)},
        says="n\r\n1\r\n"),
    row("S-17", f"GET {BASE}/export", status=200, has={"vary": ("accept",)}, says='{"n":1}'),
    row("S-17", f"GET {BASE}/photo", "Accept: image/jpeg", status=200,
        has={"content-type": "image/jpeg", "vary": ("accept",), "deprecation": "@1688169599"}),
    row("RFC 7240", f"GET {BASE}/photo", "Prefer: code=200", status=200,
        has={"preference-applied": "code=200", "vary": ("prefer", "accept", "origin")}),
    row("RFC 7240", f"GET {BASE}/photo", "Prefer: return=representation", status=200),
    row("S-18", f"GET {CODES}/range", status=200, says="some"),
    row("S-18", f"GET {CODES}/default", status=200, says="any"),
    row("S-18", f"GET {CODES}/client-range", status=400, says="some"),
    row("S-18", f"GET {CODES}/none", status=200, says=""),
    row("S-18", f"GET {CODES}/599", status=599, says="odd"),
    row("S-20", f"POST {CODES}/post-206", status=501),
    row("S-20", f"POST {CODES}/post-304", status=400),
    row("S-20", f"POST {CODES}/post-416", status=200),
    row("B-05", f"DELETE {BASE}/catalogue", "Accept: image/png", status=405, has={"content-type": "application/problem+json"}),
    row("B-05", f"DELETE {BASE}/catalogue", "Accept: */*;q=0", status=405),
    row("B-05", f"GET {BASE}/nope", "Accept: image/png", status=404, has={"content-type": "application/problem+json"}),
    row("B-05", f"FOO {BASE}/nope", "Accept: image/png", status=501, has={"content-type": "application/problem+json"}),
    # U-03 leaves it open; where the document declares a validator, RFC 9110, section 13.2.1, does not.
    row("U-03", f"GET {BASE}/price-list", 'If-None-Match: W/"spring"', status=304, says="",
        has={"etag": '"spring"', "vary": ("accept-language", "origin")}, lacks=("content-type", "last-modified")),
    row("U-03", f"HEAD {BASE}/price-list", 'If-None-Match: "winter", "spring"', status=304),
    row("U-03", f"GET {BASE}/price-list", 'If-None-Match: "winter"', status=200, says="tea 4.50"),
    row("U-03", f"GET {BASE}/price-list", "If-Modified-Since: Thu, 22 Oct 2015 07:28:00 GMT", status=304),
    row("U-03", f"GET {BASE}/price-list", 'If-Match: "winter"', status=412, has={"etag": '"spring"'}),
    row("U-03", f"PUT {BASE}/price-list", 'If-Match: "spring"', status=204),
    row("U-03", f"PUT {BASE}/price-list", 'If-Match: "winter"', status=412),
    row("U-03", f"PUT {BASE}/price-list", "If-None-Match: *", status=412),
    row("X-05", f"DELETE {BASE}/price-list", 'If-Match: "winter"', status=405),
    row("U-03", f"GET {BASE}/catalogue", "If-None-Match: *", status=200),
    row("U-03", f"GET {BASE}/catalogue", "If-Modified-Since: Wed, 21 Oct 2026 07:28:00 GMT", status=200),
    row("U-04", f"GET {BASE}/catalogue", "Range: bytes=0-1", status=200),
    row("U-06", f"POST {BASE}/products", JSON, "Content-Encoding: wibble", content=b"x", status=415,
        has={"accept-encoding": ("gzip",)}),
    row("U-07", f"GET {CODES}/503/bare", status=503, lacks=("retry-after",)),
    row("U-15", f"PATCH {BASE}/pictures/a", JSON, content=b"{}", status=204),
]  # fmt: skip


@pytest.mark.parametrize("each", SHOP)
def test_statuses_of_the_shop(shop: int, each: Row) -> None:
    """Each row of S and B holds."""
    each.holds(shop)


REFUSED = [
    ("GET", f"{BASE}/nope", 404),
    ("DELETE", f"{BASE}/catalogue", 405),
    ("FOO", f"{BASE}/catalogue", 501),
    ("GET", f"{BASE}/products/%zz", 400),
    ("GET", f"{BASE}/find", 422),
    ("GET", f"{CODES}/103", 501),
    ("GET", f"{BASE}/basket", 401),
    ("POST", f"{BASE}/products", 415),
]


@pytest.mark.parametrize(("method", "target", "status"), REFUSED)
def test_a_refusal_explains_itself(shop: int, method: str, target: str, status: int) -> None:
    """B-01, B-02, B-03, B-06: a problem with a sentence in it, which no cache keeps."""
    fields = ["Content-Type: text/csv"] if method == "POST" else []
    reply = ask(shop, method, target, *fields, content=b"x" if fields else b"")
    said = problem(reply)
    assert (status, status) == (reply.status, said["status"])
    assert len(said["detail"]) > 10
    assert said["title"] == reply.reason
    assert "no-store" in reply["cache-control"]


def test_415_without_content_type_is_not_asked_of_bodiless_requests(shop: int) -> None:
    """S-15: a POST whose content is optional may come without any."""
    assert ask(shop, "POST", f"{BASE}/orders").status == 202


def test_what_follows_a_bare_status_is_the_next_response(shop: int) -> None:
    """S-01, S-02, S-03: on one connection, nothing comes between a 204, 205 or 304 and what follows."""
    with Connection(shop) as connection:
        for code in (204, 205, 304, 204):
            assert code == connection.ask("GET", f"{CODES}/{code}").status
            assert connection.ask("GET", f"{BASE}/catalogue").status == 200


@pytest.mark.parametrize("code", [404, 405, 500, 418, 200, 999, 100, 0])
def test_a_preferred_code_that_is_not_declared_is_a_problem(shop: int, code: int) -> None:
    """A preference never makes a status that the document does not declare."""
    reply = ask(shop, "GET", f"{BASE}/stock", f"Prefer: code={code}")
    assert reply.status == (200 if code == 200 else 404)


@pytest.mark.parametrize("code", [400, 401, 404, 405, 407, 416, 426, 429, 451])
def test_a_preferred_code_of_a_range_has_what_its_status_needs(shop: int, code: int) -> None:
    """S-05, S-07, S-08, S-13, A-11: the fields that a status needs, also for a response declared as 4XX."""
    assert code == ask(shop, "GET", f"{CODES}/client-range", f"Prefer: code={code}").status
