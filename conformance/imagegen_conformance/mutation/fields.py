"""The fields of a payload, grouped as the mutant tables need them."""

from __future__ import annotations

from typing import Final

from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "DEFAULTS",
    "DEPRECATED_FIELDS",
    "ENUMS",
    "INTEGER_FIELDS",
    "MASK_FIELDS",
    "NESTED_TYPE_RULES",
    "OPTIONAL_FIELDS",
    "RANGES",
    "STANDARD_SIZES",
    "STRING_FIELDS",
    "TOOL_CONFIG_FIELDS",
]
OPTIONAL_FIELDS: Final = tuple(field for field in FIELDS if field != "type")
DEPRECATED_FIELDS: Final = ("name", "description", "tool_configs")
STRING_FIELDS: Final = ("model", "size", "name", "description")
RANGES: Final = {"output_compression": (0, 100), "partial_images": (0, 3)}
INTEGER_FIELDS: Final = tuple(RANGES)
ENUMS: Final = {
    "quality": ("low", "medium", "high", "auto"),
    "output_format": ("png", "webp", "jpeg"),
    "moderation": ("auto", "low"),
    "background": ("transparent", "opaque", "auto"),
    "input_fidelity": ("high", "low"),
    "action": ("generate", "edit", "auto"),
}
DEFAULTS: Final = {
    "model": "gpt-image-1",
    "quality": "auto",
    "size": "auto",
    "output_format": "png",
    "output_compression": 100,
    "moderation": "auto",
    "background": "auto",
    "partial_images": 0,
    "action": "auto",
    "input_fidelity": "low",
}
STANDARD_SIZES: Final = ("1024x1024", "1024x1536", "1536x1024")
MASK_FIELDS: Final = ("image_url", "file_id")
TOOL_CONFIG_FIELDS: Final = ("pin", "additional_search_text")
# The rule about the type of each nested field, by its JSON Pointer; `*` stands for the name of a tool configuration.
NESTED_TYPE_RULES: Final = {
    "/input_image_mask/image_url": "input_image_mask.image_url.type",
    "/input_image_mask/file_id": "input_image_mask.file_id.type",
    "/tool_configs/*/pin": "tool_configs.pin.type",
    "/tool_configs/*/additional_search_text": "tool_configs.additional_search_text.type",
}
