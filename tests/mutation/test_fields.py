from __future__ import annotations

from imagegen_conformance.mutation import fields
from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS, check_schema_rules


def is_legal(field: str, value: object) -> bool:
    return not check_schema_rules({"type": "image_generation", field: value})


def test_groups_contain_documented_fields():
    assert (
        {*fields.STRING_FIELDS, *fields.INTEGER_FIELDS, *fields.ENUMS, *fields.DEPRECATED_FIELDS, *fields.DEFAULTS}
        <= {*fields.OPTIONAL_FIELDS}
        == FIELDS.keys() - {"type"}
    )


def test_values_and_bounds_are_legal():
    assert all(is_legal(field, value) for field, values in fields.ENUMS.items() for value in values)
    assert all(is_legal(field, bound) for field, bounds in fields.RANGES.items() for bound in bounds)
    assert not any(
        is_legal(field, minimum - 1) or is_legal(field, maximum + 1)
        for field, (minimum, maximum) in fields.RANGES.items()
    )
    assert all(is_legal(field, default) for field, default in fields.DEFAULTS.items())
    assert all(is_legal(field, "text") for field in fields.STRING_FIELDS)


def test_nested_fields_have_the_rules_of_the_reference():
    tool = ImageGenTool()
    tool["input_image_mask"] = dict.fromkeys(fields.MASK_FIELDS, 1)
    tool["tool_configs"] = {"*": dict.fromkeys(fields.TOOL_CONFIG_FIELDS, 1)}
    assert {path: rule for path, rule, _, _ in check_schema_rules(tool)} == fields.NESTED_TYPE_RULES
