"""Adapter for functions that take a payload and return one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.signature import PayloadCall, called_with_payload
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["FunctionAdapter"]


class FunctionAdapter(Adapter):
    """An adapter for a function, which may be a coroutine function; it claims `wire`.

    A function that rejects illegal payloads can also be run at the levels `schema` and `semantic`.

    Attributes:
        implementation: The function.
    """

    kind = "function"

    def __init__(self, implementation: Callable[..., Any]) -> None:
        self.implementation = implementation
        self._call: PayloadCall = called_with_payload(implementation, "the function")

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """Every level except `object`."""
        return ("wire", "schema", "semantic")

    def parse(self, payload: Json) -> Json:
        """Return the result of the function."""
        return self._call(payload)
