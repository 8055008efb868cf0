"""Implementations and evidence that only look conforming: none of them exits with 0, and the report says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forged_evidence import with_checksum

REFERENCE = "from imagegen_reference import ImageGenTool\nfrom imagegen_conformance import Adapter\n"

EVASIONS = {
    "claims levels without an operation": (
        "class tool(Adapter):\n    pass\n",
        1,
        "level wire is claimed, but ",
    ),
    "raises UnsupportedError for every payload": (
        (
            "from imagegen_conformance import UnsupportedError\n"
            "class tool(Adapter):\n"
            "    levels = ('wire', 'schema')\n"
            "    def parse(self, payload):\n"
            "        raise UnsupportedError('not today')\n"
        ),
        1,
        "cases are unsupported: not today",
    ),
    "claims no level": (
        "class tool(Adapter):\n    levels = ()\n",
        3,
        "invalid levels (). Use a tuple of wire, object, schema, semantic.",
    ),
    "as_dict returns the object itself": (
        "class tool(ImageGenTool):\n    def as_dict(self, *, exclude_readonly=False):\n        return self\n",
        1,
        "its output is not JSON: a value of type tool has no JSON form at the root",
    ),
    "as_dict leaves nested objects": (
        "class tool(ImageGenTool):\n    def as_dict(self, *, exclude_readonly=False):\n        return dict(self._data)\n",
        1,
        "its output is not JSON: a value of type ImageGenToolInputImageMask has no JSON form at /input_image_mask",
    ),
    "as_dict raises instead of rejecting": (
        (
            "class tool(ImageGenTool):\n"
            "    def as_dict(self, *, exclude_readonly=False):\n"
            "        self.validate()\n"
            "        return super().as_dict()\n"
        ),
        1,
        "the payload was accepted, but serializing it raised ValidationError",
    ),
    "validate returns numbers instead of errors": (
        "class Checker:\n    def validate(self, payload):\n        return [5]\ntool = Checker()\n",
        1,
        "validate returned a list with an item of type int. Return a list of strings, of exceptions, or of findings",
    ),
    "validate returns an object instead of a boolean": (
        "class Checker:\n    def validate(self, payload):\n        return self\ntool = Checker()\n",
        1,
        "validate returned a value of type Checker",
    ),
    "is an instance of a documented class": (
        "tool = ImageGenTool()\n",
        3,
        "instance of ImageGenTool. Name the class instead.",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("source", "code", "part"), EVASIONS.values(), ids=EVASIONS.keys())
def test_evasive_implementation_does_not_conform(command, implementation, source: str, code: int, part: str) -> None:
    completed = command("run", implementation(REFERENCE + source))
    assert completed.code == code
    assert part in " ".join((completed.out + completed.err).split())


def test_class_that_rejects_in_its_constructor_conforms_at_requested_level_schema(command, implementation) -> None:
    path = implementation(
        REFERENCE + "class tool:\n"
        "    def __init__(self, payload):\n"
        "        ImageGenTool.validate_payload(payload)\n"
        "        self.payload = payload\n"
        "    def as_dict(self):\n"
        "        return self.payload\n"
    )
    completed = command("run", path, "--level", "schema", "--fail-on", "should")
    assert completed.code == 0
    assert completed.out.splitlines()[-1] == "conforms at level schema"


@pytest.mark.parametrize(
    "options", [["--level", "wire", "--level", "semantic", "--area", "raw"], ["--level", "schema", "--area", "raw"]]
)
def test_level_without_selected_cases_exits_with_2(command, options: list[str]) -> None:
    level = options[options.index("--area") - 1]
    completed = command("run", "imagegen_reference:ImageGenTool", *options)
    completed.assert_error(2, "no case ", f"level {level}. ")


class TestForgedEvidence:
    """Evidence whose checksum is correct, but that was changed."""

    @pytest.fixture
    def evidence(self, command, implementation, modules: Path) -> Path:
        command(
            "run",
            implementation("def tool(payload):\n    return {'type': 0}\n"),
            "--area",
            "quality",
            "--evidence",
            "e",
        )
        return modules / "e"

    def is_rejected(self, command, evidence: Path, records: list[dict[str, object]]) -> bool:
        evidence.write_bytes(with_checksum(records))
        return bool(command("verify", evidence).code == 2)

    def records(self, evidence: Path) -> list[dict[str, object]]:
        return [json.loads(line) for line in evidence.read_text().splitlines()]

    def test_unchanged_records_are_verified(self, command, evidence: Path) -> None:
        assert not self.is_rejected(command, evidence, self.records(evidence))

    def test_changed_exit_code_is_rejected(self, command, evidence: Path) -> None:
        records = self.records(evidence)
        records[-1]["exit_code"] = 0
        assert self.is_rejected(command, evidence, records)

    def test_failures_changed_to_unsupported_are_rejected(self, command, evidence: Path) -> None:
        records = self.records(evidence)
        for record in records[1:-1]:
            if record["verdict"] == "fail":
                record |= {"verdict": "unsupported", "failure": "unsupported"}
                record["observation"] = {"outcome": "unsupported", "message": "no"}
                record.pop("pointer", None)
        results = [record["verdict"] for record in records[1:-1]]
        verdicts = {key: results.count(key) for key in records[-1]["verdicts"]}  # type: ignore[attr-defined]
        records[-1] |= {"exit_code": 0, "verdicts": verdicts}
        assert self.is_rejected(command, evidence, records)

    def test_removed_failures_are_rejected(self, command, evidence: Path) -> None:
        records = self.records(evidence)
        kept = [record for record in records[1:-1] if record["verdict"] != "fail"]
        results = [record["verdict"] for record in kept]
        footer = records[-1] | {
            "cases": len(kept),
            "verdicts": {key: results.count(key) for key in records[-1]["verdicts"]},  # type: ignore[attr-defined]
            "exit_code": 0 if results.count("pass") else 3,
        }
        evidence.write_bytes(with_checksum([records[0] | {"cases": len(kept)}, *kept, footer]))
        completed = command("verify", evidence)
        assert completed.code == 2
        assert "is not recorded before it. The file was edited." in completed.err


def test_evidence_does_not_overwrite_the_expected_failures(command, modules: Path) -> None:
    content = '{"expected_failures": []}'
    (modules / "known.json").write_text(content)
    options = ("--expected-failures", "known.json", "--evidence", "known.json")
    completed = command("run", "imagegen_reference:ImageGenTool", *options)
    completed.assert_error(2, "known.json: the evidence would overwrite the expected failures. Name another file")
    assert (modules / "known.json").read_text() == content
