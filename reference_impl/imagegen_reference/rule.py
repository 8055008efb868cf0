"""Rules about single values: types, legal values, ranges and members of objects.

Every check receives one value and its JSON Pointer, and appends errors to a list. Most values are legal by their type
and value alone, which a `Rule` states, so that their check is not called.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping
from typing import NamedTuple, TypeAlias, TypeGuard

from imagegen_reference.errors import Error, Errors

Check: TypeAlias = Callable[[object, str, Errors], None]
FieldsCheck: TypeAlias = Callable[[Mapping[str, object], str, Errors], None]


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


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Return whether `value` represents a JSON object. Any mapping does."""
    # isinstance with an abstract base class is slow, so that plain dicts are tested first.
    return type(value) is dict or isinstance(value, Mapping)


def is_integer(value: object) -> TypeGuard[int | float]:
    """Return whether `value` represents a JSON integer. JSON has one type of number, so that 80.0 does."""
    # bool is a subclass of int in Python. In JSON, booleans are not numbers.
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def describe_values(values: Collection[str]) -> str:
    """Return the legal values of a field as part of a message."""
    listing = ", ".join(f'"{value}"' for value in values)
    return listing if len(values) == 1 else f"one of {listing}"


def equal_to(rule: str, legal: str) -> Rule:
    """Return a rule that permits one string."""
    expected = describe_values((legal,))

    # A null breaks this rule, unlike in one_of.
    def check(value: object, pointer: str, errors: Errors) -> None:
        if not (isinstance(value, str) and value == legal):
            errors.append((pointer, rule, value, expected))

    return Rule(check, str, frozenset({legal}))


def one_of(rule: str, *legal: str, null: bool = False) -> Rule:
    """Return a rule that permits these strings, and null if `null` is true."""
    expected = describe_values(legal)

    def check(value: object, pointer: str, errors: Errors) -> None:
        if not (isinstance(value, str) and value in legal) and not (null and value is None):
            errors.append(_unless_null(pointer, rule, value, expected))

    return Rule(check, str, frozenset(legal))


def instance_of(rule: str, kind: type, expected: str) -> Rule:
    """Return a rule that permits all values of a type."""

    def check(value: object, pointer: str, errors: Errors) -> None:
        if not isinstance(value, kind):
            errors.append(_unless_null(pointer, rule, value, expected))

    return Rule(check, kind)


def string(rule: str) -> Rule:
    """Return a rule that permits any string."""
    return instance_of(rule, str, "a string")


def integer(rule: str) -> Rule:
    """Return a rule that permits any integer."""

    def check(value: object, pointer: str, errors: Errors) -> None:
        if not is_integer(value):
            errors.append(_unless_null(pointer, rule, value, "an integer"))

    return Rule(check, int)


def integer_within(type_rule: str, range_rule: str, minimum: int, maximum: int) -> Rule:
    """Return a rule that permits the integers from `minimum` to `maximum`."""
    expected = f"an integer from {minimum} to {maximum}"

    def check(value: object, pointer: str, errors: Errors) -> None:
        if not is_integer(value):
            errors.append(_unless_null(pointer, type_rule, value, expected))
        elif not minimum <= value <= maximum:
            errors.append((pointer, range_rule, value, expected))

    return Rule(check, int, range(minimum, maximum + 1))


def object_with(rule: str, members: Mapping[str, Rule], *, null: bool = False) -> Rule:
    """Return a rule that permits an object whose known members are legal, and null if `null` is true."""
    check_members = members_check(members)

    def check(value: object, pointer: str, errors: Errors) -> None:
        if is_object(value):
            check_members(value, pointer, errors)
        elif not (null and value is None):
            errors.append(_unless_null(pointer, rule, value, "an object"))

    return Rule(check)


def map_of(rule: str, member: Rule) -> Rule:
    """Return a rule that checks every member of an object in the same way, in the order of the members."""

    def check(value: object, pointer: str, errors: Errors) -> None:
        if not is_object(value):
            errors.append(_unless_null(pointer, rule, value, "an object"))
            return
        for name, item in value.items():
            member.check(item, f"{pointer}/{_escape_token(name)}", errors)

    return Rule(check)


def members_check(members: Mapping[str, Rule]) -> FieldsCheck:
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
        if errors and len(errors) > count_before + 1:
            # Several errors are in the order of the keys. Compute them again in the documented order.
            del errors[count_before:]
            for name, (token, check, _, _) in known.items():
                if name in value:
                    check(value[name], pointer + token, errors)

    return check_members


def _escape_token(name: str) -> str:
    """Return a key as a reference token of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name


def _unless_null(pointer: str, rule: str, value: object, expected: str) -> Error:
    """Return the error for an illegal value. A null breaks only the rule about nulls."""
    if value is None:
        return pointer, "null.refused", value, f"{expected}, or the key omitted"
    return pointer, rule, value, expected
