"""Rules of `$ref`: dangling, refused and ringed references, mappings and links to nowhere, components that nobody uses.

Each rule takes a `Survey` and yields findings. Knows nothing of what the referenced objects mean.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from mockserver.document.anatomy import Found, Survey, refused, unreadable, value_at
from mockserver.document.diagnostics import Diagnostic, Severity
from mockserver.document.likeness import closest, did_you_mean
from mockserver.document.pointers import keys_of, pointer_of
from mockserver.document.report import Finding, Spot, error, shown, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.document.anatomy import Reference
    from mockserver.document.parse import Source

# 2.0's top-level maps, and the key that holds all of 3.x's
_HOLDERS_2: Final = ("definitions", "parameters", "responses")
_SECTIONS: Final = {
    "schema": "schemas",
    "response": "responses",
    "parameter": "parameters",
    "example": "examples",
    "request-body": "requestBodies",
    "header": "headers",
    "link": "links",
    "callback": "callbacks",
    "path-item": "pathItems",
    "media-type": "mediaTypes",
}


_OF_ID: Final = "'#' means the schema around it that has an '$id', not the document: take that '$id' away"


def dangling(survey: Survey) -> Iterator[Finding]:
    """References that lead nowhere, that may not be followed, or that go by way of another reference."""
    for link in survey.links:
        if link.target is None:
            yield _dangling(survey, link)
        elif not isinstance(link.target.node.value, (dict, bool)):
            got = shown(link.target.node.value)
            message = f"$ref {shown(link.text)} leads to {got}, where {_a(link.kind)} was expected"
            yield error("ref-to-other-kind", message, link.spot.at("$ref"))


def _a(kind: str) -> str:
    words = kind.replace("-", " ")
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def _dangling(survey: Survey, link: Reference) -> Finding:
    spot, refusal, broken = link.spot.at("$ref"), refused(link.problem), unreadable(link.problem)
    meant = _bare_name(survey, link)
    if meant:
        return error("ref-not-found", f"$ref {shown(link.text)} leads nowhere", spot, hint=meant)
    if refusal is not None:
        message = f"$ref {shown(link.text)} is not followed: {refusal.reason}"
        return error(refusal.code, message, spot, hint=refusal.hint)
    if broken is not None:
        message = f"$ref {shown(link.text)} leads to a file that cannot be read"
        return error("ref-unreadable", message, spot, hint="see the fault of that file")
    hint, where = _cure(survey, link)
    return error("ref-not-found", f"$ref {shown(link.text)} leads nowhere{where}", spot, hint=hint)


def _cure(survey: Survey, link: Reference) -> tuple[str, str]:
    """The cure for a dangling reference, and how far it leads."""
    uri, _, fragment = link.source.resolved_uri(link.text).partition("#")
    source = survey.references.sources.get(uri)
    if source is None and link.text.startswith("#"):
        return _OF_ID, ""
    if source is None:
        return "it names no file: is it right?", ""
    if not fragment.startswith("/"):
        slashed = f"#/{fragment.lstrip('#')}"
        return (f"a pointer begins with '#/': did you mean {shown(slashed)}?" if "/" in fragment else ""), ""
    return _near(source, unquote(fragment), link)


def _near(source: Source, fragment: str, link: Reference) -> tuple[str, str]:
    """What the last key that exists holds instead of the first that does not."""
    keys, depth = keys_of(fragment), 0
    while depth < len(keys) and value_at(source.tree, keys[: depth + 1]) is not None:
        depth += 1
    if depth == len(keys):  # so it stands in the file, but the `$id` of a schema is the name of the file
        return _OF_ID, ""
    holder, missing = value_at(source.tree, keys[:depth]), keys[depth]
    if isinstance(holder, dict) and isinstance(holder.get("$ref"), str):
        hint = f"a reference cannot go by way of another one: refer to what {shown(holder['$ref'])} refers to"
        return hint, f": {shown('#' + pointer_of(keys[:depth]))} is itself a $ref"
    if isinstance(holder, dict) and missing in holder:
        return "", f": {shown('#' + pointer_of(keys[: depth + 1]))} is empty (null)"
    where = f": there is no {shown(missing)} in {shown('#' + pointer_of(keys[:depth])) if depth else 'the document'}"
    likely = closest(missing, holder) if isinstance(holder, dict) else None
    if likely is not None:
        meant = pointer_of((*keys[:depth], likely, *keys[depth + 1 :]))
        return f"did you mean {shown(link.text.partition('#')[0] + '#' + meant)}?", where
    return _elsewhere(source, keys[-1]), where


def _elsewhere(source: Source, name: str) -> str:
    """A component of that name in another section, or in the one of another version."""
    tree = source.tree if isinstance(source.tree, dict) else {}
    components = tree.get("components")
    sections = [("components", key) for key in components] if isinstance(components, dict) else []
    for keys in (*sections, *((key,) for key in _HOLDERS_2)):
        holder = value_at(tree, keys)
        if isinstance(holder, dict) and name in holder:
            return f"did you mean {shown('#' + pointer_of((*keys, name)))}?"
    return ""


def _bare_name(survey: Survey, link: Reference) -> str:
    """The cure for a component's name where a reference should be; nothing for what is no such name."""
    if set("#/.") & set(link.text):
        return ""
    if survey.version.name == "2.0":
        holder: tuple[str, ...] = ("definitions",)
    else:
        holder = ("components", _SECTIONS.get(link.kind, "schemas"))
    known = value_at(survey.source.tree, holder)
    names = known if isinstance(known, dict) else {}
    name = link.text if link.text in names else closest(link.text, names)
    return f"did you mean {shown('#' + pointer_of((*holder, name)))}?" if name else ""


