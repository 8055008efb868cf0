"""Which payloads are refused, and by which rule: types, enumerations, ranges and what is required.

Every check is a function from a value to the faults found in it. A fault knows where it is relative to that
value only, and learns the rest on its way up, so that a payload without faults never builds a path or a
message. Rules that need more than one field to decide are not here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias, TypeGuard

from imagegen_reference.errors import RuleError, ValidationError

IMAGE_GENERATION: Final = "image_generation"

_MISSING = object()
_LONGEST_SHOWN = 60
_WIDEST_SHOWN = 200


class Fault(NamedTuple):
    """A value that breaks a rule."""

    rule: str
    value: object
    wanted: str
    path: str = ""
    """JSON Pointer from the value that was checked to the one at fault."""


Faults: TypeAlias = tuple[Fault, ...]
Check: TypeAlias = Callable[[object], Faults]


def validate_payload(payload: object) -> None:
    """Check a payload as it was received.

    Raises:
        ValidationError: at least one rule is broken. Its `errors` are in the documented order of the fields,
            whatever the order of the keys; members of `tool_configs` in their own order.
    """
    if not is_object(payload):
        # A null too breaks this rule, and not the one about nulls: there is no key that could be left out.
        raise ValidationError([_told(Fault("payload.type", payload, "an object"))])
    faults = _check_fields(payload)
    if "type" not in payload:
        faults = (_MISSING_TYPE, *faults)
    if faults:
        raise ValidationError(map(_told, faults))


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Tell whether `value` stands for a JSON object. Any mapping does."""
    # The isinstance of an abstract class is slow, so that plain dicts pass by it.
    return type(value) is dict or isinstance(value, Mapping)


def tool_configs_error(value: object) -> ValidationError:
    """Return the error for `tool_configs` that are no object."""
    return ValidationError([_told(Fault("tool_configs.type", value, "an object", "/tool_configs"))])


def _equal_to(rule: str, legal: str) -> Check:
    # Not a case of _one_of, for a null breaks this very rule.
    def check(value: object) -> Faults:
        return () if isinstance(value, str) and value == legal else (Fault(rule, value, f'"{legal}"'),)

    return check


def _one_of(rule: str, *legal: str, null: bool = False) -> Check:
    wanted = "one of " + ", ".join(f'"{value}"' for value in legal)

    def check(value: object) -> Faults:
        if (isinstance(value, str) and value in legal) or (null and value is None):
            return ()
        return (_unless_null(rule, value, wanted),)

    return check


def _string(rule: str) -> Check:
    def check(value: object) -> Faults:
        return () if isinstance(value, str) else (_unless_null(rule, value, "a string"),)

    return check


def _boolean(rule: str) -> Check:
    def check(value: object) -> Faults:
        return () if isinstance(value, bool) else (_unless_null(rule, value, "true or false"),)

    return check


def _integer(type_rule: str, range_rule: str, least: int, most: int) -> Check:
    wanted = f"an integer from {least} to {most}"

    def check(value: object) -> Faults:
        # JSON has one kind of number: 80.0 is an integer. Python's bool is an int, JSON's is not.
        if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
            return (_unless_null(type_rule, value, wanted),)
        return () if least <= value <= most else (Fault(range_rule, value, wanted),)

    return check


def _object(rule: str, members: Mapping[str, Check]) -> Check:
    check_members = _members(members)

    def check(value: object) -> Faults:
        return check_members(value) if is_object(value) else (_unless_null(rule, value, "an object"),)

    return check


def _members(members: Mapping[str, Check]) -> Callable[[Mapping[str, object]], Faults]:
    """Check the members that are known, in any order; tell their faults in the order of `members`."""

    def check(value: Mapping[str, object]) -> Faults:
        found: dict[str, Faults] = {}
        for name, member in value.items():
            check_member = members.get(name)
            if check_member is not None:
                faults = check_member(member)
                if faults:
                    found[name] = faults
        return _placed(found, [name for name in members if name in found]) if found else ()

    return check


def _map_of(rule: str, check_member: Check) -> Check:
    """Check every member alike; tell their faults in the order of the members."""

    def check(value: object) -> Faults:
        if not is_object(value):
            return (_unless_null(rule, value, "an object"),)
        found: dict[str, Faults] = {}
        for name, member in value.items():
            faults = check_member(member)
            if faults:
                found[name] = faults
        return _placed(found, found) if found else ()

    return check


def _placed(found: Mapping[str, Faults], names: Iterable[str]) -> Faults:
    """Return the faults of the members `names`, seen from the object that they are members of."""
    placed: list[Fault] = []
    for name in names:
        token = str(name).replace("~", "~0").replace("/", "~1")
        for rule, value, wanted, path in found[name]:
            placed.append(Fault(rule, value, wanted, f"/{token}{path}"))
    return tuple(placed)


def _unless_null(rule: str, value: object, wanted: str) -> Fault:
    """Return a fault, except that a null breaks the rule about nulls, and that one alone."""
    if value is None:
        return Fault("null.refused", value, f"{wanted}, or no such key")
    return Fault(rule, value, wanted)


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
        "pin": _boolean("tool_configs.pin.type"),
        "additional_search_text": _string("tool_configs.additional_search_text.type"),
    },
)

_MISSING_TYPE = Fault("type.required", _MISSING, f'"{IMAGE_GENERATION}"', "/type")

# In the documented order of the fields, which is the order of the errors.
_FIELDS: dict[str, Check] = {
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

_check_fields = _members(_FIELDS)


def _told(fault: Fault) -> RuleError:
    message = f"{_subject(fault.path)} is {_shown(fault.value)}; wanted {fault.wanted}"
    return RuleError(fault.path, fault.rule, message)


def _subject(path: str) -> str:
    """Name the place that a pointer leads to, on one line whatever its keys hold."""
    subject = path[1:].replace("/", ".") or "the payload"
    return subject if subject.isprintable() else json.dumps(subject)[1:-1]


def _shown(value: object) -> str:
    """Describe a value on one short line, in the words of JSON."""
    if isinstance(value, str):
        return json.dumps(value[:_LONGEST_SHOWN]) + ("…" if len(value) > _LONGEST_SHOWN else "")
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        # Python refuses to write very long integers out, and nobody wants to read them.
        bits = value.bit_length()
        return f"an integer of {bits} bits" if bits > _WIDEST_SHOWN else str(int(value))
    if isinstance(value, float):
        return repr(float(value))
    return "missing" if value is _MISSING else _kind(value)


def _kind(value: object) -> str:
    if is_object(value):
        return "an object"
    return "an array" if isinstance(value, list) else f"a Python {type(value).__name__}"
