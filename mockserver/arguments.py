"""How the command line reads its options and shows them: what click needs to be told beyond its own.

Knows click; does not know the commands, nor what their options do.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from mockserver.document.likeness import closest
from mockserver.errors import DocumentError, MockserverError
from mockserver.http.fields import is_token
from mockserver.server.naming import Named
from mockserver.settings import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mockserver.document.diagnostics import Diagnostic

OURS: Final = "/_mockserver"
UNSERVABLE: Final = 2
SHOWN_DIAGNOSTICS: Final = 5
WIDEST: Final = 120
CONTEXT: Final = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    # The same names for every command: MOCKSERVER_PORT, not MOCKSERVER_SERVE_PORT.
    "auto_envvar_prefix": "MOCKSERVER",
}


# Options.


class Option(click.Option):
    """An option that knows under which heading the help shows it."""

    def __init__(self, *args: Any, section: str = "Options", **more: Any) -> None:
        super().__init__(*args, **more)
        self.section = section
        if self.is_bool_flag:
            self.type = Switch()

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The names and the help; of a switch that is on, only the name that turns it off."""
        if self.is_bool_flag and self.default is True and self.secondary_opts:
            return ", ".join(self.secondary_opts), self.help or ""
        return super().get_help_record(ctx)

    def get_help_extra(self, ctx: click.Context) -> Any:  # noqa: ARG002 -- click's signature
        """Nothing: a help text names its default itself."""
        return {}


class OneOf(Option):
    """One of several flags that set the same value; its variable takes each of them, and yes and no."""

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """The value that the variable names."""
        given = self.resolve_envvar_value(ctx)
        if given is None or given in self._choices(ctx):
            return given
        switched = click.types.BoolParamType.str_to_bool(given)
        if switched is None:
            self.require_choice(ctx, given)
        return "on" if switched else "off"

    def is_first(self, ctx: click.Context) -> bool:
        """Whether this is the first of the flags that set the value."""
        return self is next(each for each in ctx.command.params if each.name == self.name)

    def require_choice(self, ctx: click.Context, value: Any) -> None:
        """Raises BadParameter for what none of the flags sets."""
        choices = self._choices(ctx)
        if value not in choices:
            raise click.BadParameter(f"{value!r} is none of {', '.join(choices)}", ctx=ctx, param=self)

    def _choices(self, ctx: click.Context) -> list[str]:
        return [each.flag_value for each in ctx.command.params if isinstance(each, OneOf) and each.name == self.name]


def option(*names: str, section: str, cls: type[Option] = Option, **more: Any) -> Callable[[Any], Any]:
    """`click.option`, under a heading of the help."""
    return click.option(*names, cls=cls, section=section, **more)


def together(*declared: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator, shown in this order."""

    def decorate(command: Any) -> Any:
        for each in reversed(declared):
            command = each(command)
        return command

    return decorate


# Values.


class Switch(click.types.BoolParamType):
    """Yes or no, as a variable or a configuration says it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bool:
        """Whether it is yes."""
        try:
            return super().convert(value, param, ctx)
        except (click.BadParameter, AttributeError):  # a number of a configuration cannot be stripped
            self.fail(f"{value!r} is neither yes nor no", param, ctx)


class Whole(click.IntRange):
    """A whole number within bounds."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"{value!r} is no whole number from {self.min} to {self.max}", param, ctx)


class Field(click.ParamType[str]):
    """A header field, `Name: value`."""

    name = "field"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The field as it was given."""
        name = str(value).partition(":")[0]
        if ":" not in str(value) or not is_token(name):
            self.fail(f"{value!r} is no header field: write 'Name: value'", param, ctx)
        return str(value)


class Port(click.IntRange):
    """A port, 0 for a free one."""

    name = "number"

    def __init__(self) -> None:
        super().__init__(0, 65535)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            # "For Services, Kubernetes adds variables such as REDIS_PRIMARY_PORT=tcp://10.0.0.11:6379" to each pod.
            links = "; Kubernetes sets it for a Service called mockserver: give --port"
            cause = links if str(value).startswith("tcp://") else ""
            self.fail(f"{value!r} is no port: write 0 to 65535, 0 for a free one{cause}", param, ctx)


class Size(click.ParamType[int]):
    """Octets: `500`, `4mb` (SI: 1000 each step), `10MiB` (IEC: 1024 each step)."""

    name = "size"
    STEPS: Final = {"": 0, "k": 1, "m": 2, "g": 3}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of octets."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?) ?([kmg]?)(i?)b?", value.strip().lower())
        if found is None or (found[3] and not found[2]):
            self.fail(f"{value!r} is no size: write 500, 4mb or 10MiB", param, ctx)
        return int(float(found[1]) * (1024 if found[3] else 1000) ** self.STEPS[found[2]])


