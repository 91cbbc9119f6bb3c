"""What every response owes HTTP whatever was asked: field grammars, framing fields and the fields that a status needs.

Knows RFC 9110, 9111, 9112, 9457, 9651, 5789, 8288, 9745, 10008 and Fetch; knows no document and none of mockserver's code.
Each rule is one line of a table here, so that every exchange of the rulebook is a test of all of them.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rulebook.client import Reply

TOKEN: Final = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
QUOTED: Final = r'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"'
MEDIA_TYPE: Final = rf"{TOKEN}/{TOKEN}(?:[ \t]*;[ \t]*{TOKEN}=(?:{TOKEN}|{QUOTED}))*"
DATE: Final = (
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"[0-2]\d:[0-5]\d:[0-6]\d GMT"
)
URI: Final = r"(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=])"
AUTH_PARAM: Final = rf"{TOKEN}[ \t]*=[ \t]*(?:{TOKEN}|{QUOTED})"
CHALLENGE: Final = rf"{TOKEN}(?: +(?:[A-Za-z0-9\-._~+/]+=*(?![^,])|{AUTH_PARAM}(?:[ \t]*,[ \t]*{AUTH_PARAM})*))?"
ORIGIN: Final = r"(?:null|\*|[a-z][a-z0-9+.\-]*://[A-Za-z0-9.\-\[\]:]*)"
SF_MEMBER: Final = rf'(?:"[ !\x23-\x5b\x5d-\x7e]*"|[A-Za-z*][!#$%&\'*+\-.^_`|~0-9A-Za-z:/]*)(?:;[ ]*[a-z*][a-z0-9_\-.*]*(?:={QUOTED}|=[A-Za-z0-9.*/:+\-]+)?)*'
LINK: Final = rf"<{URI}*>(?:[ \t]*;[ \t]*{TOKEN}(?:=(?:{TOKEN}|{QUOTED}))?)*"


def _list_of(member: str) -> str:
    """One or more members, none of them empty: "A sender MUST NOT generate empty list elements" (RFC 9110, 5.6.1.1)."""
    return rf"{member}(?:[ \t]*,[ \t]*{member})*"


GRAMMARS: Final = {
    "accept": _list_of(rf"(?:{MEDIA_TYPE}|\*/\*)"),
    "accept-encoding": _list_of(TOKEN),
    "accept-patch": _list_of(MEDIA_TYPE),
    "accept-post": _list_of(MEDIA_TYPE),
    "accept-query": _list_of(SF_MEMBER),
    "accept-ranges": _list_of(TOKEN),
    "access-control-allow-credentials": "true",
    "access-control-allow-headers": _list_of(TOKEN),
    "access-control-allow-methods": _list_of(TOKEN),
    "access-control-allow-origin": ORIGIN,
    "access-control-allow-private-network": "true",
    "access-control-expose-headers": _list_of(TOKEN),
    "access-control-max-age": r"\d+",
    "age": r"\d+",
    "allow": _list_of(TOKEN),
    "cache-control": _list_of(rf"{TOKEN}(?:=(?:{TOKEN}|{QUOTED}))?"),
    "connection": _list_of(TOKEN),
    "content-encoding": _list_of(TOKEN),
    "content-language": _list_of(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"),
    "content-length": r"\d+",
    "content-range": r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ (?:\d+-\d+/(?:\d+|\*)|\*/\d+)",
    "content-type": MEDIA_TYPE,
    "date": DATE,
    "deprecation": r"@-?\d{1,15}",
    "etag": r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"',
    "expires": DATE,
    "last-modified": DATE,
    "link": _list_of(LINK),
    "location": rf"{URI}+",
    "preference-applied": _list_of(rf"{TOKEN}(?:=(?:{TOKEN}|{QUOTED}))?"),
    "proxy-authenticate": _list_of(CHALLENGE),
    "retry-after": rf"(?:\d+|{DATE})",
    "server": rf"{TOKEN}(?:/{TOKEN})?(?: {TOKEN}(?:/{TOKEN})?)*",
    "transfer-encoding": "chunked",
    "upgrade": _list_of(rf"{TOKEN}(?:/{TOKEN})?"),
    "vary": rf"(?:\*|{_list_of(TOKEN)})",
    "www-authenticate": _list_of(CHALLENGE),
}
"""The whole value of a field, by name. cispa:grammar, cispa:allow_grammar, cispa:retry_after_grammar, C-14, S-19, A-08."""

COMBINED: Final = frozenset({"set-cookie", "link", "www-authenticate", "proxy-authenticate"})
"""Fields of which several lines are usual; every other one is sent once (RFC 9110, section 5.3)."""

SECRETS: Final = ("hunter2-secret", "sid=hunter2")
"""What requests of the rulebook carry as credentials: no answer may hold it (M-15, U-09)."""


def judge(reply: Reply) -> None:
    """Raise AssertionError for anything that a response never does, with the rule's name."""
    for rule, check in EVERY_RESPONSE.items():
        fault = check(reply)
        assert not fault, f"{rule}: {fault}: {reply}"


def _malformed_field(reply: Reply) -> str:
    wrong = [(name, value) for name, value in reply.fields if not re.fullmatch(GRAMMARS.get(name, "(?s).*"), value)]
    return f"the grammar does not allow {wrong}" if wrong else ""


