"""Our own pages, all below `/_mockserver/`: whether the server is up, and what a problem's type means.

Knows no document. The pages are for who runs the server: they have no CORS fields, and answer only to a Host that is an
address, localhost, or the name that the server was bound to, so that a page on the web which has its name point here
(DNS rebinding) cannot ask for them. They load nothing, and their text is escaped.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from mockserver.errors import PROBLEMS, Forbidden, MethodNotAllowed, NotFound, NotImplementedHere, Refusal
from mockserver.http.messages import Fields, Response
from mockserver.http.methods import RECOGNISED
from mockserver.http.problems import problem
from mockserver.server.explanations import EXPLANATIONS, KINDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from mockserver.http.messages import Request
    from mockserver.server.explanations import Explanation

CONTROL: Final = "/_mockserver/"
HEALTH: Final = CONTROL + "health"
ALLOWED: Final = ("GET", "HEAD", "OPTIONS")
ALLOW: Final = ", ".join(ALLOWED)

STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}body{color:#222}"
    "h1{font-size:1.6rem}h2{font-size:1.1rem}code{font-family:ui-monospace,monospace}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}a{color:#8bf}}"
)
_STYLE_HASH: Final = b64encode(sha256(STYLE.encode()).digest()).decode()
_HTML_FIELDS: Final = (
    ("content-type", "text/html; charset=utf-8"),
    ("content-security-policy", f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
)
_JSON_FIELDS: Final = (("content-type", "application/json"), ("cache-control", "no-store"))


def control(request: Request, hosts: Collection[str] = ()) -> Response:
    """The response to a request below `/_mockserver/`; `hosts` are the names that are ours beside localhost."""
    try:
        response = _page(request, hosts)
    except Refusal as refusal:
        refusal.root = request.root
        response = problem(refusal)
    return _framed(request, response)


def is_own_host(host: str | None, hosts: Collection[str] = ()) -> bool:
    """Whether a Host field names this machine: localhost, an address, one of the hosts. Without it, no browser asks.

    >>> is_own_host("localhost:4010"), is_own_host("rebound.example:4010")
    (True, False)
    """
    if host is None:
        return True
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host.removesuffix(":")
    name = name.removeprefix("[").removesuffix("]").removesuffix(".").lower()
    return name == "localhost" or name.endswith(".localhost") or name in hosts or _is_address(name)


def _page(request: Request, hosts: Collection[str]) -> Response:
    if not is_own_host(request.fields.first("host"), hosts):
        raise Forbidden("the pages below /_mockserver/ are for this machine: ask localhost or an address for them")
    if request.method not in RECOGNISED:
        raise NotImplementedHere("this method is not implemented")
    explanation = EXPLANATIONS.get(request.path.removeprefix(PROBLEMS)) if request.path.startswith(PROBLEMS) else None
    if explanation is None and request.path != HEALTH:
        raise NotFound(f"there is no page of this name below {CONTROL}")
    if request.method not in ALLOWED:
        detail = f"{request.method} is not allowed here; {ALLOW} are"
        raise MethodNotAllowed(detail, fields=[("allow", ALLOW)], method=request.method, allow=list(ALLOWED))
    if request.method == "OPTIONS":
        return Response(200, Fields.of(allow=ALLOW))
    if explanation is None:
        return Response(200, Fields(_JSON_FIELDS), b'{"status":"ok"}')
    return Response(200, Fields(_HTML_FIELDS), _html(request.path.removeprefix(PROBLEMS), explanation).encode())


def _html(kind: str, explanation: Explanation) -> str:
    refusal = KINDS[kind]
    title = escape(f"{refusal.status} {refusal.title}")
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{title}</h1><p>Problem type <code>{escape(PROBLEMS + kind)}</code></p>"
        f"<h2>When</h2><p>{escape(explanation.when)}</p><h2>What to do</h2><p>{escape(explanation.cure)}</p></html>\n"
    )


def _framed(request: Request, response: Response) -> Response:
    content = response.content if isinstance(response.content, bytes) else b""
    fields = response.fields.with_field("content-length", str(len(content)))
    return Response(response.status, fields, b"" if request.method == "HEAD" else content)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
