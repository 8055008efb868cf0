"""Ways to look as if one conformed: none of them ends with 0, and the report says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forgery import sealed

REFERENCE = "from imagegen_reference import ImageGenTool\nfrom imagegen_conformance import Adapter\n"

EVASIONS = {
    "answers nothing that it claims": (
        "class tool(Adapter):\n    pass\n",
        1,
        "level wire is claimed, and ",
    ),
    "escapes from what it would fail": (
        (
            "from imagegen_conformance.adapters import UnsupportedError\n"
            "class tool(Adapter):\n"
            "    levels = ('wire', 'schema')\n"
            "    def parse(self, payload):\n"
            "        raise UnsupportedError('not today')\n"
        ),
        1,
        "cases were answered as unsupported: not today",
    ),
    "claims no level": (
        "class tool(Adapter):\n    levels = ()\n",
        3,
        "its levels are (); they are a tuple of wire, model, schema, semantic",
    ),
    "gives itself back as its dict": (
        "class tool(ImageGenTool):\n    def as_dict(self, *, exclude_readonly=False):\n        return self\n",
        1,
        "what was given back is no JSON: a tool is no JSON at the top",
    ),
    "leaves its nested models in its dict": (
        "class tool(ImageGenTool):\n    def as_dict(self, *, exclude_readonly=False):\n        return dict(self._data)\n",
        1,
        "what was given back is no JSON: a ImageGenToolInputImageMask is no JSON at /input_image_mask",
    ),
    "crashes where it would have to give back": (
        (
            "class tool(ImageGenTool):\n"
            "    def as_dict(self, *, exclude_readonly=False):\n"
            "        self.validate()\n"
            "        return super().as_dict()\n"
        ),
        1,
        "it was accepted, and could not be given back: ValidationError",
    ),
    "returns its errors instead of raising them": (
        "class Checker:\n    def validate(self, payload):\n        return ['wrong']\ntool = Checker()\n",
        1,
        "validate returned a list: raise to refuse, or return False",
    ),
    "is not awaited": (
        (
            "class Checker:\n"
            "    def validate(self, payload):\n"
            "        async def later(): pass\n"
            "        coroutine = later()\n"
            "        coroutine.close()\n"
            "        return coroutine\n"
            "tool = Checker()\n"
        ),
        1,
        "validate returned a coroutine",
    ),
    "is an instance, whose methods are others": (
        "tool = ImageGenTool()\n",
        3,
        "this is an instance of ImageGenTool; name",
    ),
}


@pytest.mark.parametrize(("source", "code", "part"), EVASIONS.values(), ids=EVASIONS.keys())
def test_evasion_does_not_conform(command, implementation, source: str, code: int, part: str) -> None:
    ended = command("run", implementation(REFERENCE + source))
    assert ended.code == code
    assert part in ended.out + ended.err


def test_a_class_that_refuses_in_its_constructor_can_be_asked_about_schema(command, implementation) -> None:
    path = implementation(
        REFERENCE + "class tool:\n"
        "    def __init__(self, payload):\n"
        "        ImageGenTool.validate_payload(payload)\n"
        "        self.payload = payload\n"
        "    def as_dict(self):\n"
        "        return self.payload\n"
    )
    ended = command("run", path, "--level", "schema", "--strength", "should")
    assert ended.code == 0
    assert ended.out.splitlines()[-1] == "conforms at schema"


@pytest.mark.parametrize(
    "options", [["--level", "wire", "--level", "semantic", "--area", "raw"], ["--level", "schema", "--area", "raw"]]
)
def test_a_level_without_cases_is_not_asked_about(command, options: list[str]) -> None:
    ended = command("run", "imagegen_reference:ImageGenTool", *options)
    assert ended.code == 2
    assert "no case passes all the filters together at level" in ended.err


class TestForgedEvidence:
    """By someone who knows how the checksum is made, and would like to have conformed."""

    @pytest.fixture
    def evidence(self, command, implementation, modules: Path) -> Path:
        command("run", implementation("def tool(payload):\n    return {}\n"), "--area", "quality", "--evidence", "e")
        return modules / "e"

    def refused(self, command, evidence: Path, records: list[dict[str, object]]) -> bool:
        evidence.write_bytes(sealed(records))
        return bool(command("verify", evidence).code == 2)

    def records(self, evidence: Path) -> list[dict[str, object]]:
        return [json.loads(line) for line in evidence.read_text().splitlines()]

    def test_as_it_is_it_is_whole(self, command, evidence: Path) -> None:
        assert not self.refused(command, evidence, self.records(evidence))

    def test_with_another_exit_code(self, command, evidence: Path) -> None:
        records = self.records(evidence)
        records[-1]["exit"] = 0
        assert self.refused(command, evidence, records)

    def test_with_failures_made_unsupported(self, command, evidence: Path) -> None:
        records = self.records(evidence)
        for line in records[1:-1]:
            if line["verdict"] == "fail":
                line |= {"verdict": "unsupported", "failure": "unsupported", "observation": None}
                line["observation"] = {"outcome": "unsupported", "message": "no"}
                line.pop("at", None)
        counts = [line["verdict"] for line in records[1:-1]]
        records[-1] |= {"exit": 0, "verdicts": {key: counts.count(key) for key in records[-1]["verdicts"]}}  # type: ignore[attr-defined]
        assert self.refused(command, evidence, records)

    def test_with_the_failures_left_out_says_so(self, command, evidence: Path) -> None:
        records = self.records(evidence)
        kept = [line for line in records[1:-1] if line["verdict"] != "fail"]
        counts = [line["verdict"] for line in kept]
        verdicts = {key: counts.count(key) for key in records[-1]["verdicts"]}  # type: ignore[attr-defined]
        header = records[0] | {"cases": len(kept)}
        code = 0 if counts.count("pass") else 3
        evidence.write_bytes(
            sealed([header, *kept, records[-1] | {"cases": len(kept), "verdicts": verdicts, "exit": code}])
        )
        assert f"{len(kept)} of {len(records) - 2} cases" in command("verify", evidence).out


def test_evidence_does_not_replace_what_it_is_measured_by(command, modules: Path) -> None:
    (modules / "known.json").write_text('{"expected": []}')
    ended = command("run", "imagegen_reference:ImageGenTool", "--expected", "known.json", "--evidence", "known.json")
    assert ended.code == 2
    assert "the evidence would replace it; name another file" in ended.err
    assert (modules / "known.json").read_text() == '{"expected": []}'
