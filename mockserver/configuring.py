"""How the configuration file meets the command line: its values under the flags and the variables, above the defaults.

Knows click and `server/configuration`; shows where each effective value came from, and writes a first file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from mockserver.arguments import OneOf, variable_of, write_error
from mockserver.errors import Misconfigured
from mockserver.server import configuration
from mockserver.settings import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mockserver.server.configuration import Configuration

META: Final = "mockserver.configuration"
UNUSABLE: Final = 2


class Mistake(click.ClickException):
    """A mistake in a configuration, told as all our errors are."""

    exit_code = UNUSABLE

    def __init__(self, wrong: Misconfigured) -> None:
        super().__init__(f"{wrong.place}: {wrong.reason}")
        self.hint = wrong.hint

    def show(self, file: Any = None) -> None:  # noqa: ARG002 -- click's signature
        """Tell it on the standard error."""
        write_error(self.message, self.hint)


def configure(ctx: click.Context, _: click.Parameter, given: str | None) -> None:
    """The callback of `--config`: what the file sets becomes the defaults of the command. Raises Mistake."""
    try:
        path = Path(given) if given else configuration.find(Path.cwd())
        if path is not None:
            found = configuration.read(path)
            ctx.meta[META] = found
            ctx.default_map = {**(ctx.default_map or {}), **found.values}
            for each in ctx.command.params:
                _check(ctx, each, found)
    except Misconfigured as wrong:
        raise Mistake(wrong) from wrong


def _check(ctx: click.Context, parameter: click.Parameter, found: Configuration) -> None:
    """Raises Misconfigured for a value that the parameter does not take: said here, it can name the line."""
    name = parameter.name or ""
    if name not in found.values or (isinstance(parameter, OneOf) and not parameter.is_first(ctx)):
        return
    value = found.values[name]
    try:
        if isinstance(parameter, OneOf):
            parameter.require_choice(ctx, value)
        elif isinstance(value, (dict, list)) and not (parameter.multiple or parameter.nargs == -1):
            raise click.BadParameter(f"{value!r} is not one value")
        else:
            parameter.type_cast_value(ctx, value)
    except (click.UsageError, TypeError, ValueError, ArithmeticError) as wrong:
        reason = wrong.message if isinstance(wrong, click.UsageError) else str(wrong)
        raise Misconfigured(found.place(name), f"{name.replace('_', '-')}: {reason}") from wrong


# What is effective, and why.


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting, its value, and where that came from."""

    name: str
    value: Any
    origin: str


def effective(ctx: click.Context) -> Iterator[Effective]:
    """Each setting of a command, in the order of its help."""
    told: set[str] = set()
    for each in ctx.command.params:
        name = each.name or ""
        if name in configuration.KEYS and name not in told:
            told.add(name)
            yield Effective(name.replace("_", "-"), _shown(ctx.params[name]), _origin(ctx, each))


def _shown(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_shown(each) for each in value]
    reference, prefix = getattr(value, "reference", None), getattr(value, "prefix", None)
    if reference is None:
        return value
    return reference if prefix is None else f"{prefix or '/'}={reference}"


def _origin(ctx: click.Context, parameter: click.Parameter) -> str:
    name = parameter.name or ""
    source = ctx.get_parameter_source(name)
    if source == ParameterSource.COMMANDLINE:
        return "command line"
    if source == ParameterSource.ENVIRONMENT:
        return variable_of(parameter)
    if source == ParameterSource.DEFAULT_MAP:
        found: Configuration = ctx.meta[META]
        return found.place(name)
    return "default"


def effective_text(listed: Iterable[Effective]) -> str:
    """A line for each setting: name, value as in TOML, origin."""
    rows = [(each.name, toml_value(each.value), each.origin) for each in listed]
    wide, broad = (max(len(row[column]) for row in rows) for column in (0, 1))
    return "\n".join(f"{name:<{wide}} = {value:<{broad}}  # {origin}" for name, value, origin in rows)


def toml_value(value: Any) -> str:
    """A value as TOML writes it; nothing for None, which TOML does not have."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml_value(each) for each in value)}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# The first file.


def first_file(command: click.Command, documents: Iterable[str]) -> str:
    """A configuration for these documents, in which every option of a command stands as a comment with its default."""
    lines = [
        "# How mockserver serves this project. `mockserver config` shows what is in effect, and why.",
        "# A variable such as MOCKSERVER_PORT goes before this file, and a flag such as --port before both.",
        "",
        f"documents = {toml_value(list(documents))}",
    ]
    options = {each.name: each for each in reversed(command.params) if isinstance(each, click.Option)}
    known = [each for each in reversed(options.values()) if each.name in configuration.KEYS]
    for section in dict.fromkeys(_section(each) for each in known):
        lines += ["", f"# {section}"]
        for each in known:
            if _section(each) == section:
                lines.append(f"{_line_of(each):<34}  # {_help_of(each)}")
    return "\n".join(lines) + "\n"


def _section(option: click.Option) -> str:
    return getattr(option, "section", "")


def _line_of(option: click.Option) -> str:
    """`# port = 4010`: the default, else what stands for a value in the help."""
    name = option.name or ""
    default = getattr(DEFAULTS, name)
    example = option.metavar or option.type.name.upper()
    value = [example] if option.multiple else example if default is None else default
    return f"# {name.replace('_', '-')} = {toml_value(value)}"


def _help_of(parameter: click.Option) -> str:
    """The help of an option; of a switch that is on, which is told by what it turns off, that."""
    if isinstance(parameter, OneOf):
        return '"on", "off" or "strict"'
    if parameter.secondary_opts and parameter.default is True:
        return f"false: {(parameter.help or '')[:1].lower()}{(parameter.help or '')[1:]}"
    return parameter.help or ""
