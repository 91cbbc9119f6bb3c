"""Rules of paths, operations, parameters, responses and security: what HTTP or OpenAPI does not let a document say.

`RULES` lists them all, those of references and schemas too. Each takes a `Survey` and yields findings, so a new rule is
a function and a line in the list. A rule trusts no type: the document may be wrong in any way but the fatal ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from mockserver.document import reference_rules, schema_rules
from mockserver.document.anatomy import value_at
from mockserver.document.likeness import did_you_mean
from mockserver.document.report import Finding, Spot, error, shown, warning

if TYPE_CHECKING:
    from mockserver.document.anatomy import Found, Survey

Rule = Callable[["Survey"], Iterator[Finding]]

# "token = 1*tchar" -- RFC 9110, section 5.6.2
TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
MEDIA_TYPE: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+/[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]*(;.*)?\Z", re.DOTALL)
EXPRESSION: Final = re.compile(r"\{([^{}]*)\}")


# --- paths and their parameters


def equal_templates(survey: Survey) -> Iterator[Finding]:
    """Templates that are equal but for the names of their parameters.

    "Templated paths with the same hierarchy but different templated names MUST NOT exist as they are identical"
    -- OAS 3.2.0, section 4.7 Paths Object
    """
    first: dict[str, tuple[str, Spot]] = {}
    for template, spot, _ in survey.path_items:
        same = EXPRESSION.sub("{}", template)
        if same in first:
            known, other = first[same]
            message = f"{shown(template)} and {shown(known)} are the same path"
            hint = "name the parameters alike and put the methods together; they are served as one"
            yield error("equal-templates", message, spot, key=True, hint=hint, other=other)
        else:
            first[same] = template, spot


def templates(survey: Survey) -> Iterator[Finding]:
    """Templates whose braces are not in order, that name a parameter twice, or that hold a query or fragment."""
    for template, spot, _ in survey.path_items:
        rest = EXPRESSION.sub("", template)
        names = EXPRESSION.findall(template)
        if "{" in rest or "}" in rest:
            yield error("bad-template", f"the braces of {shown(template)} are not in pairs", spot, key=True)
        if "" in names:
            yield error("bad-template", f"{shown(template)} has a parameter without a name", spot, key=True)
        double = next((name for at, name in enumerate(names) if name and name in names[:at]), None)
        if double is not None:
            # "Each template expression in the path MUST NOT appear more than once" -- OAS 3.2.0, section 4.8.2
            yield error(
                "repeated-parameter", f"{shown(template)} has {shown('{' + double + '}')} twice", spot, key=True
            )
        if "?" in rest or "#" in rest:
            message = f"{shown(template)} holds a query or a fragment, which is no part of a path"
            yield warning("query-in-path", message, spot, key=True, hint="declare query parameters instead")


def path_parameters(survey: Survey) -> Iterator[Finding]:
    """Parameters of a template that are declared nowhere, and declared ones that the template does not have."""
    for template, spot, item in survey.path_items:
        names = dict.fromkeys(EXPRESSION.findall(template))
        shared = _declared(survey, item)
        yield from _superfluous(shared, names, template)
        for method, operation in _operations(survey, item):
            own = _declared(survey, operation)
            yield from _superfluous(own, names, template)
            if shared is None or own is None:
                continue
            for name in names:
                if name and name not in shared and name not in own:
                    message = f"{method} {shown(template)} does not declare the path parameter {shown(name)}"
                    hint = did_you_mean(name, [*shared, *own]) or f"add {{name: {name}, in: path, required: true, ...}}"
                    place = operation.spot if operation.spot.source is spot.source else spot
                    yield error("path-parameter-undeclared", message, place, key=True, hint=hint)


def _operations(survey: Survey, item: Found) -> Iterator[tuple[str, Found]]:
    """The operations of a path item, by method as it is sent."""
    for operation in survey.objects_within(item, "operation"):
        key = operation.spot.key
        additional = operation.spot.keys[-2:-1] == ("additionalOperations",)
        yield key if additional else key.upper(), operation


def _declared(survey: Survey, holder: Found) -> dict[str, Found] | None:
    """The path parameters that an operation or path item declares; None if one of its references leads nowhere."""
    found: dict[str, Found] = {}
    for parameter in survey.parameters(holder):
        if parameter is None:
            return None
        name = parameter.value.get("name")
        if parameter.value.get("in") == "path" and isinstance(name, str):
            found[name] = parameter
    return found


def _superfluous(declared: Mapping[str, Found] | None, names: Mapping[str, None], template: str) -> Iterator[Finding]:
    for name, parameter in (declared or {}).items():
        if name not in names:
            message = f"the path parameter {shown(name)} is not in {shown(template)}"
            hint = did_you_mean(name, names) or f"is {shown('{' + name + '}')} missing in the path?"
            yield error("path-parameter-unused", message, parameter.spot.at("name"), hint=hint)


def duplicate_parameters(survey: Survey) -> Iterator[Finding]:
    """Parameters that stand twice in one list.

    "A unique parameter is defined by a combination of a name and location" -- OAS 3.2.0, section 4.12
    """
    for holder in (*survey.objects["path-item"], *survey.objects["operation"]):
        seen: dict[tuple[Any, Any], Found] = {}
        for parameter in survey.parameters(holder):
            if parameter is None or not isinstance(parameter.value.get("name"), str):
                continue
            name, place = parameter.value["name"], parameter.value.get("in")
            # "Field names are case-insensitive" -- RFC 9110, section 5.1
            same = (name.lower() if place == "header" else name, shown(place))
            if same in seen:
                message = f"the {place} parameter {shown(name)} is declared twice in one list"
                yield error("duplicate-parameter", message, parameter.spot, other=seen[same].spot)
            seen.setdefault(same, parameter)


def query_strings(survey: Survey) -> Iterator[Finding]:
    """A parameter that is the whole query, beside others of the query.

    "A `querystring` parameter MUST NOT appear more than once ... and MUST NOT appear in the same operation (or in the
    operation's path item) as any `query` parameters" -- OAS 3.2.0, section 4.12.1
    """
    for operation in survey.objects["operation"]:
        holders = (operation.owner, operation) if operation.owner is not None else (operation,)
        given = [each for holder in holders for each in survey.parameters(holder) if each is not None]
        whole = [each for each in given if each.value.get("in") == "querystring"]
        others = [each for each in given if each.value.get("in") == "query"]
        if whole and (whole[1:] or others):
            message = "this is the whole query, and so the only parameter of the query"
            yield error("querystring-not-alone", message, whole[0].spot, other=(whole[1:] or others)[0].spot)


def names_to_send(survey: Survey) -> Iterator[Finding]:
    """Names of header and cookie parameters that no message can carry, or that are ignored."""
    for parameter in survey.objects["parameter"]:
        name, place = parameter.value.get("name"), parameter.value.get("in")
        if not isinstance(name, str) or place not in ("header", "cookie"):
            continue
        if not TOKEN.match(name):
            message = f"{shown(name)} cannot be the name of a {place}: it may hold letters, digits and !#$%&'*+-.^_`|~"
            yield error("unsendable-name", message, parameter.spot.at("name"))
        elif place == "header" and name.lower() in {"accept", "content-type", "authorization"}:
            # "If in is 'header' and the name field is 'Accept', 'Content-Type' or 'Authorization', the parameter
            # definition SHALL be ignored" -- OAS 3.2.0, section 4.12.2
            message = f"a parameter {shown(name)} is ignored"
            yield warning("ignored-header", message, parameter.spot.at("name"), hint=_INSTEAD[name.lower()])


def header_names(survey: Survey) -> Iterator[Finding]:
    """Names of response headers that no message can carry, or that are ignored."""
    for header in survey.objects["header"]:
        name, keys = header.spot.key, header.spot.keys
        is_component = keys[:1] == ("components",) and len(keys) == len(("components", "headers", name))
        if keys[-2:-1] != ("headers",) or is_component:
            continue
        if not TOKEN.match(name):
            message = f"{shown(name)} cannot be the name of a field: it may hold letters, digits and !#$%&'*+-.^_`|~"
            yield error("unsendable-name", message, header.spot, key=True)
        elif name.lower() == "content-type" and header.owner is not None and header.owner.kind == "response":
            # "If a response header is defined with the name 'Content-Type', it SHALL be ignored" -- OAS 3.2.0, 4.17.1
            message = f"a header {shown(name)} is ignored"
            yield warning("ignored-header", message, header.spot, key=True, hint=_INSTEAD["content-type"])


_INSTEAD: Final = {
    "accept": "the media types of the responses say it",
    "content-type": "the media types under 'content' say it",
    "authorization": "declare a security scheme",
}

# "A forbidden request-header" -- Fetch standard: script in a browser cannot set these.
_FORBIDDEN_FIELDS: Final = frozenset(
    {
        "accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method",
        "connection", "content-length", "cookie", "cookie2", "date", "dnt", "expect", "host", "keep-alive", "origin",
        "referer", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "via",
    }
)  # fmt: skip


def browser_fields(survey: Survey) -> Iterator[Finding]:
    """Required header parameters that script in a browser cannot set."""
    for parameter in survey.objects["parameter"]:
        name = parameter.value.get("name")
        required = parameter.value.get("in") == "header" and parameter.value.get("required") is True
        if required and isinstance(name, str) and _is_forbidden(name.lower()):
            message = f"script in a browser cannot set the field {shown(name)}, which is required"
            yield warning("forbidden-header", message, parameter.spot.at("name"))


def _is_forbidden(name: str) -> bool:
    return name in _FORBIDDEN_FIELDS or name.startswith(("sec-", "proxy-"))


# --- operations


def duplicate_ids(survey: Survey) -> Iterator[Finding]:
    """Ids that two operations have.

    "The id MUST be unique among all operations described in the API" -- OAS 3.2.0, section 4.10.1
    """
    first: dict[str, Found] = {}
    for operation in survey.objects["operation"]:
        name = operation.value.get("operationId")
        if not isinstance(name, str):
            continue
        if name in first:
            message = f"the operationId {shown(name)} is taken"
            other = first[name].spot.at("operationId")
            yield error("duplicate-operation-id", message, operation.spot.at("operationId"), other=other)
        first.setdefault(name, operation)


def methods(survey: Survey) -> Iterator[Finding]:
    """Methods that a browser cannot send, and names that look like another method."""
    for operation in survey.objects["operation"]:
        key, keys = operation.spot.key, operation.spot.keys
        additional = keys[-2:-1] == ("additionalOperations",)
        # "A forbidden method is a method that is a byte-case-insensitive match for CONNECT, TRACE, or TRACK" -- Fetch
        if key.upper() in {"TRACE", "TRACK", "CONNECT"}:
            message = f"no browser sends {key.upper()}"
            hint = "CONNECT is answered 501: it is for proxies" if key.upper() == "CONNECT" else "other clients do"
            yield warning("forbidden-method", message, operation.spot, key=True, hint=hint)
        elif additional and not TOKEN.match(key):
            yield error("unsendable-name", f"{shown(key)} cannot be a method", operation.spot, key=True)
        elif additional and key.lower() in survey.version.methods:
            message = f"{shown(key)} is another method than {key.upper()}, since case counts"
            hint = f"did you mean the field '{key.lower()}'?"
            yield warning("method-case", message, operation.spot, key=True, hint=hint)


def content_of_requests(survey: Survey) -> Iterator[Finding]:
    """Content where HTTP gives it no meaning, and more than one body in 2.0."""
    for operation in survey.objects["operation"]:
        if operation.spot.key in {"get", "head"} and _has_body(survey, operation):
            # "content received in a GET request has no generally defined semantics" -- RFC 9110, section 9.3.1
            message = f"{operation.spot.key.upper()} has no content, and browsers send none"
            place = operation.spot.at("requestBody") if "requestBody" in operation.value else operation.spot
            yield warning("content-with-get", message, place, key=True, hint="use POST, or QUERY (OpenAPI 3.2)")
        if survey.version.name == "2.0":
            yield from _two_bodies(survey, operation)


def _has_body(survey: Survey, operation: Found) -> bool:
    places = [each.value.get("in") for each in survey.parameters(operation) if each is not None]
    return "requestBody" in operation.value or "body" in places


def _two_bodies(survey: Survey, operation: Found) -> Iterator[Finding]:
    bodies = [each for each in survey.parameters(operation) if each is not None and each.value.get("in") == "body"]
    forms = [each for each in survey.parameters(operation) if each is not None and each.value.get("in") == "formData"]
    if len(bodies) > 1:
        # "Since there can only be one payload, there can only be one body parameter" -- OAS 2.0, Parameter Object
        yield error("two-bodies", "an operation has one body at most", bodies[1].spot, other=bodies[0].spot)
    if bodies and forms:
        yield error("two-bodies", "a body and formData exclude each other", forms[0].spot, other=bodies[0].spot)


# --- responses

STATUS: Final = re.compile(r"([1-5][0-9][0-9]|[1-5]XX|default)\Z")


def statuses(survey: Survey) -> Iterator[Finding]:
    """Keys of `responses` that are no status, or one that is never final; and operations without any."""
    for operation in survey.objects["operation"]:
        responses, spot = operation.value.get("responses"), operation.spot.at("responses")
        if not isinstance(responses, dict):
            continue
        for status in responses:
            if status.startswith("x-") or status == "$ref":
                continue
            if not STATUS.match(status):
                yield _no_status(status, spot.at(status), survey)
            elif status.startswith("1"):
                # "interim response ... prior to ... sending a final response" -- RFC 9110, section 15.2
                message = f"{status} is never the final response, so it is not served"
                yield warning("interim-status", message, spot.at(status), key=True)


def _no_status(status: str, spot: Spot, survey: Survey) -> Finding:
    hint = did_you_mean(status, ("default", "2XX", "3XX", "4XX", "5XX"))
    if re.fullmatch(r"[1-5]xx", status, re.IGNORECASE) and survey.version.name != "2.0":
        hint = f"a range is written in capitals: {status.upper()!r}"
    message = f"{shown(status)} is no status: a number from 100 to 599, a range such as 2XX, or 'default'"
    return error("impossible-status", message, spot, key=True, hint=hint)


# Statuses whose responses have no content (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5).
_BARE: Final = frozenset({"204", "205", "304"})


def content_of_responses(survey: Survey) -> Iterator[Finding]:
    """Content declared for a status that cannot have any."""
    for response in survey.objects["response"]:
        key = "schema" if survey.version.name == "2.0" else "content"
        keys = response.spot.keys
        if keys[-2:-1] == ("responses",) and response.spot.key in _BARE and response.value.get(key):
            message = f"a response {response.spot.key} has no content"
            yield warning(
                "content-without-meaning", message, response.spot.at(key), key=True, hint="it is sent without"
            )


def media_types(survey: Survey) -> Iterator[Finding]:
    """Names of media types that are none (RFC 9110, section 8.3.1)."""
    for each in survey.objects["media-type"]:
        name, keys = each.spot.key, each.spot.keys
        if keys[-2:-1] == ("content",) and not MEDIA_TYPE.match(name):
            hint = did_you_mean(name, _COMMON) or _COMMON_BY_NAME.get(name.lower(), "it reads like 'application/json'")
            yield error("bad-media-type", f"{shown(name)} is no media type", each.spot, key=True, hint=hint)
    for holder in (*survey.objects["document"], *survey.objects["operation"]) if survey.version.name == "2.0" else ():
        for key in ("consumes", "produces"):
            listed = holder.value.get(key)
            for at, name in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(name, str) and not MEDIA_TYPE.match(name):
                    hint = did_you_mean(name, _COMMON) or _COMMON_BY_NAME.get(name.lower(), "")
                    yield error("bad-media-type", f"{shown(name)} is no media type", holder.spot.at(key, at), hint=hint)


_COMMON: Final = ("application/json", "application/xml", "text/plain", "text/html", "multipart/form-data")
_COMMON_BY_NAME: Final = {
    "json": "did you mean 'application/json'?",
    "xml": "did you mean 'application/xml'?",
    "text": "did you mean 'text/plain'?",
    "html": "did you mean 'text/html'?",
    "form": "did you mean 'application/x-www-form-urlencoded'?",
    "binary": "did you mean 'application/octet-stream'?",
}


# --- security and servers


def security(survey: Survey) -> Iterator[Finding]:
    """Security schemes that are asked for and not defined, and scopes that their scheme does not have."""
    defined = _schemes(survey)
    for holder in (survey.root, *survey.objects["operation"]):
        listed = holder.value.get("security")
        for at, requirement in enumerate(listed if isinstance(listed, list) else ()):
            for name, scopes in requirement.items() if isinstance(requirement, dict) else ():
                spot = holder.spot.at("security", at, name)
                if name not in defined:
                    yield from _undefined(survey, holder, name, spot=spot, defined=defined)
                else:
                    yield from _unknown_scopes(defined[name], scopes, spot)


def _schemes(survey: Survey) -> Mapping[str, Any]:
    keys = ("securityDefinitions",) if survey.version.name == "2.0" else ("components", "securitySchemes")
    found = value_at(survey.source.tree, keys)
    return found if isinstance(found, dict) else {}


def _undefined(
    survey: Survey, holder: Found, name: str, *, spot: Spot, defined: Mapping[str, Any]
) -> Iterator[Finding]:
    # "Each name MUST correspond to a security scheme which is declared ... or be the URI of" one -- OAS 3.2.0, 4.32
    is_uri = survey.version.additional_methods and set("#/.") & set(name)
    if not is_uri or survey.find(holder.node, name, "security-scheme")[0] is None:
        where = "securityDefinitions" if survey.version.name == "2.0" else "components.securitySchemes"
        message = f"the security scheme {shown(name)} is not defined"
        hint = did_you_mean(name, defined) or f"add it to {where}"
        yield error("security-not-defined", message, spot, key=True, hint=hint)


def _unknown_scopes(scheme: Any, scopes: Any, spot: Spot) -> Iterator[Finding]:
    known = _scopes(scheme)
    for at, scope in enumerate(scopes if isinstance(scopes, list) and known is not None else ()):
        if isinstance(scope, str) and scope not in (known or {}):
            message = f"the scope {shown(scope)} is not defined by its security scheme"
            yield warning("scope-not-defined", message, spot.at(at), hint=did_you_mean(scope, known or {}))


def _scopes(scheme: Any) -> Mapping[str, None] | None:
    """The scopes of an oauth2 scheme; None for another kind, whose scopes are nobody's list."""
    if not isinstance(scheme, dict) or scheme.get("type") != "oauth2":
        return None
    flows = scheme.get("flows")
    holders = list(flows.values()) if isinstance(flows, dict) else [scheme]
    named = [each.get("scopes") for each in holders if isinstance(each, dict)]
    return dict.fromkeys(scope for scopes in named if isinstance(scopes, dict) for scope in scopes)


