"""The validators with the strict schema of a revision that the suite ships no file for."""

from __future__ import annotations

import pytest

import engines
from imagegen_conformance.cli.main import main

GIF = {"type": "image_generation", "model": "gpt-image-2.6-flare", "output_format": "gif"}


@pytest.fixture(
    params=[(engines.OpenAIJsonschema, engines.Jsonschema), (engines.OpenAIJsonschemaRs, engines.JsonschemaRs)]
)
def pair(request):
    """Return a validator with the strict schema of OpenAI, and the same validator with the shipped schema."""
    of_openai, shipped = request.param
    return of_openai(), shipped()


def test_validator_has_the_rules_of_its_revision(pair):
    of_openai, shipped = pair
    of_openai.validate(GIF)
    with pytest.raises(engines.InvalidPayloadError, match=r"output_format\.value at /output_format"):
        shipped.validate(GIF)
    with pytest.raises(engines.InvalidPayloadError, match=r"frame_count\.type at /frame_count"):
        of_openai.validate({**GIF, "frame_count": "9"})


@pytest.mark.slow
def test_schema_is_the_one_that_the_command_prints(capsys):
    engine = engines.OpenAIJsonschema()
    assert main(["schema", "--strict", "--profile", "openai", "--revision", engine.revision]) == 0
    assert engine.schema.read_text(encoding="utf-8") == capsys.readouterr().out
