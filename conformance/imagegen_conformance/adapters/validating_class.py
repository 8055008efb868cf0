"""Adapter for classes that are constructed from a payload and validate themselves, without a method that serializes."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.constructed_class import ConstructedClassAdapter
from imagegen_conformance.corpus.requirements import Level

__all__ = ["ValidatingClassAdapter"]


class ValidatingClassAdapter(ConstructedClassAdapter):
    """An adapter for a class whose constructor takes a payload, with `validate()`; it claims `schema`."""

    kind = "class with validate"

    def __init__(self, implementation: Any) -> None:
        super().__init__(implementation)
        self.levels = ("schema",)

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """The levels `schema` and `semantic`."""
        return ("schema", "semantic")
