"""The errors of a JSON Schema validator, in words for people who have never seen the schema.

In goes an error of jsonschema-rs, out come `Fault`s: of the branches of a `oneOf` or `anyOf` the one that was meant is
chosen, and the text is computed from the error's data. The table `WORDS` holds one sentence for each keyword. Knows
nothing of files, versions or of what the value stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from mockserver.document.likeness import did_you_mean
from mockserver.document.pointers import keys_in
from mockserver.document.report import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Keys = tuple[str | int, ...]


class EngineError(Protocol):
    """What is asked of an error of jsonschema-rs, whose `kind` has other attributes for each keyword."""

    message: str
    schema_path: list[str | int]
    instance_path: list[str | int]
    kind: Any
    instance: Any


@dataclass(frozen=True, slots=True)
class ValidationError:
    """An error whose path holds the keys as they stand in the value. Its own message is long, and seldom asked for."""

    schema_path: list[str | int]
    instance_path: Keys
    kind: Any
    instance: Any
    _told: EngineError

    @classmethod
    def of(cls, error: EngineError, value: Any) -> ValidationError:
        """The engine's error about a value."""
        return cls(error.schema_path, keys_in(value, error.instance_path), error.kind, error.instance, error)

    @property
    def message(self) -> str:
        """What the engine says."""
        return self._told.message


DEEPEST: Final = 40
"""So many `oneOf` in `oneOf` are opened; a document is nested less than that."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a value does not keep: `keys` lead to it from the root of the value, `schema_keys` to the
    keyword from the root of its schema; with `key`, the last of the keys itself is at fault. `known` are the
    names or values that would have been right, if there are few.
    """

    keys: Keys
    code: str
    message: str
    hint: str = ""
    key: bool = False
    schema_keys: Keys = ()
    instance: Any = None
    known: tuple[Any, ...] = ()


def faults_of(told: EngineError, value: Any) -> Iterator[Fault]:
    """What an error of a validator says of a value, each fault at its own place."""
    yield from _faults(ValidationError.of(told, value), value, 0)


def _faults(error: ValidationError, value: Any, depth: int) -> Iterator[Fault]:
    branches = getattr(error.kind, "context", None)
    if branches is None or _kind(error) == "OneOfMultipleValid" or depth > DEEPEST:
        yield from WORDS.get(_kind(error), _otherwise)(error)
        return
    meant = _meant(error, [[ValidationError.of(each, value) for each in branch] for branch in branches if branch])
    united = _united(meant)
    if united is not None or not meant:
        yield united or _otherwise_fault(error)
        return
    best = min(meant, key=lambda branch: (_misfit(error, branch), len(branch)))
    for each in best:
        yield from _faults(each, value, depth + 1)


def _kind(error: ValidationError) -> str:
    return type(error.kind).__name__


# --- which branch was meant -----------------------------------------------------------------------------------------


def _meant(error: ValidationError, branches: list[list[ValidationError]]) -> list[list[ValidationError]]:
    """The branches that the author may have had in mind: of a type that fits; a Reference only if there is a `$ref`."""
    has_reference = isinstance(error.instance, dict) and "$ref" in error.instance
    if has_reference:
        return [branch for branch in branches if _is_reference(branch)] or branches
    others = [branch for branch in branches if not _lacks_reference(branch, error)]
    fitting = [branch for branch in others if not any(_is_here(each, error, "Type") for each in branch)]
    return fitting or others or branches


def _is_reference(branch: list[ValidationError]) -> bool:
    return any({"Reference", "jsonReference", "reference"} & {str(key) for key in each.schema_path} for each in branch)


def _lacks_reference(branch: list[ValidationError], parent: ValidationError) -> bool:
    return any(_is_here(each, parent, "Required") and each.kind.property == "$ref" for each in branch)


def _is_here(error: ValidationError, parent: ValidationError, kind: str) -> bool:
    return _kind(error) == kind and len(error.instance_path) == len(parent.instance_path)


def _misfit(parent: ValidationError, branch: list[ValidationError]) -> tuple[int, int]:
    """How unlikely a branch is: a field such as `in` or `type` that says another kind weighs most."""
    below = len(parent.instance_path) + 1
    tells = sum(_kind(each) in {"Enum", "Constant"} and len(each.instance_path) == below for each in branch)
    lacks = sum(_is_here(each, parent, "Required") for each in branch)
    return tells, lacks