def broken_files(survey: Survey) -> Iterator[Diagnostic]:
    """What the reader says of each file that a reference leads to and that it cannot read; served without, so no more
    than an error.
    """
    told: set[str] = set()
    for link in survey.links:
        broken = unreadable(link.problem)
        for each in broken.diagnostics if broken is not None else ():
            if str(each) not in told:
                told.add(str(each))
                yield replace(each, severity=min(each.severity, Severity.ERROR))


# --- rings ----------------------------------------------------------------------------------------------------------


def reference_rings(survey: Survey) -> Iterator[Finding]:
    """References that lead to references that lead back: nothing is ever reached."""
    onward = {link.node_id: link for link in survey.links}
    done: set[int] = set()
    for link in survey.links:
        trail: dict[int, Reference] = {}
        each: Reference | None = link
        while each is not None and each.node_id not in trail and each.node_id not in done:
            trail[each.node_id] = each
            each = onward.get(id(each.target.node.value)) if each.target is not None else None
        if each is not None and each.node_id in trail:
            ring = list(trail.values())[list(trail).index(each.node_id) :]
            yield _ring(ring)
        done.update(trail)


def _ring(ring: list[Reference]) -> Finding:
    steps = " -> ".join(shown("#" + each.spot.pointer) for each in [*ring[:5], ring[0]])
    itself = f"$ref {shown(ring[0].text)} refers to itself"
    message = f"this $ref leads back to itself: {steps}" if len(ring) > 1 else itself
    return error("ref-ring", message, ring[0].spot.at("$ref"), hint="let one of them be an object of its own")


_IN_PLACE: Final = ("allOf", "anyOf", "oneOf")


def schema_rings(survey: Survey) -> Iterator[Finding]:
    """Schemas that contain themselves for the same value, by `allOf`, `anyOf` or `oneOf`: no value can be judged.

    "A schema MUST NOT be run into an infinite loop against an instance" -- JSON Schema 2020-12 Core, section 9.4.1
    """
    schemas = _Schemas(survey)
    for ring in schemas.rings():
        ways = dict.fromkeys(key for each in ring for key in _IN_PLACE if key in schemas.values[each])
        spot = next((schemas.spots[each] for each in ring if each in schemas.spots), None)
        if ways and spot is not None:
            message = "this schema contains itself, so that no value can be judged by it"
            hint = f"take it out of {' or '.join(repr(way) for way in ways)}"
            yield error("schema-ring", message, spot, key=True, hint=hint)


class _Schemas:
    """The schemas of a document and their `$ref`s, by identity, and which of them judge the same value as another."""

    def __init__(self, survey: Survey) -> None:
        self.spots = {id(each.value): each.spot for each in survey.objects["schema"]}
        self.values = {id(each.value): each.value for each in survey.objects["schema"]}
        self.onward: dict[int, int] = {}
        for link in survey.links:
            if link.target is not None:
                self.onward[link.node_id] = id(link.target.node.value)
                self.values.setdefault(link.node_id, link.source.value)

    def rings(self) -> Iterator[list[int]]:
        """Each ring once. Depth first, without recursion: `state` is True while on the path, False when done with."""
        state: dict[int, bool] = {}
        for start in list(self.spots):
            stack = [(start, iter(self._in_place(start)))] if start not in state else []
            state.setdefault(start, True)
            while stack:
                step = next(stack[-1][1], None)
                if step is None:
                    state[stack.pop()[0]] = False
                elif step not in state:
                    state[step] = True
                    stack.append((step, iter(self._in_place(step))))
                elif state[step]:
                    path = [each for each, _ in stack]
                    yield path[path.index(step) :]

    def _in_place(self, each: int) -> list[int]:
        below = [self.onward[each]] if each in self.onward else []
        for key in _IN_PLACE:
            branches = self.values.get(each, {}).get(key)
            if isinstance(branches, list):
                below += [id(branch) for branch in branches if isinstance(branch, dict)]
        return [step for step in below if step in self.values]


# --- other ways of referring ----------------------------------------------------------------------------------------


def mappings(survey: Survey) -> Iterator[Finding]:
    """`discriminator.mapping` whose value names no schema: it is "the name of a schema or a URI reference"."""
    for schema in survey.objects["schema"]:
        said = schema.value.get("discriminator")
        mapping = said.get("mapping") if isinstance(said, dict) else None
        for name, target in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(target, str) and not _leads(survey, schema, target):
                spot = schema.spot.at("discriminator", "mapping", name)
                hint = did_you_mean(target.rpartition("/")[2], _schema_names(survey))
                message = f"the mapping of {shown(name)} leads nowhere: {shown(target)}"
                yield error("mapping-not-found", message, spot, hint=hint)


