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
    judged = [judge(reference, settings) for reference in references]
    found = [each for _, diagnostics in judged for each in diagnostics]
    text = on_a_screen(found, [name for name, _ in judged]) if form == "text" else render(found, form)
    Terminal.of(sys.stdout).write(text)
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


def judge(reference: str, settings: Settings) -> tuple[str, tuple[Diagnostic, ...]]:
    """The name of a document, and all that is wrong with it; of one that cannot be served, why not."""
    try:
        entry = retrieval.load(reference, stdin=sys.stdin.buffer if sys.stdin else None)
    except DocumentError as unreadable:
        return reference, unreadable.diagnostics
    source = entry.source
    first = validation.fatal(source)
    if any(each.severity == Severity.FATAL for each in first):
        return source.name, first
    deep = deep_in_child(source, uri=entry.uri, settings=settings)
    return source.name, (*first, *validation.shape(source), *deep)
