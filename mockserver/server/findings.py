"""Diagnostics as text for people, as JSON for programs, as annotations for GitHub; and the exit code that they mean.

Knows how a diagnostic is shown; does not know how it was found. Text of a document is data here: no control character
of it reaches a terminal, and no line of it becomes a command of a workflow.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.document.quoting import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Format = Literal["text", "json", "github"]


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file in the order of their first mention, then by place; each once. What is of a whole file comes last."""
    unique = list(dict.fromkeys(diagnostics))
    files = {name: at for at, name in enumerate(dict.fromkeys(each.location.file for each in unique))}
    last = 1 << 60

    def place(each: Diagnostic) -> tuple[int, int, int]:
        return files[each.location.file], each.location.line or last, each.location.column

    return sorted(unique, key=place)


def render(diagnostics: Iterable[Diagnostic], form: Format = "text") -> str:
    """All diagnostics in a format, without a line end behind the last line; "" for none in text and github."""
    listed = ordered(diagnostics)
    if form == "json":
        return json.dumps([as_json(each) for each in listed], indent=2, ensure_ascii=False).translate(_SURROGATES)
    return "\n".join(_github(each) if form == "github" else visible(str(each)) for each in listed)


_SURROGATES: Final = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors and 1 warning`, `no findings`."""
    counts = Counter(each.severity for each in set(diagnostics))
    names = {Severity.FATAL: "fatal error", Severity.ERROR: "error", Severity.WARNING: "warning"}
    parts = [f"{counts[each]} {name}{'s' * (counts[each] != 1)}" for each, name in names.items() if counts[each]]
    head, last = ", ".join(parts[:-1]), "".join(parts[-1:])
    return f"{head} and {last}" if head else last or "no findings"


def exit_code(
    diagnostics: Iterable[Diagnostic], *, strict: bool = False, fail_on: Literal["error", "warning"] = "error"
) -> int:
    """2 when one is fatal, 1 when one is as bad as `fail_on` says, else 0. With `strict`, an error is fatal.

    A warning alone fails nothing, as with eslint, redocly and spectral.
    """
    worst = max((each.severity for each in diagnostics), default=None)
    if worst is None or worst < Severity[fail_on.upper()]:
        return 0
    return 2 if worst >= (Severity.ERROR if strict else Severity.FATAL) else 1


# --- JSON


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as a JSON object; `line` and `column` are null where only the file is known."""
    place = diagnostic.location
    return {
        "severity": diagnostic.severity.name.lower(),
        "code": diagnostic.code,
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "pointer": diagnostic.pointer,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


def of_json(value: Mapping[str, Any]) -> Diagnostic:
    """The diagnostic of such an object. Raises KeyError, TypeError or ValueError for another one."""
    texts = {key: value[key] for key in ("code", "message", "pointer", "hint")}
    numbers = [value[key] or 0 for key in ("line", "column")]
    if not all(isinstance(each, str) for each in (*texts.values(), value["file"])):
        raise TypeError("this is no diagnostic")
    if not all(isinstance(each, int) for each in numbers):
        raise TypeError("this is no place")
    severity = Severity[value["severity"].upper()]
    return Diagnostic(severity=severity, location=Location(value["file"], *numbers), **texts)


# --- GitHub


def _github(diagnostic: Diagnostic) -> str:
    """A workflow command: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    place = diagnostic.location
    properties = {"file": place.file, "line": place.line or None, "col": place.column or None, "title": diagnostic.code}
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    level = "warning" if diagnostic.severity == Severity.WARNING else "error"
    cure = f" -- {diagnostic.hint}" if diagnostic.hint else ""
    return f"::{level} {said}::{_data(diagnostic.message + cure)}"


def _data(text: str) -> str:
    # As actions/toolkit escapes it: '%' first, since it is what the others become.
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
