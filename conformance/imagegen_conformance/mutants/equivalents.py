"""Implementations that are right in another way: a case that one of them fails asks for more than anybody says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from imagegen_conformance.adapters import Adapter, DocumentedClass
from imagegen_conformance.cases import LEVELS, Level
from imagegen_conformance.json_value import Json, loads
from imagegen_conformance.mutants.mutant import Make, bent, read, tool, validating
from imagegen_reference import ImageGenTool, ValidationError
from imagegen_reference.structure import FIELDS

__all__ = ["EQUIVALENTS", "Equivalent"]

WIRE: tuple[Level, ...] = ("wire",)
VALIDATOR: tuple[Level, ...] = ("schema", "semantic")


class Equivalent(NamedTuple):
    """An implementation that is right at these levels; `difference` says how it is unlike the reference."""

    name: str
    difference: str
    levels: tuple[Level, ...]
    make: Make


def _dict_subclass() -> Adapter:
    class Tool(dict[str, Any]):
        def __init__(self, /, *args: Any, **keywords: Any) -> None:
            super().__init__(ImageGenTool(*args, **keywords).items())

        def __getattr__(self, name: str) -> Any:
            if name not in FIELDS:
                raise AttributeError(name)
            return self.get(name)

        def __setattr__(self, name: str, value: Any) -> None:
            stored = _reference({})
            setattr(stored, name, value)
            self.pop(name, None)
            self.update(stored.items())

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Mapping) and dict(self) == dict(other)

        __hash__ = None

        def pop(self, key: str, *default: Any, **keyword: Any) -> Any:
            return super().pop(key, *default, *keyword.values())

        def get(self, key: str, default: Any = None) -> Any:
            return super().get(key, default)

        def setdefault(self, key: str, default: Any = None) -> Any:
            return super().setdefault(key, default)

        def copy(self) -> Any:
            made = Tool.__new__(Tool)
            dict.update(made, _reference(self).copy().items())
            return made

        def __deepcopy__(self, memo: Any) -> Any:
            return self.copy()

        def __reduce__(self) -> Any:
            return ImageGenTool.copy, (_reference(self),)

        def as_dict(self, *, exclude_readonly: bool = False) -> Any:
            return _reference(self).as_dict()

    return DocumentedClass(Tool)


def _reference(content: Mapping[str, Any]) -> ImageGenTool:
    made = ImageGenTool.__new__(ImageGenTool)
    made._data = dict(content)
    return made


@dataclass
class _Record:
    """Fields that are known in slots of their own, and the rest beside them."""

    known: dict[str, Json] = field(default_factory=dict)
    rest: dict[str, Json] = field(default_factory=dict)


def _dataclass() -> Adapter:
    class Records(Adapter):
        levels = WIRE

        def parse(self, payload: Json) -> Any:
            if not isinstance(payload, dict):
                raise TypeError("an object is wanted")
            known = {key: value for key, value in payload.items() if key in FIELDS}
            return _Record(known, {key: value for key, value in payload.items() if key not in FIELDS})

        def serialize(self, parsed: Any) -> Json:
            return {key: value for part in fields(parsed) for key, value in getattr(parsed, part.name).items()}

    return Records()


def _frozen() -> Adapter:
    class Frozen(Adapter):
        levels = ("wire", "schema")

        def parse(self, payload: Json) -> Any:
            return frozenset(ImageGenTool(payload).as_dict().items()) if _hashable(payload) else tuple(ImageGenTool(payload).as_dict().items())

        def serialize(self, parsed: Any) -> Json:
            return dict(parsed)

        def validate(self, payload: Json) -> object:
            ImageGenTool.validate_payload(payload, "schema")
            return True

    return Frozen()


def _hashable(payload: Json) -> bool:
    return isinstance(payload, dict) and not any(isinstance(value, (dict, list)) for value in payload.values())


def _popitem_first(self: ImageGenTool) -> Any:
    for key in self._data:
        return key, self._data.pop(key)
    raise KeyError("empty")


def _copies_of_views(self: ImageGenTool, *, exclude_readonly: bool = False) -> dict[str, Any]:
    return dict(sorted(ImageGenTool.as_dict(self).items()))


def _parsing(parse: Callable[[Json], Json], levels: tuple[Level, ...] = WIRE) -> Make:
    """What comes back is what `parse` makes of a payload."""

    class Parser(Adapter):
        def parse(self, payload: Json) -> Any:
            return parse(payload)

    def make() -> Adapter:
        made = Parser()
        made.levels = levels
        return made

    return make


def _object(payload: Json) -> dict[str, Json]:
    if not isinstance(payload, dict):
        raise TypeError("an object is wanted")
    return payload


def _known_only(payload: Json) -> Json:
    unknown = _object(payload).keys() - FIELDS.keys()
    if unknown:
        raise ValueError(f"{min(unknown)} is not known")
    return payload


def _known_everywhere(payload: Json) -> object:
    ImageGenTool.validate_payload(payload)
    _known_only(payload)
    if not payload.get("input_image_mask", {}).keys() <= {"image_url", "file_id"}:
        raise ValueError("the mask has a key that is not known")
    return None


def _without_nulls(payload: Json) -> Json:
    return {key: value for key, value in _object(payload).items() if value is not None}


def _no_nulls(payload: Json) -> Json:
    if any(value is None and key != "input_fidelity" for key, value in _object(payload).items()):
        raise ValueError("null is no value")
    return payload


def _strict(payload: Json) -> Json:
    ImageGenTool.validate_payload(payload)
    return payload


def _whole_numbers(payload: Json) -> object:
    numbers = [payload.get(name) for name in ("output_compression", "partial_images")] if isinstance(payload, dict) else []
    if any(isinstance(number, float) for number in numbers):
        raise TypeError("an integer has no point")
    return ImageGenTool.validate_payload(payload)


def _terse(payload: Json) -> object:
    try:
        ImageGenTool.validate_payload(payload)
    except ValidationError:
        return False
    return None


def _first_error(_: Json, errors: list[Any]) -> list[Any]:
    return errors[:1]


def _no_duplicates(text: str) -> Json:
    def pairs(found: list[tuple[str, Json]]) -> Json:
        if len(dict(found)) < len(found):
            raise ValueError("a name stands twice")
        return dict(found)

    loads(text)  # refuses what is no JSON, and numbers without end
    return json.loads(text, object_pairs_hook=pairs)


def _first_of_duplicates(text: str) -> Json:
    loads(text)
    return json.loads(text, object_pairs_hook=lambda found: dict(reversed(found)))


EQUIVALENTS: tuple[Equivalent, ...] = (
    Equivalent("reference", "it is the reference itself", LEVELS, tool()),
    Equivalent("dict-subclass", "the tool is a dict", ("wire", "model"), _dict_subclass),
    Equivalent("dataclass", "known fields and unknown ones are held apart, and come back in another order", WIRE, _dataclass),
    Equivalent("frozen", "what is parsed cannot change, and has no order", ("wire", "schema"), _frozen),
    Equivalent("popitem-first", "popitem takes from the front", LEVELS, tool(popitem=_popitem_first)),
    Equivalent("sorted", "keys come back sorted", LEVELS, tool(as_dict=_copies_of_views)),
    Equivalent("terse", "validate returns False, and no reasons", VALIDATOR, validating(_terse)),
    Equivalent("first-error", "only the first error is told", VALIDATOR, bent(_first_error)),
    Equivalent("known-only", "keys that are not known are refused", WIRE, _parsing(_known_only)),
    Equivalent("known-everywhere", "keys that are not known are refused, inside a mask too", VALIDATOR, validating(_known_everywhere)),
    Equivalent("nulls-left-out", "nulls are left out", WIRE, _parsing(_without_nulls)),
    Equivalent("no-nulls", "nulls are refused, where null is no value", WIRE, _parsing(_no_nulls)),
    Equivalent("strict", "what is illegal is refused where it is parsed", ("wire", *VALIDATOR), _parsing(_strict, ("wire", *VALIDATOR))),
    Equivalent("pass-through", "everything comes back as it came", WIRE, _parsing(_object)),
    Equivalent("whole-numbers", "80.0 is no integer", VALIDATOR, validating(_whole_numbers)),
    Equivalent("no-duplicates", "a name that stands twice is refused", WIRE, read(_no_duplicates)),
    Equivalent("first-of-duplicates", "of a name that stands twice, the first counts", WIRE, read(_first_of_duplicates)),
)
