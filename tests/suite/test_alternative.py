"""The alternative that our cases are measured against: it gets its due, and calls nobody wrong who is right."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from imagegen_conformance.json_value import Json

FILE = Path(__file__).parents[2] / "benchmarks" / "alternative.py"
TOOL = {"type": "image_generation"}
LEGAL = [{**TOOL, "quality": "low"}, {**TOOL, "output_compression": 0, "output_format": "webp"}]
ILLEGAL = [{**TOOL, "quality": "hd"}, {**TOOL, "output_compression": 101}]


@pytest.fixture(scope="module")
def alternative():
    spec = spec_from_file_location("alternative", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["alternative"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["alternative"]


@pytest.mark.parametrize(
    ("name", "dies"),
    [
        ("quality-refuses-low", True),
        ("quality-refuses-high", False),
        ("quality-takes-hd", True),
        ("quality-takes-standard", False),
        ("output_compression-takes-101", True),
        ("loses-quality", True),
        ("loses-falsy", True),
        ("loses-model", False),
        ("numbers-clamped", True),  # what is illegal is not given back as it came
        ("folds-quality", False),
    ],
)
def test_a_mutant_dies_of_what_was_drawn(alternative, name: str, dies: bool) -> None:
    assert list(alternative.killed(alternative.right(LEGAL, ILLEGAL, 2), [name])) == [name] * dies


def test_what_no_plain_schema_can_tell_is_left_out(alternative) -> None:
    refused = {**TOOL, "model": "dall-e-2", "size": "1x1"}
    assert alternative.right([refused, *LEGAL], ILLEGAL, 2).legal == LEGAL


def test_what_the_reference_does_not_give_back_is_not_asked_back(alternative) -> None:
    untyped = {"type": "something else"}  # the type is always that of the tool
    drawn = alternative.right(LEGAL, [untyped, *ILLEGAL], 2)
    assert drawn.illegal == [(untyped, False), (ILLEGAL[0], True)]


@pytest.mark.parametrize(
    ("legal", "illegal", "why"),
    [
        (LEGAL, [LEGAL[0], ILLEGAL[0]], "the reference takes what the schema calls illegal"),
        (LEGAL[:1], ILLEGAL, "1 legal payloads and 2 others are fewer than 2 each"),
        (LEGAL, ILLEGAL[:1], "2 legal payloads and 1 others are fewer than 2 each"),
    ],
)
def test_too_little_is_no_measurement(alternative, legal: list[Json], illegal: list[Json], why: str) -> None:
    with pytest.raises(alternative.NotDrawnError, match=why):
        alternative.right(legal, illegal, 2)


def test_what_cannot_be_installed_is_told_and_not_measured(alternative, monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(alternative, "ENVIRONMENT", tmp_path / "none")
    monkeypatch.setattr(alternative.venv, "create", lambda folder, **_: folder.mkdir())
    monkeypatch.setattr(alternative.subprocess, "run", lambda *_, **__: alternative.subprocess.CompletedProcess([], 1))
    assert alternative.main([]) == 1
    assert capsys.readouterr().err == (
        f"strength, side by side: not measured: {tmp_path / 'none'} could not be installed; see above\n"
    )
