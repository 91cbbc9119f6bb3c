"""Counts of what stands beside them: `total` says how many `items` there are, and `pages` that one page holds them.

Knows the names of such counts, beside the list or within what is said about the page (`meta`, `pagination`). A count
that the author shows stays, as does one whose schema allows no other; constraints win.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from mockserver.mock.generation.realistic import words_of
from mockserver.mock.generation.showing import obeys, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mockserver.mock.generation.nodes import Node

# ruff: noqa: SIM905 -- lists of words are read, and added to, as text
_LISTS: Final = frozenset("items data results records content entries rows list hits elements values".split())
_ABOUT: Final = frozenset("meta metadata pagination paging pageinfo pager page".split())
_TOTALS: Final = frozenset(
    "totalcount totalitems totalresults totalelements totalrecords totalrows totalhits totalentries numfound"
    " numberofelements numberofitems numberofresults resultcount resultscount itemcount itemscount recordcount"
    " rowcount".split()
)
# Alone these are an amount of money or a stock as well: it takes a page around them.
_PLAIN: Final = frozenset({"count", "total"})
_PAGES: Final = frozenset("totalpages pagecount pages lastpage numpages numberofpages".split())
_PAGING: Final = _PAGES | frozenset(
    "page perpage pagesize pagenumber currentpage limit offset skip start next previous prev cursor nextcursor"
    " nextpage hasmore hasnext hasnextpage nextpagetoken".split()
)


@dataclass(frozen=True, slots=True)
class Count:
    """A property that counts a list: in the same object, or in its property `about`."""

    listed: str
    about: str
    name: str
    node: Node
    is_of_pages: bool


def counts(node: Node, names: Sequence[str], *, examples: bool) -> list[Count]:
    """The counts of the one list among the properties of an object; those that the author shows only if not asked to
    use `examples`.
    """
    lists = [name for name in names if _is(node.property(name), "array")]
    listed = [name for name in lists if _joined(name) in _LISTS] if len(lists) > 1 else lists
    if len(listed) != 1:
        return []
    places = [("", node, names), *_about(node, names)]
    found = [count for about, holder, inner in places for count in _in(holder, inner, about=about, listed=listed[0])]
    return [count for count in found if not (examples and shown(count.node))]


def _about(node: Node, names: Sequence[str]) -> Iterator[tuple[str, Node, Sequence[str]]]:
    for name in names:
        holder = node.property(name)
        if _joined(name) in _ABOUT and _is(holder, "object"):
            yield name, holder, list(holder.whole.declared())


def _in(holder: Node, names: Sequence[str], *, about: str, listed: str) -> Iterator[Count]:
    joined = {_joined(name) for name in names}
    is_page = bool(about or joined & _PAGING or len(joined) == 2)
    for name in names:
        member, known = holder.property(name), _joined(name)
        if _is(member, "integer") and _counts(known, _joined(listed), is_page=is_page):
            yield Count(listed, about, name, member, known in _PAGES)


def _counts(name: str, listed: str, *, is_page: bool) -> bool:
    if name in _PLAIN or name in _PAGES:
        return is_page
    one = listed.removesuffix("s")
    return name in _TOTALS or name in {f"total{listed}", f"{listed}total", f"{listed}count", f"{one}count"}


def _joined(name: str) -> str:
    return "".join(words_of(name))


def _is(node: Node | None, kind: str) -> TypeGuard[Node]:
    return node is not None and node.group is None and node.kinds[:1] == (kind,)


def put_counts(value: dict[str, Any], found: Sequence[Count]) -> None:
    """Write how many there are into the counts of an object."""
    for count in found:
        holder = value.get(count.about) if count.about else value
        items = value.get(count.listed)
        if isinstance(holder, dict) and isinstance(items, list) and isinstance(holder.get(count.name), int):
            number = min(len(items), 1) if count.is_of_pages else len(items)
            if obeys(count.node, number):
                holder[count.name] = number
