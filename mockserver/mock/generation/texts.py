"""Strings: what the property is for, if that fits; else what its format asks for; else what its pattern matches; else
words.

Knows in which order these are tried, and that lengths, patterns and formats win over all that looks better. A source
that hardly ever fits is found out when the schema is first used, and left out.
"""

from __future__ import annotations

import base64
import json
import quopri
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from random import Random
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import formats, patterns, words
from mockserver.mock.generation.hints import Context, Hint, Options
from mockserver.mock.generation.matching import matcher
from mockserver.mock.generation.realistic import role_of
from mockserver.mock.generation.roles import MEASURES, MOMENTS, TEXTS
from mockserver.mock.generation.scene import Scene

if TYPE_CHECKING:
    from mockserver.mock.generation.conjunction import Conjunction
    from mockserver.mock.generation.locales import Vocabulary
    from mockserver.mock.generation.rules import Rules

Make = Callable[[Context], str]
Carried = Callable[[Context], Any]

LONGEST: Final = 200_000
_SAMPLES: Final = 12
_TRIES: Final = 8
_ROUNDS: Final = 20
_LONG: Final = 400  # from here on, text is not drawn word by word
# Formats that validators check: what is made for them has to pass.
CHECKED: Final = (
    "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
    "uri-reference", "iri", "iri-reference", "uri-template", "uuid", "json-pointer", "relative-json-pointer", "regex",
)  # fmt: skip
_PNG: Final = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def texts(
    whole: Conjunction, hint: Hint, *, options: Options, vocabulary: Vocabulary, carried: Carried | None = None
) -> Make:
    """What makes strings for a conjunction; `carried` makes the values that JSON in them holds.

    Raises Unsatisfiable where there are none, or none that can be found.
    """
    rules = whole.rules
    if rules.length.low > LONGEST:
        raise Unsatisfiable(f"a string of {rules.length.low} characters is too large to generate")
    description = next(whole.annotations("description"), "") if options.realistic else ""
    fits = _fits(rules)
    sources = _sources(whole, hint, description=description, options=options)
    if rules.encoding or (rules.media_type and rules.media_type != "text/plain"):
        sources = chain([_encoded(rules, carried)], sources)
    for source in sources:
        made = source if fits is None else _sieved(source, fits, _trial(options, vocabulary))
        if made is not None:
            return _varied(made, fits) if fits is None else _varied(_guarded(made, fits, lambda: _plain(rules)), fits)
    return _varied(_plain(rules), fits)


def _sources(whole: Conjunction, hint: Hint, *, description: str, options: Options) -> Iterator[Make]:
    """What may be tried, the best looking first."""
    rules = whole.rules
    role = role_of(hint, str(description)) if options.realistic else ""
    yield from _by_role(role, rules.format, hint)
    make = formats.make_of(rules.format)
    if make is not None:
        yield make
        yield from formats.sized(rules.format, rules.length.low, rules.length.high)
    if not rules.patterns and options.realistic:
        yield from (_one_word, _two_words, _sentences)
    if rules.unlike:
        yield _odd(rules)


def _by_role(role: str, format_: str, hint: Hint) -> Iterator[Make]:
    if role in MOMENTS and format_ in {"", "date-time", "date"}:
        moment = MOMENTS[role]
        if format_ == "date" or (not format_ and (role == "birthday" or _says_day(hint.name))):
            yield lambda context: moment(context).date().isoformat()
        yield lambda context: formats.instant(moment(context))
    elif role in TEXTS and (not format_ or formats.make_of(format_) is None or format_ in CHECKED):
        text = TEXTS[role]
        yield lambda context: text(context, hint)
        if role == "country":
            yield lambda context: TEXTS["country_code"](context, hint)
        if role == "region":
            yield lambda context: TEXTS["region_code"](context, hint)
    elif role in MEASURES and not format_:
        measure = MEASURES[role]
        yield lambda context: f"{measure.low + context.roll() * (measure.high - measure.low):.{measure.places}f}"


def _varied(source: Make, fits: Callable[[str], bool] | None) -> Make:
    """The source; and more than it has to offer, where many are wanted that all differ."""

    def make(context: Context) -> str:
        text = source(context)
        if not context.is_scattered:
            return text
        number = context.between(2, 99_999)
        others = (f"{text} {number}", f"{text}{number}", f"{number}")
        return next((other for other in others if fits is None or fits(other)), text)

    return make


def _says_day(name: str) -> bool:
    return name.lower().endswith(("date", "day"))


def _encoded(rules: Rules, carried: Carried | None) -> Make:
    """A string that carries something else: JSON, an image, or words, in its encoding (validation, section 8)."""
    if rules.media_type.startswith("image/"):
        return lambda _: _PNG
    content = _content(rules.media_type, carried)
    encode = _ENCODINGS.get(rules.encoding)
    return content if encode is None else lambda context: encode(content(context).encode()).decode()


def _content(media_type: str, carried: Carried | None) -> Make:
    if media_type.endswith("json"):
        return lambda context: json.dumps(carried(context) if carried else {"name": context.scene.title})
    if media_type == "text/html":
        return formats.FORMATS["html"]
    return _sentences


_ENCODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "base64": base64.b64encode,
    "base64url": base64.urlsafe_b64encode,
    "base32": base64.b32encode,
    "base16": base64.b16encode,
    "quoted-printable": quopri.encodestring,
}


