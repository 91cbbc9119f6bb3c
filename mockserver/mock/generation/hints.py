"""What is known of a value beside its schema: the name it goes by, the thing it belongs to, and how answers are wanted.

`Hint` travels down with the schema, `Options` are the same for a whole generator, `Context` is one value in the making.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from mockserver.errors import Unsatisfiable

if TYPE_CHECKING:
    from random import Random

    from mockserver.mock.generation.scene import Scene

# Dates are told from here, not from a clock: the same seed gives the same answer next year.
EPOCH: Final = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
EFFORT: Final = 120_000


@dataclass(frozen=True, slots=True)
class Hint:
    """The property that a value is of, and what the document calls the object around it. Both may be empty."""

    name: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How values are wanted; `compile_schema` says what each option does."""

    locale: str = "en_US"
    realistic: bool = True
    fill: Literal["all", "required"] = "all"
    prefer_examples: bool = True
    epoch: datetime = EPOCH


class Context:
    """One value in the making: where its randomness comes from, how deep it may still go, and what has been said."""

    __slots__ = (
        "active", "effort", "epoch", "is_lenient", "is_scattered", "is_trial", "is_varied", "random", "roll", "room",
        "scene",
        "shows",
        "trusts_formats",
    )  # fmt: skip

    def __init__(self, random: Random, options: Options, *, room: int) -> None:
        self.random, self.roll = random, random.random
        self.epoch = options.epoch
        self.shows = True
        self.room = room
        self.active: dict[str, int] = {}
        self.effort = EFFORT
        self.is_varied = False
        self.is_scattered = False
        self.is_trial = False
        self.is_lenient = False
        self.scene: Scene
        self.trusts_formats = False

    def pick(self, choices: Any) -> Any:
        """One of a sequence. Quicker than `Random.choice`, and an answer asks for hundreds."""
        return choices[int(self.roll() * len(choices))]

    def between(self, low: int, high: int) -> int:
        """An integer of low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def spend(self, effort: int = 1) -> None:
        """Count work. Raises Exhausted where a value takes more than any honest one does."""
        self.effort -= effort
        if self.effort < 0:
            raise Exhausted(
                "no value was found in bounded work: the schema contradicts itself or leaves too little room"
            )


class Exhausted(Unsatisfiable):
    """The work of one value is used up: nothing more is tried."""


class Unlucky(Unsatisfiable):
    """This try came to nothing; another branch or another seed may do better."""
