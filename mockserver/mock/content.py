"""Which content: an example that is asked for, one that the request is paired with, the first one, else a made value.

Examples are the author's word and win over generation; what is made obeys the schema. The same request gets the same
content, in every process, unless new values are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import orjson

from mockserver.document.model import ABSENT, NOTHING, Example, MediaType
from mockserver.document.schema import Schema
from mockserver.errors import NotAcceptable, NotFound, NotRetrieved, Unsatisfiable
from mockserver.http import media_types, negotiation
from mockserver.mock import samples
from mockserver.mock.recent import Recent, definitions

if TYPE_CHECKING:
    from random import Random

    from mockserver.document.model import DeclaredResponse
    from mockserver.http.messages import Request
    from mockserver.mock.generation import Generator

MOST_STEPS: Final = 50
"""How many references are followed to an example: a bound on rings."""

MOST_COMPILED: Final = 128
"""How many schemas stay compiled for making values: a usual one takes a tenth of a megabyte, one of five hundred
definitions fourteen.
"""

STREAMED: Final = 3
"""How many items a stream has that is made of its `itemSchema`."""


@dataclass(frozen=True, slots=True)
class Content:
    """A value to be sent, where it comes from (`example cats`, `generated`, `sample`), and notes for the trail."""

    value: Any
    source: str
    notes: tuple[str, ...] = ()


def _size(schema: Schema) -> int:
    return definitions(schema.whole)


@dataclass(slots=True)
class Maker:
    """Makes values of schemas; each is compiled once, at its first use. `external` reads an `externalValue`."""

    locale: str = "en_US"
    realistic: bool = True
    external: Callable[[str], bytes] | None = None
    generators: Recent[Schema, Generator] = field(default_factory=lambda: Recent(_size, most=MOST_COMPILED))
    opened: Recent[Schema, Generator] = field(default_factory=lambda: Recent(_size, most=MOST_COMPILED))
    likes: Recent[Schema, dict[bytes, Schema]] = field(default_factory=lambda: Recent(_size, most=MOST_COMPILED))

    def value(
        self, schema: Schema, random: Random, given: Mapping[str, str] = NOTHING, *, examples: bool = True
    ) -> Content:
        """A value that obeys a schema as a response sees it, or as much of it as can be.

        With `examples`, those of its properties are used. Raises Unbuildable for a schema that leads nowhere.
        """
        generator = self._generator(schema)
        try:
            return Content(generator.value(random, given, examples=examples), "generated")
        except Unsatisfiable as fault:
            return Content(self._nearest(schema, random), "generated", (f"no value obeys the schema: {fault}",))

    def like(self, example: Any, schema: Schema, random: Random, *, given: Mapping[str, str] = NOTHING) -> Content:
        """A value that obeys a schema, and says what an example says as far as the schema allows."""
        known = self.likes.of(schema, dict)
        text = orjson.dumps(example)
        if text not in known:
            known[text] = Schema.of({**schema.whole, "example": example}, schema.name)
        return self.value(known[text], random, given)

    def _nearest(self, schema: Schema, random: Random) -> Any:
        for generator in (self._generator(schema), self._opened(schema)):
            with suppress(Unsatisfiable):
                return generator.nearest(random)
        return _plainest(schema.whole)

    def _opened(self, schema: Schema) -> Generator:
        return self.opened.of(schema, lambda: self._compiled(schema, _opened(schema.response)))

    def _generator(self, schema: Schema) -> Generator:
        return self.generators.of(schema, lambda: self._compiled(schema, schema.response))

    def _compiled(self, schema: Schema, whole: Any) -> Generator:
        # Costs more to import than to start the server, and a document with examples never needs it.
        from mockserver.mock.generation import compile_schema

        return compile_schema(whole, name=schema.name, locale=self.locale, realistic=self.realistic)

    def accepts(self, schema: Schema | None) -> Callable[[Any], bool]:
        """Whether a value obeys a schema as a response sees it; every value does without one."""
        # As costly, and needed for refusals alone.
        from mockserver.mock.checking import judge

        return judge(schema).accepts if schema is not None else lambda _: True


def _opened(schema: Any) -> Any:
    """The schema without `additionalProperties: false`, which often stands where `allOf` brings more properties."""
    if isinstance(schema, list):
        return [_opened(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        key: _opened(value) for key, value in schema.items() if not (key == "additionalProperties" and value is False)
    }


def _plainest(schema: Mapping[str, Any]) -> Any:
    """The empty value of a schema's type, for one that nothing obeys."""
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    return {"string": "", "number": 0, "integer": 0, "boolean": False, "array": [], "null": None}.get(str(kind), {})


# --- the media type -------------------------------------------------------------------------------------------------


def represent(
    declared: DeclaredResponse, request: Request, *, is_refusal: bool = False
) -> tuple[str, MediaType] | None:
    """The media type to answer with, by Accept, and its declaration; None for a response without content.

    Raises NotAcceptable, but for a refusal: a server may "disregard the Accept header field" (RFC 9110, 12.4.1).
    """
    if not declared.content:
        return None
    accept = request.fields.combined("accept")
    name = negotiation.best(accept, tuple(declared.content))
    if name is None and not is_refusal:
        available = ", ".join(declared.content)
        message = (
            f"nothing declared satisfies Accept: {accept}; {request.spoken_of} {request.path} can be had as {available}"
        )
        raise NotAcceptable(message, available=list(declared.content))
    name = next(iter(declared.content)) if name is None else name
    media_type = declared.content[name]
    return negotiation.concrete(accept, name) or _of_range(name, media_type), media_type


