"""From a schema to a value that obeys it and looks real.

Knows JSON Schema 2020-12 with the keywords that OpenAPI adds, and what the names of properties mean. Does not know
documents, requests or media types, has no clock and no state: all randomness comes from the `random.Random` that is
passed in, and the same state of it gives the same value in every process.

    generator = compile_schema({"type": "object", "properties": {"email": {"type": "string"}}}, name="User")
    generator.value(random.Random(7))

Read `generator`, which tells the story; then `conjunction`, `nodes`, `making`; then `realistic` and `roles`.
"""

from __future__ import annotations

from mockserver.mock.generation.generator import Generator, compile_schema

__all__ = ["Generator", "compile_schema"]
