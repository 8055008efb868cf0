"""Checks a payload: level schema by `structure`, and beyond that by `semantics`."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from imagegen_reference.errors import Error, RuleWarning, ValidationError
from imagegen_reference.limits import LIMITS
from imagegen_reference.semantics import check_semantics
from imagegen_reference.structure import FIELDS, check_structure, is_object, not_an_object

Level: TypeAlias = Literal["schema", "semantic"]


def validate_payload(payload: object, level: Level = "semantic") -> tuple[RuleWarning, ...]:
    """Check a payload as it was received, and return what is legal in it and worth a warning.

    Level `schema` stops before the rules that span fields, and warns of nothing.

    Raises:
        ValidationError: at least one rule is broken. Its `errors` are in the documented order of the fields,
            whatever the order of the keys; members of `tool_configs` in their own order.
        ValueError: there is no such level.
    """
    if level not in _LEVELS:
        raise ValueError(f"there is no level {level!r} to validate; there are {' and '.join(_LEVELS)}")
    if not is_object(payload):
        raise not_an_object(payload)
    errors = check_structure(payload)
    # Where it has none of these fields there is nothing more to ask, and most payloads have none.
    if level == "schema" or LIMITS.fields.isdisjoint(payload):
        if errors:
            raise ValidationError(errors)
        return ()
    further, warnings = check_semantics(payload, {_field(error[0]) for error in errors} if errors else ())
    errors += further
    if not errors:
        return tuple(warnings)
    if len(errors) > 1:
        errors.sort(key=_place)  # stable: what is wrong with one field keeps its order
    raise ValidationError(errors)


def _place(error: Error) -> int:
    """Give the place of an error's field in the documented order."""
    return _ORDER[_field(error[0])]


def _field(path: str) -> str:
    """Give the field at which a JSON Pointer begins."""
    return path.split("/", 2)[1]


_LEVELS = get_args(Level)
_ORDER = {field: place for place, field in enumerate(FIELDS)}
