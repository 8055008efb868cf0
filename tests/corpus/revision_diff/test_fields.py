"""The fields and legal values that differ between two plain schemas."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.corpus.revision_diff.fields import FieldChange, field_changes

STRING = {"type": "string"}


def schema(*, defs: Schema | None = None, **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "$defs": defs or {}}


def changes(before: Schema, after: Schema) -> list[tuple[str, str]]:
    return [(change.field, change.kind) for change in field_changes(before, after)]


def test_equal_schemas_have_no_changes() -> None:
    assert field_changes(schema(size=STRING), schema(size=STRING)) == ()


def test_new_and_former_fields_are_changes() -> None:
    assert field_changes(schema(size=STRING), schema(model=STRING)) == (
        FieldChange("model", "new", None, STRING),
        FieldChange("size", "former", STRING, None),
    )


def test_members_of_objects_are_fields() -> None:
    mask = {"type": "object", "properties": {"file_id": STRING}}
    configs = {"type": "object", "additionalProperties": {"$ref": "#/$defs/config"}}
    defs = {"mask": mask, "config": {"type": "object", "properties": {"pin": {"type": "boolean"}}}}
    after = schema(defs=defs, mask={"$ref": "#/$defs/mask"}, configs=configs)
    names = ["mask", "mask.file_id", "configs", "configs.*", "configs.*.pin"]
    assert changes(schema(), after) == [(name, "new") for name in names]


def test_other_members_of_an_object_that_are_unknown_are_no_fields() -> None:
    assert changes(schema(), schema(configs={"type": "object", "additionalProperties": True})) == [("configs", "new")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, [("new-values", ("b",))]),
        ({"enum": ["a", "b"]}, {"enum": ["b"]}, [("former-values", ("a",))]),
        ({"enum": ["a", 1]}, {"enum": ["b", True]}, [("new-values", ("b", True)), ("former-values", ("a", 1))]),
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, []),
        ({"enum": ["a"]}, STRING, [("opened", ())]),
        (STRING, {"enum": ["a"]}, [("closed", ())]),
        ({"type": "integer", "maximum": 3}, {"type": "integer", "maximum": 4}, [("other-type", ())]),
        (STRING, {"type": ["string", "null"]}, [("other-type", ())]),
        (STRING, {**STRING, "deprecated": True}, [("deprecated", ())]),
        ({**STRING, "deprecated": True}, STRING, [("not-deprecated", ())]),
        ({"enum": ["a"]}, {**STRING, "deprecated": True}, [("opened", ()), ("deprecated", ())]),
        ({**STRING, "title": "A", "examples": ["a"]}, {**STRING, "title": "B"}, []),
    ],
)
def test_changes_of_a_field_have_kinds(before: Schema, after: Schema, expected) -> None:
    found = field_changes(schema(size=before), schema(size=after))
    assert [(change.kind, change.values) for change in found] == expected
    assert all((change.before, change.after) == (before, after) for change in found)
