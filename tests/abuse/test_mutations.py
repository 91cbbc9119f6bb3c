"""Sound documents, broken in a few places at random: each is refused, or judged and served, and none ends anything.

The same mutations every time, so that who changed nothing of it is not stopped by them. Other seeds are a person's to
try: `MUTATIONS=20000:5000 pytest -m slow tests/abuse/test_mutations.py` tries 5,000 from seed 20,000 on.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from mockserver.document.parse import parse_octets
from mockserver.errors import Unbuildable
from tests.fuzz.targets import api, judgement

pytestmark = pytest.mark.slow

ROOT: Final = Path(__file__).resolve().parents[2]
FIRST, COUNT = map(int, os.environ.get("MUTATIONS", "1:800").split(":"))
SHARE: Final = 50

VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 1.5, -0.0, 1e308, 1e-300, 2**64, 10**400, "", " ", "{", "}", "{a}", "/", "#", "#/", "*",
    "%zz", "\0", "\ud800", "a\r\nb: c", "x" * 5000, "1", "200", "2XX", "999", "default", "string", "object", "array",
    "date-time", "binary", "^(a+)+$", "[", "(?<=a)b", [], {}, [[]], [None], ["null"], ["string", "null"], {"": None},
    {"$ref": ""}, {"$ref": "#"}, {"$ref": 1}, {"$ref": "http://127.0.0.1:1/x"}, {"$ref": "file:///etc/passwd"},
    {"$ref": "http://["}, {"$dynamicRef": "#x"}, {"type": []}, {"enum": []}, {"not": {}}, {"allOf": [False]},
)  # fmt: skip
_KEYS: Final = """
type format pattern minLength minimum multipleOf minItems uniqueItems items prefixItems contains properties required
additionalProperties patternProperties propertyNames if then allOf anyOf oneOf not enum const default example examples
nullable discriminator xml $ref $id $anchor $dynamicRef $dynamicAnchor $defs $schema unevaluatedProperties
contentSchema parameters responses content headers links callbacks security servers requestBody schema style explode
in name itemSchema encoding prefixEncoding produces consumes schemes basePath host definitions components paths
webhooks $self openapi swagger query trace additionalOperations get 200 204 default 1XX application/json */*
text/event-stream multipart/form-data Content-Type Set-Cookie / /{a} /{a}/{a} /a?b=c /{a}{b} x-faker serializedValue
externalValue operationRef tags flows mapping variables url
"""
KEYS: Final = tuple(_KEYS.split())
VERSIONS: Final[tuple[Any, ...]] = (
    "2.0",
    "3.0.0",
    "3.0-rc1",
    " 3.1.0 ",
    "3.2.0",
    "3",
    "4.0",
    "",
    3.1,
    2,
    None,
    True,
    [],
)

Place = tuple[Any, Any, str]
"""A mapping or sequence, a key of it, and the pointer to what is there."""


def places(tree: Any) -> list[Place]:
    """Every node below the root."""
    found: list[Place] = []
    waiting = [(tree, "#")]
    while waiting:
        node, pointer = waiting.pop()
        for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
            below = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1').replace('%', '%25')}"
            found.append((node, key, below))
            if isinstance(value, (dict, list)):
                waiting.append((value, below))
    return found


def mutate(tree: Any, random: Random) -> None:
    """Break a tree in one place."""
    every = places(tree)
    (holder, key, _), (other, its_key, pointer) = random.choice(every), random.choice(every)
    change = random.choice(["set", "copy", "refer", "rename", "remove", "swap", "add", "version"])
    if change == "set":
        holder[key] = deepcopy(random.choice(VALUES))
    elif change == "copy":
        holder[key] = deepcopy(other[its_key])
    elif change == "refer":
        holder[key] = {"$ref": random.choice([pointer, pointer.rpartition("/")[0]])}
    elif change == "remove":
        del holder[key]
    elif change == "swap":
        holder[key], other[its_key] = deepcopy(other[its_key]), deepcopy(holder[key])
    elif change == "version":
        tree[random.choice(["openapi", "swagger"])] = random.choice(VERSIONS)
    elif isinstance(holder, dict):
        holder[random.choice(KEYS)] = holder.pop(key) if change == "rename" else deepcopy(random.choice(VALUES))


def documents() -> list[Any]:
    """The trees of our own documents: one of each version, and the richest."""
    paths = [*sorted((ROOT / "specs").glob("*.yaml")), *sorted((ROOT / "tests" / "rulebook").glob("*.yaml"))]
    return [parse_octets(path.read_bytes(), name=path.name).tree for path in paths]


@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, SHARE))
def test_a_broken_document_is_refused_or_served(first: int) -> None:
    """What is wrong is told; what is served answers each of its operations."""
    sound = documents()
    for seed in range(first, first + SHARE):
        random = Random(seed)
        tree = deepcopy(random.choice(sound))
        for _ in range(random.randint(1, 5)):
            mutate(tree, random)
        text = json.dumps(tree).encode()
        with suppress(Unbuildable):  # `paths` may be a reference, and lead nowhere
            api(text)
        judgement(text)