def _schema_names(survey: Survey) -> Mapping[str, Any]:
    found = value_at(survey.source.tree, survey.version.schemas)
    return found if isinstance(found, dict) else {}


def _leads(survey: Survey, schema: Found, target: str) -> bool:
    if target in _schema_names(survey):
        return True
    return survey.find(schema.node, target, "schema")[0] is not None


def unused_components(survey: Survey) -> Iterator[Finding]:
    """Components that no reference names. A file of components alone is a library, of which nothing is unused."""
    if not survey.objects["operation"]:
        return
    used = _mentioned(survey.source)
    for section, name, spot in _components(survey):
        if spot.pointer not in used and not _is_used_by_name(survey, section, name):
            what = section.removesuffix("s") if section != "requestBodies" else "requestBody"
            yield warning("unused-component", f"nothing refers to the {what} {shown(name)}", spot, key=True)


def _components(survey: Survey) -> Iterator[tuple[str, str, Spot]]:
    tree, root = survey.source.tree, Spot(survey.source)
    holder = tree.get("components")
    sections = [(("components", key), key) for key in _SECTIONS.values()] if isinstance(holder, dict) else []
    for keys, section in (*sections, *(((key,), key) for key in _HOLDERS_2 if survey.version.name == "2.0")):
        named = value_at(tree, keys)
        for name in named if isinstance(named, dict) else ():
            if not name.startswith("x-"):
                yield section, name, root.at(*keys, name)


def _mentioned(source: Source) -> set[str]:
    """The pointers that any `$ref` of the file names, wherever it stands (in extensions, too), and those above them.

    A mention within the mentioned thing itself counts: a schema that refers to itself alone is told by nobody else.
    """
    mentioned: set[str] = set()
    waiting: list[Any] = [source.tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for text in _texts(value):
                fragment = unquote(text.partition("#")[2])
                mentioned.add(fragment)
                mentioned.add("/".join(fragment.split("/")[:4]))
            waiting.extend(each for each in value.values() if isinstance(each, (dict, list)))
        else:
            waiting.extend(each for each in value if isinstance(each, (dict, list)))
    return mentioned


def _texts(value: Mapping[str, Any]) -> Iterator[str]:
    for key in ("$ref", "$dynamicRef", "operationRef"):
        if isinstance(value.get(key), str):
            yield value[key]
    mapping = value.get("mapping")
    for each in mapping.values() if isinstance(mapping, dict) and "propertyName" in value else ():
        if isinstance(each, str):
            yield each if "#" in each else f"#/components/schemas/{each}"


def _is_used_by_name(survey: Survey, section: str, name: str) -> bool:
    """A schema that inherits from one with a discriminator is meant by its name, or by its `$anchor` or `$id`."""
    if section not in {"schemas", "definitions"}:
        return False
    schema = _schema_names(survey).get(name)
    if not isinstance(schema, dict):
        return False
    if any(isinstance(schema.get(key), str) for key in ("$anchor", "$id", "$dynamicAnchor")):
        return True
    branches = schema.get("allOf")
    listed = branches if isinstance(branches, list) else []
    parents = [each.get("$ref") for each in listed if isinstance(each, dict)]
    return any(_is_discriminating(survey, parent) for parent in parents if isinstance(parent, str))


def _is_discriminating(survey: Survey, reference: str) -> bool:
    if not reference.startswith("#/"):
        return False
    parent = value_at(survey.source.tree, keys_of(unquote(reference[1:])))
    return isinstance(parent, dict) and "discriminator" in parent


def link_targets(survey: Survey) -> Iterator[Finding]:
    """Links whose `operationId` no operation has, or whose `operationRef` leads nowhere."""
    known: dict[str, None] = dict.fromkeys(_ids(survey))
    for link in survey.objects["link"]:
        name, reference = link.value.get("operationId"), link.value.get("operationRef")
        if isinstance(name, str) and name not in known:
            message = f"no operation has the id {shown(name)}, to which this link leads"
            yield error("operation-not-found", message, link.spot.at("operationId"), hint=did_you_mean(name, known))
        if isinstance(reference, str) and reference.startswith("#"):
            target, _ = survey.find(link.node, reference, "operation")
            if target is None:
                message = f"the operationRef {shown(reference)} leads nowhere"
                yield error("operation-not-found", message, link.spot.at("operationRef"), hint=_slash_hint(reference))


def _slash_hint(reference: str) -> str:
    return "in a pointer, '/' within a path is written '~1': '#/paths/~1pets/get'" if "~1" not in reference else ""


def _ids(survey: Survey) -> Iterator[str]:
    for operation in survey.objects["operation"]:
        if isinstance(operation.value.get("operationId"), str):
            yield operation.value["operationId"]