# --- what fits --------------------------------------------------------------------------------------------------------


def _fits(rules: Rules) -> Callable[[str], bool] | None:
    """Whether a text obeys lengths, patterns and format; None where everything does."""
    checks: list[Callable[[str], bool]] = []
    low, high = rules.length.low, rules.length.high
    if low or high is not None:
        checks.append(lambda text: low <= len(text) and (high is None or len(text) <= high))
    checks.extend(matcher(pattern) for pattern in rules.patterns)
    checks.extend(_not_matching(pattern) for pattern in rules.unlike)
    checks.extend(_FORMAT_CHECKS[name].is_valid for name in rules.formats if name in _FORMAT_CHECKS)
    if not checks:
        return None
    return checks[0] if len(checks) == 1 else lambda text: all(check(text) for check in checks)


def _not_matching(pattern: str) -> Callable[[str], bool]:
    matches = matcher(pattern)
    return lambda text: not matches(text)


_FORMAT_CHECKS: Final = {
    name: jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True) for name in CHECKED
}


def _trial(options: Options, vocabulary: Vocabulary) -> Context:
    """A context to try sources in: always the same, so that what is left out does not depend on who asks first."""
    context = Context(Random(1), options, room=1)
    context.scene = Scene(context, vocabulary)
    return context


def _sieved(source: Make, fits: Callable[[str], bool], context: Context) -> Make | None:
    """The source, if at least a quarter of what it makes fits."""
    passed = 0
    for _ in range(_SAMPLES):
        context.scene = Scene(context, context.scene.vocabulary)
        passed += fits(source(context))
    return source if passed * 4 >= _SAMPLES else None


def _guarded(source: Make, fits: Callable[[str], bool], otherwise: Callable[[], Make]) -> Make:
    """The source, tried some times; the constraints alone after that."""
    plain = cache(otherwise)

    def make(context: Context) -> str:
        for attempt in range(_TRIES):
            text = source(context)
            if fits(text):
                return text
            if attempt == 2:
                context.scene = Scene(context, context.scene.vocabulary)
        return plain()(context)

    return make


def _odd(rules: Rules) -> Make:
    """Texts of many looks, for a schema that refuses the usual ones."""
    plain, fits = _plain(rules), _fits(rules)

    def make(context: Context) -> str:
        text = plain(context)
        looks = [str(look(text)) for look in context.random.sample(_LOOKS, len(_LOOKS))]
        return next((each for each in looks if fits is None or fits(each)), text)

    return make


def _spelled_oddly(text: str) -> str:
    return "_" * (len(text) > 2) + text[1:-1] + "!" * (len(text) > 1) + "9" * (len(text) == 1)


def _as_digits(text: str) -> str:
    return "".join(str(ord(char) % 10) for char in text)


def _as_signs(text: str) -> str:
    return "".join("-+*/=?!.:~"[ord(char) % 10] for char in text)


def _as_nothing(_: str) -> str:
    return ""


_LOOKS: Final = (str.upper, str.capitalize, str.title, _spelled_oddly, _as_digits, _as_signs, _as_nothing)


# --- by constraints alone ---------------------------------------------------------------------------------------------


def _plain(rules: Rules) -> Make:
    low, high = rules.length.low, rules.length.high
    if not rules.patterns:
        return lambda context: _cut(context, low, high)
    drawn = patterns.strings(rules.patterns, shortest=low, longest=high)
    fits, usual = _fits(rules), formats.make_of(rules.format)
    if fits is None or usual is None:
        return lambda context: drawn(context.random)

    def make(context: Context) -> str:
        text = ""
        for _ in range(_ROUNDS):
            context.spend()
            text = drawn(context.random)
            found = next((each for each in _spliced(text, usual(context)) if fits(each)), None)
            if found is not None:
                return found
        return text

    return make


def _spliced(text: str, usual: str) -> Iterator[str]:
    """What a pattern gives, alone, or as the beginning or the end of what a format gives: `10.` of an address."""
    yield text
    for cut in sorted(range(len(usual)), key=lambda at: abs(at - len(text))):
        yield text + usual[cut:]
    yield from (usual[:cut] + text for cut in range(len(usual), 0, -1))


def _cut(context: Context, low: int, high: int | None) -> str:
    """Words, as many as the bounds ask for."""
    if low > _LONG:
        context.spend(low // 100)
    text = _one_word(context)
    wanted = max(low, min(high if high is not None else 12, 12)) if low or high is not None else 0
    if low > len(text):
        filler = " ".join(context.pick(words.WORDS) for _ in range(min(wanted, _LONG) // 4 + 1))
        text = f"{text} {filler}"
        text = (text + " ") * (low // len(text) + 1)
        text = text[:wanted].rstrip()
        text += context.pick("aeimnorst") * (low - len(text))
    if high is None or len(text) <= high:
        return text
    cut = text[:high].rstrip()
    filler = str(context.pick("aeimnorst"))
    return cut + filler * (max(low, min(1, high)) - len(cut))


def _one_word(context: Context) -> str:
    return context.scene.vocabulary.word(context.random)


def _two_words(context: Context) -> str:
    return f"{_one_word(context)} {_one_word(context)}"


def _sentences(context: Context) -> str:
    return context.scene.vocabulary.sentence(context.random)
