"""Mutation testing: how many small changes of the code its own tests notice.

    python benchmarks/mutations.py [MODULE ...]

Each module of `mockserver/http`, `mock/routing` and `mock/templates` is changed in one place at a time: a comparison,
an operator, a constant, a condition, a statement that is left out. The tests that mirror the module run against each of
these mutants, and one of them ought to fail. Prints the mutants that nothing noticed, and the score. Those in
`equivalent.txt` beside this file mean the same as the code, for the reason that stands there, and do not count. Exits
with 1 where another survives.

What is not changed: docstrings, annotations, decorators, and the words of a refusal.
"""

from __future__ import annotations

import ast
import copy
import os
import signal
import sys
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import CodeType, ModuleType

ROOT: Final = Path(__file__).resolve().parents[1]
EQUIVALENT: Final = Path(__file__).resolve().parent / "equivalent.txt"
SECONDS: Final = 60
"""After which a mutant that does not end counts as noticed."""
OPTIONS: Final = (
    "-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--assert=plain",
    "--hypothesis-profile=mutations", "--hypothesis-seed=0",
    "-o", "addopts=--import-mode=importlib",
)  # fmt: skip

_SWAPS: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_LEFT_OUT: Final = (ast.Assign, ast.AugAssign, ast.Raise, ast.Return, ast.Continue, ast.Break, ast.Delete, ast.Expr)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change. Its name has no line number, so that it stays when lines move."""

    name: str
    code: CodeType


@dataclass(frozen=True, slots=True)
class Change:
    """What a change is called, and what makes it in a node."""

    label: str
    make: Callable[[Any], object]


# --- what is changed


def mutants(path: Path) -> Iterator[Mutant]:
    """All mutants of a module."""
    text = path.read_text()
    tree, lines = ast.parse(text), text.splitlines()
    met: dict[str, int] = {}
    for index, (node, in_function) in enumerate(_nodes(tree)):
        for change in _changes(node, in_function=in_function):
            mutated = copy.deepcopy(tree)
            change.make(list(_nodes(mutated))[index][0])
            line = lines[_first(node).lineno - 1].strip()
            name = f"{path.relative_to(ROOT / 'mockserver')}: {line} | {change.label}"
            met[name] = met.get(name, 0) + 1
            said = name if met[name] == 1 else f"{name}, {met[name]}"
            yield Mutant(said, compile(ast.fix_missing_locations(mutated), str(path), "exec"))


def _nodes(node: ast.AST, *, in_function: bool = False) -> Iterator[tuple[Any, bool]]:
    """The nodes that may be changed, in their order, and whether they are part of a function."""
    if _is_left_alone(node):
        return
    yield node, in_function
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"} or (name == "exc" and isinstance(node, ast.Raise)):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child, in_function=in_function or isinstance(node, ast.FunctionDef))


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "__all__"
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or isinstance(node, (ast.Import, ast.ImportFrom))


def _first(node: Any) -> Any:
    return node.target if isinstance(node, ast.comprehension) else node


def _changes(node: Any, *, in_function: bool) -> Iterator[Change]:
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                yield from _swapped(operator, lambda each, new, at=at: each.ops.__setitem__(at, new))
        case ast.BoolOp() | ast.BinOp():
            yield from _swapped(node.op, lambda each, new: setattr(each, "op", new))
        case ast.If() | ast.While() | ast.IfExp():
            yield Change("not", lambda each: setattr(each, "test", ast.UnaryOp(ast.Not(), each.test)))
        case ast.UnaryOp(op=ast.Not()):
            yield Change("no not", lambda each: setattr(each, "operand", ast.UnaryOp(ast.Not(), each.operand)))
        case ast.comprehension(ifs=[_, *_]):
            yield Change("no if", lambda each: each.ifs.pop())
        case ast.Constant():
            yield from _of_constant(node.value)
    if in_function and isinstance(node, _LEFT_OUT):
        yield Change("left out", _leave_out)


def _swapped(operator: ast.AST, put: Callable[[Any, ast.AST], object]) -> Iterator[Change]:
    new = _SWAPS.get(type(operator))
    if new is not None:
        yield Change(f"{type(operator).__name__} is {new.__name__}", lambda each: put(each, new()))


def _of_constant(value: Any) -> Iterator[Change]:
    others = {bool: lambda: not value, int: lambda: value + 1, str: lambda: "" if value else "x"}
    if type(value) in others:
        other = others[type(value)]()
        yield Change(f"{value!r} is {other!r}", lambda each: setattr(each, "value", other))


def _leave_out(statement: Any) -> None:
    statement.__class__ = ast.Pass


# --- whether anything notices


@dataclass(frozen=True, slots=True)
class Finder(MetaPathFinder):
    """Imports a mutant in place of its module."""

    module: str
    path: Path
    code: CodeType

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """The mutant's spec; None for all other modules."""
        del path, target
        if fullname != self.module:
            return None
        loader = SourceFileLoader(fullname, str(self.path))
        loader.get_code = lambda _: self.code  # type: ignore[method-assign]
        return spec_from_file_location(fullname, self.path, loader=loader)


def passes(path: Path, code: CodeType) -> bool:
    """Whether the tests of a module pass with this code, in a process of its own, for a mutant may do anything."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        _run(path, code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _run(path: Path, code: CodeType) -> None:
    import pytest

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    inner = path.relative_to(ROOT).with_suffix("")
    sys.meta_path.insert(0, Finder(".".join(inner.parts), path, code))
    mirror = ROOT / "tests" / inner.relative_to("mockserver").with_name(f"test_{inner.name}.py")
    os._exit(int(pytest.main([*OPTIONS, str(mirror)])))


def main(names: list[str]) -> int:
    """Print what survives, and the score."""
    from hypothesis import Phase, settings

    # A failure that is found need not be made small.
    settings.register_profile("mutations", deadline=None, database=None, phases=[Phase.explicit, Phase.generate])
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = mkdtemp()
    os.chdir(ROOT)
    excused = {line.partition(" -- ")[0] for line in EQUIVALENT.read_text().splitlines()}
    return 1 if sum([survivors(path, excused) for path in [ROOT / name for name in names] or modules()]) else 0


def modules() -> list[Path]:
    """The modules that are tested so by default."""
    inner = ROOT / "mockserver"
    http = sorted(path for path in (inner / "http").glob("*.py") if path.name != "__init__.py")
    return [*http, inner / "mock" / "routing.py", inner / "mock" / "templates.py"]


def survivors(path: Path, excused: set[str]) -> int:
    """How many mutants of a module nothing notices, each printed."""
    if not passes(path, compile(path.read_text(), str(path), "exec")):
        print(f"# {path.relative_to(ROOT)}: its tests do not pass as it is")
        return 1
    every = list(mutants(path))
    known = {mutant.name for mutant in every}
    made = [mutant for mutant in every if mutant.name not in excused]
    left = [mutant.name for mutant in made if passes(path, mutant.code)]
    said = str(path.relative_to(ROOT / "mockserver"))
    left += [f"{name} -- no such mutant" for name in excused - known if name.startswith(f"{said}: ")]
    for name in left:
        print(name)
    print(f"# {said}: {len(made) - len(left)} of {len(made)} noticed", flush=True)
    return len(left)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
