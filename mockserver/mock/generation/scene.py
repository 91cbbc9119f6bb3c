"""What the properties of one object have in common, so that they tell one story: the e-mail address is made from the
names, the postal code is that of the city, what was updated had been created before.

Each fact is drawn when it is first asked for. What an example of the document or a path parameter has settled is
learned first. Does not know properties: see `roles`.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.generation import words
from mockserver.mock.generation.locales import Place, Vocabulary, ascii_name

if TYPE_CHECKING:
    from mockserver.mock.generation.hints import Context

DOMAIN: Final = "example.com"  # reserved for examples (RFC 2606, section 3): nobody gets the mail


class Scene:
    """The facts of one object."""

    __slots__ = (
        "_created", "_currency", "_person", "_place", "_started", "_title", "_updated", "context", "money",
        "vocabulary",
    )  # fmt: skip

    def __init__(self, context: Context, vocabulary: Vocabulary) -> None:
        self.context, self.vocabulary = context, vocabulary
        around: Scene | None = getattr(context, "scene", None)
        self.money: list[int] = around.money if around else []
        """The currency of all scenes of a value, once it is drawn."""
        self._currency: int | None = None
        self._person: tuple[str, str] | None = None
        self._place: Place | None = None
        self._title = ""
        self._created: datetime | None = None
        self._updated: datetime | None = None
        self._started: datetime | None = None

    def learn(self, role: str, value: Any) -> None:
        """Take a value that is settled already for the fact that it is."""
        if not isinstance(value, str) or not value:
            return
        if role in {"first_name", "last_name", "full_name"}:
            self._learn_name(role, value)
        elif role == "title":
            self._title = value
        elif role == "created":
            self._created = _moment(value) or self._created
        elif role == "currency" and value in words.CURRENCIES:
            self._currency = words.CURRENCIES.index(value)
            self.money[:] = self.money or [self._currency]

    def _learn_name(self, role: str, value: str) -> None:
        first, last = self.person
        if role == "full_name":
            first, _, last = value.partition(" ")
        self._person = (value if role == "first_name" else first, value if role == "last_name" else last)

    # --- people

    @property
    def person(self) -> tuple[str, str]:
        """A given name and a family name."""
        if self._person is None:
            self._person = self.vocabulary.person(self.context.random)
        return self._person

    @property
    def handle(self) -> str:
        """The person's name as part of an address: `ada.green`."""
        first, last = (ascii_name(part) for part in self.person)
        return ".".join(part for part in (first, last) if part) or f"user{len(self.person[0])}"

    # --- places

    @property
    def place(self) -> Place:
        """The town where it is."""
        if self._place is None:
            self._place = self.vocabulary.place(self.context.random)
        return self._place

    # --- things

    @property
    def title(self) -> str:
        """What it is called."""
        if not self._title:
            self._title = f"{self.context.pick(words.ADJECTIVES)} {self.context.pick(words.NOUNS)}"
        return self._title

    def titled(self, title: str) -> str:
        """The title, if there is one already, else this one, which then is it."""
        self._title = self._title or title
        return self._title

    @property
    def slug(self) -> str:
        """The title as part of a path: `golden-harbor`."""
        parts = re.findall(r"[a-z0-9]+", " ".join(ascii_name(part) for part in self.title.split()))
        return "-".join(parts) or "item"

    def currency(self, *, is_one: bool = False) -> int:
        """The index of the currency: that of all around, since nobody adds euros to pounds, unless the thing is one."""
        if self._currency is None and is_one:
            self._currency = self._any_currency()
        elif self._currency is None:
            if not self.money:
                self.money.append(self._any_currency())
            self._currency = self.money[0]
        return self._currency

    def _any_currency(self) -> int:
        return self.context.between(0, len(words.CURRENCIES) - 1)

    # --- times

    @property
    def created(self) -> datetime:
        """Some time in the two years before the epoch."""
        if self._created is None:
            self._created = self.context.epoch - self._span(30, 720)
        return self._created

    @property
    def updated(self) -> datetime:
        """Some time between then and the epoch."""
        if self._updated is None:
            self._updated = self.created + self._span(0, 28)
        return self._updated

    @property
    def started(self) -> datetime:
        """The beginning of something that is still to come, on the hour or half past."""
        if self._started is None:
            day = self.context.epoch + timedelta(days=self.context.between(1, 60))
            self._started = day.replace(hour=self.context.between(8, 17), minute=self.context.pick((0, 30)), second=0)
        return self._started

    def _span(self, least: int, most: int) -> timedelta:
        return timedelta(days=least, seconds=int(self.context.roll() * (most - least) * 86_400))


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
