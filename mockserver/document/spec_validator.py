"""openapi-spec-validator's judgement of a document, as findings.

The package is asked for what nobody else here tells: what schemas that inherit require, schemas of another `$schema`,
and tags. The rest of what it judges is told by `shape` and the rules, with better places; and its own walk through a
document takes seconds for twenty thousand paths, and minutes for a long chain of `$ref`s. So it gets the tags, and one
by one the schemas with which it may find fault. Beside that

- it would read `$ref`s from network and disk itself: its handlers are replaced by the retriever, for every scheme;
- an exception of it (for a `required` that is no list) becomes a finding, unless a rule of ours says what is wrong;
- defaults are `instances`' to judge, whose patterns cannot run away.

The package takes half a second to import and so is imported when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial, reduce
from operator import truediv
from typing import TYPE_CHECKING, Any, Final

from referencing.exceptions import Unresolvable

from mockserver.document.diagnostics import Severity
from mockserver.document.report import Finding, Spot, error, warning
from mockserver.errors import DocumentError, NotRetrieved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mockserver.document.anatomy import Found, Survey
    from mockserver.document.parse import Source
    from mockserver.document.references import References

_CLASSES: Final = {
    "2.0": "OpenAPIV2SpecValidator",
    "3.0": "OpenAPIV30SpecValidator",
    "3.1": "OpenAPIV31SpecValidator",
    "3.2": "OpenAPIV32SpecValidator",
}

# How a message begins -> the rule's name, where the error's class says less.
_CODES: Final = {
    "Required list has not defined properties": "required-not-defined",
    "Duplicate tag name": "duplicate-tag",
    "Circular tag hierarchy": "tag-ring",
    "Tag ": "tag-not-found",
    "Unknown JSON Schema dialect": "unknown-dialect",
}

_ASKED: Final = "x-asked"
"""Where the schemas that are asked about stand in a copy of their document: a way there may have a `#` in it."""


def faults(survey: Survey, *, known: Iterable[Finding]) -> Iterator[Finding]:
    """What openapi-spec-validator finds. `known` are the findings of the others: an exception at, above or below the
    place of an error is its consequence and not told, and so is a recursion without end where there are rings.
    """
    errors = [each for each in known if each.severity >= Severity.ERROR]
    faulty = frozenset(each.spot.pointer for each in errors if each.spot.source is survey.source)
    has_rings = any(each.code.endswith("-ring") for each in errors)
    for judge, spot in _judges(survey):
        try:
            for found in judge():
                yield _told(str(found.message), spot)
        except (Unresolvable, NotRetrieved, DocumentError):
            continue  # as the rules of references say
        except Exception as exception:  # noqa: BLE001 -- whatever the package raises becomes a finding
            if not (has_rings and isinstance(exception, RecursionError)) and not _is_consequence(spot, faulty):
                yield _given_up(exception, spot)


def _told(message: str, spot: Spot) -> Finding:
    code = next((code for words, code in _CODES.items() if message.startswith(words)), "invalid")
    if code == "required-not-defined":
        names = ", ".join(sorted(message.partition(":")[2].strip(" []").split(", ")))
        return warning(code, f"required, and none of the properties: {names}", spot)
    return error(code, message[:1].lower() + message[1:300], spot)


def _is_consequence(spot: Spot, faulty: frozenset[str]) -> bool:
    pointer = spot.pointer
    return any(each.startswith(pointer) or pointer.startswith(each + "/") for each in faulty)


def _given_up(exception: BaseException, spot: Spot) -> Finding:
    if isinstance(exception, RecursionError):
        message = "this is nested or contains itself too deeply to be judged"
    else:
        message = f"openapi-spec-validator could not judge this: {type(exception).__name__}: {str(exception)[:100]}"
    return warning("not-judged", message, spot, hint="mend what else is wrong with it first")


# --- what it is asked


def _judges(survey: Survey) -> Iterator[tuple[Callable[[], Iterable[Any]], Spot]]:
    """What gives the errors of each part that is asked about, and its place."""
    asked: dict[Source, list[Found]] = {survey.source: []}
    for each in survey.objects["schema"]:
        if _may_be_faulty(each):
            asked.setdefault(each.spot.source, []).append(each)
    tags = survey.root.value.get("tags")
    uris = {source: uri for uri, source in survey.references.sources.items()}
    for source, schemas in asked.items():
        has_tags = bool(tags) and source is survey.source
        if not (schemas or has_tags):
            continue
        added = {str(at): each.value for at, each in enumerate(schemas)}
        tree = source.tree if isinstance(source.tree, Mapping) else {}
        validator = _validator(survey, {**tree, _ASKED: added}, uri=uris[source])
        if has_tags:
            yield partial(_errors, validator, "tags", ("tags",)), Spot(source).at("tags")
        for at, each in enumerate(schemas):
            yield partial(_errors, validator, "schema", (_ASKED, str(at))), each.spot


def _errors(validator: Any, kind: str, way: tuple[str, ...]) -> Iterator[Any]:
    yield from validator.keyword_validators_registry[kind](reduce(truediv, way, validator.schema_path))


def _may_be_faulty(schema: Found) -> bool:
    """Only of a schema that stands by itself are the required names judged: one within another may be a part of it."""
    value = schema.value
    is_whole = schema.owner is None or schema.owner.kind != "schema"
    return is_whole and ("$schema" in value or ("allOf" in value and "required" in value))


def _validator(survey: Survey, tree: Mapping[str, Any], *, uri: str) -> Any:
    made = _validator_class(survey.version.name)
    confined = type(made.__name__, (made,), {"resolver_handlers": _Everywhere(survey.references)})
    return confined(tree, base_uri=uri)


class _Everywhere(dict[str, Callable[[str], Any]]):
    """Handlers that are there for every scheme, so that the package never falls back to opening a URL itself."""

    def __init__(self, references: References) -> None:
        super().__init__()
        self._references = references

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Callable[[str], Any]:
        return self._read

    def _read(self, uri: str) -> Any:
        return (self._references.sources.get(uri) or self._references.retrieve(uri)).tree


@lru_cache
def _validator_class(version: str) -> Any:
    """The package's class for a version, which judges one schema at a time and no default."""
    import openapi_spec_validator

    original = getattr(openapi_spec_validator, _CLASSES[version])
    schema, default = original.keyword_validators["schema"], original.keyword_validators["default"]
    members = {"__call__": _alone(schema), "_validate_schema_meta": _meta(schema)}
    own = {
        "schema": type(schema.__name__, (schema,), members | {"_collect_properties": _collect_properties}),
        "default": type(default.__name__, (default,), {"__call__": _nothing}),
    }
    return type(original.__name__, (original,), {"keyword_validators": {**original.keyword_validators, **own}})


