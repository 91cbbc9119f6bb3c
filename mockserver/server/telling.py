"""What `mockserver serve` says while it runs, as text or as JSON: the start, each exchange, what is wrong.

Knows which words a refusal gets in a line; how a line looks stands in `request_lines` and `overview`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.errors import MethodNotAllowed
from mockserver.server import overview
from mockserver.server.request_lines import SECRETS, RequestLines, Told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.document.model import Document
    from mockserver.errors import Refusal
    from mockserver.mock.answer import Answer
    from mockserver.mock.routing import Resource
    from mockserver.server.layers.journal import Exchange
    from mockserver.server.overview import Started
    from mockserver.server.terminal import Lines, Terminal
    from mockserver.settings import Settings

NARROWEST, WIDEST = 20, 48


@dataclass(frozen=True, slots=True)
class Teller:
    """Says what happens, in the form that the settings ask for, through lines that wait for nobody."""

    terminal: Terminal
    lines: Lines
    settings: Settings
    requests: RequestLines

    @classmethod
    def of(cls, terminal: Terminal, lines: Lines, *, mocked: Mocked) -> Teller:
        """A teller for what is served."""
        secrets = SECRETS | secret_names(mocked.document)
        column = target_column(mocked.resources)
        return cls(terminal, lines, mocked.settings, RequestLines(terminal, secrets=secrets, column=column))

    def started(self, started: Started) -> None:
        """Say that requests are answered, and where."""
        if self.settings.log_format == "json":
            self.lines.put(overview.start_json(started))
        else:
            self.lines.put(overview.start_text(self.terminal, started, brief=self.settings.quiet))

    def exchanged(self, exchange: Exchange) -> None:
        """Say what was asked and answered."""
        told = told_of(exchange)
        self.lines.put(self.requests.json(told) if self.settings.log_format == "json" else self.requests.text(told))

    def judged(self, diagnostics: Sequence[Diagnostic], name: str) -> None:
        """Say how many faults the document has, once all of them are known."""
        if self.settings.log_format == "json":
            errors, warnings = overview.tally(diagnostics)
            event = {"event": "judged", "document": name, "problems": errors, "warnings": warnings}
            self.lines.put(orjson.dumps(event).decode())
        else:
            self.lines.put(self.terminal.paint(overview.findings_line(diagnostics, name), "yellow"))


@dataclass(frozen=True, slots=True)
class Mocked:
    """What a teller needs to know of the document that is served."""

    document: Document
    resources: Sequence[Resource]
    settings: Settings


def secret_names(document: Document) -> frozenset[str]:
    """The query parameters that are credentials in this document, in small letters."""
    schemes = document.security_schemes.values()
    keys = (scheme.parameter for scheme in schemes if scheme.type == "apiKey" and scheme.location == "query")
    return frozenset(key.lower() for key in keys if key)


def target_column(resources: Sequence[Resource]) -> int:
    """How wide the targets stand in the lines: as wide as the templates, within reason."""
    longest = max((len(overview.full_template(each)) for each in resources), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)


def told_of(exchange: Exchange) -> Told:
    """What a line says of an exchange."""
    request, answer = exchange.request, exchange.answer
    target = f"{request.path}?{request.query}" if request.query else request.path
    operation = answer.operation.label if answer.operation is not None else ""
    return Told(request.method or "-", target, answer.response.status, exchange.seconds, operation, reason_of(answer))


def reason_of(answer: Answer) -> str:
    """Why it was refused, as short as a line wants it; nothing for an answer of the document's."""
    return reason_of_refusal(answer.refusal) if answer.refusal is not None else ""


def reason_of_refusal(refusal: Refusal) -> str:
    """What a line has room for: `allowed: GET, HEAD`, `did you mean /pets?`, the first fault; else its own words."""
    if isinstance(refusal, MethodNotAllowed):
        return f"allowed: {', '.join(refusal.members.get('allow', ()))}"
    if "suggestions" in refusal.members:
        near = refusal.members["suggestions"]
        return f"did you mean {near[0]}?" if near else "no such path"
    faults: Sequence[Mapping[str, Any]] = refusal.members.get("errors", ())
    if not faults:
        return refusal.detail
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{faults[0]['in']}: {faults[0]['message']}{more}"
