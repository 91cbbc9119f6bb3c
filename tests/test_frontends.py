"""The pages for users of JavaScript hold as they are written: with the real Vite and Playwright, and a real browser.

Slow: they install packages from the registry of npm. Without npm, or without a Chromium, they are skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from mockserver import MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "how-to"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PATIENCE = 120

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not on this machine"),
]


def shown(page: str, beginning: str) -> str:
    """The block of a page that begins with these words."""
    text = (PAGES / page).read_text(encoding="utf-8")
    blocks = (dedent(each) for each in re.findall(r"^ *```\w+\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL))
    return next(each for each in blocks if each.startswith(beginning))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def running(line: list[str], folder: Path, port: int) -> Iterator[None]:
    """A server with all that it starts, from when it listens to the end of the block."""
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NEXT_TELEMETRY_DISABLED": "1",
    }
    with subprocess.Popen(
        line, cwd=folder, env=environ, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until = time.monotonic() + PATIENCE
            while not listens(port):
                assert process.poll() is None, f"{line} has ended"
                assert time.monotonic() < until, f"{line} does not listen"
                time.sleep(0.1)
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def listens(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tools of the pages are installed."""
    folder = tmp_path_factory.mktemp("frontend")
    (folder / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
    packages = [
        "vite@8",
        "@playwright/test@1",
        "concurrently@9",
        "typescript@5",
        "next@16",
        "react@19",
        "react-dom@19",
        "cypress@15",
    ]
    environ = {**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1", "CYPRESS_INSTALL_BINARY": "0"}
    line = ["npm", "install", "--no-audit", "--no-fund", "--silent", *packages]
    if subprocess.run(line, cwd=folder, env=environ, timeout=600, check=False).returncode:
        is_there = subprocess.run(["npm", "ping"], cwd=folder, timeout=60, capture_output=True, check=False)
        assert is_there.returncode, "npm cannot install the tools of the pages"
        pytest.skip("the registry of npm cannot be reached")
    return folder


PAGE = """<!doctype html><title>Pets</title><ul></ul><script type="module">
const response = await fetch("/v1/pets");
if (response.ok) {
  const names = (await response.json()).map((pet) => Object.assign(document.createElement("li"), { textContent: pet.name }));
  document.querySelector("ul").append(...names);
} else {
  document.body.append(Object.assign(document.createElement("p"), { role: "alert", textContent: "There are no pets." }));
}
</script>"""


@pytest.fixture
def project(installed: Path) -> tuple[Path, int, int]:
    """A project as the page about Vite has it, at free ports: its folder, the port of Vite and that of the mock."""
    outer, inner = free_port(), free_port()
    shutil.copy(ROOT / "specs" / "petstore.yaml", installed / "openapi.yaml")
    config = shown("vite.md", "import { defineConfig }").replace("4010", str(inner))
    (installed / "vite.config.ts").write_text(config, encoding="utf-8")
    (installed / "index.html").write_text(PAGE, encoding="utf-8")
    scripts = json.loads(shown("vite.md", "{"))["scripts"]
    line = scripts["dev"].replace("openapi.yaml", f"openapi.yaml --port {inner}")
    line = line.replace('"vite"', f'"vite --host 127.0.0.1 --strictPort --port {outer}"')
    manifest = {**json.loads((installed / "package.json").read_text(encoding="utf-8")), "scripts": {"dev": line}}
    (installed / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    return installed, outer, inner


def test_next(installed: Path) -> None:
    """Pages made by the server and by the browser both reach the mock: the one directly, the other by the rewrite."""
    outer, folder = free_port(), installed / "next"
    (folder / "app").mkdir(parents=True)
    layout = "export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n"
    (folder / "app" / "layout.jsx").write_text(layout, encoding="utf-8")
    url = "`${process.env.API_URL}/v1/pets`"
    asking = f'const response = await fetch({url}, {{ cache: "no-store" }});'
    page = f"export default async function Page() {{ {asking} return <p>{{(await response.json())[0].name}}</p>; }}\n"
    (folder / "app" / "page.jsx").write_text(page, encoding="utf-8")
    with MockServer(ROOT / "specs" / "petstore.yaml") as mock:
        for name in ("// next.config.ts", "# .env.development"):
            text = shown("nextjs.md", name).replace("http://127.0.0.1:4010", mock.origin)
            (folder / name.split()[1]).write_text(text, encoding="utf-8")
        with running(["npx", "next", "dev", "--port", str(outer)], folder, outer):
            assert "<p>Rex</p>" in asked(outer, "GET", "/")[2]
            assert asked(outer, "DELETE", "/v1/pets")[:2] == (405, "GET, HEAD, POST, OPTIONS")


def asked(port: int, method: str, path: str) -> tuple[int, str | None, str]:
    """Status, Allow and content of the answer to a request."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.headers["allow"], response.read().decode()


def test_vite(project: tuple[Path, int, int]) -> None:
    """One command starts both, and what the mock answers arrives: content, fields, refusals."""
    folder, outer, inner = project
    with running(["npm", "run", "dev"], folder, outer):
        until = time.monotonic() + PATIENCE
        while not listens(inner):
            assert time.monotonic() < until, "the mock does not listen"
            time.sleep(0.1)
        assert asked(outer, "DELETE", "/v1/pets")[:2] == (405, "GET, HEAD, POST, OPTIONS")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_playwright(project: tuple[Path, int, int]) -> None:
    """The configuration of the page starts the mock and waits for it; its test makes the page see another answer."""
    folder, outer, inner = project
    config = shown("playwright.md", "// playwright.config.ts").replace("5173", str(outer)).replace("4010", str(inner))
    config = config.replace("openapi.yaml", f"openapi.yaml --port {inner}")
    config = config.replace("npm run dev", f"npx vite --host 127.0.0.1 --strictPort --port {outer}")
    (folder / "playwright.config.ts").write_text(config, encoding="utf-8")
    launch = {"executablePath": CHROMIUM, "args": ["--no-sandbox"]}
    (folder / "here.config.ts").write_text(
        f'import config from "./playwright.config";\n'
        f"export default {{ ...config, use: {{ ...config.use, launchOptions: {json.dumps(launch)} }} }};\n",
        encoding="utf-8",
    )
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests" / "pets.spec.ts").write_text(
        shown("playwright.md", "// tests/pets.spec.ts")
        + 'test("lists them", async ({ page }) => {\n'
        + '  await page.goto("/");\n'
        + '  await expect(page.getByRole("listitem").first()).toBeVisible();\n'
        + "});\n",
        encoding="utf-8",
    )
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    line = ["npx", "playwright", "test", "--config", "here.config.ts", "--reporter", "json", "--workers", "1"]
    done = subprocess.run(line, cwd=folder, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, json.loads(done.stdout)["stats"]["expected"]) == (0, 2), done.stdout + done.stderr


TUTORIAL = """
import { chromium } from "playwright";
const [page, executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const tab = await browser.newPage();
await tab.goto(page);
await tab.waitForSelector("li");
await tab.click("#add");
await tab.waitForFunction(() => document.querySelector("#said").textContent);
console.log(JSON.stringify([...(await tab.locator("li").allTextContents()), await tab.textContent("#said")]));
await browser.close();
"""


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_the_page_of_the_tutorial(installed: Path, tmp_path: Path) -> None:
    """The page reads the mock from another origin: the good answers, and what is wrong with its request."""
    (tmp_path / "todo.yaml").write_text(shown("../tutorial.md", "# todo.yaml"), encoding="utf-8")
    with MockServer(tmp_path / "todo.yaml") as mock:
        page = shown("../tutorial.md", "<!doctype html>").replace("http://127.0.0.1:4010", mock.url)
        (tmp_path / "index.html").write_text(page, encoding="utf-8")
        (installed / "tutorial.mjs").write_text(TUTORIAL, encoding="utf-8")
        port = free_port()
        line = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
        with running(line, tmp_path, port):
            done = subprocess.run(
                ["node", "tutorial.mjs", f"http://127.0.0.1:{port}", str(CHROMIUM)],
                cwd=installed,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
    assert done.stderr == ""
    assert json.loads(done.stdout) == ["Read the tutorial", "Write a frontend", "422: body `/title` is required"]


CHECKED = [
    ("vite.md", "import { defineConfig }", "vite.config.ts"),
    ("nextjs.md", "// next.config.ts", "next.config.ts"),
    ("playwright.md", "// playwright.config.ts", "playwright.config.ts"),
    ("playwright.md", "// tests/pets.spec.ts", "pets.spec.ts"),
    ("cypress.md", "it(", "pets.cy.ts"),
]


@pytest.mark.parametrize(("page", "beginning", "name"), CHECKED, ids=[f"{page} {name}" for page, _, name in CHECKED])
def test_what_is_shown_has_the_right_types(installed: Path, page: str, beginning: str, name: str) -> None:
    """TypeScript knows every name in the code that a page shows, with the types of the tool itself."""
    folder = installed / "checked" / name
    folder.mkdir(parents=True)
    (folder / name).write_text(shown(page, beginning), encoding="utf-8")
    types = ["--types", "cypress" if page == "cypress.md" else "node"]
    options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "preserve", "--target", "es2022", *types]
    done = subprocess.run(
        ["npx", "tsc", *options, str(folder / name)], cwd=installed, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
