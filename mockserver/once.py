"""A property that is made when it is first asked for, and kept.

As `functools.cached_property` is since Python 3.12. In 3.11, that one holds a lock for all objects of a class while the
value of one is made: whoever answers at once would wait for a thread that makes a long answer, and two threads that
make what needs the other's would wait for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class cached_property(Generic[T]):  # noqa: N801 -- a decorator, called as the one that it stands for
    """Of an object with a `__dict__`, which keeps the value. Two threads may both make it; one value is kept."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self._name, self.__doc__ = make, make.__name__, make.__doc__

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...
    def __get__(self, instance: object | None, owner: type | None = None) -> Self | T:
        """The value, which from then on is found in the object itself."""
        if instance is None:
            return self
        kept: T = instance.__dict__.setdefault(self._name, self._make(instance))
        return kept
