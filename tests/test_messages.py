"""Every message for a typical mistake, exactly as its user sees it: what is wrong, where, and what to do."""

from __future__ import annotations

import os
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from mockserver.cli import main

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_VARIABLES = {name: "" for name in os.environ if name.startswith("MOCKSERVER_") or name in {"HOST", "PORT"}}
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
GOOD = f"{HEAD}paths:\n  /pets:\n    get: {{tags: [pets], responses: {{'200': {{description: d}}}}}}\n"
FILES = {
    "good.yaml": GOOD,
    "other.yaml": GOOD,
    "empty.yaml": "",
    "text.yaml": "hello\n",
    "page.yaml": "<!doctype html><title>Not found</title>\n",
    "tab.yaml": "openapi: 3.1.0\n\tinfo: {}\n",
    "indent.yaml": f"{HEAD}paths:\n  /pets:\n    get: {{}}\n   /toys: {{}}\n",
    "open.yaml": f"{HEAD}paths: {{/pets: {{get: {{}}\n",
    "twice.yaml": f"{HEAD}paths:\n  /pets: {{}}\n  /pets: {{}}\n",
    "comma.json": '{"openapi": "3.1.0",}\n',
    "noversion.yaml": "info: {title: T, version: '1'}\npaths: {}\n",
    "four.yaml": "openapi: 4.0.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
    "slash.yaml": f"{HEAD}paths:\n  pets: {{}}\n",
    "alias.yaml": f"{HEAD}paths: *all\n",
    "schema.graphql": "# Pets\ntype Query {\n  pets: [Pet]\n}\n",
    "table.toml": "[mockserver]\nport = 5000\n",
    "number.toml": "documents = 3\n",
    "asyncapi.yaml": "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\n",
}

