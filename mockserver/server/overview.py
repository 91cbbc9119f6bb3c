"""What is served, as text: the table at the start, and the list of operations that `mockserver routes` prints.

Knows how a document looks to its readers; does not know where the text goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import orjson

from mockserver import __version__
from mockserver.document.diagnostics import Severity
from mockserver.document.likeness import did_you_mean
from mockserver.errors import Unbuildable
from mockserver.server.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.document.model import Document, Operation
    from mockserver.mock.routing import Resource
    from mockserver.server.listening import Address
    from mockserver.server.terminal import Terminal

SHOWN_RESOURCES: Final = 20
SHOWN_BASES: Final = 8
LONGEST_TEMPLATE: Final = 60
LONGEST_TITLE: Final = 60


@dataclass(frozen=True, slots=True)
class Started:
    """What is told of a document at the start. `name` is what the user called it; `is_alone` if it is the only one."""

    document: Document
    resources: Sequence[Resource]
    name: str
    address: Address
    seconds: float
    diagnostics: Sequence[Diagnostic] = ()
    is_alone: bool = True

    @property
    def bases(self) -> tuple[str, ...]:
        """Each base path once, in the document's order."""
        return tuple(dict.fromkeys(resource.base for resource in self.resources)) or ("",)

    @property
    def urls(self) -> tuple[str, ...]:
        """A URL that can be clicked for each base path."""
        return tuple(f"{self.address.url}{base}" for base in self.bases)

    @property
    def size(self) -> tuple[int, int]:
        """How many path items and operations the document has."""
        items = self.document.path_items
        return len(items), sum(len(item.operations) for item in items)


# At the start.


def start_text(terminal: Terminal, first: Started, *others: Started, brief: bool = False) -> str:
    """The start table, document by document; `brief` leaves out the methods by path."""
    program = terminal.paint(f"mockserver {__version__}", "bold")
    if not others:
        return "\n".join([f"{program}   {headline(first)}", *start_lines(terminal, first, brief=brief)])
    lines = [f"{program}   {counted(len(others) + 1, 'document')}, ready in {first.seconds:.2f} s", ""]
    for each in (first, *others):
        lines += [f"  {headline(each)}", *start_lines(terminal, each, brief=brief)]
    return "\n".join(lines)


def start_lines(terminal: Terminal, started: Started, *, brief: bool) -> list[str]:
    """What is told of one document below its headline."""
    lines = [*addresses(terminal, started)]
    if started.diagnostics:
        lines.append(terminal.paint(f"  {findings_line(started.diagnostics, started.name)}", "yellow"))
    return lines if brief else [*lines, "", *table(terminal, started), ""]


def headline(started: Started) -> str:
    """`Petstore 1.2.0   openapi.yaml (OpenAPI 3.1)`."""
    document = started.document
    title = printable(f"{document.title} {document.version}".strip(), limit=LONGEST_TITLE)
    version = ".".join(document.openapi.split(".")[:2])
    return f"{title}   {printable(started.name)} (OpenAPI {printable(version)})"


def addresses(terminal: Terminal, started: Started) -> Iterator[str]:
    """A line for each base path, the first with the size and the time; and who else may come in, if anyone may."""
    first, *others = started.urls
    paths, operations = started.size
    size = f"{counted(paths, 'path')}, {counted(operations, 'operation')}"
    size += f", ready in {started.seconds:.2f} s" if started.is_alone else ""
    yield f"  {terminal.paint(printable(first), 'cyan')}      {size}"
    yield from (f"  {terminal.paint(printable(url), 'cyan')}" for url in others[: SHOWN_BASES - 1])
    hidden = len(started.urls) - SHOWN_BASES
    if hidden > 0:
        yield f"  ... and {counted(hidden, 'more base path')}"
    if not started.address.is_loopback:
        note = f"listening on {printable(started.address.host)}: other machines can reach this server"
        yield f"  {terminal.paint(note, 'yellow')}"


def findings_line(diagnostics: Iterable[Diagnostic], name: str) -> str:
    """`2 problems in the document: mockserver validate openapi.yaml`; or that none is left."""
    errors, warnings = tally(diagnostics)
    if not errors and not warnings:
        return f"no problem is left in {printable(name)}"
    told = [counted(errors, "problem")] * bool(errors) + [counted(warnings, "warning")] * bool(warnings)
    return f"{' and '.join(told)} in the document: mockserver validate {quoted(name)}"


def tally(diagnostics: Iterable[Diagnostic]) -> tuple[int, int]:
    """How many errors and how many warnings there are."""
    severities = [each.severity for each in set(diagnostics)]
    warnings = severities.count(Severity.WARNING)
    return len(severities) - warnings, warnings


def table(terminal: Terminal, started: Started) -> Iterator[str]:
    """The methods of the first resources: the declared ones, then those that HTTP adds."""
    several = len(started.bases) > 1
    first = started.resources[:SHOWN_RESOURCES]
    rows = [(full_template(each) if several else each.template, each) for each in first]
    wide = max((min(len(path), LONGEST_TEMPLATE) for path, _ in rows), default=0)
    broad = max((len("  ".join(each.methods)) for each in first), default=0)
    for path, each in rows:
        implied = " ".join(method for method in each.allowed if method not in each.operations)
        declared = f"{'  '.join(each.methods):<{broad}}"
        shown_path = f"{printable(path, limit=LONGEST_TEMPLATE):<{wide}}"
        yield f"  {shown_path}   {declared}   {terminal.paint(implied, 'dim')}".rstrip()
    hidden = len(started.resources) - len(first)
    if hidden > 0:
        yield f"  ... and {hidden} more: mockserver routes {quoted(started.name)}"


