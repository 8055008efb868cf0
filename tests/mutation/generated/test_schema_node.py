from __future__ import annotations

from collections.abc import Iterator

import pytest

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.schema_node import SchemaNode, schema_nodes
from imagegen_reference.revision import DEFAULT_REVISION, find_revision
from imagegen_reference.schema_rules import check_schema_rules, fields_in

OPENAI = find_revision("openai")
NODES = {node.name: node for node in schema_nodes(OPENAI)}
TOOL = {"type": "image_generation"}


def payload_with(node: SchemaNode, value: Json) -> Json:
    for key in reversed(node.path):
        value = {key: value}
    return {**TOOL, **value}


def rules_of(payload: Json) -> list[tuple[str, str]]:
    return [(pointer, rule) for pointer, rule, *_ in check_schema_rules(payload, OPENAI)]


def enumerations() -> Iterator[SchemaNode]:
    return (node for node in NODES.values() if node.kind == "enum")


def test_nodes_are_the_fields_and_members_of_the_revision():
    assert [node.name for node in NODES.values() if len(node.path) == 1] == list(fields_in(OPENAI))
    assert [name for name in NODES if name.startswith("svg")] == [
        "svg", "svg.model", "svg.reasoning", "svg.reasoning.effort",
    ]  # fmt: skip
    assert "tool_configs" in {node.name for node in schema_nodes(DEFAULT_REVISION)} - NODES.keys()


def test_values_that_are_listed_are_legal():
    assert NODES["type"].legal == ("image_generation",)
    assert NODES["input_fidelity"].legal == ("high", "low")
    for node in enumerations():
        assert node.legal, node
        assert [rules_of(payload_with(node, value)) for value in node.legal] == [[]] * len(node.legal)
        assert rules_of(payload_with(node, "?")) == [(node.pointer, node.rule)]


@pytest.mark.parametrize("name", NODES)
def test_null_is_legal_if_the_node_is_nullable(name):
    found = rules_of(payload_with(NODES[name], None))
    expected = "type.value" if name == "type" else "null.refused"
    assert found == ([] if NODES[name].is_nullable else [(NODES[name].pointer, expected)])


@pytest.mark.parametrize("name", [node.name for node in NODES.values() if node.bounds])
def test_bounds_are_those_of_the_reference(name):
    node = NODES[name]
    assert node.bounds is not None
    minimum, maximum = node.bounds
    assert node.rules == (f"{name}.type", f"{name}.range")
    assert [rules_of({**TOOL, name: bound}) for bound in node.bounds] == [[], []]
    assert [rules_of({**TOOL, name: value}) for value in (minimum - 1, maximum + 1)] == [
        [(f"/{name}", node.rules[1])]
    ] * 2


@pytest.mark.parametrize("name", NODES)
def test_value_of_a_wrong_type_breaks_the_rule(name):
    assert rules_of(payload_with(NODES[name], 0.5)) == [(NODES[name].pointer, NODES[name].rule)]
