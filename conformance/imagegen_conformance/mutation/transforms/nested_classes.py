"""Tools whose masks and tool configurations have other attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from imagegen_conformance.mutation.transforms.operations import Items, Method, attribute, reference_writer
from imagegen_reference import ImageGenTool, ImageGenToolInputImageMask, PayloadMapping, ToolConfig
from imagegen_reference.field import Field

__all__ = ["NESTED_CLASSES", "nested_field", "with_nested_attribute"]
NESTED_CLASSES: Final[Mapping[str, type[PayloadMapping]]] = {
    "input_image_mask": ImageGenToolInputImageMask,
    "tool_configs": ToolConfig,
}


def nested_field(field: str, name: str) -> Field[Any]:
    """Return the attribute of the reference for a member of a mask or a tool configuration."""
    descriptor: Field[Any] = vars(NESTED_CLASSES[field])[name]
    return descriptor


def with_nested_attribute(field: str, name: str, replacement: property) -> dict[str, Any]:
    """Return the members of a tool in which masks, or tool configurations, have another attribute.

    Args:
        field: The field with the mask or the tool configurations.
        name: The name of the attribute.
        replacement: The attribute.
    """
    base = NESTED_CLASSES[field]

    def reduce(self: PayloadMapping) -> tuple[Any, ...]:
        return base, (dict(self._data),)  # a mutant of the reference knows its internals

    changed: Any = type(base.__name__, (base,), {name: replacement, "__reduce__": reduce})

    def convert(items: Items) -> None:
        value = items.get(field)
        for nested in value.values() if field == "tool_configs" and isinstance(value, dict) else (value,):
            if type(nested) is base:
                nested.__class__ = changed

    def converting(method: Method) -> Method:
        def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
            method(self, *args, **kwargs)
            convert(self._data)

        return call

    write: Callable[..., None] = converting(reference_writer(field))
    return {"__init__": converting(ImageGenTool.__init__), field: attribute(field, write=write)}
