"""Mutants of level object: the methods of a mapping."""

from __future__ import annotations

from typing import Final

from imagegen_conformance.mutation.mutant import Mutant, with_members
from imagegen_conformance.mutation.transforms import items, lookups, removals, updates, views

__all__ = ["MUTANTS"]
ITEMS: Final = (
    Mutant(
        "item-missing-none",
        "item.missing",
        "reads a missing item as null",
        with_members(__getitem__=items.read_missing_as_none),
    ),
    Mutant(
        "item-missing-attribute",
        "item.missing",
        "raises a missing-attribute error for a missing item",
        with_members(__getitem__=items.read_missing_as_attribute_error),
    ),
    Mutant(
        "item-null-missing",
        "item.null",
        "treats an item that is null as missing",
        with_members(__getitem__=items.read_null_as_missing),
    ),
    Mutant(
        "item-read-none",
        "item.read",
        "reads every item as null, unless it is falsy",
        with_members(__getitem__=items.read_none),
    ),
    Mutant(
        "item-read-text",
        "item.read",
        "reads items as text",
        with_members(__getitem__=items.read_representation),
    ),
    Mutant(
        "item-contains-nothing",
        "item.read",
        "reports every item as missing in membership tests",
        with_members(__contains__=items.contains_nothing),
    ),
    Mutant(
        "item-contains-methods",
        "item.read",
        "reports methods as items in membership tests",
        with_members(__contains__=items.contains_item_or_method),
    ),
    Mutant(
        "item-contains-fields",
        "item.read",
        "reports every documented field as present in membership tests",
        with_members(__contains__=items.contains_field_or_item),
    ),
    Mutant(
        "item-contains-truthy",
        "item.read",
        "reports falsy items as missing in membership tests",
        with_members(__contains__=items.contains_truthy),
    ),
    Mutant(
        "item-contains-not-null",
        "item.null",
        "reports nulls as missing in membership tests",
        with_members(__contains__=items.contains_not_null),
    ),
    Mutant(
        "item-write-known-only",
        "item.write",
        "rejects the assignment of items with unknown keys",
        with_members(__setitem__=items.assign_known),
    ),
    Mutant(
        "item-write-doubles",
        "item.write",
        "stores integers of more than 53 bits that are assigned as doubles",
        with_members(__setitem__=items.assign_long_int_as_float),
    ),
    Mutant(
        "item-write-never",
        "item.write",
        "rejects the assignment of items",
        with_members(__setitem__=items.assign_rejected),
    ),
    Mutant(
        "item-write-null-deletes",
        "item.null",
        "removes an item when null is assigned",
        with_members(__setitem__=items.assign_null_deletes),
    ),
    Mutant(
        "item-write-text",
        "item.write",
        "stores assigned integers as text",
        with_members(__setitem__=items.assign_as_text),
    ),
    Mutant(
        "item-delete-null",
        "item.delete",
        "sets an item to null instead of deleting it",
        with_members(__delitem__=items.delete_to_null),
    ),
    Mutant(
        "item-delete-silent",
        "item.missing",
        "ignores the deletion of a missing item",
        with_members(__delitem__=items.delete_silently),
    ),
    Mutant(
        "item-delete-not-type",
        "item.delete",
        "rejects the deletion of type",
        with_members(__delitem__=items.delete_except_type),
    ),
    Mutant(
        "item-count-fields",
        "item.count",
        "returns the number of documented fields as the length",
        with_members(__len__=items.count_fields),
    ),
    Mutant(
        "item-count-not-null",
        "item.count",
        "does not count nulls",
        with_members(__len__=items.count_not_null),
    ),
    Mutant(
        "item-count-without-type",
        "item.count",
        "does not count type",
        with_members(__len__=items.count_without_type),
    ),
    Mutant(
        "item-iterates-pairs",
        "item.count",
        "iterates over pairs instead of keys",
        with_members(__iter__=items.iterate_pairs),
    ),
    Mutant(
        "item-iterates-fields",
        "item.count",
        "iterates over documented fields only",
        with_members(__iter__=items.iterate_fields),
    ),
)

