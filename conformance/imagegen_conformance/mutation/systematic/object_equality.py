"""Mutants of level object: comparisons, each for `==` alone, for `!=` alone, and for both.

A fault of both is one of `__eq__`, which Python also uses for `!=`. The order of items, nulls, and unknown keys as a whole
are the subject of mutants that are written by hand. Python itself compares 1, 1.0 and true as equal, so that no such fault
is generated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from imagegen_conformance.mutation.fields import MASK_FIELDS, TOOL_CONFIG_FIELDS
from imagegen_conformance.mutation.mutant import MembersFactory, Mutant
from imagegen_conformance.mutation.systematic.request_scope import CALLS
from imagegen_conformance.mutation.transforms import comparisons
from imagegen_conformance.mutation.transforms.comparisons import Comparison, changing_values, comparing
from imagegen_conformance.mutation.transforms.operations import plain_inequality
from imagegen_reference import ImageGenTool, PayloadMapping
from imagegen_reference.schema_rules import FIELDS

__all__ = ["object_equality_mutants"]
DIMENSION: Final = "equality"


class EqualityFault(NamedTuple):
    """A fault of a comparison.

    Attributes:
        name: The beginning of the names of mutants.
        fault: What the comparison does wrong.
        equal: The comparison.
    """

    name: str
    fault: str
    equal: Comparison


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _length(value: Any) -> Any:
    return len(value) if isinstance(value, str) else value


def _keys(value: Any) -> Any:
    return sorted(value) if isinstance(value, Mapping) else value


def _size(value: Any) -> Any:
    return len(value) if isinstance(value, (list, Mapping)) else value


def _sorted(value: Any) -> Any:
    return sorted(map(repr, value)) if isinstance(value, list) else value


def _emptiness(value: Any) -> Any:
    return value or None


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else value


def _is_unknown(key: str) -> bool:
    return key not in FIELDS


def _is(field: str) -> Callable[[str], bool]:
    return lambda key: key == field


def _field_faults() -> Iterator[EqualityFault]:
    for field in FIELDS:
        equal = comparing(comparisons.without(_is(field)))
        yield EqualityFault(f"without-{field}", f"does not compare {field}", equal)
        presence = comparing(changing_values(lambda _: None, _is(field)))
        yield EqualityFault(f"presence-of-{field}", f"compares only the presence of {field}", presence)
    for field, members in (("input_image_mask", MASK_FIELDS), ("tool_configs", TOOL_CONFIG_FIELDS)):
        for name in members:
            equal = comparing(comparisons.without_member(field, name))
            yield EqualityFault(f"without-{field}-{name}", f"does not compare {name} in {field}", equal)


def _is_subset(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    return all(key in right and right[key] == value for key, value in left.items())


def _is_superset(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    return _is_subset(right, left)


def _share_keys(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    return all(right[key] == value for key, value in left.items() if key in right)


def _get_same_values(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    return len(left) == len(right) and all(right.get(key) == value for key, value in left.items())


def _everything(items: Any) -> Any:
    return items


def _equal_if_nested_identical(self: ImageGenTool, other: object) -> bool:
    if not isinstance(other, ImageGenTool):
        return ImageGenTool.__eq__(self, other)
    nested = (dict, list, PayloadMapping)
    pairs = [(value, other.get(key)) for key, value in self.items()]
    is_same = all(left is right for left, right in pairs if isinstance(left, nested))
    return is_same and ImageGenTool.__eq__(self, other)


def _unequal_mapping(self: ImageGenTool, other: object) -> bool:
    return isinstance(other, ImageGenTool) and ImageGenTool.__eq__(self, other)


def _equal_to_pairs(self: ImageGenTool, other: object) -> bool:
    if isinstance(other, list):
        return bool(other == [list(pair) for pair in self.as_dict().items()] or other == list(self))
    return ImageGenTool.__eq__(self, other)


def _equal_to_type(self: ImageGenTool, other: object) -> bool:
    return other == self.get("type") if isinstance(other, str) else ImageGenTool.__eq__(self, other)


def _equal_to_nothing(self: ImageGenTool, other: object) -> bool:
    return not self if other is None else ImageGenTool.__eq__(self, other)


VALUE_FAULTS: Final = (
    EqualityFault("folding", "ignores the case of strings", comparing(changing_values(_folded))),
    EqualityFault("stripping", "ignores spaces around strings", comparing(changing_values(_stripped))),
    EqualityFault("string-length", "compares only the length of strings", comparing(changing_values(_length))),
    EqualityFault("text", "compares numbers as text", comparing(changing_values(_text))),
    EqualityFault(
        "emptiness", "treats zero, false, null and empty values as equal", comparing(changing_values(_emptiness))
    ),
    EqualityFault(
        "types", "compares only the types of nested values", comparing(changing_values(comparisons.inner_types))
    ),
    EqualityFault("nested-keys", "compares only the keys of nested objects", comparing(changing_values(_keys))),
    EqualityFault(
        "nested-size", "compares only the number of members of nested values", comparing(changing_values(_size))
    ),
    EqualityFault("array-order", "ignores the order of arrays", comparing(changing_values(_sorted))),
    EqualityFault(
        "presence-of-unknown",
        "compares only the presence of unknown keys",
        comparing(changing_values(lambda _: None, _is_unknown)),
    ),
    EqualityFault(
        "nested-unknown",
        "compares only the types of values of unknown keys",
        comparing(changing_values(type, _is_unknown)),
    ),
    EqualityFault("nested-identity", "compares nested values by identity", _equal_if_nested_identical),
)
TOOL_FAULTS: Final = (
    EqualityFault("size", "compares only the number of items", comparing(len)),
    EqualityFault("values", "compares only the values", comparing(lambda items: sorted(map(repr, items.values())))),
    EqualityFault("subset", "is true if the other tool has further items", comparing(_everything, _is_subset)),
    EqualityFault("superset", "is true if the other tool lacks items", comparing(_everything, _is_superset)),
    EqualityFault("null-keys", "treats a null and a missing key as equal", comparing(_everything, _get_same_values)),
    EqualityFault("shared-keys", "compares only the keys that both tools have", comparing(_everything, _share_keys)),
    EqualityFault(
        "remembering",
        "returns the first result for the same objects again",
        comparisons.remembering(ImageGenTool.__eq__),
    ),
    EqualityFault("mapping", "treats a plain mapping as unequal", _unequal_mapping),
    EqualityFault("pairs", "treats an array of the keys or pairs as equal", _equal_to_pairs),
    EqualityFault("type-text", "treats the type as equal to the tool", _equal_to_type),
    EqualityFault("nothing", "treats null as equal to an empty tool", _equal_to_nothing),
)
INEQUALITIES: Final = (
    ("always", "is always true", lambda _, __: True),
    ("never", "is always false", lambda _, __: False),
    ("equal", "returns the result of ==", ImageGenTool.__eq__),
    ("identity", "compares identity", lambda self, other: self is not other),
)
HASHES: Final = (
    ("identity", "has a hash value of its identity", object.__hash__),
    ("items", "has a hash value of its items", lambda self: hash(repr(sorted(self.as_dict().items())))),
    ("type", "has a hash value of its class", lambda self: hash(type(self))),
)


def object_equality_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    for fault in (*_field_faults(), *VALUE_FAULTS, *TOOL_FAULTS):
        yield _mutant(f"{fault.name}-equality", f"{fault.fault} in comparisons", {"__eq__": fault.equal})
        members = {"__eq__": fault.equal, "__ne__": plain_inequality}
        yield _mutant(f"{fault.name}-equality-alone", f"{fault.fault} in == alone", members)
        yield _mutant(f"{fault.name}-inequality-alone", f"{fault.fault} in != alone", {"__ne__": _negated(fault.equal)})
    for name, fault_text, unequal in INEQUALITIES:
        yield _mutant(f"inequality-{name}", f"{fault_text} in !=", {"__ne__": unequal})
    for name, fault_text, hash_ in HASHES:
        make = MembersFactory({"__hash__": hash_})
        yield Mutant(f"hash-of-{name}", "hash.none", fault_text, make, dimension=DIMENSION, scope=CALLS)


def _negated(equal: Comparison) -> Callable[[ImageGenTool, object], bool]:
    return lambda self, other: not equal(self, other)


def _mutant(name: str, fault: str, members: Mapping[str, Any]) -> Mutant:
    return Mutant(name, "equality", fault, MembersFactory(members), dimension=DIMENSION, scope=CALLS)