def _nothing(*_args: Any, **_named: Any) -> Iterator[Any]:
    return iter(())


def _alone(original: Any) -> Callable[..., Iterator[Any]]:
    """The package's judgement of a schema without those within it, of which it judges nothing but the default."""

    def judge(self: Any, schema: Any, *, meta_checked: bool = False, **_: Any) -> Iterator[Any]:
        # It searches these lists for each schema; here each is asked about once.
        self.visited_schema_ids, self.meta_checked_schema_ids = [], []
        return _nothing() if meta_checked else original.__call__(self, schema)

    return judge


def _meta(original: Any) -> Callable[..., Any]:
    """Schemas of the version's own dialect are `shape`'s; of another `$schema`, the package judges."""

    def judge(self: Any, schema: Any, value: Any) -> Any:
        if isinstance(value, Mapping) and "$schema" in value:
            return original._validate_schema_meta(self, schema, value)  # noqa: SLF001 -- there is no public way
        return None

    return judge


def _collect_properties(self: Any, schema: Any) -> set[str]:
    """The property names within a schema: the package's own way recurses without end where a schema holds itself."""
    del self
    found: set[str] = set()
    met: set[int] = set()
    waiting = [schema]
    while waiting:
        each = waiting.pop()
        value = each.read_value()
        if not isinstance(value, Mapping) or id(value) in met:
            continue
        met.add(id(value))
        if isinstance(value.get("properties"), Mapping):
            found.update(value["properties"])
        for key in ("allOf", "anyOf", "oneOf"):
            if isinstance(value.get(key), list):
                waiting.extend(each / key / at for at in range(len(value[key])))
        waiting.extend(each / key for key in ("items", "not") if key in value)
    return found
