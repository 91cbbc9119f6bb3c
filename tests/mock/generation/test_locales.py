"""People, places and words of other languages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.mock.generation import compile_schema
from mockserver.mock.generation.locales import ascii_name, ask, vocabulary

Values = Callable[..., list[Any]]
_USER = {
    "type": "object",
    "title": "User",
    "properties": {
        name: {"type": "string"}
        for name in ("firstName", "lastName", "email", "city", "phone", "bio", "company", "job", "street", "zork")
    },
}


@pytest.mark.parametrize("locale", ["de_DE", "ja_JP", "pt_BR", "ar_AA", "en_GB", "de", "fr-FR"])
def test_other_locales_have_words_of_their_own(locale: str, valid_values: Values) -> None:
    """Names and places are of the locale, and the address in ASCII all the same."""
    made = valid_values(_USER, locale=locale, seeds=5)
    assert all(value["email"].isascii() and value["email"].endswith("@example.com") for value in made)
    assert made != valid_values(_USER, seeds=5)


def test_a_locale_is_as_repeatable_as_the_default() -> None:
    """Faker draws from the generator that is passed in, whoever has used it before."""
    generators = [compile_schema(_USER, locale="de_DE") for _ in range(2)]
    generators[1].value(Random(99))
    assert generators[0].value(Random(3)) == generators[1].value(Random(3))


def test_an_unknown_locale_is_refused() -> None:
    """A locale that nobody knows is refused at once, with some that are known."""
    with pytest.raises(ValueError, match="the locale 'xx_YY' is not known; try one of"):
        vocabulary("xx_YY")


def test_faker_is_not_imported_for_english() -> None:
    """The import takes a third of a second: who wants no other language does not pay for it."""
    script = (
        "import sys; from random import Random; from mockserver.mock.generation import compile_schema;"
        "compile_schema({'properties': {'email': {}, 'city': {}}}).value(Random(0)); sys.exit('faker' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "expected"), [("Zoë", "zoe"), ("Łukasz", "lukasz"), ("Müller-Weiß", "mullerweiss"), ("陽子", "")]
)
def test_names_in_addresses(name: str, expected: str) -> None:
    """Accents go, and what has no Latin letters gives none."""
    assert ascii_name(name) == expected


def test_what_faker_cannot_do_is_not_done() -> None:
    """A method that is not there, or arguments that it does not take, give nothing."""
    assert [ask("en_US", "no_such_method", Random(0)), ask("en_US", "random_int", Random(0), 9, 1)] == [None, None]
