"""The rules of level schema: types, enumerations, ranges and required fields, in each revision of each profile.

`HISTORIES` states the rules of every field. Rules that involve several fields are in `semantic_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, TypeAlias

from imagegen_reference.errors import MISSING, Error, Errors, ValidationError
from imagegen_reference.revision import DEFAULT_REVISION, Revision
from imagegen_reference.rule import (
    FieldsCheck,
    Rule,
    equal_to,
    instance_of,
    integer,
    integer_within,
    is_object,
    map_of,
    members_check,
    object_with,
    one_of,
    string,
)

__all__ = [
    "FIELDS",
    "HISTORIES",
    "IMAGE_GENERATION",
    "MISSING_TYPE",
    "check_schema_rules",
    "fields_check",
    "fields_in",
    "is_object",
    "not_an_object",
    "tool_configs_error",
]
IMAGE_GENERATION: Final = "image_generation"

History: TypeAlias = Mapping[str, Mapping[str, Rule]]
"""The rules of a field: for each profile, the revisions in which the rule was new or changed, from the oldest.

Before the first of them, and in a profile that is not named, the field is an unknown key.
"""


def check_schema_rules(payload: Mapping[str, object], revision: Revision = DEFAULT_REVISION) -> Errors:
    """Return the errors of a payload.

    They are in the documented order of the fields, independent of the order of the keys. Errors of members of
    `tool_configs` are in the order of the members.
    """
    errors: Errors = [] if "type" in payload else [MISSING_TYPE]
    fields_check(revision)(payload, "", errors)
    return errors


@cache
def fields_check(revision: Revision) -> FieldsCheck:
    """Return the compiled check of the fields of a revision."""
    return members_check(fields_in(revision))


def fields_in(revision: Revision) -> dict[str, Rule]:
    """Return the fields of a revision with their rules, in the documented order."""
    fields: dict[str, Rule] = {}
    for field, history in HISTORIES.items():
        for name, rule in history.get(revision.profile, {}).items():
            if revision.is_at_least(name):
                fields[field] = rule
    return fields


def not_an_object(value: object) -> ValidationError:
    """Return the error for a payload that is not an object."""
    # A payload that is null breaks this rule as well, because there is no key that could be omitted.
    return ValidationError([("", "payload.type", value, "an object")])


def tool_configs_error(value: object) -> ValidationError:
    """Return the error for a `tool_configs` that is not an object."""
    return ValidationError([("/tool_configs", "tool_configs.type", value, "an object")])


MISSING_TYPE: Error = ("/type", "type.required", MISSING, f'"{IMAGE_GENERATION}"')

_STANDARD_SIZES = one_of("size.value", "1024x1024", "1024x1536", "1536x1024", "auto")

_MASK = object_with(
    "input_image_mask.type",
    {
        "image_url": string("input_image_mask.image_url.type"),
        "file_id": string("input_image_mask.file_id.type"),
    },
)

_TOOL_CONFIG = object_with(
    "tool_configs.member.type",
    {
        "pin": instance_of("tool_configs.pin.type", bool, "true or false"),
        "additional_search_text": string("tool_configs.additional_search_text.type"),
    },
)

_EFFORT = one_of("svg.reasoning.effort.value", "none", "minimal", "low", "medium", "high", "xhigh", "max")
_SVG = object_with(
    "svg.type",
    {
        "model": string("svg.model.type"),
        "reasoning": object_with("svg.reasoning.type", {"effort": _EFFORT}, null=True),
    },
)


def _always(rule: Rule) -> History:
    return _since(rule, azure="2.0", openai="2025-05-21")


def _since(rule: Rule, **revisions: str) -> History:
    """Return the history of a field whose rule never changed: from a profile to the revision with the new field."""
    return {profile: {revision: rule} for profile, revision in revisions.items()}


# In the documented order of the fields, which is also the order of the errors.
HISTORIES: Final[Mapping[str, History]] = {
    "type": _always(equal_to("type.value", IMAGE_GENERATION)),
    "model": {
        "azure": {"2.0": string("model.type")},
        "openai": {
            "2025-05-21": one_of("model.value", "gpt-image-1"),
            "2025-10-06": one_of("model.value", "gpt-image-1", "gpt-image-1-mini"),
            "2025-12-16": string("model.type"),
        },
    },
    "quality": {
        "azure": {"2.0": one_of("quality.value", "low", "medium", "high", "auto")},
        "openai": {
            "2025-05-21": one_of("quality.value", "low", "medium", "high", "auto"),
            "2026-09-08": one_of("quality.value", "low", "medium", "high", "auto", "xhigh", "max"),
        },
    },
    "size": {
        "azure": {"2.0": _STANDARD_SIZES, "2.3": string("size.type")},
        "openai": {"2025-05-21": _STANDARD_SIZES, "2026-05-06": string("size.type")},
    },
    "output_format": {
        "azure": {"2.0": one_of("output_format.value", "png", "webp", "jpeg")},
        "openai": {
            "2025-05-21": one_of("output_format.value", "png", "webp", "jpeg"),
            "2026-11-04": one_of("output_format.value", "png", "webp", "jpeg", "gif", "svg"),
        },
    },
    "output_compression": _always(integer_within("output_compression.type", "output_compression.range", 0, 100)),
    "moderation": _always(one_of("moderation.value", "auto", "low")),
    "background": _always(one_of("background.value", "transparent", "opaque", "auto")),
    "input_fidelity": _since(
        one_of("input_fidelity.value", "high", "low", null=True), azure="2.0", openai="2025-07-16"
    ),
    "input_image_mask": _always(_MASK),
    "partial_images": _always(integer_within("partial_images.type", "partial_images.range", 0, 3)),
    "action": _since(one_of("action.value", "generate", "edit", "auto"), azure="2.0", openai="2026-02-05"),
    "name": _since(string("name.type"), azure="2.1"),
    "description": _since(string("description.type"), azure="2.1"),
    "tool_configs": _since(map_of("tool_configs.type", _TOOL_CONFIG), azure="2.2"),
    "complexity": _since(one_of("complexity.value", "low", "medium", "high"), openai="2026-11-04"),
    "frame_count": _since(integer("frame_count.type"), openai="2026-11-04"),
    "frame_duration_ms": _since(integer("frame_duration_ms.type"), openai="2026-11-04"),
    "svg": _since(_SVG, openai="2026-11-04"),
}

FIELDS: Final = fields_in(DEFAULT_REVISION)
"""The fields of the default revision, which is that of the class `ImageGenTool`."""