GET_AND_POP: Final = (
    Mutant(
        "get-none",
        "get.present",
        "returns the default from get even if the key is present",
        with_members(get=lookups.get_default_always),
    ),
    Mutant(
        "get-default-none-raises",
        "get.missing",
        "raises an error from get if the default is null",
        with_members(get=lookups.get_none_default_raises),
    ),
    Mutant(
        "get-text",
        "get.present",
        "returns integers as text from get",
        with_members(get=lookups.get_as_text),
    ),
    Mutant(
        "get-only-default",
        "get.present",
        "returns the default from get whenever one is given",
        with_members(get=lookups.get_default_if_given),
    ),
    Mutant(
        "pop-default-none",
        "pop.default",
        "returns null from pop instead of the default",
        with_members(pop=removals.pop_none_for_default),
    ),
    Mutant(
        "pop-default-falsy-raises",
        "pop.default",
        "ignores a falsy default of pop, and raises an error",
        with_members(pop=removals.pop_falsy_default_raises),
    ),
    Mutant(
        "get-raises",
        "get.missing",
        "raises an error from get if the key is missing",
        with_members(get=lookups.get_or_raise),
    ),
    Mutant(
        "get-falsy-default",
        "get.present",
        "returns the default from get instead of a falsy value",
        with_members(get=lookups.get_falsy_as_missing),
    ),
    Mutant(
        "get-null-default",
        "item.null",
        "returns the default from get instead of a null",
        with_members(get=lookups.get_null_as_missing),
    ),
    Mutant(
        "get-stores",
        "get.missing",
        "stores the default of get",
        with_members(get=lookups.get_storing),
    ),
    Mutant(
        "get-ignores-default",
        "get.missing",
        "ignores the default of get",
        with_members(get=lookups.get_ignoring_default),
    ),
    Mutant(
        "get-empty",
        "get.missing",
        "returns an empty string from get if no default is given",
        with_members(get=lookups.get_or_empty_string),
    ),
    Mutant(
        "get-optional-key",
        "get.key-required",
        "accepts a call of get without a key",
        with_members(get=lookups.get_with_optional_key),
    ),
    Mutant(
        "get-removes",
        "get.present",
        "removes the model, quality or size that get returns",
        with_members(get=lookups.get_removing),
    ),
    Mutant(
        "pop-keeps",
        "pop.present",
        "keeps the item that pop returns",
        with_members(pop=removals.pop_keeping),
    ),
    Mutant(
        "pop-missing-none",
        "pop.missing",
        "returns null from pop if the key is missing",
        with_members(pop=removals.pop_or_none),
    ),
    Mutant(
        "pop-null-default",
        "item.null",
        "returns the default from pop instead of a null",
        with_members(pop=removals.pop_null_as_missing),
    ),
    Mutant(
        "pop-none-raises",
        "pop.default",
        "ignores a default of null of pop, and raises an error",
        with_members(pop=removals.pop_none_default_raises),
    ),
    Mutant(
        "pop-default-wins",
        "pop.present",
        "returns the default from pop even if the key is present",
        with_members(pop=removals.pop_default_always),
    ),
    Mutant(
        "pop-optional-key",
        "pop.key-required",
        "accepts a call of pop without a key",
        with_members(pop=removals.pop_with_optional_key),
    ),
    Mutant(
        "pop-missing-value",
        "pop.missing",
        "raises an invalid-value error from pop if the key is missing",
        with_members(pop=removals.pop_missing_as_value_error),
    ),
)

POPITEM: Final = (
    Mutant(
        "popitem-keeps",
        "popitem.some",
        "keeps the pair that popitem returns",
        with_members(popitem=removals.popitem_keeping),
    ),
    Mutant(
        "popitem-list",
        "popitem.some",
        "returns a list from popitem",
        with_members(popitem=removals.popitem_as_list),
    ),
    Mutant(
        "popitem-key",
        "popitem.some",
        "returns only the key from popitem",
        with_members(popitem=removals.popitem_key_only),
    ),
    Mutant(
        "popitem-two",
        "popitem.some",
        "removes two pairs in popitem",
        with_members(popitem=removals.popitem_twice),
    ),
    Mutant(
        "popitem-not-type",
        "popitem.some",
        "keeps type in popitem",
        with_members(popitem=removals.popitem_except_type),
    ),
    Mutant(
        "popitem-empty-none",
        "popitem.empty",
        "returns null from popitem of an empty tool",
        with_members(popitem=removals.popitem_none_if_empty),
    ),
    Mutant(
        "popitem-empty-crash",
        "popitem.empty",
        "crashes in popitem of an empty tool",
        with_members(popitem=removals.popitem_crashing_if_empty),
    ),
)

