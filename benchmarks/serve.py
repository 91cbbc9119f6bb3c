"""How fast mockserver serves, beside its peers, in one run.

    python benchmarks/serve.py [--quick] [--large openapi.json] [--prism PATH] [--only requests growth ...] > table.md

Starts mockserver, a bare uvicorn, Node's HTTP server and Prism as far as they are here, asks them in turn, and prints
the medians as Markdown, with versions and ratios, and what must be reached. Says what is missing; README.md the rest.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from typing import TYPE_CHECKING

import contenders
import load
import made
from contenders import Contender, Running, running
from load import Ask

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

PETSTORE = Path(__file__).parents[1] / "specs" / "petstore.yaml"
SIZES = (10, 100, 1000, 10_000)
PACED_MOST = 4000.0
"""Requests a second that the paced client, which is Python, sends without being the slower one itself."""


@dataclass(frozen=True)
class Bound:
    """What a figure must reach: at least, or at most, so much."""

    limit: float
    is_least: bool = True

    def __str__(self) -> str:
        return f"at {'least' if self.is_least else 'most'} {self.limit:g}"

    def is_reached(self, value: float) -> bool:
        """Whether this figure, as it is shown, does."""
        shown = round(value, 2)
        return shown >= self.limit if self.is_least else shown <= self.limit


def at_most(limit: float) -> Bound:
    """The bound of a figure that must not be more."""
    return Bound(limit, is_least=False)


@dataclass(frozen=True)
class Told:
    """A figure that was measured, and what it must reach."""

    label: str
    value: float
    bound: Bound


@dataclass
class Bench:
    """What every part of the run needs to know, and the lines that it prints at the end."""

    folder: Path
    rounds: int
    seconds: float
    prism: str | None
    large: Path | None
    large_yaml: Path | None
    missing: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def judged(self, label: str, value: float, bound: Bound | None) -> str:
        """What a figure must reach and whether it does, for a cell of a table; and noted for the last one."""
        if bound is None:
            return "-"
        self.told.append(Told(label, value, bound))
        return f"{bound}: {'yes' if bound.is_reached(value) else '**no**'}"

    def row(self, label: str, rates: Sequence[float], bound: Bound | None, *, against: str = "bare uvicorn") -> str:
        """A row of a rate beside another one, and what their ratio must reach."""
        found, other = rates
        ratio = found / other
        judged = self.judged(f"{label}, to {against}", ratio, bound)
        return f"| {label} | {found:,.0f} | {other:,.0f} | {ratio:.2f} | {judged} |"

    def document(self, name: str, content: object) -> Path:
        """A document of that name in the run's folder."""
        path = self.folder / name
        path.write_text(json.dumps(content))
        return path

    def rates(self, asked: Sequence[tuple[Running, Ask]]) -> list[float]:
        """The median rate of each server for its request. The servers are asked in turn, once a round."""
        for server, ask in asked:
            _check(server, ask)
        found: list[list[float]] = [[] for _ in asked]
        for _ in range(self.rounds):
            for kept, (server, ask) in zip(found, asked, strict=True):
                kept.append(load.rate(server.port, ask, seconds=self.seconds, folder=self.folder))
        return [statistics.median(kept) for kept in found]


