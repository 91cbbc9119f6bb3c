"""Judging a document, in three degrees: can it be served, does it have the shape of its version, is it right.

- `fatal`: the few faults with which nothing can be served, in milliseconds whatever the size (`servable`);
- `shape`: the JSON Schema of the version (`shape`), in milliseconds too;
- `deep`: all else, across files: references, paths, HTTP, schemas, examples (`rules`, `instances`), and
  openapi-spec-validator. Seconds on a large document, so `serve` runs it elsewhere (server/fence).

Each gives diagnostics: a FATAL one is not served, an ERROR is no valid OpenAPI and is served, a WARNING is likely a
mistake. No degree raises for what is wrong with a document, reads anything but through `retrieve`, or tells more than a
bounded number of findings of one code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mockserver.document import servable
from mockserver.document import shape as shapes
from mockserver.document.references import References
from mockserver.document.report import Finding, diagnostics_of
from mockserver.document.versions import Version, version_of

if TYPE_CHECKING:
    from mockserver.document.anatomy import Survey
    from mockserver.document.diagnostics import Diagnostic
    from mockserver.document.parse import Source
    from mockserver.document.references import Retrieve


def fatal(source: Source) -> tuple[Diagnostic, ...]:
    """Whether a document can be served: a FATAL diagnostic for each reason why not, and what its version says amiss."""
    return diagnostics_of(servable.faults(source))


def shape(source: Source) -> tuple[Diagnostic, ...]:
    """What a document does not keep of the JSON Schema of its version; nothing for one without a known version."""
    return diagnostics_of(shapes.faults(source))


def deep(source: Source, retrieve: Retrieve, *, uri: str = "") -> tuple[Diagnostic, ...]:
    """All that `fatal` and `shape` do not see. `uri` is the document's own, to which its references are relative.

    `retrieve` reads the files that references lead to; it raises NotRetrieved, and the document is judged without.
    """
    return tuple(each for stage in deep_by_stage(source, retrieve, uri=uri) for each in stage)


def deep_by_stage(source: Source, retrieve: Retrieve, *, uri: str = "") -> Iterator[tuple[Diagnostic, ...]]:
    """The same, stage by stage, the quick ones first: whoever is stopped has what was found so far."""
    # Imported here: a server starts without them.
    from mockserver.document import instances, reference_rules, spec_validator
    from mockserver.document.anatomy import survey

    version = version_of(source.tree)
    if version is None or not isinstance(source.tree, Mapping):
        return
    found = survey(References(source, uri, retrieve), version)
    told = [*_rules(found), *_other_files(found, version)]
    yield diagnostics_of(told)
    yield tuple(reference_rules.broken_files(found))
    yield diagnostics_of(instances.faults(found))
    yield diagnostics_of(spec_validator.faults(found, known=[*told, *shapes.faults(source)]))


def _rules(found: Survey) -> Iterator[Finding]:
    from mockserver.document import rules

    for rule in rules.RULES:
        yield from rule(found)


def _other_files(found: Survey, version: Version) -> Iterator[Finding]:
    """The shape of what references lead to in other files: `shape` sees the entry document alone."""
    met: set[tuple[int, str]] = set()
    for link in found.links:
        target = link.target
        if target is None or target.spot.source is found.source or not isinstance(target.node.value, dict):
            continue
        if (id(target.node.value), link.kind) not in met:
            met.add((id(target.node.value), link.kind))
            yield from shapes.faults_within(target.node.value, target.spot, kind=link.kind, version=version)
