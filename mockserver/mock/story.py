"""What the story of a request is about: a Mock that is asked, the Trail of what was decided, the Answer.

Nouns only; the story itself is in `answer`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from mockserver.mock.content import Maker
from mockserver.mock.routing import Match, Routes
from mockserver.mock.selection import NO_PREFERENCES, Preferences
from mockserver.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mockserver.document.model import DeclaredResponse, Document, Operation, SecurityScheme
    from mockserver.errors import Refusal
    from mockserver.http.messages import Request, Response
    from mockserver.mock.credentials import Accepted
    from mockserver.mock.validation import Checked


@dataclass(frozen=True, slots=True, eq=False)
class Mock:
    """All that an answer needs. A reload makes a new one; a request that began with the old one ends with it."""

    document: Document
    routes: Routes
    settings: Settings = DEFAULTS
    maker: Maker = field(default_factory=Maker)
    accepted: Accepted | None = None
    draws: Callable[[], int] = field(default_factory=lambda: count().__next__)

    @classmethod
    def of(cls, document: Document, settings: Settings = DEFAULTS, **more: Any) -> Mock:
        """The mock of a document. `more` are other fields of Mock."""
        return cls(document, Routes.of(document, settings.base_path), settings, **more)

    @property
    def schemes(self) -> Mapping[str, SecurityScheme]:
        """The security schemes by name."""
        return self.document.security_schemes


@dataclass(slots=True)
class Trail:
    """What was decided on the way, step by step, so that every answer can say why."""

    preferences: Preferences = NO_PREFERENCES
    match: Match | None = None
    operation: Operation | None = None
    path_values: Mapping[str, str] = field(default_factory=dict)
    checked: Checked | None = None
    declared: DeclaredResponse | None = None
    refusal: Refusal | None = None
    source: str = ""
    notes: list[str] = field(default_factory=list)
    is_repeatable: bool = True
    """Whether the same request gets the same answer again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The response, and why it is this one."""

    response: Response
    trail: Trail

    @property
    def operation(self) -> Operation | None:
        """The operation that answered, if it came to that."""
        return self.trail.operation

    @property
    def refusal(self) -> Refusal | None:
        """The refusal that the response says, if it is one."""
        return self.trail.refusal

    @property
    def reason(self) -> str:
        """In words, for a log line: why it was refused, else where the content comes from."""
        return self.trail.refusal.detail if self.trail.refusal else self.trail.source


@dataclass(frozen=True, slots=True)
class Story:
    """A request on its way: what it is asked of, what it asks, what was decided so far."""

    mock: Mock
    request: Request
    trail: Trail
