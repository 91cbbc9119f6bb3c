"""Several documents behind one address: each is a mock of its own, and a request goes to the one that has its target.

They are served as if they were one document: one table holds all of their resources, each under its base path, so a
concrete path of one document goes before a templated path of another, and a target that none of them has is refused
with what is near in any. Two documents that declare the same path are refused. Knows no file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mockserver.errors import Clash, MalformedRequest
from mockserver.mock.answer import Answer, Mock, respond
from mockserver.mock.routing import Resource, Routes
from mockserver.mock.templates import template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mockserver.http.messages import Request


@dataclass(frozen=True, slots=True, eq=False)
class Mount:
    """The mock of one document, and what its user called that."""

    name: str
    mock: Mock


@dataclass(frozen=True, slots=True, eq=False)
class Mounts:
    """What is served: one mock or several. `whole` is all of them as one, and answers what none of them has."""

    mounts: tuple[Mount, ...]
    whole: Mock
    owners: Mapping[Resource, Mount] = field(repr=False)

    @classmethod
    def of(cls, mounts: Sequence[Mount]) -> Mounts:
        """These mounts, of which there is at least one. Raises Clash where two of them declare the same path."""
        if len(mounts) == 1:
            return cls(tuple(mounts), mounts[0].mock, {})
        routes = Routes.over(_resources(mounts))
        # "An origin server that receives a request method that is unrecognized or not implemented" (RFC 9110, section
        # 9.1) is one server, whichever document its path belongs to.
        alike = [Mount(each.name, _recognising(each.mock, routes)) for each in mounts]
        owners = {resource: each for each in alike for resource in each.mock.routes.resources}
        return cls(tuple(alike), replace(mounts[0].mock, routes=routes), owners)

    @classmethod
    def single(cls, mock: Mock, name: str = "") -> Mounts:
        """One mock alone."""
        return cls((Mount(name, mock),), mock, {})

    def owner(self, resource: Resource | None) -> Mount | None:
        """Which of several mounts a resource belongs to; None for one that stands alone, and for no resource."""
        return self.owners.get(resource) if resource is not None else None

    def respond(self, request: Request) -> Answer:
        """The answer of the mock that has the request's target. Raises ContentNeeded, as `answer.respond` does."""
        return respond(self._mock(request) if self.owners else self.whole, request)

    def _mock(self, request: Request) -> Mock:
        try:
            match = self.whole.routes.find(request)
        except MalformedRequest:
            return self.whole
        mount = self.owner(match.resource) if match else None
        return mount.mock if mount else self.whole


def _recognising(mock: Mock, routes: Routes) -> Mock:
    return replace(mock, routes=replace(mock.routes, recognised=routes.recognised))


def _resources(mounts: Iterable[Mount]) -> Iterable[Resource]:
    """The resources of all mounts, in their order. Raises Clash."""
    seen: dict[object, Mount] = {}
    for mount in mounts:
        for resource in mount.mock.routes.resources:
            shape = resource.base, template(resource.template).segments, resource.conditions
            other = seen.setdefault(shape, mount)
            if other is not mount:
                raise Clash(resource.base + resource.template, (other.name, mount.name))
            yield resource
