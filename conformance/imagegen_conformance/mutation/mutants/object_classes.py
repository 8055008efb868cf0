"""Mutants of level object: constructors, attributes, `as_dict`, copies and equality."""

from __future__ import annotations

from typing import Any, Final

from imagegen_conformance.mutation.fields import DEFAULTS, OPTIONAL_FIELDS
from imagegen_conformance.mutation.mutant import AdapterFactory, Mutant, mutate_constructor_input, with_members
from imagegen_conformance.mutation.transforms import attributes, constructors, copies, equality, serialization
from imagegen_conformance.mutation.transforms.attributes import property_reading, required_property
from imagegen_conformance.mutation.transforms.payloads import change_deep, drop_fields
from imagegen_conformance.mutation.transforms.values import float_from_long_int

__all__ = ["MUTANTS"]
# The fields whose attribute a mutant reads as the default, in the order of the mutants.
FIELDS_WITH_DEFAULT: Final = (
    "output_compression",
    "quality",
    "partial_images",
    "output_format",
    "moderation",
    "background",
    "size",
    "action",
)


def _with_init(constructor: constructors.Constructor) -> AdapterFactory:
    return with_members(__init__=constructor)


def _with_property(field: str, read: Any) -> AdapterFactory:
    return with_members(**{field: property_reading(field, read)})


def _with_equality(equal: equality.Equality) -> AdapterFactory:
    return with_members(__eq__=equal, __hash__=None)


CONSTRUCTORS: Final = (
    Mutant(
        "empty-without-type",
        "constructor.empty",
        "constructs a tool without type if no argument is given",
        _with_init(constructors.drop_type_without_mapping),
    ),
    Mutant(
        "type-of-caller",
        "constructor.type-fixed",
        "keeps the type that is passed to the constructor",
        _with_init(constructors.keep_type),
    ),
    Mutant(
        "type-of-keyword",
        "constructor.type-fixed",
        "keeps the type that is passed as a keyword argument",
        _with_init(constructors.keep_type_keyword),
    ),
    Mutant(
        "keyword-null-kept",
        "constructor.null-keyword",
        "stores a null for a keyword argument that is null",
        _with_init(constructors.keep_null_keywords),
    ),
    Mutant(
        "mapping-null-dropped",
        "constructor.null-keyword",
        "drops the nulls of a mapping",
        _with_init(constructors.drop_nulls),
    ),
    Mutant(
        "keyword-unknown-kept",
        "constructor.unknown-keyword",
        "stores unknown keyword arguments as items",
        _with_init(constructors.keep_unknown_keywords),
    ),
    Mutant(
        "keyword-unknown-ignored",
        "constructor.unknown-keyword",
        "ignores unknown keyword arguments",
        _with_init(constructors.ignore_unknown_keywords),
    ),
    Mutant(
        "two-positionals",
        "constructor.one-positional",
        "merges two positional mappings",
        _with_init(constructors.merge_mappings),
    ),
    Mutant(
        "anything-positional",
        "constructor.not-a-mapping",
        "treats positional arguments that are not mappings as an empty mapping",
        _with_init(constructors.replace_other_values),
    ),
    Mutant(
        "pairs-positional",
        "constructor.not-a-mapping",
        "accepts a list of pairs instead of a mapping",
        _with_init(constructors.accept_pairs),
    ),
    Mutant(
        "mapping-doubles",
        "as_dict.items",
        "stores integers of more than 53 bits in a mapping as doubles",
        mutate_constructor_input(change_deep(float_from_long_int)),
    ),
    Mutant(
        "mapping-shared",
        "constructor.mapping-copied",
        "stores the caller's dict without a copy",
        _with_init(constructors.adopt_mapping),
    ),
    Mutant(
        "mapping-shared-inside",
        "constructor.mapping-copied",
        "shares nested values with the caller's dict",
        _with_init(constructors.adopt_unknown_values),
    ),
    Mutant(
        "mapping-changed",
        "constructor.mapping-copied",
        "sets type in the caller's dict",
        _with_init(constructors.set_type_of_mapping),
    ),
    Mutant(
        "mapping-emptied",
        "constructor.mapping-copied",
        "clears the caller's dict",
        _with_init(constructors.clear_mapping),
    ),
    Mutant(
        "one-state",
        "constructor.own-state",
        "shares the items between all tools",
        _with_init(constructors.share_state()),
    ),
    Mutant(
        "mutable-default",
        "constructor.own-state",
        "shares the items between all tools that are constructed without arguments",
        _with_init(constructors.share_default_data()),
    ),
    Mutant(
        "keywords-swapped",
        "constructor.keywords",
        "swaps the keyword arguments quality and moderation",
        _with_init(constructors.swap_keywords("quality", "moderation")),
    ),
    *(
        mutant
        for field in OPTIONAL_FIELDS
        for mutant in (
            Mutant(
                f"keyword-{field}-lost",
                "constructor.keywords",
                f"ignores the keyword argument {field}",
                _with_init(constructors.drop_keyword(field)),
            ),
            Mutant(
                f"mapping-{field}-lost",
                "constructor.mapping",
                f"ignores {field} in a mapping",
                mutate_constructor_input(drop_fields(field)),
            ),
        )
    ),
)

