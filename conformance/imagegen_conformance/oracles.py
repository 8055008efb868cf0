"""The oracles, which know nothing of each other: the reference, and the JSON Schemas.

Each says which rules a payload breaks and where, so that a case of which only one approves stands out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from imagegen_conformance.cases import Reason
from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.json_value import Json, fresh
from imagegen_conformance.schema_errors import followed, reason_of

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

__all__ = ["Oracle", "SchemaOracle", "reference_oracle"]

Oracle: TypeAlias = Callable[[Json], list[Reason]]


def reference_oracle(payload: Json) -> list[Reason]:
    """What the reference finds wrong with a payload, at levels schema and semantic."""
    import imagegen_reference as reference

    try:
        reference.ImageGenTool.validate_payload(fresh(payload))
    except reference.ValidationError as error:
        return [Reason(broken.path, broken.rule) for broken in error.errors]
    return []


class SchemaOracle:
    """What schemas/NAME.schema.json finds wrong, through `jsonschema`: the plain schema, or the strict one."""

    def __init__(self, name: str) -> None:
        from jsonschema import Draft202012Validator

        self._schema = read_json(data("schemas") / f"{name}.schema.json")
        self._validator = Draft202012Validator(self._schema)

    def __call__(self, payload: Json) -> list[Reason]:
        """The reasons, in the order in which the schema gives them."""
        return list(dict.fromkeys(map(self._reason, self._validator.iter_errors(payload))))

    def _reason(self, error: ValidationError) -> Reason:
        path = [str(part) for part in error.absolute_path]
        location = followed(self._schema, error.absolute_schema_path)
        return reason_of(path, location, of_null=error.instance is None)
