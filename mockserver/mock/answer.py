"""The story of a request, in order. Read this first.

`respond` is the whole of mockserver in one call: a Mock and a Request make an Answer. It is pure and does not wait, so
any shell may call it: the FastAPI route does, and so do the tests and the command line. The order of the steps is that
of the HTTP decision graph (webmachine, liberator): what HTTP refuses for the method comes before what the operation
refuses for credentials, content and representation.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from mockserver.errors import (
    BrokenOperation,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    NotImplementedHere,
    Refusal,
    Unbuildable,
)
from mockserver.http import cors, methods
from mockserver.http.problems import problem
from mockserver.mock import security
from mockserver.mock.describing import options, options_of_server
from mockserver.mock.finishing import finished
from mockserver.mock.preconditions import conditioned
from mockserver.mock.refusals import declared_refusal, with_status
from mockserver.mock.representing import represented, represented_refusal
from mockserver.mock.selection import QUERY_NAMES, preferences, select
from mockserver.mock.story import Answer, Mock, Story, Trail
from mockserver.mock.suggestions import nearest

if TYPE_CHECKING:
    from mockserver.document.model import Operation
    from mockserver.http.messages import Request, Response
    from mockserver.mock.routing import Match

__all__ = ["Answer", "Mock", "Story", "Trail", "respond"]


def respond(mock: Mock, request: Request) -> Answer:
    """The answer to a request. Raises nothing but ContentNeeded, when it depends on content that is not read yet."""
    story = Story(mock, request, Trail())
    try:
        response = _told(story)
    except Unbuildable as fault:
        response = _refused(story, BrokenOperation(str(fault.diagnostic.public)))
    except Refusal as refusal:
        response = _refused(story, refusal)
    except RecursionError:
        story.trail.refusal = BrokenOperation("the document is nested too deep here to answer by it")
        response = problem(story.trail.refusal)
    return Answer(finished(story, response), story.trail)


def _told(story: Story) -> Response:
    mock, request, trail = story.mock, story.request, story.trail
    if mock.settings.cors != "off" and cors.is_preflight(request):
        return _preflight(mock, request)
    _require_recognised(mock, request)  # 501
    if request.path == "*":
        return options_of_server(mock.routes, request)  # 400 but for OPTIONS
    trail.match = _find(mock, request)  # 400, 404
    trail.operation = _operation(trail.match, request)  # 405
    if trail.operation is None:
        return options(trail.match.resource)
    trail.preferences = preferences(request)
    trail.path_values = trail.match.values_of(trail.operation)
    if trail.preferences.code is None:
        _check_credentials(story, trail.operation)  # 401, 403
        trail.operation = _check_content(story, trail.match, trail.operation)  # 415, 413, 400, 422
    selected = select(trail.operation, trail.preferences.code)  # 404, 501
    return conditioned(story, represented(story, selected))  # 406, then 304, 412


def _preflight(mock: Mock, request: Request) -> Response:
    """A preflight asks whether the server understands CORS; whatever it asks for, the real response is to speak."""
    try:
        match = mock.routes.find(request)
    except MalformedRequest:
        match = None
    return cors.preflight(request, match.resource.allowed if match else (), strict=mock.settings.cors == "strict")


def _require_recognised(mock: Mock, request: Request) -> None:
    # "An origin server that receives a request method that is unrecognized or not implemented SHOULD respond with the
    # 501 (Not Implemented) status code." -- RFC 9110, section 9.1. Its path does not matter, so this comes first.
    if request.method not in mock.routes.recognised:
        known = sorted(mock.routes.recognised, key=_fixed_order)
        hint = f"did you mean {request.method.upper()}?" if request.method.upper() in known else ""
        said = hint or f"it implements {', '.join(known)}"
        message = f"{request.method[:40]} is not a method that this server implements; {said}"
        raise NotImplementedHere(message, method=request.method[:200], implemented=known)


def _fixed_order(method: str) -> tuple[int, str]:
    fixed = methods.FIXED_ORDER
    return (fixed.index(method) if method in fixed else len(fixed)), method


def _find(mock: Mock, request: Request) -> Match:
    if not request.path.startswith("/"):
        raise MalformedRequest("the target is neither a path nor an absolute URI (RFC 9112, section 3.2)")
    match = mock.routes.find(request)
    if match is None:
        near = [request.root + each for each in nearest(mock.routes, request.path)]
        hint = f"; did you mean {near[0]}?" if near else ""
        message = f"no path of the document matches {request.path[:200]}{hint}"
        raise NotFound(message, method=request.spoken_of, path=request.path[:200], suggestions=near)
    return match


def _operation(match: Match, request: Request) -> Operation | None:
    """The operation that answers; None for an OPTIONS that the document does not declare. Raises MethodNotAllowed."""
    resource = match.resource
    method = methods.answering(request.method, resource.operations)
    if method is not None:
        return resource.operations[method]
    if request.method == "OPTIONS":
        return None
    # "The origin server MUST generate an Allow header field in a 405 response containing a list of the target
    # resource's currently supported methods." -- RFC 9110, section 15.5.6
    raise MethodNotAllowed(
        f"{request.spoken_of} is not declared for {resource.template}; it allows {resource.allow}",
        fields=[("allow", resource.allow)],
        method=request.spoken_of,
        path=resource.template,
        allow=list(resource.allowed),
    )


def _check_credentials(story: Story, operation: Operation) -> None:
    mock = story.mock
    if mock.settings.security:
        security.check(operation, mock.schemes, story.request, mock.settings, credentials=mock.accepted)


def _check_content(story: Story, match: Match, operation: Operation) -> Operation:
    """The operation whose request this is: this one, or another of the same method that only a label tells apart."""
    if not story.mock.settings.validate_requests:
        return operation
    for labelled in match.resource.labelled.get(operation.method, ()):
        with suppress(Refusal):
            return _checked(story, match, labelled)
    return _checked(story, match, operation)


def _checked(story: Story, match: Match, operation: Operation) -> Operation:
    # Costs as much to import as all else here, and a start does not need it.
    from mockserver.mock import validation

    mock, trail = story.mock, story.trail
    trail.path_values = match.values_of(operation)
    trail.checked = validation.check(
        operation,
        story.request,
        trail.path_values,
        mock.settings,
        raw_path_values=match.raw_values_of(operation),
        known_query=security.query_names(operation, mock.schemes) | QUERY_NAMES,
    )
    trail.notes += trail.checked.notes
    return operation


def _refused(story: Story, refusal: Refusal) -> Response:
    """A refusal as the document declares it, else as a problem; a document too broken to say it, as a problem too."""
    trail = story.trail
    trail.refusal, refusal.root = refusal.alone(), story.request.root
    try:
        selected = declared_refusal(refusal, trail.operation)
        if selected is not None:
            trail.refusal = refusal = with_status(refusal, selected.status)
            return represented_refusal(story, selected.declared, refusal)
    except (Unbuildable, Refusal):
        trail.notes.append("the declared response for this refusal cannot be built")
    return problem(refusal)