def main() -> int:
    """Run the parts that are asked for and print their tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is asked; medians are shown [5]")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each is asked [2]")
    parser.add_argument("--quick", action="store_true", help="one round of one second: to try it, not to tell of it")
    parser.add_argument("--prism", metavar="PATH", help="the prism command, if npx does not find it")
    parser.add_argument("--large", type=Path, metavar="JSON", help="a large document, such as GitHub's")
    parser.add_argument("--large-yaml", type=Path, metavar="YAML", help="the same as YAML")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        parser.error("wrk is not here: it makes the load (Debian and Homebrew: install wrk)")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(
            Path(folder),
            rounds=1 if arguments.quick else arguments.rounds,
            seconds=1.0 if arguments.quick else arguments.seconds,
            prism=arguments.prism or contenders.path_of_prism(),
            large=arguments.large,
            large_yaml=arguments.large_yaml,
        )
        _run(bench, arguments.only or list(PARTS))
    return 0


def _run(bench: Bench, parts: Sequence[str]) -> None:
    print("\n".join(_about(bench)), flush=True)
    if contenders.node() is None:
        bench.missing.append("node: its row is left out")
    if bench.prism is None:
        bench.missing.append("Prism: its rows are left out (npm install @stoplight/prism-cli, or --prism PATH)")
    for name in parts:
        print(f"\n## {TITLES[name]}\n", flush=True)
        for line in PARTS[name](bench):
            print(line, flush=True)
    print("\n## What must be reached\n\n" + "\n".join(_summary(bench)), flush=True)
    if bench.missing:
        print("\nMissing:\n\n" + "\n".join(f"- {each}" for each in bench.missing))


def _summary(bench: Bench) -> Iterator[str]:
    yield "| figure | is | must be | reached |"
    yield "|---|--:|---|---|"
    for each in bench.told:
        reached = "yes" if each.bound.is_reached(each.value) else "**no**"
        yield f"| {each.label} | {each.value:.2f} | {each.bound} | {reached} |"


def _about(bench: Bench) -> list[str]:
    """The machine and the versions: a figure without them means nothing."""
    packages = ("mockserver", "fastapi", "starlette", "uvicorn", "h11", "httptools")
    versions = [f"{name} {_version(name)}" for name in packages]
    node, prism = _told("node", "--version"), _told(bench.prism, "--version") if bench.prism else ""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    lines = [
        f"# Serving, {time.strftime('%Y-%m-%d')}",
        "",
        f"- {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        f"- Python {platform.python_version()}, {', '.join(versions)}",
        f"- node {node or 'missing'}, Prism {prism or 'missing'}, {_told('wrk', '--version') or 'wrk'}",
        f"- `wrk -t1 -c{load.CONNECTIONS} -d{bench.seconds:g}s`, in turn, medians of {bench.rounds}; logs to /dev/null",
    ]
    if busy > 0.3:
        lines.append(f"- **The machine is busy with something else (load {busy:.1f}): compare ratios, not figures.**")
    return lines


# Requests a second


def requests(bench: Bench) -> Iterator[str]:
    """Each kind of answer, beside a server that answers fixed octets."""
    document = bench.document("figures.json", made.figures())
    canned = Ask("GET", "/canned")
    servers = [contenders.mockserver(document), contenders.through_asgi(document), contenders.bare("ours")]
    servers += [each for each in (contenders.bare("h11"), contenders.bare("httptools"), contenders.node()) if each]
    yield "| answer | requests/s | bare uvicorn (ours) | ratio | must reach |"
    yield "|---|--:|--:|--:|---|"
    with ExitStack() as stack:
        ours, asgi, bare, *others = (stack.enter_context(running(each, "/canned")) for each in servers)
        floor = yield from _canned(bench, [ours, asgi], [bare, *others])
        for label, ask in _OTHER_ANSWERS.items():
            # wrk cannot ask for HEAD, so what does is slower, and has to be the same for both.
            floor_ask = ask if ask.method == "HEAD" else canned
            first, second, third = bench.rates([(ours, ask), (asgi, ask), (bare, floor_ask)])
            yield bench.row(label, [first, third], Bound(1.5))
            yield bench.row(f"{label}, through FastAPI", [second, third], Bound(0.85))
        order = Ask("POST", "/orders", content=load.as_json(made.ORDER_CONTENT))
        label = f"POST, {len(order.content or b'')} octets of validated JSON"
        yield bench.row(label, bench.rates([(ours, order), (bare, order)]), Bound(0.5))
        yield from _among_ours(bench, ours, [each for each in others if each.contender.name == "node http"])
    yield ""
    yield f"Bare uvicorn with our reader answers {floor:,.0f} requests/s here."
    yield from _beside_prism(bench, document)


_OTHER_ANSWERS = {
    "generated GET (kept once made)": Ask("GET", "/generated"),
    "405": Ask("DELETE", "/canned", status=405),
    "OPTIONS": Ask("OPTIONS", "/canned"),
    "404": Ask("GET", "/nowhere", status=404),
    "HEAD": Ask("HEAD", "/canned"),
}


def _canned(bench: Bench, mocks: Sequence[Running], others: Sequence[Running]) -> Generator[str, None, float]:
    canned = Ask("GET", "/canned")
    first, second, *rest = bench.rates([(each, canned) for each in (*mocks, *others)])
    yield bench.row("canned GET", [first, rest[0]], Bound(1.5))
    yield bench.row("canned GET, through FastAPI", [second, rest[0]], Bound(0.85))
    for server, found in list(zip(others, rest, strict=True))[1:]:
        yield bench.row(f"canned GET, {server.contender.name}", [found, rest[0]], None)
    return rest[0]


def _among_ours(bench: Bench, ours: Running, nodes: Sequence[Running]) -> Iterator[str]:
    """What is compared with something else than bare uvicorn."""
    canned, generated = Ask("GET", "/canned"), Ask("GET", "/generated")
    yield ""
    yield "| answer | mockserver, requests/s | the other | ratio | must reach |"
    yield "|---|--:|--:|--:|---|"
    rates = bench.rates([(ours, generated), (ours, canned)])
    yield bench.row("generated GET", rates, Bound(0.95), against="canned GET")
    for node in nodes:
        yield bench.row("canned GET", bench.rates([(ours, canned), (node, canned)]), Bound(1), against="node http")


def _beside_prism(bench: Bench, document: Path) -> Iterator[str]:
    """Prism is asked apart, for it has no business in the other rows."""
    static, dynamic = contenders.prism(document, bench.prism), contenders.prism(document, bench.prism, "-d")
    if static is None or dynamic is None:
        return
    yield ""
    yield "| answer | mockserver, requests/s | Prism | ratio | must reach |"
    yield "|---|--:|--:|--:|---|"
    canned, pull = Ask("GET", "/canned"), Ask("GET", "/pulls/7")
    order = Ask("POST", "/orders", content=load.as_json(made.ORDER_CONTENT))
    with running(contenders.mockserver(document), "/canned") as ours, running(static, "/canned") as peer:
        for label, ask, least in (("canned GET", canned, 40), ("POST, validated JSON", order, 15)):
            yield bench.row(label, bench.rates([(ours, ask), (peer, ask)]), Bound(least), against="Prism")
    with running(contenders.mockserver(document, "--dynamic"), "/canned") as ours, running(dynamic, "/canned") as peer:
        label = "GET of about 80 new values (--dynamic, Prism -d)"
        yield bench.row(label, bench.rates([(ours, pull), (peer, pull)]), Bound(10), against="Prism")


# Growth


def growth(bench: Bench) -> Iterator[str]:
    """The same GET with ten to ten thousand path items: start, memory, requests."""
    yield "| path items | start to first answer, s | peak memory, MiB | last one's GET, requests/s | to 10 path items |"
    yield "|--:|--:|--:|--:|--:|"
    with ExitStack() as stack:
        servers = []
        for count in SIZES:
            document = bench.document(f"paths{count}.json", made.paths(count))
            contender = contenders.mockserver(document, cache=bench.folder / f"cache{count}")
            servers.append(stack.enter_context(running(contender, made.last_of(count))))
        memories = [server.peak_memory() for server in servers]
        for count in SIZES:
            # Until then a judgement is under way beside, which takes a core.
            _await_verdict(bench.folder / f"cache{count}")
        rates = bench.rates([(each, Ask("GET", made.last_of(n))) for each, n in zip(servers, SIZES, strict=True)])
        for count, server, memory, found in zip(SIZES, servers, memories, rates, strict=True):
            yield f"| {count:,} | {server.ready:.2f} | {_number(memory)} | {found:,.0f} | {found / rates[0]:.2f} |"
    yield ""
    apart = abs(1 - rates[-1] / rates[0])
    judged = bench.judged("the same GET with 10 and 10,000 path items, apart", apart, at_most(0.1))
    yield f"The first and the last are {apart:.2f} apart; {judged}."


# Starts and memory


def starts(bench: Bench) -> Iterator[str]:
    """From the start of the process to the first answer."""
    yield "| start to first answer | s | processor time, s | must reach |"
    yield "|---|--:|--:|---|"
    # Once for the bytecode, which is there where packages are installed.
    _imported(), _started(contenders.mockserver(PETSTORE), "/")
    imports = [_imported() for _ in range(bench.rounds)]
    petstore = [
        _started(contenders.mockserver(PETSTORE, cache=bench.folder / "pets"), "/") for _ in range(bench.rounds)
    ]
    yield _start_row(bench, "import fastapi, uvicorn", imports)
    yield _start_row(bench, "petstore YAML", petstore)
    ours, theirs = _middle(petstore), _middle(imports)
    ratio = ours.ready / theirs.ready
    judged = bench.judged("petstore's start to import fastapi, uvicorn", ratio, at_most(1.4))
    yield f"| the one to the other | {ratio:.2f} | {ours.processor / theirs.processor:.2f} | {judged} |"
    memories: list[str] = []
    for kind, path, cold_bound in (("JSON", bench.large, 1.1), ("YAML", bench.large_yaml, 4.0)):
        if path is None:
            bench.missing.append(f"a large {kind}: its starts are left out (--large{'-yaml' * (kind == 'YAML')})")
        else:
            yield from _large_starts(bench, path, kind=kind, cold_bound=cold_bound, memories=memories)
    yield from _memories(bench, memories)


def _large_starts(bench: Bench, path: Path, *, kind: str, cold_bound: float, memories: list[str]) -> Iterator[str]:
    cold = [
        _started(contenders.mockserver(path, cache=bench.folder / f"{kind}{number}"), "/")
        for number in range(bench.rounds)
    ]
    known = contenders.mockserver(path, cache=bench.folder / f"{kind}0")
    with running(known, "/"):
        _await_verdict(bench.folder / f"{kind}0")
    warm = [_started(known, "/") for _ in range(bench.rounds)]
    size = path.stat().st_size / 1e6
    for label, found, seconds, most in (("cold", cold, cold_bound, 100), ("warm", warm, 0.7, 60)):
        yield _start_row(bench, f"{path.name}, {size:.1f} MB of {kind}, {label}", found, bound=at_most(seconds))
        memory = statistics.median(each.memory for each in found)
        judged = bench.judged(f"memory, {kind}, {label}", memory, at_most(most))
        memories.append(f"| {path.name}, {label} | {memory:.0f} | {judged} |")


def _start_row(bench: Bench, label: str, found: Sequence[Start], *, bound: Bound | None = None) -> str:
    middle = _middle(found)
    return f"| {label} | {middle.ready:.2f} | {middle.processor:.2f} | {bench.judged(label, middle.ready, bound)} |"


def _middle(found: Sequence[Start]) -> Start:
    """The medians of several starts."""
    return Start(
        statistics.median(each.ready for each in found),
        statistics.median(each.processor for each in found),
        statistics.median(each.memory for each in found),
    )


def _await_verdict(cache: Path) -> None:
    """Until the judgement of a document is kept, too: what comes after is a warm start."""
    for _ in range(600):
        if list(cache.glob("mockserver/verdicts/*.json")):
            return
        time.sleep(0.2)


def _memories(bench: Bench, rows: list[str]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield "| peak memory of the serving process | MiB | must reach |"
    yield "|---|--:|---|"
    yield from rows
    yield f"| bare uvicorn (ours) | {_started(contenders.bare('ours'), '/').memory:.0f} | - |"
    peer = contenders.prism(bench.large, bench.prism) if bench.large else None
    if peer is not None:
        found = _started(peer, "/")
        yield f"| Prism, the same document, first answer after {found.ready:.1f} s | {found.memory:.0f} | - |"


@dataclass(frozen=True)
class Start:
    """Seconds to the first answer, seconds of the processor until then, and MiB at most."""

    ready: float
    processor: float
    memory: float


def _started(contender: Contender, target: str) -> Start:
    with running(contender, target) as server:
        return Start(server.ready, server.processor_time(), server.peak_memory() or math.nan)


def _imported() -> Start:
    """What the import of FastAPI and uvicorn takes."""
    before, began = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", "import fastapi, uvicorn"], env=contenders.environment({}), check=True)
    ready, after = time.perf_counter() - began, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Start(ready, spent, math.nan)


# Delays


def delays(bench: Bench) -> Iterator[str]:
    """How long the slowest of a hundred waits when the server is half as busy as it can be."""
    document = bench.document("figures.json", made.figures())
    canned = Ask("GET", "/canned")
    yield "| canned GET | top rate | asked at | median, ms | p99, ms | p99 to bare uvicorn | must reach |"
    yield "|---|--:|--:|--:|--:|--:|---|"
    with ExitStack() as stack:
        servers = [contenders.mockserver(document), contenders.bare("ours")]
        ours, bare = (stack.enter_context(running(each, "/canned")) for each in servers)
        tops = bench.rates([(ours, canned), (bare, canned)])
        asked = [min(top / 2, PACED_MOST) for top in tops]
        found: list[list[list[float]]] = [[], []]
        for _ in range(bench.rounds):
            for kept, server, per_second in zip(found, (ours, bare), asked, strict=True):
                kept.append(load.delays(server.port, canned, per_second=per_second, seconds=bench.seconds))
        medians, slowest = ([_percentile(kept, share) for kept in found] for share in (0.5, 0.99))
    for index, (name, bound) in enumerate((("mockserver serve", at_most(1.5)), ("bare uvicorn (ours)", None))):
        cells = f"{tops[index]:,.0f} | {asked[index]:,.0f} | {medians[index] * 1e3:.2f} | {slowest[index] * 1e3:.2f}"
        ratio = slowest[index] / slowest[1]
        yield f"| {name} | {cells} | {ratio:.2f} | {bench.judged('p99 to bare uvicorn', ratio, bound)} |"


def _percentile(rounds: list[list[float]], share: float) -> float:
    return statistics.median(load.percentile(each, share) for each in rounds)


# Workers


def workers(bench: Bench) -> Iterator[str]:
    """Two processes on two cores, beside one: of an answer that costs little, and of one that has to be made."""
    document = bench.document("figures.json", made.figures())
    yield "| answer | requests/s of two workers | one worker | ratio | must reach |"
    yield "|---|--:|--:|--:|---|"
    asks = (
        ("canned GET", Ask("GET", "/canned"), ()),
        ("GET of about 80 new values", Ask("GET", "/pulls/7"), ("--dynamic",)),
    )
    for label, ask, options in asks:
        with (
            running(contenders.mockserver(document, "--workers", "2", *options), "/canned") as two,
            running(contenders.mockserver(document, *options), "/canned") as one,
        ):
            rates = bench.rates([(two, ask), (one, ask)])
            yield bench.row(f"{label}, two workers", rates, Bound(1.6), against="one worker")


# Helpers of all parts


def _check(server: Running, ask: Ask) -> None:
    """Bare servers answer 200 to everything; a mock must give the status that is meant, or the figure is of errors."""
    status = server.status_of(ask.method, ask.target, ask.content)
    is_bare = "bare" in server.contender.name or server.contender.name == "node http"
    if status != ask.status and not is_bare:
        raise RuntimeError(f"{server.contender.name}: {ask.method} {ask.target} got {status}, not {ask.status}")


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:.0f}"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "from source" if name == "mockserver" else "missing"


def _told(command: str | None, *arguments: str) -> str:
    """The first line that a command tells of its version."""
    path = shutil.which(command) if command else None
    if path is None:
        return ""
    told = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)
    return (told.stdout or told.stderr).strip().partition("\n")[0].partition(" Copyright")[0].removeprefix("v")


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


PARTS: dict[str, Callable[[Bench], Iterator[str]]] = {
    "requests": requests,
    "growth": growth,
    "starts": starts,
    "delays": delays,
    "workers": workers,
}
TITLES = {
    "requests": "Requests a second",
    "growth": "Growth with the number of path items",
    "starts": "Start and memory",
    "delays": "Delays at half of the top rate",
    "workers": "Workers",
}


if __name__ == "__main__":
    sys.exit(main())
