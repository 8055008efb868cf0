"""The legal values of a field in words."""

from __future__ import annotations

import pytest

from imagegen_conformance.reports.legal_values import describe_legal_values


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"const": "image_generation"}, "`image_generation`"),
        ({"enum": ["low"]}, "`low`"),
        ({"enum": ["low", "high"]}, "`low` or `high`"),
        ({"enum": ["low", "high", None]}, "`low`, `high` or null"),
        ({"type": "string"}, "any string"),
        ({"type": "boolean"}, "true or false"),
        ({"type": "integer"}, "any integer"),
        ({"type": "integer", "minimum": 0}, "an integer from 0"),
        ({"type": "integer", "maximum": 3}, "an integer up to 3"),
        ({"type": "integer", "minimum": 0, "maximum": 100}, "an integer from 0 to 100"),
        ({"type": "object"}, "an object"),
        ({"type": ["object", "null"]}, "an object or null"),
    ],
)
def test_schema_of_a_field_is_described(schema, text: str) -> None:
    assert describe_legal_values(schema) == text
