"""People, places and words of a language: English from `words`, every other locale from Faker.

Knows how to ask Faker, which is imported here and only when another locale is wanted: that takes 0.3 s. Does not know
what a property is called: see `roles`.
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol

from mockserver.mock.generation import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from faker.generator import Generator as Faker

BUILT_IN: Final = ("en_US", "en")


@dataclass(frozen=True, slots=True)
class Place:
    """A town and what goes with it."""

    city: str
    region: str
    region_code: str
    postal_code: str
    country: str
    country_code: str
    latitude: float
    longitude: float
    timezone: str
    dial: str


class Vocabulary(Protocol):
    """What a language has to offer; everything is drawn from the generator that is passed."""

    def person(self, random: Random) -> tuple[str, str]:
        """A given name and a family name."""

    def place(self, random: Random) -> Place:
        """A town."""

    def street(self, random: Random) -> str:
        """A street with a number."""

    def company(self, random: Random) -> str:
        """The name of a company."""

    def job(self, random: Random) -> str:
        """What somebody does."""

    def sentence(self, random: Random) -> str:
        """A sentence, with its full stop."""

    def word(self, random: Random) -> str:
        """A word in lower case."""

    def phone(self, random: Random, dial: str) -> str:
        """A telephone number, with the prefix of a place as far as the language has it."""


class English:
    """The tables of `words`."""

    def person(self, random: Random) -> tuple[str, str]:
        """A given name and a family name."""
        return _pick(random, words.FIRST_NAMES), _pick(random, words.LAST_NAMES)

    def place(self, random: Random) -> Place:
        """A town in the United States."""
        return Place(*_pick(random, words.PLACES))

    def street(self, random: Random) -> str:
        """A street with a number in front."""
        return f"{1 + int(random.random() * 980)} {_pick(random, words.STREETS)} {_pick(random, words.STREET_KINDS)}"

    def company(self, random: Random) -> str:
        """Two words that no company is known by."""
        return f"{_pick(random, words.COMPANY_STARTS)} {_pick(random, words.COMPANY_ENDS)}"

    def job(self, random: Random) -> str:
        """An occupation."""
        return str(_pick(random, words.JOBS))

    def sentence(self, random: Random) -> str:
        """A sentence that says little and offends nobody."""
        return str(_pick(random, words.SENTENCES))

    def word(self, random: Random) -> str:
        """A noun or an adjective."""
        return str(_pick(random, words.WORDS))

    def phone(self, random: Random, dial: str) -> str:
        """555-0100 to 555-0199, which are reserved for fiction in the North American Numbering Plan."""
        return f"{dial}-555-01{int(random.random() * 100):02d}"


class Foreign:
    """Faker's providers of one locale."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def person(self, random: Random) -> tuple[str, str]:
        """A given name and a family name."""
        return str(ask(self.locale, "first_name", random)), str(ask(self.locale, "last_name", random))

    def place(self, random: Random) -> Place:
        """A town of the locale's country; what Faker does not know of the country is left as it is in English."""
        stand_in = English().place(random)
        country_code = self.locale.partition("_")[2] or stand_in.country_code
        region = self._or(stand_in.region, random, "state", "administrative_unit", "region", "province", "prefecture")
        return Place(
            city=str(ask(self.locale, "city", random)),
            region=region,
            region_code=self._or(region[:2].upper(), random, "state_abbr", "administrative_unit_abbr"),
            postal_code=self._or(stand_in.postal_code, random, "postcode", "zipcode"),
            country=self._or(stand_in.country, random, "current_country"),
            country_code=country_code,
            latitude=stand_in.latitude,
            longitude=stand_in.longitude,
            timezone=stand_in.timezone,
            dial=stand_in.dial,
        )

    def _or(self, otherwise: str, random: Random, *methods: str) -> str:
        for method in methods:
            found = ask(self.locale, method, random)
            if isinstance(found, str) and found:
                return found
        return otherwise

    def street(self, random: Random) -> str:
        """A street with a number, in the locale's order."""
        return str(ask(self.locale, "street_address", random)).replace("\n", ", ")

    def company(self, random: Random) -> str:
        """The name of a company."""
        return str(ask(self.locale, "company", random))

    def job(self, random: Random) -> str:
        """An occupation."""
        return str(ask(self.locale, "job", random))

    def sentence(self, random: Random) -> str:
        """A sentence; of no meaning, where Faker has no text in the language."""
        return str(ask(self.locale, "sentence", random))

    def word(self, random: Random) -> str:
        """A word."""
        return str(ask(self.locale, "word", random))

    def phone(self, random: Random, dial: str) -> str:  # noqa: ARG002 -- Faker knows the prefixes
        """A telephone number of the locale's country."""
        return str(ask(self.locale, "phone_number", random))


def vocabulary(locale: str) -> Vocabulary:
    """The words of a locale such as `de_DE`, or of a language such as `de`. Raises ValueError for one that is not
    known.
    """
    wanted = locale.replace("-", "_")
    if wanted in BUILT_IN:
        return English()
    known = known_locales()
    exact = next((each for each in known if each.lower() == wanted.lower()), None)
    # The country that is written like its language is the usual one: de_DE, fr_FR, it_IT.
    language = sorted(
        (each for each in known if each.split("_")[0] == wanted.lower()),
        key=lambda each: each.lower() != f"{wanted}_{wanted}".lower(),
    )
    if exact is None and not language:
        raise ValueError(f"the locale {locale!r} is not known; try one of {', '.join(known[:200:12])} ...")
    return Foreign(exact or language[0])


@lru_cache(maxsize=1)
def known_locales() -> tuple[str, ...]:
    """All locales that can be asked for."""
    from faker.config import AVAILABLE_LOCALES

    return tuple(sorted(AVAILABLE_LOCALES))


# --- Faker ------------------------------------------------------------------------------------------------------------

_one_at_a_time: Final = threading.Lock()


def ask(locale: str, method: str, random: Random, *arguments: Any) -> Any:
    """What a method of Faker draws from this generator; None where the locale has no such method or it fails."""
    with _one_at_a_time:
        generator = _generator(locale)
        provider: Callable[..., Any] | None = getattr(generator, method, None)
        if provider is None:
            return None
        generator.random = random
        try:
            return provider(*arguments)
        except Exception:  # noqa: BLE001 -- arguments come from the document, and providers raise what they like
            return None


@lru_cache(maxsize=8)
def _generator(locale: str) -> Faker:
    from faker import Factory

    return Factory.create(locale)


def ascii_name(text: str) -> str:
    """A name as it stands in addresses: lower case, without accents; empty where no Latin letter is in it."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPELLED))
    return "".join(char for char in plain if char.isascii() and char.isalnum())


# Letters that are no other letter with an accent.
_SPELLED: Final = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"})


def _pick(random: Random, choices: Any) -> Any:
    return choices[int(random.random() * len(choices))]
