"""Did you mean: the known word that is most like an unknown one.

Knows words only. Its work is bounded, since both the word and the known ones come out of a document.
"""

from __future__ import annotations

from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 100
MOST = 2_000


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant, or None. Looks at words of up to 100 characters, 2,000 of them.

    >>> closest("prise", ["name", "price"])
    'price'
    """
    if len(word) > LONGEST:
        return None
    slack = max(2, len(word) // 3)
    near = [each for each in islice(known, MOST) if each != word and abs(len(each) - len(word)) <= slack]
    folded = word.casefold()
    # Another case, or letters that changed places, which the comparison below makes little of in a short word.
    for same in (folded.__eq__, lambda text: sorted(text) == sorted(folded)):
        for each in near:
            if same(each.casefold()):
                return each
    found = get_close_matches(word, near, n=1, cutoff=0.7)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'price'?`, or nothing where no known word is near."""
    found = closest(word, known)
    return f"did you mean {found!r}?" if found is not None else ""
