"""The command line: arguments and variables -> Settings -> what the other packages do; and the exit codes.

    0  fine
    1  findings: `validate` found something, `routes` nothing; `get` was refused
    2  the document cannot be served, or the command is not understood
    3  the address cannot be listened on

Results go to the standard output, errors to the standard error. Decides nothing about documents or HTTP, and imports
what a command needs when that command runs: `mockserver --help` is there at once.
"""

from __future__ import annotations

import gc
import re
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
    write_error,
)
from mockserver.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.server.opening import Named

UNUSABLE: Final = 2
TAKEN: Final = 3
FOUND_NONE: Final = 1


@click.group(
    cls=Group,
    context_settings=CONTEXT,
    epilog="""
Examples:
  mockserver serve openapi.yaml       serve a document at http://127.0.0.1:4010
  mockserver serve -p 0               the openapi.yaml here, at a free port
  mockserver validate openapi.yaml    tell all that is wrong with it
  mockserver routes openapi.yaml      list its operations
  mockserver get openapi.yaml /pets   show the answer to one request

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
    # A start makes no garbage, and looking for it takes a tenth of it; `serving` turns it on when the server is ready.
    gc.disable()
    ctx.call_on_close(gc.enable)
    from mockserver.server.opening import Named
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
@option("--tag", "tags", section="Which", metavar="TAG", multiple=True, help="Operations with this tag.")
@option("--method", "methods", section="Which", metavar="METHOD", multiple=True, help="Operations of this method.")
@option("--path", section="Which", metavar="TEXT", default="", help="Paths that hold it, or match it: '/pets*'.")
@form("text", "json", "markdown")
@DEBUG
@click.pass_context
def routes(ctx: click.Context, /, document: str, form: Literal["text", "json", "markdown"], **given: Any) -> None:
    """List the operations of DOCUMENT: method, path, statuses, Allow."""
    from mockserver.mock.routing import Routes
    from mockserver.server import overview
    from mockserver.server.loading import load

    settings = settings_of(given)
    loaded = load(document, settings, stdin=sys.stdin.buffer if sys.stdin else None)
    every = list(overview.routes(Routes.of(loaded.document, settings.base_path).resources))
    methods = frozenset(each.upper() for each in given["methods"])
    wanted = overview.Wanted(frozenset(given["tags"]), methods, given["path"])
    listed = [route for route in every if wanted(route)]
    if every and not listed:
        write_error(wanted.nothing(every))
        ctx.exit(FOUND_NONE)
    write = {"text": overview.routes_text, "json": overview.routes_json, "markdown": overview.routes_markdown}[form]
    click.echo(write(listed))


@main.command(
    cls=Command,
    context_settings=CONTEXT,
    short_help="Show the answer to one request.",
    epilog="""
Example: mockserver get openapi.yaml /v1/pets -d '{"name": "Rex"}' --why
Exit code: 0, or 1 for an answer of 400 or more.
""",
)
@click.argument("arguments", nargs=-1, required=True, metavar="[DOCUMENT] PATH")
@option("-X", "--method", section="Request", metavar="METHOD", help="GET, or POST with data, unless given.")
@option("-H", "--header", "fields", section="Request", metavar="FIELD", multiple=True, help="'Name: value'.")
@option("-d", "--data", section="Request", metavar="CONTENT", help="Content, or @FILE, or @- for the standard input.")
@BASE_PATH
@READING
@ANSWERING
@option("-i", "--include", section="Output", is_flag=True, help="Show the status and the fields, too.")
@option("--why", section="Output", is_flag=True, help="Tell each step that led to the answer.")
@DEBUG
@click.pass_context
def get(ctx: click.Context, /, arguments: tuple[str, ...], **given: Any) -> None:
    """Show the answer that the server would give to a request for PATH; no server is needed.

    Without DOCUMENT, the openapi.yaml, openapi.yml or openapi.json here is asked.
    """
    if len(arguments) > 2 or not re.match("/|https?://|[*]$", arguments[-1]):
        raise click.UsageError("name a document and a path: mockserver get openapi.yaml /pets", ctx)
    from mockserver.server.getting import Asked
    from mockserver.server.getting import get as get_answer
    from mockserver.server.opening import Named

    named = Named(arguments[0] if len(arguments) == 2 else ".")
    asked = Asked(arguments[-1], given["method"], given["fields"], given["data"])
    ctx.exit(get_answer(named, settings_of(given), asked, head=given["include"], tell_why=given["why"]))
