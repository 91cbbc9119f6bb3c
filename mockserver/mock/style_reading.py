"""The OAS styles read back: from what stands on the wire to the raw tree that it spells.

The table of OAS 3.2, Parameter Object, "Style Examples", from right to left. One text may be spelled in two ways:
`a,b` is a string or an array of two. So a reading gives all that the schema's types allow, the likeliest first, and
`coercion.chosen` asks the schema. Where practice differs from the table, practice is a later reading: delimiters that
are percent-encoded (URLSearchParams does that), `ids[]=1` for an exploded array, `.a.b` for a label that is not
exploded (OAS 3.0.3).

Knows no HTTP: a path segment, a field value, pairs of a query come in. Nothing raises; what cannot be read as the style
asks is given as the text it is, for the schema to refuse, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mockserver.mock.coercion import Raw
from mockserver.mock.queries import Decode, Pairs, as_is, percent_decoded
from mockserver.mock.shapes import SCALARS, Shape

Readings = Sequence[Raw]

MOST_BRACKETS: Final = 20
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_DELIMITERS: Final[Mapping[str, re.Pattern[str]]] = {
    "spaceDelimited": re.compile(r"%20|\+| "),
    "pipeDelimited": re.compile(r"\||%7C", re.IGNORECASE),
    "tabDelimited": re.compile(r"%09|\t"),
}
_COMMA = re.compile(",")
# White space is gone through from its beginning alone: it may be all of a field, and no comma in it.
_LIST = re.compile(r"(?:(?<![ \t])[ \t]++)?,[ \t]*+")


@dataclass(frozen=True, slots=True)
class Styled:
    """How one parameter, header or form property is spelled."""

    name: str
    style: str
    explode: bool
    shape: Shape

    @property
    def is_composite(self) -> bool:
        """Whether it may be an array or an object."""
        kinds = self.shape.kinds
        return not self.shape.is_free and ("array" in kinds or "object" in kinds)

    @property
    def is_only_scalar(self) -> bool:
        """Whether it is neither an array nor an object."""
        return self.shape.is_free or self.shape.kinds <= SCALARS


# --- a text on its own


def delimited(styled: Styled, text: str, *, delimiter: re.Pattern[str] = _COMMA, decode: Decode = as_is) -> Readings:
    """The readings of `3,4,5`, `R,100,G,200` or `R=100,G=200`: simple style, and form style without its name.

    `explode` asks for `R=100` in objects; `text` is still encoded, `decode` decodes an item.
    """
    if not styled.is_composite:
        return (decode(text),)
    return tuple(_unique(_delimited(styled, text, delimiter=delimiter, decode=decode)))


def _delimited(styled: Styled, text: str, *, delimiter: re.Pattern[str], decode: Decode) -> Iterator[Raw]:
    plain = decode(text)
    if styled.shape.kinds & SCALARS:
        yield plain
    pieces = [decode(piece) for piece in delimiter.split(text)] if text else []
    yield from _composite(styled, pieces)
    if not text:
        yield from _composite(styled, [""])
    elif len(pieces) == 1 and plain != text:
        # URLSearchParams and encodeURIComponent write the delimiters encoded, too.
        yield from _composite(styled, _split_decoded(plain, delimiter))


def _split_decoded(plain: str, delimiter: re.Pattern[str]) -> list[str]:
    return delimiter.split(plain) if delimiter is not _LIST else _COMMA.split(plain)


def _composite(styled: Styled, pieces: list[str]) -> Iterator[Raw]:
    kinds = styled.shape.kinds
    if "array" in kinds:
        yield pieces
    if "object" in kinds:
        yield _object(pieces, explode=styled.explode)


def _object(pieces: list[str], *, explode: bool) -> Raw:
    """The object of `R=100` pieces, or of alternating names and values; the text itself if it is neither."""
    if explode:
        pairs = [piece.partition("=") for piece in pieces]
        return {name: value for name, _, value in pairs} if all(equals for _, equals, _ in pairs) else ",".join(pieces)
    return dict(zip(pieces[::2], pieces[1::2], strict=True)) if len(pieces) % 2 == 0 else ",".join(pieces)


def _unique(readings: Iterator[Raw]) -> Iterator[Raw]:
    seen: list[Raw] = []
    for reading in readings:
        if reading not in seen:
            seen.append(reading)
            yield reading


# --- a header field


def in_field(styled: Styled, value: str) -> Readings:
    """The readings of a field value: simple style, white space around commas ignored.

    "the parsed header values are expected to contain the quotes and escapes" -- OAS 3.2, appendix D. RFC 6570 would
    also percent-encode, which is the later reading. 2.0's `collectionFormat` may name another delimiter.
    """
    delimiter = _DELIMITERS.get(styled.style, _LIST)
    decodes = (as_is, percent_decoded) if "%" in value else (as_is,)
    return [each for decode in decodes for each in delimited(styled, value, delimiter=delimiter, decode=decode)]


# --- a path segment


def in_segment(styled: Styled, raw: str) -> Readings:
    """The readings of a path segment, still encoded: simple, label and matrix style, and 2.0's `ssv`, `tsv` and
    `pipes`; none if it is not in that style.
    """
    read = _PREFIXED.get(styled.style, _simple)
    readings = list(read(styled, raw, percent_decoded))
    if not readings and percent_decoded(raw) != raw:
        # ";" and "=" may come encoded: encodeURIComponent leaves neither.
        readings = list(read(styled, percent_decoded(raw), as_is))
    return readings


def _simple(styled: Styled, raw: str, decode: Decode) -> Iterator[Raw]:
    yield from delimited(styled, raw, delimiter=_DELIMITERS.get(styled.style, _COMMA), decode=decode)


def _label(styled: Styled, raw: str, decode: Decode) -> Iterator[Raw]:
    if raw.startswith("."):
        delimiter = _DOT if styled.explode else _COMMA
        yield from delimited(styled, raw[1:], delimiter=delimiter, decode=decode)
        if styled.is_composite and not styled.explode and "," not in raw:
            # OAS 3.0.3's table has dots whether exploded or not.
            yield from delimited(styled, raw[1:], delimiter=_DOT, decode=decode)


def _matrix(styled: Styled, raw: str, decode: Decode) -> Iterator[Raw]:
    if not raw.startswith(";"):
        return
    parts = [each.partition("=") for each in raw[1:].split(";")]
    named = [value for name, _, value in parts if decode(name) == styled.name]
    if styled.explode and "object" in styled.shape.kinds and styled.is_composite and not named:
        yield {decode(name): decode(value) for name, _, value in parts}
    elif len(named) == len(parts) == 1 and not (styled.explode and styled.is_composite):
        yield from delimited(styled, named[0], decode=decode)
    elif len(named) == len(parts):
        yield from _repeated(styled, [decode(value) for value in named])


_DOT = re.compile(r"\.")
_PREFIXED: Final = {"label": _label, "matrix": _matrix}


# --- pairs of a query, a form or cookies


def in_pairs(styled: Styled, pairs: Pairs) -> Readings | None:
    """The readings of a parameter among pairs, or None if it is not there."""
    if styled.style == "deepObject":
        return _deep(styled, pairs)
    values = pairs.index.get(styled.name)
    if values is None:
        return _nameless(styled, pairs) if styled.is_composite else None
    if len(values) == 1 and styled.is_only_scalar:
        return (pairs.decode(values[0]),)
    if styled.explode or len(values) > 1:
        return tuple(_repeated(styled, [pairs.decode(value) for value in values]))
    delimiter = _DELIMITERS.get(styled.style, _COMMA)
    return delimited(styled, values[0], delimiter=delimiter, decode=pairs.decode)


def _repeated(styled: Styled, values: list[str]) -> Iterator[Raw]:
    """`color=blue&color=black`: an array; once, it may be a scalar; twice is what no scalar allows, and says so."""
    if len(values) == 1 and (styled.shape.kinds & SCALARS or "array" not in styled.shape.kinds):
        yield values[0]
    if len(values) > 1 or "array" in styled.shape.kinds:
        yield values
    if values == [""] and "array" in styled.shape.kinds:
        yield []


def _nameless(styled: Styled, pairs: Pairs) -> Readings | None:
    """What stands there under other names: `R=100&G=200` for an exploded object, `ids[]=1` for an array."""
    if styled.explode and "object" in styled.shape.kinds:
        found = _spread(styled.shape, pairs)
        if found:
            return (found,)
    return _deep(styled, pairs) if styled.name in pairs.bracketed else None


def _spread(shape: Shape, pairs: Pairs) -> dict[str, Raw]:
    """The properties of an exploded object; names that nobody declares are its own only if it asks for such."""
    names = pairs.index if shape.is_open or not shape.names else shape.names
    found = {}
    for name in names:
        values = pairs.index.get(name)
        if values is not None:
            decoded = [pairs.decode(value) for value in values]
            found[name] = decoded if len(decoded) > 1 or shape.property(name).holds("array") else decoded[0]
    return found


# --- deepObject


def _deep(styled: Styled, pairs: Pairs) -> Readings | None:
    """`filter[owner][name]=Ada&filter[ids][]=1`: what OAS leaves open is read as most servers (qs, PHP, Rack) do."""
    found: _Branch | None = None
    for rest, value in pairs.bracketed.get(styled.name, ()):
        steps = _BRACKETS.findall(rest)
        if len(steps) <= MOST_BRACKETS and rest == "".join(f"[{step}]" for step in steps):
            found = _planted(found, steps, pairs.decode(value))
    if found is not None:
        return (_grown(styled.shape, found),)
    plain = [pairs.decode(value) for value in pairs.index.get(styled.name, ())]
    if plain and styled.shape.holds("array") and not styled.shape.kinds & SCALARS:
        return (plain,)  # `tags=a&tags=b`: OAS has no cell for arrays in this style
    return tuple(plain[:1]) or None


@dataclass(slots=True)
class _Branch:
    """A place of the tree while it grows: values given for it, and what is below, by step ("" is the next index)."""

    values: list[str]
    below: dict[str, Any]


def _planted(root: _Branch | None, steps: list[str], value: str) -> _Branch:
    root = root or _Branch([], {})
    branch = root
    for step in steps:
        branch = branch.below.setdefault(step, _Branch([], {}))
    branch.values.append(value)
    return root


def _grown(shape: Shape, branch: _Branch) -> Raw:
    """The raw tree of a branch: a list where the steps are indexes and the schema does not ask for an object."""
    if not branch.below:
        is_list = len(branch.values) > 1 or (shape.holds("array") and not shape.kinds & SCALARS)
        return list(branch.values) if is_list else branch.values[0]
    if _is_list(branch) and ("array" in shape.kinds or "object" not in shape.kinds):
        return [*branch.values, *_items(shape, branch)]
    below = {step: _grown(shape.property(step), each) for step, each in branch.below.items()}
    # `a=1&a[b]=2`: the value has no name of its own; with an empty one it is refused where names are declared.
    return {**below, "": branch.values[0]} if branch.values else below


def _is_list(branch: _Branch) -> bool:
    return all(step == "" or (step.isascii() and step.isdigit() and len(step) < 6) for step in branch.below)


def _items(shape: Shape, branch: _Branch) -> Iterator[Raw]:
    ordered = sorted(branch.below.items(), key=lambda pair: int(pair[0] or -1))
    for index, (step, each) in enumerate(ordered):
        if step == "":
            yield from each.values
        if step or each.below:
            # `pets[][name]=a&pets[][age]=2`: one item of two properties.
            yield _grown(shape.item(index), each if step else _Branch([], each.below))
