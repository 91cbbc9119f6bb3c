"""What is told when a document was read again, as text for people or as JSON for programs.

Knows how it looks; when it happens is `reload`'s.
"""

from __future__ import annotations

import time
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Final

import orjson

from mockserver.document.changes import Changes
from mockserver.server.excerpts import excerpts
from mockserver.server.findings import as_json, ordered
from mockserver.server.request_lines import time_of_day
from mockserver.server.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.server.reload import Reloaded
    from mockserver.server.terminal import Terminal

SHOWN: Final = 3
WIDEST: Final = 120


def text(reloaded: Reloaded, terminal: Terminal) -> str:
    """`12:04:11  openapi.yaml: +2 operations, -1; breaking: ...`; or what is wrong, and that the last one is served."""
    moment = terminal.paint(time_of_day(int(time.time())), "dim")
    name = printable(reloaded.name)
    if reloaded.changes is not None:
        what = terminal.paint(printable(str(reloaded.changes)), "yellow" if reloaded.changes.breaking else "green")
        return f"{moment}  {name}: {what}"
    lines = [*worst(reloaded.diagnostics, terminal)]
    if reloaded.reason:
        lines.append(f"{terminal.paint('error', 'red')}: {printable(reloaded.reason)}")
    kept = terminal.paint(f"{name} cannot be served as it is now; what it said before still is", "red")
    return "\n".join([f"{moment}  {kept}", *lines])


def worst(diagnostics: Iterable[Diagnostic], terminal: Terminal) -> list[str]:
    """The worst diagnostics, the first few of them, with their lines."""
    most = max((each.severity for each in diagnostics), default=None)
    listed = ordered(each for each in diagnostics if each.severity == most)
    wide = min(get_terminal_size().columns, WIDEST)
    shown = [each.partition("[") for each in excerpts(listed[:SHOWN], width=wide)]
    lines = [f"{terminal.paint(word, 'red')}{bracket}{rest}" for word, bracket, rest in shown]
    return [*lines, f"... and {len(listed) - SHOWN} more"] if len(listed) > SHOWN else lines


def json(reloaded: Reloaded, terminal: Terminal) -> str:  # noqa: ARG001 -- the same shape as `text`
    """The same as a JSON object; `event` is `reloaded`, or `kept` where the earlier reading is still served."""
    changes: Changes = reloaded.changes or Changes()
    members: dict[str, Any] = {
        "event": "kept" if reloaded.changes is None else "reloaded",
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "document": reloaded.name,
        "added": changes.added,
        "removed": changes.removed,
        "changed": changes.changed,
        "breaking": changes.breaking,
        "diagnostics": [as_json(each) for each in reloaded.diagnostics],
        "reason": reloaded.reason or None,
    }
    return orjson.dumps(members).decode()
