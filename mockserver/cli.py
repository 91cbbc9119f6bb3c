"""The command line: arguments and variables -> Settings -> what the other packages do; and the exit codes.

    0  fine
    1  findings: `validate` found errors, `routes` nothing; `get` was refused
    2  the document cannot be served, or the command is not understood
    3  the address cannot be listened on

Results go to the standard output, errors to the standard error. Decides nothing about documents or HTTP, and imports
what a command needs when that command runs: `mockserver --help` is there at once.
"""

from __future__ import annotations

import gc
import json
import re
import sys
from dataclasses import fields
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from mockserver import __version__
from mockserver.arguments import (
    CONTEXT,
    BasePath,
    Command,
    Field,
    Group,
    Locale,
    Misuse,
    Mounted,
    OneOf,
    Port,
    Senders,
    Size,
    Whole,
    option,
    tell_origin_of_address,
    together,
    write_error,
)
from mockserver.configuring import configure, effective, effective_text, first_file
from mockserver.server.naming import Named
from mockserver.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from collections.abc import Callable


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
  mockserver init                     write a mockserver.toml
  mockserver config                   show what is in effect, and why
  mockserver completion bash          print a script that completes commands

`mockserver serve --help` tells the options of serve.
""",
)
@click.version_option(__version__, "-V", "--version", message="mockserver %(version)s")
def main() -> None:
    """Turn an OpenAPI document into a backend that a frontend cannot tell from the real one."""


# The options, in the order of the help.

FILE: Final = click.Path(exists=True, dir_okay=False)
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
        type=Port(),
        default=DEFAULTS.port,
        envvar=["MOCKSERVER_PORT", "PORT"],
        help=f"0 takes a free one [{DEFAULTS.port}].",
    ),
    option("--uds", section="Address", metavar="PATH", type=click.Path(), help="Listen on a Unix socket instead."),
    option(
        "--tls-cert",
        section="Address",
        metavar="FILE",
        type=FILE,
        help="Speak https, with this certificate (PEM).",
    ),
    option("--tls-key", section="Address", metavar="FILE", type=FILE, help="The key of the certificate (PEM)."),
    option(
        "--workers",
        section="Address",
        metavar="NUMBER",
        type=Whole(1, 64),
        default=DEFAULTS.workers,
        help="Processes that answer [1].",
    ),
)
# How long a connection is waited for concerns few: it stands in the reference, and not in the help of one screen.
HOLDING: Final = together(
    option(
        "--limit-concurrency",
        section="Address",
        metavar="NUMBER",
        type=Whole(1, 1_000_000),
        default=DEFAULTS.limit_concurrency,
        help="Connections at once; more get 503 [1000].",
    ),
    option(
        "--timeout-keep-alive",
        section="Address",
        metavar="SECONDS",
        type=Whole(1, 86_400),
        default=DEFAULTS.timeout_keep_alive,
        hidden=True,
        help="Seconds for the next request [75].",
    ),
    option(
        "--timeout-graceful-shutdown",
        section="Address",
        metavar="SECONDS",
        type=Whole(0, 3_600),
        default=DEFAULTS.timeout_graceful_shutdown,
        hidden=True,
        help="Seconds for answers at the end [5].",
    ),
)
BEHIND: Final = together(
    option("--root-path", section="Address", type=BasePath(), help="Where a proxy shows it: /api, say."),
    option(
        "--forwarded-allow-ips",
        section="Address",
        metavar="LIST",
        type=Senders(),
        default="",
        help="Addresses of proxies to believe.",
    ),
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
        type=FILE,
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
    option("-v", "--verbose", section="Output", is_flag=True, help="Requests and responses in full."),
    option("-o", "--open", section="Output", is_flag=True, help="Open the address in a browser."),
)
CACHE: Final = option(
    "--cache/--no-cache",
    section="Output",
    default=True,
    help="Keep nothing for the next start.",
)
DEBUG: Final = together(
    option(
        "--config",
        section="Output",
        metavar="FILE",
        type=FILE,
        is_eager=True,
        expose_value=False,
        callback=configure,
        help="Instead of the mockserver.toml here or above.",
    ),
    option("--debug", section="Output", is_flag=True, help="Show where a failure comes from."),
)
DOCUMENTS: Final = click.argument(
    "documents", nargs=-1, metavar="[DOCUMENT]...", type=Mounted(), envvar="MOCKSERVER_DOCUMENTS"
)
SERVING: Final = together(
    DOCUMENTS, LISTENING, BASE_PATH, BEHIND, HOLDING, READING, ANSWERING, WATCHING, TELLING, CACHE, DEBUG
)
"""All that `serve` takes, and that a configuration sets."""


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
@SERVING
@click.pass_context
def serve(ctx: click.Context, /, documents: tuple[Named, ...], **given: Any) -> None:
    """Serve each DOCUMENT: a file, a folder, a URL, - for the standard input; without one, the openapi.yaml here.
    /shop=a.yaml serves it under /shop.
    """
    began = perf_counter()
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
Exit code: 0 without errors, 1 with some, 2 when a document cannot be served.
""",
)
@DOCUMENTS
@READING
@option(
    "--fail-on",
    section="Output",
    metavar="SEVERITY",
    type=click.Choice(["error", "warning"]),
    default="error",
    help="error or warning: exit code 1 from there on [error].",
)
@form("text", "json", "github")
@CACHE
@DEBUG
@click.pass_context
def validate(
    ctx: click.Context, /, documents: tuple[Named, ...], form: Literal["text", "json", "github"], **given: Any
) -> None:
    """Tell all that is wrong with each DOCUMENT, and where."""
    from mockserver.server.validating import validate as validate_documents

    references = tuple(each.reference for each in documents) or (".",)
    ctx.exit(validate_documents(references, settings_of(given), form=form, fail_on=given["fail_on"]))


