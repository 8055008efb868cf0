"""What a mutant is, and the ways to make one: the reference, with one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeAlias

from imagegen_conformance.adapters import Adapter, DocumentedClass
from imagegen_conformance.json_value import Json
from imagegen_reference import ImageGenTool, RuleWarning, ValidationError
from imagegen_reference.errors import Error
from imagegen_reference.limits import LIMITS, Limits
from imagegen_reference.semantics import check_semantics
from imagegen_reference.structure import check_structure, is_object, not_an_object

__all__ = ["Bend", "Make", "Mutant", "before", "bent", "constructed", "given_back", "read", "tool", "validating"]

Make: TypeAlias = Callable[[], Adapter]
Bend: TypeAlias = Callable[[Json, list[Error]], list[Error]]
"""Makes of a payload, and of what is wrong with it, what is found wrong with it instead."""


class Mutant(NamedTuple):
    """An implementation that is wrong on purpose.

    `fault` says what it does wrong, `requirement` what it breaks, whose level is that of the mutant. `make` gives an
    adapter, which answers at every level.
    """

    name: str
    requirement: str
    fault: str
    make: Make


class _Tool(ImageGenTool):
    """Classes that are made while running cannot be looked up by name, by which pickle and deepcopy find others."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _blank, (_Made(type(self)),), vars(self)


class _Made:
    """A class that is passed through pickle by reference: it is read in the process that wrote it."""

    classes: ClassVar[dict[int, type[ImageGenTool]]] = {}

    def __init__(self, made: type[ImageGenTool]) -> None:
        self.key = id(made)
        self.classes[self.key] = made

    def __deepcopy__(self, memo: object) -> _Made:
        return self


def _blank(made: _Made) -> ImageGenTool:
    kind = _Made.classes[made.key]
    return kind.__new__(kind)


def tool(**members: Any) -> Make:
    """The reference with some of its methods, or properties, replaced."""

    def make() -> Adapter:
        made: Any = type("Mutant", (_Tool,), members)
        return DocumentedClass(made)

    return make


def validating(validate: Callable[[Json], object]) -> Make:
    """The reference with another way to validate payloads."""
    return tool(validate_payload=staticmethod(validate))


def bent(bend: Bend, limits: Limits = LIMITS) -> Make:
    """The reference, with what it finds wrong bent; `limits` are those of the models."""

    def validate(payload: Json) -> tuple[RuleWarning, ...]:
        found, warnings = _findings(payload, limits)
        errors = bend(payload, found)
        if errors:
            raise ValidationError(errors)
        return tuple(warnings)

    return validating(validate)


def _findings(payload: Json, limits: Limits) -> tuple[list[Error], list[RuleWarning]]:
    if not is_object(payload):
        return list(not_an_object(payload).args[0]), []
    errors = check_structure(payload)
    further, warnings = check_semantics(payload, {error[0].split("/")[1] for error in errors}, limits)
    return errors + further, warnings


def before(change: Callable[[dict[str, Json]], object]) -> Make:
    """The reference, which validates an object only after it has been changed."""

    def validate(payload: Json) -> object:
        if is_object(payload):
            payload = dict(payload)
            change(payload)
        return ImageGenTool.validate_payload(payload)

    return validating(validate)


def constructed(change: Callable[[dict[str, Json]], object]) -> Make:
    """The reference, whose constructor changes the mapping that it is given, or rather its copy."""

    def __init__(self: ImageGenTool, /, *args: Any, **keywords: Any) -> None:
        if args and isinstance(args[0], Mapping):
            content = dict(args[0])
            change(content)
            args = (content, *args[1:])
        ImageGenTool.__init__(self, *args, **keywords)

    return tool(__init__=__init__)


def given_back(change: Callable[[dict[str, Json]], object]) -> Make:
    """The reference, whose `as_dict` changes what it gives back."""

    def as_dict(self: ImageGenTool, *, exclude_readonly: bool = False) -> dict[str, Any]:
        content = ImageGenTool.as_dict(self, exclude_readonly=exclude_readonly)
        change(content)
        return content

    return tool(as_dict=as_dict)


def read(parse: Callable[[str], Json]) -> Make:
    """The reference behind another reader of JSON text."""

    class Reader(DocumentedClass):
        def parse_text(self, text: str) -> Any:
            return self.parse(parse(text))

    def make() -> Adapter:
        made: Any = type("Mutant", (_Tool,), {})
        return Reader(made)

    return make
