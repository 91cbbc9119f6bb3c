"""The story of `mockserver validate`: read each document, judge it to the depth, tell all that is found.

Decides only in which order; what is wrong is said by `document.validation`, how it looks by `findings`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, Literal

from mockserver.document import validation
from mockserver.document.diagnostics import Severity
from mockserver.errors import DocumentError
from mockserver.server import retrieval
from mockserver.server.fence import deep_in_child
from mockserver.server.findings import exit_code, ordered, render, summary
from mockserver.server.terminal import Terminal, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.settings import Settings

SCREEN: Final = 30
"""Findings that are told as text."""


def validate(
    references: Sequence[str],
    settings: Settings,
    *,
    form: Literal["text", "json", "github"],
    fail_on: Literal["error", "warning"] = "error",
) -> int:
    """Tell on the standard output what is wrong with each document, and give the exit code."""
    found = [each for reference in references for each in diagnostics_of(reference, settings)]
    Terminal.of(sys.stdout).write(render(found, form) if form != "text" else on_a_screen(found, references))
    return exit_code(found, strict=settings.strict, fail_on=fail_on)


def on_a_screen(found: Sequence[Diagnostic], references: Sequence[str]) -> str:
    """The findings as text, in their order; of more than fit on a screen, the worst, and how to see the others."""
    listed = ordered(found)
    worst = set(sorted(listed, key=lambda each: -each.severity)[:SCREEN])
    shown = [each for each in listed if each in worst]
    hidden = len(listed) - len(shown)
    more = f"... and {hidden} more, which --format json tells" if hidden else ""
    closing = f"{summary(found)} in {names(references)}."
    return "\n".join(filter(None, [render(shown), more, closing]))


def names(references: Sequence[str]) -> str:
    """One document by its name, several by their number."""
    if len(references) > 1:
        return f"{len(references)} documents"
    return printable(retrieval.without_password(references[0]))


def diagnostics_of(reference: str, settings: Settings) -> tuple[Diagnostic, ...]:
    """All that is wrong with the document that a reference names; of one that cannot be served, why not."""
    try:
        entry = retrieval.load(reference, stdin=sys.stdin.buffer if sys.stdin else None)
    except DocumentError as unreadable:
        return unreadable.diagnostics
    first = validation.fatal(entry.source)
    if any(each.severity == Severity.FATAL for each in first):
        return first
    return (*first, *validation.shape(entry.source), *deep_in_child(entry.source, uri=entry.uri, settings=settings))
