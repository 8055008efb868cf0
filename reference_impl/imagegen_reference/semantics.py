"""What is refused at level semantic, and by which rule: sizes by model, and values that do not go together.

A rule stays silent where something that it needs is wrong by itself, so that one fault is one error: the ratio of a
size is asked only where each edge is legal (and whether an edge is a multiple, only where it is not too long), and
nothing is asked of a field that level schema refuses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import reduce
from typing import Any, Final

from imagegen_reference.errors import Error, Errors, RuleWarning
from imagegen_reference.limits import LIMITS, Family, Feature, FormatLimit, Limit, Limits

# \Z, for $ would let a line feed follow.
_EXPLICIT: Final = re.compile(r"([1-9][0-9]*)x([1-9][0-9]*)\Z")
_WELL_FORMED: Final = 'auto, or width and height such as "1024x1024"'
_DEFAULT_FORMAT: Final = "png"
_LONGEST = 600  # characters of a size whose digits int() reads, whatever its limit is set to


def check_semantics(
    payload: Mapping[str, Any], broken: Collection[str] = (), limits: Limits = LIMITS
) -> tuple[Errors, list[RuleWarning]]:
    """Return what is wrong with a payload beyond its types, and what one had better know of it.

    `broken` are the fields that level schema refuses: nothing is said of them, nor of what depends on them.
    """
    if broken:
        payload = {field: value for field, value in payload.items() if field not in broken}
    errors: Errors = []
    warnings: list[RuleWarning] = []
    family = limits.families.get(payload["model"]) if "model" in payload else None
    if "size" in payload:
        _check_size(payload["size"], family, errors, warnings)
    if family is not None:
        errors += [_refusal(payload, feature, family) for feature in family.refused if _asks_for(payload, feature)]
        warnings += [_preview(payload, feature, family) for feature in family.preview if _asks_for(payload, feature)]
    for limit in limits.formats:
        if limit.field in payload and "output_format" not in broken and _clashes(payload, limit):
            errors.append(_format_error(payload, limit))
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
        width, height = map(int if len(size) <= _LONGEST else _number, explicit.groups())
        broken = _broken(size, width, height, family)
        errors += broken
        if not broken:
            untried = [limit for limit in family.experimental if not limit.holds(width, height)]
            warnings += [RuleWarning("/size", limit.rule, size, limit.wanted) for limit in untried]


def _broken(size: str, width: int, height: int, family: Family) -> Errors:
    """Give the limits that do not hold, as errors; each stage is asked only where those before it hold."""
    for limits in family.stages:
        broken = [_size_error(size, limit) for limit in limits if not limit.holds(width, height)]
        if broken:
            return broken
    return []


def _size_error(size: str, limit: Limit) -> Error:
    return "/size", limit.rule, size, limit.wanted


def _number(digits: str) -> int:
    """Read a number of any length, in pieces that int() takes: digit by digit would take far longer."""
    pieces = [digits[start : start + _LONGEST] for start in range(0, len(digits), _LONGEST)]
    return reduce(lambda number, piece: number * 10 ** len(piece) + int(piece), pieces, 0)


def _asks_for(payload: Mapping[str, Any], feature: Feature) -> bool:
    """Tell whether a payload asks for a feature. A null asks for nothing."""
    found = payload.get(feature.field)
    return found is not None and feature.equals in {None, found}


def _refusal(payload: Mapping[str, Any], feature: Feature, family: Family) -> Error:
    wanted = f"no such key, for {family.name} does not take it"
    return f"/{feature.field}", feature.rule, payload[feature.field], wanted


def _preview(payload: Mapping[str, Any], feature: Feature, family: Family) -> RuleWarning:
    advice = f"{family.name} takes that in preview, or not yet"
    return RuleWarning(f"/{feature.field}", feature.rule, payload[feature.field], advice)


def _clashes(payload: Mapping[str, Any], limit: FormatLimit) -> bool:
    if payload.get("output_format", _DEFAULT_FORMAT) in limit.formats:
        return False
    found = payload[limit.field]
    return bool(found == limit.equals if limit.below is None else found < limit.below)


def _format_error(payload: Mapping[str, Any], limit: FormatLimit) -> Error:
    wanted = f"{' or '.join(limit.formats)} as output_format, or another value"
    return f"/{limit.field}", limit.rule, payload[limit.field], wanted