_OF_RANGE: Final = {"image": "image/png", "text": "text/plain", "audio": "audio/wav", "video": "video/mp4"}


def _of_range(name: str, media_type: MediaType) -> str:
    """A concrete media type inside of a declared range, by what its schema describes."""
    kind, _, subtype = name.partition(";")[0].strip().lower().partition("/")
    if subtype.startswith("*+"):
        return f"{kind}/vnd.mock{subtype[1:]}"
    schema = media_type.schema.whole if media_type.schema else {}
    is_binary = schema.get("type") == "string" and schema.get("format") == "binary"
    return _OF_RANGE.get(kind, "application/octet-stream" if is_binary else "application/json")


# --- the value ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the content: an example by name, the names that the request is paired with, new values."""

    example: str | None = None
    paired: tuple[str, ...] = ()
    dynamic: bool = False


def content_of(
    name: str, media_type: MediaType, maker: Maker, *, wish: Wish, random: Random, given: Mapping[str, str]
) -> Content:
    """The content of a media type. Raises NotFound for a preferred example that is not declared."""
    like = partial(maker.like, random=random, given=given)
    example = _asked_for(media_type, wish) or (None if wish.dynamic else _declared(media_type, wish))
    if example is not None:
        content = _of_example(example, maker)
        if content is not None:
            return _as_meant(content, name, schema=media_type.schema, maker=maker, like=like)
    if media_type.schema is not None and not wish.dynamic:
        shown = _of_schema(media_type.schema.whole)
        if shown is not ABSENT:
            content = Content(shown, "example of the schema")
            return _as_meant(content, name, schema=media_type.schema, maker=maker, like=like)
    make = partial(maker.value, random=random, given=given, examples=not wish.dynamic)
    return _made(name, media_type, make, random=random)


def _asked_for(media_type: MediaType, wish: Wish) -> Example | None:
    if wish.example is None:
        return None
    if wish.example in media_type.examples:
        return media_type.examples[wish.example]
    names = [name for name in media_type.examples if name]
    message = f"{media_type.name} has no example {wish.example!r}; it has {', '.join(names) or 'none with a name'}"
    raise NotFound(message, examples=names)


def _declared(media_type: MediaType, wish: Wish) -> Example | None:
    """The example that shares its name with the request's, else the first."""
    paired = next((media_type.examples[name] for name in wish.paired if name in media_type.examples), None)
    return paired or next(iter(media_type.examples.values()), None)


def _of_example(example: Example, maker: Maker) -> Content | None:
    source = f"example {example.name}".rstrip()
    if example.serialized is not None:
        return Content(example.serialized.encode(), source)
    if example.value is not ABSENT:
        return Content(example.value, source)
    if example.external is not None and maker.external is not None:
        try:
            return Content(maker.external(example.external), source)
        except NotRetrieved:
            return None
    return None


def _as_meant(
    content: Content, name: str, *, schema: Schema | None, maker: Maker, like: Callable[[Any, Schema], Content]
) -> Content:
    """The content; of an example that is JSON inside a text, where the schema asks for no text, what that JSON says,
    in a form that the schema allows.

    Many a document writes its examples so (`example: |` in YAML, and what tools export): nobody means the text.
    """
    text = content.value
    if not isinstance(text, str) or text.lstrip()[:1] not in {"{", "["} or not media_types.is_json(name):
        return content
    if schema is not None and schema.whole and maker.accepts(schema)(text):
        return content
    try:
        value = orjson.loads(text)
    except ValueError:
        return content
    if schema is not None and not maker.accepts(schema)(value):
        value = like(value, schema).value
    return replace(content, value=value, notes=("the example is JSON inside a text",))


def _of_schema(whole: Mapping[str, Any]) -> Any:
    """The example that a schema carries itself, through its `$ref`s; ABSENT without one."""
    schema: Any = whole
    for _ in range(MOST_STEPS):
        if not isinstance(schema, Mapping):
            break
        if "example" in schema:
            return schema["example"]
        if isinstance(schema.get("examples"), list) and schema["examples"]:
            return schema["examples"][0]
        reference = schema.get("$ref")
        schema = whole.get("$defs", {}).get(reference.removeprefix("#/$defs/")) if isinstance(reference, str) else None
    return ABSENT


def _made(name: str, media_type: MediaType, make: Callable[[Schema], Content], *, random: Random) -> Content:
    if media_type.item_schema is not None:
        made = [make(media_type.item_schema) for _ in range(STREAMED)]
        return Content([each.value for each in made], "generated", made[0].notes)
    if samples.suits(name, media_type.schema.whole if media_type.schema else {}):
        sample = samples.sample(name, random=random)
        if sample is not None:
            return Content(sample, "sample")
    if media_type.schema is None:
        return Content({} if media_types.is_json(name) else "", "generated")
    return make(media_type.schema)
