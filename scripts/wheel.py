"""Look into a wheel (`contents WHEEL`), or try what is installed (`try DOCUMENT`). Tells what is wrong, ends with 1."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import entry_points
from pathlib import Path
from urllib.request import urlopen

WANTED = {"mockserver/py.typed", "mockserver/cli.py", "mockserver/mock/answer.py", "mockserver/pytest_plugin.py"}


def contents(wheel: str) -> list[str]:
    """What is wrong with the files of a wheel: it holds our package and its metadata, and nothing else."""
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = [f"{name} is missing" for name in sorted(WANTED - names)]
    strange = [
        f"{name} does not belong there"
        for name in sorted(names)
        if not (name.startswith("mockserver/") and name.endswith((".py", "py.typed"))) and ".dist-info/" not in name
    ]
    licence = [] if any(name.endswith("licenses/LICENSE") for name in names) else ["the licence is missing"]
    return [*missing, *strange, *licence]


def tried(document: str) -> list[str]:
    """What is wrong with the package that is installed: its command, its library, its plugin."""
    import mockserver

    command = Path(sysconfig.get_path("scripts"), "mockserver")
    faults = []
    for line in (["--version"], ["validate", document], ["routes", document]):
        ended = subprocess.run([command, *line], capture_output=True, text=True, check=False)  # noqa: S603 -- our own
        faults += [f"mockserver {line[0]}: {ended.stdout}{ended.stderr}"] if ended.returncode else []
    with mockserver.MockServer(document) as mock, urlopen(f"{mock.url}/pets") as response:  # noqa: S310 -- our own server
        faults += [] if response.status == 200 else [f"GET /pets: {response.status}"]
    if "mockserver" not in entry_points(group="pytest11").names:
        faults.append("pytest does not find the plugin")
    return faults


if __name__ == "__main__":
    found = {"contents": contents, "try": tried}[sys.argv[1]](sys.argv[2])
    sys.stdout.writelines(f"{each}\n" for each in found)
    sys.exit(bool(found))
