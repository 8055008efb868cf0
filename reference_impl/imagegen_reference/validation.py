"""Validation of a payload at level schema or semantic."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from imagegen_reference.errors import Error, RuleWarning, ValidationError
from imagegen_reference.model_limits import LIMITS
from imagegen_reference.schema_rules import FIELDS, check_schema_rules, is_object, not_an_object
from imagegen_reference.semantic_rules import check_semantic_rules

Level: TypeAlias = Literal["schema", "semantic"]


def validate_payload(payload: object, level: Level = "semantic") -> tuple[RuleWarning, ...]:
    """Check a payload and return its warnings.

    Args:
        payload: The payload as received.
        level: `schema` skips the rules that involve several fields, and returns no warnings.

    Raises:
        ValidationError: At least one rule is broken. Its `errors` are in the documented order of the fields,
            independent of the order of the keys; those of members of `tool_configs` in the order of the members.
        ValueError: The level is unknown.
    """
    if level not in _LEVELS:
        raise ValueError(f"unknown level {level!r}; expected {' or '.join(_LEVELS)}")
    if not is_object(payload):
        raise not_an_object(payload)
    errors = check_schema_rules(payload)
    # Most payloads have none of the fields that rules of level semantic involve.
    if level == "schema" or LIMITS.affected_fields.isdisjoint(payload):
        if errors:
            raise ValidationError(errors)
        return ()
    semantic_errors, warnings = check_semantic_rules(payload, {_field(error[0]) for error in errors} if errors else ())
    errors += semantic_errors
    if not errors:
        return tuple(warnings)
    if len(errors) > 1:
        errors.sort(key=_position)  # stable, so that errors of one field keep their order
    raise ValidationError(errors)


def _position(error: Error) -> int:
    """Return the position of the field of an error in the documented order."""
    return _ORDER[_field(error[0])]


def _field(path: str) -> str:
    """Return the field at the beginning of a JSON Pointer."""
    return path.split("/", 2)[1]


_LEVELS = get_args(Level)
_ORDER = {field: position for position, field in enumerate(FIELDS)}
