"""Mutants that do not check a rule in a context.

Some faults have no effect, so that they are not generated:

* a rule is broken at a field, which is therefore present: it is no context of its own rules, and neither are the other
  fields that the rule needs;
* a rule about certain families of models is broken for these only, and if it is about one family only, the fault is
  that of a mutant which never checks the rule;
* a rule about the value of `model` is broken by values that name no model, so that models are no contexts of it;
* a rule about `type.required` concerns a key that is missing, so that it has no position;
* only one family supports the formats gif and svg, so that rules about their fields are not combined with models;
* for gpt-image-2, no input_fidelity is legal, so that another error is found beside it;
* beside a field that needs another format than the rule is about, or that the format excludes, another error is found;
* in another profile, only rules and fields that the default profile lacks have mutants, because the others are the
  subjects of mutants of the default profile.

A rule is not checked beside one value of each enumeration and one limit of each range, which differ from rule to rule.
Values that only some models or formats support are no contexts, because another error is found beside them. Nulls, and
rules and fields of other profiles than the default one, are combined with fields only.

A rule that is checked only in a context is not checked in all others, so that any of them kills the mutant. Therefore,
only one such mutant is generated for each kind of context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.context import (
    Context,
    field_contexts,
    model_contexts,
    position_contexts,
    shape_contexts,
    value_context,
)
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain, ErrorsChange
from imagegen_conformance.mutation.systematic.payload_facts import NULL, finding_label
from imagegen_conformance.mutation.systematic.rule_finding import (
    FORMAT_FIELDS,
    RuleFinding,
    broken,
    model_families,
    rule_findings,
)
from imagegen_reference.errors import Error
from imagegen_reference.revision import DEFAULT_REVISION, Revision
from imagegen_reference.schema_rules import fields_in

__all__ = ["rule_mutants"]
# The fields that are never legal for a family of models.
NEVER_LEGAL: Final = {"gpt-image-2": "input_fidelity"}
# The values of fields that are legal for every model.
VALUES: Final[dict[str, Sequence[Json]]] = {
    "quality": ("low", "medium", "high", "auto"),
    "output_format": ("png", "webp", "jpeg"),
    "output_compression": (100, 0),
    "moderation": ("low", "auto"),
    "background": ("opaque", "auto"),
    "partial_images": (0, 1, 2, 3),
    "action": ("generate", "edit", "auto"),
}
# The fields beside which another rule is broken whenever a rule about formats is.
OTHER_FORMATS: Final = {
    "output_compression.png": frozenset({"frame_count", "frame_duration_ms", "svg"}),
    "output_compression.gif": frozenset({"input_image_mask", "svg"}),
    "partial_images.gif": frozenset({"input_image_mask", "svg"}),
    "input_image_mask.gif": frozenset({"svg"}),
    "frame_count.format": frozenset({"frame_duration_ms"}),
    "frame_duration_ms.format": frozenset({"frame_count"}),
}


def rule_mutants(revision: Revision) -> Iterator[Mutant]:
    """Yield the mutants of a revision."""
    findings = tuple(rule_findings(revision))
    known = _names_of_default_profile() if revision != DEFAULT_REVISION else frozenset()
    for dimension, contexts in _context_groups(revision).items():
        build = MutantBuilder(revision, dimension)
        for position, finding in enumerate(findings):
            only = contexts[position % len(contexts)]
            for context in contexts:
                if _has_effect(finding, context) and not _is_known(finding, context, known):
                    yield _unchecked(build, finding, context)
                    if context is only:
                        yield _checked_only(build, finding, context)
    if revision == DEFAULT_REVISION:
        yield from _beside_values(revision, [finding for finding in findings if finding.rule != NULL])


def _beside_values(revision: Revision, findings: Sequence[RuleFinding]) -> Iterator[Mutant]:
    """Yield the mutants that do not check a rule beside a value of each field."""
    build = MutantBuilder(revision, "rule × value")
    for position, finding in enumerate(findings):
        for field in (field for field in VALUES if field not in finding.fields):
            values = VALUES[field]
            yield _unchecked(build, finding, value_context(field, values[position % len(values)]))


def _context_groups(revision: Revision) -> dict[str, Sequence[Context]]:
    """Return the contexts of each dimension."""
    fields = tuple(fields_in(revision))
    return {
        "rule × field": tuple(field_contexts([field for field in fields if field != "type"])),
        "rule × model": tuple(model_contexts(model_families(revision))),
        "rule × shape of the payload": (*shape_contexts(fields), *position_contexts()),
    }


def _names_of_default_profile() -> frozenset[str]:
    """Return the labels of findings and the names of contexts of the default profile."""
    contexts = [context.name for group in _context_groups(DEFAULT_REVISION).values() for context in group]
    return frozenset((*contexts, *(finding.label for finding in rule_findings(DEFAULT_REVISION))))


def _is_known(finding: RuleFinding, context: Context, known: frozenset[str]) -> bool:
    is_known_context = context.name in known or not context.name.startswith("beside-")
    return finding.label in known and is_known_context


def _has_effect(finding: RuleFinding, context: Context) -> bool:
    kind, _, subject = context.name.partition("-")
    if context.name in {"for-other-models", "without-model"} or kind == "for":
        is_free = finding.fields[0] not in {"model", *FORMAT_FIELDS} and not finding.rule.endswith(".gif")
        return is_free and _concerns(finding, subject)
    if kind in {"first", "last"}:
        return finding.rule != "type.required"
    if kind == "beside" and (subject in finding.fields or subject in OTHER_FORMATS.get(finding.rule, ())):
        return False
    return not finding.families or any(NEVER_LEGAL.get(family) != subject for family in finding.families)


def _concerns(finding: RuleFinding, family: str) -> bool:
    """Return whether a rule can be broken for a family of models, and for another one as well."""
    return not finding.families or (family in finding.families and len(finding.families) > 1)


def _unchecked(build: MutantBuilder, finding: RuleFinding, context: Context) -> Mutant:
    clause = context.clause.format(field=finding.fields[0])
    return build.with_errors(
        f"skips-{finding.name}-{context.name}",
        finding.rule,
        f"does not check {finding.subject} {clause}",
        _broken_in(build.revision, finding, context, expected=True),
        _without(finding.label),
    )


def _checked_only(build: MutantBuilder, finding: RuleFinding, context: Context) -> Mutant:
    clause = context.clause.format(field=finding.fields[0])
    return build.with_errors(
        f"checks-{finding.name}-only-{context.name}",
        finding.rule,
        f"checks {finding.subject} only {clause}",
        _broken_in(build.revision, finding, context, expected=False),
        _without(finding.label),
    )


def _broken_in(revision: Revision, finding: RuleFinding, context: Context, *, expected: bool) -> Domain:
    fields, holds = finding.fields, context.holds
    return broken(revision, finding.label, lambda facts: holds(facts.payload, fields) is expected)


def _without(label: str) -> ErrorsChange:
    def change(_: Payload, errors: list[Error]) -> list[Error]:
        return [error for error in errors if finding_label(error) != label]

    return change