class BasePath(click.ParamType[str]):
    """A path such as `/v1`, without the last slash; `/` serves at the root."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The path, "" for the root."""
        path = str(value)
        if not path.startswith("/"):
            self.fail(f"{path!r} does not begin with a slash: write /{path.lstrip('/')}", param, ctx)
        if re.search(r"[?#\s]|//", path):
            self.fail(f"{path!r} is more than a path: write it without ?, #, // and white space", param, ctx)
        if path.rstrip("/") == OURS:
            self.fail(f"{OURS} holds the pages of mockserver itself: take another path", param, ctx)
        return path.rstrip("/")


class Senders(click.ParamType[str]):
    """Addresses and networks of proxies, separated by commas; `unix`, `*`."""

    name = "addresses"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The list as it was given."""
        from mockserver.server.front import Front

        text = ",".join(value) if isinstance(value, (list, tuple)) else str(value)
        try:
            Front.of(replace(DEFAULTS, forwarded_allow_ips=text))
        except ValueError as wrong:
            self.fail(f"{wrong}; write addresses such as 127.0.0.1,10.0.0.0/8, unix or *", param, ctx)
        return text


class Mounted(click.ParamType["Named"]):
    """A document to serve, after a prefix if it is to have one of its own: `shop.yaml`, `/shop=shop.yaml`."""

    name = "document"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Named:
        """The reference and the prefix; a file whose name looks like both is a file."""
        if isinstance(value, Named):
            return value
        found = re.fullmatch(r"([^=:]*)=(.*)", str(value))
        if found is None or Path(value).exists():
            return Named(str(value))
        if not found[2]:
            self.fail(f"no document stands behind {value}: write {value}openapi.yaml, say", param, ctx)
        return Named(found[2], BasePath().convert(found[1], param, ctx))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 -- click's signature
        """Files."""
        return [CompletionItem(incomplete, type="file")]


class Locale(click.ParamType[str]):
    """A locale such as `de_DE`, or a language such as `de`, that Faker knows."""

    name = "locale"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The locale as it was given."""
        if value != DEFAULTS.locale:
            from mockserver.mock.generation.locales import vocabulary

            try:
                vocabulary(str(value))
            except ValueError as unknown:
                self.fail(str(unknown), param, ctx)
        return str(value)


# Commands.


class Misuse(click.UsageError):
    """A command that is not understood, told as all our errors are: in one line, with where to read more."""

    def __init__(self, message: str, ctx: click.Context | None = None, *, command: str = "") -> None:
        super().__init__(message, ctx)
        self.command = ctx.command_path if ctx is not None else command or "mockserver"

    def show(self, file: Any = None) -> None:  # noqa: ARG002 -- click's signature
        """Tell it on the standard error."""
        message = self.message if self.message.endswith("...") else self.message.removesuffix(".")
        write_error(message[:1].lower() + message[1:], f"see {self.command} --help")


@contextmanager
def in_our_words(command: str = "") -> Iterator[None]:
    """Raises Misuse for each other UsageError. No arguments at all are not one: they ask for the help.

    `command` is the one that is misused, where click does not say.
    """
    try:
        yield
    except (Misuse, click.exceptions.NoArgsIsHelpError):
        raise
    except click.UsageError as wrong:
        raise Misuse(_told(wrong), wrong.ctx, command=command) from wrong


def _told(wrong: click.UsageError) -> str:
    """What click says, in one line: with the likeliest name, and the variable that a value comes from."""
    if isinstance(wrong, click.NoSuchOption):
        near = closest(wrong.option_name, wrong.possibilities or ())
        return f"{wrong.message} Did you mean {near!r}?" if near else wrong.message
    if isinstance(wrong, click.NoSuchCommand) and not wrong.possibilities:
        known = wrong.ctx.command.list_commands(wrong.ctx) if wrong.ctx and isinstance(wrong.ctx.command, Group) else ()
        return f"{wrong.message.removesuffix('.')}; there are {', '.join(known)}"
    if (
        isinstance(wrong, click.BadParameter)
        and wrong.param is not None
        and _comes_from_variable(wrong.ctx, wrong.param)
    ):
        wrong.param_hint = variable_of(wrong.param)
    return " ".join(wrong.format_message().split())


def _comes_from_variable(ctx: click.Context | None, parameter: click.Parameter) -> bool:
    source = ctx.get_parameter_source(parameter.name or "") if ctx is not None else None
    return source == ParameterSource.ENVIRONMENT


def variable_of(parameter: click.Parameter) -> str:
    """The variable that sets a parameter, or would."""
    own = [parameter.envvar] if isinstance(parameter.envvar, str) else list(parameter.envvar or ())
    names = own or [f"MOCKSERVER_{(parameter.name or '').upper()}"]
    return next((each for each in names if os.environ.get(each)), names[0])


