"""Did you mean /pets? The resources whose paths are nearest to a target that matches none.

A walk through the trie that may misread a segment, with a bounded number of branches, so that a 404 costs little
whatever the size of the document.
"""

from __future__ import annotations

from difflib import get_close_matches
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING, Final

from mockserver.mock.templates import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mockserver.mock.routing import Routes, _Node

_BRANCHES: Final = 6
_LOOKED_AT: Final = 1000
_COMPARED: Final = 32
"""Literals that are compared letter by letter, which takes microseconds for each."""


def nearest(routes: Routes, path: str) -> tuple[str, ...]:
    """At most three paths of the document, base path included, that the target may have meant; the best first.

    `path` is still percent-encoded, and its encoding is right.
    """
    texts = [decoded(segment) for segment in path.split("/")[1:]]
    found: dict[str, int] = {}
    for base, root in routes.tries:
        behind = texts[len(base) :] if tuple(texts[: len(base)]) == base else texts
        for cost, paths in _walk(root, behind):
            for each in paths:
                found.setdefault(each, cost + (behind is texts and bool(base)))
    return tuple(sorted(found, key=lambda each: found[each])[:3])


def _walk(root: _Node, texts: list[str]) -> list[tuple[int, list[str]]]:
    """What the branches end at, with the number of segments that were misread; a last empty segment may be dropped."""
    ends = []
    for wanted in (texts, texts[:-1]) if len(texts) > 1 and texts[-1] == "" else (texts, [*texts, ""]):
        branches = [(0, root)]
        for text in wanted:
            branches = sorted(_steps(branches, text), key=lambda branch: branch[0])[:_BRANCHES]
        cost = 0 if wanted is texts else 1
        ends += [(misread + cost, [each.base + each.template for each in node.resources]) for misread, node in branches]
    return ends


def _steps(branches: list[tuple[int, _Node]], text: str) -> Iterator[tuple[int, _Node]]:
    for misread, node in branches:
        yield from ((misread, below) for below, _ in node.steps(text, text))
        if text and text not in node.literals:
            likely = {each.lower(): each for each in _likely(node.literals, text)}
            for close in get_close_matches(text.lower(), likely, n=2):
                yield misread + 1, node.literals[likely[close]]


def _likely(literals: Iterable[str], text: str) -> list[str]:
    """Those of about the length of the text that hold most thirds of it: who mistypes a word gets most of it right."""
    third = -(-len(text) // 3)
    parts = [text[at : at + third].lower() for at in range(0, len(text), third)]
    near = islice((each for each in literals if abs(len(each) - len(text)) <= 3), _LOOKED_AT)
    return nlargest(_COMPARED, near, key=lambda each: sum([part in each.lower() for part in parts]))