@main.command(
    cls=Command,
    context_settings=CONTEXT,
    short_help="List the operations of a document.",
    epilog="""
Example: mockserver routes openapi.yaml | grep POST
""",
)
@DOCUMENTS
@BASE_PATH
@READING
@option("--tag", "tags", section="Which", metavar="TAG", multiple=True, help="Operations with this tag.")
@option("--method", "methods", section="Which", metavar="METHOD", multiple=True, help="Operations of this method.")
@option("--path", section="Which", metavar="TEXT", default="", help="Paths that hold it, or match it: '/pets*'.")
@form("text", "json", "markdown")
@DEBUG
@click.pass_context
def routes(
    ctx: click.Context, /, documents: tuple[Named, ...], form: Literal["text", "json", "markdown"], **given: Any
) -> None:
    """List the operations of each DOCUMENT: method, path, statuses, Allow."""
    from mockserver.server import overview
    from mockserver.server.opening import mounts_of, open_documents

    stdin = sys.stdin.buffer if sys.stdin else None
    opened = open_documents(documents or (Named("."),), settings_of(given), stdin=stdin)
    every = list(overview.routes(mounts_of(opened).whole.routes.resources))
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
@option(
    "-H",
    "--header",
    "fields",
    section="Request",
    metavar="FIELD",
    type=Field(),
    multiple=True,
    help="'Name: value'.",
)
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
        written = f"; {arguments[1]} begins without a slash" if len(arguments) == 2 else ""
        raise Misuse(f"name a document and a path: mockserver get openapi.yaml /pets{written}", ctx)
    from mockserver.server.getting import Asked
    from mockserver.server.getting import get as get_answer

    configured = (Mounted().convert(each, None, ctx) for each in ctx.lookup_default("documents") or ())
    names = (Named(arguments[0]),) if len(arguments) == 2 else tuple(configured) or (Named("."),)
    asked = Asked(arguments[-1], given["method"], given["fields"], given["data"])
    ctx.exit(get_answer(names, settings_of(given), asked, head=given["include"], tell_why=given["why"]))


@main.command(
    cls=Command,
    context_settings=CONTEXT,
    short_help="Show what is in effect, and why.",
    epilog="""
First comes a flag, then a variable, then the closest mockserver.toml upward (or
[tool.mockserver] in pyproject.toml), then the default.
""",
)
@SERVING
@form("text", "json")
@click.pass_context
def config(ctx: click.Context, /, form: Literal["text", "json"], **_: Any) -> None:
    """Show each setting as `serve` would have it, and where its value comes from."""
    listed = list(effective(ctx))
    if form == "text":
        click.echo(effective_text(listed))
    else:
        values = {each.name: {"value": each.value, "origin": each.origin} for each in listed}
        click.echo(json.dumps(values, indent=2))


@main.command(cls=Command, context_settings=CONTEXT, short_help="Write a first mockserver.toml.")
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@click.pass_context
def init(ctx: click.Context, /, documents: tuple[str, ...]) -> None:
    """Write a mockserver.toml for each DOCUMENT, else for the openapi.yaml here, with every setting as a comment."""
    from mockserver.server.retrieval import NAMES

    path = Path("mockserver.toml")
    found = documents or tuple(name for name in NAMES if Path(name).is_file())[:1]
    if not found:
        write_error(f"there is none of {', '.join(NAMES)} here", "name the document: mockserver init api.yaml")
        ctx.exit(UNUSABLE)
    names = [Mounted().convert(each, None, ctx).reference for each in found]
    missing = [each for each in names if "://" not in each and not Path(each).exists()]
    if missing:
        write_error(f"{missing[0]} does not exist", "name a document that does")
        ctx.exit(UNUSABLE)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(first_file(serve, found))
    except OSError as fault:
        write_error(f"{path}: {fault.strerror}", "mockserver config shows what it sets" if path.exists() else "")
        ctx.exit(UNUSABLE)
    click.echo(f"{path} is written; now `mockserver serve` serves {', '.join(found)}")


@main.command(
    cls=Command,
    context_settings=CONTEXT,
    short_help="Print a script that completes commands.",
    epilog="""
Examples:
  bash: mockserver completion bash >> ~/.bashrc
  zsh:  mockserver completion zsh > ~/.zfunc/_mockserver
  fish: mockserver completion fish > ~/.config/fish/completions/mockserver.fish
""",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that lets SHELL complete commands, options and files."""
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is not None:
        click.echo(script(main, {}, "mockserver", "_MOCKSERVER_COMPLETE").source())
