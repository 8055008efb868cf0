"""Validation of a payload at level schema or semantic."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal, TypeAlias, get_args

from imagegen_reference.errors import Error, Errors, RuleWarning, ValidationError
from imagegen_reference.model_limits import Limits, limits_in
from imagegen_reference.revision import DEFAULT_PROFILE, find_revision
from imagegen_reference.rule import FieldsCheck
from imagegen_reference.schema_rules import HISTORIES, MISSING_TYPE, fields_check, is_object, not_an_object
from imagegen_reference.semantic_rules import check_semantic_rules

Level: TypeAlias = Literal["schema", "semantic"]


# The check of level schema, the limits of level semantic, and the fields that these affect. It is a plain tuple,
# because it is unpacked for every payload.
_Rules: TypeAlias = tuple[FieldsCheck, Limits, frozenset[str]]


def validate_payload(
    payload: object, level: Level = "semantic", *, profile: str = DEFAULT_PROFILE, revision: str | None = None
) -> tuple[RuleWarning, ...]:
    """Check a payload and return its warnings.

    Args:
        payload: The payload as received.
        level: `schema` skips the rules that involve several fields, and returns no warnings.
        profile: The definition of the tool: `azure` or `openai`.
        revision: A dated state of the profile, such as `2.3` or `2026-11-04`; its default revision if it is None.

    Raises:
        ValidationError: At least one rule is broken. Its `errors` are in the documented order of the fields,
            independent of the order of the keys; those of members of `tool_configs` in the order of the members.
        ValueError: The level or the profile is unknown, or the profile has no such revision.
    """
    if level not in _LEVELS:
        raise ValueError(f"unknown level {level!r}; expected {' or '.join(_LEVELS)}")
    check_fields, limits, affected_fields = (
        _DEFAULT_RULES if revision is None and profile == DEFAULT_PROFILE else _rules(profile, revision)
    )
    if not is_object(payload):
        raise not_an_object(payload)
    errors: Errors = [] if "type" in payload else [MISSING_TYPE]
    check_fields(payload, "", errors)
    # Most payloads have none of the fields that rules of level semantic involve.
    if level == "schema" or affected_fields.isdisjoint(payload):
        if errors:
            raise ValidationError(errors)
        return ()
    broken = {_field(error[0]) for error in errors} if errors else ()
    semantic_errors, warnings = check_semantic_rules(payload, broken, limits)
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


@cache
def _rules(profile: str, revision: str | None) -> _Rules:
    """Compile the rules of a revision when it is first named."""
    found = find_revision(profile, revision)
    limits = limits_in(found)
    return fields_check(found), limits, limits.affected_fields


_LEVELS = get_args(Level)
_ORDER = {field: position for position, field in enumerate(HISTORIES)}
_DEFAULT_RULES: Final = _rules(DEFAULT_PROFILE, None)