def _twice(reply: Reply) -> str:
    names = [name for name, _ in reply.fields]
    return ", ".join(sorted({name for name in names if names.count(name) > 1} - COMBINED))


def _repeated_member(reply: Reply) -> str:
    listed = {name: reply.members(name) for name in ("allow", "access-control-allow-methods")}
    listed["vary"] = [name.lower() for name in reply.members("vary")]
    return ", ".join(name for name, members in listed.items() if len(members) != len(set(members)))


def _undated(reply: Reply) -> str:
    if "date" not in reply:
        return "no Date" if reply.status >= 200 else ""
    age = datetime.now(UTC) - parsedate_to_datetime(reply["date"])
    return f"Date is {age} away" if abs(age) > timedelta(minutes=1) else ""


def _untyped(reply: Reply) -> str:
    return "content without Content-Type" if reply.content and "content-type" not in reply else ""


def _unmeasured(reply: Reply) -> str:
    """W-13 and O-07. A stream has no known size; of a HEAD that the document declares, GET's size is not known."""
    is_bare = reply.status < 200 or reply.status in {204, 304} or reply.method == "HEAD"
    is_stream = reply.is_streamed or reply.get("content-type").startswith("application/jsonl")
    return "no Content-Length" if not (is_bare or is_stream or "content-length" in reply) else ""


def _bare(reply: Reply) -> str:
    framing = {"content-length", "transfer-encoding"} & set(reply.names)
    if reply.status < 200 or reply.status == 204:
        return f"{reply.status} with {framing}" if framing else ""
    if reply.status == 304:
        return "304 with content" if reply.content else ""
    return "205 with content" if reply.status == 205 and reply["content-length"] != "0" else ""


NEEDED: Final = {
    401: "www-authenticate",
    405: "allow",
    407: "proxy-authenticate",
    416: "content-range",
    426: "upgrade",
}


def _incomplete(reply: Reply) -> str:
    name = NEEDED.get(reply.status, "")
    if name and name not in reply:
        return f"{reply.status} without {name}"
    partial = reply.status == 206 and "content-range" not in reply
    return "206 without Content-Range" if partial and "multipart/byteranges" not in reply.get("content-type") else ""


def _self_refuting(reply: Reply) -> str:
    return "Allow lists what it refuses" if reply.status == 405 and reply.method in reply.members("allow") else ""


def _chatty(reply: Reply) -> str:
    return "" if reply.get("server", "mockserver") == "mockserver" else f"Server: {reply['server']}"


def _unwanted(reply: Reply) -> str:
    never = {"strict-transport-security", "upgrade-insecure-requests", "keep-alive", "x-powered-by"} & set(reply.names)
    return ", ".join(never)


def _cacheable(reply: Reply) -> str:
    is_ours = reply.status in {404, 405, 501} and reply.is_problem
    return "a generated refusal without no-store" if is_ours and "no-store" not in reply.get("cache-control") else ""


def _misleading_problem(reply: Reply) -> str:
    if not reply.is_problem or not reply.content:
        return ""
    said = json.loads(reply.content)
    if not isinstance(said, dict):
        return "a problem that is no object"
    right = (
        said.get("status", reply.status) == reply.status
        and isinstance(said.get("title"), str)
        and re.fullmatch(rf"{URI}*", said.get("type", "about:blank")) is not None
        and isinstance(said.get("detail", ""), str)
    )
    return "" if right else f"problem {said}"


def _unallowed(reply: Reply) -> str:
    if reply.status != 405 or not reply.is_problem or not reply.content:
        return ""
    said = json.loads(reply.content)
    agrees = said.get("allow") == reply.members("allow") and said.get("method") == reply.method
    return "" if agrees else f"the problem says {said.get('method')}, {said.get('allow')}"


def _open(reply: Reply) -> str:
    origin = reply.get("access-control-allow-origin")
    if origin == "*" and "access-control-allow-credentials" in reply:
        return "* beside credentials"
    is_varied = {"origin", "*"} & {name.lower() for name in reply.members("vary")}
    return "an echoed origin without Vary: Origin" if origin not in {"", "*"} and not is_varied else ""


def _telling(reply: Reply) -> str:
    said = f"{reply.fields} {reply.content!r}"
    return ", ".join(each for each in (*SECRETS, "Traceback", "site-packages") if each in said)


def _failing(reply: Reply) -> str:
    return "a server error" if reply.status in {500, 502, 504} else ""


EVERY_RESPONSE: Final[dict[str, Callable[[Reply], str]]] = {
    "cispa:grammar": _malformed_field,
    "cispa:duplicate_fields": _twice,
    "A-08": _repeated_member,
    "cispa:date_header_required": _undated,
    "cispa:content_type_header_required": _untyped,
    "W-13": _unmeasured,
    "S-01, S-02, S-03": _bare,
    "A-01, S-05, S-07, S-08, S-09, S-13": _incomplete,
    "A-04": _self_refuting,
    "cispa:server_header_long": _chatty,
    "cispa:sts_header_http": _unwanted,
    "B-06": _cacheable,
    "B-03": _misleading_problem,
    "B-04": _unallowed,
    "C-12, C-13": _open,
    "M-15, U-09": _telling,
    "B-07": _failing,
}
"""What no response of any exchange may do: the rule, and what says how it was broken ("" when it was not)."""