class Command(click.Command):
    """A command whose help groups its options, and whose failures are one screen of text and an exit code."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each option under the heading of its section, all in the same columns."""
        listed = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        records = [(each, each.get_help_record(ctx)) for each in listed]
        shown = [(getattr(each, "section", "Output"), record) for each, record in records if record]
        wide = max(len(names) for _, (names, _) in shown)
        for title in dict.fromkeys(title for title, _ in shown):
            with formatter.section(title):
                formatter.write_dl([(f"{each[0]:<{wide}}", each[1]) for known, each in shown if known == title], wide)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples as they stand."""
        write_epilog(self, formatter)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **more: Any
    ) -> click.Context:
        """As click's; what is not understood is told in our words."""
        with in_our_words(f"{parent.command_path} {info_name}" if parent else ""):
            return super().make_context(info_name, args, parent, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises becomes a message on the standard error, and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as fault:
            if ctx.params.get("debug"):
                raise
            ctx.exit(tell_failure(ctx, fault))


class Group(click.Group):
    """The group of all commands."""

    command_class = Command

    def make_context(self, *given: Any, **more: Any) -> click.Context:
        """As click's; what is not understood is told in our words."""
        with in_our_words():
            return super().make_context(*given, **more)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """As click's; a command that there is not is told in our words: most often it is a document."""
        if re.search(r"\.(ya?ml|json)$|^https?://", args[0], re.IGNORECASE):
            raise Misuse(f"{args[0]!r} is no command; to serve it: mockserver serve {args[0]}", ctx)
        with in_our_words():
            return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """As click's; Ctrl-C ends a command that does not answer it itself, as a shell expects it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(128 + signal.SIGINT)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples as they stand."""
        write_epilog(self, formatter)


def write_epilog(command: click.Command, formatter: click.HelpFormatter) -> None:
    """The epilog line by line, where click would fill paragraphs."""
    for line in (command.epilog or "").rstrip().splitlines():
        formatter.write(f"{line}\n")


# What goes wrong, in words.


def tell_failure(ctx: click.Context, fault: Exception) -> int:
    """Tell what could not be done, and return the exit code."""
    if isinstance(fault, DocumentError):
        tell_diagnostics(fault.diagnostics, names=names_given(ctx))
        return UNSERVABLE
    if isinstance(fault, (MockserverError, OSError)):
        write_error(str(fault))
        return UNSERVABLE
    hint = "run it again with --debug to see where, and report that, please"
    write_error(f"mockserver itself failed, which it should not: {type(fault).__name__}: {fault}", hint)
    return UNSERVABLE


def write_error(message: str, hint: str = "") -> None:
    """`error: message -- hint` on the standard error."""
    from mockserver.server.terminal import Terminal, printable

    terminal = Terminal.of(sys.stderr)
    cure = f" -- {printable(hint)}" if hint else ""
    terminal.write(f"{terminal.paint('error', 'red')}: {printable(message)}{cure}")


def tell_origin_of_address(ctx: click.Context) -> None:
    """Tell where an address came from that nobody typed: some shells and build tools set HOST for their own reasons."""
    from mockserver.server.terminal import Terminal

    for name in ("host", "port"):
        if ctx.get_parameter_source(name) == ParameterSource.ENVIRONMENT:
            variables = f"MOCKSERVER_{name.upper()} or {name.upper()}"
            Terminal.of(sys.stderr).write(f"the {name} comes from the variable {variables}; --{name} takes its place")


def names_given(ctx: click.Context) -> list[str]:
    """The documents that a command was given, as they are named on the command line."""
    given = ctx.params.get("documents") or [ctx.params.get("document") or "."]
    return [getattr(each, "reference", each) for each in given]


def tell_diagnostics(diagnostics: Sequence[Diagnostic], *, names: Sequence[str]) -> None:
    """What prevents serving, with the lines that it is about, one screen of it, on the standard error.

    Lesser diagnostics are left out: they mostly say of the same place that its shape is wrong, too.
    """
    from mockserver.server.excerpts import excerpts
    from mockserver.server.findings import ordered
    from mockserver.server.overview import counted, quoted
    from mockserver.server.terminal import Terminal

    terminal = Terminal.of(sys.stderr)
    worst = max(each.severity for each in diagnostics)
    listed = ordered(each for each in diagnostics if each.severity == worst)
    for text in excerpts(listed[:SHOWN_DIAGNOSTICS], width=min(get_terminal_size().columns, WIDEST)):
        word, bracket, rest = text.partition("[")
        terminal.write(f"{terminal.paint(word, 'red')}{bracket}{rest}\n")
    if len(listed) > SHOWN_DIAGNOSTICS:
        command = " ".join(["mockserver validate", *map(quoted, names)])
        terminal.write(f"... and {len(listed) - SHOWN_DIAGNOSTICS} more: {command}")
    terminal.write(f"{counted(len(listed), 'problem')}. Nothing is served.")
