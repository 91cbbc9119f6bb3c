"""The pytest plugin, as its users run it: in a project of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

import mockserver.server.embedding  # noqa: F401 -- pytester forgets what is imported while it runs: here it is kept

pytest_plugins = ["pytester"]

DOCUMENT = """
openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: /v1}]
paths:
  /pets:
    get: {operationId: listPets, responses: {'200': {description: d}, '404': {description: d}}}
"""
HEAD = """
import pytest
from urllib.error import HTTPError
from urllib.request import Request, urlopen

def ask(url, method="GET"):
    try:
        with urlopen(Request(url, method=method)) as answer:
            return answer.status
    except HTTPError as refused:
        with refused:
            return refused.code
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with a document."""
    pytester.path.joinpath("openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    return pytester


def outcomes(project: pytest.Pytester, tests: str, *options: str) -> tuple[dict[str, int], str]:
    """What became of the tests of a module, and what was said."""
    project.makepyfile(HEAD + tests)
    result = project.runpytest_inprocess("-p", "no:xdist", "-p", "no:cacheprovider", *options)
    return result.parseoutcomes(), result.stdout.str()


def test_it_loads_nothing_until_it_is_used() -> None:
    """The plugin does not make a test run wait for a server that it does not use."""
    heavy = {"fastapi", "lxml", "jsonschema_rs", "openapi_spec_validator", "uvicorn", "yaml"}
    code = "import sys, mockserver.pytest_plugin; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert heavy & set(loaded) == set()


def test_the_server_is_there_and_remembers_one_test(project: pytest.Pytester) -> None:
    """A marked test has a server of its document; the next test has the same one, without what was asked before."""
    said = outcomes(
        project,
        """
pytestmark = pytest.mark.mockserver("openapi.yaml")
urls = set()

@pytest.mark.parametrize("_", [1, 2])
def test_it(mockserver, _):
    urls.add(mockserver.url)
    assert ask(mockserver.url + "/pets") == 200
    assert [each.operation_id for each in mockserver.requests] == ["listPets"]
    assert len(urls) == 1
""",
    )
    assert said[0] == {"passed": 2}


def test_settings_make_another_server(project: pytest.Pytester) -> None:
    """The marker's keywords are settings; other settings are another server."""
    said = outcomes(
        project,
        """
@pytest.mark.mockserver("openapi.yaml")
@pytest.mark.parametrize("base", ["/v1"])
def test_plain(mockserver, base):
    assert mockserver.url == mockserver.origin + base

@pytest.mark.mockserver(document="openapi.yaml", base_path="/api")
def test_based(mockserver):
    assert mockserver.url == mockserver.origin + "/api"
    assert ask(mockserver.url + "/pets") == 200
""",
    )
    assert said[0] == {"passed": 2}


def test_the_configuration_names_the_document(project: pytest.Pytester) -> None:
    """Without a marker the document is that of `mockserver_document`, from the rootdir."""
    project.makeini("[pytest]\nmockserver_document = openapi.yaml\n")
    said = outcomes(project, "def test_it(mockserver):\n    assert ask(mockserver.url + '/pets') == 200\n")
    assert said[0] == {"passed": 1}


@pytest.mark.parametrize(
    ("asks", "became"),
    [
        ("ask(mockserver.url + '/pets')", {"passed": 1}),
        ("ask(mockserver.url + '/pets', 'OPTIONS')", {"passed": 1}),
        ("ask(mockserver.url + '/pet')", {"passed": 1, "errors": 1}),
        ("ask(mockserver.url + '/pets', 'DELETE')", {"passed": 1, "errors": 1}),
        ("ask(mockserver.origin + '/pets')", {"passed": 1, "errors": 1}),
    ],
)
def test_strict(project: pytest.Pytester, asks: str, became: dict[str, int]) -> None:
    """A strict test fails in its teardown if it asked for what the document does not have."""
    line = f"@pytest.mark.mockserver('openapi.yaml', strict=True)\ndef test_it(mockserver):\n    {asks}\n"
    said = outcomes(project, line)
    assert said[0] == became
    assert ("requests that" in said[1]) == ("errors" in became)


def test_strict_tells_what_was_meant(project: pytest.Pytester) -> None:
    """The failure names the request, its answer and what is near."""
    line = "@pytest.mark.mockserver('openapi.yaml', strict=True)\ndef test_it(mockserver):\n    ask(mockserver.url + '/pet')\n"
    assert (
        "GET /v1/pet  404  no path of the document matches /v1/pet; did you mean /v1/pets?"
        in outcomes(project, line)[1]
    )


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("pytest.mark.other", "does not know which document to serve: name it with @pytest.mark.mockserver"),
        ("pytest.mark.mockserver('nowhere.yaml')", "nowhere.yaml"),
        ("pytest.mark.mockserver('openapi.yaml', sed=1)", "'sed' is not a setting: did you mean 'seed'?"),
    ],
)
def test_what_cannot_be_served(project: pytest.Pytester, marker: str, message: str) -> None:
    """A test whose document cannot be served fails in its setup, with the reason and without a traceback."""
    said = outcomes(project, f"@{marker}\ndef test_it(mockserver):\n    pass\n", "-W", "ignore")
    assert said[0]["errors"] == 1
    assert message in said[1]
    assert "Traceback" not in said[1]


def test_the_marker_is_listed(pytester: pytest.Pytester) -> None:
    """`pytest --markers` explains it."""
    listed = pytester.runpytest_inprocess("--markers").stdout.str()
    assert "@pytest.mark.mockserver(document, *, strict=False, **settings):" in listed


@pytest.mark.slow
def test_under_xdist(project: pytest.Pytester) -> None:
    """Each worker has a server of its own, at a port of its own."""
    project.makepyfile(
        HEAD
        + """
@pytest.mark.mockserver("openapi.yaml")
@pytest.mark.parametrize("number", range(8))
def test_it(mockserver, number):
    assert ask(f"{mockserver.url}/pets?n={number}") == 200
    assert [each.request.query for each in mockserver.requests] == [f"n={number}"]
"""
    )
    result = project.runpytest_subprocess("-n", "2", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=8)


def test_an_asynchronous_client_in_process(project: pytest.Pytester) -> None:
    """`mockserver.app` answers a client in process, and what it asks is remembered too."""
    said = outcomes(
        project,
        """
import asyncio, httpx

@pytest.mark.mockserver("openapi.yaml")
def test_it(mockserver):
    async def status():
        transport = httpx.ASGITransport(app=mockserver.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://any/v1") as client:
            return (await client.get("/pets")).status_code

    assert asyncio.run(status()) == 200
    assert mockserver.requests[-1].status == 200
""",
    )
    assert said[0] == {"passed": 1}
