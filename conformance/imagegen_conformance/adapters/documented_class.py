"""Adapter for classes with the documented constructor and `as_dict`."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.constructed_class import ConstructedClassAdapter
from imagegen_conformance.adapters.parameters import static_member
from imagegen_conformance.adapters.signature import takes_keywords
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["DocumentedClassAdapter"]


class DocumentedClassAdapter(ConstructedClassAdapter):
    """An adapter for a class with `as_dict`; it claims `wire` and `object`, and `schema` if the class can validate.

    A class can validate if it has `validate_payload(payload)`, `validate(payload)` or `validate()`. A method that takes
    the payload is preferred, because a constructor that sets `type` itself hides a wrong `type` of the payload. A class
    whose constructor takes no mapping, but the fields as keyword arguments, does not claim `object`.
    """

    kind = "documented class"

    def __init__(self, implementation: Any) -> None:
        super().__init__(implementation)
        if not takes_keywords(implementation):
            self.levels = ("wire", "object", *self.levels[1:])
        self.reports_warnings = _names_warnings(implementation)

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """Every level; a class without `validate` may reject illegal payloads in its constructor."""
        return LEVELS

    def construct(self, *args: Any, **kwargs: Any) -> Any:
        """Return an instance that is constructed from these arguments."""
        return self.implementation(*args, **kwargs)

    def serialize(self, parsed: Any) -> Json:
        """Return the result of `as_dict`."""
        return parsed.as_dict()


def _names_warnings(implementation: Any) -> bool:
    """Return whether the annotation of a validating method says that it returns warnings, such as `list[Warning]`."""
    if not isinstance(implementation, type):
        return False
    methods = (static_member(implementation, name) for name in ("validate", "validate_payload"))
    return any("warning" in _return_annotation(method).lower() for method in methods)


def _return_annotation(method: object) -> str:
    try:
        return str(getattr(method, "__func__", method).__annotations__["return"])
    except (AttributeError, KeyError, NameError):  # since Python 3.14, an annotation may name what is not defined
        return ""
