"""How many values made of real schemas are valid, and how long each takes.

    python benchmarks/generation.py [DOCUMENT ...] [--seeds 20]

Makes values of every response schema (with JSON content) of each document, by default of all that lie in
../shared/documents, checks each with jsonschema-rs against the bundled schema, and prints a row a document: schemas,
valid values of all, the time to the first value, the median time of the others, the largest body.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from mockserver.errors import MockserverError, Unsatisfiable
from mockserver.mock.generation import compile_schema
from mockserver.server.loading import load
from mockserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockserver.document.schema import Schema

DOCUMENTS = Path(__file__).parents[2] / "shared" / "documents"


@dataclass
class Row:
    """What was measured of one document. Times are seconds."""

    schemas: int = 0
    values: int = 0
    valid: int = 0
    formatted: int = 0
    first: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    largest: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """Print the table; 1 if any value was invalid."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--faults", action="store_true", help="show what was not valid")
    arguments = parser.parse_args()
    print(
        f"{'document':36}{'schemas':>8}{'valid':>16}{'formats':>9}{'first':>10}{'median':>10}{'slowest':>10}{'largest':>10}"
    )
    is_good = True
    for path in arguments.documents or sorted(_documents()):
        row = measured(path, arguments.seeds)
        print(_line(path, row), flush=True)
        is_good = is_good and row.valid == row.values
        for fault in row.faults if arguments.faults else ():
            print("   ", fault)
    return 0 if is_good else 1


def _documents() -> Iterator[Path]:
    for path in DOCUMENTS.rglob("*"):
        if path.suffix in {".yaml", ".json"} and "cafe-split/" not in f"{path.parent}/" and path.name != "corpus.json":
            yield path
    yield from DOCUMENTS.glob("multi-file/*/cafe.yaml")


def measured(path: Path, seeds: int) -> Row:
    """All response schemas of one document, each with so many seeds."""
    row = Row()
    for where, schema in _schemas(path):
        row.schemas += 1
        try:
            whole = schema.response
            validators = [
                jsonschema_rs.Draft202012Validator(dict(whole), validate_formats=formats, offline=True)
                for formats in (False, True)
            ]
        except (ValueError, MockserverError) as error:
            row.faults.append(f"{where}: not checked: {str(error).splitlines()[0]}")
            continue
        _measure(row, where, (whole, schema.name, validators), seeds=seeds)
    return row


def _measure(row: Row, where: str, subject: tuple[Any, str, list[Any]], *, seeds: int) -> None:
    whole, name, (validator, formats) = subject
    started = time.perf_counter()
    generator = compile_schema(whole, name=name)
    for seed in range(seeds):
        row.values += 1
        try:
            value = generator.value(Random(seed))
        except Unsatisfiable as error:
            row.faults.append(f"{where}: {error}")
            continue
        finally:
            (row.others if seed else row.first).append(time.perf_counter() - started)
        row.largest = max(row.largest, len(json.dumps(value)))
        row.valid += validator.is_valid(value)
        row.formatted += formats.is_valid(value)
        if not validator.is_valid(value):
            row.faults.append(f"{where}: invalid: {next(validator.iter_errors(value)).message[:200]}")
        started = time.perf_counter()


def _schemas(path: Path) -> Iterator[tuple[str, Schema]]:
    document = load(str(path), Settings(allow_root=(str(path.parent),))).document
    for item in document.path_items:
        for operation in item.operations.values():
            yield from _of_operation(operation)


def _of_operation(operation: Any) -> Iterator[tuple[str, Schema]]:
    try:
        responses = operation.responses
    except MockserverError:
        return
    for status, response in responses.items():
        for media_type in response.content.values():
            schema = media_type.schema or media_type.item_schema
            if schema is not None:
                yield f"{operation.method} {operation.template} {status} {media_type.name}", schema


def _line(path: Path, row: Row) -> str:
    valid = f"{row.valid}/{row.values}"
    times = (statistics.median(row.first or [0]), statistics.median(row.others or [0]), max(row.others or [0]))
    shown = "".join(f"{each * 1000:>7.2f} ms" for each in times)
    return f"{path.name[:35]:36}{row.schemas:>8}{valid:>16}{row.formatted:>9}{shown}{row.largest:>10}"


if __name__ == "__main__":
    sys.exit(main())
