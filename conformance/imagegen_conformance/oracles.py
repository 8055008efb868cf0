"""The oracles, which know nothing of each other: the reference, and the JSON Schemas.

Each says which rules a payload breaks and where, so that a case of which only one approves stands out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

from imagegen_conformance.cases import Reason
from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.json_value import Json, escape, fresh

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
        if error.validator == "required":
            return Reason("/type", "type.required")
        rule = self._named_rule(error.absolute_schema_path) or _rule(path, str(error.validator), error.instance)
        return Reason("".join("/" + escape(part) for part in path), rule)

    def _named_rule(self, location: Iterable[str | int]) -> str | None:
        """The rule whose definition a location goes through: rules alone have a dot in their names.

        A location leaves out the references that it follows.
        """
        schema, rule = self._schema, None
        for part in location:
            while isinstance(schema, dict) and part not in schema and "$ref" in schema:
                name = schema["$ref"].removeprefix("#/$defs/")
                schema, rule = self._schema["$defs"][name], name if "." in name else rule
            schema = schema[part]
        return rule


def _rule(path: list[str], keyword: str, instance: Json) -> str:
    """The rule of level schema that a keyword stands for."""
    if not path:
        return "payload.type"
    if instance is None and path != ["type"]:
        return "null.refused"
    field = list(path)
    if path[0] == "tool_configs" and len(path) > 1:
        field[1:2] = ["member"] if len(path) == 2 else []  # members have names of their own
    kind = {"enum": "value", "const": "value", "minimum": "range", "maximum": "range"}.get(keyword, keyword)
    return ".".join([*field, kind])
