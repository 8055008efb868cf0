"""Adapter for objects with `validate(payload)`, such as a module, a validator, or a class with such a method."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.signature import PayloadCall, called_with_payload
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["ValidatorAdapter"]


class ValidatorAdapter(Adapter):
    """An adapter for a validator; it claims `schema`.

    `validate` rejects an illegal payload by an exception, or by returning False or a list of errors.

    Attributes:
        implementation: An object with `validate`, or a function that validates payloads.
    """

    kind = "validator"
    levels = ("schema",)

    def __init__(self, implementation: Any) -> None:
        self.implementation = implementation
        validate = getattr(implementation, "validate", implementation)
        self._validate: PayloadCall = called_with_payload(validate, "its validate")

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """The levels `schema` and `semantic`."""
        return ("schema", "semantic")

    def validate(self, payload: Json) -> object:
        """Return the result of the validator."""
        return self._validate(payload)
