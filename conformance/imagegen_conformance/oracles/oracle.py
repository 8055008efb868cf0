"""The oracles: independent sources of the rules that a payload breaks.

The reference implementation and the JSON Schemas share no code, so a wrong case is unlikely to agree with both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.jsonlib.values import Json, deep_copy
from imagegen_conformance.oracles.schema_errors import finding_of, resolve_location

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

__all__ = ["Oracle", "SchemaOracle", "reference_oracle"]
Oracle: TypeAlias = Callable[[Json], list[Finding]]
"""Returns the rules that a payload breaks, each with its place; an empty list for a legal payload."""


def reference_oracle(revision: Revision) -> Oracle:
    """Return the oracle that the reference is: it finds the rules of levels schema and semantic in a revision."""
    import imagegen_reference as reference

    def find(payload: Json) -> list[Finding]:
        try:
            reference.ImageGenTool.validate_payload(
                deep_copy(payload), profile=revision.profile, revision=revision.name
            )
        except reference.ValidationError as error:
            return [Finding(rule_error.path, rule_error.rule) for rule_error in error.errors]
        return []

    return find


class SchemaOracle:
    """An oracle that validates with a JSON Schema, through the package jsonschema.

    Args:
        schema: The plain schema or the strict schema of a revision.
    """

    def __init__(self, schema: Schema) -> None:
        from jsonschema import Draft202012Validator

        self._schema = schema
        self._validator = Draft202012Validator(schema)

    def __call__(self, payload: Json) -> list[Finding]:
        """Return the rules that a payload breaks, in the order in which the validator reports them.

        A range is one of integers, so that it is not reported of a number with a fraction.
        """
        findings = dict.fromkeys(map(self._finding, self._validator.iter_errors(payload)))
        return [finding for finding in findings if _type_instead_of_range(finding) not in findings]

    def _finding(self, error: ValidationError) -> Finding:
        path = [str(key) for key in error.absolute_path]
        location = resolve_location(self._schema, error.absolute_schema_path)
        return finding_of(path, location, of_null=error.instance is None)


def _type_instead_of_range(finding: Finding) -> Finding | None:
    """Return the finding about the type of a value whose range a finding is about; None for another finding."""
    field, _, kind = finding.rule.rpartition(".")
    return Finding(finding.path, f"{field}.type") if kind == "range" else None
