"""Adapter for classes with the methods `from_dict` and `to_dict`."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.constructed_class import ConstructedClassAdapter
from imagegen_conformance.adapters.signature import called_with_payload
from imagegen_conformance.jsonlib.values import Json

__all__ = ["DictionaryClassAdapter"]


class DictionaryClassAdapter(ConstructedClassAdapter):
    """An adapter for a class with `from_dict` and `to_dict`; it claims `wire`, and `schema` if it can validate."""

    kind = "class with from_dict"

    def __init__(self, implementation: Any) -> None:
        super().__init__(implementation, called_with_payload(implementation.from_dict, "its method from_dict"))

    def serialize(self, parsed: Any) -> Json:
        """Return the result of `to_dict`."""
        return parsed.to_dict()
