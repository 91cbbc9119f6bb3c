"""The parameters of a request: found in the path, the query, the fields and the cookies, read and checked.

A Reader is made once for each declared parameter: it finds the text by location, reads it by `style` or by `content`,
and lets the schema judge. All faults are collected; what is right is kept for whoever needs the values.

Knows OAS parameters and where HTTP carries them; the styles are `style_reading`'s, content is `bodies`'.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from mockserver.document.model import ABSENT, NOTHING, Parameter
from mockserver.mock.bodies import reading
from mockserver.mock.checking import Checker, checker
from mockserver.mock.coercion import Raw, chosen
from mockserver.mock.findings import Finding, faults
from mockserver.mock.queries import Pairs, as_is, percent_decoded
from mockserver.mock.shapes import ANYTHING, Shape
from mockserver.mock.style_reading import Readings, Styled, delimited, in_field, in_pairs, in_segment
from mockserver.mock.wording import meant
from mockserver.once import cached_property

if TYPE_CHECKING:
    from mockserver.http.messages import Request

# "If `in` is "header" and the `name` field is "Accept", "Content-Type" or "Authorization", the parameter definition
# SHALL be ignored." -- OAS 3.2, Parameter Object
IGNORED_FIELDS: Final = frozenset({"accept", "content-type", "authorization"})
MOST_UNKNOWN: Final = 20

_MISSPELLED: Final[Mapping[str, str]] = {
    "label": "must begin with a full stop (label style)",
    "matrix": "must be written as ;name=value (matrix style)",
}

Values = Mapping[str, Mapping[str, Any]]
"""By location, then by name as declared."""


@dataclass(frozen=True)
class Wire:
    """A request as parameters see it; each part is parsed once, when it is first asked for. Not `slots` for that.

    `shared` are query names that something else takes too, such as an API key: one of its pairs is the parameter's.
    """

    request: Request
    path_values: Mapping[str, str]
    raw_path_values: Mapping[str, str] | None = None
    shared: Collection[str] = ()

    @cached_property
    def query(self) -> Pairs:
        """The pairs of the query."""
        pairs = Pairs.of_query(self.request.query)
        doubled = [name for name in self.shared if len(pairs.index.get(name, ())) > 1]
        return pairs.with_one_of(doubled) if doubled else pairs

    @cached_property
    def cookies(self) -> Pairs:
        """The pairs of the Cookie fields, whose values are percent-encoded (`form` style)."""
        return Pairs.of_cookies(self.request.fields.all("cookie"))

    @cached_property
    def plain_cookies(self) -> Pairs:
        """The same, taken as they are (3.2's `cookie` style)."""
        return Pairs.of_cookies(self.request.fields.all("cookie"), as_is)


Find = Callable[[Wire], Readings | None]
"""The readings of a parameter in a request, or None if it is not there."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One declared parameter, ready to be read."""

    parameter: Parameter
    find: Find = field(repr=False)
    check: Checker | None
    content: reading.Reader | None = None

    def read(self, wire: Wire, found: list[Finding]) -> Any:
        """The value, ABSENT if it is not there or wrong; what is wrong is added to `found`."""
        readings = self.find(wire)
        if readings is None:
            if self.parameter.required:
                found.append(self._finding("is required"))
            return ABSENT
        if not readings:
            found.append(self._finding(_MISSPELLED.get(self.parameter.style, "is not in the style of the document")))
            return ABSENT
        if self.parameter.allow_empty_value and all(each == "" for each in readings):
            return ""
        value, wrong = self._value(readings)
        found += wrong
        return ABSENT if wrong else value

    def _value(self, readings: Readings) -> tuple[Any, list[Finding]]:
        if self.content is not None:
            value, wrong = self.content.read(_octets(readings[0]), "")
            return value, [replace(each, where=self.parameter.location, name=self.parameter.name) for each in wrong]
        if self.check is None:
            return readings[0], []
        value = chosen(self.check.shape, readings)
        if self.check.accepts(value):
            return value, []
        return value, faults(self.check, value, where=self.parameter.location, name=self.parameter.name)

    def _finding(self, rule: str) -> Finding:
        return Finding(where=self.parameter.location, name=self.parameter.name, rule=rule)


def readers(parameters: Iterable[Parameter]) -> tuple[Reader, ...]:
    """The readers of an operation's parameters. Raises `Unbuildable` where a schema cannot be bundled."""
    kept = (each for each in parameters if each.location in _FINDERS and not _is_ignored(each))
    return tuple(_reader(parameter) for parameter in kept)


def _is_ignored(parameter: Parameter) -> bool:
    return parameter.location == "header" and parameter.name.lower() in IGNORED_FIELDS


def _reader(parameter: Parameter) -> Reader:
    if parameter.content is not None:
        find = _TEXT_FINDERS[parameter.location](parameter)
        return Reader(parameter, find, None, reading.reader(parameter.content))
    check = checker(parameter.schema) if parameter.schema else None
    styled = Styled(parameter.name, parameter.style, parameter.explode, check.shape if check else Shape(ANYTHING))
    return Reader(parameter, _FINDERS[parameter.location](styled), check)


def _octets(text: Raw) -> bytes:
    return str(text).encode("utf-8", errors="surrogatepass")


# --- by style


def _in_path(styled: Styled) -> Find:
    name = styled.name
    if styled.style == "simple" and styled.is_only_scalar:
        return lambda wire: (wire.path_values[name],) if name in wire.path_values else None
    return lambda wire: _segment(styled, wire)


def _segment(styled: Styled, wire: Wire) -> Readings | None:
    raw = (wire.raw_path_values or NOTHING).get(styled.name)
    if raw is not None:
        return in_segment(styled, raw)
    decoded = wire.path_values.get(styled.name)
    # Without the encoded segment, a percent sign in it stands for itself.
    return None if decoded is None else in_segment(styled, decoded.replace("%", "%25"))


def _in_query(styled: Styled) -> Find:
    return lambda wire: in_pairs(styled, wire.query)


def _in_header(styled: Styled) -> Find:
    name = styled.name.lower()

    def find(wire: Wire) -> Readings | None:
        value = wire.request.fields.combined(name)
        return None if value is None else in_field(styled, value)

    return find


def _in_cookie(styled: Styled) -> Find:
    if styled.style == "cookie":
        return lambda wire: in_pairs(styled, wire.plain_cookies)
    if not styled.is_composite:
        return lambda wire: in_pairs(styled, wire.cookies)
    return lambda wire: _composite_cookie(styled, wire.cookies)


def _composite_cookie(styled: Styled, cookies: Pairs) -> Readings | None:
    """An array or an object in `form` style: RFC 6570 joins its pairs by `&` within one cookie."""
    readings = in_pairs(styled, cookies)
    if not styled.explode:
        return readings
    own = [(name, value) for name in (styled.name, *styled.shape.names) for value in cookies.index.get(name, ())]
    if any("&" in value for _, value in own):
        joined = Pairs.of_query("&".join(f"{name}={value}" for name, value in own))
        return in_pairs(styled, replace(joined, decode=percent_decoded))
    value = cookies.index.get(styled.name, ("",))[0]
    if readings is not None and "," in value:
        return (*readings, *delimited(replace(styled, explode=False), value, decode=percent_decoded))
    return readings


def _nowhere(_styled: Styled) -> Find:
    return lambda wire: (wire.request.query,) if wire.request.query else None


_FINDERS: Final[Mapping[str, Callable[[Styled], Find]]] = {
    "path": _in_path,
    "query": _in_query,
    "header": _in_header,
    "cookie": _in_cookie,
    "querystring": _nowhere,
}


# --- by content


def _text_in_pairs(name: str, pairs: Pairs) -> Readings | None:
    values = pairs.index.get(name)
    return None if values is None else (pairs.decode(values[0]),)


def _path_text(parameter: Parameter) -> Find:
    return lambda wire: (wire.path_values[parameter.name],) if parameter.name in wire.path_values else None


def _field_text(parameter: Parameter) -> Find:
    name = parameter.name.lower()

    def find(wire: Wire) -> Readings | None:
        value = wire.request.fields.combined(name)
        return None if value is None else (value,)

    return find


def _query_text(parameter: Parameter) -> Find:
    """The whole query, decoded unless the media type is a form, which decodes itself."""
    is_form = parameter.content is not None and "x-www-form-urlencoded" in parameter.content.name.lower()
    decode = as_is if is_form else percent_decoded
    return lambda wire: (decode(wire.request.query),) if wire.request.query else None


_TEXT_FINDERS: Final[Mapping[str, Callable[[Parameter], Find]]] = {
    "path": _path_text,
    "query": lambda parameter: lambda wire: _text_in_pairs(parameter.name, wire.query),
    "header": _field_text,
    "cookie": lambda parameter: lambda wire: _text_in_pairs(parameter.name, wire.cookies),
    "querystring": _query_text,
}


# --- all of them


def read_all(readers: Sequence[Reader], wire: Wire, found: list[Finding]) -> dict[str, dict[str, Any]]:
    """The values of all parameters that are there and right, by location and name; faults are added to `found`."""
    values: dict[str, dict[str, Any]] = {}
    for reader in readers:
        value = reader.read(wire, found)
        if value is not ABSENT:
            values.setdefault(reader.parameter.location, {})[reader.parameter.name] = value
    return values


# --- unknown query parameters


@dataclass(frozen=True, slots=True)
class Known:
    """The query names that an operation takes: as they are, before a bracket, or (`is_open`) any."""

    names: frozenset[str]
    stems: frozenset[str]
    is_open: bool

    @classmethod
    def of(cls, readers: Sequence[Reader]) -> Known:
        """What the query parameters of an operation take."""
        names: set[str] = set()
        stems: set[str] = set()
        is_open = any(reader.parameter.location == "querystring" for reader in readers)
        for reader in readers:
            if reader.parameter.location == "query":
                names.add(reader.parameter.name)
                is_open |= _spreads(reader, names, stems)
        return cls(frozenset(names), frozenset(stems), is_open)

    def unknown(self, pairs: Pairs, also: Iterable[str]) -> Iterator[Finding]:
        """A finding for each query name that nothing takes, with the one that may be meant."""
        if self.is_open:
            return
        taken = self.names | frozenset(also)
        strangers = [name for name in pairs.index if name not in taken and name.partition("[")[0] not in self.stems]
        for name in strangers[:MOST_UNKNOWN]:
            yield Finding(where="query", name=name, rule="is not a declared parameter" + meant(name, sorted(taken)))


def _spreads(reader: Reader, names: set[str], stems: set[str]) -> bool:
    """Adds the names that an array or an object stands under; whether it takes any."""
    shape = reader.check.shape if reader.check else None
    if shape is None or not (shape.holds("array") or shape.holds("object")):
        return False
    stems.add(reader.parameter.name)
    if reader.parameter.style == "form" and reader.parameter.explode and shape.holds("object"):
        names.update(shape.names)
        return shape.is_open or not shape.names
    return False