SETDEFAULT: Final = (
    Mutant(
        "setdefault-replaces",
        "setdefault.present",
        "replaces the value of a present key in setdefault",
        with_members(setdefault=lookups.setdefault_replacing),
    ),
    Mutant(
        "setdefault-null-replaced",
        "item.null",
        "replaces a null in setdefault",
        with_members(setdefault=lookups.setdefault_replacing_null),
    ),
    Mutant(
        "setdefault-falsy-replaced",
        "setdefault.present",
        "replaces a falsy value in setdefault",
        with_members(setdefault=lookups.setdefault_replacing_falsy),
    ),
    Mutant(
        "setdefault-forgets",
        "setdefault.missing",
        "does not store the default of setdefault",
        with_members(setdefault=lookups.setdefault_without_storing),
    ),
    Mutant(
        "setdefault-silent",
        "setdefault.missing",
        "returns null from setdefault",
        with_members(setdefault=lookups.setdefault_without_result),
    ),
    Mutant(
        "setdefault-empty",
        "setdefault.no-default",
        "stores an empty string in setdefault if no default is given",
        with_members(setdefault=lookups.setdefault_empty_string),
    ),
    Mutant(
        "setdefault-nothing",
        "setdefault.no-default",
        "stores nothing in setdefault if no default is given",
        with_members(setdefault=lookups.setdefault_if_given),
    ),
    Mutant(
        "setdefault-wants-default",
        "setdefault.no-default",
        "requires a default in setdefault",
        with_members(setdefault=lookups.setdefault_with_required_default),
    ),
    Mutant(
        "setdefault-optional-key",
        "setdefault.key-required",
        "accepts a call of setdefault without a key",
        with_members(setdefault=lookups.setdefault_with_optional_key),
    ),
)

UPDATE: Final = (
    Mutant(
        "update-adopts",
        "update.mapping",
        "stores the mapping of update without a copy",
        with_members(update=updates.update_adopting_mapping),
    ),
    Mutant(
        "update-known",
        "update.mapping",
        "ignores unknown keys in update",
        with_members(update=updates.update_known),
    ),
    Mutant(
        "update-keeps",
        "update.mapping",
        "keeps the values of present keys in update",
        with_members(update=updates.update_keeping_present),
    ),
    Mutant(
        "update-replaces",
        "update.mapping",
        "removes all other items in update",
        with_members(update=updates.update_replacing_all),
    ),
    Mutant(
        "update-nulls-dropped",
        "item.null",
        "ignores nulls in update",
        with_members(update=updates.update_without_nulls),
    ),
    Mutant(
        "update-no-pairs",
        "update.pairs",
        "rejects pairs in update",
        with_members(update=updates.update_without_pairs),
    ),
    Mutant(
        "update-first-pair",
        "update.pairs",
        "ignores all pairs except the first in update",
        with_members(update=updates.update_first_pair),
    ),
    Mutant(
        "update-no-keywords",
        "update.keywords",
        "ignores keyword arguments of update",
        with_members(update=updates.update_ignoring_keywords),
    ),
    Mutant(
        "update-keywords-first",
        "update.precedence",
        "lets the mapping override the keyword arguments of update",
        with_members(update=updates.update_keywords_first),
    ),
    Mutant(
        "update-self",
        "update.nothing",
        "returns the tool from update",
        with_members(update=updates.update_returning_tool),
    ),
    Mutant(
        "update-wants",
        "update.nothing",
        "requires a positional argument in update",
        with_members(update=updates.update_with_required_argument),
    ),
    Mutant(
        "update-empties",
        "update.nothing",
        "removes all items in update without arguments",
        with_members(update=updates.update_clearing_if_empty),
    ),
    Mutant(
        "update-swallows",
        "update.refused",
        "ignores invalid arguments of update",
        with_members(update=updates.update_ignoring_errors),
    ),
    Mutant(
        "update-many",
        "update.refused",
        "accepts two mappings in update",
        with_members(update=updates.update_accepting_many),
    ),
    Mutant(
        "update-none",
        "update.refused",
        "accepts null as an empty mapping in update",
        with_members(update=updates.update_accepting_none),
    ),
)

