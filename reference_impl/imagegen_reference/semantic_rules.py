"""The rules of level semantic: sizes by model, and combinations of values.

One fault gives one error. A rule is not evaluated if a value that it needs is illegal by itself: the ratio of a size is
checked only if each edge is legal, multiples only if no edge is too long, and fields with an error at level schema not
at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import reduce
from typing import Any, Final

from imagegen_reference.errors import Error, Errors, RuleWarning
from imagegen_reference.field_limit import Combination
from imagegen_reference.model_limits import LIMITS, Family, Limits
from imagegen_reference.size_limit import SizeLimit

# \Z instead of $, which also matches before a final line feed.
_EXPLICIT: Final = re.compile(r"([1-9][0-9]*)x([1-9][0-9]*)\Z")
_WELL_FORMED: Final = 'auto, or width and height such as "1024x1024"'
_DEFAULTS: Final = {"output_format": "png"}  # values that the service applies to omitted fields
_MAX_INT_DIGITS = 600  # int() always accepts this many digits, because its configurable limit is at least 640


def check_semantic_rules(
    payload: Mapping[str, Any], broken: Collection[str] = (), limits: Limits = LIMITS
) -> tuple[Errors, list[RuleWarning]]:
    """Return the errors and the warnings of a payload at level semantic.

    Args:
        payload: The payload, a JSON object.
        broken: Fields with an error at level schema. Rules that involve them are not evaluated.
        limits: The limits of the image models.
    """
    if broken:
        payload = {field: value for field, value in payload.items() if field not in broken}
    errors: Errors = []
    warnings: list[RuleWarning] = []
    model = payload.get("model", "")
    family = limits.families.get(model)
    if model in limits.retired:
        advice = f"the model was shut down on {limits.retired[model]}"
        warnings.append(RuleWarning("/model", "model.retired", model, advice))
    if "size" in payload:
        _check_size(payload["size"], family, errors, warnings)
    if family is not None:
        _check_features(payload, family, errors, warnings)
    for combination in limits.combinations:
        field = combination.field
        if field in payload and combination.other not in broken and _is_illegal(payload, combination):
            errors.append((f"/{field}", combination.rule, payload[field], combination.expected))
    for field, rule in limits.deprecated.items():
        if field in payload:
            warnings.append(RuleWarning(f"/{field}", rule, payload[field], "the field is deprecated"))
    return errors, warnings


def _check_size(size: str, family: Family | None, errors: Errors, warnings: list[RuleWarning]) -> None:
    explicit = _EXPLICIT.match(size)
    if explicit is None and size != "auto":
        errors.append(("/size", "size.grammar", size, _WELL_FORMED))
    elif family is None:
        return
    elif explicit is None:
        if family.auto is not None:
            errors.append(_size_error(size, family.auto))
    elif family.sizes is not None:
        if not family.sizes.holds(size):
            errors.append(_size_error(size, family.sizes))
    else:
        width, height = map(int if len(size) <= _MAX_INT_DIGITS else _parse_long_integer, explicit.groups())
        size_errors = _size_errors(size, width, height, family)
        errors += size_errors
        if not size_errors:
            exceeded = [limit for limit in family.experimental if not limit.holds(width, height)]
            warnings += [RuleWarning("/size", limit.rule, size, limit.expected) for limit in exceeded]


def _size_errors(size: str, width: int, height: int, family: Family) -> Errors:
    """Return the errors of the first stage of limits that has any."""
    for limits in family.stages:
        errors = [_size_error(size, limit) for limit in limits if not limit.holds(width, height)]
        if errors:
            return errors
    return []


def _size_error(size: str, limit: SizeLimit) -> Error:
    return "/size", limit.rule, size, limit.expected


def _parse_long_integer(digits: str) -> int:
    """Return an integer of any length, parsed in pieces that int() accepts."""
    pieces = [digits[start : start + _MAX_INT_DIGITS] for start in range(0, len(digits), _MAX_INT_DIGITS)]
    return reduce(lambda number, piece: number * 10 ** len(piece) + int(piece), pieces, 0)


def _check_features(payload: Mapping[str, Any], family: Family, errors: Errors, warnings: list[RuleWarning]) -> None:
    for rule, field, affects, expected in family.unsupported:
        value = payload.get(field)
        if value is not None and affects(value):
            errors.append((f"/{field}", rule, value, expected))
    for rule, field, affects, advice in family.preview:
        value = payload.get(field)
        if value is not None and affects(value):
            warnings.append(RuleWarning(f"/{field}", rule, value, advice))


def _is_illegal(payload: Mapping[str, Any], combination: Combination) -> bool:
    """Return whether a payload has a value that the value of the other field makes illegal."""
    value = payload[combination.field]
    if value is None or not combination.affects(value):
        return False
    other = payload.get(combination.other, _DEFAULTS.get(combination.other))
    return (other in combination.others) != combination.are_legal
