"""Level model, wrong: the ways in which careless authors write the methods of a dict."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping
from typing import Any

from imagegen_conformance.mutants.mutant import Mutant, tool
from imagegen_reference import ImageGenTool
from imagegen_reference.structure import FIELDS

__all__ = ["MUTANTS"]

Tool = ImageGenTool


def _items() -> Iterator[Mutant]:
    data = Tool.__getitem__

    def missing_none(self: Tool, key: str) -> Any:
        return self._data.get(key)

    def attribute_error(self: Tool, key: str) -> Any:
        try:
            return data(self, key)
        except KeyError:
            raise AttributeError(key) from None

    def null_missing(self: Tool, key: str) -> Any:
        if self._data[key] is None:
            raise KeyError(key)
        return self._data[key]

    def known_only(self: Tool, key: str, value: Any) -> None:
        if key not in FIELDS:
            raise KeyError(key)
        self._data[key] = value

    def never(self: Tool, key: str, value: Any) -> None:
        raise TypeError("it does not support item assignment")

    def null_deletes(self: Tool, key: str, value: Any) -> None:
        if value is None:
            self._data.pop(key, None)
        else:
            self._data[key] = value

    def as_text(self: Tool, key: str, value: Any) -> None:
        self._data[key] = str(value) if isinstance(value, int) else value

    def delete_null(self: Tool, key: str) -> None:
        if key not in self._data:
            raise KeyError(key)
        self._data[key] = None

    def delete_silent(self: Tool, key: str) -> None:
        self._data.pop(key, None)

    def not_type(self: Tool, key: str) -> None:
        if key == "type":
            raise TypeError("type is fixed")
        del self._data[key]

    yield Mutant("item-missing-none", "item.missing", "an item that is not there reads as none", tool(__getitem__=missing_none))
    yield Mutant("item-missing-attribute", "item.missing", "an item that is not there is told as a missing attribute", tool(__getitem__=attribute_error))
    yield Mutant("item-null-missing", "item.read", "an item of null counts as missing", tool(__getitem__=null_missing))
    yield Mutant("item-read-none", "item.read", "every item reads as none", tool(__getitem__=lambda self, key: self._data[key] and None))
    yield Mutant("item-read-text", "item.read", "items read as text", tool(__getitem__=lambda self, key: repr(self._data[key])))
    yield Mutant("item-contains-nothing", "item.read", "no item is there", tool(__contains__=lambda self, key: False))
    yield Mutant("item-contains-methods", "item.read", "methods count as items", tool(__contains__=lambda self, key: key in self._data or hasattr(type(self), key)))
    yield Mutant("item-contains-fields", "item.read", "every field counts as there", tool(__contains__=lambda self, key: key in FIELDS or key in self._data))
    yield Mutant("item-contains-truthy", "item.read", "what is falsy counts as not there", tool(__contains__=lambda self, key: bool(self._data.get(key))))
    yield Mutant("item-contains-not-null", "item.read", "a null counts as not there", tool(__contains__=lambda self, key: self._data.get(key) is not None))
    yield Mutant("item-write-known-only", "item.write", "only fields can be written as items", tool(__setitem__=known_only))
    yield Mutant("item-write-never", "item.write", "items cannot be written", tool(__setitem__=never))
    yield Mutant("item-write-null-deletes", "item.write", "writing null removes an item", tool(__setitem__=null_deletes))
    yield Mutant("item-write-text", "item.write", "integers are written as text", tool(__setitem__=as_text))
    yield Mutant("item-delete-null", "item.delete", "deleting an item leaves a null", tool(__delitem__=delete_null))
    yield Mutant("item-delete-silent", "item.missing", "deleting what is not there does nothing", tool(__delitem__=delete_silent))
    yield Mutant("item-delete-not-type", "item.delete", "type cannot be deleted", tool(__delitem__=not_type))
    yield Mutant("item-count-fields", "item.count", "the length is the number of fields", tool(__len__=lambda self: len(FIELDS)))
    yield Mutant("item-count-not-null", "item.count", "nulls are not counted", tool(__len__=lambda self: sum(value is not None for value in self._data.values())))
    yield Mutant("item-count-without-type", "item.count", "type is not counted", tool(__len__=lambda self: len(self._data.keys() - {"type"})))
    yield Mutant("item-iterates-pairs", "item.count", "iterating gives pairs", tool(__iter__=lambda self: iter(self._data.items())))
    yield Mutant("item-iterates-fields", "item.count", "iterating gives fields only", tool(__iter__=lambda self: iter([key for key in self._data if key in FIELDS])))


def _lookups() -> Iterator[Mutant]:
    def get_raises(self: Tool, key: str, *default: Any) -> Any:
        return self._data[key] if not default else self._data.get(key, *default)

    def get_falsy(self: Tool, key: str, default: Any = None) -> Any:
        return self._data.get(key) or default

    def get_null(self: Tool, key: str, default: Any = None) -> Any:
        value = self._data.get(key)
        return default if value is None else value

    def get_stores(self: Tool, key: str, default: Any = None) -> Any:
        return self._data.setdefault(key, default)

    def get_ignores(self: Tool, key: str, default: Any = None) -> Any:
        return self._data.get(key)

    def get_empty(self: Tool, key: str, default: Any = "") -> Any:
        return self._data.get(key, default)

    def get_optional(self: Tool, key: Any = None, default: Any = None) -> Any:
        return self._data.get(key, default)

    def get_removes(self: Tool, key: str, default: Any = None) -> Any:
        return self._data.pop(key, default) if key in {"quality", "model", "size"} else self._data.get(key, default)

    def get_none_raises(self: Tool, key: str, *default: Any) -> Any:
        return self._data[key] if default == (None,) else self._data.get(key, *default)

    def pop_gives_none(self: Tool, key: str, *default: Any, **keyword: Any) -> Any:
        return self._data.pop(key) if not default and not keyword else self._data.pop(key, None)

    def pop_falsy_raises(self: Tool, key: str, default: Any = None) -> Any:
        return self._data.pop(key, default) if default else self._data.pop(key)

    def pop_keeps(self: Tool, key: str, *default: Any) -> Any:
        return self._data[key] if not default else self._data.get(key, *default)

    def pop_none(self: Tool, key: str, default: Any = None) -> Any:
        return self._data.pop(key, default)

    def pop_null(self: Tool, key: str, *default: Any) -> Any:
        value = self._data.pop(key, *default)
        return default[0] if value is None and default else value

    def pop_default_raises(self: Tool, key: str, default: Any = None) -> Any:
        return self._data.pop(key) if default is None else self._data.pop(key, default)

    def pop_default_wins(self: Tool, key: str, *default: Any) -> Any:
        value = self._data.pop(key, *default)
        return default[0] if default else value

    def pop_optional(self: Tool, key: Any = "type", *default: Any) -> Any:
        return self._data.pop(key, *default)

    def pop_attribute_error(self: Tool, key: str, *default: Any) -> Any:
        if key not in self._data and not default:
            raise ValueError(key)
        return self._data.pop(key, *default)

    def popitem_keeps(self: Tool) -> Any:
        return next(reversed(self._data.items()))

    def popitem_key(self: Tool) -> Any:
        return self._data.popitem()[0]

    def popitem_none(self: Tool) -> Any:
        return self._data.popitem() if self._data else None

    def popitem_stops(self: Tool) -> Any:
        if not self._data:
            raise RuntimeError("empty")
        return self._data.popitem()

    def popitem_not_type(self: Tool) -> Any:
        key = next(key for key in reversed(list(self._data)) if key != "type" or len(self._data) == 1)
        if key == "type":
            raise KeyError(key)
        return key, self._data.pop(key)

    def popitem_two(self: Tool) -> Any:
        pair = self._data.popitem()
        if len(self._data) > 1:
            self._data.popitem()
        return pair

    def setdefault_replaces(self: Tool, key: str, default: Any = None) -> Any:
        self._data[key] = default
        return default

    def setdefault_null(self: Tool, key: str, default: Any = None) -> Any:
        if self._data.get(key) is None:
            self._data[key] = default
        return self._data[key]

    def setdefault_falsy(self: Tool, key: str, default: Any = None) -> Any:
        if not self._data.get(key):
            self._data[key] = default
        return self._data[key]

    def setdefault_forgets(self: Tool, key: str, default: Any = None) -> Any:
        return self._data.get(key, default)

    def setdefault_silent(self: Tool, key: str, default: Any = None) -> Any:
        self._data.setdefault(key, default)

    def setdefault_empty(self: Tool, key: str, default: Any = "") -> Any:
        return self._data.setdefault(key, default)

    def setdefault_nothing(self: Tool, key: str, default: Any = None) -> Any:
        return None if default is None and key not in self._data else self._data.setdefault(key, default)

    def setdefault_wants(self: Tool, key: str, default: Any) -> Any:
        return self._data.setdefault(key, default)

    def setdefault_optional(self: Tool, key: Any = "quality", default: Any = None) -> Any:
        return self._data.setdefault(key, default)

    yield Mutant("get-none", "get.present", "get gives none, whatever is there", tool(get=lambda self, key, default=None: default))
    yield Mutant("get-default-none-raises", "get.missing", "get takes a default of none for no default, and raises", tool(get=get_none_raises))
    yield Mutant("get-text", "get.present", "get gives text", tool(get=lambda self, key, default=None: str(self._data[key]) if isinstance(self._data.get(key), int) else self._data.get(key, default)))
    yield Mutant("get-only-default", "get.present", "get gives the default wherever there is one", tool(get=lambda self, key, default=None: self._data.get(key) if default is None else default))
    yield Mutant("pop-default-none", "pop.default", "pop gives none in place of the default", tool(pop=pop_gives_none))
    yield Mutant("pop-default-falsy-raises", "pop.default", "a default that is falsy counts as no default", tool(pop=pop_falsy_raises))
    yield Mutant("get-raises", "get.missing", "get of a key that is not there raises", tool(get=get_raises))
    yield Mutant("get-falsy-default", "get.present", "get takes the default for what is falsy", tool(get=get_falsy))
    yield Mutant("get-null-default", "get.present", "get takes the default for a null", tool(get=get_null))
    yield Mutant("get-stores", "get.missing", "get stores the default", tool(get=get_stores))
    yield Mutant("get-ignores-default", "get.missing", "get ignores the default", tool(get=get_ignores))
    yield Mutant("get-empty", "get.missing", "get gives an empty string where there is no default", tool(get=get_empty))
    yield Mutant("get-optional-key", "get.key-required", "get may be called without a key", tool(get=get_optional))
    yield Mutant("get-removes", "get.present", "get removes what it gives", tool(get=get_removes))
    yield Mutant("pop-keeps", "pop.present", "pop keeps the key", tool(pop=pop_keeps))
    yield Mutant("pop-missing-none", "pop.missing", "pop of a key that is not there gives none", tool(pop=pop_none))
    yield Mutant("pop-null-default", "pop.present", "pop gives the default for a null", tool(pop=pop_null))
    yield Mutant("pop-none-raises", "pop.default", "a default of none counts as no default", tool(pop=pop_default_raises))
    yield Mutant("pop-default-wins", "pop.present", "pop gives the default even where the key is there", tool(pop=pop_default_wins))
    yield Mutant("pop-optional-key", "pop.key-required", "pop may be called without a key", tool(pop=pop_optional))
    yield Mutant("pop-missing-value", "pop.missing", "pop of a key that is not there is told as a wrong value", tool(pop=pop_attribute_error))
    yield Mutant("popitem-keeps", "popitem.some", "popitem keeps the pair", tool(popitem=popitem_keeps))
    yield Mutant("popitem-key", "popitem.some", "popitem gives the key alone", tool(popitem=popitem_key))
    yield Mutant("popitem-two", "popitem.some", "popitem removes two pairs", tool(popitem=popitem_two))
    yield Mutant("popitem-not-type", "popitem.some", "popitem never removes the type", tool(popitem=popitem_not_type))
    yield Mutant("popitem-empty-none", "popitem.empty", "popitem of an empty tool gives none", tool(popitem=popitem_none))
    yield Mutant("popitem-empty-crash", "popitem.empty", "popitem of an empty tool crashes", tool(popitem=popitem_stops))
    yield Mutant("setdefault-replaces", "setdefault.present", "setdefault replaces what is there", tool(setdefault=setdefault_replaces))
    yield Mutant("setdefault-null-replaced", "setdefault.present", "setdefault replaces a null", tool(setdefault=setdefault_null))
    yield Mutant("setdefault-falsy-replaced", "setdefault.present", "setdefault replaces what is falsy", tool(setdefault=setdefault_falsy))
    yield Mutant("setdefault-forgets", "setdefault.missing", "setdefault does not store the default", tool(setdefault=setdefault_forgets))
    yield Mutant("setdefault-silent", "setdefault.missing", "setdefault gives nothing", tool(setdefault=setdefault_silent))
    yield Mutant("setdefault-empty", "setdefault.no-default", "setdefault without a default stores an empty string", tool(setdefault=setdefault_empty))
    yield Mutant("setdefault-nothing", "setdefault.no-default", "setdefault without a default stores nothing", tool(setdefault=setdefault_nothing))
    yield Mutant("setdefault-wants-default", "setdefault.no-default", "setdefault wants a default", tool(setdefault=setdefault_wants))
    yield Mutant("setdefault-optional-key", "setdefault.key-required", "setdefault may be called without a key", tool(setdefault=setdefault_optional))


def _changes() -> Iterator[Mutant]:
    def update(self: Tool, /, *args: Any, **keywords: Any) -> None:
        self._data.update(*args, **keywords)

    def update_adopts(self: Tool, /, *args: Any, **keywords: Any) -> None:
        if args and isinstance(args[0], dict):
            args[0].update({**self._data, **args[0], **keywords})
            self._data = args[0]
        else:
            update(self, *args, **keywords)

    def update_known(self: Tool, /, *args: Any, **keywords: Any) -> None:
        self._data.update({key: value for key, value in dict(*args, **keywords).items() if key in FIELDS})

    def update_keeps(self: Tool, /, *args: Any, **keywords: Any) -> None:
        for key, value in dict(*args, **keywords).items():
            self._data.setdefault(key, value)

    def update_replaces(self: Tool, /, *args: Any, **keywords: Any) -> None:
        self._data = dict(*args, **keywords)

    def update_no_pairs(self: Tool, /, *args: Any, **keywords: Any) -> None:
        if args and not isinstance(args[0], Mapping):
            raise TypeError("a mapping is wanted")
        update(self, *args, **keywords)

    def update_first_pair(self: Tool, /, *args: Any, **keywords: Any) -> None:
        if args and not isinstance(args[0], Mapping) and isinstance(args[0], (list, tuple)):
            args = (list(args[0])[:1],)
        update(self, *args, **keywords)

    def update_lists(self: Tool, /, *args: Any, **keywords: Any) -> None:
        if args and not isinstance(args[0], (Mapping, list)):
            raise TypeError("a mapping or a list is wanted")
        update(self, *args, **keywords)

    def update_no_keywords(self: Tool, /, *args: Any, **keywords: Any) -> None:
        update(self, *args)

    def update_keywords_first(self: Tool, /, *args: Any, **keywords: Any) -> None:
        self._data.update(**keywords)
        self._data.update(*args)

    def update_self(self: Tool, /, *args: Any, **keywords: Any) -> Any:
        update(self, *args, **keywords)
        return self

    def update_wants(self: Tool, other: Any, /, **keywords: Any) -> None:
        update(self, other, **keywords)

    def update_empties(self: Tool, /, *args: Any, **keywords: Any) -> None:
        if not args and not keywords:
            self._data.clear()
        update(self, *args, **keywords)

    def update_swallows(self: Tool, /, *args: Any, **keywords: Any) -> None:
        try:
            update(self, *args, **keywords)
        except (TypeError, ValueError):
            return

    def update_many(self: Tool, /, *args: Any, **keywords: Any) -> None:
        for arg in args:
            self._data.update(arg)
        self._data.update(**keywords)

    def update_none(self: Tool, /, *args: Any, **keywords: Any) -> None:
        update(self, *(arg or {} for arg in args), **keywords)

    def update_nulls_dropped(self: Tool, /, *args: Any, **keywords: Any) -> None:
        self._data.update({key: value for key, value in dict(*args, **keywords).items() if value is not None})

    def clear_type(self: Tool) -> None:
        self._data.clear()
        self._data["type"] = "image_generation"

    def clear_nulls(self: Tool) -> None:
        for key in self._data:
            self._data[key] = None

    def clear_new(self: Tool) -> None:
        self._data = {}

    def clear_self(self: Tool) -> Any:
        self._data.clear()
        return self

    def clear_known(self: Tool) -> None:
        for key in FIELDS:
            self._data.pop(key, None)

    yield Mutant("update-adopts", "update.mapping", "update takes the mapping for the tool's own", tool(update=update_adopts))
    yield Mutant("update-known", "update.mapping", "update leaves out what is no field", tool(update=update_known))
    yield Mutant("update-keeps", "update.mapping", "update keeps what is there", tool(update=update_keeps))
    yield Mutant("update-replaces", "update.mapping", "update forgets what was there", tool(update=update_replaces))
    yield Mutant("update-nulls-dropped", "update.mapping", "update leaves nulls out", tool(update=update_nulls_dropped))
    yield Mutant("update-no-pairs", "update.pairs", "update takes no pairs", tool(update=update_no_pairs))
    yield Mutant("update-first-pair", "update.pairs", "update takes the first pair only", tool(update=update_first_pair))
    yield Mutant("update-no-keywords", "update.keywords", "update ignores keywords", tool(update=update_no_keywords))
    yield Mutant("update-keywords-first", "update.keywords", "update lets a mapping win over keywords", tool(update=update_keywords_first))
    yield Mutant("update-self", "update.nothing", "update gives the tool", tool(update=update_self))
    yield Mutant("update-wants", "update.nothing", "update wants something", tool(update=update_wants))
    yield Mutant("update-empties", "update.nothing", "update without arguments empties the tool", tool(update=update_empties))
    yield Mutant("update-swallows", "update.refused", "update ignores what it cannot take", tool(update=update_swallows))
    yield Mutant("update-many", "update.refused", "update takes two mappings", tool(update=update_many))
    yield Mutant("update-none", "update.refused", "update takes none as nothing", tool(update=update_none))
    yield Mutant("clear-keeps-type", "clear.all", "clear keeps the type", tool(clear=clear_type))
    yield Mutant("clear-nulls", "clear.all", "clear leaves nulls", tool(clear=clear_nulls))
    yield Mutant("clear-apart", "views.live", "clear leaves views as they were", tool(clear=clear_new))
    yield Mutant("clear-self", "clear.all", "clear gives the tool", tool(clear=clear_self))
    yield Mutant("clear-known", "clear.all", "clear removes fields only", tool(clear=clear_known))


class _Credulous(KeysView[str]):
    """Every key is found in it."""

    def __contains__(self, key: object) -> bool:
        return True


class _Blind(KeysView[str]):
    """No key is found in it."""

    def __contains__(self, key: object) -> bool:
        return False


class _ByKey(ItemsView[str, Any]):
    """A pair is found in it where its key is."""

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and pair[0] in dict(self)


class _ByValue(ItemsView[str, Any]):
    """A pair is found in it where its value is that of the key, or would be none."""

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and dict(self).get(pair[0]) == pair[1]


def _views() -> Iterator[Mutant]:
    yield Mutant("keys-find-everything", "views.set-like", "every key is found in keys", tool(keys=_Credulous))
    yield Mutant("keys-find-nothing", "views.set-like", "no key is found in keys", tool(keys=_Blind))
    yield Mutant("items-find-by-key", "views.set-like", "a pair of another value is found in items", tool(items=_ByKey))
    yield Mutant("items-find-none", "views.set-like", "a pair of a key that is not there and none is found in items", tool(items=_ByValue))
    yield Mutant("keys-of-values", "views.content", "keys gives values", tool(keys=lambda self: dict.fromkeys(str(value) for value in self._data.values()).keys()))
    yield Mutant("keys-list", "views.set-like", "keys gives a list", tool(keys=lambda self: list(self._data)))
    yield Mutant("items-list", "views.set-like", "items gives a list of pairs", tool(items=lambda self: list(self._data.items())))
    yield Mutant("values-list", "views.live", "values gives a list", tool(values=lambda self: list(self._data.values())))
    yield Mutant("keys-frozen", "views.live", "keys gives a set of its own", tool(keys=lambda self: dict.fromkeys(self._data).keys()))
    yield Mutant("items-frozen", "views.live", "items gives a view of a copy", tool(items=lambda self: dict(self._data).items()))
    yield Mutant("keys-known", "views.content", "keys gives fields only", tool(keys=lambda self: {key: 0 for key in self._data if key in FIELDS}.keys()))
    yield Mutant("values-without-nulls", "views.content", "values leaves nulls out", tool(values=lambda self: [value for value in self._data.values() if value is not None]))
    yield Mutant("values-unique", "views.content", "values gives equal ones once", tool(values=lambda self: dict.fromkeys(value for value in self._data.values() if isinstance(value, str)).keys()))
    yield Mutant("items-without-type", "views.content", "items leaves the type out", tool(items=lambda self: {key: value for key, value in self._data.items() if key != "type"}.items()))
    yield Mutant("items-swapped", "views.content", "items gives values first", tool(items=lambda self: {str(value): key for key, value in self._data.items()}.items()))


MUTANTS: tuple[Mutant, ...] = (
    *_items(),
    *_lookups(),
    *_changes(),
    *_views(),
)