MISTAKES = [
    (
        "serve nowhere.yaml",
        """
        error[file-not-found]: nowhere.yaml
          nowhere.yaml does not exist
          = help: did you mean 'other.yaml'?

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve god.yaml",
        """
        error[file-not-found]: god.yaml
          god.yaml does not exist
          = help: did you mean 'good.yaml'?

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve folder",
        """
        error[file-not-found]: folder
          the folder folder holds none of openapi.yaml, openapi.yml, openapi.json,
          swagger.yaml, swagger.yml, swagger.json
          = help: name the document: api.yaml

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve empty.yaml",
        """
        error[empty]: empty.yaml:1:1
          the document is empty
          = help: an OpenAPI document begins like 'openapi: 3.1.0'; was the file saved?

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve text.yaml",
        """
        error[not-openapi]: text.yaml:1:1
          the file holds only the value 'hello', and an OpenAPI document is a mapping
          |
        1 | hello
          | ^^^^^
          = help: its first line reads like 'openapi: 3.1.0'

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve page.yaml",
        """
        error[not-openapi]: page.yaml:1:1
          this is a web page, not an OpenAPI document
          |
        1 | <!doctype html><title>Not found</title>
          | ^^^^^^^^^
          = help: give the address of the document itself, which is often a link on that
                  page (on GitHub: 'Raw')

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve tab.yaml",
        """
        error[yaml-syntax]: tab.yaml:2:1
          a tab stands where indentation is needed
          |
        2 |     info: {}
          | ^^^^
          = help: indent with spaces

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve indent.yaml",
        """
        error[yaml-syntax]: indent.yaml:6:4
          this key stands in a column of its own
          |
        6 |    /toys: {}
          |    ^^^^^
          = help: move it to the column of the keys that it belongs to

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve open.yaml",
        """
        error[yaml-syntax]: open.yaml:3:16
          this { is never closed
          |
        3 | paths: {/pets: {get: {}
          |                ^
          = help: close it; if the { belongs to the text, put the text in quotes

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve twice.yaml",
        """
        error[duplicate-key]: twice.yaml:5:3
          the key '/pets' stands twice: here and in line 4
          |
        5 |   /pets: {}
          |   ^^^^^
          = help: remove one, or bring the two together

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve comma.json",
        """
        error[json-syntax]: comma.json:1:20
          JSON does not allow a comma before the closing bracket
          |
        1 | {"openapi": "3.1.0",}
          |                    ^
          = help: remove the comma

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve noversion.yaml",
        """
        error[not-openapi]: noversion.yaml:1:1
          the field 'openapi', which says the version, is missing
          |
        1 | info: {title: T, version: '1'}
          | ^^^^
          = help: add 'openapi: 3.1.0' as the first line, or the version that it was
                  written in

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve four.yaml",
        """
        error[unknown-version]: four.yaml:1:10
          openapi '4.0.0' is not a version that can be served
          |
        1 | openapi: 4.0.0
          |          ^^^^^
          = help: mockserver reads OpenAPI 2.0 (Swagger), 3.0, 3.1 and 3.2

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve slash.yaml",
        """
        error[path-without-slash]: slash.yaml:4:3
          the path 'pets' does not begin with a slash
          |
        4 |   pets: {}
          |   ^^^^
          = help: did you mean '/pets'?

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve alias.yaml",
        """
        error[yaml-alias]: alias.yaml:3:8
          the alias *all names no anchor above it
          |
        3 | paths: *all
          |        ^^^^
          = help: write the anchor, with & for *, before the value that is meant; if the
                  * belongs to a text, quote it

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve asyncapi.yaml",
        """
        error[not-openapi]: asyncapi.yaml:1:1
          this is an AsyncAPI document, not an OpenAPI document
          |
        1 | asyncapi: 3.0.0
          | ^^^^^^^^
          = help: AsyncAPI describes messages, not HTTP: an OpenAPI document is needed

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve schema.graphql",
        """
        error[not-openapi]: schema.graphql:2:1
          this is a GraphQL schema, not an OpenAPI document
          |
        2 | type Query {
          | ^^^^
          = help: GraphQL is not described by OpenAPI: an OpenAPI document is needed

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve ftp://example.org/a.yaml",
        """
        error[scheme-refused]: ftp://example.org/a.yaml
          documents are not read by ftp
          = help: give a file, or an address of http or https

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve http://127.0.0.1:9/openapi.yaml",
        """
        error[no-answer]: http://127.0.0.1:9/openapi.yaml
          http://127.0.0.1:9/openapi.yaml could not be fetched: Connection refused
          = help: check the address

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "serve good.yaml other.yaml",
        """
        error: /pets is declared both by good.yaml and by other.yaml -- serve one of them under a prefix of its own, /other=other.yaml for example
        [2]""",
    ),
    (
        "serve /p=good.yaml /p=other.yaml",
        """
        error: /p/pets is declared both by good.yaml and by other.yaml -- serve one of them under a prefix of its own, /other=other.yaml for example
        [2]""",
    ),
    (
        "serve /p?=good.yaml",
        """
        error: invalid value for '[DOCUMENT]...': '/p?' is more than a path: write it without ?, #, // and white space -- see mockserver serve --help
        [2]""",
    ),
    (
        "serv good.yaml",
        """
        error: no such command 'serv'. Did you mean 'serve'? -- see mockserver --help
        [2]""",
    ),
    (
        "serve --prot 1 good.yaml",
        """
        error: no such option '--prot'. Did you mean '--port'? -- see mockserver serve --help
        [2]""",
    ),
    (
        "serve --port http good.yaml",
        """
        error: invalid value for '-p' / '--port': 'http' is no port: write 0 to 65535, 0 for a free one -- see mockserver serve --help
        [2]""",
    ),
    (
        "serve --port 99999 good.yaml",
        """
        error: invalid value for '-p' / '--port': '99999' is no port: write 0 to 65535, 0 for a free one -- see mockserver serve --help
        [2]""",
    ),
    (
        "serve --max-body lots good.yaml",
        """
        error: invalid value for '--max-body': 'lots' is no size: write 500, 4mb or 10MiB -- see mockserver serve --help
        [2]""",
    ),
    (
        "serve --base-path v1 good.yaml",
        """
        error: invalid value for '--base-path': 'v1' does not begin with a slash: write /v1 -- see mockserver serve --help
        [2]""",
    ),
    (
        "serve --host a..b good.yaml",
        """
        error: 'a..b' is not the name or address of a host: use 127.0.0.1 or localhost
        [2]""",
    ),
    (
        "serve --host 192.0.2.1 good.yaml",
        """
        error: 192.0.2.1 is not an address of this machine: use 127.0.0.1 or localhost
        [3]""",
    ),
    (
        "serve --allow-root nowhere good.yaml",
        """
        error: invalid value for '--allow-root': Directory 'nowhere' does not exist -- see mockserver serve --help
        [2]""",
    ),
    (
        "serve --credentials text.yaml good.yaml",
        """
        error[invalid-credentials]: text.yaml
          credentials are a mapping
          = help: write the name of a security scheme, then a list of credentials

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "routes good.yaml --tag pet",
        """
        error: no operation has the tag pet -- did you mean 'pets'?
        [1]""",
    ),
    (
        "routes good.yaml --method PUT",
        """
        error: no operation has the method PUT -- the methods are: GET
        [1]""",
    ),
    (
        "get good.yaml pets",
        """
        error: name a document and a path: mockserver get openapi.yaml /pets; pets begins without a slash -- see mockserver get --help
        [2]""",
    ),
    (
        "get good.yaml /pets -d @nowhere",
        """
        error: -d @nowhere: No such file or directory -- name a file that can be read
        [2]""",
    ),
    (
        "init nothing.yaml extra",
        """
        error: nothing.yaml does not exist -- name a document that does
        [2]""",
    ),
    (
        "serve --config nowhere.toml",
        """
        error: invalid value for '--config': File 'nowhere.toml' does not exist -- see mockserver serve --help
        [2]""",
    ),
    (
        "get good.yaml /p -H",
        """
        error: option '-H' requires an argument -- see mockserver get --help
        [2]""",
    ),
    (
        "serve --watch-interval 0 good.yaml",
        """
        error: invalid value for '--watch-interval': 0.0 is not in the range x>=0.1 -- see mockserver serve --help
        [2]""",
    ),
    (
        "serve --log-format xml good.yaml",
        """
        error: invalid value for '--log-format': 'xml' is not one of 'text', 'json' -- see mockserver serve --help
        [2]""",
    ),
    (
        "--verison",
        """
        error: no such option '--verison'. Did you mean '--version'? -- see mockserver --help
        [2]""",
    ),
    *(
        (command, f"{message}\n[2]")
        for command, message in {
            "good.yaml": "error: 'good.yaml' is no command; to serve it: mockserver serve good.yaml -- see mockserver --help",
            "http://h/a": "error: 'http://h/a' is no command; to serve it: mockserver serve http://h/a -- see mockserver --help",
            "mock good.yaml": "error: no such command 'mock'; there are completion, config, get, init, routes, serve, validate"
            " -- see mockserver --help",
            "serve --delay 200ms good.yaml": "error: no such option '--delay' -- see mockserver serve --help",
            "serve --por 1 good.yaml": "error: no such option '--por'. Did you mean '--port'? -- see mockserver serve --help",
            "serve p=good.yaml": "error: invalid value for '[DOCUMENT]...': 'p' does not begin with a slash: write /p"
            " -- see mockserver serve --help",
            "serve /p=": "error: invalid value for '[DOCUMENT]...': no document stands behind /p=: write /p=openapi.yaml, say"
            " -- see mockserver serve --help",
            "serve /_mockserver=good.yaml": "error: invalid value for '[DOCUMENT]...': /_mockserver holds the pages of mockserver"
            " itself: take another path -- see mockserver serve --help",
            "serve --config table.toml": "error: table.toml: there is no setting 'mockserver'"
            " -- settings stand in no table here: leave [mockserver] out",
            "serve --config number.toml": "error: number.toml:1: documents: 3 is not a name",
            "get good.yaml /pets -H foo": "error: invalid value for '-H' / '--header': 'foo' is no header field: write 'Name: value'"
            " -- see mockserver get --help",
            "serve --workers two good.yaml": "error: invalid value for '--workers': 'two' is no whole number from 1 to 64"
            " -- see mockserver serve --help",
            "completion": "error: missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish -- see mockserver completion --help",
        }.items()
    ),
    (
        "serve localhost:4010/openapi.yaml",
        """
        error[file-not-found]: localhost:4010/openapi.yaml
          localhost:4010/openapi.yaml does not exist
          = help: an address begins with http://: http://localhost:4010/openapi.yaml

        1 problem. Nothing is served.
        [2]""",
    ),
    (
        "completion powershell",
        """
        error: invalid value for '{bash|zsh|fish}': 'powershell' is not one of 'bash', 'zsh', 'fish' -- see mockserver completion --help
        [2]""",
    ),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all these files, which is the current one."""
    real = tmp_path.resolve()
    for name, text in FILES.items():
        (real / name).write_text(text, encoding="utf-8")
    (real / "folder").mkdir()
    (real / "folder" / "api.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(real)
    return real


def said(command: str, folder: Path) -> str:
    """What a command says on the standard error, and its exit code; the folder by a name of its own."""
    result = CliRunner().invoke(
        main, command.split(), env={**WITHOUT_VARIABLES, "COLUMNS": "80"}, prog_name="mockserver"
    )
    return f"{result.stderr.replace(str(folder), 'FOLDER')}[{result.exit_code}]"


@pytest.mark.parametrize(("command", "message"), MISTAKES, ids=[command for command, _ in MISTAKES])
def test_a_mistake(folder: Path, command: str, message: str) -> None:
    """What is wrong, where, why it matters, what to do; never a traceback, nothing on the standard output."""
    assert said(command, folder) == dedent(message).lstrip("\n")


@pytest.mark.parametrize(
    ("variable", "value", "wrong"),
    [
        ("PORT", "x", "'x' is no port: write 0 to 65535, 0 for a free one"),
        ("MOCKSERVER_SECURITY", "maybe", "'maybe' is neither yes nor no"),
    ],
)
def test_a_mistake_in_a_variable(folder: Path, variable: str, value: str, wrong: str) -> None:
    """It is the variable that is named, not an option that nobody has typed."""
    result = CliRunner().invoke(main, ["serve", "good.yaml"], env={**WITHOUT_VARIABLES, variable: value})
    assert result.stderr == f"error: invalid value for {variable}: {wrong} -- see main serve --help\n"
    assert folder == folder.resolve()


def test_validate_names_the_document_that_it_found(folder: Path) -> None:
    """A folder is not a document: what is in it was judged."""
    (folder / "openapi.yaml").write_text(GOOD.replace("tags: [pets], ", "operationId: a, "), encoding="utf-8")
    result = CliRunner().invoke(main, ["validate"], env=WITHOUT_VARIABLES)
    assert result.stdout == "no findings in openapi.yaml.\n"
