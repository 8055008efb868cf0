"""The reduction of failing generated cases to the parts that their failures need."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.generation.case_data import either_case, payload_case
from imagegen_conformance.generation.reduction import reduced, without_members
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.verdict import Verdict
from imagegen_conformance.oracles.oracle import reference_oracle
from imagegen_conformance.results.result import Result

ORACLE = reference_oracle(Corpus.load().revision)
TOOL = {"type": "image_generation"}


def result(pointer: str | None = None) -> Any:
    return Result(None, {"outcome": "accepted"}, Verdict("fail", "wrong-output", pointer))  # type: ignore[arg-type]


def calls(*steps: Json) -> dict[str, Json]:
    return {"kind": "calls", "name": "case", "construct": {}, "steps": list(steps)}


def step(method: str, *args: Json, **keys: Json) -> Json:
    return {"method": method, **({"args": list(args)} if args else {}), **keys}


def test_members_of_a_payload_that_are_not_needed_are_removed() -> None:
    payload = {**TOOL, "note": {"a": 1, "b": {"x": 2}}, "seed": 1, "n": [1, 2, 3]}

    def check(data: Json) -> Result | None:
        note, items = data["payload"].get("note"), data["payload"].get("n")
        return result() if note and "b" in note and items and 2 in items else None

    data, _ = reduced(either_case(payload), result(), check)
    assert data["payload"] == {"note": {"b": {"x": 2}}, "n": [2]}
    assert data["outputs"][0] == data["payload"]


def test_steps_that_only_read_are_removed_and_those_after_the_failing_one() -> None:
    failing = step("get", "quality", returns="low")
    sequence = calls(
        step("as_dict", returns={}),
        step("keys", save_as="view"),
        step("set-item", "quality", "low"),
        step("copy", save_as="unused"),
        step("deepcopy", save_as="used"),
        step("length", returns=1),
        step("setdefault", "quality", "default", returns="low"),
        step("setdefault", "size", "auto", returns="auto"),
        step("pop", "name", raises="missing-key"),
        failing,
        step("identity", target="used"),
        step("identity", target="view"),
    )

    def check(data: Json) -> Result | None:
        return result(f"/steps/{data['steps'].index(failing)}") if failing in data["steps"] else None

    data, last = reduced(sequence, result("/steps/9"), check)
    assert [item["method"] for item in data["steps"]] == ["set-item", "setdefault", "get"]
    assert data["description"] == "A generated call sequence of 3 steps"
    assert last.verdict.pointer == "/steps/2"


def test_step_whose_result_is_used_is_kept() -> None:
    failing = step("set-item", "quality", "low", target="copied")

    def check(data: Json) -> Result | None:
        return result(f"/steps/{data['steps'].index(failing)}") if failing in data["steps"] else None

    sequence = calls(step("copy", save_as="copied"), step("deepcopy", save_as="copied"), failing)
    data, _ = reduced(sequence, result("/steps/2"), check)
    assert [item["method"] for item in data["steps"]] == ["deepcopy", "set-item"]


def test_payload_of_a_rule_is_not_changed() -> None:
    data = payload_case("reject", "quality.value", {**TOOL, "quality": "x"})
    assert reduced(data, result(), lambda _: result())[0] == data


class TestWithoutMembers:
    def test_legal_payload_stays_legal(self) -> None:
        data = payload_case("accept", "payload.combinations", {**TOOL, "size": "auto", "quality": "low"})
        smaller = without_members({**data, "strength": "should"}, ["size"], ORACLE)
        assert smaller is not None
        assert (smaller["payload"], smaller["strength"]) == ({**TOOL, "quality": "low"}, "should")

    def test_payload_that_becomes_illegal_has_no_case(self) -> None:
        payload = {**TOOL, "output_format": "webp", "output_compression": 50}
        data = payload_case("accept", "payload.combinations", payload)
        assert without_members(data, ["type"], ORACLE) is None

    @pytest.mark.parametrize(("key", "exists"), [("size", True), ("quality", False)])
    def test_rejected_payload_still_breaks_a_rule(self, key: str, *, exists: bool) -> None:
        payload = {**TOOL, "size": "auto", "quality": "x"}
        repair = [{"op": "replace", "path": "/quality", "value": "low"}]
        data = payload_case("reject", "quality.value", payload) | {"reasons": [], "repair": repair}
        smaller = without_members(data, [key], ORACLE)
        assert (smaller is not None) is exists
        if smaller is not None:
            assert smaller["payload"] == {**TOOL, "quality": "x"}
            assert smaller["reasons"] == [{"path": "/quality", "rule": "quality.value"}]
            assert smaller["repair"] == repair

    def test_any_payload_is_rejected_or_returned(self) -> None:
        smaller = without_members(either_case({**TOOL, "seed": 1, "n": 2}), ["n"], ORACLE)
        assert smaller == either_case({**TOOL, "seed": 1})