ATTRIBUTES: Final = (
    Mutant(
        "attribute-type-none",
        "attribute.read",
        "reads the attribute type as null",
        _with_property("type", attributes.none),
    ),
    *(
        mutant
        for field in OPTIONAL_FIELDS
        for mutant in (
            Mutant(
                f"attribute-{field}-none",
                "attribute.read",
                f"reads the attribute {field} as null",
                _with_property(field, attributes.none),
            ),
            Mutant(
                f"attribute-{field}-missing",
                "attribute.unset",
                f"raises an error when the attribute of an omitted {field} is read",
                with_members(**{field: required_property(field)}),
            ),
        )
    ),
    Mutant(
        "attribute-unset-raises",
        "attribute.unset",
        "raises an error when the attribute of any omitted field is read",
        with_members(__getattribute__=attributes.raise_if_unset),
    ),
    *(
        Mutant(
            f"attribute-{field}-default",
            "attribute.unset",
            f"reads the attribute of an omitted {field} as the default",
            _with_property(field, attributes.default_if_none(DEFAULTS[field])),
        )
        for field in FIELDS_WITH_DEFAULT
    ),
    Mutant(
        "attribute-unknown-none",
        "attribute.unknown",
        "reads unknown attributes as null",
        with_members(__getattr__=attributes.get_none_if_unknown),
    ),
    Mutant(
        "attribute-unknown-item",
        "attribute.unknown",
        "reads items with unknown keys as attributes",
        with_members(__getattr__=attributes.get_item_if_unknown),
    ),
    Mutant(
        "attribute-written-apart",
        "attribute.write",
        "does not store assigned attributes as items",
        with_members(__setattr__=attributes.store_apart),
    ),
    Mutant(
        "attribute-null-kept",
        "attribute.write",
        "stores a null when null is assigned to an attribute",
        with_members(__setattr__=attributes.store_none),
    ),
    Mutant(
        "attribute-null-ignored",
        "attribute.write",
        "ignores the assignment of null to an attribute",
        with_members(__setattr__=attributes.ignore_none),
    ),
    Mutant(
        "attribute-frozen",
        "attribute.write",
        "rejects the assignment of attributes",
        with_members(__setattr__=attributes.reject_assignment),
    ),
    Mutant(
        "attribute-mask-dict",
        "attribute.nested",
        "reads a mask as a dict, whose members are not attributes",
        _with_property("input_image_mask", attributes.as_plain_dict),
    ),
    Mutant(
        "attribute-mask-completed",
        "attribute.read",
        "stores the omitted members of a mask as null when its attribute is read",
        with_members(input_image_mask=attributes.property_completing_mask()),
    ),
    Mutant(
        "attribute-configs-dict",
        "attribute.nested",
        "reads tool configurations as dicts, whose members are not attributes",
        _with_property("tool_configs", attributes.as_plain_dicts),
    ),
    Mutant(
        "attribute-mask-copied",
        "item.nested",
        "reads a mask as a copy, so that changes to it are lost",
        _with_property("input_image_mask", attributes.copied),
    ),
    Mutant(
        "attribute-mask-swapped",
        "attribute.nested",
        "swaps the members of a mask",
        _with_property("input_image_mask", attributes.with_swapped_members),
    ),
)

AS_DICT: Final = (
    Mutant(
        "as_dict-own-data",
        "as_dict.fresh",
        "returns the tool's own dict from as_dict",
        with_members(as_dict=serialization.as_dict_own_data),
    ),
    Mutant(
        "as_dict-shallow",
        "as_dict.fresh",
        "shares nested values between the tool and the result of as_dict",
        with_members(as_dict=serialization.as_dict_shared_values),
    ),
    Mutant(
        "as_dict-cached",
        "as_dict.items",
        "returns the first result of as_dict again",
        with_members(as_dict=serialization.as_dict_cached),
    ),
    Mutant(
        "as_dict-stale",
        "as_dict.items",
        "returns a copy of the first result of as_dict",
        with_members(as_dict=serialization.as_dict_stale),
    ),
    Mutant(
        "as_dict-positional",
        "as_dict.exclude_readonly",
        "accepts exclude_readonly as a positional argument",
        with_members(as_dict=serialization.as_dict_positional),
    ),
    Mutant(
        "as_dict-without-option",
        "as_dict.exclude_readonly",
        "does not accept exclude_readonly",
        with_members(as_dict=serialization.as_dict_without_option),
    ),
    Mutant(
        "as_dict-required-option",
        "as_dict.exclude_readonly",
        "requires exclude_readonly",
        with_members(as_dict=serialization.as_dict_required_option),
    ),
    Mutant(
        "as_dict-type-readonly",
        "as_dict.no-readonly",
        "treats type as read-only",
        with_members(as_dict=serialization.as_dict_without_type),
    ),
    Mutant(
        "as_dict-unknown-readonly",
        "as_dict.no-readonly",
        "treats unknown keys as read-only",
        with_members(as_dict=serialization.as_dict_without_unknown),
    ),
    Mutant(
        "as_dict-null-readonly",
        "as_dict.no-readonly",
        "treats nulls as read-only",
        with_members(as_dict=serialization.as_dict_without_nulls),
    ),
    Mutant(
        "as_dict-pairs",
        "as_dict.items",
        "returns pairs from as_dict",
        with_members(as_dict=serialization.as_dict_of_pairs),
    ),
)

