"""Mutants of level object: each operation × each field, and unknown keys.

Some faults have no effect, so that they are not generated:

* an operation that sees keys only does not see a wrong value;
* a string is a text already, and the fields with closed lists of values contain no digits only;
* reading the attribute of an integer or a text converts the item to one;
* a field that is documented as a string of an enumeration is never empty, and `type` is neither null nor empty;
* an operation that removes items stores no value, and one that only adds items replaces none;
* the constructor finds no item that is present, and sets `type` whatever it receives.

Others are mutants that are written by hand: an attribute that reads as null or as a default, and a constructor that
loses a field. Null may be omitted by the constructor and removes an attribute, so that it is no value there. Whether an
attribute of an unknown key can be written, and whether a keyword of the constructor can have an unknown name, is the
subject of other mutants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from imagegen_conformance.mutation.fields import DEFAULTS, INTEGER_FIELDS, OPTIONAL_FIELDS
from imagegen_conformance.mutation.mutant import MembersFactory, Mutant, Scope
from imagegen_conformance.mutation.systematic.object_operations import READING, WRITING, ToolOperation
from imagegen_conformance.mutation.systematic.request_scope import CALLS, mentioning
from imagegen_conformance.mutation.transforms import item_faults, operations
from imagegen_conformance.mutation.transforms.item_faults import EffectFault, Key, SightFault
from imagegen_conformance.mutation.transforms.operations import with_effect, with_sight
from imagegen_conformance.mutation.usage import KEYED, member_with_key

__all__ = ["object_field_mutants"]
DIMENSION: Final = "operation × field"
NEIGHBORS: Final = {
    "type": "model", "model": "size", "quality": "background", "size": "quality", "output_format": "action",
    "output_compression": "partial_images", "moderation": "quality", "background": "moderation",
    "input_fidelity": "quality", "input_image_mask": "tool_configs", "partial_images": "output_compression",
    "action": "output_format", "name": "description", "description": "name", "tool_configs": "input_image_mask",
    "unknown": "name",
}  # fmt: skip
KEYS: Final = tuple(Key(name, other) for name, other in NEIGHBORS.items())
WITH_OTHER_TYPES: Final = ("output_compression", "partial_images", "input_image_mask", "tool_configs", "unknown")
WITH_DIGITS: Final = ("model", "size", "name", "description", "unknown")
WITH_EMPTY: Final = ("model", "name", "description", *WITH_OTHER_TYPES)
NULLABLE: Final = (*OPTIONAL_FIELDS, "unknown")
EVERY: Final = tuple(NEIGHBORS)
# The fields whose attributes cannot be read with a fault, or are by a mutant that is written by hand.
ATTRIBUTE_EXCLUSIONS: Final = {
    "lost": EVERY,
    "null": EVERY,
    "null-lost": EVERY,
    "text": INTEGER_FIELDS,
    "number": ("name", "description"),
}
# The requirements of operations on missing items, which a fault that sees the default of an omitted field breaks.
OF_MISSING_ITEMS: Final = {
    "item-read": "item.missing",
    "get-call": "get.missing",
    "pop-result": "pop.missing",
    "setdefault-result": "setdefault.missing",
}
SEE_KEYS: Final = frozenset({"membership", "length", "iteration", "keys-view"})
REMOVE: Final = frozenset({"item-deletion", "pop-removal", "popitem-removal", "clearing", "attribute-null"})
ADD: Final = frozenset({"setdefault-storage", "mapping-construction", "keyword-construction"})
CONSTRUCT: Final = frozenset({"mapping-construction", "keyword-construction"})


class Sight(NamedTuple):
    """A fault of an operation that reads items.

    Attributes:
        name: The end of the names of mutants.
        fault: What an operation does wrong; `{key}` stands for the key, `{other}` for another field.
        keys: The names of the keys that may have such a fault.
        see: The fault.
        changes_keys: Whether an operation that sees keys only can have it.
    """

    name: str
    fault: str
    keys: tuple[str, ...]
    see: SightFault
    changes_keys: bool = False


class Effect(NamedTuple):
    """A fault of an operation that changes items.

    Attributes:
        name: The end of the names of mutants.
        fault: What an operation does wrong; `{key}` stands for the key, `{other}` for another field.
        keys: The names of the keys that may have such a fault.
        effect: The fault.
        exclusions: The names of the operations that cannot have it.
    """

    name: str
    fault: str
    keys: tuple[str, ...]
    effect: EffectFault
    exclusions: frozenset[str] = frozenset()


SIGHTS: Final = (
    Sight("lost", "loses {key}", EVERY, item_faults.drop, True),
    Sight("null-lost", "loses {key} if it is null", NULLABLE, item_faults.drop_null, True),
    Sight("empty-lost", "loses {key} if it is zero, false or empty", WITH_EMPTY, item_faults.drop_empty, True),
    Sight("null", "sees {key} as null", EVERY, item_faults.change_value(item_faults.nullify)),
    Sight("swapped", "sees {other} as {key}", EVERY, item_faults.swap),
    Sight("text", "sees {key} as text", WITH_OTHER_TYPES, item_faults.change_value(item_faults.as_text)),
    Sight("number", "sees digits in {key} as a number", WITH_DIGITS, item_faults.change_value(item_faults.as_number)),
    Sight("remembered", "sees the first value of {key} again", EVERY, item_faults.remember),
)
EFFECTS: Final = (
    Effect("ignored", "does not change {key}", EVERY, item_faults.ignore, CONSTRUCT),
    Effect("kept", "does not replace a present {key}", EVERY, item_faults.keep_present, REMOVE | ADD),
    Effect("null", "stores null as {key}", EVERY, item_faults.change_effect(item_faults.nullify), REMOVE),
    Effect("text", "stores {key} as text", WITH_OTHER_TYPES, item_faults.change_effect(item_faults.as_text), REMOVE),
    Effect(
        "number",
        "stores digits in {key} as a number",
        WITH_DIGITS,
        item_faults.change_effect(item_faults.as_number),
        REMOVE,
    ),
    Effect("misplaced", "stores {key} as {other}", EVERY, item_faults.store_as_other, REMOVE),
    Effect("nulled", "sets {key} to null instead of removing it", EVERY, item_faults.replace_removed),
    Effect(
        "cascading",
        "removes {other} when it changes {key}",
        EVERY,
        item_faults.remove_other,
        frozenset({"clearing"}),
    ),
)


def object_field_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    for key in KEYS:
        for operation in READING:
            yield from _with_sights(operation, key)
        for operation in WRITING:
            yield from _with_effects(operation, key)


def _with_sights(operation: ToolOperation, key: Key) -> Iterator[Mutant]:
    if not operation.member and key.name == "unknown":
        return
    for sight in SIGHTS:
        see = sight.see(key)
        is_excluded = operation.name == "attribute-read" and key.name in ATTRIBUTE_EXCLUSIONS.get(sight.name, ())
        if key.name in sight.keys and (sight.changes_keys or operation.name not in SEE_KEYS) and not is_excluded:
            members = operation.members(partial(with_sight, see=see), (key.name,))
            yield _mutant(operation, key, sight.name, sight.fault, members)
    if key.name in DEFAULTS and operation.member:
        see = item_faults.add_default(DEFAULTS[key.name])(key)
        members = operation.members(partial(with_sight, see=see))
        yield _mutant(operation, key, "default", "sees the default of an omitted {key}", members)


def _with_effects(operation: ToolOperation, key: Key) -> Iterator[Mutant]:
    is_unknown_keyword = operation.name == "keyword-construction" and key.name == "unknown"
    is_type_of_constructor = operation.name in CONSTRUCT and key.name == "type"
    if is_unknown_keyword or is_type_of_constructor or (not operation.member and key.name == "unknown"):
        return
    for effect in EFFECTS:
        removes = operation.name in REMOVE
        if key.name in effect.keys and operation.name not in effect.exclusions and (removes or effect.name != "nulled"):
            members = operation.members(_affecting(operation, effect.effect(key)), (key.name,))
            yield _mutant(operation, key, effect.name, effect.fault, members)


def _affecting(operation: ToolOperation, effect: operations.Effect) -> Callable[[str], operations.Method]:
    return lambda name: with_effect(operation.method(name), effect, operation.applies)


def _mutant(operation: ToolOperation, key: Key, name: str, fault: str, members: Mapping[str, Any]) -> Mutant:
    text = f"{fault.format(key=key.text, other=key.other)} {operation.clause}"
    return Mutant(
        f"{operation.name}-{key.name}-{name}",
        _requirement(operation, name),
        text,
        MembersFactory(members, _needed(operation, key, members)),
        dimension=DIMENSION,
        scope=_scope(operation, key, name),
    )


def _requirement(operation: ToolOperation, name: str) -> str:
    if name == "null-lost":
        return "item.null"
    return OF_MISSING_ITEMS.get(operation.name, operation.requirement) if name == "default" else operation.requirement


def _needed(operation: ToolOperation, key: Key, members: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    """Return the members that a request needs to show a fault: methods that receive a key, with this one."""
    if operation.member in KEYED and key.name != "unknown":
        return (frozenset({member_with_key(operation.member, key.name)}),)
    return (frozenset(members.keys() - operation.companions.keys()),)


def _scope(operation: ToolOperation, key: Key, name: str) -> Scope | None:
    """Return the requests that can show a fault: the key has to be part of them, unless it may be any key."""
    if name == "remembered" or operation.name == "keyword-construction":
        return CALLS
    return None if name == "default" or key.name in ("type", "unknown") else mentioning(key.name)