def _united(branches: list[list[ValidationError]]) -> Fault | None:
    """One sentence for branches of which each says the same of the same place: other values, types or names."""
    tells = [[each for each in branch if _kind(each) in {"Enum", "Constant"}] for branch in branches]
    if len(branches) > 1 and all(tells) and len({tuple(tell[0].instance_path) for tell in tells}) == 1:
        options = [option for tell in tells for option in _options(tell[0])]
        return _not_among(tells[0][0], options)
    if len(branches) < 2 or any(len(branch) != 1 for branch in branches):
        return None
    firsts = [branch[0] for branch in branches]
    if len({tuple(each.instance_path) for each in firsts}) > 1:
        return None
    if all(_kind(each) == "Required" for each in firsts):
        names = list(dict.fromkeys(each.kind.property for each in firsts))
        return _fault(firsts[0], "missing-field", f"{subject(firsts[0])} needs one of {_listed(names)}")
    if all(_kind(each) == "Type" for each in firsts):
        return _wrong_type(firsts[0], [name for each in firsts for name in each.kind.types])
    return None


# --- sentences ------------------------------------------------------------------------------------------------------


def _fault(error: ValidationError, code: str, message: str, **more: Any) -> Fault:
    schema_keys = tuple(error.schema_path)
    return Fault(error.instance_path, code, message, schema_keys=schema_keys, instance=error.instance, **more)


def subject(error: ValidationError) -> str:
    """What a sentence is about: the field by its name, an item by its number."""
    path = error.instance_path
    if not path:
        return "the value"
    last = path[-1]
    if isinstance(last, int):
        name = error.instance.get("name") if isinstance(error.instance, dict) else None
        called = f", {shown(name)}," if isinstance(name, str) else ""
        return f"item {last + 1}{f' of {shown(str(path[-2]))}' if len(path) > 1 else ''}{called}"
    return shown(str(last))


_TYPES: Final = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def _listed(names: Sequence[Any], *, last: str = "and") -> str:
    texts = [shown(name) for name in names[:12]]
    if len(names) > len(texts):
        return f"{', '.join(texts)} and {len(names) - len(texts)} more"
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def _wrong_type(error: ValidationError, types: Sequence[str]) -> Fault:
    wanted = list(dict.fromkeys(_TYPES.get(name, name) for name in types))
    must = wanted[0] if len(wanted) == 1 else f"{', '.join(wanted[:-1])} or {wanted[-1]}"
    got = error.instance
    if got is None:
        return _fault(error, "wrong-type", f"{subject(error)} must be {must}, and is empty (null)")
    return _fault(
        error, "wrong-type", f"{subject(error)} must be {must}, and is {shown(got)}", hint=_type_hint(types, got)
    )


def _type_hint(types: Sequence[str], got: Any) -> str:
    if "string" in types and isinstance(got, (bool, int, float)):
        return f"put it in quotes: '{str(got).lower() if isinstance(got, bool) else got}'"
    if isinstance(got, str) and got.strip().lower() in {"true", "false"} and "boolean" in types:
        return "take away the quotes"
    if isinstance(got, str) and {"integer", "number"} & set(types) and _is_numeric(got):
        return "take away the quotes"
    if isinstance(got, str) and {"object", "array"} & set(types) and got.lstrip()[:1] in {"{", "["}:
        return "this is JSON inside a text: write it as a value, without the quotes"
    return ""


def _is_numeric(text: str) -> bool:
    return text.strip().lstrip("+-").replace(".", "", 1).isdecimal()


def _type(error: ValidationError) -> Iterator[Fault]:
    yield _wrong_type(error, error.kind.types)


def _required(error: ValidationError) -> Iterator[Fault]:
    name = error.kind.property
    like = did_you_mean(name, error.instance) if isinstance(error.instance, dict) else ""
    hint = like.replace("did you mean", "is it") if like else ""
    yield _fault(error, "missing-field", f"the required field {shown(name)} is missing", hint=hint, known=(name,))


def _unexpected(error: ValidationError) -> Iterator[Fault]:
    for name in error.kind.unexpected:
        keys = (*error.instance_path, name)
        message = f"{shown(name)} is not a known field"
        yield Fault(
            keys, "unknown-field", message, key=True, schema_keys=tuple(error.schema_path), instance=error.instance
        )


def _options(error: ValidationError) -> list[Any]:
    return error.kind.options if _kind(error) == "Enum" else [error.kind.expected_value]


def _not_among(error: ValidationError, options: Sequence[Any]) -> Fault:
    texts = [each for each in options if isinstance(each, str)]
    hint = did_you_mean(error.instance, texts) if isinstance(error.instance, str) else ""
    choice = _listed(options, last="or")
    message = (
        f"{subject(error)} must be {'one of ' if len(options) > 1 else ''}{choice}, and is {shown(error.instance)}"
    )
    return _fault(error, "wrong-value", message, hint=hint, known=tuple(options))


