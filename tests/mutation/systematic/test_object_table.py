from __future__ import annotations

from collections import Counter

import pytest

from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.catalogue import MUTANTS as ALL_MUTANTS
from imagegen_conformance.mutation.mutant import MembersFactory, with_members
from imagegen_conformance.mutation.systematic.object_table import MUTANTS

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}
DIMENSIONS = {
    "aliasing": 54,
    "effect of reading": 90,
    "equality": 178,
    "failed operation": 56,
    "kind": 9,
    "nested attribute": 48,
    "operation × field": 2409,
    "operation × state": 1314,
    "signature": 87,
    "state of other tools": 22,
    "views": 129,
}
MASK = {"file_id": "f", "image_url": "u"}
TOOL = {
    "type": "image_generation",
    "quality": "low",
    "background": "auto",
    "input_image_mask": MASK,
    "extra": {"a": [1]},
}


def step(method: str, *args: Json, **keys: Json) -> dict[str, Json]:
    return {"method": method, **({"args": list(args)} if args else {}), **keys}


def test_mutants_of_each_dimension_are_counted():
    assert Counter(mutant.dimension for mutant in MUTANTS) == DIMENSIONS


def test_mutants_are_in_the_catalogue():
    assert len(BY_NAME) == len(MUTANTS)
    assert all(ALL_MUTANTS[mutant.name] is mutant for mutant in MUTANTS)


def test_every_requirement_is_one_of_level_object(shipped):
    for mutant in MUTANTS:
        requirement = shipped.requirements[mutant.requirement]
        assert requirement.level == "object"
        assert not requirement.exclusion


def test_mutant_needs_members_that_exist(shipped):
    replaced = with_members()().construct()
    for mutant in MUTANTS:
        assert isinstance(mutant.make, MembersFactory)
        assert all(mutant.make.needed), mutant.name
        needed = frozenset().union(*mutant.make.needed)
        names = {name.partition(" ")[0] for name in needed}  # a method that receives a key may be named with it
        assert all(name in mutant.make.members or hasattr(replaced, name) for name in names), mutant.name


@pytest.mark.parametrize(
    ("name", "steps", "construct"),
    [
        ("get-call-quality-lost", [step("get", "quality", 1)], None),
        ("get-call-quality-swapped", [step("get", "quality")], None),
        ("get-call-size-default", [step("get", "size")], None),
        ("get-call-unknown-text", [step("get", "extra")], None),
        ("get-call-quality-remembered", [step("get", "quality"), step("set-item", "quality", "high"), step("get", "quality")], None),
        ("item-read-quality-null-lost", [step("set-item", "quality", None), step("get-item", "quality")], None),
        ("keys-view-quality-empty-lost", None, None),
        ("values-view-quality-null", [step("values")], None),
        ("attribute-read-quality-swapped", [step("get-attribute", "quality")], None),
        ("attribute-write-quality-misplaced", [step("set-attribute", "quality", "high"), step("as_dict")], None),
        ("attribute-null-quality-nulled", [step("set-attribute", "quality", None), step("as_dict")], None),
        ("update-pairs-quality-kept", [step("update", [["quality", "high"]]), step("as_dict")], None),
        ("update-keywords-moderation-cascading", [step("update", kwargs={"moderation": "low"}), step("as_dict")], None),
        ("clearing-unknown-ignored", [step("clear"), step("as_dict")], None),
        ("keyword-construction-quality-misplaced", [step("as_dict")], {"kwargs": {"quality": "low"}}),
        ("deep-copying-quality-lost", [step("deepcopy", save_as="o"), step("as_dict", target="o")], None),
        ("pickling-quality-lost", [step("pickle-round-trip", save_as="o"), step("as_dict", target="o")], None),
        ("comparison-quality-lost", [step("equals", object_args=["tool"])], None),
        ("length-empty-cleared", [step("clear"), step("set-item", "size", "auto"), step("length")], None),
        ("iteration-stale-of-tool", [step("construct", object_args=["tool"], save_as="o"), step("set-item", "size", "auto", target="o"), step("iterate", target="o")], None),
        ("pop-removal-ignored-unpickled", [step("pickle-round-trip", save_as="o"), step("pop", "quality", target="o"), step("as_dict", target="o")], None),
        ("update-mapping-failing-failed", [step("get-item", "size"), step("update", {"size": "auto"})], None),
        ("item-read-mask-copied", [step("get-item", "input_image_mask", save_as="m"), step("set-item", "file_id", "g", target="m"), step("as_dict")], None),
        ("serialization-inner-object-shared", [step("as_dict", save_as="d"), step("get-item", "extra", target="d", save_as="e"), step("get-item", "a", target="e", save_as="a"), step("set-item", 0, 2, target="a"), step("as_dict")], None),
        ("subset-equality-alone", [step("construct", {**TOOL, "size": "auto"}, save_as="o"), step("equals", object_args=["o"])], None),
        ("inequality-never", [step("construct", save_as="o"), step("not-equals", object_args=["o"])], None),
        ("hash-of-identity", [step("hash-value")], None),
        ("keys-union-list", [step("keys", save_as="k"), step("union", ["x"], target="k")], None),
        ("items-stale-popped", [step("items", save_as="i"), step("pop", "quality"), step("length", target="i")], None),
        ("get-key-as-k", [step("get", kwargs={"key": "quality"})], None),
        ("clear-further-positionals", [step("clear", 1)], None),
        ("pop-error-emptied", [step("pop", "size"), step("as_dict")], None),
        ("length-pruning", [step("length"), step("as_dict")], None),
        ("item-write-leaking", [step("set-item", "size", "auto"), step("construct", save_as="o"), step("as_dict", target="o")], None),
        ("item-write-spreading", [step("construct", save_as="o"), step("set-item", "size", "auto", target="o"), step("as_dict")], None),
        ("nested-input_image_mask-file_id-write-cascading", [step("get-attribute", "input_image_mask", save_as="m"), step("set-attribute", "file_id", "g", target="m"), step("as_dict")], None),
        ("kind-always-true", [step("clear"), step("truth-value")], None),
        ("attribute-deletion-quality-removes", [step("delete-attribute", "quality"), step("as_dict")], None),
    ],
)  # fmt: skip
def test_mutant_responds_in_another_way_to_a_request_about_its_fault(name, steps, construct):
    if steps is None:  # a string of an enumeration is never empty
        assert name not in BY_NAME
        return
    request = Request("call", {"construct": construct or {"args": [TOOL]}, "steps": steps})
    assert observe(BY_NAME[name].make(), request) != observe(with_members()(), request)


def test_change_of_a_tool_that_no_longer_exists_reaches_no_other_tool():
    adapter = BY_NAME["item-write-leaking"].make()
    adapter.construct()["size"] = "auto"
    assert adapter.construct().as_dict() == {"type": "image_generation"}
