"""openapi-spec-validator's judgement of a document, as findings.

The package decides what else is wrong; four things of it are done otherwise here, and why:

- it would read `$ref`s from network and disk itself: its handlers are replaced by the retriever, for every scheme;
- an exception (a dangling `$ref`, a missing `name`, a ring) would end it: each part is judged on its own, and what is
  raised becomes a finding at that part, unless a rule of ours says already what is wrong there;
- its errors hardly tell where they are: each gets the place of the innermost part that was being judged;
- schemas against their dialect are `shape`'s, and defaults `instances`', which say more and whose patterns cannot run
  away; its own way takes a quadratic time on a large document.

The package takes a second to import and so is imported when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from referencing.exceptions import Unresolvable

from mockserver.document.anatomy import Found, Survey
from mockserver.document.diagnostics import Severity
from mockserver.document.report import Finding, Spot, error, warning
from mockserver.errors import DocumentError, NotRetrieved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mockserver.document.references import References

_CLASSES: Final = {
    "2.0": "OpenAPIV2SpecValidator",
    "3.0": "OpenAPIV30SpecValidator",
    "3.1": "OpenAPIV31SpecValidator",
    "3.2": "OpenAPIV32SpecValidator",
}

# The errors that `rules` has found already, with both places and a cure.
_TOLD_BETTER: Final = frozenset({"DuplicateOperationIDError", "ParameterDuplicateError", "UnresolvableParameterError"})
_NO_SCHEMA: Final = "is not of type 'object', 'boolean'"

# How a message begins -> the rule's name, where the error's class says less.
_CODES: Final = {
    "Required list has not defined properties": "required-not-defined",
    "Duplicate tag name": "duplicate-tag",
    "Circular tag hierarchy": "tag-ring",
    "Tag ": "tag-not-found",
    "Unknown JSON Schema dialect": "unknown-dialect",
}


def faults(survey: Survey, *, known: Iterable[Finding]) -> Iterator[Finding]:
    """What openapi-spec-validator finds. `known` are the findings of the others: an exception at, above or below the
    place of an error is its consequence and not told, and so is a recursion without end where there are rings.
    """
    errors = [each for each in known if each.severity >= Severity.ERROR]
    faulty = frozenset(each.spot.pointer for each in errors if each.spot.source is survey.source)
    has_rings = any(each.code.endswith("-ring") for each in errors)
    for raised in _judged(survey.references, survey.version.name):
        spot = _spot(survey, raised.parts)
        if raised.exception is None and _NO_SCHEMA in str(raised.error.message):
            continue  # as `shape` and the rules of references say
        if raised.exception is None:
            code = _code(raised.error)
            yield _told(code, str(raised.error.message), spot)
        elif has_rings and isinstance(raised.exception, RecursionError):
            continue
        elif not _is_consequence(raised.exception, spot, faulty):
            yield _given_up(raised.exception, spot)


def _code(found: Any) -> str:
    return next((code for words, code in _CODES.items() if str(found.message).startswith(words)), "invalid")


def _told(code: str, message: str, spot: Spot) -> Finding:
    if code == "required-not-defined":
        names = message.partition(":")[2].strip(" []")
        return warning(code, f"required, and none of the properties: {names}", spot)
    return error(code, message[:1].lower() + message[1:300], spot)


def _is_consequence(exception: BaseException, spot: Spot, faulty: frozenset[str]) -> bool:
    if isinstance(exception, (Unresolvable, NotRetrieved, DocumentError)):
        return True
    pointer = spot.pointer
    return any(each.startswith(pointer) or pointer.startswith(each + "/") for each in faulty)


def _given_up(exception: BaseException, spot: Spot) -> Finding:
    if isinstance(exception, RecursionError):
        message = "this is nested or contains itself too deeply to be judged"
    else:
        message = f"openapi-spec-validator could not judge this: {type(exception).__name__}: {str(exception)[:100]}"
    return warning("not-judged", message, spot, hint="mend what else is wrong with it first")


def _spot(survey: Survey, parts: tuple[Any, ...]) -> Spot:
    """The place in the files that a path through the document leads to, following each `$ref` on the way."""
    here: Found = survey.root
    for part in parts:
        here = survey.end(here) or here
        value = here.node.value
        key = part if isinstance(value, list) else str(part)
        try:
            child = here.node.child(key)
        except (KeyError, IndexError, TypeError):
            break
        here = Found("schema", child, here.spot.at(key))
    return here.spot


# --- running it


@dataclass(frozen=True, slots=True)
class _Raised:
    """What came of judging one part: an error that was found, or an exception that ended it."""

    error: Any
    parts: tuple[Any, ...]
    exception: BaseException | None = None


def _judged(references: References, version: str) -> Iterator[_Raised]:
    made = _validator_class(version)
    handlers = _Everywhere(references)
    confined = type(made.__name__, (made,), {"resolver_handlers": handlers})
    validator = confined(references.source.tree, base_uri=references.uri)
    try:
        for each in validator.root_validator(validator.schema_path):
            yield each if isinstance(each, _Raised) else _Raised(each, ())
    except Exception as exception:  # noqa: BLE001 -- whatever the package raises becomes a finding
        yield _Raised(None, (), exception)


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
        sources = self._references.sources
        if uri not in sources:
            sources[uri] = self._references.retrieve(uri)
        return sources[uri].tree


@lru_cache
def _validator_class(version: str) -> Any:
    """The package's class for a version, of whose parts each is made to say where it is and to survive."""
    import openapi_spec_validator

    original = getattr(openapi_spec_validator, _CLASSES[version])
    keywords = {name: _placed(name, each) for name, each in original.keyword_validators.items()}
    return type(original.__name__, (original,), {"keyword_validators": keywords})


def _placed(name: str, original: Any) -> Any:
    if name == "default":
        return type(original.__name__, (original,), {"__call__": _nothing})
    members: dict[str, Any] = {"__call__": _placing(original.__call__)}
    if name == "schema":
        members |= {"__init__": _remembering(original.__init__), "_validate_schema_meta": _meta(original)}
        members["_collect_properties"] = _collect_properties
    elif name == "operation":
        members["__init__"] = _remembering(original.__init__)
    return type(original.__name__, (original,), members)


def _nothing(*_args: Any, **_named: Any) -> Iterator[Any]:
    return iter(())


def _placing(call: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[_Raised]]:
    """A part's judgement in which each error has a place, and an exception ends this part alone."""

    def judge(self: Any, *args: Any, **named: Any) -> Iterator[_Raised]:
        parts = next((tuple(each.parts) for each in args if hasattr(each, "parts")), ())
        try:
            for each in call(self, *args, **named):
                if isinstance(each, _Raised):
                    yield each
                elif type(each).__name__ not in _TOLD_BETTER:
                    yield _Raised(each, (*parts, *each.path))
        except Exception as exception:  # noqa: BLE001 -- whatever the package raises becomes a finding
            yield _Raised(None, parts, exception)

    return judge


class _Met(set[Any]):
    """A set where the package keeps a list, which it searches for each schema of the document."""

    append = set.add


def _remembering(init: Callable[..., None]) -> Callable[..., None]:
    def remember(self: Any, registry: Any) -> None:
        init(self, registry)
        for name, value in vars(self).items():
            if isinstance(value, list):
                setattr(self, name, _Met(value))

    return remember


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