def _enum(error: ValidationError) -> Iterator[Fault]:
    yield _not_among(error, _options(error))


def _format(error: ValidationError) -> Iterator[Fault]:
    yield _fault(error, "wrong-format", f"{subject(error)} is no valid {error.kind.format}: {shown(error.instance)}")


def _pattern(error: ValidationError) -> Iterator[Fault]:
    message = f"{subject(error)} does not match {shown(error.kind.pattern)}: {shown(error.instance)}"
    yield _fault(error, "wrong-value", message)


def _limit(words: str) -> Callable[[ValidationError], Iterator[Fault]]:
    def sentence(error: ValidationError) -> Iterator[Fault]:
        limit = getattr(error.kind, error.kind.__match_args__[0])
        yield _fault(error, "wrong-value", f"{subject(error)} {words.format(limit)}, and is {shown(error.instance)}")

    return sentence


def _count(words: str, *, least: bool) -> Callable[[ValidationError], Iterator[Fault]]:
    def sentence(error: ValidationError) -> Iterator[Fault]:
        limit = error.kind.limit
        if least and limit == 1:
            yield _fault(error, "wrong-number", f"{subject(error)} must not be empty")
            return
        bound = "at least" if least else "at most"
        message = f"{subject(error)} must have {bound} {limit} {words}, and has {len(error.instance)}"
        yield _fault(error, "wrong-number", message)

    return sentence


def _twice(error: ValidationError) -> Iterator[Fault]:
    double = next((each for at, each in enumerate(error.instance[:200]) if each in error.instance[:at]), None)
    what = f"{shown(double)} twice" if isinstance(double, (str, int, float)) else "the same entry twice"
    yield _fault(error, "listed-twice", f"{subject(error)} lists {what}")


def _names(error: ValidationError) -> Iterator[Fault]:
    inner = error.kind.error
    name = inner.instance if isinstance(inner.instance, str) else str(inner.instance)
    message = f"the name {shown(name)} is not allowed here"
    if _kind(inner) == "Pattern":
        message += f": it does not match {shown(inner.kind.pattern)}"
    keys = (*error.instance_path, name)
    yield Fault(keys, "wrong-name", message, key=True, schema_keys=tuple(error.schema_path), instance=error.instance)


def _several(error: ValidationError) -> Iterator[Fault]:
    yield _fault(error, "ambiguous", f"{subject(error)} matches more than one of the forms of which it may have one")


def _never(error: ValidationError) -> Iterator[Fault]:
    if error.schema_path[-1:] == ["additionalProperties"]:  # of which jsonschema-rs does not tell the name
        yield _fault(error, "wrong-number", f"{subject(error)} must have no fields")
        return
    message = f"{subject(error)} is not allowed here"
    yield Fault(error.instance_path, "unknown-field", message, key=True, schema_keys=tuple(error.schema_path))


def _otherwise_fault(error: ValidationError) -> Fault:
    if _kind(error) in {"AnyOf", "OneOfNotValid"}:
        return _fault(error, "invalid", f"{subject(error)} has none of the forms that are allowed here")
    words = error.message if len(error.message) <= 200 else f"it breaks '{error.kind.name}'"
    return _fault(error, "invalid", f"{subject(error)} is not valid: {words}")


def _otherwise(error: ValidationError) -> Iterator[Fault]:
    yield _otherwise_fault(error)


WORDS: Final[Mapping[str, Callable[[ValidationError], Iterator[Fault]]]] = {
    "Type": _type,
    "Required": _required,
    "AdditionalProperties": _unexpected,
    "UnevaluatedProperties": _unexpected,
    "Enum": _enum,
    "Constant": _enum,
    "Format": _format,
    "Pattern": _pattern,
    "Minimum": _limit("must be at least {}"),
    "Maximum": _limit("must be at most {}"),
    "ExclusiveMinimum": _limit("must be more than {}"),
    "ExclusiveMaximum": _limit("must be less than {}"),
    "MultipleOf": _limit("must be a multiple of {}"),
    "MinLength": _count("characters", least=True),
    "MaxLength": _count("characters", least=False),
    "MinItems": _count("items", least=True),
    "MaxItems": _count("items", least=False),
    "MinProperties": _count("fields", least=True),
    "MaxProperties": _count("fields", least=False),
    "UniqueItems": _twice,
    "PropertyNames": _names,
    "OneOfMultipleValid": _several,
    "FalseSchema": _never,
}
