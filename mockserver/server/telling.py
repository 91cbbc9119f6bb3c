"""What `mockserver serve` says while it runs, as text or as JSON: the start, each exchange, what is wrong.

Knows which words a refusal gets in a line; how a line looks stands in `request_lines` and `overview`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from mockserver.errors import MethodNotAllowed
from mockserver.server import overview, reload_lines
from mockserver.server.in_full import InFull
from mockserver.server.request_lines import SECRETS, RequestLines, Told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.document.model import Document
    from mockserver.errors import Refusal
    from mockserver.mock.answer import Answer
    from mockserver.mock.mounts import Mounts
    from mockserver.mock.routing import Resource
    from mockserver.server.answering import Served
    from mockserver.server.layers.journal import Exchange
    from mockserver.server.overview import Started
    from mockserver.server.reload import Reloaded
    from mockserver.server.terminal import Lines, Terminal
    from mockserver.settings import Settings

NARROWEST, WIDEST = 20, 48


class Teller:
    """Says what happens, in the form that the settings ask for, through lines that wait for nobody."""

    def __init__(self, terminal: Terminal, lines: Lines, settings: Settings, *, served: Served) -> None:
        self._terminal, self._lines, self._settings, self._served = terminal, lines, settings, served
        self._mounts: Mounts | None = None
        self._requests = RequestLines(terminal)
        self._in_full: InFull | None = None
        self._second = 0
        self._repeated: dict[int, tuple[str, Exchange]] = {}

    @property
    def is_json(self) -> bool:
        """Whether programs are told, rather than people."""
        return self._settings.log_format == "json"

    def started(self, first: Started, *others: Started) -> None:
        """Say that requests are answered, and where."""
        if self.is_json:
            self._lines.put(overview.start_json(first, *others))
        else:
            self._lines.put(overview.start_text(self._terminal, first, *others, brief=self._settings.quiet))

    def exchanged(self, exchange: Exchange) -> None:
        """Say what was asked and answered."""
        requests = self._request_lines()
        line = self._repeated_line if exchange.is_repeated else self._line
        self._lines.put(line(exchange, requests))

    def judged(self, diagnostics: Sequence[Diagnostic], name: str) -> None:
        """Say how many faults the document has, once all of them are known."""
        if self.is_json:
            errors, warnings = overview.tally(diagnostics)
            event = {"event": "judged", "document": name, "problems": errors, "warnings": warnings}
            self._lines.put(orjson.dumps(event).decode())
        else:
            self._lines.put(self._terminal.paint(overview.findings_line(diagnostics, name), "yellow"))

    def reloaded(self, reloaded: Reloaded) -> None:
        """Say what has changed in a document, or why it stays as it was."""
        write = reload_lines.json if self.is_json else reload_lines.text
        self._lines.put(write(reloaded, self._terminal))

    def _repeated_line(self, exchange: Exchange, requests: RequestLines) -> str:
        """The line of an exchange that is told many times a second, made once a second."""
        second = int(requests.clock())
        if second != self._second:
            self._second = second
            self._repeated.clear()
        known = self._repeated.get(id(exchange))
        if known is None:
            # The exchange is kept beside its line, so that no other can get its id.
            known = self._repeated[id(exchange)] = (self._line(exchange, requests), exchange)
        return known[0]

    def _line(self, exchange: Exchange, requests: RequestLines) -> str:
        told, in_full = told_of(exchange, self._served.mounts), self._in_full
        if self.is_json:
            return requests.json(told, in_full.members_of(exchange) if in_full else None)
        return f"{requests.text(told)}\n{in_full.text(exchange)}" if in_full else requests.text(told)

    def _request_lines(self) -> RequestLines:
        """How the requests of what is served now are told; its secrets and widths change with it."""
        mounts = self._served.mounts
        if mounts is not self._mounts:
            secrets = SECRETS.union(*(secret_names(each.mock.document) for each in mounts.mounts))
            column = target_column(mounts.whole.routes.resources)
            self._requests = RequestLines(self._terminal, secrets=secrets, column=column)
            self._in_full = InFull(secrets) if self._settings.verbose else None
            self._mounts = mounts
            self._repeated.clear()
        return self._requests


def secret_names(document: Document) -> frozenset[str]:
    """The parameters and fields that are credentials in this document, in small letters."""
    schemes = document.security_schemes.values()
    keys = (scheme.parameter for scheme in schemes if scheme.type == "apiKey")
    return frozenset(key.lower() for key in keys if key)


def target_column(resources: Sequence[Resource]) -> int:
    """How wide the targets stand in the lines: as wide as the templates, within reason."""
    longest = max((len(overview.full_template(each)) for each in resources), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)


def told_of(exchange: Exchange, mounts: Mounts) -> Told:
    """What a line says of an exchange; which document it was, where there are several."""
    request, answer = exchange.request, exchange.answer
    target = f"{request.path}?{request.query}" if request.query else request.path
    operation = answer.operation.label if answer.operation is not None else ""
    owner = mounts.owner(answer.trail.match.resource if answer.trail.match else None)
    return Told(
        request.method or "-",
        target,
        answer.response.status,
        exchange.seconds,
        operation,
        reason_of(answer),
        owner.name if owner else "",
        request.client,
    )


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
