"""A refusal that is made outside of the core: of what is no request, of content that is too large, of our own fault.

Knows how the core writes one, so that a page reads these answers as it reads all others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mockserver.http.cors import with_cors
from mockserver.http.problems import problem

if TYPE_CHECKING:
    from mockserver.errors import Refusal
    from mockserver.http.messages import Request, Response


def refused(request: Request, refusal: Refusal, *, cors: bool = True) -> Response:
    """The problem that tells of the refusal, with the fields that let a page of another origin read it."""
    refusal.root = request.root
    response = problem(refusal)
    return replace(response, fields=with_cors(request, response.fields)) if cors else response
