"""The rules of a revision, each at the place where a payload breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.limit_place import LimitPlace, limit_places
from imagegen_conformance.mutation.generated.schema_node import schema_nodes
from imagegen_conformance.mutation.systematic.mutation import Domain, Test
from imagegen_conformance.mutation.systematic.payload_facts import NULL
from imagegen_conformance.mutation.transforms.limit_edits import limits_content
from imagegen_reference.model_limits import limits_in
from imagegen_reference.revision import Revision

__all__ = ["FORMAT_FIELDS", "RuleFinding", "broken", "model_families", "rule_findings"]
DEFAULT_FORMAT: Final = "png"
FORMAT_FIELDS: Final = frozenset({"frame_count", "frame_duration_ms", "svg"})  # they break a rule without their format
# The plain schema describes tool configurations under a name that the author of the payload chooses.
CONFIG_RULES: Final = {
    "tool_configs.*": "tool_configs.member.type",
    "tool_configs.*.pin": "tool_configs.pin.type",
    "tool_configs.*.additional_search_text": "tool_configs.additional_search_text.type",
}


class RuleFinding(NamedTuple):
    """A rule at the place where a payload breaks it.

    Attributes:
        label: The label of the errors, as of `finding_label`.
        rule: The rule.
        fields: The field at which the rule is broken, followed by the fields that a payload must have to break it.
        families: The families of models that the rule is about; empty if it is about any model.
    """

    label: str
    rule: str
    fields: tuple[str, ...]
    families: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The rule, and the place of a null, as part of a sentence."""
        rule, _, place = self.label.partition(":")
        return f"{rule} at {place}" if place else rule

    @property
    def name(self) -> str:
        """The label as part of the name of a mutant."""
        return self.label.replace(":", "-at-")


def rule_findings(revision: Revision) -> Iterator[RuleFinding]:
    """Yield the rules that an object can break, at each place. Rules that only warn are not among them."""
    yield RuleFinding("type.required", "type.required", ("type",))
    nodes = schema_nodes(revision)
    for node in nodes:
        field = node.path[0]
        fields = (field, "output_format") if field in FORMAT_FIELDS else (field,)
        for rule in node.rules:
            yield RuleFinding(rule, rule, fields)
        # A null as type is a wrong value.
        if node.kind != "const" and not node.is_nullable:
            yield RuleFinding(f"{NULL}:{node.name}", NULL, fields)
    if any(node.name == "tool_configs" for node in nodes):
        for place, rule in CONFIG_RULES.items():
            yield RuleFinding(rule, rule, ("tool_configs",))
            yield RuleFinding(f"{NULL}:{place}", NULL, ("tool_configs",))
    yield RuleFinding("size.grammar", "size.grammar", ("size",))
    yield from _limit_findings(revision)


def broken(revision: Revision, label: str, contains: Test) -> Domain:
    """Return the payloads that have errors with a label, and fulfill another condition."""
    return Domain(f"{label} in {revision.profile}", lambda facts: label in facts.findings(revision), contains)


def legal(revision: Revision, field: str, contains: Test) -> Domain:
    """Return the payloads that have a field and no errors, and fulfill another condition."""
    return Domain(
        f"legal {field} in {revision.profile}",
        lambda facts: field in facts.payload and not facts.findings(revision),
        contains,
    )


def model_families(revision: Revision) -> Mapping[str, Sequence[str]]:
    """Return the models of each family that is known in a revision.

    Models that were shut down are in no family, because a payload with one of them may be rejected.
    """
    retired = limits_in(revision).retired
    families = {
        entry["family"]: [model for model in entry["models"] if model not in retired]
        for entry in limits_content(revision)["families"]
    }
    return {family: models for family, models in families.items() if models}


def _limit_findings(revision: Revision) -> Iterator[RuleFinding]:
    content = limits_content(revision)
    families = model_families(revision)
    found: dict[str, RuleFinding] = {}
    for place in limit_places(content):
        if place.is_permission or place.limit["strength"] == "may" or place.limit["kind"] == "deprecated":
            continue
        known = (place.family,) if place.family in families else ()
        if place.rule in found:
            known = (*found[place.rule].families, *known)
        found[place.rule] = RuleFinding(place.rule, place.rule, _fields(place), known)
    yield from found.values()


def _fields(place: LimitPlace) -> tuple[str, ...]:
    limit: Json = place.limit
    field = limit.get("field", "size")
    if place.family:
        return (field, "model")
    if limit["kind"] == "format":
        # Another format than those listed is needed to break the rule, unless the default breaks it.
        return (field, "output_format") if DEFAULT_FORMAT in limit["formats"] else (field,)
    # Without output_format, the default format may be excluded or not: no document says so.
    return (field, "output_format")
