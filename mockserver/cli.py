"""The command line: arguments and variables -> Settings -> what the other packages do; and the exit codes.

    0  fine
    1  findings: `validate` found something
    2  the document cannot be served, or the command is not understood
    3  the address cannot be listened on

Results go to the standard output, errors to the standard error. Decides nothing about documents or HTTP, and imports
what a command needs when that command runs: `mockserver --help` is there at once.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import fields
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from mockserver import __version__
from mockserver.arguments import (
    CONTEXT,
    BasePath,
    Command,
    Group,
    Locale,
    Mounted,
    OneOf,
    Size,
    option,
    tell_origin_of_address,
    together,
)
from mockserver.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.server.opening import Named

UNUSABLE: Final = 2
TAKEN: Final = 3


@click.group(
    cls=Group,
    context_settings=CONTEXT,
    epilog="""
Examples:
  mockserver serve openapi.yaml       serve a document at http://127.0.0.1:4010
  mockserver serve -p 0               the openapi.yaml here, at a free port
  mockserver validate openapi.yaml    tell all that is wrong with it
  mockserver routes openapi.yaml      list its operations

`mockserver serve --help` tells the options of serve.
""",
)
@click.version_option(__version__, "-V", "--version", message="mockserver %(version)s")
def main() -> None:
    """Turn an OpenAPI document into a backend that a frontend cannot tell from the real one."""


# The options, in the order of the help.

LISTENING: Final = together(
    option(
        "--host",
        section="Address",
        metavar="ADDRESS",
        default=DEFAULTS.host,
        envvar=["MOCKSERVER_HOST", "HOST"],
        help=f"Where to listen [{DEFAULTS.host}].",
    ),
    option(
        "-p",
        "--port",
        section="Address",
        metavar="NUMBER",
        type=click.IntRange(0, 65535),
        default=DEFAULTS.port,
        envvar=["MOCKSERVER_PORT", "PORT"],
        help=f"0 takes a free one [{DEFAULTS.port}].",
    ),
    option("--uds", section="Address", metavar="PATH", help="Listen on a Unix socket instead."),
    option("--tls-cert", section="Address", metavar="FILE", help="Speak https, with this certificate (PEM)."),
    option("--tls-key", section="Address", metavar="FILE", help="The key of the certificate (PEM)."),
)
BASE_PATH: Final = option(
    "--base-path",
    section="Address",
    type=BasePath(),
    help="Serve under it, whatever `servers` says.",
)
READING: Final = together(
    option("--strict", section="Document", is_flag=True, help="Refuse a document with errors."),
    option(
        "--allow-root",
        section="Document",
        metavar="FOLDER",
        multiple=True,
        type=click.Path(exists=True, file_okay=False),
        help="$ref may read this folder, too.",
    ),
    option("--allow-remote-refs", section="Document", is_flag=True, help="$ref may fetch http and https."),
)
CORS: Final = together(
    option("--cors", "cors", section="Answers", cls=OneOf, flag_value="on", default="on", hidden=True),
    option("--no-cors", "cors", section="Answers", cls=OneOf, flag_value="off", help="Send no CORS fields."),
    option(
        "--cors-strict",
        "cors",
        section="Answers",
        cls=OneOf,
        flag_value="strict",
        help="A preflight refuses undeclared methods.",
    ),
)
ANSWERING: Final = together(
    CORS,
    option(
        "--security/--no-security",
        section="Answers",
        default=True,
        help="Ask for no credentials.",
    ),
    option(
        "--credentials",
        section="Answers",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False),
        help="Accept those in it, not all.",
    ),
    option(
        "--validate-requests/--no-validate-requests",
        section="Answers",
        default=True,
        help="Do not check parameters and content.",
    ),
    option("--strict-query", section="Answers", is_flag=True, help="Refuse undeclared query parameters."),
    option(
        "--max-body",
        section="Answers",
        type=Size(),
        default=DEFAULTS.max_body,
        help="Larger content gets 413 [10MiB].",
    ),
    option("--dynamic", section="Answers", is_flag=True, help="New generated values for each request."),
    option(
        "--seed", section="Answers", metavar="NUMBER", type=int, default=0, help="Where generation starts from [0]."
    ),
    option("--locale", section="Answers", type=Locale(), default=DEFAULTS.locale, help="Of generated names [en_US]."),
    option("--realistic/--no-realistic", section="Answers", default=True, help="Infer no values from names."),
)
WATCHING: Final = together(
    option("--watch/--no-watch", section="Document", default=None, help="Follow changes [on at a terminal]."),
    option(
        "--watch-interval",
        section="Document",
        metavar="SECONDS",
        type=click.FloatRange(0.1),
        help="Fetch a URL again so often.",
    ),
)
TELLING: Final = together(
    option(
        "--log-format",
        section="Output",
        metavar="FORMAT",
        type=click.Choice(["text", "json"]),
        default="text",
        help="text or json, a line a request [text].",
    ),
    option("-q", "--quiet", section="Output", is_flag=True, help="Only the address, and errors."),
)
CACHE: Final = option(
    "--cache/--no-cache",
    section="Output",
    default=True,
    help="Keep nothing for the next start.",
)
DEBUG: Final = option("--debug", section="Output", is_flag=True, help="Show where a failure comes from.")


def form(*choices: str) -> Callable[[Any], Any]:
    """`--format`, with these choices."""
    told = f"{', '.join(choices[:-1])} or {choices[-1]} [{choices[0]}]."
    kind = click.Choice(choices)
    return option("--format", "form", section="Output", metavar="FORMAT", type=kind, default=choices[0], help=told)


def is_interactive() -> bool:
    """Whether somebody sits at a terminal, and reads and types there."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def settings_of(given: dict[str, Any]) -> Settings:
    """The Settings among what was given to a command."""
    return Settings(**{known.name: given[known.name] for known in fields(Settings) if known.name in given})