def start_json(first: Started, *others: Started) -> str:
    """The start as one JSON object, for who starts the server from a program; `documents` are all where several are."""
    members = {"event": "ready", **start_members(first)}
    if others:
        every = (first, *others)
        urls = tuple(dict.fromkeys(url for each in every for url in each.urls))
        members |= {"urls": urls, "documents": [start_members(each) for each in every]}
    return orjson.dumps(members).decode()


def start_members(started: Started) -> dict[str, Any]:
    """What is told of one document, as the members of a JSON object."""
    paths, operations = started.size
    errors, warnings = tally(started.diagnostics)
    return {
        "urls": started.urls,
        "title": started.document.title,
        "version": started.document.version,
        "document": started.name,
        "openapi": started.document.openapi,
        "paths": paths,
        "operations": operations,
        "seconds": round(started.seconds, 3),
        "problems": errors,
        "warnings": warnings,
    }


# The list of operations.


@dataclass(frozen=True, slots=True)
class Route:
    """One operation in the list. `fault` says why its responses cannot be told."""

    method: str
    path: str
    statuses: tuple[str, ...]
    operation: str
    allow: tuple[str, ...]
    summary: str = ""
    fault: str = ""
    tags: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which operations to list: of one of these tags, of one of these methods, with a path that holds or matches this.

    A path with `*` or `?` is a pattern for the whole path; nothing asks for nothing.
    """

    tags: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    path: str = ""

    def __call__(self, route: Route) -> bool:
        """Whether an operation is wanted."""
        is_pattern = "*" in self.path or "?" in self.path
        # As the document has it and the start table shows it, and as a client asks for it.
        whole = (route.path, route.path.removeprefix(route.base))
        is_there = any(fnmatchcase(each, self.path) for each in whole) if is_pattern else self.path in route.path
        is_tagged = not self.tags or not self.tags.isdisjoint(route.tags)
        return is_there and is_tagged and (not self.methods or route.method in self.methods)

    def nothing(self, listed: Sequence[Route]) -> str:
        """What to say if none of these is wanted, with what was probably meant."""
        kinds = (
            ("tag", self.tags, {tag for each in listed for tag in each.tags}),
            ("method", self.methods, {each.method for each in listed}),
        )
        for kind, asked, known in kinds:
            for name in sorted(asked - known):
                hint = did_you_mean(name, known) or f"the {kind}s are: {', '.join(sorted(known)) or 'none'}"
                return f"no operation has the {kind} {name} -- {hint}"
        hint = did_you_mean(self.path, {each.path for each in listed}) if self.path else ""
        return f"no operation is like that{f' -- {hint}' if hint else ''}"


def routes(resources: Iterable[Resource]) -> Iterator[Route]:
    """A Route for each operation; one without a method for a path item that declares none."""
    for resource in resources:
        path = full_template(resource)
        if not resource.operations:
            yield Route("", path, (), "", resource.allowed, base=resource.base)
        for method in resource.methods:
            operation = resource.operations[method]
            statuses, fault = statuses_of(operation)
            told = operation.summary, fault, operation.tags, resource.base
            yield Route(method, path, statuses, operation.id, resource.allowed, *told)


def statuses_of(operation: Operation) -> tuple[tuple[str, ...], str]:
    """The declared statuses, or why they cannot be told."""
    try:
        return tuple(operation.responses), ""
    except Unbuildable as broken:
        return (), str(broken)


def routes_json(listed: Iterable[Route]) -> str:
    """An array of objects, one for each operation."""
    return orjson.dumps([route_members(route) for route in listed], option=orjson.OPT_INDENT_2).decode()


def route_members(route: Route) -> dict[str, Any]:
    """A Route as the members of a JSON object."""
    return {
        "method": route.method or None,
        "path": route.path,
        "statuses": route.statuses,
        "operation": route.operation or None,
        "summary": route.summary or None,
        "tags": route.tags,
        "allow": route.allow,
        "fault": route.fault or None,
    }


def routes_text(listed: Iterable[Route]) -> str:
    """A table with a heading, its columns as wide as they need to be."""
    rows = [("METHOD", "PATH", "STATUSES", "OPERATION", "ALLOW"), *map(route_cells, listed)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(aligned(row, widths) for row in rows)


def aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """The cells of a row, each as wide as its column."""
    return "   ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def routes_markdown(listed: Iterable[Route]) -> str:
    """A Markdown table for each path would be long: one table, with the path where it changes."""
    rows = ["| Path | Method | Statuses | Operation | Allow |", "|---|---|---|---|---|"]
    for path, group in groupby(map(route_cells, listed), key=lambda cells: cells[1]):
        for index, (method, _, statuses, operation, allow) in enumerate(group):
            first = (f"`{escaped(path)}`", allow) if index == 0 else ("", "")
            rows.append(f"| {first[0]} | {method} | {statuses} | {escaped(operation)} | {first[1]} |")
    return "\n".join(rows)


def route_cells(route: Route) -> tuple[str, str, str, str, str]:
    """A Route as the cells of a row."""
    statuses = "cannot be read" if route.fault else " ".join(route.statuses)
    cells = route.method or "-", route.path, statuses, route.operation or "-", ", ".join(route.allow)
    method, path, said, operation, allow = map(printable, cells)
    return method, path, said, operation, allow


# Words.


def full_template(resource: Resource) -> str:
    """The template under its base path."""
    return f"{resource.base}{resource.template}"


def counted(number: int, noun: str) -> str:
    """`1 path`, `2 paths`."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def quoted(name: str) -> str:
    """A document's name as it can be pasted into a shell."""
    shown = printable(name)
    return f"'{shown}'" if " " in shown else shown


def escaped(text: str) -> str:
    """Text in a cell of a Markdown table."""
    return text.replace("|", "\\|")