COPIES: Final = (
    Mutant(
        "copy-of-base",
        "copy.kind",
        "returns a bare mapping with one item from copy",
        with_members(copy=copies.copy_of_base_class),
    ),
    Mutant(
        "copy-itself",
        "copy.independent",
        "returns the tool itself from copy",
        with_members(copy=copies.copy_itself),
    ),
    Mutant(
        "copy-shared",
        "copy.independent",
        "shares the items between a copy and the original",
        with_members(copy=copies.copy_sharing_data),
    ),
    Mutant(
        "copy-dict",
        "copy.kind",
        "returns a dict from copy",
        with_members(copy=copies.copy_as_dict),
    ),
    Mutant(
        "copy-empty",
        "copy.items",
        "returns a new tool without the items from copy",
        with_members(copy=copies.return_new_tool),
    ),
    Mutant(
        "copy-typed",
        "copy.items",
        "adds a type to a copy if the original has none",
        with_members(copy=copies.copy_through_constructor),
    ),
    Mutant(
        "copy-known",
        "copy.items",
        "drops unknown keys from a copy",
        with_members(copy=copies.copy_known),
    ),
    Mutant(
        "copy-without-nulls",
        "item.null",
        "drops nulls from a copy",
        with_members(copy=copies.copy_without_nulls),
    ),
    Mutant(
        "copy-none",
        "copy.items",
        "returns null from copy",
        with_members(copy=copies.no_copy),
    ),
    Mutant(
        "deepcopy-shallow",
        "copy.deep",
        "shares nested items between a deep copy and the original",
        with_members(__deepcopy__=copies.deep_copy_shallow),
    ),
    Mutant(
        "deepcopy-itself",
        "copy.deep",
        "returns the tool itself as its deep copy",
        with_members(__deepcopy__=copies.deep_copy_itself),
    ),
    Mutant(
        "deepcopy-fails",
        "copy.deep",
        "does not support deep copies",
        with_members(__deepcopy__=copies.no_deep_copy, __reduce__=copies.unpicklable),
    ),
    Mutant(
        "pickle-fails",
        "pickle",
        "does not support pickle",
        with_members(__reduce__=copies.unpicklable, __deepcopy__=copies.deep_copy_shallow),
    ),
    Mutant(
        "pickle-empty",
        "pickle",
        "restores an empty dict from pickle",
        with_members(__reduce__=copies.reduce_to_empty_dict, __deepcopy__=copies.deep_copy),
    ),
)

EQUALITY: Final = (
    Mutant(
        "equal-never",
        "equality",
        "treats tools as equal only if they are the same object",
        _with_equality(equality.equal_if_same_object),
    ),
    Mutant(
        "equal-always",
        "equality",
        "treats all tools as equal",
        _with_equality(equality.equal_if_other_is_tool),
    ),
    Mutant(
        "equal-doubles",
        "equality",
        "compares integers as doubles",
        _with_equality(equality.equal_as_floats),
    ),
    Mutant(
        "equal-in-order",
        "equality",
        "compares the order of the items too",
        _with_equality(equality.equal_ordered_items),
    ),
    Mutant(
        "equal-null-omitted",
        "equality",
        "treats a null and an omitted field as equal",
        _with_equality(equality.equal_without_nulls),
    ),
    Mutant(
        "equal-known",
        "equality",
        "compares documented fields only",
        _with_equality(equality.equal_known_items),
    ),
    Mutant(
        "equal-keys",
        "equality",
        "compares keys only",
        _with_equality(equality.equal_keys),
    ),
    Mutant(
        "equal-inverse",
        "equality",
        "inverts the result of a comparison",
        _with_equality(equality.unequal),
    ),
)

MUTANTS: tuple[Mutant, ...] = (
    *CONSTRUCTORS,
    *ATTRIBUTES,
    *AS_DICT,
    *COPIES,
    *EQUALITY,
)