# The commands.


@main.command(
    cls=Command,
    context_settings=CONTEXT,
    short_help="Serve a document.",
    epilog="""
Example: mockserver serve openapi.yaml --port 5000 --no-security
Each option is a variable, too: MOCKSERVER_PORT=5000 MOCKSERVER_SECURITY=no
""",
)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...", type=Mounted())
@LISTENING
@BASE_PATH
@READING
@ANSWERING
@WATCHING
@TELLING
@CACHE
@DEBUG
@click.pass_context
def serve(ctx: click.Context, /, documents: tuple[Named, ...], **given: Any) -> None:
    """Serve each DOCUMENT: a file, a folder, a URL, or - for the standard input.

    Without one, the openapi.yaml, openapi.yml or openapi.json here. /shop=a.yaml serves a.yaml under /shop.
    """
    began = perf_counter()
    from mockserver.server.opening import Named
    # A start makes no garbage, and looking for it takes a tenth of it; `serving` turns it on when the server is ready.
    gc.disable()
    ctx.call_on_close(gc.enable)
    from mockserver.server.serving import serve as serve_documents

    if given["watch"] is None:
        given["watch"] = is_interactive()
    code = serve_documents(documents or (Named("."),), settings_of(given), began=began)
    if code in {UNUSABLE, TAKEN}:
        tell_origin_of_address(ctx)
    ctx.exit(code)


@main.command(
    cls=Command,
    context_settings=CONTEXT,
    short_help="Tell all that is wrong with documents.",
    epilog="""
Exit code: 0 without findings, 1 with some, 2 when a document cannot be served.
""",
)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@READING
@form("text", "json", "github")
@CACHE
@DEBUG
@click.pass_context
def validate(
    ctx: click.Context, /, documents: tuple[str, ...], form: Literal["text", "json", "github"], **given: Any
) -> None:
    """Tell all that is wrong with each DOCUMENT, and where."""
    from mockserver.server.validating import validate as validate_documents

    ctx.exit(validate_documents(documents or (".",), settings_of(given), form=form))


@main.command(
    cls=Command,
    context_settings=CONTEXT,
    short_help="List the operations of a document.",
    epilog="""
Example: mockserver routes openapi.yaml | grep POST
""",
)
@click.argument("document", default=".")
@BASE_PATH
@READING
@form("text", "json", "markdown")
@DEBUG
def routes(document: str, form: Literal["text", "json", "markdown"], **given: Any) -> None:
    """List the operations of DOCUMENT: method, path, statuses, Allow."""
    from mockserver.mock.routing import Routes
    from mockserver.server import overview
    from mockserver.server.loading import load

    settings = settings_of(given)
    loaded = load(document, settings, stdin=sys.stdin.buffer if sys.stdin else None)
    listed = overview.routes(Routes.of(loaded.document, settings.base_path).resources)
    write = {"text": overview.routes_text, "json": overview.routes_json, "markdown": overview.routes_markdown}[form]
    click.echo(write(listed))
