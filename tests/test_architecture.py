"""The one rule that may not bend: who may import whom (ARCHITECTURE.md). It is read from the code with `ast`."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mockserver"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))

# Part -> the parts of mockserver that it may import, besides itself. `mockserver` is the package's own __init__.
LEAVES = {"errors", "once", "settings"}
CORE = {"document", "http", "mock"}
MAY_IMPORT = {
    "errors": {"document"},  # for the type of its diagnostics alone, see test_a_leaf_imports_nothing_when_it_runs
    "once": set(),
    "settings": set(),
    "document": LEAVES,
    "http": LEAVES,
    "mock": LEAVES | {"document", "http"},
    "server": LEAVES | CORE | {"mockserver"},
    "pytest_plugin": LEAVES | CORE | {"server", "mockserver"},
    "cli": LEAVES | CORE | {"server", "mockserver", "arguments", "configuring"},
    "configuring": LEAVES | CORE | {"server", "arguments"},
    "arguments": LEAVES | CORE | {"server"},
    "__init__": LEAVES | CORE | {"server"},
    "__main__": {"cli"},
}
WORLD = {
    "aiohttp",
    "anyio",
    "asyncio",
    "click",
    "concurrent",
    "fastapi",
    "httpx",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "platformdirs",
    "rich",
    "select",
    "selectors",
    "shutil",
    "signal",
    "socket",
    "ssl",
    "starlette",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "uvicorn",
    "watchfiles",
}
# Names that look of the world and are pure: bytes put together in memory (archives, CSV), limits of the interpreter,
# a lock around what is made once, a library's logger made silent.
PURE = {
    "io.BytesIO",
    "io.StringIO",
    "logging.getLogger",
    "sys.float_info",
    "threading.Lock",
}


def tree_of(module: Path) -> ast.Module:
    """The syntax tree of a module of ours."""
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


def part_of(module: Path) -> str:
    """`http/cors.py` belongs to `http`, `cli.py` to `cli`."""
    return module.parts[0].removesuffix(".py")


def package_of(module: Path) -> list[str]:
    """What a relative import of this module starts from."""
    return ["mockserver", *module.parts[:-1]]


def imports(module: Path, nodes: Iterator[ast.AST]) -> Iterator[str]:
    """The full dotted name of all that these nodes import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package_of(module)[: len(package_of(module)) + 1 - node.level] if node.level else []
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def all_imports(module: Path) -> set[str]:
    """What a module imports anywhere, for its types too."""
    return set(imports(module, ast.walk(tree_of(module))))


def imports_when_it_runs(module: Path) -> set[str]:
    """What a module imports other than under `if TYPE_CHECKING:`."""
    tree = tree_of(module)
    choices = (node for node in ast.walk(tree) if isinstance(node, ast.If))
    for_types = (node for node in choices if "TYPE_CHECKING" in ast.unparse(node.test))
    skipped = set(chain.from_iterable(ast.walk(node) for node in for_types))
    return set(imports(module, (node for node in ast.walk(tree) if node not in skipped)))


def worldly_names(module: Path) -> set[str]:
    """What a module takes from the world, each name in full: `io.BytesIO`, also where `io` was imported whole."""
    names = {name for name in all_imports(module) if name.partition(".")[0] in WORLD}
    attributes = (node for node in ast.walk(tree_of(module)) if isinstance(node, ast.Attribute))
    used = {ast.unparse(node) for node in attributes}
    return {each for name in names for each in ({one for one in used if one.rpartition(".")[0] == name} or {name})}


def parts_named(names: set[str]) -> set[str]:
    """The parts of mockserver among dotted names; `mockserver` itself where only a name of its __init__ is meant."""
    ours = [name.split(".") for name in names if name.split(".")[0] == "mockserver"]
    return {words[1] if len(words) > 1 and words[1] in MAY_IMPORT else "mockserver" for words in ours}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_part_imports_only_what_lies_below_it(module: Path) -> None:
    """The shells know server, server knows mock, mock knows document and http; nothing looks up."""
    part = part_of(module)
    assert parts_named(all_imports(module)) - {part} <= MAY_IMPORT[part]


@pytest.mark.parametrize("module", [module for module in MODULES if part_of(module) in LEAVES], ids=str)
def test_a_leaf_imports_nothing_when_it_runs(module: Path) -> None:
    """The errors and settings may be imported by anyone, since they import nothing of ours."""
    assert parts_named(imports_when_it_runs(module)) == set()


@pytest.mark.parametrize("module", [module for module in MODULES if part_of(module) in CORE | LEAVES], ids=str)
def test_the_core_does_not_touch_the_world(module: Path) -> None:
    """No socket, file, clock, process or framework in the core: what it needs of the world is passed in."""
    assert worldly_names(module) - PURE == set()


@pytest.mark.parametrize("module", [module for module in MODULES if part_of(module) in CORE | LEAVES], ids=str)
def test_the_core_opens_no_file(module: Path) -> None:
    """`open` needs no import, so it is looked for by name."""
    called = {ast.unparse(node.func) for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call)}
    assert called & {"open", "input", "print", "exec", "eval"} == set()


# Where the name to import is not the name to install.
INSTALLED_AS = {"yaml": "pyyaml", "jsonschema_rs": "jsonschema-rs", "python_multipart": "python-multipart"}


def test_what_is_imported_is_required_and_the_reverse() -> None:
    """Each library that the code imports is in pyproject.toml, and each that stands there is imported."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = {*project["dependencies"], *project["optional-dependencies"]["brotli"]}
    names = {re.split(r"[<>=\[]", each)[0] for each in required}
    imported = {name.partition(".")[0] for module in MODULES for name in all_imports(module)}
    # pytest is there where its plugin is loaded.
    ours = {"mockserver", "__future__", "pytest"} | set(sys.stdlib_module_names)
    assert {INSTALLED_AS.get(name, name.replace("_", "-")) for name in imported - ours} == names


def test_every_part_is_ruled() -> None:
    """A new part of the package needs a line in this file, and so a thought."""
    assert {part_of(module) for module in MODULES} <= MAY_IMPORT.keys()


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_says_what_it_is(module: Path) -> None:
    """Each module begins with a docstring."""
    assert ast.get_docstring(tree_of(module))


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_file_holds_one_idea(module: Path) -> None:
    """A file of more than some 500 lines holds a second idea."""
    assert len((PACKAGE / module).read_text(encoding="utf-8").splitlines()) <= 520
