"""What is refused at level schema, and by which rule: types, enumerations, ranges and what is required.

Every check looks at one value, is told where that stands, and adds what it finds wrong to a list. Most values are
plainly legal, and need no check: a rule says which. Rules that need more than one field to decide are not here.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Final, NamedTuple, TypeAlias, TypeGuard

from imagegen_reference.errors import MISSING, Error, Errors, ValidationError

IMAGE_GENERATION: Final = "image_generation"

Check: TypeAlias = Callable[[object, str, Errors], None]


class Rule(NamedTuple):
    """A check, and what passes without it: values of just this `kind`, and `legal` where that is not None."""

    check: Check
    kind: type | None = None
    legal: Container[object] | None = None


def check_structure(payload: Mapping[str, object]) -> Errors:
    """Return what is wrong with a payload.

    Errors are in the documented order of the fields, whatever the order of the keys; those of members of
    `tool_configs` in their own order.
    """
    errors: Errors = [] if "type" in payload else [_MISSING_TYPE]
    _check_fields(payload, "", errors)
    return errors


def not_an_object(value: object) -> ValidationError:
    """Return the error for a payload that is no object."""
    # A null too breaks this rule, and not the one about nulls: there is no key that could be left out.
    return ValidationError([("", "payload.type", value, "an object")])


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Tell whether `value` stands for a JSON object. Any mapping does."""
    # The isinstance of an abstract class is slow, so that plain dicts pass by it.
    return type(value) is dict or isinstance(value, Mapping)


def is_integer(value: object) -> TypeGuard[int | float]:
    """Tell whether `value` stands for an integer: JSON has one kind of number, so that 80.0 does."""
    # Python's bool is an int, JSON's is not.
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def tool_configs_error(value: object) -> ValidationError:
    """Return the error for `tool_configs` that are no object."""
    return ValidationError([("/tool_configs", "tool_configs.type", value, "an object")])


def _equal_to(rule: str, legal: str) -> Rule:
    wanted = f'"{legal}"'

    # Not a case of _one_of, for a null breaks this very rule.
    def check(value: object, at: str, errors: Errors) -> None:
        if not (isinstance(value, str) and value == legal):
            errors.append((at, rule, value, wanted))

    return Rule(check, str, frozenset({legal}))


def _one_of(rule: str, *legal: str, null: bool = False) -> Rule:
    wanted = "one of " + ", ".join(f'"{value}"' for value in legal)

    def check(value: object, at: str, errors: Errors) -> None:
        if not (isinstance(value, str) and value in legal) and not (null and value is None):
            errors.append(_unless_null(at, rule, value, wanted))

    return Rule(check, str, frozenset(legal))


def _instance_of(rule: str, kind: type, wanted: str) -> Rule:
    def check(value: object, at: str, errors: Errors) -> None:
        if not isinstance(value, kind):
            errors.append(_unless_null(at, rule, value, wanted))

    return Rule(check, kind)


def _string(rule: str) -> Rule:
    return _instance_of(rule, str, "a string")


def _integer(type_rule: str, range_rule: str, least: int, most: int) -> Rule:
    wanted = f"an integer from {least} to {most}"

    def check(value: object, at: str, errors: Errors) -> None:
        if not is_integer(value):
            errors.append(_unless_null(at, type_rule, value, wanted))
        elif not least <= value <= most:
            errors.append((at, range_rule, value, wanted))

    return Rule(check, int, range(least, most + 1))


def _object(rule: str, members: Mapping[str, Rule]) -> Rule:
    check_members = _members(members)

    def check(value: object, at: str, errors: Errors) -> None:
        if is_object(value):
            check_members(value, at, errors)
        else:
            errors.append(_unless_null(at, rule, value, "an object"))

    return Rule(check)


def _members(members: Mapping[str, Rule]) -> Callable[[Mapping[str, object], str, Errors], None]:
    """Check the members that are known; tell their errors in the order of `members`."""
    known = {name: ("/" + name, rule.check, rule.kind, rule.legal) for name, rule in members.items()}

    def check_members(value: Mapping[str, object], at: str, errors: Errors) -> None:
        before = len(errors)
        for name, item in value.items():
            member = known.get(name)
            if member is not None:
                token, check, kind, legal = member
                if type(item) is not kind or (legal is not None and item not in legal):
                    check(item, at + token, errors)
        if len(errors) > before + 1:
            # Several errors stand in the order of the payload's keys: find them once more, in ours.
            del errors[before:]
            for name, (token, check, _, _) in known.items():
                if name in value:
                    check(value[name], at + token, errors)

    return check_members


def _map_of(rule: str, member: Rule) -> Rule:
    """Check every member alike; tell their errors in the order of the members."""

    def check(value: object, at: str, errors: Errors) -> None:
        if not is_object(value):
            errors.append(_unless_null(at, rule, value, "an object"))
            return
        for name, item in value.items():
            member.check(item, f"{at}/{_token(name)}", errors)

    return Rule(check)


def _token(name: str) -> str:
    """Write a key as a part of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name


def _unless_null(at: str, rule: str, value: object, wanted: str) -> Error:
    """Return an error, except that a null breaks the rule about nulls, and that one alone."""
    if value is None:
        return at, "null.refused", value, f"{wanted}, or no such key"
    return at, rule, value, wanted


_MASK = _object(
    "input_image_mask.type",
    {
        "image_url": _string("input_image_mask.image_url.type"),
        "file_id": _string("input_image_mask.file_id.type"),
    },
)

_TOOL_CONFIG = _object(
    "tool_configs.member.type",
    {
        "pin": _instance_of("tool_configs.pin.type", bool, "true or false"),
        "additional_search_text": _string("tool_configs.additional_search_text.type"),
    },
)

_MISSING_TYPE: Error = ("/type", "type.required", MISSING, f'"{IMAGE_GENERATION}"')

# In the documented order of the fields, which is the order of the errors.
FIELDS: dict[str, Rule] = {
    "type": _equal_to("type.value", IMAGE_GENERATION),
    "model": _string("model.type"),
    "quality": _one_of("quality.value", "low", "medium", "high", "auto"),
    "size": _string("size.type"),
    "output_format": _one_of("output_format.value", "png", "webp", "jpeg"),
    "output_compression": _integer("output_compression.type", "output_compression.range", 0, 100),
    "moderation": _one_of("moderation.value", "auto", "low"),
    "background": _one_of("background.value", "transparent", "opaque", "auto"),
    "input_fidelity": _one_of("input_fidelity.value", "high", "low", null=True),
    "input_image_mask": _MASK,
    "partial_images": _integer("partial_images.type", "partial_images.range", 0, 3),
    "action": _one_of("action.value", "generate", "edit", "auto"),
    "name": _string("name.type"),
    "description": _string("description.type"),
    "tool_configs": _map_of("tool_configs.type", _TOOL_CONFIG),
}

_check_fields = _members(FIELDS)
