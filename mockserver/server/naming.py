"""How a user names a document to serve: `shop.yaml`, or `/shop=shop.yaml` with a prefix of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A document as the user names it: a reference, and the base path to serve it under, if it is not its own."""

    reference: str
    prefix: str | None = None
