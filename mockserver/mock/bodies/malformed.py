"""Malformed: content that is not of the format it claims. A leaf."""

from __future__ import annotations


class Malformed(Exception):  # noqa: N818 -- named for what it says of the content
    """The content cannot be read. `rule` follows its subject: "is no JSON ...".

    `path` leads to the part of it that is meant.
    `position` is line and column, from 1, where they are known.
    """

    def __init__(self, rule: str, *, path: tuple[str | int, ...] = (), position: tuple[int, int] | None = None) -> None:
        self.rule, self.path, self.position = rule, path, position
        super().__init__(rule)

    def within(self, *steps: str | int) -> Malformed:
        """The same, of a part of a larger content."""
        return Malformed(self.rule, path=(*steps, *self.path), position=self.position)


def where(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
