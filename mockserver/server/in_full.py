"""An exchange in full, as text for people or as JSON for programs: all fields and the content, secrets masked.

What is a secret is told by names, of fields, members and parameters: those that are known to hold one everywhere, and
those that a document calls an API key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mockserver.http.messages import Stream
from mockserver.http.statuses import reason
from mockserver.server.request_lines import MASK, SECRETS, encodable, masked
from mockserver.server.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockserver.http.messages import Fields
    from mockserver.server.layers.journal import Exchange

MOST: Final = 10_000
"""Characters of a content that are shown."""

SECRET_FIELDS: Final = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
TEXTS: Final = re.compile(r"text/|application/([\w.-]+\+)?(json|xml)\b|application/(x-www-form-urlencoded|jsonl|yaml)")
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class InFull:
    """Exchanges in full. `secrets` are names in small letters."""

    secrets: frozenset[str] = SECRETS
    members: re.Pattern[str] = field(init=False, repr=False)
    """Finds a member of JSON that holds a secret: its name, and its value if that is text or a number."""

    def __post_init__(self) -> None:
        names = "|".join(re.escape(name) for name in sorted(self.secrets))
        value = r'("(?:[^"\\]|\\.)*"?|[\w.+-]+)'
        object.__setattr__(self, "members", re.compile(rf'("(?:{names})"\s*:\s*){value}', re.IGNORECASE))

    def text(self, exchange: Exchange) -> str:
        """The request behind `>`, the response behind `<`, as curl shows them."""
        request, response = exchange.request, exchange.answer.response
        target = self._target(exchange)
        asked = [f"{request.method or '-'} {target}", *self._lines(request.fields), *self._content_lines(exchange)]
        status = f"{response.status} {reason(response.status)}".rstrip()
        answered = [status, *self._lines(response.fields)]
        shown = self._shown(response.fields, response.content)
        answered += ["", *shown.splitlines()] if shown else []
        lines = [f"    > {line}".rstrip() for line in asked] + [f"    < {line}".rstrip() for line in answered]
        return "\n".join(printable(line) for line in lines)

    def members_of(self, exchange: Exchange) -> dict[str, Any]:
        """The same as members of a JSON object."""
        request, response = exchange.request, exchange.answer.response
        return {
            "request": {
                "fields": [list(pair) for pair in self._fields(request.fields)],
                "content": encodable(self._shown(request.fields, exchange.content)),
            },
            "response": {
                "fields": [list(pair) for pair in self._fields(response.fields)],
                "content": encodable(self._shown(response.fields, response.content)),
            },
        }

    def _target(self, exchange: Exchange) -> str:
        request = exchange.request
        return f"{request.path}?{masked(request.query, self.secrets)}" if request.query else request.path

    def _content_lines(self, exchange: Exchange) -> list[str]:
        shown = self._shown(exchange.request.fields, exchange.content)
        return ["", *shown.splitlines()] if shown else []

    def _lines(self, fields: Fields) -> Iterator[str]:
        return (f"{name}: {value}" for name, value in self._fields(fields))

    def _fields(self, fields: Fields) -> Iterator[tuple[str, str]]:
        for name, value in fields:
            yield name, MASK if name in SECRET_FIELDS or name in self.secrets else value

    def _shown(self, fields: Fields, content: bytes | Stream) -> str:
        """The content as text without its secrets; of what is no text, what it is."""
        kind = fields.first("content-type") or ""
        if isinstance(content, Stream):
            return f"(a stream of {kind})"
        if not content:
            return ""
        if not TEXTS.match(kind.lower()) or "content-encoding" in fields:
            return f"({len(content):,} octets of {kind or 'unknown type'})"
        text = content[: 4 * MOST].decode("utf-8", "replace")
        text = masked(text, self.secrets) if kind.lower().startswith(FORM) else self.members.sub(rf'\1"{MASK}"', text)
        rest = len(text) - MOST
        return text if rest <= 0 and len(content) <= 4 * MOST else f"{text[:MOST]}... ({len(content):,} octets in all)"
