"""Adapter for objects with `validate(payload)`, such as a module or an instance of a validator."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["ValidatorAdapter"]


class ValidatorAdapter(Adapter):
    """An adapter for an object with `validate`; it claims `schema`.

    `validate` rejects an illegal payload by an exception, or by returning False.
    """

    kind = "validator"
    levels = ("schema",)

    def __init__(self, implementation: Any) -> None:
        self.implementation = implementation

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """The levels `schema` and `semantic`."""
        return ("schema", "semantic")

    def validate(self, payload: Json) -> object:
        """Return the result of the object's `validate`."""
        return self.implementation.validate(payload)
