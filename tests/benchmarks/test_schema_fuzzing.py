"""The comparison with schema fuzzing: it detects what the schema can detect, and fails no correct implementation."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from imagegen_conformance.jsonlib.values import Json

FILE = Path(__file__).parents[2] / "benchmarks" / "schema_fuzzing.py"
TOOL = {"type": "image_generation"}
LEGAL = [{**TOOL, "quality": "low"}, {**TOOL, "output_compression": 0, "output_format": "webp"}]
ILLEGAL = [{**TOOL, "quality": "hd"}, {**TOOL, "output_compression": 101}]


@pytest.fixture(scope="module")
def fuzzing():
    spec = spec_from_file_location("schema_fuzzing", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["schema_fuzzing"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["schema_fuzzing"]


@pytest.mark.parametrize(
    ("name", "is_detected"),
    [
        ("quality-refuses-low", True),
        ("quality-refuses-high", False),
        ("quality-takes-hd", True),
        ("quality-takes-standard", False),
        ("output_compression-takes-101", True),
        ("loses-quality", True),
        ("loses-falsy", True),
        ("loses-model", False),
        ("numbers-clamped", True),  # it does not return an illegal payload unchanged
        ("folds-quality", False),
    ],
)
def test_mutant_is_detected_by_the_payloads_that_concern_it(fuzzing, name: str, is_detected: bool) -> None:
    payloads = fuzzing.select_payloads(LEGAL, ILLEGAL, 2)
    assert list(fuzzing.detected_mutants(payloads, [name])) == [name] * is_detected


def test_payload_that_breaks_a_rule_outside_the_schema_is_not_selected(fuzzing) -> None:
    rejected = {**TOOL, "model": "dall-e-2", "size": "1x1"}
    assert fuzzing.select_payloads([rejected, *LEGAL], ILLEGAL, 2).legal == LEGAL


def test_payload_that_the_reference_changes_need_not_be_preserved(fuzzing) -> None:
    untyped = {"type": "something else"}  # the reference always returns the type of the tool
    selected = fuzzing.select_payloads(LEGAL, [untyped, *ILLEGAL], 2)
    assert selected.illegal == [(untyped, False), (ILLEGAL[0], True)]


@pytest.mark.parametrize(
    ("legal", "illegal", "message"),
    [
        (
            LEGAL,
            [LEGAL[0], ILLEGAL[0]],
            "the reference accepts a payload that the schema rejects: one of them is wrong",
        ),
        (LEGAL[:1], ILLEGAL, "1 legal and 2 illegal payloads were generated instead of 2 each"),
        (LEGAL, ILLEGAL[:1], "2 legal and 1 illegal payloads were generated instead of 2 each"),
    ],
)
def test_too_few_payloads_are_an_error(fuzzing, legal: list[Json], illegal: list[Json], message: str) -> None:
    with pytest.raises(fuzzing.NotGeneratedError, match=message):
        fuzzing.select_payloads(legal, illegal, 2)


def test_failed_installation_is_reported_and_exits_with_1(fuzzing, monkeypatch, capsys, tmp_path) -> None:
    environment = tmp_path / "environment"
    monkeypatch.setattr(fuzzing, "ENVIRONMENT", environment)
    monkeypatch.setattr(fuzzing.venv, "create", lambda folder, **_: folder.mkdir())
    monkeypatch.setattr(fuzzing.subprocess, "run", lambda *_, **__: fuzzing.subprocess.CompletedProcess([], 1))
    assert fuzzing.main([]) == 1
    assert capsys.readouterr().err == (
        f"schema_fuzzing: not measured: pip could not install the packages in {environment}. See its output above.\n"
    )


def test_failed_generation_is_an_error(fuzzing, monkeypatch) -> None:
    monkeypatch.setattr(fuzzing, "_interpreter", lambda: Path(sys.executable))
    monkeypatch.setattr(fuzzing.subprocess, "run", lambda *_, **__: fuzzing.subprocess.CompletedProcess([], 1))
    with pytest.raises(fuzzing.NotGeneratedError, match="hypothesis-jsonschema generated no payloads"):
        fuzzing.generate(8, 0)
