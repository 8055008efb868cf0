"""The use of the reference by a request: members of its class, payloads from which tools are constructed, and outputs.

The request is executed once by a subclass of the reference that records the name of every member that is looked up on
an instance. Python looks up special methods on the class; for each of them, the subclass has a method that records its
name and calls the method of the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple, cast

from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json, deep_copy
from imagegen_conformance.mutation.picklable_tool import PicklableTool
from imagegen_reference import ImageGenTool

__all__ = ["KEYED", "PARSE_TEXT", "Usage", "UsageRecorder", "is_recorded", "member_with_key", "usage_of"]
PARSE_TEXT: Final = "parse-text"
"""The name that stands for reading JSON text, which is no member of the class."""
VALIDATORS: Final = frozenset({"validate", "validate_payload"})  # the adapter looks them up before the first request
KEYED: Final = frozenset({"get", "pop", "setdefault", "__getitem__", "__setitem__", "__delitem__", "__contains__"})
"""The methods that receive a key."""
LOOKED_UP_ON_INSTANCES: Final = frozenset({"__deepcopy__", "__getattr__", "__setstate__"})


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _wrappable_members() -> dict[str, Callable[..., Any]]:
    """Return the special methods of instances of the reference."""
    members: dict[str, Callable[..., Any]] = {}
    for name in dir(PicklableTool):
        member = next(vars(base)[name] for base in PicklableTool.__mro__ if name in vars(base))
        is_method = callable(member) and not isinstance(member, (type, staticmethod, classmethod))
        if _is_special(name) and is_method and hasattr(type(member), "__get__") and name != "__new__":
            members[name] = cast("Callable[..., Any]", member)
    return members


class Usage(NamedTuple):
    """The use of the reference by a request.

    Attributes:
        members: The names of the members of the class. A method that receives a key has a second name with each key:
            see `member_with_key`.
        inputs: The payloads from which tools are constructed, or None if one is not a plain JSON object.
        outputs: The results of `as_dict`, or None if one is not JSON.
    """

    members: frozenset[str]
    inputs: tuple[Json, ...] | None
    outputs: tuple[Json, ...] | None


def member_with_key(name: str, key: str) -> str:
    """Return the name that stands for a call of a method with a key."""
    return f"{name} {key}"


class UsageRecorder:
    """A recorder of the use of the reference.

    Attributes:
        adapter: The adapter of the recording class.
    """

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._inputs: list[object] = []
        self._outputs: list[object] = []
        self.adapter = DocumentedClassAdapter(self._recording_class())

    def usage_of(self, request: Request) -> Usage:
        """Return the use of the reference when it executes a request."""
        for record in (self._used, self._inputs, self._outputs):
            record.clear()
        observe(self.adapter, request)
        if request.operation == "validate":
            self._used |= VALIDATORS
        elif request.operation == "parse-text":
            self._used.add(PARSE_TEXT)
        return Usage(frozenset(self._used), _as_json(self._inputs), _as_json(self._outputs))

    def _recording_class(self) -> type[ImageGenTool]:
        members = {name: self._recording(name, member) for name, member in _SPECIAL_METHODS.items()}
        members.update({name: self._recording_key(name, getattr(ImageGenTool, name)) for name in KEYED})
        members["__getattribute__"] = self._recording_lookup()
        members["__init__"], members["as_dict"] = self._recording_input(), self._recording_output()
        for name in ("__setattr__", "__delattr__"):
            members[name] = self._recording_change(name)
        return type("Mutant", (PicklableTool,), members)

    def _recording(self, name: str, member: Callable[..., Any]) -> Any:
        used = self._used

        def method(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
            used.add(name)
            return member(self, *args, **kwargs)

        return method

    def _recording_key(self, name: str, member: Callable[..., Any]) -> Any:
        used = self._used

        def method(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
            key = args[0] if args else kwargs.get("key")
            used.update((name, member_with_key(name, key)) if isinstance(key, str) else (name,))
            return member(self, *args, **kwargs)

        return method

    def _recording_input(self) -> Any:
        used, inputs = self._used, self._inputs

        def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
            used.add("__init__")
            if args:
                inputs.append(deep_copy(args[0]))
            ImageGenTool.__init__(self, *args, **kwargs)

        return construct

    def _recording_output(self) -> Any:
        outputs = self._outputs

        def as_dict(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
            result = ImageGenTool.as_dict(self, *args, **kwargs)
            outputs.append(deep_copy(result))
            return result

        return as_dict

    def _recording_lookup(self) -> Any:
        used = self._used

        def look_up(self: ImageGenTool, name: str) -> Any:
            used.update(("__getattribute__", name))
            try:
                return object.__getattribute__(self, name)
            except AttributeError:
                used.add("__getattr__")
                raise

        return look_up

    def _recording_change(self, special: str) -> Any:
        used, member = self._used, getattr(object, special)

        def change(self: ImageGenTool, name: str, *value: Any) -> None:
            used.update((special, name))
            member(self, name, *value)

        return change


def _as_json(values: list[object]) -> tuple[Json, ...] | None:
    return tuple(values) if all(map(_is_json, values)) else None


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_json, value.values()))
    if isinstance(value, list):
        return all(map(_is_json, value))
    return value is None or isinstance(value, (str, int, float))


@cache
def _recorder() -> UsageRecorder:
    return UsageRecorder()


# By the identity of the content of the request, which is stored beside the usage, so that no other object has it.
_USAGES: dict[tuple[str, int], tuple[Json, Usage]] = {}


def usage_of(request: Request) -> Usage:
    """Return the use of the reference by the request of a case, whose content must not change."""
    key = (request.operation, id(request.content))
    if key not in _USAGES:
        _USAGES[key] = (request.content, _recorder().usage_of(request))
    return _USAGES[key][1]


def _truth_value(tool: ImageGenTool) -> bool:
    return len(tool) > 0


def _hash(tool: ImageGenTool) -> int:
    raise TypeError(f"unhashable type: {type(tool).__name__!r}")


# The last two are special methods that the reference lacks or disables. They do what Python does without them.
_SPECIAL_METHODS: Final = {**_wrappable_members(), "__bool__": _truth_value, "__hash__": _hash}


def is_recorded(name: str) -> bool:
    """Return whether a recorder records every use of a member that has this name, also if the reference lacks it."""
    if not _is_special(name) or name in LOOKED_UP_ON_INSTANCES:
        return True
    return name in _SPECIAL_METHODS
