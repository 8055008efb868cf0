"""The rules of level schema: types, enumerations, ranges and required fields.

Every check receives one value and its JSON Pointer, and appends errors to a list. Most values are legal by their type
and value alone, which a `Rule` states, so that their check is not called. Rules that involve several fields are in
`semantic_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Final, NamedTuple, TypeAlias, TypeGuard

from imagegen_reference.errors import MISSING, Error, Errors, ValidationError

IMAGE_GENERATION: Final = "image_generation"

Check: TypeAlias = Callable[[object, str, Errors], None]


class Rule(NamedTuple):
    """A check of one value.

    Attributes:
        check: Appends the errors of a value to a list.
        kind: Values of exactly this type need no check if they are in `legal`, or if `legal` is None.
        legal: Legal values of this type, or None if all are legal.
    """

    check: Check
    kind: type | None = None
    legal: Container[object] | None = None


def check_schema_rules(payload: Mapping[str, object]) -> Errors:
    """Return the errors of a payload.

    They are in the documented order of the fields, independent of the order of the keys. Errors of members of
    `tool_configs` are in the order of the members.
    """
    errors: Errors = [] if "type" in payload else [_MISSING_TYPE]
    _check_fields(payload, "", errors)
    return errors


def not_an_object(value: object) -> ValidationError:
    """Return the error for a payload that is not an object."""
    # A payload that is null breaks this rule as well, because there is no key that could be omitted.
    return ValidationError([("", "payload.type", value, "an object")])


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Return whether `value` represents a JSON object. Any mapping does."""
    # isinstance with an abstract base class is slow, so that plain dicts are tested first.
    return type(value) is dict or isinstance(value, Mapping)


def is_integer(value: object) -> TypeGuard[int | float]:
    """Return whether `value` represents a JSON integer. JSON has one type of number, so that 80.0 does."""
    # bool is a subclass of int in Python. In JSON, booleans are not numbers.
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def tool_configs_error(value: object) -> ValidationError:
    """Return the error for a `tool_configs` that is not an object."""
    return ValidationError([("/tool_configs", "tool_configs.type", value, "an object")])


def _equal_to(rule: str, legal: str) -> Rule:
    expected = f'"{legal}"'

    # A null breaks this rule, unlike in _one_of.
    def check(value: object, pointer: str, errors: Errors) -> None:
        if not (isinstance(value, str) and value == legal):
            errors.append((pointer, rule, value, expected))

    return Rule(check, str, frozenset({legal}))


def _one_of(rule: str, *legal: str, null: bool = False) -> Rule:
    expected = "one of " + ", ".join(f'"{value}"' for value in legal)

    def check(value: object, pointer: str, errors: Errors) -> None:
        if not (isinstance(value, str) and value in legal) and not (null and value is None):
            errors.append(_unless_null(pointer, rule, value, expected))

    return Rule(check, str, frozenset(legal))


def _instance_of(rule: str, kind: type, expected: str) -> Rule:
    def check(value: object, pointer: str, errors: Errors) -> None:
        if not isinstance(value, kind):
            errors.append(_unless_null(pointer, rule, value, expected))

    return Rule(check, kind)


def _string(rule: str) -> Rule:
    return _instance_of(rule, str, "a string")


def _integer(type_rule: str, range_rule: str, minimum: int, maximum: int) -> Rule:
    expected = f"an integer from {minimum} to {maximum}"

    def check(value: object, pointer: str, errors: Errors) -> None:
        if not is_integer(value):
            errors.append(_unless_null(pointer, type_rule, value, expected))
        elif not minimum <= value <= maximum:
            errors.append((pointer, range_rule, value, expected))

    return Rule(check, int, range(minimum, maximum + 1))


def _object(rule: str, members: Mapping[str, Rule]) -> Rule:
    check_members = _members(members)

    def check(value: object, pointer: str, errors: Errors) -> None:
        if is_object(value):
            check_members(value, pointer, errors)
        else:
            errors.append(_unless_null(pointer, rule, value, "an object"))

    return Rule(check)


def _members(members: Mapping[str, Rule]) -> Callable[[Mapping[str, object], str, Errors], None]:
    """Return a check of the known members of an object. It reports errors in the order of `members`."""
    known = {name: ("/" + name, rule.check, rule.kind, rule.legal) for name, rule in members.items()}

    def check_members(value: Mapping[str, object], pointer: str, errors: Errors) -> None:
        count_before = len(errors)
        for name, item in value.items():
            member = known.get(name)
            if member is not None:
                token, check, kind, legal = member
                if type(item) is not kind or (legal is not None and item not in legal):
                    check(item, pointer + token, errors)
        if len(errors) > count_before + 1:
            # Several errors are in the order of the keys. Compute them again in the documented order.
            del errors[count_before:]
            for name, (token, check, _, _) in known.items():
                if name in value:
                    check(value[name], pointer + token, errors)

    return check_members


def _map_of(rule: str, member: Rule) -> Rule:
    """Return a rule that checks every member of an object in the same way, in the order of the members."""

    def check(value: object, pointer: str, errors: Errors) -> None:
        if not is_object(value):
            errors.append(_unless_null(pointer, rule, value, "an object"))
            return
        for name, item in value.items():
            member.check(item, f"{pointer}/{_escape_token(name)}", errors)

    return Rule(check)


def _escape_token(name: str) -> str:
    """Return a key as a reference token of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name


def _unless_null(pointer: str, rule: str, value: object, expected: str) -> Error:
    """Return the error for an illegal value. A null breaks only the rule about nulls."""
    if value is None:
        return pointer, "null.refused", value, f"{expected}, or the key omitted"
    return pointer, rule, value, expected


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

# In the documented order of the fields, which is also the order of the errors.
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
