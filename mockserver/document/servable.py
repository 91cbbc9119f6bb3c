"""Can it be served at all? The few faults without whose absence nothing can be built, and the versions.

Knows which kinds of file people hand over by mistake. Does not look below an operation: what is wrong there costs that
operation alone, and is told by `shape` and `rules`. Reads each path item once, so 20,000 of them take milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mockserver.document.likeness import closest
from mockserver.document.report import Finding, Spot, error, fatal, shown, warning
from mockserver.document.versions import V2, V30, V32, version_field, version_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from mockserver.document.parse import Source
    from mockserver.document.versions import Version

SUPPORTED: Final = "mockserver reads OpenAPI 2.0 (Swagger), 3.0, 3.1 and 3.2"

# A key that only such a file has at its root -> what the file is, and what to do about it.
OTHERS: Final[Mapping[str, tuple[str, str]]] = {
    "asyncapi": ("an AsyncAPI document", "AsyncAPI describes messages, not HTTP: an OpenAPI document is needed"),
    "swaggerVersion": ("a Swagger 1.x document", "convert it to OpenAPI 3 first, for instance with swagger-converter"),
    "arazzo": ("an Arazzo document", "give the OpenAPI document that its sourceDescriptions name"),
    "overlay": ("an OpenAPI Overlay", "apply it to its OpenAPI document, and give the result"),
    "openrpc": ("an OpenRPC document", "OpenRPC describes JSON-RPC: an OpenAPI document is needed"),
    "apiVersion": ("a Kubernetes resource", "give the OpenAPI document itself"),
    "_postman_variable_scope": ("a Postman environment", "export the API from Postman as OpenAPI"),
    "__export_format": ("an Insomnia export", "export the design document from Insomnia as OpenAPI"),
    "__schema": ("a GraphQL schema", "GraphQL is not described by OpenAPI: an OpenAPI document is needed"),
    "lockfileVersion": ("a package lock file", "give the OpenAPI document itself"),
    "dependencies": ("a package file", "give the OpenAPI document itself"),
    "$schema": ("a JSON Schema", "put it under components.schemas of an OpenAPI document"),
    "$defs": ("a JSON Schema", "put it under components.schemas of an OpenAPI document"),
    "properties": ("a JSON Schema", "put it under components.schemas of an OpenAPI document"),
    "resourceType": ("a RAML or FHIR file", "an OpenAPI document is needed"),
    "log": ("an HTTP archive (HAR)", "an OpenAPI document is needed"),
    "services": ("a Compose file", "give the OpenAPI document itself"),
}

# "This map MUST NOT contain any entry for the methods that can be defined by other fixed fields" -- OAS 3.2.0, 4.8.1
FIXED_METHODS: Final = tuple(method.upper() for method in V32.methods)


def faults(source: Source) -> Iterator[Finding]:
    """Why a document cannot be served (FATAL), and what its version says otherwise than it should (WARNING, ERROR)."""
    root = Spot(source)
    if not isinstance(source.tree, dict):
        yield _no_mapping(source, root)
        return
    version = version_of(source.tree)
    said = yield from _version_faults(source.tree, root)
    if said and version is not None:
        yield from _paths_faults(source.tree, version, root)


def _no_mapping(source: Source, root: Spot) -> Finding:
    text = source.text.lstrip("\ufeff \t\r\n")[:200]
    if text.startswith("#%RAML"):
        return fatal("not-openapi", "this is a RAML document, not an OpenAPI document", root, hint=SUPPORTED)
    if isinstance(source.tree, list):
        return fatal(
            "not-openapi",
            "the file holds a list, and an OpenAPI document is a mapping",
            root,
            hint="its first line reads like 'openapi: 3.1.0'",
        )
    what = "nothing" if source.tree is None else f"only the value {shown(source.tree)}"
    hint = "its first line reads like 'openapi: 3.1.0'"
    return fatal("not-openapi", f"the file holds {what}, and an OpenAPI document is a mapping", root, hint=hint)


# --- version


def _version_faults(tree: Mapping[str, Any], root: Spot) -> Generator[Finding, None, bool]:
    """The faults of `openapi` or `swagger`; returns whether the version is one that can be read."""
    field = version_field(tree)
    if field is None:
        yield _not_openapi(tree, root)
        return False
    said, spot = tree[field], root.at(field)
    if isinstance(said, bool) or not isinstance(said, (str, int, float)):
        yield fatal("unknown-version", f"'{field}' must be a version such as '3.1.0', not {shown(said)}", spot)
        return False
    if version_of(tree) is None:
        yield _unsupported(field, str(said), spot)
        return False
    if "openapi" in tree and "swagger" in tree:
        message = f"both 'openapi' and 'swagger' are given; the document is read as OpenAPI {shown(tree['openapi'])}"
        yield warning("two-versions", message, root.at("swagger"), key=True, hint="remove 'swagger'")
    return True


def _unsupported(field: str, said: str, spot: Spot) -> Finding:
    if field == "swagger":
        hint = f"write 'openapi: {said}'" if said.startswith("3.") else "write \"swagger: '2.0'\""
    elif said.startswith("2"):
        hint = "version 2.0 is written \"swagger: '2.0'\""
    elif said in {"3", "3.", ""}:
        hint = "write it in full, such as 'openapi: 3.1.0'"
    else:
        hint = SUPPORTED
    return fatal("unknown-version", f"{field} {shown(said)} is not a version that can be served", spot, hint=hint)


def _not_openapi(tree: Mapping[str, Any], root: Spot) -> Finding:
    what = _other_kind(tree)
    if what is not None:
        return fatal("not-openapi", f"this is {what[0]}, not an OpenAPI document", root, hint=what[1])
    for key in tree:
        likely = closest(key, ("openapi", "swagger"))
        if likely is not None:
            spot, hint = root.at(key), f"did you mean '{likely}'?"
            return fatal("not-openapi", f"{shown(key)} does not say the version", spot, key=True, hint=hint)
    fragment = {"paths", "components", "info"} & tree.keys()
    if fragment:
        hint = "add 'openapi: 3.1.0' as the first line, or the version that it was written in"
        return fatal("not-openapi", "the field 'openapi', which says the version, is missing", root, hint=hint)
    return fatal("not-openapi", "this is not an OpenAPI document: it has no field 'openapi'", root, hint=SUPPORTED)


def _other_kind(tree: Mapping[str, Any]) -> tuple[str, str] | None:
    info = tree.get("info")
    if isinstance(info, dict) and ("_postman_id" in info or "getpostman" in str(info.get("schema", ""))):
        return "a Postman collection", "export the API from Postman as OpenAPI, or convert the collection"
    if {"paths", "components", "info"} & tree.keys():
        return next((OTHERS[key] for key in ("asyncapi", "arazzo", "overlay", "swaggerVersion") if key in tree), None)
    return next((what for key, what in OTHERS.items() if key in tree), None)


# --- paths


def _paths_faults(tree: Mapping[str, Any], version: Version, root: Spot) -> Iterator[Finding]:
    if "paths" not in tree:
        if version in (V2, V30):
            hint = did_you_mean_paths(tree) or "add 'paths', even if it is empty: 'paths: {}'"
            yield fatal("missing-paths", "the required field 'paths' is missing", root, hint=hint)
        elif not {"components", "webhooks"} & tree.keys():
            hint = did_you_mean_paths(tree) or "add 'paths'"
            yield fatal("missing-paths", "one of 'paths', 'components' and 'webhooks' is required", root, hint=hint)
        return
    paths, spot = tree["paths"], root.at("paths")
    if not isinstance(paths, dict):
        hint = "each path is a key below it: 'paths:', then '  /pets:' and so on"
        yield fatal("paths-not-mapping", f"'paths' must be a mapping, and is {shown(paths)}", spot, key=True, hint=hint)
        return
    for template, item in paths.items():
        if template == "$ref":
            hint = "put a $ref into each path item instead; it is followed here"
            yield error("ref-not-allowed", "'paths' cannot be a $ref in OpenAPI", spot.at("$ref"), key=True, hint=hint)
        elif not template.startswith("x-"):
            yield from _path_faults(template, item, version, spot=spot.at(template))


def did_you_mean_paths(tree: Mapping[str, Any]) -> str:
    """The hint for a key of the root that was to be `paths`; nothing without one."""
    likely = closest("paths", tree)
    return f"write 'paths' in place of {shown(likely)}" if likely else ""


def _path_faults(template: str, item: Any, version: Version, *, spot: Spot) -> Iterator[Finding]:
    # "The field name MUST begin with a forward slash" -- OAS 3.2.0, section 4.7 Paths Object
    if not template.startswith("/"):
        message = f"the path {shown(template)} does not begin with a slash"
        yield fatal("path-without-slash", message, spot, key=True, hint=_slashed(template))
    if isinstance(item, dict):
        yield from _item_faults(item, version, spot)
    elif item is None:
        message = f"the path item of {shown(template)} is empty"
        yield error("empty-path-item", message, spot, key=True, hint="write {} for a path without operations")
    else:
        message = f"the path item of {shown(template)} must be a mapping, and is {shown(item)}"
        yield fatal("path-item-not-mapping", message, spot, key=True, hint="below a path stand methods such as 'get:'")


def _slashed(template: str) -> str:
    _, scheme, rest = template.partition("://")
    if scheme:
        host, _, path = rest.partition("/")
        return f"write {shown('/' + path)} and put the host {shown(host)} under 'servers'"
    return f"did you mean {shown('/' + template.strip())}?"


def _item_faults(item: Mapping[str, Any], version: Version, spot: Spot) -> Iterator[Finding]:
    for method in version.methods:
        if method in item:
            yield from _operation_faults(method, item[method], spot.at(method))
    if not version.additional_methods or "additionalOperations" not in item:
        return
    additional, below = item["additionalOperations"], spot.at("additionalOperations")
    if not isinstance(additional, dict):
        message = f"'additionalOperations' must be a mapping, and is {shown(additional)}"
        yield fatal("operations-not-mapping", message, below, key=True, hint="each method is a key below it")
        return
    for method, operation in additional.items():
        if method in FIXED_METHODS:
            message = f"{method} is no additional operation, since '{method.lower()}' is a field of the path item"
            hint = f"move it up: write '{method.lower()}:' beside 'additionalOperations'"
            yield fatal("fixed-additional-method", message, below.at(method), key=True, hint=hint)
        elif not method.startswith("x-") or isinstance(operation, dict):
            yield from _operation_faults(method, operation, below.at(method))


def _operation_faults(method: str, operation: Any, spot: Spot) -> Iterator[Finding]:
    if operation is None:
        yield error("empty-operation", f"the operation '{method}' is empty", spot, key=True, hint="it is not served")
        return
    if not isinstance(operation, dict):
        message = f"the operation '{method}' must be a mapping, and is {shown(operation)}"
        hint = "below a method stand fields such as 'responses:'"
        yield fatal("operation-not-mapping", message, spot, key=True, hint=hint)
        return
    responses = operation.get("responses")
    if responses is not None and not isinstance(responses, dict):
        message = f"'responses' must be a mapping from status to response, and is {shown(responses)}"
        hint = "each status is a key below it: 'responses:', then \"  '200':\" and so on"
        yield fatal("responses-not-mapping", message, spot.at("responses"), key=True, hint=hint)
