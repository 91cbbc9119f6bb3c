"""Findings: what is wrong in a request, said to people and kept as data, and the refusal that they make together.

A Finding knows where it is (`in` and name, or the JSON Pointer in the content), what the value should have been, and
what it is. The sentence is computed from that. Values are shortened, and what looks like a secret is never quoted.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mockserver.document.model import ABSENT
from mockserver.errors import MalformedRequest, Refusal, UnprocessableContent
from mockserver.mock import searching
from mockserver.mock.wording import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mockserver.mock.checking import Checker

MOST_FINDINGS: Final = 50
LONGEST_QUOTE: Final = 60
LONGEST_VALUE: Final = 200

_SECRET = re.compile(
    r"passw|passwd|passphrase|secret|token|api[-_ ]?key|authorization|credential|private[-_ ]?key|\bpin\b|\bcvv|\bcvc",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. `where` is path, query, header, cookie, querystring or body; `path` leads to the value within it.

    `rule` follows the subject in a sentence: "must be at most 100". `value` is what was sent instead (ABSENT: say
    nothing); `malformed` if the text could not even be read, which is 400 rather than 422.
    """

    where: str
    rule: str
    name: str = ""
    path: tuple[str | int, ...] = ()
    value: Any = ABSENT
    malformed: bool = False

    @property
    def subject(self) -> str:
        """What the sentence is about: "`limit`", "`filter.ids[0]`", "`/owner/name`", "the content"."""
        if self.where == "body":
            return f"`{pointer(self.path)}`" if self.path else "the content"
        return f"`{self.name}{_dotted(self.path)}`" if self.name or self.path else "the query string"

    @property
    def message(self) -> str:
        """The sentence: "`limit` must be at most 100, got 500"."""
        got = "" if self.value is ABSENT else f", got {quoted(self.value)}"
        return f"{self.subject} {self.rule}{got}"

    def member(self) -> dict[str, Any]:
        """The finding as data, one of the `errors` of the problem."""
        place = (
            {"pointer": pointer(self.path)} if self.where == "body" else {"name": f"{self.name}{_dotted(self.path)}"}
        )
        value = {} if self.value is ABSENT else {"value": shortened(self.value)}
        return {"in": self.where, **place, "message": self.message, **value}

    def guarded(self) -> Finding:
        """The same without its value, if what it belongs to sounds like a secret."""
        names = [self.name, *(str(each) for each in self.path)]
        is_secret = any(_SECRET.search(_spaced(name)) for name in names)
        return replace(self, value=ABSENT) if is_secret else self


def faults(checker: Checker, value: Any, **place: Any) -> list[Finding]:
    """What the schema finds in a value; `place` are the fields of Finding that say where the value stands."""
    start = place.pop("path", ())
    return [
        Finding(rule=rule.text, path=(*start, *rule.path), value=rule.value, **place)
        for rule in rules(searching.faults(checker, value), checker.shape)
    ]


def refusal(findings: Sequence[Finding]) -> Refusal:
    """The refusal that tells all of them: 400 if anything could not be read, else 422.

    The detail is the first one; the member `errors` lists at most `MOST_FINDINGS`, the unreadable first.
    """
    ordered = sorted(findings, key=lambda finding: not finding.malformed)
    told = [finding.guarded() for finding in ordered[:MOST_FINDINGS]]
    more = len(ordered) - 1
    detail = _placed(told[0]) + (f" (and {more} more)" if more else "")
    kind = MalformedRequest if told[0].malformed else UnprocessableContent
    return kind(detail, errors=[finding.member() for finding in told])


def _placed(finding: Finding) -> str:
    if finding.where == "body":
        return f"body {finding.message}" if finding.path else finding.message
    return finding.message if finding.where == "querystring" else f"{finding.where} parameter {finding.message}"


def pointer(path: Iterable[str | int]) -> str:
    """The JSON Pointer of a path (RFC 6901, section 3)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _dotted(path: Iterable[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def quoted(value: Any) -> str:
    """The value in a sentence: JSON for a scalar, shortened; a word for what holds others."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"an array of {len(value)}" if value else "an empty array"
    if isinstance(value, bytes):
        return f"{len(value)} octets"
    text = _json(value)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…" + ('"' if text[0] == '"' else "")


def shortened(value: Any) -> Any:
    """The value as data: a scalar as it is, cut if it is long; a word for what holds others."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
    if isinstance(value, int) and value.bit_length() > LONGEST_VALUE:
        return quoted(value)
    return value if value is None or isinstance(value, bool | int | float) else quoted(value)


def _json(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > LONGEST_VALUE:
        return "a number of many digits"
    return json.dumps(value, ensure_ascii=False)


def _spaced(name: str) -> str:
    return re.sub(r"[-_.]|(?<=[a-z])(?=[A-Z])", " ", name[:LONGEST_VALUE])
