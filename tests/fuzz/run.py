"""Fuzz one target with atheris: `python tests/fuzz/run.py TARGET [--seconds N] [--seed N]`.

Begins with `corpus/TARGET`. What it finds goes to `--into` (by default a folder among the temporary files): inputs that
reach new code, and `crash-*`, `timeout-*` or `oom-*` for an input that breaks a promise. `--keep N` then makes of both
folders a corpus of at most N files, those that reach most.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
CORPUS: Final = Path(__file__).resolve().parent / "corpus"
LONGEST: Final = 4096
"""Octets of the largest input."""
FAULTS: Final = ("crash-", "timeout-", "oom-")

Arc = tuple[str, int, int]
"""A file, and a step from a line to another."""


def main() -> int:
    """Fuzz, and renew the corpus if that is asked for. Returns 1 if a promise was broken."""
    asked = _arguments()
    asked.into.mkdir(parents=True, exist_ok=True)
    if asked.child:
        fuzz(asked.target, asked.into, seconds=asked.seconds, seed=asked.seed)
    # libFuzzer ends the process that it is in.
    options = ["--seconds", str(asked.seconds), "--seed", str(asked.seed), "--into", str(asked.into)]
    code = subprocess.call([sys.executable, __file__, asked.target, "--child", *options], cwd=ROOT)
    if asked.keep:
        keep(asked.target, asked.into, most=asked.keep)
    return 1 if code else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz one target.")
    parser.add_argument("target", choices=sorted(each.name for each in CORPUS.iterdir()))
    parser.add_argument("--seconds", type=int, default=60, help="how long (60)")
    parser.add_argument("--seed", type=int, default=0, help="of the inputs (0: another one each time)")
    parser.add_argument("--into", type=Path, help="the folder for what is found")
    parser.add_argument("--keep", type=int, default=0, help="renew the corpus with at most so many files")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.into = asked.into or Path(gettempdir()) / "mockserver-fuzz" / asked.target
    return asked


def fuzz(target: str, into: Path, *, seconds: int, seed: int) -> None:
    """Feed the target in this process, which ends with it."""
    import atheris  # type: ignore[import-untyped]

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["mockserver", "tests.fuzz"]):
        from tests.fuzz.targets import TARGETS

    options = [
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-max_len={LONGEST}",
        "-timeout=20",
        "-rss_limit_mb=1024",
    ]
    shown = ["-print_final_stats=1", f"-artifact_prefix={into}/"]
    atheris.Setup(["fuzz", *options, *shown, str(into), str(CORPUS / target)], TARGETS[target])
    atheris.Fuzz()


def keep(target: str, found: Path, *, most: int) -> None:
    """Renew the corpus: again and again the input that reaches most of what none before it reaches.

    An input with a name of its own, not a digest, is there for a reason and stays.
    """
    folder = CORPUS / target
    places = [path for place in (folder, found) for path in place.iterdir() if not path.name.startswith(FAULTS)]
    inputs = {path.name: path.read_bytes() for path in places}
    reached = _reached(target, inputs)
    chosen = [name for name in inputs if "-" in name]
    known = set[Arc]().union(*(reached.pop(name) for name in chosen))
    while reached and len(chosen) < most:
        best = max(reached, key=lambda name: (len(reached[name] - known), -len(inputs[name])))
        if not reached[best] - known:
            break
        known |= reached.pop(best)
        chosen.append(best)
    for path in folder.iterdir():
        path.unlink()
    for name in chosen:
        (folder / name).write_bytes(inputs[name])


def _reached(target: str, inputs: dict[str, bytes]) -> dict[str, set[Arc]]:
    """The steps from line to line that each input makes."""
    from coverage import Coverage

    sys.path.insert(0, str(ROOT))
    from tests.fuzz.targets import TARGETS

    measured = Coverage(data_file=None, branch=True, include=[f"{ROOT}/mockserver/*"], config_file=False)
    measured.start()
    for name, octets in inputs.items():
        measured.switch_context(name)
        with suppress(Exception):
            TARGETS[target](octets)
    measured.stop()
    data = measured.get_data()
    reached: dict[str, set[Arc]] = {}
    for name in inputs:
        data.set_query_context(name)
        reached[name] = {(file, *arc) for file in data.measured_files() for arc in data.arcs(file) or ()}
    return reached


if __name__ == "__main__":
    sys.exit(main())