def servers(survey: Survey) -> Iterator[Finding]:
    """Variables of a server's URL that are not defined, and defaults that are not among their values."""
    for server in survey.objects["server"]:
        url, variables = server.value.get("url"), server.value.get("variables")
        defined = variables if isinstance(variables, dict) else {}
        for name in EXPRESSION.findall(url) if isinstance(url, str) else ():
            if name not in defined:
                message = f"the variable {shown(name)} of the server's URL is not defined"
                hint = did_you_mean(name, defined) or "add it under 'variables' with a 'default'"
                yield error("server-variable-not-defined", message, server.spot.at("url"), hint=hint)
        for name, variable in defined.items():
            yield from _odd_default(variable, server.spot.at("variables", name))


def _odd_default(variable: Any, spot: Spot) -> Iterator[Finding]:
    options = variable.get("enum") if isinstance(variable, dict) else None
    if isinstance(options, list) and options and "default" in variable and variable["default"] not in options:
        # "If the enum is defined, the value MUST exist in the enum's values" -- OAS 3.1.1, section 4.8.6.1
        message = f"the default {shown(variable['default'])} is none of the values of 'enum'"
        texts = [each for each in options if isinstance(each, str)]
        yield error(
            "default-not-among", message, spot.at("default"), hint=did_you_mean(str(variable["default"]), texts)
        )


RULES: Final[tuple[Rule, ...]] = (
    reference_rules.dangling,
    reference_rules.reference_rings,
    reference_rules.schema_rings,
    equal_templates,
    templates,
    path_parameters,
    duplicate_parameters,
    query_strings,
    names_to_send,
    header_names,
    browser_fields,
    duplicate_ids,
    methods,
    content_of_requests,
    statuses,
    content_of_responses,
    media_types,
    security,
    servers,
    reference_rules.mappings,
    reference_rules.link_targets,
    reference_rules.unused_components,
    schema_rules.patterns,
    schema_rules.contradictions,
    schema_rules.without_effect,
    schema_rules.siblings,
    schema_rules.required_names,
)
