"""Adapters of the reference that are wrong as a whole."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.jsonlib.values import Json
from imagegen_reference import ImageGenTool

__all__ = ["null_output"]


class _NullOutputAdapter(DocumentedClassAdapter):
    def parse(self, payload: Json) -> Any:
        del payload
        return object()

    def serialize(self, parsed: Any) -> Json:
        del parsed


def null_output() -> Adapter:
    """Return an adapter that accepts every payload and returns null."""
    return _NullOutputAdapter(ImageGenTool)
