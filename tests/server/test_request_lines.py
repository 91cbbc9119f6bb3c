"""The line that tells an exchange."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.server.request_lines import SECRETS, RequestLines, Told, duration, masked
from mockserver.server.terminal import Terminal

ANYTHING = st.text(alphabet=st.characters(exclude_categories=[]))
LINES = RequestLines(Terminal(io.StringIO()), column=18, clock=lambda: 1_700_000_000.0)


def text_of(told: Told) -> str:
    """The line without its time, which depends on where the test runs."""
    return LINES.text(told)[len("12:04:11  ") :]


def test_an_answer() -> None:
    """An answer is told with its operation and the time that it took."""
    told = Told("GET", "/v1/pets?limit=2", 200, 0.0004, "listPets")
    assert text_of(told) == "GET     /v1/pets?limit=2   200  listPets  0.4 ms"


def test_a_refusal() -> None:
    """A refusal is told with its reason."""
    told = Told("DELETE", "/v1/pets", 405, 0.0004, "", "allowed: GET, HEAD, POST, OPTIONS")
    assert text_of(told) == "DELETE  /v1/pets           405  allowed: GET, HEAD, POST, OPTIONS"


def test_a_refusal_of_an_operation() -> None:
    """Where an operation refused, both are told."""
    told = Told("POST", "/v1/pets", 422, 0.0004, "createPet", "body /name: is required")
    assert text_of(told) == "POST    /v1/pets           422  createPet  body /name: is required"


def test_a_client_on_another_machine() -> None:
    """Who asked is told behind the status, and as JSON in a member of its own."""
    told = Told("GET", "/v1/pets", 200, 0.0004, "listPets", client="198.51.100.1")
    assert text_of(told) == "GET     /v1/pets           200  198.51.100.1  listPets  0.4 ms"
    assert json.loads(LINES.json(told))["client"] == "198.51.100.1"


def test_the_time_of_day_stands_first() -> None:
    """The line begins with hours, minutes and seconds."""
    moment = LINES.text(Told("GET", "/", 200, 0.0))[:8]
    assert [len(part) for part in moment.split(":")] == [2, 2, 2]


def test_json() -> None:
    """As JSON, each part has a name; what is not known is null."""
    assert json.loads(LINES.json(Told("GET", "/v1/pets", 200, 0.01234))) == {
        "event": "request",
        "time": "2023-11-14T22:13:20Z",
        "method": "GET",
        "target": "/v1/pets",
        "status": 200,
        "operation": None,
        "ms": 12.34,
        "reason": None,
    }


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/pets?api_key=hunter2", "/pets?api_key=***"),
        ("/pets?limit=1&API_KEY=hunter2&x=2", "/pets?limit=1&API_KEY=***&x=2"),
        ("/pets?api%5Fkey=hunter2", "/pets?api%5Fkey=***"),
        ("/pets?auth[token]=hunter2", "/pets?auth[token]=***"),
        ("/pets?access_token=a=b", "/pets?access_token=***"),
        ("/pets?tokens=3", "/pets?tokens=3"),
        ("/pets?token", "/pets?token"),
        ("/caf\xe9", "/caf%C3%A9"),
        ("/\x1b[2J", "/%1B[2J"),
        ("/\ud800", "/%3F"),
        ("/" + "a" * 200, "/" + "a" * 96 + "..."),
        ("*", "*"),
    ],
)
def test_a_target_is_shown(target: str, shown: str) -> None:
    """Secrets are masked, what is not visible ASCII is percent-encoded, what is long is cut."""
    assert LINES.shown(target) == shown


def test_the_documents_own_secrets_are_masked() -> None:
    """An apiKey of the document is a secret under whatever name it has."""
    lines = RequestLines(LINES.terminal, secrets=SECRETS | {"ticket"})
    assert lines.shown("/pets?ticket=hunter2") == "/pets?ticket=***"


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_no_control_character_gets_through(method: str, target: str, operation: str, reason: str) -> None:
    """Whatever a client sends, and whatever a document says, the line is one line of printable text."""
    line = LINES.text(Told(method, target, 400, 0.0, operation, reason))
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in line)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_json_is_one_line(method: str, target: str, reason: str) -> None:
    """Whatever it holds, the object is on one line and can be read back."""
    line = LINES.json(Told(method, target, 400, 0.0, "", reason))
    assert "\n" not in line
    assert json.loads(line)["status"] == 400


@given(st.sampled_from(sorted(SECRETS)), st.text(alphabet="abc123-._~", min_size=1))
def test_a_secret_is_never_shown(name: str, value: str) -> None:
    """The value of a parameter that is named as a secret is not in what is shown."""
    assert masked(f"x=1&{name}={value}", SECRETS) == f"x=1&{name}=***"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.00004, "0.0 ms"), (0.0004, "0.4 ms"), (0.0123, "12 ms"), (0.9994, "999 ms"), (1.25, "1.25 s")],
)
def test_durations(seconds: float, text: str) -> None:
    """Short ones in milliseconds, long ones in seconds."""
    assert duration(seconds) == text
