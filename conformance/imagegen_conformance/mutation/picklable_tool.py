"""The base of the mutants that are subclasses of the reference."""

from __future__ import annotations

from typing import Any, ClassVar

from imagegen_reference import ImageGenTool

__all__ = ["PicklableTool"]


class PicklableTool(ImageGenTool):
    """A tool whose subclasses can be pickled, although they are created at run time and have no importable name."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _new_instance, (_ClassReference(type(self)),), vars(self)


class _ClassReference:
    """A reference to a class that can be pickled, and unpickled in the same process."""

    classes: ClassVar[dict[int, type[ImageGenTool]]] = {}

    def __init__(self, referenced: type[ImageGenTool]) -> None:
        self.key = id(referenced)
        self.classes[self.key] = referenced

    def __deepcopy__(self, memo: object) -> _ClassReference:
        return self


def _new_instance(reference: _ClassReference) -> ImageGenTool:
    referenced = _ClassReference.classes[reference.key]
    return referenced.__new__(referenced)
