"""The two oracles of level schema, which know nothing of each other: the reference, and the JSON Schema.

Both say which rules a payload breaks and where, so that a case of which only one approves stands out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from imagegen_conformance.cases import Reason
from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.json_value import Json, escape, fresh

__all__ = ["Oracle", "SchemaOracle", "reference_oracle"]

Oracle: TypeAlias = Callable[[Json], list[Reason]]


def reference_oracle(payload: Json) -> list[Reason]:
    """What the reference finds wrong with a payload."""
    from imagegen_reference import ImageGenTool, ValidationError

    try:
        ImageGenTool.validate_payload(fresh(payload))
    except ValidationError as error:
        return [Reason(broken.path, broken.rule) for broken in error.errors]
    return []


class SchemaOracle:
    """What schemas/image_gen_tool.schema.json finds wrong, through `jsonschema`."""

    def __init__(self) -> None:
        from jsonschema import Draft202012Validator

        self._validator = Draft202012Validator(read_json(data("schemas") / "image_gen_tool.schema.json"))

    def __call__(self, payload: Json) -> list[Reason]:
        """The reasons, in the order in which the schema gives them."""
        return list(_reasons(self._validator.iter_errors(payload)))


def _reasons(errors: Iterable[Any]) -> Iterator[Reason]:
    for error in errors:
        path = [str(part) for part in error.absolute_path]
        if error.validator == "required":
            yield Reason("/type", "type.required")
            continue
        yield Reason("".join("/" + escape(part) for part in path), _rule(path, error.validator, error.instance))


def _rule(path: list[str], keyword: str, instance: Json) -> str:
    """The requirement that a keyword of the schema stands for."""
    if not path:
        return "payload.type"
    if instance is None and path != ["type"]:
        return "null.refused"
    field = list(path)
    if path[0] == "tool_configs" and len(path) > 1:
        field[1:2] = ["member"] if len(path) == 2 else []  # members have names of their own
    kind = {"enum": "value", "const": "value", "minimum": "range", "maximum": "range"}.get(keyword, keyword)
    return ".".join([*field, kind])