CLEAR: Final = (
    Mutant(
        "clear-keeps-type",
        "clear.all",
        "keeps type in clear",
        with_members(clear=removals.clear_except_type),
    ),
    Mutant(
        "clear-nulls",
        "clear.all",
        "sets all items to null in clear",
        with_members(clear=removals.clear_to_nulls),
    ),
    Mutant(
        "clear-apart",
        "views.live",
        "does not update existing views in clear",
        with_members(clear=removals.clear_replacing_data),
    ),
    Mutant(
        "clear-self",
        "clear.all",
        "returns the tool from clear",
        with_members(clear=removals.clear_returning_tool),
    ),
    Mutant(
        "clear-known",
        "clear.all",
        "removes documented fields only in clear",
        with_members(clear=removals.clear_known),
    ),
)

VIEWS: Final = (
    Mutant(
        "keys-find-everything",
        "views.set-like",
        "finds every key in keys()",
        with_members(keys=views.viewing(views.EveryKeyView)),
    ),
    Mutant(
        "keys-find-nothing",
        "views.set-like",
        "finds no key in keys()",
        with_members(keys=views.viewing(views.NoKeyView)),
    ),
    Mutant(
        "items-find-by-key",
        "views.set-like",
        "finds a pair in items() whenever its key is present",
        with_members(items=views.viewing(views.ItemsByKeyView)),
    ),
    Mutant(
        "items-find-none",
        "views.set-like",
        "finds a pair of a missing key and null in items()",
        with_members(items=views.viewing(views.ItemsByDefaultNoneView)),
    ),
    Mutant(
        "keys-of-values",
        "views.content",
        "returns the values from keys()",
        with_members(keys=views.keys_of_values),
    ),
    Mutant(
        "keys-list",
        "views.set-like",
        "returns a list from keys()",
        with_members(keys=views.keys_as_list),
    ),
    Mutant(
        "items-list",
        "views.set-like",
        "returns a list of pairs from items()",
        with_members(items=views.items_as_list),
    ),
    Mutant(
        "values-list",
        "views.live",
        "returns a list from values()",
        with_members(values=views.values_as_list),
    ),
    Mutant(
        "keys-frozen",
        "views.live",
        "returns a view of a copy from keys()",
        with_members(keys=views.keys_of_copy),
    ),
    Mutant(
        "items-frozen",
        "views.live",
        "returns a view of a copy from items()",
        with_members(items=views.items_of_copy),
    ),
    Mutant(
        "keys-known",
        "views.content",
        "returns only the documented fields from keys()",
        with_members(keys=views.viewing(views.DocumentedKeysView)),
    ),
    Mutant(
        "values-without-nulls",
        "item.null",
        "drops nulls from values()",
        with_members(values=views.viewing(views.ValuesWithoutNullsView)),
    ),
    Mutant(
        "values-unique",
        "views.content",
        "returns every string only once from values(), and no other values",
        with_members(values=views.values_unique_strings),
    ),
    Mutant(
        "items-without-type",
        "views.content",
        "drops type from items()",
        with_members(items=views.items_without_type),
    ),
    Mutant(
        "items-swapped",
        "views.content",
        "returns pairs of value and key from items()",
        with_members(items=views.items_swapped),
    ),
)

MUTANTS: tuple[Mutant, ...] = (
    *ITEMS,
    *GET_AND_POP,
    *POPITEM,
    *SETDEFAULT,
    *UPDATE,
    *CLEAR,
    *VIEWS,
)
