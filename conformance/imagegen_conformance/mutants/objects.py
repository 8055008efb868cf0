"""Level model, wrong: the ways in which careless authors write constructors, attributes, copies and comparisons."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from imagegen_conformance.mutants.mutant import Mutant, constructed, tool
from imagegen_reference import ImageGenTool, ImageGenToolInputImageMask, Model
from imagegen_reference.structure import FIELDS

__all__ = ["MUTANTS"]

Tool = ImageGenTool


def _constructor() -> Iterator[Mutant]:
    def init(self: Tool, /, *args: Any, **keywords: Any) -> None:
        Tool.__init__(self, *args, **keywords)

    def without_type(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        if not args:
            del self._data["type"]

    def type_of_caller(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        self._data["type"] = (args[0] if args else keywords).get("type", "image_generation")

    def type_of_keyword(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        if keywords.get("type"):
            self._data["type"] = keywords["type"]

    def with_nulls(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        if not args:
            self._data.update({key: None for key, value in keywords.items() if value is None})

    def without_nulls(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        self._data = {key: value for key, value in self._data.items() if value is not None}

    def unknown_kept(self: Tool, /, *args: Any, **keywords: Any) -> None:
        known = {key: value for key, value in keywords.items() if key in FIELDS}
        init(self, *args, **known)
        if not args:
            self._data.update({key: value for key, value in keywords.items() if key not in FIELDS})

    def unknown_ignored(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **{key: value for key, value in keywords.items() if key in FIELDS})

    def two_positionals(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args[:1], **keywords)
        for more in args[1:]:
            self._data.update(more)

    def anything(self: Tool, /, *args: Any, **keywords: Any) -> None:
        args = tuple(arg if isinstance(arg, Mapping) else {} for arg in args[:1]) + args[1:]
        init(self, *args, **keywords)

    def pairs(self: Tool, /, *args: Any, **keywords: Any) -> None:
        args = tuple(dict(arg) if isinstance(arg, (list, tuple)) else arg for arg in args[:1]) + args[1:]
        init(self, *args, **keywords)

    def shared(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        if args and isinstance(args[0], dict):
            self._data = args[0]
            self._data["type"] = "image_generation"

    def shared_inside(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        if args and isinstance(args[0], dict):
            self._data.update({key: value for key, value in args[0].items() if key not in {"type", *FIELDS}})

    def caller_changed(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        if args and isinstance(args[0], dict):
            args[0]["type"] = "image_generation"

    def caller_emptied(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        if args and isinstance(args[0], dict):
            args[0].clear()

    everybody: dict[str, Any] = {}

    def one_state(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        content, self._data = self._data, everybody
        everybody.clear()
        everybody.update(content)

    default: dict[str, Any] = {"type": "image_generation"}

    def mutable_default(self: Tool, /, *args: Any, **keywords: Any) -> None:
        init(self, *args, **keywords)
        if not args and not keywords:
            self._data = default

    yield Mutant("empty-without-type", "constructor.empty", "a tool that is made of nothing has no type", tool(__init__=without_type))
    yield Mutant("type-of-caller", "constructor.type-fixed", "the type is what the caller gives", tool(__init__=type_of_caller))
    yield Mutant("type-of-keyword", "constructor.type-fixed", "a type that is given by keyword is kept", tool(__init__=type_of_keyword))
    yield Mutant("keyword-null-kept", "constructor.null-keyword", "a keyword of none becomes a null", tool(__init__=with_nulls))
    yield Mutant("mapping-null-dropped", "constructor.null-keyword", "nulls of a mapping are left out", tool(__init__=without_nulls))
    yield Mutant("keyword-unknown-kept", "constructor.unknown-keyword", "a keyword that is not known becomes an item", tool(__init__=unknown_kept))
    yield Mutant("keyword-unknown-ignored", "constructor.unknown-keyword", "a keyword that is not known is ignored", tool(__init__=unknown_ignored))
    yield Mutant("two-positionals", "constructor.one-positional", "two mappings are merged", tool(__init__=two_positionals))
    yield Mutant("anything-positional", "constructor.not-a-mapping", "what is no mapping counts as an empty one", tool(__init__=anything))
    yield Mutant("pairs-positional", "constructor.not-a-mapping", "a list of pairs counts as a mapping", tool(__init__=pairs))
    yield Mutant("mapping-shared", "constructor.mapping-copied", "the caller's dict is the tool's own", tool(__init__=shared))
    yield Mutant("mapping-shared-inside", "constructor.mapping-copied", "what stands in the caller's dict is shared", tool(__init__=shared_inside))
    yield Mutant("mapping-changed", "constructor.mapping-copied", "the caller's dict gets a type", tool(__init__=caller_changed))
    yield Mutant("mapping-emptied", "constructor.mapping-copied", "the caller's dict is emptied", tool(__init__=caller_emptied))
    yield Mutant("one-state", "constructor.own-state", "all tools are one", tool(__init__=one_state))
    yield Mutant("mutable-default", "constructor.own-state", "tools that are made of nothing share their data", tool(__init__=mutable_default))
    yield Mutant("keywords-swapped", "constructor.keywords", "quality and moderation are mixed up", constructed_by_keyword("quality", "moderation"))
    for field in FIELDS:
        if field != "type":
            yield Mutant(f"keyword-{field}-lost", "constructor.keywords", f"the keyword {field} is lost", keyword_lost(field))
            yield Mutant(f"mapping-{field}-lost", "constructor.mapping", f"{field} of a mapping is lost", constructed(lambda content, field=field: content.pop(field, None)))


def constructed_by_keyword(one: str, other: str) -> Any:
    def __init__(self: Tool, /, *args: Any, **keywords: Any) -> None:
        swapped = {{one: other, other: one}.get(key, key): value for key, value in keywords.items()}
        Tool.__init__(self, *args, **swapped)

    return tool(__init__=__init__)


def keyword_lost(field: str) -> Any:
    def __init__(self: Tool, /, *args: Any, **keywords: Any) -> None:
        Tool.__init__(self, *args, **{key: value for key, value in keywords.items() if key != field})

    return tool(__init__=__init__)


def _attributes() -> Iterator[Mutant]:
    def unset_raises(self: Tool, name: str) -> Any:
        if name in FIELDS and name not in self._data:
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    def unknown_is_none(self: Tool, name: str) -> Any:
        if name.startswith("__") or name == "_data":
            raise AttributeError(name)
        return None

    def unknown_is_item(self: Tool, name: str) -> Any:
        if name.startswith("__") or name == "_data" or name not in self._data:
            raise AttributeError(name)
        return self._data[name]

    def apart(self: Tool, name: str, value: Any) -> None:
        self.__dict__.setdefault("_attributes", {})[name] = value
        if name == "_data":
            object.__setattr__(self, name, value)

    def null_kept(self: Tool, name: str, value: Any) -> None:
        if name in FIELDS and value is None:
            self._data[name] = None
        else:
            object.__setattr__(self, name, value)

    def null_ignored(self: Tool, name: str, value: Any) -> None:
        if name == "_data" or value is not None:
            object.__setattr__(self, name, value)

    def frozen(self: Tool, name: str, value: Any) -> None:
        if name != "_data":
            raise TypeError("frozen")
        object.__setattr__(self, name, value)

    def read_property(field: str, value: Any) -> Any:
        return tool(**{field: property(lambda self: value(self._data.get(field)), lambda self, new: self._data.__setitem__(field, new))})

    yield Mutant("attribute-type-none", "attribute.read", "the attribute type is always none", read_property("type", lambda _: None))
    for field in FIELDS:
        if field == "type":
            continue
        yield Mutant(f"attribute-{field}-none", "attribute.read", f"the attribute {field} is always none", read_property(field, lambda _: None))
        yield Mutant(f"attribute-{field}-missing", "attribute.unset", f"the attribute {field} raises where it is unset", tool(**{field: property(lambda self, field=field: self._data[field])}))
    yield Mutant("attribute-unset-raises", "attribute.unset", "a field that was not given raises", tool(__getattribute__=unset_raises))
    defaults = {"output_compression": 100, "quality": "auto", "partial_images": 0, "output_format": "png", "moderation": "auto", "background": "auto", "size": "auto", "action": "auto"}
    for field, default in defaults.items():
        yield Mutant(f"attribute-{field}-default", "attribute.unset", f"an unset {field} reads as its default", read_property(field, lambda value, default=default: default if value is None else value))
    yield Mutant("attribute-unknown-none", "attribute.unknown", "an attribute that is not known reads as none", tool(__getattr__=unknown_is_none))
    yield Mutant("attribute-unknown-item", "attribute.unknown", "an item that is not known reads as an attribute", tool(__getattr__=unknown_is_item))
    yield Mutant("attribute-written-apart", "attribute.write", "attributes that are written are no items", tool(__setattr__=apart))
    yield Mutant("attribute-null-kept", "attribute.write", "writing none to an attribute writes a null", tool(__setattr__=null_kept))
    yield Mutant("attribute-null-ignored", "attribute.write", "writing none to an attribute does nothing", tool(__setattr__=null_ignored))
    yield Mutant("attribute-frozen", "attribute.write", "attributes cannot be written", tool(__setattr__=frozen))
    yield Mutant("attribute-mask-dict", "attribute.nested", "a mask is a dict, whose members are no attributes", read_property("input_image_mask", lambda mask: mask.as_dict() if isinstance(mask, Model) else mask))
    yield Mutant("attribute-configs-dict", "attribute.nested", "tool configurations are dicts", read_property("tool_configs", lambda configs: configs and {name: dict(config) for name, config in configs.items()}))
    yield Mutant("attribute-mask-copied", "attribute.nested", "reading a mask gives a copy, and what is written to it is lost", read_property("input_image_mask", copy.deepcopy))
    yield Mutant("attribute-mask-swapped", "attribute.nested", "a mask's members are mixed up", read_property("input_image_mask", lambda mask: mask and ImageGenToolInputImageMask({"file_id": mask.get("image_url"), "image_url": mask.get("file_id")})))


def _as_dict() -> Iterator[Mutant]:
    def own_data(self: Tool, *, exclude_readonly: bool = False) -> Any:
        return Tool.as_dict(self) if any(isinstance(value, (Model, dict)) for value in self._data.values()) else self._data

    def shallow(self: Tool, *, exclude_readonly: bool = False) -> Any:
        result = Tool.as_dict(self)
        return {key: self._data[key] if type(self._data[key]) in {dict, list} and key not in FIELDS else value for key, value in result.items()}

    def cached(self: Tool, *, exclude_readonly: bool = False) -> Any:
        return self.__dict__.setdefault("_cached", Tool.as_dict(self))

    def cached_once(self: Tool, *, exclude_readonly: bool = False) -> Any:
        return copy.deepcopy(self.__dict__.setdefault("_cached", Tool.as_dict(self)))

    def positional(self: Tool, exclude_readonly: bool = False) -> Any:
        return Tool.as_dict(self)

    def without_option(self: Tool) -> Any:
        return Tool.as_dict(self)

    def required_option(self: Tool, *, exclude_readonly: bool) -> Any:
        return Tool.as_dict(self)

    def type_readonly(self: Tool, *, exclude_readonly: bool = False) -> Any:
        result = Tool.as_dict(self)
        if exclude_readonly:
            result.pop("type", None)
        return result

    def unknown_readonly(self: Tool, *, exclude_readonly: bool = False) -> Any:
        return {key: value for key, value in Tool.as_dict(self).items() if key in FIELDS or not exclude_readonly}

    def null_readonly(self: Tool, *, exclude_readonly: bool = False) -> Any:
        return {key: value for key, value in Tool.as_dict(self).items() if value is not None or not exclude_readonly}

    def pairs(self: Tool, *, exclude_readonly: bool = False) -> Any:
        return list(Tool.as_dict(self).items())

    yield Mutant("as_dict-own-data", "as_dict.fresh", "as_dict gives the tool's own data", tool(as_dict=own_data))
    yield Mutant("as_dict-shallow", "as_dict.fresh", "what stands in the result of as_dict is shared", tool(as_dict=shallow))
    yield Mutant("as_dict-cached", "as_dict.items", "as_dict gives its first result again", tool(as_dict=cached))
    yield Mutant("as_dict-stale", "as_dict.items", "as_dict gives a copy of its first result", tool(as_dict=cached_once))
    yield Mutant("as_dict-positional", "as_dict.exclude_readonly", "exclude_readonly may be positional", tool(as_dict=positional))
    yield Mutant("as_dict-without-option", "as_dict.exclude_readonly", "as_dict takes no exclude_readonly", tool(as_dict=without_option))
    yield Mutant("as_dict-required-option", "as_dict.exclude_readonly", "as_dict wants exclude_readonly", tool(as_dict=required_option))
    yield Mutant("as_dict-type-readonly", "as_dict.no-readonly", "type counts as read-only", tool(as_dict=type_readonly))
    yield Mutant("as_dict-unknown-readonly", "as_dict.no-readonly", "keys that are not known count as read-only", tool(as_dict=unknown_readonly))
    yield Mutant("as_dict-null-readonly", "as_dict.no-readonly", "nulls count as read-only", tool(as_dict=null_readonly))
    yield Mutant("as_dict-pairs", "as_dict.items", "as_dict gives pairs", tool(as_dict=pairs))


def _copies() -> Iterator[Mutant]:
    def base(self: Tool) -> Any:
        return Model({"_data": self._data})

    def twin(self: Tool) -> Any:
        made = type(self).__new__(type(self))
        made._data = self._data
        return made

    def shallow(self: Tool) -> Any:
        made = type(self).__new__(type(self))
        made._data = dict(self._data)
        return made

    def shallow_deepcopy(self: Tool, memo: Any) -> Any:
        return shallow(self)

    def typed_again(self: Tool) -> Any:
        return type(self)(self._data)

    def known(self: Tool) -> Any:
        made = copy.deepcopy(self)
        made._data = {key: value for key, value in made._data.items() if key in FIELDS}
        return made

    def without_nulls(self: Tool) -> Any:
        made = copy.deepcopy(self)
        made._data = {key: value for key, value in made._data.items() if value is not None}
        return made

    def unpicklable(self: Tool) -> Any:
        raise TypeError("it cannot be pickled")

    def pickled_known(self: Tool) -> Any:
        return dict, ()

    def deepcopy_fails(self: Tool, memo: Any) -> Any:
        raise TypeError("it cannot be copied")

    yield Mutant("copy-of-base", "copy.kind", "copy gives a bare model of one key, as the original does", tool(copy=base))
    yield Mutant("copy-itself", "copy.independent", "copy gives the tool itself", tool(copy=lambda self: self))
    yield Mutant("copy-shared", "copy.independent", "a copy shares its data with the original", tool(copy=twin))
    yield Mutant("copy-dict", "copy.kind", "copy gives a dict", tool(copy=lambda self: self.as_dict()))
    yield Mutant("copy-empty", "copy.items", "copy gives a tool of nothing", tool(copy=lambda self: type(self)()))
    yield Mutant("copy-typed", "copy.items", "a copy gets a type where the original has none", tool(copy=typed_again))
    yield Mutant("copy-known", "copy.items", "copy loses keys that are not known", tool(copy=known))
    yield Mutant("copy-without-nulls", "copy.items", "copy loses nulls", tool(copy=without_nulls))
    yield Mutant("copy-none", "copy.items", "copy gives nothing", tool(copy=lambda self: None))
    yield Mutant("deepcopy-shallow", "copy.deep", "a deep copy shares what is nested", tool(__deepcopy__=shallow_deepcopy))
    yield Mutant("deepcopy-itself", "copy.deep", "a deep copy is the tool itself", tool(__deepcopy__=lambda self, memo: self))
    yield Mutant("deepcopy-fails", "copy.deep", "there is no deep copy", tool(__deepcopy__=deepcopy_fails, __reduce__=unpicklable))
    yield Mutant("pickle-fails", "pickle", "it cannot be pickled", tool(__reduce__=unpicklable, __deepcopy__=lambda self, memo: shallow(self)))
    yield Mutant("pickle-empty", "pickle", "what is read back is empty", tool(__reduce__=pickled_known, __deepcopy__=_deepcopy))


def _deepcopy(self: Tool, memo: Any) -> Any:
    made = type(self).__new__(type(self))
    made._data = copy.deepcopy(self._data, memo)
    return made


def _equality() -> Iterator[Mutant]:
    def eq(self: Tool, other: object) -> bool:
        return bool(Tool.__eq__(self, other))

    def without_nulls(one: Tool) -> dict[str, Any]:
        return {key: value for key, value in one._data.items() if value is not None}

    def equal(**members: Any) -> Any:
        return tool(**members, __hash__=None)

    yield Mutant("equal-never", "equality", "only the same tool is equal", equal(__eq__=lambda self, other: self is other))
    yield Mutant("equal-always", "equality", "all tools are equal", equal(__eq__=lambda self, other: isinstance(other, Tool)))
    yield Mutant("equal-in-order", "equality", "the order of items counts", equal(__eq__=lambda self, other: isinstance(other, Tool) and list(self._data.items()) == list(other._data.items())))
    yield Mutant("equal-null-omitted", "equality", "null equals left out", equal(__eq__=lambda self, other: isinstance(other, Tool) and without_nulls(self) == without_nulls(other)))
    yield Mutant("equal-known", "equality", "only fields are compared", equal(__eq__=lambda self, other: isinstance(other, Tool) and {k: v for k, v in self._data.items() if k in FIELDS} == {k: v for k, v in other._data.items() if k in FIELDS}))
    yield Mutant("equal-keys", "equality", "only keys are compared", equal(__eq__=lambda self, other: isinstance(other, Tool) and self._data.keys() == other._data.keys()))
    yield Mutant("equal-inverse", "equality", "equality is upside down", equal(__eq__=lambda self, other: not eq(self, other)))


MUTANTS: tuple[Mutant, ...] = (
    *_constructor(),
    *_attributes(),
    *_as_dict(),
    *_copies(),
    *_equality(),
)
